"""Large corpora behave as small ones do; the limits are lowered so that a few rows count as many."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from mtqa.corpus import ColumnSegments, Corpus, CorpusBuilder, Role, Segment, TextColumn, builder as corpus_builder
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, language

EN_DE = LanguagePair(language("en"), language("de"))
N = 10_000


@pytest.fixture
def small_limits(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Rows go to disk almost at once, into a folder of this test's own."""
    monkeypatch.setattr(corpus_builder, "ROWS_IN_MEMORY", 10)
    monkeypatch.setattr(corpus_builder, "ROWS_AT_A_TIME", 7)
    folder = tmp_path / "spill"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def build(n: int = N, *, prefix: str = "s") -> Corpus:
    builder = CorpusBuilder("large", EN_DE)
    for i in range(n):
        texts: dict[str, str | None] = {"hypothesis.one": None if i % 5 == 0 else f"Ü{i}" * (i % 3)}
        if i % 2:
            texts["reference.A"] = f"r{i}"
        if i > n // 2:
            texts["hypothesis.late"] = f"\u2028{i}"
        builder.add(
            f"{prefix}{i}",
            f"d{i // 100}",
            f"source {i} 😀",
            texts,
            "title" * (i % 2),
            "news",
            {"n": i} if i % 3 else None,
        )
    return builder.build()


def test_a_spilled_corpus_equals_one_in_memory(small_limits: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = build()
    monkeypatch.setattr(corpus_builder, "ROWS_IN_MEMORY", 10 * N)
    small = build()
    assert isinstance(large.segments, ColumnSegments)
    assert isinstance(large.system("late").hypotheses, TextColumn)
    assert isinstance(small.segments, tuple)
    assert list(large.segments) == list(small.segments)
    assert [list(s.hypotheses) for s in large.systems] == [list(s.hypotheses) for s in small.systems]
    assert large.fingerprint == small.fingerprint
    assert large.documents == small.documents == tuple(f"d{i}" for i in range(100))
    assert large.reference_names == small.reference_names == ("A",)
    assert large.system("one").n_missing == small.system("one").n_missing == N // 5
    # A column that came up late is missing in the rows before.
    assert large.system("late").hypotheses[0] is None


def test_views_are_sequences(small_limits: Path) -> None:
    corpus = build()
    segments = corpus.segments
    assert len(segments) == N
    assert segments[0].id == "s0"
    assert segments[-1].id == f"s{N - 1}"
    assert [s.id for s in segments[4094:4098]] == ["s4094", "s4095", "s4096", "s4097"]  # over the edge of a block
    assert [s.id for s in segments[::5000]] == ["s0", "s5000"]
    assert segments[5:2] == []
    assert segments[3] == Segment("s3", "d0", "source 3 😀", {"A": "r3"}, "title", "news", {})
    assert segments[1].extra == {"n": 1}
    with pytest.raises(IndexError):
        segments[N]
    assert corpus.systems[0].hypotheses[1:3] == ("Ü1", "Ü2Ü2")
    assert corpus.systems[0].hypotheses != ("Ü1",)


def test_nothing_is_left_on_disk(small_limits: Path) -> None:
    corpus = build()
    assert list(small_limits.iterdir()) == []
    assert corpus.segments[N - 1].id == f"s{N - 1}"  # and yet it can be read


@pytest.mark.parametrize("prefix", ["s", ""])
def test_repeated_ids_are_found_wherever_they_are(small_limits: Path, prefix: str) -> None:
    builder = CorpusBuilder("large", EN_DE, Path("file.tsv"))
    for i in range(100):
        builder.add(f"{prefix}{i}", "d", "x", {"hypothesis.a": "y"}, line=i + 2)
    builder.add(f"{prefix}42", "d", "x", {"hypothesis.a": "y"}, line=102)
    with pytest.raises(MtqaError, match=rf"file\.tsv:102: the id '{prefix}42' is there twice \(first in line 44\)"):
        builder.build()
    assert list(small_limits.iterdir()) == []


def test_ids_are_not_repeated_because_their_numbers_are_equal() -> None:
    builder = CorpusBuilder("c", EN_DE)
    for identifier in ("1", "01", "001", "١"):
        builder.add(identifier, "d", "x", {})
    assert len(builder.build().segments) == 4


def test_a_full_disk_is_said_plainly(small_limits: Path) -> None:
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setattr(tempfile, "tempdir", str(small_limits / "not-there"))
    with monkeypatch.context(), pytest.raises(MtqaError, match="set TMPDIR"):
        build(100)
    monkeypatch.undo()


def test_too_many_systems(small_limits: Path) -> None:
    builder = CorpusBuilder("c", EN_DE)
    for i in range(1000):
        builder.add(str(i), "d", "x", {f"hypothesis.{i}": "y"})
    with pytest.raises(MtqaError, match="more than 1000 systems and references"):
        builder.add("last", "d", "x", {"hypothesis.last": "y"})
    builder.discard()
    assert list(small_limits.iterdir()) == []


def test_etranslation_is_judged_where_it_is_there() -> None:
    builder = CorpusBuilder("c", EN_DE)
    builder.add("1", "d", "x", {"hypothesis.deepl": "a", "hypothesis.eTranslation": "b"})
    assert [system.role for system in builder.build().systems] == [Role.BASELINE, Role.PRIMARY]
