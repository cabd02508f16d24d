"""Larger plots as SVG: how segment scores are distributed, length against score, and which systems are told apart.

All are drawn from the data when the report is written. Positions are in a fixed box that scales with the page; colours
come from the style sheet and never carry a meaning alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from markupsafe import Markup, escape

from mtqa.evaluation import ALPHA
from mtqa.rendering.labels import source_length
from mtqa.rendering.plots import Axis, axis_for
from mtqa.rendering.scoreboard import MetricInfo, Scoreboard
from mtqa.results import Comparison

__all__ = ["Chart", "distribution", "length_against_score", "significance"]

WIDTH, HEIGHT = 400, 240
_LEFT, _BOTTOM, _TOP = 40, 40, 8
_BINS = 40
_FEWEST = 50
"""Segments below which a distribution is a list of single cases, and no chart of it is drawn."""
MAX_POINTS = 1500
"""Above so many segments, the points are those of an even sample; the line still runs through all."""


@dataclass(frozen=True)
class Chart:
    """A plot: its title, a caption that says what it shows also to those who do not see it, and the drawing."""

    title: str
    caption: str
    svg: Markup


@dataclass(frozen=True)
class _Box:
    """Where values lie in the drawing."""

    x: Axis
    y: Axis

    def left(self, value: float) -> float:
        return round(_LEFT + self.x.position(value) / 100 * (WIDTH - _LEFT - 8), 1)

    def top(self, value: float) -> float:
        return round(_TOP + (100 - self.y.position(value)) / 100 * (HEIGHT - _TOP - _BOTTOM), 1)


def _svg(
    content: str, title: str, description: str, *, width: int = WIDTH, height: int = HEIGHT, kind: str = ""
) -> Markup:
    return Markup(  # noqa: S704 - numbers, and escaped texts
        f'<svg class="plot chart{kind}" role="img" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f"<title>{escape(title)}</title>"
        f"<desc>{escape(description)}</desc>{content}</svg>"
    )


def _frame(board: Scoreboard, box: _Box, x_label: str, y_label: str) -> str:
    numbers = board.catalogue.numbers
    floor = HEIGHT - _BOTTOM
    parts = []
    for tick in box.x.ticks:
        x = box.left(tick)
        parts.append(f'<line class="grid" x1="{x}" x2="{x}" y1="{_TOP}" y2="{floor}"/>')
        label = escape(_tick(numbers.value, box.x, tick))
        parts.append(f'<text x="{x}" y="{floor + 15}" text-anchor="middle">{label}</text>')
    for tick in box.y.ticks:
        y = box.top(tick)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{WIDTH - 8}" y1="{y}" y2="{y}"/>')
        label = escape(_tick(numbers.value, box.y, tick))
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{label}</text>')
    parts.append(f'<text x="{WIDTH - 8}" y="{HEIGHT - 6}" text-anchor="end">{escape(x_label)}</text>')
    parts.append(f'<text x="{_LEFT}" y="{HEIGHT - 6}">{escape(y_label)}</text>')
    return "".join(parts)


def _tick(shown: Callable[[float, int], str], axis: Axis, tick: float) -> str:
    step = min((b - a for a, b in zip(axis.ticks, axis.ticks[1:], strict=False)), default=1.0)
    decimals = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 1
    return shown(tick, decimals)


def _known(board: Scoreboard, metric: MetricInfo) -> list[tuple[int, float]]:
    """Length of the source in words and score of the primary system's segments."""
    evaluation = board.evaluation
    scored = []
    for position, segment in enumerate(evaluation.corpus.segments):
        value = metric.segment_value(evaluation.primary, position)
        if value is not None:
            scored.append((source_length(segment), value))
    return scored


def distribution(board: Scoreboard) -> Chart | None:
    """A histogram of the primary system's segment scores by the headline metric; None below 50 segments."""
    metric, words = board.headline, board.catalogue
    values = [value for _, value in _known(board, metric)] if metric is not None else []
    if metric is None or len(values) < _FEWEST:
        return None
    axis = axis_for(values)
    n_bins = min(_BINS, 2 * math.isqrt(len(values)))
    counts = [0] * n_bins
    for value in values:
        counts[min(n_bins - 1, int(axis.position(value) / 100 * n_bins))] += 1
    box = _Box(axis, axis_for([0, max(counts)]))
    width = (WIDTH - _LEFT - 8) / n_bins
    bars = "".join(
        f'<rect class="bin" x="{round(_LEFT + number * width, 1)}" y="{box.top(count)}" width="{round(width - 1, 1)}"'
        f' height="{round(HEIGHT - _BOTTOM - box.top(count), 1)}"/>'
        for number, count in enumerate(counts)
        if count
    )
    middle = median(values)
    line = f'<line class="mark" x1="{box.left(middle)}" x2="{box.left(middle)}" y1="{_TOP}" y2="{HEIGHT - _BOTTOM}"/>'
    ordered = sorted(values)
    shown = words.numbers.value
    caption = words(
        "charts.distribution",
        label=metric.label,
        segments=words.plural("count.segments", len(values)),
        median=shown(middle, metric.decimals),
        low=shown(ordered[len(values) // 10], metric.decimals),
        high=shown(ordered[len(values) - 1 - len(values) // 10], metric.decimals),
    )
    frame = _frame(board, box, metric.label, words("charts.count"))
    title = words("charts.distribution_title", label=metric.label)
    return Chart(title, caption, _svg(frame + bars + line, title, caption))


def length_against_score(board: Scoreboard) -> Chart | None:
    """A point for each segment, and the median by length; None below 50 segments."""
    metric, words = board.headline, board.catalogue
    scored = _known(board, metric) if metric is not None else []
    if metric is None or len(scored) < _FEWEST or len({length for length, _ in scored}) < 3:
        return None
    ordered = sorted(scored)
    longest = ordered[len(ordered) - 1 - len(ordered) // 100][0]
    inside = [(length, value) for length, value in ordered if length <= longest]
    box = _Box(axis_for([0, longest]), axis_for([value for _, value in inside]))
    step = max(1, math.ceil(len(inside) / MAX_POINTS))
    points = "".join(f'<circle class="mini" cx="{box.left(x)}" cy="{box.top(y)}" r="2.2"/>' for x, y in inside[::step])
    size = max(5, len(inside) // 12)
    groups = [inside[start : start + size] for start in range(0, len(inside) - size // 2, size)]
    medians = [(median(x for x, _ in group), median(y for _, y in group)) for group in groups]
    path = " ".join(f"{'L' if number else 'M'}{box.left(x)} {box.top(y)}" for number, (x, y) in enumerate(medians))
    shown = words.numbers.value
    caption = words(
        "charts.length",
        label=metric.label,
        short=shown(medians[0][0], 0),
        first=shown(medians[0][1], metric.decimals),
        long=shown(medians[-1][0], 0),
        last=shown(medians[-1][1], metric.decimals),
    )
    if step > 1:
        caption += " " + words("charts.sampled", n=len(inside[::step]), total=len(inside))
    content = f'{_frame(board, box, words("charts.words"), metric.label)}{points}<path class="line" d="{path}"/>'
    title = words("charts.length_title", label=metric.label)
    return Chart(title, caption, _svg(content, title, caption))


def significance(board: Scoreboard) -> Chart | None:
    """Which systems are told apart by the headline metric: a grid of every two; None for fewer than three systems."""
    metric, words = board.headline, board.catalogue
    if metric is None:
        return None
    tested: dict[tuple[str, str], Comparison] = {}
    for c in board.evaluation.comparisons:
        if c.metric == metric.spec:
            tested[c.system, c.baseline] = c
    scored = [(metric.badness(score.value), name) for name, score in metric.scores.items() if score.value is not None]
    names = [name for _, name in sorted(scored)]
    if len(names) < 3 or not tested:
        return None
    cell, left = 22, 150
    top = left - 30
    parts = []
    for row, name in enumerate(names):
        y = top + row * cell
        kind = ' class="judged"' if name == board.evaluation.primary else ""
        parts.append(f'<text x="{left - 8}" y="{y + 15}" text-anchor="end"{kind}>{escape(_short(name))}</text>')
        x = left + row * cell + 15
        parts.append(f'<text transform="translate({x} {top - 8}) rotate(-60)"{kind}>{escape(_short(name))}</text>')
        parts += [_square(tested, name, other, left + column * cell, y, cell) for column, other in enumerate(names)]
    apart = sum((p := _p(c)) is not None and p <= ALPHA for c in tested.values())
    caption = words("charts.significance", label=metric.label, apart=apart, pairs=len(tested))
    size = len(names) * cell
    title = words("charts.significance_title", label=metric.label)
    return Chart(
        title,
        caption,
        _svg("".join(parts), title, caption, width=left + size + 70, height=top + size + 4, kind=" matrix"),
    )


def _short(name: str) -> str:
    return name if len(name) <= 18 else name[:17] + "…"


def _p(comparison: Comparison) -> float | None:
    return comparison.p_adjusted if comparison.p_adjusted is not None else comparison.p_value


def _square(tested: Mapping[tuple[str, str], Comparison], row: str, column: str, x: int, y: int, cell: int) -> str:
    """One pair: full where it is told apart, with a sign for the direction; an outline where it is not."""
    if row == column:
        return ""
    comparison, sign = tested.get((row, column)), 1
    if comparison is None:
        comparison, sign = tested.get((column, row)), -1
    p = _p(comparison) if comparison is not None else None
    if comparison is None or p is None:
        return ""
    better = sign * comparison.delta > 0
    kind = "same" if p > ALPHA else "ahead" if better else "behind"
    glyph = "" if p > ALPHA else f'<text class="glyph" x="{x + 10}" y="{y + 15}">{"+" if better else "−"}</text>'
    return f'<rect class="{kind}" x="{x + 1}" y="{y + 1}" width="{cell - 3}" height="{cell - 3}"/>{glyph}'
