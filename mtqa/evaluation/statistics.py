"""How sure a score and a difference are: bootstrap intervals, approximate randomisation, correction for many tests.

Everything works on per-segment statistics that may be added up, an (n, k) array, and on a function that turns (m, k)
sums into m scores; resampling is one matrix product of a matrix of counts with the statistics, in blocks of bounded
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.engine import blocks_of_signs, resampled_sums, weighted_sums
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "PairTest",
    "bootstrap_p_value",
    "bootstrap_scores",
    "clusters",
    "compare_all_pairs",
    "holm",
    "percentile_interval",
    "randomisation_p_values",
]

_ROUNDING = 1e-9
"""Differences of scores that differ by less are the same."""

Scores = Callable[["NDArray[np.float64]"], "NDArray[np.float64]"]
"""Turns sums of shape (m, k) into m scores."""


def bootstrap_scores(
    statistics: Sequence[NDArray[np.float64]], scores: Scores, *, n_samples: int, seed: int
) -> NDArray[np.float64]:
    """Scores of systems on resampled test sets, all systems on the same ones (Efron, 1979; Koehn, 2004).

    Args:
        statistics: For each system an (n, k) array.
        scores: Turns (m, k) sums into m scores.
        n_samples: Number of resamples.
        seed: Seed of NumPy's `default_rng`; 0 is a seed like any other. The draws are those of sacreBLEU 2.6.

    Returns:
        Array of shape (systems, n_samples).
    """
    import numpy as np

    return np.stack([scores(sums) for sums in resampled_sums(statistics, n_samples, seed)])


def bootstrap_p_value(differences: NDArray[np.float64], observed: float) -> float:
    """Two-sided p-value of the paired bootstrap, in (0, 1].

    The share of resampled differences that lie at least as far from their mean as the observed one from zero, with one
    added to both counts (Efron and Tibshirani, 1993, chapter 16; Phipson and Smyth, 2010).

    Args:
        differences: Differences of two systems' scores on the same resamples.
        observed: Their difference on the test set.
    """
    import numpy as np

    reached = np.abs(differences - differences.mean()) >= abs(observed) - _ROUNDING
    return (int(np.count_nonzero(reached)) + 1) / (len(differences) + 1)


def randomisation_p_values(
    statistics: Sequence[NDArray[np.float64]],
    scores: Scores,
    pairs: Sequence[tuple[int, int]],
    *,
    n_trials: int,
    seed: int,
) -> list[float]:
    """Two-sided p-values of approximate randomisation, in (0, 1] (Riezler and Maxwell, 2005).

    In every trial each segment's two hypotheses are exchanged with probability one half. The p-value is the share of
    trials whose difference is at least as large as the observed one, in absolute terms, with one added to both counts
    (Phipson and Smyth, 2010), so it is never 0. All pairs share the same exchanges, so the cost is that of one matrix
    product per system, and of scoring.

    Args:
        statistics: For each system an (n, k) array over the same segments.
        scores: Turns (m, k) sums into m scores.
        pairs: Numbers of systems.
        n_trials: Trials of the randomisation.
        seed: Seed of NumPy's `default_rng`; 0 is a seed like any other.

    Returns:
        One p-value for each pair.
    """
    import numpy as np

    totals = [rows.sum(axis=0) for rows in statistics]
    observed = scores(np.stack(totals))
    extreme = [0] * len(pairs)
    for _, exchanges in blocks_of_signs(np.random.default_rng(seed), n_trials, len(statistics[0])):
        exchanged = weighted_sums(exchanges, statistics)
        for number, (i, j) in enumerate(pairs):
            moved = exchanged[j] - exchanged[i]
            difference = scores(totals[i] + moved) - scores(totals[j] - moved)
            # A trial that exchanges nothing that matters gives the observed difference again, up to rounding.
            reached = np.abs(difference) >= abs(observed[i] - observed[j]) - _ROUNDING
            extreme[number] += int(np.count_nonzero(reached))
    return [(count + 1) / (n_trials + 1) for count in extreme]


def percentile_interval(samples: NDArray[np.float64], level: float = 0.95) -> Interval:
    """Percentile interval of resampled values.

    The ends are the order statistics that sacreBLEU 2.6 takes at 95 % (the 26th from either side of 1000), so half of
    the interval's width is the "± ci" that it prints; the interval itself need not be symmetric.
    """
    import numpy as np

    ordered = np.sort(samples)
    cut = int(len(ordered) * (1.0 - level) / 2.0 + 1e-9)
    return Interval(float(ordered[cut]), float(ordered[len(ordered) - cut - 1]), level)


@dataclass(frozen=True)
class PairTest:
    """How two systems differ on the same segments.

    Attributes:
        first: Number of one system.
        second: Number of the other.
        delta: score(first) - score(second).
        interval: Percentile interval of `delta` over resampled test sets, both systems on the same ones (Koehn, 2004).
        p_value: Two-sided, by approximate randomisation; in (0, 1].
        detectable: The smallest true difference that a test at 0.05 on this test set finds with a probability of
            80 %: 2.8 standard errors of `delta`, by the normal approximation (1.96 + 0.84; Cohen, 1988).
    """

    first: int
    second: int
    delta: float
    interval: Interval
    p_value: float
    detectable: float


def compare_all_pairs(
    statistics: Sequence[NDArray[np.float64]],
    scores: Scores,
    *,
    n_samples: int,
    n_trials: int,
    seed: int,
) -> list[PairTest]:
    """Test every pair of systems by approximate randomisation, with bootstrap intervals (Koehn, 2004).

    Args:
        statistics: For each system an (n, k) array over the same segments.
        scores: Turns (m, k) sums into m scores.
        n_samples: Bootstrap resamples for the intervals.
        n_trials: Trials of the randomisation.
        seed: Seed of NumPy's `default_rng`; 0 is a seed like any other.

    Returns:
        One test for each pair (i, j), i < j, in that order.
    """
    import numpy as np

    pairs = [(i, j) for i in range(len(statistics)) for j in range(i + 1, len(statistics))]
    observed = scores(np.stack([rows.sum(axis=0) for rows in statistics]))
    p_values = randomisation_p_values(statistics, scores, pairs, n_trials=n_trials, seed=seed)
    resampled = bootstrap_scores(statistics, scores, n_samples=n_samples, seed=seed)
    return [
        PairTest(
            first=i,
            second=j,
            delta=float(observed[i] - observed[j]),
            interval=percentile_interval(resampled[i] - resampled[j]),
            p_value=p_value,
            detectable=2.8 * float(np.std(resampled[i] - resampled[j], ddof=1)),
        )
        for (i, j), p_value in zip(pairs, p_values, strict=True)
    ]


def clusters(order: Sequence[str], told_apart: Callable[[str, str], bool]) -> list[list[str]]:
    """Groups of systems that share a rank, as in the findings papers of WMT.

    A border lies between two neighbours when every system above it is told apart from every system below it.

    Args:
        order: Systems, the best first.
        told_apart: Whether the difference of two systems is significant.
    """
    groups: list[list[str]] = []
    for position, system in enumerate(order):
        if not groups or all(told_apart(above, below) for above in order[:position] for below in order[position:]):
            groups.append([])
        groups[-1].append(system)
    return groups


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """p-values corrected for their number (Holm, 1979); what is None stays None and does not count."""
    present = sorted((p, index) for index, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, index) in enumerate(present):
        highest = max(highest, min(1.0, p * (len(present) - rank)))
        adjusted[index] = highest
    return adjusted
