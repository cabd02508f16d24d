"""What NumPy does of resampling: sums that are not exact, and where nothing was compiled, what the C extension does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mtqa.engine.draws import blocks_of_counts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["product", "reached_p_value", "resampled_by_numpy", "spread_of", "weighted_sums"]

_SEGMENTS_AT_ONCE = 8192
_TILE, _TILE_SEGMENTS = 32, 128


def resampled_by_numpy(
    arrays: Sequence[NDArray[Any]], n_samples: int, generator: np.random.Generator
) -> list[NDArray[np.float64]]:
    """The sums of bootstrap resamples, as `mtqa.engine.resampled_sums`.

    Args:
        arrays: Shape (segments, k) each.
        n_samples: Number of resamples.
        generator: Where draws come from.
    """
    import numpy as np

    widths = [array.shape[1] for array in arrays]
    sums = np.zeros((n_samples, sum(widths)))
    for first, counts in blocks_of_counts(generator, n_samples, len(arrays[0])):
        sums[first : first + len(counts)] = product(counts, arrays)
    return np.split(sums, np.cumsum(widths)[:-1], axis=1)


def weighted_sums(weights: NDArray[Any], statistics: Sequence[NDArray[Any]]) -> list[NDArray[np.float64]]:
    """Sums over segments, each taken as often as a row of weights says.

    Args:
        weights: Shape (m, segments).
        statistics: Arrays of shape (segments, k).

    Returns:
        For each array, shape (m, k).
    """
    import numpy as np

    ends = np.cumsum([array.shape[1] for array in statistics])
    return np.split(product(weights, statistics), ends[:-1], axis=1)


def product(weights: NDArray[Any], arrays: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
    """`weights` of shape (rows, segments) times the arrays side by side."""
    import numpy as np

    sums = np.zeros((len(weights), sum(array.shape[1] for array in arrays)))
    for start in range(0, weights.shape[1], _SEGMENTS_AT_ONCE):
        part = slice(start, start + _SEGMENTS_AT_ONCE)
        left = weights[:, part].astype(np.float64)
        right = np.concatenate([array[part] for array in arrays], axis=1, dtype=np.float64)
        if left.shape[1] < _SEGMENTS_AT_ONCE:
            sums += left @ right
            continue
        # Large test sets: in tiles so small that BLAS does not share them among threads, which costs more than it
        # brings while other threads are at work. One call multiplies all tiles along the segments.
        lefts = left.reshape(len(left), -1, _TILE_SEGMENTS).transpose(1, 0, 2)
        rights = right.reshape(-1, _TILE_SEGMENTS, right.shape[1])
        for row in range(0, len(left), _TILE):
            rows = slice(row, row + _TILE)
            for column in range(0, right.shape[1], _TILE):
                columns = slice(column, column + _TILE)
                sums[rows, columns] += (lefts[:, rows] @ rights[:, :, columns]).sum(axis=0)
    return sums


def spread_of(scores: NDArray[Any]) -> tuple[float, float, float, float]:
    """Mean, half width, lower and upper end, as in sacreBLEU's `significance.estimate_ci`.

    The mean is NumPy's, in the precision of the scores.
    """
    import numpy as np

    ordered = np.sort(scores)
    lower, upper = ordered[len(ordered) // 40], ordered[len(ordered) - len(ordered) // 40 - 1]
    return float(ordered.mean()), float(0.5 * (upper - lower)), float(lower), float(upper)


def reached_p_value(differences: NDArray[Any], difference: float, same: float) -> float:
    """Share of resampled differences as large as the real one, one added to both numbers so that it is never 0.

    What is larger is decided in the precision of the scores, as sacreBLEU does.

    Args:
        differences: Differences of resamples or trials.
        difference: The real one.
        same: Differences that differ by no more are the same.
    """
    import numpy as np

    reached = (differences > difference) | (np.abs(differences.astype(np.float64) - difference) <= same)
    return (int(np.count_nonzero(reached)) + 1) / (len(differences) + 1)
