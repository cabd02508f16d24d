"""How sure a score and a difference are: bootstrap intervals, approximate randomisation, correction for many tests.

Everything works on per-segment statistics that may be added up, an (n, k) array, and on a function that turns (m, k)
sums into m scores; resampling is one matrix product of a matrix of counts with the statistics, in blocks of bounded
memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["bootstrap_scores", "holm", "paired_bootstrap_interval", "percentile_interval", "randomisation_p_value"]

_BLOCK_CELLS = 4_000_000
"""Cells of a block of resampling weights: 32 MB."""


def _blocks(n_samples: int, n_segments: int) -> Iterator[int]:
    size = max(1, _BLOCK_CELLS // max(1, n_segments))
    for start in range(0, n_samples, size):
        yield min(size, n_samples - start)


def _bootstrap_counts(n_segments: int, n_samples: int, seed: int) -> Iterator[NDArray[np.float64]]:
    """How often each segment is drawn, in blocks of rows; the draws are those of sacreBLEU 2.6 at the same seed."""
    import numpy as np

    rng = np.random.default_rng(seed)
    for rows in _blocks(n_samples, n_segments):
        draws = rng.integers(0, n_segments, size=(rows, n_segments))
        draws += np.arange(rows)[:, None] * n_segments
        yield np.bincount(draws.ravel(), minlength=rows * n_segments).reshape(rows, n_segments).astype(np.float64)


def bootstrap_scores(
    statistics: Sequence[NDArray[np.float64]],
    scores: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    n_samples: int,
    seed: int,
) -> NDArray[np.float64]:
    """Scores of systems on resampled test sets, all systems on the same ones (Efron, 1979; Koehn, 2004).

    Args:
        statistics: For each system an (n, k) array.
        scores: Turns (m, k) sums into m scores.
        n_samples: Number of resamples.
        seed: Seed of NumPy's `default_rng`; 0 is a seed like any other.

    Returns:
        Array of shape (systems, n_samples).
    """
    import numpy as np

    parts: list[list[NDArray[np.float64]]] = [[] for _ in statistics]
    for counts in _bootstrap_counts(len(statistics[0]), n_samples, seed):
        for part, rows in zip(parts, statistics, strict=True):
            part.append(scores(counts @ rows))
    return np.stack([np.concatenate(part) for part in parts])


def percentile_interval(samples: NDArray[np.float64], level: float = 0.95) -> Interval:
    """Percentile interval of resampled values.

    The ends are the order statistics that sacreBLEU 2.6 takes at 95 % (the 26th from either side of 1000), so half of
    the interval's width is the "± ci" that it prints; the interval itself need not be symmetric.
    """
    import numpy as np

    ordered = np.sort(samples)
    cut = int(len(ordered) * (1.0 - level) / 2.0 + 1e-9)
    return Interval(float(ordered[cut]), float(ordered[len(ordered) - cut - 1]), level)


def paired_bootstrap_interval(
    system: NDArray[np.float64],
    baseline: NDArray[np.float64],
    scores: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    n_samples: int,
    seed: int,
) -> Interval:
    """Interval of score(system) - score(baseline), both on the same resampled segments (Koehn, 2004)."""
    both = bootstrap_scores([system, baseline], scores, n_samples=n_samples, seed=seed)
    return percentile_interval(both[0] - both[1])


def randomisation_p_value(
    system: NDArray[np.float64],
    baseline: NDArray[np.float64],
    scores: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    n_trials: int,
    seed: int,
) -> float:
    """Two-sided p-value of the difference by approximate randomisation (Riezler and Maxwell, 2005).

    In every trial each segment's two hypotheses are swapped with probability one half. The p-value is the share of
    trials whose difference is at least as large as the observed one, in absolute terms, with one added to both counts
    (Phipson and Smyth, 2010), so it is never 0.

    Args:
        system: (n, k) statistics of one system.
        baseline: (n, k) statistics of the other.
        scores: Turns (m, k) sums into m scores.
        n_trials: Number of trials.
        seed: Seed of NumPy's `default_rng`.

    Returns:
        A value in (0, 1].
    """
    import numpy as np

    rng = np.random.default_rng(seed)
    total_system, total_baseline = system.sum(axis=0), baseline.sum(axis=0)
    observed = abs(float(scores(total_system[None])[0] - scores(total_baseline[None])[0]))
    change = baseline - system
    extreme = 0
    for rows in _blocks(n_trials, len(system)):
        swapped = (rng.random(size=(rows, len(system)), dtype=np.float32) < 0.5).astype(np.float64) @ change
        difference = scores(total_system + swapped) - scores(total_baseline - swapped)
        # A trial that swaps nothing that matters gives the observed difference again, up to rounding.
        extreme += int(np.count_nonzero(np.abs(difference) >= observed - 1e-9))
    return (extreme + 1) / (n_trials + 1)


def holm(p_values: Sequence[float | None]) -> list[float | None]:
    """p-values corrected for their number (Holm, 1979); what is None stays None and does not count."""
    present = sorted((p, index) for index, p in enumerate(p_values) if p is not None)
    adjusted: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, index) in enumerate(present):
        highest = max(highest, min(1.0, p * (len(present) - rank)))
        adjusted[index] = highest
    return adjusted
