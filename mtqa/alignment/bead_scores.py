"""Scores of beads: what speaks for a group of source sentences belonging to a group of target sentences."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.alignment.band import Band
from mtqa.alignment.sides import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BY_MEANING", "BY_SURFACE", "KINDS", "LARGEST_GROUP", "BeadScorer", "Weights"]

KINDS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1))
"""Numbers of source and target sentences that a bead may have."""
LARGEST_GROUP = 4
_ROWS = 128
_CHI = 6.8
"""Variance of the length difference per character (Gale and Church, 1993)."""


@dataclass(frozen=True)
class Weights:
    """How much each kind of evidence counts. The values were chosen on the development document of Text+Berg."""

    similarity: float
    margin: float
    length_factor: bool
    group_gain: float
    length_chi: float
    length_ratio: float
    group_cost: float
    block_cost: float
    skip: float
    towards_middle: float


BY_MEANING = Weights(
    similarity=1.0,
    margin=0.3,
    length_factor=True,
    group_gain=0.3,
    length_chi=0.0,
    length_ratio=0.0,
    group_cost=0.0,
    block_cost=0.1,
    skip=-0.1,
    towards_middle=0.0,
)
BY_SURFACE = Weights(
    similarity=8.0,
    margin=0.5,
    length_factor=False,
    group_gain=0.0,
    length_chi=0.05,
    length_ratio=0.5,
    group_cost=0.3,
    block_cost=0.5,
    skip=-1.0,
    towards_middle=0.001,
)


class BeadScorer:
    """Scores of beads that begin at one source sentence and at a range of target sentences."""

    def __init__(
        self,
        source: Side,
        target: Side,
        weights: Weights,
        band: Band,
    ) -> None:
        import numpy as np

        self.source, self.target, self.weights = source, target, weights
        self.band = band
        self.blocks: dict[tuple[int, int, int], tuple[int, NDArray[np.float32]]] = {}
        self.vectors: dict[tuple[int, int, int], tuple[int, NDArray[np.float32]]] = {}
        ratio = source.lengths.sum() / target.lengths.sum()
        self.source_ends = np.concatenate([[0.0], np.cumsum(source.lengths)])
        self.target_ends = np.concatenate([[0.0], np.cumsum(target.lengths)]) * ratio

    def scores(self, i: int, first: int, last: int, a: int, b: int) -> NDArray[np.float64]:
        """Scores of the beads source[i : i + a] with target[j : j + b], for j from `first` to `last`."""
        import numpy as np

        weights, source, target = self.weights, self.source, self.target
        n, m = len(source), len(target)
        similarity = self._cosines(a, b, i, first, last)
        # The margin: either side against the single sentences that stand beside the other.
        beside, n_beside = np.zeros((2, len(similarity)))
        before, after = slice(max(0, 1 - first), None), slice(0, max(0, m - b - first))
        if first + len(similarity) > 1:
            beside[before] += self._cosines(a, 1, i, max(first, 1) - 1, last - 1)
            n_beside[before] += 1
        if first + b < m:
            beside[after] += self._cosines(a, 1, i, first + b, min(last + b, m - 1))
            n_beside[after] += 1
        margin = beside / np.maximum(n_beside, 1)
        own = [self._cosines(1, b, k, first, last) for k in (i - 1, i + a) if 0 <= k < n]
        margin = (margin + (np.mean(own, axis=0) if own else 0.0)) / 2
        score = weights.similarity * (similarity - weights.margin * margin)
        length = self.source_ends[i + a] - self.source_ends[i]
        lengths = self.target_ends[first + b : last + b + 1] - self.target_ends[first : last + 1]
        if weights.length_factor:
            score *= np.log2(1.0 + np.minimum(length, lengths) / np.maximum(length, lengths))
        if weights.group_gain:
            score *= ((a + b) / 2) ** weights.group_gain
        if weights.length_chi:
            chi = (lengths - length) ** 2 / (_CHI * (length + lengths) / 2)
            score -= weights.length_chi * np.minimum(chi, 25.0)
        if weights.length_ratio:
            score -= weights.length_ratio * np.abs(np.log(lengths / length))
        score -= weights.group_cost * (a + b - 2)
        crossed = target.borders[first + b - 1 : last + b] - target.borders[first : last + 1]
        crossed = crossed + source.borders[i + a - 1] - source.borders[i]
        return np.asarray(score - weights.block_cost * crossed, dtype=np.float64)

    def _cosines(self, a: int, b: int, i: int, first: int, last: int) -> NDArray[np.float64]:
        """Cosines of the group of a source sentences at i with the groups of b target sentences from first to last.

        They are computed for `_ROWS` source sentences at once, over all target sentences that the band has there.
        """
        import numpy as np

        number = i // _ROWS
        if (number, a, b) not in self.blocks:
            for kept in (self.blocks, self.vectors):
                for key in [key for key in kept if key[0] < number - 1]:
                    del kept[key]
            offset, columns = self._vectors(number, True, b)
            self.blocks[number, a, b] = offset, self._vectors(number, False, a)[1] @ columns.T
        offset, cosines = self.blocks[number, a, b]
        return np.asarray(cosines[i - number * _ROWS, first - offset : last + 1 - offset], dtype=np.float64)

    def _vectors(self, number: int, of_target: bool, size: int) -> tuple[int, NDArray[np.float32]]:
        """The vectors of groups that a block of rows needs, and the first sentence that they are of."""
        key = (number, int(of_target), size)
        if key not in self.vectors:
            first, last = number * _ROWS, (number + 1) * _ROWS
            if of_target:
                near = slice(max(0, first - LARGEST_GROUP), last + 2 * LARGEST_GROUP)
                first = max(0, int(self.band.low[near].min()) - 2 * LARGEST_GROUP)
                last = int(self.band.high[near].max()) + 2 * LARGEST_GROUP
            self.vectors[key] = first, (self.target if of_target else self.source).groups(size, first, last)
        return self.vectors[key]
