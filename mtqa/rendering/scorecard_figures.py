"""The scorecard, and the figures that stand below the verdict's first sentence, ready to be shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.evaluation import rank_systems, scorecard_of
from mtqa.rendering.findings_by_category import severity_counts
from mtqa.rendering.scoreboard import Scoreboard, ordered_systems
from mtqa.results import FoundBy, Scorecard, ScorecardRow, Severity, Standing

__all__ = ["CardRow", "CardTable", "CardView", "Figure", "figures", "scorecard_view", "standing_in_words"]


@dataclass(frozen=True)
class Figure:
    """One of the figures that a reader sees first.

    Attributes:
        value: The number.
        label: What it is.
        note: What to know of it; "" for nothing.
        standing: `passed` or `failed` where it is held against a limit, `too_small` where it cannot be, else "".
    """

    value: str
    label: str
    note: str = ""
    standing: str = ""


@dataclass(frozen=True)
class CardRow:
    """A system as text: its errors by severity (the gravest first), words, points, penalty, interval and standing."""

    system: str
    primary: bool
    counts: tuple[str, ...]
    words: str
    points: str
    penalty: str
    interval: str
    standing: str
    kind: str


@dataclass(frozen=True)
class CardTable:
    """What one side found.

    Attributes:
        by: `checks` or `people`.
        title: That in words.
        rows: The system under judgement first.
        has_interval: Whether any row has an interval.
        has_standing: Whether any row passes, fails or is too small.
    """

    by: str
    title: str
    rows: tuple[CardRow, ...]
    has_interval: bool
    has_standing: bool


@dataclass(frozen=True)
class CardView:
    """The tables and the sentences around them."""

    intro: str
    tables: tuple[CardTable, ...]
    notes: tuple[str, ...]


def scorecard_view(board: Scoreboard) -> CardView | None:
    """The scorecard; None where nothing was checked and nobody marked anything."""
    card, words = scorecard_of(board.evaluation), board.catalogue
    if not card.rows:
        return None
    numbers = words.numbers
    weights = words("list.comma").join(
        words("scorecard.weight", severity=words(f"severity.{s.value}"), points=_number(board, card.rules.weights[s]))
        for s in reversed(Severity)
    )
    tables = [_table(board, card, by) for by in FoundBy if any(row.by is by for row in card.rows)]
    notes = []
    if any(finding.run for finding in board.evaluation.findings):
        notes.append(words("scorecard.runs"))
    if any(row.standing is Standing.TOO_SMALL for row in card.rows):
        notes.append(words("scorecard.too_small", least=numbers.count(card.rules.min_words)))
    elif card.rules.max_penalty is None:
        notes.append(words("scorecard.no_limit"))
    if any(_is_close(row, card) for row in card.rows):
        notes.append(words("scorecard.close", limit=_number(board, card.rules.max_penalty or 0.0)))
    if any(row.interval is None and row.standing is not Standing.TOO_SMALL for row in card.rows):
        notes.append(words("scorecard.no_interval"))
    return CardView(words("scorecard.intro", weights=weights), tuple(tables), tuple(notes))


def _is_close(row: ScorecardRow, card: Scorecard) -> bool:
    """Whether the limit lies inside the interval."""
    limit = card.rules.max_penalty
    return limit is not None and row.interval is not None and row.interval.low <= limit < row.interval.high


def _number(board: Scoreboard, value: float) -> str:
    """A number of points: without decimals where it is whole."""
    return board.catalogue.numbers.value(value, 0 if value == round(value) else 1)


def _table(board: Scoreboard, card: Scorecard, by: FoundBy) -> CardTable:
    order = [system.name for system in ordered_systems(board)]
    rows = sorted((row for row in card.rows if row.by is by), key=lambda row: order.index(row.system))
    shown = tuple(_row(board, card, row) for row in rows)
    return CardTable(
        by.value,
        board.catalogue(f"scorecard.by_{by.value}"),
        shown,
        any(row.interval for row in shown),
        any(row.standing for row in shown),
    )


def _row(board: Scoreboard, card: Scorecard, row: ScorecardRow) -> CardRow:
    numbers = board.catalogue.numbers
    return CardRow(
        system=row.system,
        primary=row.system == board.evaluation.primary,
        counts=tuple(_number(board, count) for count in reversed(row.counts)),
        words=numbers.count(row.words),
        points=_number(board, row.points),
        penalty=numbers.value(row.penalty, 1),
        interval=numbers.interval(row.interval, 1) if row.interval is not None else "",
        standing=standing_in_words(board, card, row),
        kind=row.standing.value if row.standing is not Standing.NO_LIMIT else "",
    )


def standing_in_words(board: Scoreboard, card: Scorecard, row: ScorecardRow) -> str:
    """Whether a row passes; "" where there is no limit."""
    if row.standing is Standing.NO_LIMIT:
        return ""
    limit = _number(board, card.rules.max_penalty or 0.0)
    return board.catalogue(f"scorecard.{row.standing.value}_short", limit=limit)


def figures(board: Scoreboard) -> tuple[Figure, ...]:
    """What a reader sees first: penalties, findings, place, score."""
    card, primary = scorecard_of(board.evaluation), board.evaluation.primary
    shown = [_penalty(board, card, row) for by in FoundBy if (row := card.row(primary, by)) is not None]
    return (*shown, *_findings(board), *_place(board), *_score(board))


def _penalty(board: Scoreboard, card: Scorecard, row: ScorecardRow) -> Figure:
    words = board.catalogue
    label = words("figures.penalty" if row.by is FoundBy.CHECKS else "figures.people")
    shown = _row(board, card, row)
    note = shown.standing
    if not note and shown.interval:
        note = words(
            "figures.interval",
            level=words.numbers.percent(row.interval.level if row.interval else 0.95),
            interval=shown.interval,
        )
    return Figure(shown.penalty, label, note, shown.kind)


def _findings(board: Scoreboard) -> Sequence[Figure]:
    evaluation, words = board.evaluation, board.catalogue
    if not evaluation.checks:
        return ()
    found = [f for f in evaluation.findings if f.system == evaluation.primary]
    critical, major, minor, neutral = severity_counts(found)
    note = words("figures.severities", critical=critical, major=major, minor=minor, neutral=neutral) if found else ""
    label = words("figures.findings", segments=words.plural("count.segments", len(evaluation.corpus.segments)))
    return (Figure(words.numbers.count(len(found)), label, note),)


def _place(board: Scoreboard) -> Sequence[Figure]:
    metric, evaluation = board.headline, board.evaluation
    if metric is None or not any(c.metric == metric.spec for c in evaluation.comparisons):
        return ()
    ranked = rank_systems(evaluation, metric.spec)
    own = next((r for r in ranked if r.score.system == evaluation.primary), None)
    if own is None:
        return ()
    key = "overview.place" if own.best_place == own.worst_place else "overview.places"
    words = board.catalogue
    place = words(key, best=own.best_place, worst=own.worst_place, n=len(ranked))
    return (Figure(place, words("figures.place", label=metric.label), words("figures.place_note")),)


def _score(board: Scoreboard) -> Sequence[Figure]:
    metric, words = board.headline, board.catalogue
    if metric is None:
        return ()
    score = metric.scores[board.evaluation.primary]
    direction = words("scores.higher" if metric.higher_is_better else "scores.lower")
    note = ""
    if score.interval is not None:
        note = words(
            "figures.interval",
            level=words.numbers.percent(score.interval.level),
            interval=words.numbers.interval(score.interval, metric.decimals),
        )
    label = words("figures.score", label=metric.label, direction=direction)
    return (Figure(board.shown(metric, board.evaluation.primary), label, note),)
