"""How agreement of metrics with people is printed: tables for people, rows for programs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mtqa.cli._console import stdout_console
from mtqa.cli._terminal import json_text

if TYPE_CHECKING:
    from mtqa.agreement import AgreementResult, AgreementRow

__all__ = ["as_json", "print_agreement"]


def as_json(results: Sequence[AgreementResult]) -> str:
    """A list of rows, each with the metrics that it was tested against and that have a lower value."""
    return json_text([_row(row, result) for result in results for row in result.rows], indent=1)


def _row(row: AgreementRow, result: AgreementResult) -> dict[str, Any]:
    content: dict[str, Any] = {
        "language_pair": row.language_pair,
        "metric": row.metric,
        "level": row.level,
        "statistic": row.statistic,
        "grouping": row.grouping or "none",
        "value": _number(row.value),
        "interval": None
        if row.interval is None
        else {"low": row.interval.low, "high": row.interval.high, "level": row.interval.level},
        "rank": row.rank,
        "rank_uncorrected": row.rank_uncorrected,
        "human": result.people,
        "n_systems": row.n_systems,
        "n_segments": row.n_segments,
        "segments": result.settings.get("segments"),
    }
    if row.domain:
        content["domain"] = row.domain
    if row.epsilon is not None:
        content["epsilon"] = row.epsilon
    if row.is_people:
        content["is_people"] = True
    if row.note:
        content["note"] = row.note
    content["better_than"] = [
        {
            "metric": pair.worse,
            "difference": _number(pair.difference),
            "p_value": _number(pair.p_value),
            "p_adjusted": _number(pair.p_corrected),
        }
        for pair in result.pairs
        if pair.better == row.metric
        and (pair.level, pair.statistic, pair.grouping, pair.domain)
        == (row.level, row.statistic, row.grouping, row.domain)
    ]
    return content


def _number(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def print_agreement(results: Sequence[AgreementResult], *, quiet: bool) -> None:
    """Print sentences, tables and notes."""
    from rich.table import Table
    from rich.text import Text

    from mtqa.rendering import agreement_blocks, agreement_sentences, catalogue, pair_words, segment_sentence

    words, console = catalogue(), stdout_console()
    for result in results:
        heading = f"{result.title}: {pair_words(result, words)} ({result.people})"
        console.print(Text(f"\n{heading}", style="bold"))
        sentences = [*agreement_sentences(result, words), segment_sentence(result, words)]
        for sentence in sentences:
            if sentence:
                console.print(Text(sentence))
        for block in agreement_blocks(result, words):
            console.print(Text(f"\n{block.title}", style="bold"))
            table = Table(box=None, pad_edge=False, header_style="bold", padding=(0, 2, 0, 0))
            table.add_column("metric")
            for name in block.head:
                table.add_column(name, justify="left")
            for row in block.rows:
                cells = []
                for cell in row.cells:
                    interval = f" {cell.interval}" if cell.interval else ""
                    rank = f" #{cell.rank}" if cell.rank else ""
                    epsilon = f" ε {cell.epsilon}" if cell.epsilon else ""
                    cells.append(Text(f"{cell.value}{interval}{rank}{epsilon}"))
                table.add_row(Text(row.name), *cells)
            console.print(table)
        if not quiet:
            for note in result.notes:
                console.print(Text(note, style="dim"))
    legend = (
        "After each number: where it would lie for other documents and systems of the same kind (95 %). #: rank;"
        " metrics that share one are not told apart (scores exchanged at random, p corrected for all pairs). ε: the"
        " largest difference that counts as none."
    )
    console.print(Text(f"\n{legend}", style="dim"))
