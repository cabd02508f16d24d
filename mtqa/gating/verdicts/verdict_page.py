"""The verdict as a page: accepted against current, by loss. One file that loads nothing and runs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from mtqa.gating import GateResult, HistoryEntry, Outcome, SegmentChange, Status, policy_toml
from mtqa.gating.verdicts.plain_text import sentence
from mtqa.rendering import Range, content_security_policy, difference, marked_text, plain

__all__ = ["MOST_SEGMENTS", "html_report"]

MOST_SEGMENTS = 500
"""Changed segments on the page; whoever wants more asks for JSON."""
_RUNS = 60
_TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True)
class _Shown:
    """A changed segment as the page shows it."""

    change: SegmentChange
    old: Markup | None
    new: Markup | None


@dataclass(frozen=True)
class _Trend:
    """One score over the runs."""

    language: str
    metric: str
    first: float
    last: float
    line: Markup


def html_report(result: GateResult, history: Sequence[HistoryEntry] = ()) -> str:
    """The page as text.

    Args:
        result: The verdict.
        history: Earlier runs and this one, the oldest first, for the trend.
    """
    style = (_TEMPLATES / "gate.css").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=lambda value: plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    of_corpus = [entry for entry in history if entry.corpus == result.corpus][-_RUNS:]
    return environment.get_template(
        "gate.html"
    ).render(
        result=result,
        sentence=sentence(result),
        policy=content_security_policy(style, ""),
        style=Markup(style),  # noqa: S704 - our own file
        failed=result.failures,
        warned=result.warnings,
        held=[one for one in result.outcomes if one.status is Status.PASSED],
        number=_number,
        segments=[_shown(change) for change in result.changes[:MOST_SEGMENTS]],
        n_more=max(0, len(result.changes) - MOST_SEGMENTS),
        trends=_trends(of_corpus),
        runs=of_corpus,
        settings=Markup("{}").format(policy_toml(result.policy)),  # escaped, with its line breaks
    )


def _number(one: Outcome, value: float | None) -> str:
    if value is None:
        return "–"
    counted = one.rule.value.endswith("findings") or one.rule.value == "missing"
    return f"{value:.0f}" if counted else f"{value:.{one.decimals}f}"


def _shown(change: SegmentChange) -> _Shown:
    if change.old is None or change.new is None:
        old, new = ((None if text is None else _marked(text, (), "")) for text in (change.old, change.new))
        return _Shown(change, old, new)
    differing = difference(change.old, change.new)
    return _Shown(change, _marked(change.old, differing.left, "del"), _marked(change.new, differing.right, "ins"))


def _marked(text: str, ranges: Sequence[Range], element: str) -> Markup:
    """The text, escaped, with an element around each of the ranges."""
    parts, position = [], 0
    for start, end in ranges:
        parts.append(marked_text(text, position, start))
        parts.append(f"<{element}>{marked_text(text, start, end)}</{element}>")
        position = end
    parts.append(marked_text(text, position, len(text)))
    return Markup("".join(parts))  # noqa: S704 - escaped piece by piece


def _trends(history: Sequence[HistoryEntry]) -> list[_Trend]:
    names = dict.fromkeys(
        (pair, metric) for entry in history for pair, of_pair in entry.scores.items() for metric in of_pair
    )
    trends = []
    for pair, metric in names:
        points = [
            (number, entry.scores[pair][metric], entry)
            for number, entry in enumerate(history)
            if metric in entry.scores.get(pair, {})
        ]
        if len(points) > 1:
            trends.append(_Trend(pair, metric, points[0][1], points[-1][1], _line(points, len(history))))
    return trends


def _line(points: Sequence[tuple[int, float, HistoryEntry]], n_runs: int) -> Markup:
    """A line through the scores, with a full dot where the gate failed."""
    values = [value for _, value, _ in points]
    low, high = min(values), max(values)
    spread = high - low or 1.0
    places = [(8 + 284 * n / max(1, n_runs - 1), 34 - 28 * (value - low) / spread, entry) for n, value, entry in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in places)
    dots = "".join(f'<circle class="{entry.verdict}" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y, entry in places)
    return Markup(  # noqa: S704 - numbers, and one of three known words
        f'<svg class="trend" viewBox="0 0 300 40" role="img" aria-label="from {values[0]:.2f} to {values[-1]:.2f}">'
        f'<polyline points="{path}"/>{dots}</svg>'
    )
