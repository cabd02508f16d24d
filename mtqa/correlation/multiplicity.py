"""What many tests at once mean: p-values corrected for their number, and ranks of metrics that are not told apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["cluster_ranks", "false_discovery", "one_sided"]

_ROUNDING = 1e-6


def one_sided(observed: NDArray[np.float64], null: NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values of permutation tests: how often a draw is at least as large as what was observed, which is itself one.

    Args:
        observed: Shape (tests,).
        null: Shape (draws, tests).
    """
    import numpy as np

    return np.asarray((1 + (null >= observed - _ROUNDING).sum(axis=0)) / (1 + len(null)))


def false_discovery(p_values: NDArray[np.float64]) -> NDArray[np.float64]:
    """p-values corrected for their number, by the step-up method of Benjamini and Hochberg (1995).

    Of the differences that are called real up to a corrected p-value, no larger share than that is expected to be
    chance. Methods that guard against a single wrong one (Holm) would need far more draws than 1000 for the 120 pairs
    of 16 metrics: no p-value is below 1 in 1001.
    """
    import numpy as np

    n = len(p_values)
    order = np.argsort(p_values, kind="stable")
    corrected = np.empty(n)
    scaled = p_values[order] * n / np.arange(1, n + 1)
    corrected[order] = np.minimum.accumulate(scaled[::-1])[::-1]
    return np.minimum(corrected, 1.0)


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
