"""The best path through two documents, by dynamic programming within a band around a first guess."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.alignment.bead_scores import KINDS, BeadScorer, Side, Weights
from mtqa.alignment.beads import Bead

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["band_of", "best_path"]

_BAND = 40
"""Sentences on either side of the first path that the second pass looks at."""


def band_of(source: Side, target: Side) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each number of source sentences, the range of numbers of target sentences that the path may pass.

    A first path of 1-1 beads with free skips is widened by `_BAND` sentences. Memory: one byte per pair of sentences.
    """
    import numpy as np

    n, m = len(source), len(target)
    back = np.zeros((n + 1, m + 1), dtype=np.int8)
    best = np.zeros(m + 1, dtype=np.float32)
    for i in range(1, n + 1):
        diagonal = np.full(m + 1, -1.0, dtype=np.float32)
        diagonal[1:] = best[:-1] + np.maximum(target.groups[1] @ source.groups[1][i - 1], 0.0)
        row = np.maximum(best, diagonal)
        back[i] = np.where(diagonal > best, 1, 0)
        run = np.maximum.accumulate(row)
        back[i][run > row] = 2
        best = run
    i, j = n, m
    path = {n: [m, m]}
    while i > 0 and j > 0:
        step = back[i, j]
        i, j = i - (step != 2), j - (step != 0)
        reached = path.setdefault(i, [j, j])
        reached[0], reached[1] = min(reached[0], j), max(reached[1], j)
    for k in range(i + 1):
        reached = path.setdefault(k, [j, j])
        reached[0] = 0 if k == 0 else min(reached[0], j)
    first = np.array([path[k][0] for k in range(n + 1)])
    last = np.array([path[k][1] for k in range(n + 1)])
    low, high = first.copy(), last.copy()
    for k in range(n + 1):
        window = slice(max(0, k - _BAND), min(n, k + _BAND) + 1)
        low[k] = max(0, first[window].min() - _BAND)
        high[k] = min(m, last[window].max() + _BAND)
    return low, high


def best_path(
    source: Side, target: Side, weights: Weights, skip: float, low: NDArray[np.int64], high: NDArray[np.int64]
) -> list[Bead]:
    """The path with the highest sum of scores through the band."""
    import numpy as np

    n, m = len(source), len(target)
    scorer = BeadScorer(source, target, weights, low, high)
    rows = [np.full(high[i] - low[i] + 1, -np.inf) for i in range(n + 1)]
    steps = [np.zeros(len(row), dtype=np.int8) for row in rows]
    gained: list[dict[int, NDArray[np.float64]]] = [{} for _ in rows]
    omission, addition = len(KINDS), len(KINDS) + 1
    for i in range(n + 1):
        row, step = rows[i], steps[i]
        if i == 0:
            row[0] = 0.0
        else:
            _take(row, step, low[i], rows[i - 1] + skip, low[i - 1], omission)
        for kind, (a, b) in enumerate(KINDS):
            if i < a or b > m:
                continue
            first = max(low[i], low[i - a] + b, b)
            last = min(high[i], high[i - a] + b)
            if first > last:
                continue
            gain = scorer.scores(i - a, first - b, last - b, a, b)
            gained[i][kind] = gain
            reached = rows[i - a][first - b - low[i - a] : last - b - low[i - a] + 1] + gain
            _take(row, step, low[i], reached, first, kind)
            gained[i][-kind - 1] = np.array([first])
        # Additions run along the row: the best start less what the way there cost.
        climb = row - skip * np.arange(len(row))
        run = np.maximum.accumulate(climb)
        extended = run + skip * np.arange(len(row))
        step[extended > row + 1e-12] = addition
        np.maximum(row, extended, out=row)
    beads: list[Bead] = []
    i, j = n, m
    while i or j:
        kind = int(steps[i][j - low[i]])
        if kind == omission:
            beads.append(Bead((i - 1,), (), 0.0))
            i -= 1
        elif kind == addition:
            beads.append(Bead((), (j - 1,), 0.0))
            j -= 1
        else:
            a, b = KINDS[kind]
            score = float(gained[i][kind][j - int(gained[i][-kind - 1][0])])
            beads.append(Bead(tuple(range(i - a, i)), tuple(range(j - b, j)), score))
            i, j = i - a, j - b
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
