"""What many tests at once mean: p-values corrected for their number, and ranks of metrics that are not told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["cluster_ranks", "one_sided", "step_down"]

_ROUNDING = 1e-9


def one_sided(observed: NDArray[np.float64], null: NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values of permutation tests: how often a draw is at least as large as what was observed, which is itself one.

    Args:
        observed: Shape (tests,).
        null: Shape (draws, tests).
    """
    import numpy as np

    return np.asarray((1 + (null >= observed - _ROUNDING).sum(axis=0)) / (1 + len(null)))


def step_down(observed: NDArray[np.float64], null: NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values that hold for all tests together: Westfall and Young's step-down method with the largest statistic.

    Each difference is divided by the standard deviation of its draws. The corrected p-value of a test is how often the
    largest of the draws, over this test and all with smaller statistics, in either direction, reaches its statistic.

    Args:
        observed: Shape (tests,).
        null: Shape (draws, tests), the same draws for all tests.
    """
    import numpy as np

    if not len(observed):
        return np.zeros(0)
    spread = null.std(axis=0)
    scale = np.where(spread > _ROUNDING, spread, np.inf)
    statistics, draws = np.abs(observed) / scale, np.abs(null) / scale
    order = np.argsort(-statistics, kind="stable")
    largest = np.maximum.accumulate(draws[:, order[::-1]], axis=1)[:, ::-1]
    reached = (1 + (largest >= statistics[order] - _ROUNDING).sum(axis=0)) / (1 + len(null))
    corrected = np.empty(len(observed))
    corrected[order] = np.maximum.accumulate(reached)
    return corrected


def cluster_ranks(p_values: NDArray[np.float64], alpha: float) -> Sequence[int]:
    """Ranks from p-values of metrics that are in order, the best first.

    A metric begins a new rank where one of the rank before is significantly better than it, as in mt-metrics-eval.

    Args:
        p_values: Shape (metrics, metrics); entry (i, j), j > i, that metric i is no better than metric j.
        alpha: Up to this p-value a metric is really better.
    """
    ranks: list[int] = []
    start, rank = 0, 1
    for j in range(len(p_values)):
        if any(p_values[i, j] <= alpha for i in range(start, j)):
            start, rank = j, rank + 1
        ranks.append(rank)
    return ranks
