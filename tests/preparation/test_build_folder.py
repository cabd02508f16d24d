"""Corpus folders and their alignment tables; aligned without an encoder, which is quick and the same everywhere."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from corpus_texts import texts

from mtqa.alignment.alignment_table import read_alignment_table
from mtqa.corpus import Role
from mtqa.errors import MtqaError
from mtqa.preparation import NewText, build_tables, load_corpus, make_folder

ENGLISH = """# The weather report

It rained for 12 hours in Berlin on Monday. The river rose by 40 centimetres. Many streets were flooded.

The mayor, Anna Schmidt, thanked the 300 volunteers. She said that they had saved 25 houses.
"""
GERMAN = """# Der Wetterbericht

Am Montag regnete es in Berlin 12 Stunden lang. Der Fluss stieg um 40 Zentimeter. Viele Straßen wurden überflutet.

Die Bürgermeisterin Anna Schmidt dankte den 300 Freiwilligen. Sie sagte, dass sie 25 Häuser gerettet hätten.
"""
REFERENCE = GERMAN.replace("Viele Straßen", "Zahlreiche Straßen")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "weather"
    (home / "systems").mkdir(parents=True)
    (home / "source.en.md").write_text(ENGLISH)
    (home / "systems" / "engine.de.md").write_text(GERMAN)
    (home / "reference.de.md").write_text(REFERENCE)
    (home / "corpus.toml").write_text(
        'source_language = "en"\nencoder = "none"\n'
        '[[texts]]\nfile = "source.en.md"\nlanguage = "en"\nrole = "source"\n'
        '[[texts]]\nfile = "systems/engine.de.md"\nlanguage = "de"\nrole = "primary"\nname = "engine"\n'
        '[[texts]]\nfile = "reference.de.md"\nlanguage = "de"\nrole = "reference"\n'
    )
    return home


Rows = list[list[str]]


def edit(folder: Path, change: Callable[[Rows], None], save: str = "tabs") -> None:
    """Open the table as a spreadsheet does, change its rows, and save it as one of them would."""
    path = folder / "alignment" / "de.tsv"
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter="\t"))
    change(rows)
    out = io.StringIO()
    csv.writer(out, delimiter=";" if save == "semicolons" else "\t", lineterminator="\r\n").writerows(rows)
    path.write_bytes(out.getvalue().encode("utf-16" if save == "utf-16" else "utf-8-sig"))


def test_the_table_holds_what_was_aligned(folder: Path) -> None:
    before = load_corpus(folder)
    (built,) = build_tables(folder)
    assert built.path == folder / "alignment" / "de.tsv"
    assert (built.n_segments, built.n_corrected, built.lost) == (6, 0, ())
    table = read_alignment_table(built.path)
    assert table.labels == ("hypothesis.engine", "reference.A")
    assert [row.source for row in table.rows] == [segment.source for segment in before.segments]
    assert built.path.read_bytes().startswith(b"\xef\xbb\xbfsegment\tdocument\tkind\tsource\t")
    again = load_corpus(folder)
    assert again.segments == before.segments
    assert texts(again) == texts(before)
    # With the table nothing is aligned any more, so there is nothing to warn of.
    assert before.warnings
    assert again.warnings == ()


def merge_second_and_third(rows: Rows) -> None:
    for column in (3, 4, 5):
        rows[2][column] += " " + rows[3][column]
        rows[3][column] = ""


def split_the_fourth(rows: Rows) -> None:
    new = list(rows[4])
    for column, words in ((3, 2), (4, 2), (5, 2)):
        parts = rows[4][column].split(" ")
        rows[4][column], new[column] = " ".join(parts[:words]), " ".join(parts[words:])
    rows.insert(5, new)


@pytest.mark.parametrize("save", ["tabs", "semicolons", "utf-16"])
def test_corrections_are_used_and_survive_a_rebuild(folder: Path, save: str) -> None:
    build_tables(folder)
    edit(folder, split_the_fourth, save)
    edit_path = folder / "alignment" / "de.tsv"
    corpus = load_corpus(folder)
    assert [s.source for s in corpus.segments][3:5] == ["Many streets", "were flooded."]
    assert corpus.systems[0].hypotheses[3:5] == ("Viele Straßen", "wurden überflutet.")
    for _ in range(2):
        (built,) = build_tables(folder)
        assert (built.n_corrected, built.lost) == (2, ())
        assert edit_path.read_bytes().count(b"corrected") == 2
        assert texts(load_corpus(folder)) == texts(corpus)


def test_joined_rows(folder: Path) -> None:
    build_tables(folder)
    edit(folder, merge_second_and_third)
    corpus = load_corpus(folder)
    assert len(corpus.segments) == 5
    joined = "It rained for 12 hours in Berlin on Monday. The river rose by 40 centimetres."
    assert corpus.segments[1].source == joined
    build_tables(folder)
    assert load_corpus(folder).segments[1].source == joined


def test_corrections_survive_a_page_that_changes_elsewhere(folder: Path) -> None:
    build_tables(folder)
    edit(folder, split_the_fourth)
    page = folder / "systems" / "engine.de.md"
    page.write_text(GERMAN.replace("Am Montag regnete es", "Montags hat es geregnet").replace("25 Häuser", "25 Bauten"))
    corpus = load_corpus(folder)
    assert any("alignment table de.tsv does not hold the text" in warning for warning in corpus.warnings)
    (built,) = build_tables(folder)
    assert (built.n_corrected, built.lost, built.kept) == (2, (), None)
    after = load_corpus(folder)
    assert not any("alignment table" in warning for warning in after.warnings)
    assert after.systems[0].hypotheses[3:5] == ("Viele Straßen", "wurden überflutet.")
    assert "Montags hat es geregnet" in (after.systems[0].hypotheses[1] or "")


def test_a_correction_whose_text_is_gone_is_reported_and_the_old_table_kept(folder: Path) -> None:
    build_tables(folder)
    edit(folder, merge_second_and_third)
    old = (folder / "alignment" / "de.tsv").read_bytes()
    for name in ("source.en.md", "systems/engine.de.md", "reference.de.md"):
        text = (folder / name).read_text()
        (folder / name).write_text(text.replace("Berlin", "Potsdam"))
    (built,) = build_tables(folder)
    assert [row.line for row in built.lost] == [3]
    assert built.kept is not None
    assert built.kept.read_bytes() == old
    assert len(load_corpus(folder).segments) == 6


def test_a_system_that_is_added_later_gets_its_column(folder: Path) -> None:
    build_tables(folder)
    edit(folder, split_the_fourth)
    (folder / "systems" / "other.de.md").write_text(GERMAN.replace("stieg", "schwoll an"))
    with (folder / "corpus.toml").open("a") as file:
        file.write('[[texts]]\nfile = "systems/other.de.md"\nlanguage = "de"\nrole = "baseline"\nname = "other"\n')
    (built,) = build_tables(folder)
    # The new translation has the sentence in one piece, so the segments that share it come together again.
    assert built.n_segments == 6
    table = read_alignment_table(built.path)
    assert table.labels == ("hypothesis.engine", "reference.A", "hypothesis.other")
    assert texts(load_corpus(folder))["hypothesis.other"][2] == "Der Fluss schwoll an um 40 Zentimeter."


def test_a_confirmed_row_is_kept(folder: Path) -> None:
    build_tables(folder)

    def confirm(rows: Rows) -> None:
        rows[2][7] = "ok"

    edit(folder, confirm)
    (built,) = build_tables(folder)
    assert built.n_corrected == 1


def test_rows_to_look_at_are_remarked_on(folder: Path) -> None:
    page = folder / "systems" / "engine.de.md"
    page.write_text(GERMAN.replace(" Viele Straßen wurden überflutet.", ""))
    (built,) = build_tables(folder)
    assert built.n_remarks == 1
    text = built.path.read_text(encoding="utf-8-sig")
    (row,) = [line for line in text.split("\n") if "nothing in hypothesis.engine" in line]
    assert "Many streets were flooded." in row


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (lambda text: text.replace("source", "Quelle", 1), "heading was changed"),
        (lambda text: text.replace("remark", "colour", 1), "the column 'colour' is not one of an alignment table"),
        (lambda text: text + 'x\t"never closed\n', r"de\.tsv:8: this row cannot be read"),
        (lambda text: "", "the file is empty"),
        (lambda text: "segment\tdocument\tkind\tsource\n", "no translation is left"),
    ],
)
def test_a_spoilt_table_is_named(folder: Path, change: Callable[[str], str], complaint: str) -> None:
    build_tables(folder)
    path = folder / "alignment" / "de.tsv"
    path.write_text(change(path.read_text(encoding="utf-8-sig")))
    with pytest.raises(MtqaError, match=complaint):
        load_corpus(folder)


def test_text_that_was_changed_in_the_table_is_not_believed(folder: Path) -> None:
    build_tables(folder)

    def improve(rows: Rows) -> None:
        rows[3][4] = "Der Fluss schwoll um 40 Zentimeter an."

    edit(folder, improve)
    corpus = load_corpus(folder)
    assert corpus.systems[0].hypotheses[2] == "Der Fluss stieg um 40 Zentimeter."
    assert any("does not hold the text" in warning for warning in corpus.warnings)


# New folders --------------------------------------------------------------------------------------------------------


def test_a_folder_is_made_of_pages(tmp_path: Path) -> None:
    (tmp_path / "page-en.md").write_text(ENGLISH)
    (tmp_path / "page.bg.md").write_text(GERMAN)
    out = tmp_path / "out"
    given = [
        NewText("source", tmp_path / "page-en.md", "", "en"),
        NewText("system", tmp_path / "page.bg.md", "eTranslation", "de"),
        NewText("system", tmp_path / "page.bg.md", "An/other", "de"),
    ]
    description, (table,) = make_folder(
        out, given, title='"T"', domain="press", licence="CC0", attribution="me", encoder="none"
    )
    assert (description.layout, description.title, description.domain) == ("pages", '"T"', "press")
    assert table.path == out / "alignment" / "de.tsv"
    assert table.path.is_file()
    corpus = load_corpus(out)
    assert [(s.name, s.role) for s in corpus.systems] == [
        ("eTranslation", Role.PRIMARY),
        ("An/other", Role.BASELINE),
    ]
    assert len(corpus.segments) == 6
    assert (corpus.source_origin.licence, corpus.source_origin.attribution) == ("CC0", "me")
    assert sorted(path.name for path in (out / "systems").iterdir()) == ["An_other.de.md", "eTranslation.de.md"]
    with pytest.raises(MtqaError, match="this is there already"):
        make_folder(out, given)


def test_folders_of_pages_are_documents(tmp_path: Path) -> None:
    for tag, text in (("en", ENGLISH), ("de", GERMAN)):
        (tmp_path / tag).mkdir()
        (tmp_path / tag / "monday.md").write_text(text)
        (tmp_path / tag / "tuesday.md").write_text(text.replace("12", "13"))
    (tmp_path / "de" / "tuesday.md").unlink()
    given = [NewText("source", tmp_path / "en"), NewText("system", tmp_path / "de", "x")]
    make_folder(tmp_path / "out", given, encoder="none")
    corpus = load_corpus(tmp_path / "out")
    assert corpus.documents == ("monday",)  # the other has no translation


def test_what_a_page_says_about_itself_is_kept(tmp_path: Path, project_root: Path) -> None:
    example = project_root / "corpora" / "eu-japan-summit"
    given = [
        NewText("source", example / "eu-japan-summit.en.md"),
        NewText("system", example / "eu-japan-summit.bg.txt", "etranslation"),
    ]
    make_folder(tmp_path / "out", given, layout="pages", encoder="none")
    origin = load_corpus(tmp_path / "out").systems[0].origin
    assert (origin.service, origin.date) == ("eTranslation", "05/04/2025")
    assert origin.url == "https://digital-strategy.ec.europa.eu/news/eu-japan-summit-strengthening-our-partnership"


def test_a_folder_is_made_of_lines(tmp_path: Path) -> None:
    (tmp_path / "eng.txt").write_text("One\nTwo\n")
    (tmp_path / "deu.txt").write_text("Eins\nZwei\n")
    (tmp_path / "ids").write_text("a\nb\n")
    given = [
        NewText("source", tmp_path / "eng.txt"),
        NewText("system", tmp_path / "deu.txt", "x"),
        NewText("reference", tmp_path / "deu.txt"),
    ]
    description, tables = make_folder(tmp_path / "out", given, documents=tmp_path / "ids")
    assert (description.layout, tables) == ("lines", ())
    corpus = load_corpus(tmp_path / "out")
    assert [segment.id for segment in corpus.segments] == ["a:1", "b:1"]
    assert corpus.segments[0].references == {"A": "Eins"}
    with pytest.raises(MtqaError, match="read line by line"):
        build_tables(tmp_path / "out")


@pytest.mark.parametrize(
    ("files", "texts_", "complaint"),
    [
        ({"a.en": "x\n"}, [("source", "a.en", "")], "a corpus needs a source and a translation"),
        ({"a.en": "x\n", "b.de": "\n\n"}, [("source", "a.en", ""), ("system", "b.de", "s")], r"has 2 lines, .*--pages"),
        ({"a.en": "x\n", "b": "y\n"}, [("source", "a.en", ""), ("system", "b", "s")], r"--system s:TAG=FILE"),
        ({"a.en": "x\n"}, [("source", "a.en", ""), ("system", "none", "s")], "no such file or folder"),
        ({"a.en.md": ENGLISH, "b.de.md": ENGLISH}, [("source", "a.en.md", ""), ("system", "b.de.md", "s")], "English"),
    ],
)  # fmt: skip
def test_mistakes_leave_nothing_behind(
    tmp_path: Path, files: dict[str, str], texts_: list[tuple[str, str, str]], complaint: str
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    given = [NewText(role, tmp_path / name, system) for role, name, system in texts_]
    with pytest.raises(MtqaError, match=complaint):
        make_folder(tmp_path / "deep" / "out", given)
    assert not (tmp_path / "deep" / "out").exists()
    assert not any(path.name.startswith(".mtqa") for path in tmp_path.rglob("*"))


@pytest.mark.embed
def test_the_example_is_built_and_corrected(tmp_path: Path, project_root: Path) -> None:
    folder = tmp_path / "eu-japan-summit"
    shutil.copytree(project_root / "corpora" / "eu-japan-summit", folder)
    before = load_corpus(folder)
    (built,) = build_tables(folder)
    assert built.n_segments == len(before.segments)
    assert texts(load_corpus(folder)) == texts(before)
