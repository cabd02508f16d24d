from __future__ import annotations

from pathlib import Path

import datasets
import pyarrow as pa
import pytest
from small import small_corpus

from mtqa.corpus import (
    ColumnSegments,
    Corpus,
    CorpusBuilder,
    Origin,
    Role,
    Segment,
    SystemOutput,
    builder as corpus_builder,
)
from mtqa.errors import MtqaError
from mtqa.tables import from_dataset, to_dataset


def described() -> Corpus:
    """A corpus with everything that a corpus can have."""
    corpus = small_corpus([("deepl", ("a", None, "", "d")), ("etranslation", ("e", "f", "g", "h"))])
    segments = tuple(
        Segment(
            s.id, s.document, s.source, {"A": "x", "pe": ""} if i else {}, "title", "news", {"score": i, "by": "me"}
        )
        for i, s in enumerate(corpus.segments)
    )
    systems = tuple(
        SystemOutput(s.name, s.role, s.hypotheses, Origin(service="S", licence="CC0")) for s in corpus.systems
    )
    return Corpus(
        "name",
        corpus.language_pair,
        segments,
        systems,
        "Title",
        "press",
        Origin(url="https://example.org"),
        {"A": Origin(note="by hand")},
        ("a note",),
        ("a warning",),
    )


def test_a_dataset_becomes_the_same_corpus_again() -> None:
    corpus = described()
    dataset = to_dataset(corpus)
    assert isinstance(dataset, datasets.Dataset)
    assert dataset.column_names[:7] == ["id", "document", "source_lang", "target_lang", "kind", "domain", "source"]
    assert dataset["hypothesis.deepl"][:] == ["a", None, "", "d"]
    assert dataset["score"][:] == [0, 1, 2, 3]
    assert from_dataset(dataset) == corpus


def test_also_after_it_was_saved_and_loaded(tmp_path: Path) -> None:
    corpus = described()
    to_dataset(corpus).save_to_disk(tmp_path / "saved")
    assert from_dataset(datasets.load_from_disk(str(tmp_path / "saved"))) == corpus


def test_a_large_corpus_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus_builder, "ROWS_IN_MEMORY", 10)
    builder = CorpusBuilder("large", small_corpus().language_pair)
    for i in range(100):
        builder.add(str(i), "d", f"source {i}", {"hypothesis.a": f"h{i}", "reference.A": None if i % 2 else "r"})
    corpus = builder.build()
    dataset = to_dataset(corpus)
    assert isinstance(corpus.segments, ColumnSegments)

    def address(column: pa.ChunkedArray) -> int:
        return int(column.chunk(0).buffers()[2].address)

    assert address(dataset.data.table.column("source")) == address(corpus.segments.table.column("source"))
    again = from_dataset(dataset)
    assert isinstance(again.segments, ColumnSegments)
    assert address(again.segments.table.column("source")) == address(corpus.segments.table.column("source"))
    assert again.segments == corpus.segments
    assert again.systems[0].hypotheses == corpus.systems[0].hypotheses
    # A selection of rows is another corpus, and has to be copied.
    assert [s.id for s in from_dataset(dataset.select([3, 1])).segments] == ["3", "1"]


def test_a_translation_feature() -> None:
    features = datasets.Features({"translation": datasets.Translation(languages=["de", "en"])})
    rows = {"translation": [{"de": "Hallo", "en": "Hello"}, {"de": "Tschüs", "en": "Bye"}]}
    dataset = datasets.Dataset.from_dict(rows, features=features)
    corpus = from_dataset(dataset, source_language="en", name="greetings")
    assert str(corpus.language_pair) == "en-de"
    assert [segment.source for segment in corpus.segments] == ["Hello", "Bye"]
    assert corpus.systems[0].role is Role.PRIMARY
    assert corpus.systems[0].hypotheses == ("Hallo", "Tschüs")
    # Nothing says which is the source: the first column is, with a warning.
    assert str(from_dataset(dataset).language_pair) == "de-en"
    assert "which language is the source" in from_dataset(dataset).warnings[0]


def test_flat_columns_need_their_languages() -> None:
    dataset = datasets.Dataset.from_dict({"src": ["a"], "ref": ["b"], "mt": ["c"], "year": [2026]})
    with pytest.raises(MtqaError, match="which language the source is in"):
        from_dataset(dataset)
    corpus = from_dataset(dataset, source_language="en", target_language="de")
    assert corpus.segments[0] == Segment("1", "dataset", "a", {"A": "b"}, extra={"year": 2026})


def test_several_languages_need_a_choice() -> None:
    dataset = datasets.Dataset.from_dict({"en": ["a"], "de": ["b"], "fr": ["c"]})
    with pytest.raises(MtqaError, match=r"several target languages \(de, fr\)"):
        from_dataset(dataset)
    assert str(from_dataset(dataset, target_language="fr").language_pair) == "en-fr"


def test_the_methods_of_before_still_work_and_name_what_takes_their_place() -> None:
    corpus = described()
    with pytest.warns(DeprecationWarning, match=r"Corpus\.to_dataset is now mtqa\.to_dataset"):
        dataset = corpus.to_dataset()
    with pytest.warns(DeprecationWarning, match=r"mtqa\.from_dataset"):
        assert Corpus.from_dataset(dataset) == corpus
