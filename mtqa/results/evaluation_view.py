"""Scores, comparisons and findings as the tables that a notebook shows.

What it is given are the results themselves (`mtqa.results.evaluation`), which are told here by their attributes alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from mtqa.notebooks import Cell, bounded, html_block, html_table

__all__ = ["COLUMNS", "comparisons_html", "findings_html", "scores_html"]

_ENDS = {"low": "interval.low", "high": "interval.high"}
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "scores": {name: name for name in ("system", "metric", "label", "value")}
    | _ENDS
    | {name: name for name in ("higher_is_better", "n_missing", "signature")},
    "comparisons": {name: name for name in ("system", "baseline", "metric", "delta")}
    | _ENDS
    | {name: name for name in ("p_value", "p_adjusted", "detectable", "signature")},
    "findings": {name: name for name in ("check", "category", "severity", "segment_id", "system", "message", "spans")},
}
"""Columns of data frames: their names, and the attributes that fill them."""


def _decimals(values: Sequence[float | None]) -> int:
    """One on a scale of 100, four on a scale of 1."""
    return 4 if 0.0 < max((abs(value) for value in values if value is not None), default=0.0) <= 2.0 else 1


def _number(value: float | None, decimals: int, sign: str = "") -> str | None:
    return None if value is None else f"{value:{sign}.{decimals}f}"


def _ends(interval: Any, decimals: int, sign: str = "") -> str | None:
    if interval is None:
        return None
    return f"{interval.low:{sign}.{decimals}f} … {interval.high:{sign}.{decimals}f}"


def scores_html(scores: Sequence[Any]) -> str:
    """A table of scores."""
    by_metric: dict[str, list[float | None]] = {}
    for score in scores:
        by_metric.setdefault(score.metric, []).append(score.value)
    rows: list[list[Cell]] = []
    for score in scores:
        decimals = _decimals(by_metric[score.metric])
        better = "higher ↑" if score.higher_is_better else "lower ↓"
        value, ends = _number(score.value, decimals), _ends(score.interval, decimals)
        rows.append([score.system, score.label, value, ends, better, score.signature])
    headings = ["system", "metric", "score", "95 % interval", "better", "signature"]
    if all(score.interval is None for score in scores):
        rows, headings = [[*row[:3], *row[4:]] for row in rows], [*headings[:3], *headings[4:]]
    shown, rest = bounded(rows, "scores")
    return html_table(headings, shown, texts=("system", "metric", "signature")) + html_block("", notes=[rest])


def comparisons_html(comparisons: Sequence[Any], labels: Mapping[str, str]) -> str:
    """A table of comparisons; metrics are called by their labels."""
    if not comparisons:
        return ""
    rows: list[list[Cell]] = [
        [
            f"{one.system} – {one.baseline}",
            labels.get(one.metric, one.metric),
            _number(one.delta, 2, "+"),
            _ends(one.interval, 2, "+"),
            _number(one.p_value, 4),
            _number(one.p_adjusted, 4),
        ]
        for one in comparisons
    ]
    shown, rest = bounded(rows, "comparisons")
    headings = ["pair", "metric", "gain", "95 % interval", "p", "p corrected"]
    note = "A positive gain means that the first system is better; p is corrected for the number of pairs."
    return html_table(headings, shown, texts=("pair", "metric")) + html_block("", notes=[rest, note])


def findings_html(findings: Sequence[Any]) -> str:
    """How many findings each check has for each system."""
    counts = Counter((one.system, one.check, str(one.severity)) for one in findings)
    rows: list[list[Cell]] = [[*key, count] for key, count in sorted(counts.items(), key=lambda item: -item[1])]
    if not rows:
        return ""
    shown, rest = bounded(rows, "kinds of findings")
    headings = ["system", "check", "severity", "findings"]
    return html_table(headings, shown, texts=headings[:3]) + html_block("", notes=[rest])
