"""The alignment of a page, edited: what the table says afterwards, and that nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.alignment import find_table
from mtqa.errors import MtqaError
from mtqa.preparation import NewText, build_tables, load_corpora, make_folder
from mtqa.review import OlderVersionError, has_pages, read_alignment, write_alignment

SOURCE = ("The harbour opened in 1931.", "It has 12 piers.", "Ships come from 40 countries.", "Fishing ended in 1988.")
ONE = ("Der Hafen wurde 1931 eröffnet.", "Er hat 12 Piere.", "Schiffe kommen aus 40 Ländern.", "1988 endete der Fang.")
TWO = ("Eröffnet 1931 war der Hafen.", "12 Piere hat er.", "Aus 40 Ländern kommen Schiffe.", "Der Fang endete 1988.")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pages of four sentences each with two translations, aligned one to one; in the second page one of them has a
    sentence more."""
    texts = []
    for page in ("a", "b"):
        for role, name, sentences in (("source", "", SOURCE), ("system", "one", ONE), ("system", "two", TWO)):
            path = tmp_path / f"{page}.{role}{name}.md"
            more = ["Mehr steht 7 Mal im anderen."] if (page, name) == ("b", "two") else []
            path.write_text("\n\n".join(f"{page.upper()}: {one}" for one in (*sentences, *more)), encoding="utf-8")
            texts.append(NewText(role, path, name, "en" if role == "source" else "de", page))
    folder = tmp_path / "corpus"
    make_folder(folder, texts, layout="pages", name="harbour", encoder="none")
    build_tables(folder)
    return folder


def numbers(alignment) -> list[tuple[list[int], list[int]]]:
    return [([one.n for one in group.source], [one.n for one in group.hypothesis]) for group in alignment.groups]


def edit(folder: Path, groups, document: str = "a", system: str = "one", version: str | None = None) -> None:
    version = read_alignment(folder, "de", document, system).version if version is None else version
    write_alignment(folder, "de", document, system, version, groups)


def texts(folder: Path, document: str = "a") -> list[tuple[str, ...]]:
    return [(row.source, *row.texts) for row in find_table(folder, "de").of_document(document)]


def test_groups_are_the_rows_of_the_table(folder):
    found = read_alignment(folder, "de")
    assert (found.document, found.documents, found.system, found.systems) == ("a", ("a", "b"), "one", ("one", "two"))
    assert numbers(found) == [([1], [1]), ([2], [2]), ([3], [3]), ([4], [4])]
    assert all(group.sure for group in found.groups)
    assert found.to_json()["groups"][0]["source"] == [{"n": 1, "text": "A: The harbour opened in 1931."}]
    assert has_pages(folder)


def test_joining_two_groups_joins_the_other_translations_too(folder):
    edit(folder, [([1, 2], [1, 2]), ([3], [3]), ([4], [4])])
    rows = texts(folder)
    assert rows[0] == tuple(f"A: {side[0]} A: {side[1]}" for side in (SOURCE, ONE, TWO))
    assert len(rows) == 3
    table = find_table(folder, "de")
    assert [row.corrected for row in table.of_document("a")] == [True, False, False]
    assert load_corpora(folder)[0].segments[0].source == rows[0][0]


def test_what_was_joined_is_split_again_as_it_was(folder):
    before = texts(folder)
    edit(folder, [([1, 2, 3], [1, 2, 3]), ([4], [4])])
    edit(folder, [([1], [1]), ([2], [2]), ([3], [3]), ([4], [4])])
    assert texts(folder) == before, "the other translation is split by the place of its sentences"


def test_moving_a_sentence_leaves_the_other_translation_as_it_is(folder):
    edit(folder, [([1], [1, 2]), ([2], []), ([3], [3]), ([4], [4])])
    assert all(group.sure for group in read_alignment(folder, "de").groups), "a person has said so"
    rows = texts(folder)
    assert rows[0] == (f"A: {SOURCE[0]}", f"A: {ONE[0]} A: {ONE[1]}", f"A: {TWO[0]}")
    assert rows[1] == (f"A: {SOURCE[1]}", "", f"A: {TWO[1]}")


def test_additions_of_another_system_stay_where_they_are(folder):
    rows = texts(folder, "b")
    hidden = [row for row in rows if not row[0] and not row[1]]
    edit(folder, [([1], [1]), ([2], [2]), ([3, 4], [3, 4])], "b")
    after = texts(folder, "b")
    assert "".join("".join(row[2].split()) for row in after) == "".join("".join(row[2].split()) for row in rows)
    assert after[-1][2].endswith("Mehr steht 7 Mal im anderen.")
    assert [row for row in after if not row[0] and not row[1]] == hidden
    assert texts(folder, "a") == [tuple(f"A: {side[n]}" for side in (SOURCE, ONE, TWO)) for n in range(4)]


def test_an_edit_of_an_older_version_is_refused(folder):
    version = read_alignment(folder, "de").version
    edit(folder, [([1, 2], [1, 2]), ([3], [3]), ([4], [4])])
    before = (folder / "alignment/de.tsv").read_bytes()
    with pytest.raises(OlderVersionError):
        edit(folder, [([1], [1]), ([2, 3], [2, 3]), ([4], [4])], version=version)
    assert (folder / "alignment/de.tsv").read_bytes() == before


@pytest.mark.parametrize(
    "groups",
    [
        [([1], [1]), ([2], [2]), ([3], [3])],
        [([1], [1]), ([2], [2]), ([3], [3]), ([4], [4]), ([4], [4])],
        [([2], [1]), ([1], [2]), ([3], [3]), ([4], [4])],
        [([1, 2, 3, 4], [1, 2, 3, 4, 5])],
        [],
    ],
)
def test_no_sentence_may_be_lost_twice_or_out_of_order(folder, groups):
    before = (folder / "alignment/de.tsv").read_bytes()
    with pytest.raises(MtqaError, match="once and in order"):
        edit(folder, groups)
    assert (folder / "alignment/de.tsv").read_bytes() == before


def test_what_is_not_there_is_said(folder, tmp_path):
    with pytest.raises(MtqaError, match="no document 'z'"):
        read_alignment(folder, "de", "z")
    with pytest.raises(MtqaError, match="no translation by 'three'"):
        read_alignment(folder, "de", "a", "three")
    (folder / "alignment/de.tsv").rename(folder / "alignment/de.txt")
    with pytest.raises(MtqaError, match="a spreadsheet has saved"):
        edit(folder, [([1, 2], [1, 2]), ([3], [3]), ([4], [4])])
    lines = tmp_path / "lines"
    lines.mkdir()
    for name, text in (("source.en.txt", "Hello.\n"), ("x.de.txt", "Hallo.\n")):
        (lines / name).write_text(text, encoding="utf-8")
    assert not has_pages(lines)
