"""What is written reads back as the same corpus, in every format."""

from __future__ import annotations

import csv
import gzip
import os
import re
import tomllib
from dataclasses import fields, replace
from pathlib import Path

import pytest
from corpus_texts import content, texts
from hypothesis import HealthCheck, given, settings, strategies as st
from small import small_corpus

from mtqa.contracts import writers
from mtqa.corpus import Corpus, CorpusBuilder, Origin, Role, Segment, SystemOutput, builder as corpus_builder
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, language
from mtqa.preparation import find_writer, left_behind, load_corpora, load_corpus, write_corpora

FULL = ("out.csv", "out.jsonl", "out.parquet", "out.tmx", "out.xlf")
"""Formats that can hold any text; TSV and lines refuse tabs or line breaks."""
ALL = (*FULL, "out.tsv", "folder")
FLAT = ("out.csv", "out.jsonl", "out.tsv")
"""Formats that hold the texts and nothing that is true of a whole text."""
EN_DE = LanguagePair(language("en"), language("de"))
EN_PT = LanguagePair(language("en"), language("pt-BR"))


def converted(corpora: list[Corpus], folder: Path, name: str) -> tuple[Corpus, ...]:
    write_corpora(corpora, folder / name, writers.create(find_writer(name)))
    return load_corpora(folder / name)


# XML 1.0 cannot hold most control characters; NUL is in no text file.
ANY_TEXT = st.text(
    st.one_of(
        st.characters(blacklist_categories=("Cs", "Cc"), blacklist_characters="\ufffe\uffff"),
        st.sampled_from("=+-@'\"\t\n\r,;|&<>]\u2028\u0085\ufeff{}\\ "),
    ),
    max_size=12,
)
LINE_TEXT = ANY_TEXT.map(lambda text: re.sub("[\t\n\r]", " ", text))
NAMES = st.text(st.sampled_from("abcXYZ0189-_. ()é:/"), min_size=1, max_size=8).map(str.strip).filter(bool)


@st.composite
def corpus(draw: st.DrawFn, text: st.SearchStrategy[str], pair: LanguagePair = EN_DE) -> Corpus:
    n = draw(st.integers(1, 4))
    references = draw(st.lists(NAMES, unique=True, max_size=2))
    systems = draw(st.lists(NAMES, unique=True, min_size=1, max_size=3))
    ids = draw(st.lists(st.one_of(NAMES, st.integers(0, 99).map(str)), min_size=n, max_size=n, unique=True))
    documents = sorted(draw(st.lists(NAMES, min_size=n, max_size=n)))
    extra = st.dictionaries(
        st.sampled_from(["note", "id", "Comment", "source", "hypothesis.x", "mtqa", "extra.y", "json.z", "score"]),
        st.one_of(text, st.integers(-5, 5), st.booleans()),
        max_size=2,
    )
    keep = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    segments = [
        Segment(
            ids[i],
            documents[i],
            draw(text),
            {name: draw(text) for name in references if keep[i] or draw(st.booleans())},
            draw(st.sampled_from(["", "title"])),
            draw(st.sampled_from(["", "news"])),
            draw(extra),
        )
        for i in range(n)
    ]
    # Each reference and system has at least one text, else nothing of it could be written.
    hypotheses = [[draw(text), *(draw(st.one_of(st.none(), text)) for _ in range(n - 1))] for _ in systems]
    primary = draw(st.integers(0, len(systems) - 1))
    return Corpus(
        "c",
        pair,
        segments,
        [
            SystemOutput(name, Role.PRIMARY if i == primary else Role.BASELINE, column)
            for i, (name, column) in enumerate(zip(systems, hypotheses, strict=True))
        ],
    )


@pytest.mark.parametrize("name", FULL)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=corpus(ANY_TEXT))
def test_any_corpus_comes_back(tmp_path_factory: pytest.TempPathFactory, name: str, one: Corpus) -> None:
    # One type a column is all that a table has.
    kinds: dict[str, set[type]] = {}
    for segment in one.segments:
        for key, value in segment.extra.items():
            kinds.setdefault(key, set()).add(type(value))
    if name == "out.parquet" and any(len(kind) > 1 for kind in kinds.values()):
        return
    assert content(converted([one], tmp_path_factory.mktemp("c"), name)) == content([one])


@pytest.mark.parametrize("name", ["out.tsv", "folder"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=corpus(LINE_TEXT))
def test_any_corpus_without_line_breaks_comes_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, one: Corpus
) -> None:
    folder = tmp_path_factory.mktemp("c")
    columns = [list(system.hypotheses) for system in one.systems]
    columns += [[segment.references.get(name) for segment in one.segments] for name in one.reference_names]
    if name == "folder" and any(None in column and "" in column for column in columns):
        with pytest.raises(MtqaError, match="which lines cannot tell apart"):
            converted([one], folder, name)
        assert list(folder.iterdir()) == []
        return
    assert content(converted([one], folder, name)) == content([one])


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(german=corpus(LINE_TEXT), portuguese=corpus(LINE_TEXT, EN_PT))
@pytest.mark.parametrize("name", ["out.jsonl", "out.tmx", "out.xlf"])
def test_several_languages_come_back(
    tmp_path_factory: pytest.TempPathFactory, name: str, german: Corpus, portuguese: Corpus
) -> None:
    folder = tmp_path_factory.mktemp("c")
    corpora = [german, portuguese]
    roles = [{system.name: system.role for system in one.systems} for one in corpora]
    if name == "out.jsonl" and any(roles[1].get(system, role) is not role for system, role in roles[0].items()):
        with pytest.raises(MtqaError, match="different roles in different languages"):
            converted(corpora, folder, name)
        return
    again = converted(corpora, folder, name)
    assert [content([one.with_systems(_by_name(one))]) for one in again] == [
        content([one.with_systems(_by_name(one))]) for one in corpora
    ]


def _by_name(one: Corpus) -> list[SystemOutput]:
    """The systems in an order of their own: a table has one order of columns for all languages."""
    return sorted(one.systems, key=lambda system: system.name)


def described() -> Corpus:
    one = small_corpus([("x", ("a", None, "c", "d"))])
    origin = Origin("S", "m", "r", "int8", "beam 4", "p", "2026", "CC0", "me", "https://e.org", "", "by hand")
    return Corpus(
        "name",
        one.language_pair,
        one.segments,
        [SystemOutput("x", Role.PRIMARY, one.systems[0].hypotheses, origin)],
        'A "title"',
        "press",
        origin,
        {"A": origin},
        ("by hand",),
    )


SOME_TEXT = LINE_TEXT.filter(bool)
ORIGIN = st.builds(Origin, **{field.name: LINE_TEXT for field in fields(Origin) if field.name != "file"})


@st.composite
def described_corpus(draw: st.DrawFn) -> Corpus:
    """A corpus with all that a corpus can have, but nothing that one of the formats refuses."""
    one = draw(corpus(SOME_TEXT))
    extra = st.fixed_dictionaries({}, optional={"note": SOME_TEXT, "id": SOME_TEXT, "score": st.integers(-9, 9)})
    segments = [replace(segment, extra=draw(extra)) for segment in one.segments]
    return replace(
        one,
        segments=segments,
        systems=[replace(system, origin=draw(ORIGIN)) for system in one.systems],
        title=draw(SOME_TEXT),
        domain=draw(LINE_TEXT),
        source_origin=draw(ORIGIN),
        reference_origins={name: draw(ORIGIN) for name in one.reference_names},
        notes=tuple(draw(st.lists(SOME_TEXT, max_size=2))),
    )


def description(one: Corpus, *, notes: bool) -> list[object]:
    """What is known about a corpus besides its texts; not from which file each text was read."""
    origins = {system.name: system.origin for system in one.systems}
    origins |= {f"reference {name}": one.reference_origins.get(name, Origin()) for name in one.reference_names}
    without = {name: replace(origin, file="") for name, origin in origins.items()}
    return [one.title, one.domain, replace(one.source_origin, file=""), without, one.notes if notes else ()]


@pytest.mark.parametrize("second", ALL)
@pytest.mark.parametrize("first", ALL)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(one=described_corpus())
def test_any_corpus_survives_any_two_formats(
    tmp_path_factory: pytest.TempPathFactory, first: str, second: str, one: Corpus
) -> None:
    folder = tmp_path_factory.mktemp("c")
    (middle,) = converted([one], folder / "first", first)
    (last,) = converted([middle], folder / "second", second)
    assert content([last]) == content([middle]) == content([one])
    if first not in FLAT:
        assert description(middle, notes=first != "folder") == description(one, notes=first != "folder")
        if second not in FLAT:
            assert description(last, notes=second != "folder") == description(middle, notes=second != "folder")
    omitted = left_behind([one], writers.create(find_writer(first)))
    expected = [one.domain and "domain of the whole", one.notes and "notes"] if first in FLAT else []
    assert {what for what in expected if what} <= set(omitted)
    assert ("title" in omitted) == (first in FLAT and one.title != one.name)


@pytest.mark.parametrize("name", ALL)
def test_what_a_format_has_no_place_for_is_said(tmp_path: Path, name: str) -> None:
    one = described()
    silent = replace(one, systems=[*one.systems, SystemOutput("silent", Role.BASELINE, (None,) * len(one.segments))])
    said = left_behind([silent], writers.create(find_writer(name)))
    tables = ("title", "domain of the whole", "origins and licences", "notes", "systems without any text")
    assert said == (() if name == "folder" else tables if name in FLAT else tables[-1:])
    (again,) = converted([silent], tmp_path, name)
    assert ("silent" in [system.name for system in again.systems]) == (name == "folder")
    assert left_behind([replace(one, notes=("of nobody",))], writers.create("lines")) == (
        "notes that belong to no text",
    )
    assert left_behind([small_corpus()], writers.create(find_writer(name))) == (("title",) if name in FLAT else ())


@pytest.mark.parametrize("name", ["out.parquet", "out.tmx", "out.xlf", "folder"])
def test_origins_come_back_where_the_format_has_a_place_for_them(tmp_path: Path, name: str) -> None:
    one = described()
    (again,) = converted([one], tmp_path, name)
    assert (again.title, again.domain, again.notes) == (one.title, one.domain, one.notes)
    for origin in (again.source_origin, again.systems[0].origin, again.reference_origins["A"]):
        assert Origin(**{**vars(origin), "file": ""}) == one.source_origin


@pytest.mark.parametrize("name", ALL)
def test_large_corpora_come_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(corpus_builder, "ROWS_IN_MEMORY", 50)
    builder = CorpusBuilder("c", EN_DE)
    for i in range(5000):
        texts: dict[str, str | None] = {"hypothesis.a": f"ü{i}", "hypothesis.b": None if i % 3 else f"b{i}"}
        builder.add(f"d{i // 10}:{i % 10 + 1}", f"d{i // 10}", f"source {i}", texts | {"reference.A": f"r{i}"})
    one = builder.build()
    (again,) = converted([one], tmp_path, name)
    assert content([again]) == content([one])


@pytest.mark.parametrize("name", ["out.tsv", "folder"])
def test_line_breaks_are_refused_by_name_or_flattened(tmp_path: Path, name: str) -> None:
    one = small_corpus([("s", ("a\nb", "c\td", "e", "f"))])
    with pytest.raises(MtqaError, match=r"the segment 'one:0' holds a (tab or )?line break, which .* --flatten"):
        converted([one], tmp_path, name)
    assert list(tmp_path.iterdir()) == []
    write_corpora([one], tmp_path / name, writers.create(f"{find_writer(name)}(breaks=flatten)"))
    found = texts(load_corpus(tmp_path / name))["hypothesis.s"]
    assert found == (["a b", "c d", "e", "f"] if name == "out.tsv" else ["a b", "c\td", "e", "f"])


@pytest.mark.parametrize("name", ["out.tmx", "out.xlf"])
def test_characters_that_xml_cannot_hold_are_refused_by_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(MtqaError, match=r"the segment 'one:0' holds the character U\+000B, which XML cannot"):
        converted([small_corpus([("s", ("a\x0bb", "", "", ""))])], tmp_path, name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["=1+1", "+4", "-x", "@SUM(A1)", "＝1"])
@pytest.mark.parametrize("name", ["out.tsv", "out.csv"])
def test_formulas_are_escaped_and_come_back(tmp_path: Path, name: str, text: str) -> None:
    """The characters are those of OWASP's page on CSV injection."""
    one = small_corpus([("s", (text, "'" + text, "plain", "x"))])
    (again,) = converted([one], tmp_path, name)
    assert content([again]) == content([one])
    rows = list(csv.reader((tmp_path / name).open(newline=""), delimiter="\t" if name.endswith("tsv") else ","))
    for row in rows:
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "＝"))
    write_corpora([one], tmp_path / f"raw-{name}", writers.create(f"{find_writer(name)}(formulas=keep)"))
    assert text in (tmp_path / f"raw-{name}").read_text()


def test_a_column_of_notes_is_only_there_when_needed(tmp_path: Path) -> None:
    converted([small_corpus()], tmp_path, "plain.tsv")
    heading = (tmp_path / "plain.tsv").read_text().partition("\n")[0]
    assert heading == "id\tdocument\tsource_lang\ttarget_lang\tsource\treference.A\thypothesis.good\thypothesis.bad"


def test_roles_that_nobody_could_guess_are_in_the_headings(tmp_path: Path) -> None:
    one = small_corpus()
    swapped = one.with_systems([one.systems[1], one.systems[0]])
    converted([swapped], tmp_path, "out.tsv")
    assert "baseline.bad\tprimary.good" in (tmp_path / "out.tsv").read_text()


def test_the_folder_is_one_that_people_would_make(tmp_path: Path) -> None:
    converted([small_corpus()], tmp_path, "folder")
    files = sorted(str(path.relative_to(tmp_path / "folder")) for path in (tmp_path / "folder").rglob("*.*"))
    assert files == [
        "corpus.toml",
        "reference.A.de.txt",
        "segments.tsv",  # the ids of these segments are not the numbers of their lines
        "source.en.txt",
        "systems/bad.de.txt",
        "systems/good.de.txt",
    ]
    about = tomllib.loads((tmp_path / "folder/corpus.toml").read_text())
    assert about["layout"] == "lines"
    assert [text["role"] for text in about["texts"]] == ["source", "primary", "baseline", "reference"]


def test_several_languages_share_the_source_of_a_folder(tmp_path: Path) -> None:
    german = small_corpus()
    french = Corpus("small", LanguagePair(language("en"), language("fr")), german.segments, german.systems)
    assert content(converted([german, french], tmp_path, "folder")) == content([german, french])
    shorter = Corpus("small", EN_PT, german.segments[:1], [])
    with pytest.raises(MtqaError, match="the segments differ between en-de and en-pt-BR"):
        converted([german, shorter], tmp_path, "other")
    assert sorted(os.listdir(tmp_path)) == ["folder"]


def test_one_file_for_each_language(tmp_path: Path) -> None:
    german = small_corpus()
    french = Corpus("small", LanguagePair(language("en"), language("fr")), german.segments, german.systems)
    written = write_corpora([german, french], tmp_path / "x.{language}.tmx", writers.create("tmx"))
    assert [path.name for path in written] == ["x.de.tmx", "x.fr.tmx"]
    assert content(load_corpora(written[1])) == content([french])


def test_compressed(tmp_path: Path) -> None:
    one = small_corpus()
    assert content(converted([one], tmp_path, "out.tmx.gz")) == content([one])
    first = (tmp_path / "out.tmx.gz").read_bytes()
    assert gzip.decompress(first).startswith(b"<?xml")
    write_corpora([one], tmp_path / "out.tmx.gz", writers.create("tmx"), overwrite=True)
    assert (tmp_path / "out.tmx.gz").read_bytes() == first  # the same corpus gives the same bytes


def test_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    one, writer = small_corpus(), writers.create("tsv")
    (tmp_path / "out.tsv").write_text("mine")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "mine").write_text("mine")
    with pytest.raises(MtqaError, match=r"out\.tsv: this file is there already"):
        write_corpora([one], tmp_path / "out.tsv", writer)
    with pytest.raises(MtqaError, match="this folder is there and not empty"):
        write_corpora([one], tmp_path / "folder", writers.create("lines"))
    assert (tmp_path / "out.tsv").read_text() == "mine"
    write_corpora([one], tmp_path / "out.tsv", writer, overwrite=True)
    write_corpora([one], tmp_path / "folder", writers.create("lines"), overwrite=True)
    assert content(load_corpora(tmp_path / "out.tsv")) == content(load_corpora(tmp_path / "folder")) == content([one])
    assert (tmp_path / "folder" / "mine").read_text() == "mine"  # what is not ours stays


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(MtqaError, match="No space left on device"):
        write_corpora([small_corpus()], tmp_path / "deep" / "er" / "out.tsv", writers.create("tsv"))
    assert list(tmp_path.iterdir()) == []


def test_which_format_a_name_asks_for(tmp_path: Path) -> None:
    found = {name: find_writer(name) for name in ("a.tmx", "b.XLIFF", "c.tsv.gz", "d.ndjson", "folder", "e/")}
    assert list(found.values()) == ["tmx", "xliff", "tsv", "jsonl", "lines", "lines"]
    with pytest.raises(MtqaError, match=r"the ending of 'a\.docx' says no format.*\.tmx.*--to FORMAT"):
        find_writer("a.docx")


def test_a_scored_reference_has_no_place_in_a_folder(tmp_path: Path) -> None:
    one = small_corpus()
    human = one.with_systems([SystemOutput("human", Role.REFERENCE, one.systems[0].hypotheses)])
    with pytest.raises(MtqaError, match="the system 'human' is a reference that is scored"):
        converted([human], tmp_path, "folder")
    for name in FULL:
        assert content(converted([human], tmp_path, name)) == content([human]), name
