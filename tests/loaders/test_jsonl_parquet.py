from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from corpus_texts import texts

from mtqa.errors import MtqaError
from mtqa.preparation import load_corpora, load_corpus


def jsonl(folder: Path, *lines: str, name: str = "a.en-de.jsonl") -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_keys_are_columns(tmp_path: Path) -> None:
    path = jsonl(
        tmp_path,
        '{"id": 7, "src": "One", "refs": ["Eins", "Ein"], "mt": "Eins", "score": 0.5, "ok": true, "tags": ["a"]}',
        "",
        '{"src": "Two", "mt": null, "later": "x"}',
    )
    corpus = load_corpus(path)
    assert texts(corpus) == {
        "source": ["One", "Two"],
        "reference.A": ["Eins", None],
        "reference.B": ["Ein", None],
        "hypothesis.mt": ["Eins", None],
    }
    assert [segment.id for segment in corpus.segments] == ["7", "2"]
    assert [segment.extra for segment in corpus.segments] == [
        {"score": 0.5, "ok": True, "tags": '["a"]'},
        {"later": "x"},
    ]


def test_named_texts_in_an_object(tmp_path: Path) -> None:
    path = jsonl(tmp_path, '{"source": "One", "refs": {"refA": {"ref": "Eins"}, "pe": "Ein"}, "mt": {"x": "1"}}')
    assert texts(load_corpus(path)) == {
        "source": ["One"],
        "reference.A": ["Eins"],
        "reference.pe": ["Ein"],
        "hypothesis.x": ["1"],
    }


def test_the_translation_feature(tmp_path: Path) -> None:
    path = jsonl(tmp_path, '{"translation": {"en": "One", "de": "Eins"}}', name="x.jsonl")
    assert texts(load_corpus(path)) == {"source": ["One"], "hypothesis.target": ["Eins"]}


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ('{"source": "x", "mt": "y"', "this is not JSON: .*one object a line"),
        ("[1]", "this line is not a JSON object"),
        ('{"source": "x", "mt": 3}', "the hypothesis.mt is a number, not a text"),
        ('{"source": ["x"], "mt": "y"}', "the source is a list, not a text"),
        ('{"source": null, "mt": "y"}', "the source is missing"),
        ('{"source": "x", "mt": "\\ud800"}', "half a surrogate pair"),
        ('{"source": "x", "mt": NaN}', "NaN is not allowed"),
        ('{"source": "x", "id": {"a": 1}}', "'id' is an object, not a text"),
        ("[" * 100_000, "nested too deeply"),
        ('{"source": "x", "mt": ' + "1" * 5000 + "}", "this is not JSON"),
    ],
)
def test_mistakes_are_named_with_their_line(tmp_path: Path, line: str, complaint: str) -> None:
    path = jsonl(tmp_path, '{"source": "a", "mt": "b"}', line)
    with pytest.raises(MtqaError, match=complaint) as caught:
        load_corpora(path)
    assert caught.value.line == 2


def parquet(folder: Path, columns: dict[str, object], name: str = "a.en-de.parquet") -> Path:
    path = folder / name
    pq.write_table(pa.table(columns), path)
    return path


def test_parquet(tmp_path: Path) -> None:
    path = parquet(
        tmp_path,
        {
            "source": ["One", "Two"],
            "reference": pa.array(["Eins", None]),
            "hypothesis.x": pa.array(["", None], pa.large_string()),
            "year": [2025, None],
            "blob": [b"\x00", b""],
        },
    )
    corpus = load_corpus(path)
    assert texts(corpus) == {"source": ["One", "Two"], "reference.A": ["Eins", None], "hypothesis.x": ["", None]}
    assert corpus.segments[0].extra == {"year": 2025, "blob": "(1 bytes)"}


def test_parquet_rows_are_named(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"parquet: row 2: the source is missing"):
        load_corpora(parquet(tmp_path, {"source": ["One", None], "mt": ["a", "b"]}))


def test_damaged_parquet(tmp_path: Path) -> None:
    path = parquet(tmp_path, {"source": ["One"] * 1000, "mt": [str(i) for i in range(1000)]})
    whole = path.read_bytes()
    zeros, spoilt = b"PAR1" + b"\x00" * 100 + b"PAR1", whole[:40] + b"\xff" * 40 + whole[80:]
    for data in (whole[:-50], whole[: len(whole) // 2], zeros, spoilt):
        path.write_bytes(data)
        with pytest.raises(MtqaError, match="damaged or cut off"):
            load_corpora(path)


def test_more_rows_than_a_file_can_hold(tmp_path: Path) -> None:
    # One text a million times takes some hundred bytes: dictionary and run length.
    path = parquet(tmp_path, {"source": pa.array(["x"] * 5_000_000), "mt": pa.array(["y"] * 5_000_000)})
    assert path.stat().st_size < 100_000
    with pytest.raises(MtqaError, match="claims 5,000,000 rows"):
        load_corpora(path)
