"""Alignment tables that a spreadsheet has saved under another name or in another form."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from mtqa.alignment import find_table, render_alignment_table
from mtqa.alignment.alignment_table import TableRow, read_alignment_table
from mtqa.errors import MtqaError

ROWS = (
    TableRow("page", "title", "The house", ("Къщата",)),
    TableRow("page", "paragraph", 'They are "here"; all of them.', ("Те са „тук“; всички.",)),
    TableRow("page", "paragraph", "2025", ("2025",)),
)
LABELS = ("hypothesis.engine",)


def _cells(*, corrected: bool) -> list[list[str]]:
    """The cells of a table; where corrected, the last two rows were joined."""
    rows = [line.split("\t") for line in _text().strip("\ufeff\n").split("\n")]
    cells = [[cell.strip('"').replace('""', '"') for cell in row] for row in rows]
    if corrected:
        cells[2][3] += " 2025"
        cells[2][4] += " 2025"
        del cells[3]
    return cells


def _text() -> str:
    return render_alignment_table(LABELS, ROWS)


def _csv(cells: list[list[str]], sign: str) -> str:
    quoted = [['"' + cell.replace('"', '""') + '"' for cell in row] for row in cells]
    return "\r\n".join(sign.join(row) for row in quoted) + "\r\n"


def _xlsx(cells: list[list[str]], path: Path) -> None:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)


WAYS: dict[str, tuple[str, Callable[[list[list[str]], Path], object]]] = {
    "commas": ("bg.csv", lambda cells, path: path.write_text(_csv(cells, ","), encoding="utf-8")),
    "semicolons and a mark": ("bg.csv", lambda cells, path: path.write_text(_csv(cells, ";"), encoding="utf-8-sig")),
    "Excel's separator": (
        "bg.csv",
        lambda cells, path: path.write_text("sep=;\r\n" + _csv(cells, ";"), encoding="utf-8"),
    ),
    "code page": ("bg.csv", lambda cells, path: path.write_text(_csv(cells, ";"), encoding="cp1251")),
    "UTF-16 with tabs": ("bg.txt", lambda cells, path: path.write_text(_csv(cells, "\t"), encoding="utf-16")),
    "workbook": ("BG.xlsx", _xlsx),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus folder with the table as mtqa wrote it."""
    (tmp_path / "alignment").mkdir()
    (tmp_path / "alignment/bg.tsv").write_text(_text(), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("beside", [True, False], ids=["beside mtqa's own", "alone"])
def test_what_a_spreadsheet_saved_counts(folder: Path, way: str, beside: bool) -> None:
    name, write = WAYS[way]
    write(_cells(corrected=True), folder / "alignment" / name)
    if not beside:
        (folder / "alignment/bg.tsv").unlink()
    table = find_table(folder, "bg")
    assert table is not None
    assert table.path.name == name
    assert [(row.source, row.texts, row.corrected) for row in table.rows] == [
        ("The house", ("Къщата",), False),
        ('They are "here"; all of them. 2025', ("Те са „тук“; всички. 2025",), True),
    ]


def test_the_own_table_counts_where_it_is_alone_or_says_the_same(folder: Path) -> None:
    assert find_table(folder, "de") is None
    own = find_table(folder, "bg")
    assert own is not None
    assert own.path.name == "bg.tsv"
    confirmed = _text().replace("auto ", "ok ")
    (folder / "alignment/bg.tsv").write_text(confirmed, encoding="utf-8")
    _xlsx(_cells(corrected=False), folder / "alignment/bg.xlsx")
    same = find_table(folder, "bg")
    assert same is not None
    assert same.path.name == "bg.tsv"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"bg.tsv": "own corrected", "bg.csv": "corrected"},
            "bg.tsv and bg.csv both hold corrections",
        ),
        ({"bg.csv": "corrected", "bg.txt": "corrected"}, "bg.csv and bg.txt are both tables of this alignment"),
        ({"bg.ods": "any"}, "an alignment cannot be read from a file of this kind"),
        ({"bg.xls": "any"}, "Save it as an Excel workbook"),
        ({"bg.xlsx": "any"}, "the Excel workbook is damaged or cut off"),
        ({"bg.csv": "any"}, "this is not an alignment table"),
    ],
)
def test_what_cannot_be_told_or_read_is_an_error(folder: Path, files: dict[str, str], message: str) -> None:
    contents = {
        "own corrected": _text().replace("auto ", "ok "),
        "corrected": _csv(_cells(corrected=True), "\t" if "bg.txt" in files and "bg.csv" not in files else ";"),
        "any": "PK no table\n",
    }
    for name, kind in files.items():
        (folder / "alignment" / name).write_text(contents[kind], encoding="utf-8")
    with pytest.raises(MtqaError) as caught:
        find_table(folder, "bg")
    assert message in str(caught.value)


def test_a_separator_line_is_no_heading(tmp_path: Path) -> None:
    path = tmp_path / "bg.csv"
    path.write_text("sep=,\n" + _csv(_cells(corrected=False), ","), encoding="utf-8")
    assert len(read_alignment_table(path).rows) == 3
