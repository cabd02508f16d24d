"""The rows of the first visible sheet of an Excel workbook, as texts: for tables that a person has saved in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from mtqa.documents.archives import Archive
from mtqa.documents.office_parts import element_name, read_relations
from mtqa.documents.spreadsheets import MAIN, STRINGS, SharedStrings, Sheets, cell_text, column_of
from mtqa.errors import MtqaError
from mtqa.files import XmlReader

__all__ = ["read_sheet"]

_MOST_COLUMNS = 1000

Row = tuple[int, Sequence[str]]


def read_sheet(data: bytes, name: str) -> Iterator[Row]:
    """The rows of the first visible sheet with their numbers; cells as text, formulas by their last value.

    Args:
        data: The whole file.
        name: What to call it in messages.

    Raises:
        MtqaError: when it is no workbook, damaged, encrypted, without a sheet, or unpacks to an absurd size.
    """
    archive = Archive(data, name, "Excel workbook", ".xlsx")
    path = Path(name)
    relations = read_relations(archive, MAIN)
    shared = archive.read(STRINGS)
    strings = [] if shared is None else list(SharedStrings(path, shared))
    for sheet in Sheets(path, archive.need(MAIN)):
        to = relations.get(sheet.relation)
        part = archive.read(to.target) if to is not None and to.kind == "worksheet" and not sheet.hidden else None
        if part is not None:
            yield from _Rows(path, part, strings)
            return
    raise MtqaError("there is no sheet in this workbook", "Save it again.", path=name)


class _Rows(XmlReader[Row]):
    """The rows of a sheet; those without any text are left out."""

    def __init__(self, path: Path, data: bytes, strings: Sequence[str]) -> None:
        super().__init__(path, namespaces=True, data=data)
        self._strings = strings
        self._row: dict[int, str] = {}
        self._number = 0
        self._column = 0
        self._kind = ""
        self._pieces: list[str] = []
        self._in_cell = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        element = element_name(name)
        if element == "x:row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdecimal() and len(number) < 8 else self._number + 1
            self._row, self._column = {}, 0
        elif element == "x:c":
            self._column = column_of(attributes.get("r", "")) or self._column + 1
            self._kind, self._pieces, self._in_cell = attributes.get("t", "n"), [], True
        elif element in ("x:v", "x:t") and self._in_cell:
            self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        element = element_name(name)
        if element in ("x:v", "x:t") and self._in_cell:
            self._pieces.append(self.collected())
        elif element == "x:c":
            self._in_cell = False
            if self._column <= _MOST_COLUMNS:
                self._row[self._column] = self._shown("".join(self._pieces))
        elif element == "x:row" and any(self._row.values()):
            cells = [self._row.get(column, "") for column in range(1, max(self._row) + 1)]
            self.units.append((self._number, cells))

    def begun(self) -> int:
        return len(self._pieces)

    def _shown(self, value: str) -> str:
        if self._kind != "s":
            return cell_text(value) if self._kind in ("str", "inlineStr") else value
        number = value.strip()
        index = int(number) if number.isdecimal() and len(number) < 10 else len(self._strings)
        if index >= len(self._strings):
            raise self.fail("a cell points to a text that is not there", "Save the file again.")
        return self._strings[index]
