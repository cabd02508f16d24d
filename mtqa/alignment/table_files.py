"""Which file in the folder `alignment` holds the table of a language: mtqa's own, or what a spreadsheet saved.

Somebody who corrects `bg.tsv` in a spreadsheet may save it as `bg.xlsx` or `bg.csv` beside it. Such a file counts, and
takes the place of a `bg.tsv` in which nothing was corrected. Where both were corrected, and differently, nobody but the
user can say which is meant. A file that cannot be read is an error: corrections never are left aside in silence.
"""

from __future__ import annotations

from pathlib import Path

from mtqa.alignment.alignment_table import FOLDER, AlignmentTable, read_alignment_table, table_path
from mtqa.errors import MtqaError
from mtqa.files import resolve_inside

__all__ = ["find_table"]

_READ = (".csv", ".xlsx", ".txt")
_NOT_READ = (".xls", ".xlsm", ".xlsb", ".ods", ".fods", ".numbers", ".gsheet")
_REMOVE = "Remove the one that does not count."
_SAVE = "Save it as an Excel workbook (.xlsx) or as CSV in UTF-8."


def find_table(folder: Path, tag: str) -> AlignmentTable | None:
    """The alignment table of a corpus folder for a target language; None where there is none.

    Raises:
        MtqaError: when it cannot be read, or two files were corrected in different ways.
    """
    own = table_path(folder, tag)
    others = _saved_by_spreadsheets(folder, tag)
    if len(others) > 1:
        raise MtqaError(
            f"{others[0].name} and {others[1].name} are both tables of this alignment",
            _REMOVE,
            path=others[0].parent,
        )
    table = read_alignment_table(own) if own.is_file() else None
    if not others:
        return table
    other = read_alignment_table(others[0])
    if table is None or not any(row.corrected for row in table.rows):
        return other
    if _content(table) == _content(other):
        return table
    raise MtqaError(
        f"{own.name} and {others[0].name} both hold corrections, and not the same",
        _REMOVE,
        path=own.parent,
    )


def _saved_by_spreadsheets(folder: Path, tag: str) -> list[Path]:
    """The files beside the table that are of the same name but for their ending."""
    place = folder / FOLDER
    if not place.is_dir():
        return []
    beside = sorted(path for path in place.iterdir() if path.stem.casefold() == tag.casefold() and path.is_file())
    for path in beside:
        if path.suffix.lower() in _NOT_READ:
            raise MtqaError("an alignment cannot be read from a file of this kind", _SAVE, path=path)
    return [
        resolve_inside(folder, f"{FOLDER}/{path.name}", declared_in=folder)
        for path in beside
        if path.suffix.lower() in _READ
    ]


def _content(table: AlignmentTable) -> list[str]:
    return [row.digest for row in table.rows]
