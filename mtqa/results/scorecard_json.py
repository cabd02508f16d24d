"""The scorecard as it stands in `evaluation.json`, and back."""

from __future__ import annotations

from typing import Any

from mtqa.results.interval import Interval
from mtqa.results.json_values import Value
from mtqa.results.scorecard import PER_WORDS, FoundBy, Scorecard, ScorecardRow, ScorecardRules, Standing
from mtqa.results.severity import Severity

__all__ = ["scorecard_from_json", "scorecard_to_json"]


def scorecard_to_json(card: Scorecard | None) -> dict[str, Any] | None:
    """The scorecard as JSON types; None for none."""
    if card is None:
        return None
    return {
        "per_words": PER_WORDS,
        "weights": {severity.value: card.rules.weights[severity] for severity in Severity},
        "max_penalty": card.rules.max_penalty,
        "min_words": card.rules.min_words,
        "rows": [_row(row) for row in card.rows],
    }


def _row(row: ScorecardRow) -> dict[str, Any]:
    interval = row.interval
    return {
        "system": row.system,
        "by": row.by.value,
        "words": row.words,
        "counts": {severity.value: count for severity, count in zip(Severity, row.counts, strict=True)},
        "points": row.points,
        "penalty": row.penalty,
        "interval": interval and {"low": interval.low, "high": interval.high, "level": interval.level},
        "standing": row.standing.value,
    }


def scorecard_from_json(value: Value) -> Scorecard:
    """The inverse of `scorecard_to_json`.

    Raises:
        MtqaError: when it does not have that form.
    """
    weights = {severity: value["weights"][severity.value].number(0.0) for severity in Severity}
    rules = ScorecardRules(
        weights, value["max_penalty"].maybe(lambda limit: limit.number(0.0)), value["min_words"].whole()
    )
    return Scorecard(rules, tuple(_row_from_json(row) for row in value["rows"].rows()))


def _row_from_json(row: Value) -> ScorecardRow:
    neutral, minor, major, critical = (row["counts"][severity.value].number(0.0) for severity in Severity)
    return ScorecardRow(
        system=row["system"].text(),
        by=row["by"].one_of(FoundBy),
        words=row["words"].whole(),
        counts=(neutral, minor, major, critical),
        points=row["points"].number(0.0),
        penalty=row["penalty"].number(0.0),
        interval=row["interval"].maybe(_interval),
        standing=row["standing"].one_of(Standing),
    )


def _interval(row: Value) -> Interval:
    return Interval(row["low"].number(0.0), row["high"].number(0.0), row["level"].number(0.0, 1.0))
