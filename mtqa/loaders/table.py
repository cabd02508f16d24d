"""TSV and CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import LONGEST_SEGMENT, bare_name, bare_suffix, read_head, read_lines
from mtqa.tables import RowReader, TableOptions, plan_columns

_TAB_NAMES = (".tsv", ".tab")
_DELIMITERS = ",;\t|"
_SEPARATOR = re.compile(r'"?sep=(.)"?', re.IGNORECASE)
"""The first line by which Excel is told the delimiter; it is no heading."""
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")

Row = tuple[int, list[str]]


@loaders.register
@dataclass(frozen=True)
class Table(TableOptions, Loader):
    """Reads TSV (no quoting: a cell is what stands between two tabs) and CSV (quoted; comma, semicolon or tab).

    In UTF-8, or as spreadsheets save them: UTF-16 with a byte order mark, `sep=;` in the first line.
    """

    name: ClassVar[str] = "table"
    summary: ClassVar[str] = (
        "TSV or CSV with a heading: source, reference, hypothesis.NAME ..., or a column for each language"
    )

    def accepts(self, path: Path) -> Certainty:
        if not path.is_file():
            return Certainty.NO
        is_table = bare_suffix(path) in (*_TAB_NAMES, ".csv") or _has_heading(path)
        return Certainty.POSSIBLE if is_table else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        is_csv = _is_csv(path)
        rows = _csv_rows(path) if is_csv else _tsv_rows(path)
        _, heading = next(rows, (0, []))
        if not any(heading):
            raise MtqaError("the file has no heading", "The first line must name the columns.", path=path)
        reader = RowReader(path, Path(bare_name(path)).stem, heading, self, languages, blank_is_null=True)
        try:
            blank = 0
            for line, cells in rows:
                if not any(cells):
                    blank = blank or line
                    continue
                if blank:
                    raise MtqaError("this line is empty", "Remove it.", path=path, line=blank)
                if len(cells) != len(heading):
                    raise MtqaError(
                        f"this row has {len(cells)} columns, but the heading has {len(heading)}",
                        "Is there a tab or a line break inside a text?"
                        if not is_csv
                        else "Is a text with a delimiter in it not quoted?",
                        path=path,
                        line=line,
                    )
                reader.add(cells, line)
            return reader.corpora()
        except BaseException:
            reader.discard()
            raise


def _is_csv(path: Path) -> bool:
    """By its name, else by whether the heading has a tab in it."""
    suffix = bare_suffix(path)
    if suffix == ".csv" or suffix in _TAB_NAMES:
        return suffix == ".csv"
    # What spreadsheets call Unicode text is quoted like CSV.
    return b"\t" not in read_head(path).partition(b"\n")[0] or read_head(path)[:2] in _UTF16_MARKS


def _heading(path: Path) -> tuple[str, str]:
    """The line that names the columns, and the delimiter.

    Raises:
        MtqaError: when the file is neither UTF-8 nor UTF-16 with a byte order mark.
    """
    lines = read_lines(path, utf_16=True)
    heading = next(lines, "")
    told = _SEPARATOR.fullmatch(heading)
    return (next(lines, ""), told[1]) if told else (heading, _delimiter(heading))


def _delimiter(heading: str) -> str:
    return max(_DELIMITERS, key=heading.count)


def _tsv_rows(path: Path) -> Iterator[Row]:
    for number, line in enumerate(read_lines(path, utf_16=True), start=1):
        yield number, line.split("\t")


def _csv_rows(path: Path) -> Iterator[Row]:
    lines = read_lines(path, keep_ends=True, utf_16=True)
    heading = next(lines, "")
    told = _SEPARATOR.fullmatch(heading.strip("\r\n"))
    delimiter = told[1] if told else _delimiter(heading)
    skipped = 1 if told else 0
    csv.field_size_limit(LONGEST_SEGMENT)
    reader = csv.reader(lines if told else chain([heading], lines), delimiter=delimiter, strict=True)
    line = 1 + skipped
    try:
        for cells in reader:
            yield line, cells
            line = reader.line_num + 1 + skipped
    except csv.Error as error:
        message = str(error)
        if "field limit" in message:
            message = f"a cell of more than {LONGEST_SEGMENT:,} characters"
        elif "unexpected end of data" in message:
            message = "a quotation mark is opened and never closed"
        raise MtqaError(f"this is not CSV: {message}", "Export the table again.", path=path, line=line) from None


def _has_heading(path: Path) -> bool:
    """Whether the first line is a heading that can be understood."""
    try:
        heading, delimiter = _heading(path)
        rows = csv.reader([heading], delimiter=delimiter, strict=True)
        plan_columns(heading.split("\t") if "\t" in heading else next(rows, []))
    except (MtqaError, csv.Error):
        return False
    return True
