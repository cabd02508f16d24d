"""Small plots as SVG, one per row of a table, all rows on the same axis.

Positions along the axis are percentages and everything else is in pixels, so that a plot is as wide as its table cell
and neither dots nor lines are distorted. Colours come from the style sheet.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from mtqa.results import Interval

__all__ = ["Axis", "Dot", "axis_for", "axis_labels", "bar_row", "interval_row", "strip_row"]

ROW_HEIGHT = 28
STRIP_HEIGHT = 36
MAX_DOTS = 250
"""Above so many values, a strip shows a histogram instead of dots."""
_BINS = 40


@dataclass(frozen=True)
class Axis:
    """A linear axis.

    Attributes:
        low: Value at the left end.
        high: Value at the right end; greater than `low`.
        ticks: Values with a line and a label, from left to right.
        marked: A value with a stronger line (zero, of differences), or None.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    marked: float | None = None

    def position(self, value: float) -> float:
        """Where a value lies, in percent of the width; values outside lie on the edge."""
        share = (value - self.low) / (self.high - self.low)
        return round(100.0 * min(1.0, max(0.0, share)), 2)


@dataclass(frozen=True)
class Dot:
    """One value of a strip.

    Attributes:
        value: Where it lies.
        title: What it is, in words.
        target: Id of the element that it leads to.
    """

    value: float
    title: str
    target: str


def axis_for(values: Iterable[float], *, marked: float | None = None) -> Axis:
    """An axis that holds all the values, with two to seven round ticks."""
    finite = [value for value in values if math.isfinite(value)]
    if marked is not None:
        finite.append(marked)
    if not finite:
        return Axis(0.0, 1.0, (0.0, 1.0), marked)
    low, high = min(finite), max(finite)
    floor = 0.0 if low >= 0.0 else -math.inf
    spread = high - low or max(abs(high) * 0.1, 1e-6)
    low, high = low - spread * 0.08, high + spread * 0.08
    rough = (high - low) / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1.0, 2.0, 5.0, 10.0) if factor * power >= rough * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    ticks = (round(k * step, 10) + 0.0 for k in range(first, last + 1))
    return Axis(low, high, tuple(tick for tick in ticks if tick >= floor), marked)


def _grid(axis: Axis) -> str:
    lines = []
    for tick in axis.ticks:
        kind = "zero" if tick == axis.marked else "grid"
        x = axis.position(tick)
        lines.append(f'<line class="{kind}" x1="{x}%" x2="{x}%" y1="0" y2="100%"/>')
    return "".join(lines)


def _svg(content: str, title: str, height: int, kind: str, *, role: str = "img") -> Markup:
    return Markup(  # noqa: S704 - numbers, and escaped titles
        f'<svg class="plot {kind}" role="{role}" width="100%" height="{height}"><title>{escape(title)}</title>'
        f"{content}</svg>"
    )


def axis_labels(axis: Axis, labels: Sequence[str]) -> Markup:
    """The labels of the ticks, to stand below the last row; hidden from screen readers, which have the numbers."""
    texts = []
    for tick, label in zip(axis.ticks, labels, strict=True):
        x = axis.position(tick)
        anchor = "start" if x < 6 else "end" if x > 94 else "middle"
        texts.append(f'<text x="{x}%" y="13" text-anchor="{anchor}">{escape(label)}</text>')
    return Markup(  # noqa: S704 - numbers, and escaped labels
        f'<svg class="plot axis" aria-hidden="true" width="100%" height="18">{"".join(texts)}</svg>'
    )


def interval_row(axis: Axis, value: float | None, interval: Interval | None, title: str, *, primary: bool) -> Markup:
    """A dot with its interval: filled for the primary system, hollow for the others."""
    parts = [_grid(axis)]
    middle = ROW_HEIGHT // 2
    if interval is not None and math.isfinite(interval.low) and math.isfinite(interval.high):
        low, high = axis.position(interval.low), axis.position(interval.high)
        parts.append(f'<line class="bar" x1="{low}%" x2="{high}%" y1="{middle}" y2="{middle}"/>')
        for end in (low, high):
            parts.append(f'<line class="bar" x1="{end}%" x2="{end}%" y1="{middle - 4}" y2="{middle + 4}"/>')
    if value is not None and math.isfinite(value):
        kind = "dot" if primary else "dot hollow"
        parts.append(f'<circle class="{kind}" cx="{axis.position(value)}%" cy="{middle}" r="4.5"/>')
    return _svg("".join(parts), title, ROW_HEIGHT, "interval")


def bar_row(axis: Axis, value: float, dark: float, title: str) -> Markup:
    """A bar from zero to a value, the first part of it darker."""
    start, end, part = axis.position(0.0), axis.position(value), axis.position(dark)
    bars = (
        f'<rect class="bin light" x="{start}%" y="9" width="{round(end - start, 2)}%" height="10"/>'
        f'<rect class="bin" x="{start}%" y="9" width="{round(part - start, 2)}%" height="10"/>'
    )
    return _svg(_grid(axis) + bars, title, ROW_HEIGHT, "bars")


def strip_row(axis: Axis, dots: Sequence[Dot], title: str) -> Markup:
    """Every value as a dot that leads to its segment; a histogram where there are too many."""
    finite = [dot for dot in dots if math.isfinite(dot.value)]
    if len(finite) > MAX_DOTS:
        return _svg(_grid(axis) + _histogram(axis, [dot.value for dot in finite]), title, STRIP_HEIGHT, "strip")
    stacked: dict[int, int] = {}
    parts = [_grid(axis)]
    for dot in sorted(finite, key=lambda d: d.value):
        x = axis.position(dot.value)
        level = stacked.get(int(x * 0.6), 0)
        stacked[int(x * 0.6)] = level + 1
        # Dots that would cover each other step aside: middle, above, below, ...
        offset = (level + 1) // 2 * (6 if level % 2 else -6)
        y = STRIP_HEIGHT // 2 + max(-14, min(14, offset))
        parts.append(
            f'<a href="#{escape(dot.target)}" tabindex="-1"><title>{escape(dot.title)}</title>'
            f'<circle class="mini" cx="{x}%" cy="{y}" r="3.2"/></a>'
        )
    # A picture may hold no links; a group may.
    return _svg("".join(parts), title, STRIP_HEIGHT, "strip", role="group")


def _histogram(axis: Axis, values: Sequence[float]) -> str:
    counts = [0] * _BINS
    for value in values:
        counts[min(_BINS - 1, int(axis.position(value) / 100.0 * _BINS))] += 1
    most = max(counts)
    bars = []
    for number, count in enumerate(counts):
        if count:
            height = max(1.0, round((STRIP_HEIGHT - 4) * count / most, 1))
            x = round(100.0 * number / _BINS, 2)
            width = round(88.0 / _BINS, 2)
            bars.append(f'<rect class="bin" x="{x}%" y="{STRIP_HEIGHT - height}" width="{width}%" height="{height}"/>')
    return "".join(bars)
