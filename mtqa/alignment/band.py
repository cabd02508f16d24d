"""Where the best path through two documents is looked for: a band around a first path.

The first path is one of 1-1 beads with free skips. Long documents are halved until they are short, the path through
the short ones is found, and each finer path is looked for near the coarser one (as in vecalign; Thompson and Koehn,
2019), so memory and time grow with the length of the documents and not with its square.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.alignment.sides import Side

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Band", "band_of"]

_WIDTH = 40
"""Sentences on either side of a path that the next one may pass."""
_SHORT = 2_000_000
"""Pairs of sentences up to which documents are short: they are looked at whole."""


@dataclass(frozen=True)
class Band:
    """For each number of source sentences, 0 to n, the range of numbers of target sentences that a path may pass.

    Attributes:
        low: The first of each range. Never falls.
        high: The last of each range. Never falls.
    """

    low: NDArray[np.int64]
    high: NDArray[np.int64]


@dataclass(frozen=True)
class _Document:
    """A document at some level: a vector for each unit, and the share of the text that lies before its middle."""

    vectors: NDArray[np.float32]
    middles: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vectors)


def band_of(source: Side, target: Side, towards_middle: float) -> Band:
    """The band in which the best path is looked for.

    Args:
        source: n source sentences.
        target: m target sentences.
        towards_middle: What a bead gains by standing at the same share of both texts; it falls to nothing where the one
            begins and the other ends. Tells the way where nothing else does.
    """
    return _widened(*_first_path(_document(source), _document(target), towards_middle), len(target))


def _document(side: Side) -> _Document:
    import numpy as np

    ends = np.cumsum(side.lengths)
    return _Document(side.groups(1), ((ends - side.lengths / 2) / ends[-1]).astype(np.float32))


def _first_path(
    source: _Document, target: _Document, towards_middle: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The first and the last number of target sentences that the path passes, for each number of source sentences."""
    import numpy as np

    n, m = len(source), len(target)
    if n * m <= _SHORT:
        whole = Band(np.zeros(n + 1, dtype=np.int64), np.full(n + 1, m, dtype=np.int64))
        return _path_within(whole, source, target, towards_middle)
    halves = _halved(source), _halved(target)
    coarse = _widened(*_first_path(halves[0], halves[1], towards_middle), len(halves[1]))
    of_half = (np.arange(n + 1) + 1) // 2
    low = np.maximum(2 * coarse.low[np.arange(n + 1) // 2] - 1, 0)
    high = np.minimum(2 * coarse.high[of_half] + 1, m)
    high[-1] = m
    return _path_within(Band(low, high), source, target, towards_middle)


def _halved(document: _Document) -> _Document:
    """Two neighbours make one unit; the last of an odd number stays alone."""
    import numpy as np

    even = len(document) // 2 * 2
    vectors = (document.vectors[0:even:2] + document.vectors[1:even:2]) / np.float32(np.sqrt(2))
    middles = (document.middles[0:even:2] + document.middles[1:even:2]) / 2
    return _Document(
        np.concatenate([vectors, document.vectors[even:]]), np.concatenate([middles, document.middles[even:]])
    )


def _path_within(
    band: Band, source: _Document, target: _Document, towards_middle: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    import numpy as np

    n = len(source)
    best = np.zeros(band.high[0] + 1, dtype=np.float32)
    steps = [np.full(len(best), 2, dtype=np.int8)]
    for i in range(1, n + 1):
        low, high, above = band.low[i], band.high[i], band.low[i - 1]
        # What the row above offers at the columns of this row, straight down and from the left.
        offered = np.full(high - low + 2, -np.inf, dtype=np.float32)
        first, last = max(low - 1, above), min(high, band.high[i - 1])
        offered[first - low + 1 : last - low + 2] = best[first - above : last - above + 1]
        start = max(low, 1)
        gain = np.maximum(target.vectors[start - 1 : high] @ source.vectors[i - 1], 0.0)
        gain += towards_middle * (1 - np.abs(target.middles[start - 1 : high] - source.middles[i - 1]))
        down = offered[1:]
        diagonal = np.full(high - low + 1, -1.0, dtype=np.float32)
        diagonal[start - low :] = offered[start - low : -1] + gain
        row = np.maximum(down, diagonal)
        best = np.maximum.accumulate(row)
        step = np.where(diagonal > down, 1, 0).astype(np.int8)
        step[best > row] = 2
        steps.append(step)
    return _traced(band, steps)


def _traced(band: Band, steps: list[NDArray[np.int8]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The way back from the end: 0 is down, 1 is diagonal, 2 is along the row."""
    i, j = len(steps) - 1, int(band.high[-1])
    first, last = band.low.copy(), band.high.copy()
    first[i] = last[i] = j
    while i > 0:
        step = steps[i][j - band.low[i]]
        if step == 2:
            j -= 1
            first[i] = j
            continue
        i, j = i - 1, j - int(step == 1)
        first[i] = last[i] = j
    first[0] = 0
    return first, last


def _widened(first: NDArray[np.int64], last: NDArray[np.int64], m: int) -> Band:
    import numpy as np

    n = len(first) - 1
    nearby = np.arange(n + 1)
    low = np.maximum(first[np.maximum(nearby - _WIDTH, 0)] - _WIDTH, 0)
    high = np.minimum(last[np.minimum(nearby + _WIDTH, n)] + _WIDTH, m)
    return Band(low, high)
