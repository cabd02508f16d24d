"""TSV and CSV."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, TextIO

from mtqa.contracts import Writer, writers
from mtqa.corpus import Corpus, Segment
from mtqa.tables import FORMULA, ROW_NOTES, TYPED
from mtqa.writers._cells import Cell, CorpusTable
from mtqa.writers._output import ALL_BUT_TEXTS, cannot_hold, open_output

_BREAKS = re.compile("[\t\n\r]")
_QUOTED = re.compile('[",;|\t\n\r]|^ | $')


@dataclass(frozen=True)
class _Delimited(Writer):
    """Writes a table as text.

    Attributes:
        formulas: `escape` puts an apostrophe before cells that a spreadsheet would take for a formula (and says so in
            the column `mtqa`, so that reading takes it away again); `keep` leaves them.
        breaks: `refuse` or `flatten` (to a space) the tabs and line breaks inside a text that TSV cannot hold.
    """

    formulas: str = "escape"
    breaks: str = "refuse"

    many_languages: ClassVar[bool] = True
    omits: ClassVar[tuple[str, ...]] = ALL_BUT_TEXTS

    def __post_init__(self) -> None:
        if self.formulas not in ("escape", "keep") or self.breaks not in ("refuse", "flatten"):
            raise ValueError("formulas must be 'escape' or 'keep', breaks 'refuse' or 'flatten'")

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        table = CorpusTable.of(corpora)
        typed = _typed_columns(table)
        headings = [f"{TYPED}{column}" if column in typed else column for column in table.columns]
        annotated = any(notes for _, _, notes in self._rows(table, typed, headings))
        with open_output(path) as file:
            self.write_row(file, [*headings, ROW_NOTES] if annotated else headings, None)
            for segment, row, notes in self._rows(table, typed, headings):
                if annotated:
                    row.append(json.dumps(notes, ensure_ascii=False) if notes else "")
                self.write_row(file, row, segment)

    def _rows(
        self, table: CorpusTable, typed: set[str], headings: Sequence[str]
    ) -> Iterator[tuple[Segment, list[str], dict[str, list[str]]]]:
        """Each segment with its cells and with what they cannot say by themselves (see `mtqa.tables.row_reader`)."""
        systems = set(table.systems.values())
        silent = {
            (corpus.language_pair.target.tag, table.systems[system.name])
            for corpus in table.corpora
            for system in corpus.systems
            if not any(system.hypotheses)
        }
        for segment, cells in table.rows():
            notes: dict[str, list[str]] = {}
            row = []
            for column, heading in zip(table.columns, headings, strict=True):
                cell = cells.get(column)
                if column in systems:
                    if column in cells and cell is None:
                        notes.setdefault("missing", []).append(heading)
                    elif cell == "" and (cells["target_lang"], column) in silent:
                        notes.setdefault("empty", []).append(heading)
                elif cell == "" and column not in table.fixed:
                    notes.setdefault("empty", []).append(heading)
                text = _text(cell, column in typed)
                if self.formulas == "escape" and text.startswith(FORMULA):
                    text = f"'{text}"
                    notes.setdefault("escaped", []).append(heading)
                row.append(text)
            yield segment, row, notes

    def write_row(self, file: TextIO, row: Sequence[str], segment: Segment | None) -> None:
        """Write a row; `segment` is None for the heading."""
        raise NotImplementedError

    def plain(self, cell: str, segment: Segment | None) -> str:
        """A cell that is sure not to break its row."""
        if "\x00" in cell:
            raise cannot_hold(segment or _HEADING, "a NUL character", "text", "Remove it.")
        if not _BREAKS.search(cell):
            return cell
        if self.breaks == "flatten":
            return _BREAKS.sub(" ", cell)
        raise cannot_hold(
            segment or _HEADING,
            "a tab or line break",
            "TSV",
            "Convert to CSV, JSONL or TMX, or turn them into spaces with --flatten.",
        )


_HEADING = Segment("(the heading)", "", "")


def _typed_columns(table: CorpusTable) -> set[str]:
    return {
        table.extra[name]
        for corpus in table.corpora
        for segment in corpus.segments
        for name, value in segment.extra.items()
        if not isinstance(value, str)
    }


def _text(cell: Cell, is_typed: bool) -> str:
    if cell is None:
        return ""
    if is_typed:
        return json.dumps(cell, ensure_ascii=False)
    return str(cell)


@dataclass(frozen=True)
class Tsv(_Delimited):
    """Writes TSV, which quotes nothing."""

    name: ClassVar[str] = "tsv"
    summary: ClassVar[str] = "One table, cells between tabs; texts with tabs or line breaks in them are refused"
    suffixes: ClassVar[tuple[str, ...]] = (".tsv", ".tab")

    def write_row(self, file: TextIO, row: Sequence[str], segment: Segment | None) -> None:
        file.write("\t".join(self.plain(cell, segment) for cell in row) + "\n")


@dataclass(frozen=True)
class Csv(_Delimited):
    """Writes CSV with commas (RFC 4180, but lines end in a line feed)."""

    name: ClassVar[str] = "csv"
    summary: ClassVar[str] = "One table for spreadsheets; what would be taken for a formula is escaped"
    suffixes: ClassVar[tuple[str, ...]] = (".csv",)

    def write_row(self, file: TextIO, row: Sequence[str], segment: Segment | None) -> None:
        file.write(",".join(self._quoted(cell, segment) for cell in row) + "\n")

    def _quoted(self, cell: str, segment: Segment | None) -> str:
        if "\x00" in cell:
            self.plain(cell, segment)
        return '"' + cell.replace('"', '""') + '"' if _QUOTED.search(cell) else cell


writers.register(Tsv)
writers.register(Csv)
