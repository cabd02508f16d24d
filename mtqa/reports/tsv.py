"""TSV: the results as tab-separated tables, to be read by other programs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Report, reports
from mtqa.files import write_atomically
from mtqa.rendering import Cell, Table, catalogue, tables
from mtqa.results import Evaluation

_BREAKS = re.compile("[\t\n\r\x00]+")
_SURROGATE = re.compile("[\ud800-\udfff]")


@reports.register
@dataclass(frozen=True)
class TsvReport(Report):
    """Four tables for each language: scores, comparisons, findings, segments (`TAG/scores.tsv`, ...).

    Nothing is quoted: tabs and line breaks in a text become spaces.
    """

    name: ClassVar[str] = "tsv"
    summary: ClassVar[str] = "Scores, comparisons, findings and segments as tab-separated tables"

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
    lines = ["\t".join(map(_written, table.head))]
    lines += ["\t".join(map(_written, row)) for row in table.rows]
    return "\n".join(lines) + "\n"


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return _SURROGATE.sub("\ufffd", _BREAKS.sub(" ", str(cell)))
