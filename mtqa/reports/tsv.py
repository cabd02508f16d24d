"""TSV: the results as tab-separated tables, to be read by other programs."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Report, reports
from mtqa.files import write_atomically
from mtqa.rendering import Cell, Table, catalogue, tables
from mtqa.results import Evaluation
from mtqa.tables import FORMULA, ROW_NOTES

_BREAKS = re.compile("[\t\n\r\x00]+")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_SURROGATE = re.compile("[\ud800-\udfff]")


@reports.register
@dataclass(frozen=True)
class TsvReport(Report):
    """Tables for each language: scores, comparisons, scorecard, findings, segments (`TAG/scores.tsv`, ...).

    Findings have source and translation beside them, with ⟦ ⟧ around the places that they are about.

    Nothing is quoted: tabs and line breaks in a text become spaces. An apostrophe is put before a text that a
    spreadsheet would take for a formula; the last column, `mtqa`, which is there only then, says where (as in tables
    of `mtqa corpus convert`), so that mtqa reads the text as it was.
    Everything that mtqa says in them is in English, whatever the language of the other reports.
    """

    name: ClassVar[str] = "tsv"
    summary: ClassVar[str] = "Scores, scorecard, comparisons, findings and segments as tab-separated tables"

    def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
        written = []
        for evaluation in evaluations:
            for table in tables(evaluation, catalogue()):
                path = folder / evaluation.corpus.language_pair.target.tag / f"{table.name}.tsv"
                write_atomically(path, as_text(table))
                written.append(path)
        return tuple(written)


def as_text(table: Table) -> str:
    """The table: the names of the columns, then one line per row."""
    rows = [[_written(cell) for cell in row] for row in table.rows]
    head = [_written(name) for name in table.head]
    notes = [_escape(row, head) for row in rows]
    if any(notes):
        head.append(ROW_NOTES)
        for row, escaped in zip(rows, notes, strict=True):
            row.append(json.dumps({"escaped": escaped}, ensure_ascii=False) if escaped else "")
    return "".join("\t".join(row) + "\n" for row in [head, *rows])


def _escape(row: list[str], head: Sequence[str]) -> list[str]:
    """Escape what a spreadsheet would take for a formula, and say in which columns; numbers are none."""
    escaped = [n for n, cell in enumerate(row) if cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell)]
    for n in escaped:
        row[n] = f"'{row[n]}"
    return [head[n] for n in escaped]


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return _SURROGATE.sub("\ufffd", _BREAKS.sub(" ", str(cell)))
