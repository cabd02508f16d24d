"""JSON lists of objects."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.preparation import find_loader, load_corpora
from mtqa.testing import check_loader

ROWS = [
    {"src": "Yes.", "mt": "Ja.", "ref": "Ja."},
    {"src": "No\u2028one.", "mt": "Niemand.", "ref": "Keiner.", "doc_id": "b"},
]


def _written(tmp_path: Path, content: object, name: str = "test.en-de.json") -> Path:
    path = tmp_path / name
    path.write_text(json.dumps(content, indent=1), encoding="utf-8")
    return path


def test_contract(tmp_path: Path) -> None:
    check_loader("json_list", _written(tmp_path, ROWS))


@pytest.mark.parametrize("content", [ROWS, {"data": ROWS}, {"segments": ROWS, "version": 1}])
def test_lists_of_src_mt_and_ref(tmp_path: Path, content: object) -> None:
    path = _written(tmp_path, content)
    assert find_loader(path) == "json_list"
    (corpus,) = load_corpora(path)
    assert str(corpus.language_pair) == "en-de"
    assert [segment.source for segment in corpus.segments] == ["Yes.", "No\u2028one."]
    assert list(corpus.systems[0].hypotheses) == ["Ja.", "Niemand."]
    assert [dict(segment.references) for segment in corpus.segments] == [{"A": "Ja."}, {"A": "Keiner."}]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[{"src": "Yes.", "mt": "Ja."},\n{"src": "N', "json:2: this is not JSON"),
        ('[{"src": "Yes.", "mt": "Ja."}', "breaks off"),
        ('[{"src": "Yes.", "mt": "Ja."},\n 7]', "json:2: this is not a JSON object"),
        ('[{"src": NaN, "mt": "Ja."}]', "NaN is not allowed"),
        ('[{"src": "\\ud800", "mt": "Ja."}]', "half a surrogate pair"),
        ('[{"src": ' + "[" * 100_000, "this is not JSON"),
    ],
)
def test_what_is_broken_is_told(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "test.en-de.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(MtqaError) as caught:
        load_corpora(path)
    assert message in str(caught.value)
