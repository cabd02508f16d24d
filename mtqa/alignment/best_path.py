"""The best path through two documents, by dynamic programming within a band."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.alignment.band import Band
from mtqa.alignment.bead_scores import KINDS, LARGEST_GROUP, BeadScorer, Weights
from mtqa.alignment.beads import Bead
from mtqa.alignment.sides import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["best_path"]

_OMISSION, _ADDITION = len(KINDS), len(KINDS) + 1


def best_path(source: Side, target: Side, weights: Weights, skip: float, band: Band) -> list[Bead]:
    """The path with the highest sum of scores through the band."""
    import numpy as np

    n, m = len(source), len(target)
    low, high = band.low, band.high
    scorer = BeadScorer(source, target, weights, band)
    rows: dict[int, NDArray[np.float64]] = {}
    steps: list[NDArray[np.int8]] = []
    gains: list[dict[int, tuple[int, NDArray[np.float64]]]] = []
    for i in range(n + 1):
        rows.pop(i - LARGEST_GROUP - 1, None)
        row, step = np.full(high[i] - low[i] + 1, -np.inf), np.zeros(high[i] - low[i] + 1, dtype=np.int8)
        rows[i] = row
        steps.append(step)
        gains.append({})
        if i == 0:
            row[0] = 0.0
        else:
            _take(row, step, low[i], rows[i - 1] + skip, low[i - 1], _OMISSION)
        for kind, (a, b) in enumerate(KINDS):
            if i < a or b > m:
                continue
            first = max(low[i], low[i - a] + b, b)
            last = min(high[i], high[i - a] + b)
            if first > last:
                continue
            gain = scorer.scores(i - a, first - b, last - b, a, b)
            gains[i][kind] = first, gain
            reached = rows[i - a][first - b - low[i - a] : last - b - low[i - a] + 1] + gain
            _take(row, step, low[i], reached, first, kind)
        # Additions run along the row: the best start less what the way there cost.
        climb = row - skip * np.arange(len(row))
        run = np.maximum.accumulate(climb)
        extended = run + skip * np.arange(len(row))
        step[extended > row + 1e-12] = _ADDITION
        np.maximum(row, extended, out=row)
    beads: list[Bead] = []
    i, j = n, m
    while i or j:
        kind = int(steps[i][j - low[i]])
        a, b = {_OMISSION: (1, 0), _ADDITION: (0, 1)}.get(kind) or KINDS[kind]
        first, gain = gains[i].get(kind, (j, np.zeros(1)))
        i, j = i - a, j - b
        beads.append(Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), float(gain[j + b - first])))
    beads.reverse()
    return beads


def _take(
    row: NDArray[np.float64],
    step: NDArray[np.int8],
    low: int,
    reached: NDArray[np.float64],
    first: int,
    kind: int,
) -> None:
    """Where `reached`, which begins at column `first`, is better than `row`, put it there."""
    start, end = max(low, first), min(low + len(row), first + len(reached))
    if start >= end:
        return
    offered = reached[start - first : end - first]
    own = slice(start - low, end - low)
    better = offered > row[own]
    row[own][better] = offered[better]
    step[own][better] = kind
