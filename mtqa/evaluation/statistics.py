"""How sure a score and a difference are: bootstrap intervals, approximate randomisation, correction for many tests.

Everything works on per-segment statistics that may be added up, an (n, k) array, and on a function that turns (m, k)
sums into m scores; resampling is one matrix product of a matrix of counts with the statistics, in blocks of bounded
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.engine import MOST_RESAMPLED, all_signs, blocks_of_signs, resampled_sums, weighted_sums
from mtqa.evaluation.document_intervals import detectable_by_document, interval_by_document
from mtqa.evaluation.normal_statistics import normal_differences, normal_intervals
from mtqa.evaluation.resampling_units import sums_of_documents
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
    "score_intervals",
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
    exact: bool = False,
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
        exact: Whether to go through all exchanges instead, where they are not more than the trials: the p-value is
            then the share of those that reach the observed difference, to which nothing needs to be added.

    Returns:
        One p-value for each pair.
    """
    import numpy as np

    n = len(statistics[0])
    every = exact and 2.0**n <= n_trials
    totals = [rows.sum(axis=0) for rows in statistics]
    observed = scores(np.stack(totals))
    extreme = [0] * len(pairs)
    drawn = [(0, all_signs(n))] if every else blocks_of_signs(np.random.default_rng(seed), n_trials, n)
    for _, exchanges in drawn:
        exchanged = weighted_sums(exchanges, statistics)
        for number, (i, j) in enumerate(pairs):
            moved = exchanged[j] - exchanged[i]
            difference = scores(totals[i] + moved) - scores(totals[j] - moved)
            # A trial that exchanges nothing that matters gives the observed difference again, up to rounding.
            reached = np.abs(difference) >= abs(observed[i] - observed[j]) - _ROUNDING
            extreme[number] += int(np.count_nonzero(reached))
    return [count / 2**n if every else (count + 1) / (n_trials + 1) for count in extreme]


def percentile_interval(samples: NDArray[np.float64], level: float = 0.95) -> Interval:
    """Percentile interval of resampled values.

    The ends are the order statistics that sacreBLEU 2.6 takes at 95 % (the 26th from either side of 1000), so half of
    the interval's width is the "± ci" that it prints; the interval itself need not be symmetric.
    """
    import numpy as np

    ordered = np.sort(samples)
    cut = int(len(ordered) * (1.0 - level) / 2.0 + 1e-9)
    return Interval(float(ordered[cut]), float(ordered[len(ordered) - cut - 1]), level)


def score_intervals(
    statistics: Sequence[NDArray[np.float64]],
    scores: Scores,
    *,
    n_samples: int,
    seed: int,
    documents: NDArray[np.int64] | None = None,
    most_resampled: int = MOST_RESAMPLED,
) -> list[Interval | None]:
    """The 95 % interval of each system's score, from bootstrap resamples; None where there are not two units to draw.

    Args:
        statistics: For each system an (n, k) array over the same segments.
        scores: Turns (m, k) sums into m scores.
        n_samples: Bootstrap resamples.
        seed: Seed of NumPy's `default_rng`; 0 is a seed like any other.
        documents: The number of each segment's document, to draw documents; None for segments.
        most_resampled: Above so many segments or documents, intervals come from the normal limit.
    """
    units = statistics if documents is None or not len(documents) else sums_of_documents(statistics, documents)
    if len(units[0]) < 2:
        return [None for _ in units]
    if len(units[0]) > most_resampled:
        return normal_intervals(units, scores, documents)
    resampled = bootstrap_scores(units, scores, n_samples=n_samples, seed=seed)
    if documents is None:
        return [percentile_interval(samples) for samples in resampled]
    totals = [rows.sum(axis=0) for rows in units]
    return [
        interval_by_document(samples, float(scores(total[None])[0]), scores(total - rows), documents)
        for samples, total, rows in zip(resampled, totals, units, strict=True)
    ]


@dataclass(frozen=True)
class PairTest:
    """How two systems differ on the same segments.

    Attributes:
        first: Number of one system.
        second: Number of the other.
        delta: score(first) - score(second).
        interval: Interval of `delta` from resampled test sets, both systems on the same ones (Koehn, 2004).
        p_value: Two-sided, by approximate randomisation; in (0, 1].
        detectable: The smallest true difference that a test at 0.05 on this test set finds with a probability of
            80 %: 2.8 standard errors of `delta`, by the normal approximation (1.96 + 0.84; Cohen, 1988), and by
            Student's where documents are drawn.
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
    documents: NDArray[np.int64] | None = None,
    most_resampled: int = MOST_RESAMPLED,
) -> list[PairTest]:
    """Test every pair of systems by approximate randomisation, with bootstrap intervals (Koehn, 2004).

    Args:
        statistics: For each system an (n, k) array over the same segments.
        scores: Turns (m, k) sums into m scores.
        n_samples: Bootstrap resamples for the intervals.
        n_trials: Trials of the randomisation.
        seed: Seed of NumPy's `default_rng`; 0 is a seed like any other.
        documents: The number of each segment's document, to draw and exchange documents; None for segments.
        most_resampled: Above so many segments or documents, all comes from the normal limit.

    Returns:
        One test for each pair (i, j), i < j, in that order.
    """
    import numpy as np

    units = statistics if documents is None else sums_of_documents(statistics, documents)
    pairs = [(i, j) for i in range(len(units)) for j in range(i + 1, len(units))]
    observed = scores(np.stack([rows.sum(axis=0) for rows in units]))
    if len(units[0]) > most_resampled:
        found = normal_differences(units, scores, pairs, documents)
        return [PairTest(i, j, *one) for (i, j), one in zip(pairs, found, strict=True)]
    by_document = documents is not None
    p_values = randomisation_p_values(units, scores, pairs, n_trials=n_trials, seed=seed, exact=by_document)
    resampled = bootstrap_scores(units, scores, n_samples=n_samples, seed=seed)
    left_out = [scores(rows.sum(axis=0) - rows) for rows in units] if by_document else []

    def test(i: int, j: int, p_value: float) -> PairTest:
        delta, samples = float(observed[i] - observed[j]), resampled[i] - resampled[j]
        error = float(np.std(samples, ddof=1))
        if documents is None:
            return PairTest(i, j, delta, percentile_interval(samples), p_value, 2.8 * error)
        interval = interval_by_document(samples, delta, left_out[i] - left_out[j], documents)
        return PairTest(i, j, delta, interval, p_value, detectable_by_document(error, documents))

    return [test(i, j, p_value) for (i, j), p_value in zip(pairs, p_values, strict=True)]


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
