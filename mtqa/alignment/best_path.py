"""The best path through two documents, by dynamic programming within a band."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.alignment.band import Band
from mtqa.alignment.bead_scores import KINDS, BeadScorer, Weights
from mtqa.alignment.beads import Bead
from mtqa.alignment.sides import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Paths", "best_path"]

_OMISSION, _ADDITION = len(KINDS), len(KINDS) + 1


@dataclass(frozen=True)
class Paths:
    """What the search through a band came to, row by row: the best path, and how far others are behind it.

    Attributes:
        band: Where was looked.
        skip: What a sentence costs that has no counterpart.
        rows: For each number of source sentences, the best score of a way to each place of the band.
        steps: How that way comes there: the number of a bead's kind, an omission or an addition.
        gains: For each kind of bead that may end in the row, the first place where it may, and what it gains there.
    """

    band: Band
    skip: float
    rows: list[NDArray[np.float64]]
    steps: list[NDArray[np.int8]]
    gains: list[dict[int, tuple[int, NDArray[np.float64]]]]

    def beads(self) -> list[Bead]:
        """The path with the highest sum of scores."""
        import numpy as np

        beads: list[Bead] = []
        i, j = len(self.rows) - 1, int(self.band.high[-1])
        while i or j:
            kind = int(self.steps[i][j - self.band.low[i]])
            a, b = {_OMISSION: (1, 0), _ADDITION: (0, 1)}.get(kind) or KINDS[kind]
            first, gain = self.gains[i].get(kind, (j, np.zeros(1)))
            i, j = i - a, j - b
            beads.append(Bead(tuple(range(i, i + a)), tuple(range(j, j + b)), float(gain[j + b - first])))
        beads.reverse()
        return beads

    def groups_within(self, margin: float) -> tuple[set[tuple[int, int]], set[tuple[int, int]]]:
        """The groups of sentences that some path has whose score is no more than that below the best path's.

        Returns:
            For source and target: the first sentence and the size of each group of two or more.
        """
        import numpy as np

        back = self._back()
        low = self.band.low
        least = float(self.rows[-1][-1]) - margin
        groups: tuple[set[tuple[int, int]], set[tuple[int, int]]] = (set(), set())
        for i, of_row in enumerate(self.gains):
            for kind, (first, gain) in of_row.items():
                a, b = KINDS[kind]
                before = self.rows[i - a][first - b - low[i - a] :][: len(gain)]
                after = back[i][first - low[i] :][: len(gain)]
                ends = np.flatnonzero(before + gain + after >= least) + first
                if a > 1 and len(ends):
                    groups[0].add((i - a, a))
                if b > 1:
                    groups[1].update((int(end) - b, b) for end in ends)
        return groups

    def _back(self) -> list[NDArray[np.float64]]:
        """As `rows`, from each place to the end."""
        import numpy as np

        low = self.band.low
        back = [np.full(len(row), -np.inf) for row in self.rows]
        back[-1][-1] = 0.0
        for i in range(len(back) - 1, -1, -1):
            row = back[i]
            # Additions run along the row, backwards.
            climb = (row + self.skip * np.arange(len(row)))[::-1]
            row[:] = np.maximum.accumulate(climb)[::-1] - self.skip * np.arange(len(row))
            for kind, (first, gain) in self.gains[i].items():
                a, b = KINDS[kind]
                reached = row[first - low[i] :][: len(gain)] + gain
                start = back[i - a][first - b - low[i - a] :][: len(gain)]
                np.maximum(start, reached, out=start)
            if i:
                shared = slice(low[i], min(low[i] + len(row), low[i - 1] + len(back[i - 1])))
                above = back[i - 1][shared.start - low[i - 1] : shared.stop - low[i - 1]]
                np.maximum(above, row[: shared.stop - shared.start] + self.skip, out=above)
        return back


def best_path(source: Side, target: Side, weights: Weights, skip: float, band: Band) -> Paths:
    """Search the path with the highest sum of scores through the band."""
    import numpy as np

    n, m = len(source), len(target)
    low, high = band.low, band.high
    scorer = BeadScorer(source, target, weights, band)
    paths = Paths(band, skip, [], [], [])
    rows = paths.rows
    for i in range(n + 1):
        row, step = np.full(high[i] - low[i] + 1, -np.inf), np.zeros(high[i] - low[i] + 1, dtype=np.int8)
        rows.append(row)
        paths.steps.append(step)
        paths.gains.append({})
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
            paths.gains[i][kind] = first, gain
            reached = rows[i - a][first - b - low[i - a] : last - b - low[i - a] + 1] + gain
            _take(row, step, low[i], reached, first, kind)
        # Additions run along the row: the best start less what the way there cost.
        climb = row - skip * np.arange(len(row))
        run = np.maximum.accumulate(climb)
        extended = run + skip * np.arange(len(row))
        step[extended > row + 1e-12] = _ADDITION
        np.maximum(row, extended, out=row)
    return paths


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
