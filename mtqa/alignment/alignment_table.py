"""The alignment of a corpus folder as a table that people open in a spreadsheet, correct, and save.

One row per segment and one column per text. To correct the alignment, move text between the cells of a column, split
rows or join them; text may not be added or changed. A row that differs from what mtqa wrote counts as corrected, and so
does one in whose column `status` something else than `auto ...` stands ("ok", say): it is kept when the alignment is
made again.

The file is tab-separated with quoted cells and a byte order mark, which is what spreadsheets read without being asked;
what they save instead (commas or semicolons, UTF-16) is read as well.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import decode_text, read_bytes, resolve_inside
from mtqa.languages import Language, language_of

__all__ = ["AlignmentTable", "TableRow", "read_alignment_table", "render_alignment_table", "table_path"]

FOLDER = "alignment"
CORRECTED = "corrected"
_AUTOMATIC = "auto "
_FIXED = ("segment", "document", "kind", "source")
_LAST = ("remark", "status")
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_MOST_BYTES = 200_000_000
_LONGEST_CELL = 1_000_000
_SEPARATOR = re.compile(r"\ufeff?sep=.\r?\n", re.IGNORECASE)
WORKBOOK = ".xlsx"
_HINT = "Restore it from `mtqa corpus build`, or save it as text with tabs again."


@dataclass(frozen=True)
class TableRow:
    """A segment.

    Attributes:
        document: Document that it belongs to.
        kind: Kind of block that it comes from.
        source: Source text, "" for an addition.
        texts: Text of each translation, in the order of the table's labels; "" where it says nothing.
        remark: What may be wrong with it; written for people, never read.
        corrected: Whether a person has changed or confirmed it.
        line: Line in the file; 0 for a row that comes from none.
    """

    document: str
    kind: str
    source: str
    texts: tuple[str, ...]
    remark: str = ""
    corrected: bool = False
    line: int = 0

    @property
    def digest(self) -> str:
        """Eight hexadecimal digits that change with any of the texts; white space does not matter."""
        parts = (self.document, self.source, *self.texts)
        joined = "\x1f".join("".join(part.split()) for part in parts)
        return hashlib.sha256(joined.encode("utf-8")).hexdigest()[:8]


@dataclass(frozen=True)
class AlignmentTable:
    """The alignment of all documents of a corpus folder with their translations into one language.

    Attributes:
        path: Where it is kept.
        labels: The translations: `hypothesis.NAME`, `reference.NAME`.
        rows: In order.
    """

    path: Path
    labels: tuple[str, ...]
    rows: tuple[TableRow, ...]

    def of_document(self, document: str) -> tuple[TableRow, ...]:
        """The rows of one document."""
        return tuple(row for row in self.rows if row.document == document)


def table_path(folder: Path, tag: str) -> Path:
    """Where the table for a target language is kept.

    Raises:
        MtqaError: when a link leads out of the folder from there.
    """
    return resolve_inside(folder, f"{FOLDER}/{tag}.tsv", declared_in=folder)


def render_alignment_table(labels: Sequence[str], rows: Sequence[TableRow]) -> str:
    """The table as it is written to a file."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", lineterminator="\n")
    writer.writerow([*_FIXED, *labels, *_LAST])
    counts: dict[str, int] = {}
    for row in rows:
        number = counts[row.document] = counts.get(row.document, 0) + 1
        status = CORRECTED if row.corrected else _AUTOMATIC + row.digest
        cells = [str(number), row.document, row.kind, row.source, *row.texts, row.remark, status]
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return "\ufeff" + out.getvalue()


def read_alignment_table(path: Path) -> AlignmentTable:
    """Read a table as mtqa wrote it or as a spreadsheet saved it.

    Raises:
        MtqaError: when it is not such a table; names the line.
    """
    rows = _rows_of(path)
    _, names = next(rows, (1, []))
    columns = {name.strip(): i for i, name in enumerate(names)}
    if len(columns) != len(names) or "document" not in columns or "source" not in columns:
        raise MtqaError("this is not an alignment table: its heading was changed", _HINT, path=path, line=1)
    fixed = {*_FIXED, *_LAST}
    labels = tuple(name for name in columns if name.startswith(("hypothesis.", "reference.")))
    strange = [name for name in columns if name and name not in fixed and name not in labels]
    if strange or not labels:
        raise MtqaError(
            f"the column '{strange[0][:40]}' is not one of an alignment table" if strange else "no translation is left",
            _HINT,
            path=path,
            line=1,
        )
    kept: list[TableRow] = []
    for line, cells in rows:
        if len(cells) > len(names) and any(cells[len(names) :]):
            raise MtqaError("this row has more cells than the heading", _HINT, path=path, line=line)
        cells = [*cells, *[""] * (len(names) - len(cells))]
        row = _row(cells, columns, labels, line)
        if row.source or any(row.texts):
            kept.append(row)
    return AlignmentTable(path, labels, tuple(kept))


def _row(cells: Sequence[str], columns: dict[str, int], labels: Sequence[str], line: int) -> TableRow:
    def cell(name: str) -> str:
        text = cells[columns[name]] if name in columns else ""
        if text.startswith("'") and text[1:].startswith(_FORMULA):
            text = text[1:]
        return " ".join(part for part in text.replace("\r", "\n").replace("\t", "\n").split("\n") if part).strip(" ")

    row = TableRow(cell("document"), cell("kind"), cell("source"), tuple(cell(label) for label in labels), line=line)
    status = cell("status")
    corrected = status != _AUTOMATIC + row.digest
    return TableRow(row.document, row.kind, row.source, row.texts, corrected=corrected, line=line)


def _rows_of(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    """The rows of a table with their lines, the heading first."""
    if path.suffix.lower() == WORKBOOK:
        from mtqa.documents import read_sheet

        data = read_bytes(path)
        if len(data) > _MOST_BYTES:
            raise MtqaError(f"larger than {_MOST_BYTES // 1_000_000} MB", path=path)
        yield from read_sheet(data, str(path))
        return
    text = _decode(read_bytes(path), path)
    if _SEPARATOR.match(text):
        text = text.partition("\n")[2]
    heading = text.partition("\n")[0]
    yield from _parse(text, max("\t;,", key=heading.count), path)


def _decode(data: bytes, path: Path) -> str:
    """Spreadsheets save "Unicode text" as UTF-16, and plain CSV in the code page of the system."""
    if len(data) > _MOST_BYTES:
        raise MtqaError(f"larger than {_MOST_BYTES // 1_000_000} MB", path=path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode("utf-16").replace("\r\n", "\n")
        except UnicodeDecodeError:
            raise MtqaError("the text is UTF-16, but damaged", _HINT, path=path) from None
    if path.suffix.lower() == ".csv":
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            return _in_code_page(data, path)
    return decode_text(data, path).replace("\r\n", "\n")


def _in_code_page(data: bytes, path: Path) -> str:
    """A CSV file as Windows saves it: in the code page of the table's language, by which the file is named."""
    try:
        return data.decode(_code_page(language_of(path.stem))).replace("\r\n", "\n")
    except (UnicodeDecodeError, MtqaError):
        raise MtqaError("this is not in UTF-8", "Save it as an Excel workbook, or as CSV UTF-8.", path=path) from None


def _code_page(language: Language) -> str:
    by_script = {"Cyrl": "cp1251", "Grek": "cp1253", "Hebr": "cp1255", "Arab": "cp1256"}
    central, baltic = ("cs", "hr", "hu", "pl", "ro", "sk", "sl"), ("et", "lt", "lv")
    latin = "cp1250" if language.primary in central else "cp1257" if language.primary in baltic else "cp1252"
    return by_script.get(language.script, "cp1254" if language.primary == "tr" else latin)


def _parse(text: str, delimiter: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise MtqaError(f"this row cannot be read: {error}", _HINT, path=path, line=line) from None
