"""The results as plain tables, for the formats that are tables: TSV and spreadsheets."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mtqa.corpus import SystemOutput
from mtqa.evaluation import effect_size, scorecard_of
from mtqa.rendering.scoreboard import Scoreboard, ranks
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Finding, Interval, Scorecard, Severity

__all__ = ["Cell", "Marked", "Table", "marked_places", "tables"]

OPENING, CLOSING = "⟦", "⟧"
"""What stands around marked places in a table of plain text."""


@dataclass(frozen=True)
class Marked:
    """A text with the places that a finding is about.

    Attributes:
        text: The whole text.
        ranges: First character and one past the last of each place, in order and apart from each other.
    """

    text: str
    ranges: tuple[tuple[int, int], ...] = ()

    def pieces(self) -> Iterator[tuple[str, bool]]:
        """The text in pieces, none of them empty, and whether each is marked."""
        position = 0
        for start, end in (*self.ranges, (len(self.text), len(self.text))):
            for piece, marked in ((self.text[position:start], False), (self.text[start:end], True)):
                if piece:
                    yield piece, marked
            position = end

    def __str__(self) -> str:
        """The text with brackets around the places."""
        return "".join(f"{OPENING}{piece}{CLOSING}" if marked else piece for piece, marked in self.pieces())


Cell = str | float | int | Marked | None


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
    """All tables, the larger ones last. Columns have the same names in every language of the report."""
    board = Scoreboard(evaluation, words)
    marked = (_marked(evaluation),) if evaluation.marked else ()
    card = scorecard_of(evaluation)
    cards = (_scorecard(card),) if card.rows else ()
    first = (_scores(board), _comparisons(evaluation), *cards)
    return (*first, _findings(evaluation, words), *marked, _segments(evaluation))


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


def _scorecard(card: Scorecard) -> Table:
    head = (
        *("by", "system", "words", *(severity.value for severity in reversed(Severity)), "points"),
        *("penalty_per_1000_words", "low", "high", "max_penalty", "min_words", "result"),
    )

    def rows() -> Iterator[tuple[Cell, ...]]:
        for row in card.rows:
            yield (
                *(row.by.value, row.system, row.words, *(_count(count) for count in reversed(row.counts))),
                *(_count(row.points), row.penalty, *_ends(row.interval)),
                *(card.rules.max_penalty, card.rules.min_words, row.standing.value),
            )

    return Table("scorecard", head, rows())


def _count(value: float) -> float | int:
    """A whole number where it is one: where several people marked a segment, errors are a mean."""
    return int(value) if value == int(value) else value


@dataclass(frozen=True)
class _Texts:
    """Source and translation of what findings are about."""

    evaluation: Evaluation

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        return {segment.id: position for position, segment in enumerate(self.evaluation.corpus.segments)}

    @cached_property
    def _systems(self) -> Mapping[str, SystemOutput]:
        return {system.name: system for system in self.evaluation.corpus.systems}

    def cells(self, finding: Finding) -> tuple[Marked | None, Marked | None]:
        """Both texts with the places marked; None for what there is not."""
        position = self._positions.get(finding.segment_id)
        if position is None or finding.system not in self._systems:
            return None, None
        hypothesis = self._systems[finding.system].hypotheses[position]
        source = marked_places(self.evaluation.corpus.segments[position].source, [finding], "source")
        return source, None if hypothesis is None else marked_places(hypothesis, [finding], "hypothesis")


def marked_places(text: str, findings: Iterable[Finding], side: str) -> Marked:
    """A text with what findings mark on one side of it; places that touch each other are one."""
    ranges: list[tuple[int, int]] = []
    spans = [span for finding in findings for span in finding.spans if span.side == side]
    for start, end in sorted((span.start, min(len(text), span.end)) for span in spans):
        if ranges and start <= ranges[-1][1]:
            ranges[-1] = ranges[-1][0], max(end, ranges[-1][1])
        elif start < end:
            ranges.append((start, end))
    return Marked(text, tuple(ranges))


def _findings(evaluation: Evaluation, words: Catalogue) -> Table:
    head = (
        *("segment", "system", "check", "category", "severity", "message", "spans", "last_segment"),
        *("source", "hypothesis"),
    )
    texts = _Texts(evaluation)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for f in evaluation.findings:
            spans = " ".join(f"{span.side}:{span.start}-{span.end}" for span in f.spans)
            last = f.run[-1] if f.run else None
            yield (
                f.segment_id,
                f.system,
                f.check,
                f.category,
                f.severity.value,
                words.said(f.message),
                spans,
                last,
                *texts.cells(f),
            )

    return Table("findings", head, rows())


def _marked(evaluation: Evaluation) -> Table:
    head = ("segment", "system", "rater", "category", "severity", "words", "spans", "source", "hypothesis")
    texts = _Texts(evaluation)

    def rows() -> Iterator[tuple[Cell, ...]]:
        for mark in evaluation.marked:
            f = mark.finding
            spans = " ".join(f"{span.side}:{span.start}-{span.end}" for span in f.spans)
            yield (f.segment_id, f.system, mark.rater, f.category, f.severity.value, f.message, spans, *texts.cells(f))

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
