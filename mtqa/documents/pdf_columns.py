"""Columns of a page: how far to the right the text of each reaches, and where it goes on.

A line of a column ends where the column does, not where the page does. Columns are known by their neighbours: what
stands beside a line, further right and at the same height, bounds it. Lines that start alike and come one after the
other are one stack, and share that bound; a stack counts as a column when it looks like running text, so that the cells
of a table and the entries of a menu, which also stand beside one another, are left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from mtqa.documents.pdf_lines import Line

__all__ = ["column_ends", "is_next_column"]

_FEWEST = 3
"""Lines in a column at least."""
_NARROWEST = 11
"""Width of a column at least, as a multiple of the size of its type."""
_FULL = 0.75
"""A line is full when it takes up so much of its column; half of a column's lines are."""
_QUANTILE = 0.9


def column_ends(lines: Sequence[Line]) -> dict[Line, float]:
    """How far to the right the text of the column reaches in which a line stands; nothing for lines in none.

    Args:
        lines: The lines of one page in the order in which they were drawn.
    """
    ends: dict[Line, float] = {}
    rows = _Rows(lines)
    for stack in _stacks(lines):
        bounds = [bound for line in stack if (bound := rows.bound(line)) is not None]
        if not bounds:
            continue
        bound = min(bounds)
        for part in _inside(stack, bound):
            end = _running_end(part)
            if end is not None:
                ends.update((line, end) for line in part)
    return ends


def is_next_column(before: Line, line: Line) -> bool:
    """Whether a line begins the column after that in which the line before it stands: higher up, and further right."""
    return before.page == line.page and line.y > before.y + line.size and line.x > before.x + _NARROWEST * before.size


class _Rows:
    """The lines of a page by their height."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self._by_height: dict[int, list[Line]] = {}
        self._step = max((line.size for line in lines), default=1.0)
        for line in lines:
            self._by_height.setdefault(int(line.y // self._step), []).append(line)

    def bound(self, line: Line) -> float | None:
        """Where the nearest line begins that stands beside another one, to the right of its beginning."""
        row = int(line.y // self._step)
        starts = [
            other.x
            for number in (row - 1, row, row + 1)
            for other in self._by_height.get(number, ())
            if abs(other.y - line.y) < line.size and other.x > line.x + _NARROWEST * line.size
        ]
        return min(starts, default=None)


def _stacks(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Successive lines in one size that go down the page and start about alike."""
    stack: list[Line] = []
    for line in lines:
        same = stack and abs(line.size - stack[0].size) < 0.1 * line.size and abs(line.x - stack[0].x) < 4 * line.size
        if stack and not (same and line.y < stack[-1].y):
            yield stack
            stack = []
        stack.append(line)
    if stack:
        yield stack


def _inside(stack: Sequence[Line], bound: float) -> Iterator[list[Line]]:
    """The parts of a stack whose lines end before its bound; wider ones stand above, below or between columns."""
    part: list[Line] = []
    for line in stack:
        if line.end <= bound:
            part.append(line)
        elif part:
            yield part
            part = []
    if part:
        yield part


def _running_end(lines: Sequence[Line]) -> float | None:
    """How far the lines of a column reach; None where they do not look like running text."""
    ends = sorted(line.end for line in lines)
    end = ends[int(_QUANTILE * (len(ends) - 1))]
    start = min(line.x for line in lines)
    if len(lines) < _FEWEST or end - start < _NARROWEST * lines[0].size:
        return None
    full = sum(line.end - start >= _FULL * (end - start) for line in lines)
    goes_on = sum(following.text[:1].islower() for _, following in pairwise(lines))
    return end if 2 * full >= len(lines) and 4 * goes_on >= len(lines) else None
