"""Soft pairwise accuracy: whether a metric is as sure as people that one system is better (Thompson et al., 2024).

For every two systems, people's segment scores give a p-value that the first is better, and so do the metric's; the
statistic is 1 less the mean difference of the two, also called 1 - PCE. The p-values come from a paired permutation
test whose draws are those of mt-metrics-eval. Where very many are needed, inside tests and intervals, the permutation
distribution is taken for the normal one that it approaches: its mean is 0 and its variance the sum of the squared
differences.
"""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["N_PERMUTATIONS", "approximate_confidence", "pairwise_confidence", "soft_pairwise_accuracy"]

N_PERMUTATIONS = 1000
SEED = 4
"""Number and seed of the permutations in mt-metrics-eval."""
_ROUNDING = 1e-6
_TAIL = 6.0
"""Beyond so many standard deviations a p-value is 0 or 1."""


def pairwise_confidence(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    """For every two systems, the p-value that the first is better.

    Args:
        segments: Scores of shape (systems, segments), higher is better; NaN where there is none. Two systems are
            compared on the segments that both have.

    Returns:
        One for each pair, in the order of `numpy.triu_indices`; NaN for two that share no segment.
    """
    import numpy as np

    known = ~np.isnan(segments)
    segments, known = segments[:, known.any(axis=0)], known[:, known.any(axis=0)]
    signs = np.rint(np.random.default_rng(SEED).random((N_PERMUTATIONS, segments.shape[1]), dtype=np.float32))
    signs = signs.astype(np.float64) * 2 - 1
    first, second = np.triu_indices(len(segments), 1)
    both = known[first] & known[second]
    differences = np.where(both, segments[first] - segments[second], 0.0)
    observed = differences.sum(axis=1)
    drawn = differences @ signs.T
    slack = _ROUNDING * (1e-9 + np.abs(differences).sum(axis=1))
    p = (drawn >= (observed - slack)[:, None]).mean(axis=1)
    return np.where(both.any(axis=1), p, np.nan)


def soft_pairwise_accuracy(people: NDArray[np.float64], metric: NDArray[np.float64]) -> float:
    """1 less the mean difference of people's and the metric's p-values, over all pairs of systems.

    Args:
        people: Segment scores of shape (systems, segments); NaN where nobody judged.
        metric: The metric's, likewise; what one of the two lacks is left out of both.
    """
    import numpy as np

    shared = ~np.isnan(people) & ~np.isnan(metric)
    ours, theirs = (pairwise_confidence(np.where(shared, x, np.nan)) for x in (metric, people))
    errors = np.abs(ours - theirs)
    return float(1 - np.nanmean(errors)) if (~np.isnan(errors)).any() else math.nan


@cache
def _normal_table() -> NDArray[np.float32]:
    import numpy as np

    grid = np.linspace(-_TAIL, _TAIL, _STEPS + 1)
    return np.array([0.5 * math.erfc(x / math.sqrt(2)) for x in grid], dtype=np.float32)


_STEPS = 12_000


def approximate_confidence(sums: NDArray[np.float32], squares: NDArray[np.float32]) -> NDArray[np.float32]:
    """p-values from the sums of differences and of squared differences; 1 where no segment differs.

    They are read off a table in steps of a thousandth of a standard deviation.
    """
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        steps = np.sqrt(squares)
        np.divide(sums, steps, out=steps)
    steps[~(squares > 0)] = -_TAIL
    steps *= _STEPS / (2 * _TAIL)
    steps += _STEPS / 2 + 0.5
    np.clip(steps, 0, _STEPS, out=steps)
    p: NDArray[np.float32] = _normal_table().take(steps.astype(np.int32))
    return p
