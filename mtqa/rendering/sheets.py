"""The results as plain tables, for the formats that are tables: TSV and spreadsheets."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.evaluation import effect_size
from mtqa.rendering.scoreboard import Scoreboard, ranks
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Interval

__all__ = ["Cell", "Table", "tables"]

Cell = str | float | int | None


@dataclass(frozen=True)
class Table:
    """A table.

    Attributes:
        name: Short name: of a file or sheet.
        head: Names of the columns.
        rows: As many cells each as `head` has; None for what does not exist. Made as they are asked for.
    """

    name: str
    head: tuple[str, ...]
    rows: Iterator[tuple[Cell, ...]]


def tables(evaluation: Evaluation, words: Catalogue) -> tuple[Table, ...]:
    """Scores, comparisons, findings, what people marked, and segments. Column names are the same in every language."""
    board = Scoreboard(evaluation, words)
    marked = (_marked(evaluation),) if evaluation.marked else ()
    return (_scores(board), _comparisons(evaluation), _findings(evaluation, words), *marked, _segments(evaluation))


def _ends(interval: Interval | None) -> tuple[Cell, Cell]:
    return (None, None) if interval is None else (_finite(interval.low), _finite(interval.high))


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None


def _scores(board: Scoreboard) -> Table:
    head = ("metric", "system", "role", "score", "low", "high", "rank", "higher_is_better", "n_missing", "signature")

    def rows() -> Iterator[tuple[Cell, ...]]:
        roles = {system.name: system.role.value for system in board.evaluation.corpus.systems}
        for metric in board.metrics:
            places = ranks(board, metric)
            for name, score in metric.scores.items():
                yield (
                    *(metric.label, name, roles.get(name, ""), _finite(score.value), *_ends(score.interval)),
                    *(places.get(name), int(score.higher_is_better), score.n_missing, score.signature),
                )

    return Table("scores", head, rows())


def _comparisons(evaluation: Evaluation) -> Table:
    head = (
        *("metric", "system", "baseline", "gain", "low", "high", "p", "p_corrected", "detectable", "effect_size"),
        "signature",
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        labels = {score.metric: score.label for score in evaluation.scores}
        for c in evaluation.comparisons:
            yield (
                *(labels.get(c.metric, c.metric), c.system, c.baseline, _finite(c.delta), *_ends(c.interval)),
                *(_finite(c.p_value), _finite(c.p_adjusted), _finite(c.detectable), effect_size(evaluation, c)),
                c.signature,
            )

    return Table("comparisons", head, rows())


def _findings(evaluation: Evaluation, words: Catalogue) -> Table:
    head = ("segment", "system", "check", "category", "severity", "message", "spans")

    def rows() -> Iterator[tuple[Cell, ...]]:
        for f in evaluation.findings:
            spans = " ".join(f"{span.side}:{span.start}-{span.end}" for span in f.spans)
            yield (f.segment_id, f.system, f.check, f.category, f.severity.value, words.said(f.message), spans)

    return Table("findings", head, rows())


def _marked(evaluation: Evaluation) -> Table:
    head = ("segment", "system", "rater", "category", "severity", "words", "spans")

    def rows() -> Iterator[tuple[Cell, ...]]:
        for mark in evaluation.marked:
            f = mark.finding
            spans = " ".join(f"{span.side}:{span.start}-{span.end}" for span in f.spans)
            yield (f.segment_id, f.system, mark.rater, f.category, f.severity.value, f.message, spans)

    return Table("marked", head, rows())


def _segments(evaluation: Evaluation) -> Table:
    corpus = evaluation.corpus
    references = corpus.reference_names
    scored = [(score, f"{score.label}.{score.system}") for score in evaluation.scores]
    head = (
        *("id", "document", "kind", "domain", "source", *(f"reference.{name}" for name in references)),
        *(f"hypothesis.{system.name}" for system in corpus.systems),
        *(label for _, label in scored),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for position, segment in enumerate(corpus.segments):
            yield (
                *(segment.id, segment.document, segment.kind, segment.domain, segment.source),
                *(segment.references.get(name) for name in references),
                *(system.hypotheses[position] for system in corpus.systems),
                *(_finite(score.segment_values[position]) for score, _ in scored),
            )

    return Table("segments", head, rows())
