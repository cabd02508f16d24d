"""Excel workbooks (.xlsx) as documents: the texts in their cells, sheet by sheet, row by row.

Numbers, dates, formulas and what is computed from them are not language and are left out, and so are sheets, rows and
columns that are hidden. A table whose rows are segments is no document; loaders of tables read it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.documents.archives import Archive
from mtqa.documents.assembly import assemble
from mtqa.documents.document import Document
from mtqa.documents.drafts import Draft, check_count
from mtqa.documents.office_parts import element_name, language_of_properties, read_relations, relation_id
from mtqa.documents.sheet_cells import SheetCells
from mtqa.files import XmlReader

__all__ = ["MAIN", "STRINGS", "SharedStrings", "Sheets", "cell_text", "column_of", "parse_xlsx"]

MAIN = "xl/workbook.xml"
STRINGS = "xl/sharedStrings.xml"
_MOST_STRINGS = 1_000_000
_CHARACTER = re.compile("_x([0-9A-Fa-f]{4})_")
_PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


def parse_xlsx(data: bytes, name: str) -> Document:
    """The document in an Excel file.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is no workbook, damaged, encrypted, without text, or unpacks to an absurd size.
    """
    archive = Archive(data, name, "Excel workbook", ".xlsx")
    path = Path(name)
    sheets = list(Sheets(path, archive.need(MAIN)))
    relations = read_relations(archive, MAIN)
    shared = archive.read(STRINGS)
    strings = [] if shared is None else list(SharedStrings(path, shared))
    drafts: list[Draft] = []
    for number, sheet in enumerate(sheets, start=1):
        to = relations.get(sheet.relation)
        part = archive.read(to.target) if to is not None and to.kind == "worksheet" and not sheet.hidden else None
        if part is not None:
            drafts += _Cells(path, part, strings).cells.drafts(number)
            check_count(len(drafts), name)
    hidden = sum(sheet.hidden for sheet in sheets)
    warnings = [f"{hidden} hidden sheet(s) were left out."] if hidden else []
    return assemble(name, drafts, declared_language=language_of_properties(archive), warnings=warnings)


@dataclass(frozen=True)
class _Sheet:
    relation: str
    hidden: bool


class Sheets(XmlReader[_Sheet]):
    """The sheets of a workbook, in the order of their tabs."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if element_name(name) == "x:sheet":
            self.units.append(_Sheet(relation_id(attributes), attributes.get("state", "visible") != "visible"))

    def end(self, name: str) -> None:
        self.check_depth(-1)


def cell_text(text: str) -> str:
    """A text of a cell, in which Excel writes characters that XML cannot hold, and line returns, as `_x000D_`."""
    if "_x" not in text:
        return text
    return _CHARACTER.sub(lambda match: _whole(chr(int(match[1], 16)), match[0]), text)


def _whole(character: str, written: str) -> str:
    return written if "\ud800" <= character <= "\udfff" else character


class SharedStrings(XmlReader[str]):
    """The strings that cells share, without the readings of Japanese ones."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)
        self._pieces: list[str] = []
        self._reading = False
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        element = element_name(name)
        if element == "x:si":
            self._pieces = []
        elif element == "x:rPh":
            self._reading = True
        elif element == "x:t" and not self._reading:
            self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        element = element_name(name)
        if element == "x:rPh":
            self._reading = False
        elif element == "x:t" and not self._reading:
            self._pieces.append(self.collected())
        elif element == "x:si":
            self._count += 1
            if self._count > _MOST_STRINGS:
                raise self.fail(f"there are more than {_MOST_STRINGS:,} texts, too many for a document")
            self.units.append(cell_text("".join(self._pieces)))

    def begun(self) -> int:
        return len(self._pieces)


@dataclass
class _Cell:
    place: str
    kind: str
    formula: bool = False
    value: list[str] = field(default_factory=list)


class _Cells(XmlReader[None]):
    """The cells of a sheet that hold text."""

    def __init__(self, path: Path, data: bytes, strings: Sequence[str]) -> None:
        super().__init__(path, namespaces=True, data=data)
        self.cells = SheetCells(path)
        self._strings = strings
        self._cell: _Cell | None = None
        self._hidden_row = False
        self._hidden_columns: list[tuple[int, int]] = []
        self._in_reading = False
        for _ in self:
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        element = element_name(name)
        if element == "x:c":
            self._cell = _Cell(attributes.get("r", ""), attributes.get("t", "n"))
        elif element == "x:row":
            self._hidden_row = attributes.get("hidden") in ("1", "true")
        elif element == "x:col" and attributes.get("hidden") in ("1", "true"):
            self._hide(attributes)
        elif self._cell is None:
            return
        elif element == "x:f":
            self._cell.formula = True
        elif element == "x:rPh":
            self._in_reading = True
        elif element in ("x:v", "x:t") and not self._in_reading:
            self.collect()

    def _hide(self, attributes: dict[str, str]) -> None:
        first, last = attributes.get("min", ""), attributes.get("max", "")
        if first.isdecimal() and last.isdecimal() and len(first + last) < 12 and len(self._hidden_columns) < 1000:
            self._hidden_columns.append((int(first), int(last)))

    def end(self, name: str) -> None:
        self.check_depth(-1)
        element = element_name(name)
        if element == "x:rPh":
            self._in_reading = False
        if self._cell is None:
            return
        if element in ("x:v", "x:t") and not self._in_reading:
            self._cell.value.append(self.collected())
        elif element == "x:c":
            cell, self._cell = self._cell, None
            if not cell.formula and not self._hidden_row and not self._is_hidden(cell.place):
                self.cells.add(cell.place, self._text_of(cell))

    def begun(self) -> int:
        return 0 if self._cell is None else len(self._cell.value)

    def _is_hidden(self, place: str) -> bool:
        column = column_of(place) if self._hidden_columns else 0
        return any(first <= column <= last for first, last in self._hidden_columns)

    def _text_of(self, cell: _Cell) -> str:
        value = "".join(cell.value)
        if cell.kind == "s":
            number = value.strip()
            index = int(number) if number.isdecimal() and len(number) < 10 else len(self._strings)
            if index >= len(self._strings):
                raise self.fail(
                    f"the cell {cell.place[:10]} points to a text that is not there", "Save the file again."
                )
            return self._strings[index]
        return cell_text(value) if cell.kind in ("inlineStr", "str") else ""


def column_of(place: str) -> int:
    """The number of a column, from 1 on, in the place of a cell (`AB12`); 0 where it says none."""
    matched = _PLACE.fullmatch(place)
    column = 0
    for letter in matched[1] if matched else "":
        column = column * 26 + ord(letter) - ord("A") + 1
    return column
