"""Bootstrap resampling, paired bootstrap and approximate randomisation, as sacreBLEU does them but all at once.

A resample is a row of counts: how often each segment was drawn. One product of such rows with the statistics of all
systems and metrics, block by block, gives all resampled sums. Draws are those of `numpy.random.default_rng(seed)`.

All numbers are those of sacreBLEU 2.6 at the same seed, bit for bit, with four exceptions. It sums in float32, which
is wrong from 2**24 on (for chrF from about 185,000 segments), and for TER with three references, whose mean length is
no binary fraction: sums here are float64. Its paired tests take seed 0 for no seed. And they count the trials whose
difference is larger than the real one, not those that reach it, so that systems which are the same, or nearly, come out
as surely different: here a trial as large as the real difference counts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from mtqa.engine.configs import MetricConfig
from mtqa.engine.draws import blocks_of_counts, blocks_of_signs
from mtqa.engine.exact_sums import is_exact, running_total
from mtqa.engine.scores import MetricScore, aggregate, bleu_scores, corpus_score
from mtqa.engine.single_precision import resample_scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "DEFAULT_SEED",
    "MetricStatistics",
    "SystemResult",
    "approximate_randomisation",
    "bootstrap_scores",
    "interval",
    "paired_bootstrap",
    "resampled_sums",
    "single_system_scores",
    "system_score",
    "weighted_sums",
]

DEFAULT_SEED = 12345
"""sacreBLEU's seed where the environment does not name another."""

_Spread: TypeAlias = tuple[()] | tuple[float, float, float, float]
_SEGMENTS_AT_ONCE = 8192
_TILE, _TILE_SEGMENTS = 32, 128
_EXCHANGES_AT_ONCE = 1 << 26
"""Up to here, sums that are not exact are added up in sacreBLEU's order, for which all exchanges must be in memory."""
_SAME = 1e-9
"""Differences of scores that differ by no more are the same: a trial that exchanges nothing, or everything, that
matters gives the real difference again up to rounding."""


@dataclass(frozen=True)
class MetricStatistics:
    """One metric's statistics of several systems on the same segments.

    Attributes:
        config: The metric.
        systems: For each system, shape (segments, `config.columns`). In paired tests the first is the baseline.
    """

    config: MetricConfig
    systems: tuple[NDArray[Any], ...]


@dataclass(frozen=True)
class SystemResult:
    """What sacreBLEU's `significance.Result` holds.

    Attributes:
        score: The system's score.
        p_value: Of the difference from the baseline; None for the baseline.
        mean: Mean score of the resamples; None where none were asked for.
        half_width: Half the width of the 95 % interval of the resamples' scores; None likewise.
        low: Lower end of that interval, which need not lie symmetrically about the score; None likewise.
        high: Upper end; None likewise.
        is_normal: Whether nothing was resampled: all of it comes from the normal limit.
    """

    score: float
    p_value: float | None = None
    mean: float | None = None
    half_width: float | None = None
    low: float | None = None
    high: float | None = None
    is_normal: bool = False


def resampled_sums(
    statistics: Sequence[NDArray[Any]],
    n_samples: int,
    seed: int | np.random.Generator | None = DEFAULT_SEED,
) -> list[NDArray[np.float64]]:
    """The sums of bootstrap resamples, the same resamples for all arrays. Exact for whole numbers below 2**53.

    Args:
        statistics: Arrays of shape (segments, k), all with the same segments.
        n_samples: Number of resamples.
        seed: For `numpy.random.default_rng`; also a generator, or None for a seed from the operating system.

    Returns:
        For each array, shape (n_samples, k).
    """
    import numpy as np

    n_segments = len(statistics[0])
    widths = [array.shape[1] for array in statistics]
    sums = np.zeros((n_samples, sum(widths)))
    for first, counts in blocks_of_counts(np.random.default_rng(seed), n_samples, n_segments):
        sums[first : first + len(counts)] = _product(counts, statistics)
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
    return np.split(_product(weights, statistics), ends[:-1], axis=1)


def _product(weights: NDArray[Any], arrays: Sequence[NDArray[Any]]) -> NDArray[np.float64]:
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


def bootstrap_scores(
    config: MetricConfig,
    statistics: NDArray[Any],
    *,
    n_samples: int = 1000,
    seed: int | np.random.Generator | None = DEFAULT_SEED,
) -> NDArray[Any]:
    """The score of each bootstrap resample of one system, in sacreBLEU's precision (see `single_precision`).

    Args:
        config: The metric.
        statistics: Shape (segments, `config.columns`).
        n_samples: Number of resamples.
        seed: As for `resampled_sums`.

    Returns:
        Shape (n_samples,), float32 or float64.
    """
    return resample_scores(config, resampled_sums([statistics], n_samples, seed)[0])


def single_system_scores(
    metrics: Sequence[MetricStatistics], *, n_samples: int = 1000, seed: int | None = DEFAULT_SEED
) -> list[list[NDArray[Any]]]:
    """What `bootstrap_scores` gives for each metric and system, from one drawing for all of them.

    Args:
        metrics: Statistics by metric; all have the same segments.
        n_samples: Number of resamples.
        seed: As for `resampled_sums`.
    """
    # Sums that are not exact depend on what they are multiplied together with.
    together = [array for metric in metrics for array in metric.systems if is_exact(array)]
    sums = iter(resampled_sums(together, n_samples, seed) if together else ())
    return [
        [
            resample_scores(metric.config, next(sums))
            if is_exact(array)
            else bootstrap_scores(metric.config, array, n_samples=n_samples, seed=seed)
            for array in metric.systems
        ]
        for metric in metrics
    ]


def interval(scores: NDArray[Any]) -> tuple[float, float]:
    """Mean of resamples' scores and half the width of their 95 % interval, as sacreBLEU's `--confidence` shows them.

    Args:
        scores: From `bootstrap_scores`, at least one.
    """
    ordered = sorted(scores)
    lower = len(ordered) // 40
    half_width = 0.5 * (ordered[len(ordered) - lower - 1] - ordered[lower])
    # The mean is exact before it is rounded once, as statistics.mean has it.
    ratios = [float(score).as_integer_ratio() for score in ordered]
    largest = max(denominator for _, denominator in ratios)
    total = sum(numerator * (largest // denominator) for numerator, denominator in ratios)
    return float(scores.dtype.type(total / (largest * len(ordered)))), float(half_width)


def system_score(config: MetricConfig, statistics: NDArray[Any]) -> MetricScore:
    """The corpus score of one system, with additions one after the other as in sacreBLEU.

    Args:
        config: The metric.
        statistics: Shape (segments, `config.columns`).
    """
    return corpus_score(config, running_total(None, statistics).tolist())


def paired_bootstrap(
    metrics: Sequence[MetricStatistics], *, n_samples: int = 1000, seed: int | None = DEFAULT_SEED
) -> list[list[SystemResult]]:
    """sacreBLEU's `PairedTest(test_type="bs")`: every system against the first, the same resamples for all.

    Args:
        metrics: Statistics by metric; all have the same systems and segments.
        n_samples: Number of resamples.
        seed: As for `resampled_sums`. sacreBLEU takes 0 for no seed; here it is a seed like any other.

    Returns:
        By metric and system.
    """
    everything = [array for metric in metrics for array in metric.systems]
    sums = iter(resampled_sums(everything, n_samples, seed))
    return [_bootstrap_results(metric, [next(sums) for _ in metric.systems]) for metric in metrics]


def _bootstrap_results(metric: MetricStatistics, sums: Sequence[NDArray[np.float64]]) -> list[SystemResult]:
    import numpy as np

    results: list[SystemResult] = []
    baseline: NDArray[Any] | None = None
    for statistics, of_system in zip(metric.systems, sums, strict=True):
        score = system_score(metric.config, statistics).score
        scores = resample_scores(metric.config, of_system)
        spread = _spread(scores)
        if baseline is None:
            baseline = scores
            results.append(SystemResult(score, None, *spread))
            continue
        differences = np.abs(scores - baseline)
        p_value = _p_value(differences - differences.mean(), abs(results[0].score - score))
        results.append(SystemResult(score, p_value, *spread))
    return results


def approximate_randomisation(
    metrics: Sequence[MetricStatistics],
    *,
    n_samples: int = 10000,
    seed: int | None = DEFAULT_SEED,
    n_confidence: int = 0,
) -> list[list[SystemResult]]:
    """sacreBLEU's `PairedTest(test_type="ar")`: every system against the first, the same exchanges for all.

    Args:
        metrics: Statistics by metric; all have the same systems and segments.
        n_samples: Number of trials.
        seed: As for `paired_bootstrap`.
        n_confidence: Bootstrap resamples for intervals besides; 0 for none.

    Returns:
        By metric and system.
    """
    import numpy as np

    generator = np.random.default_rng(seed)
    differences = [metric.systems[0].astype(np.float64) - array for metric in metrics for array in metric.systems[1:]]
    n_segments = len(metrics[0].systems[0])
    widths = [array.shape[1] for array in differences]
    exchanged = np.zeros((n_samples, sum(widths)))
    blocks = blocks_of_signs(generator, n_samples, n_segments)
    inexact = any(not is_exact(array) for metric in metrics for array in metric.systems)
    inexact = inexact and n_samples * n_segments <= _EXCHANGES_AT_ONCE
    kept: list[NDArray[np.bool_]] = []
    for first, signs in blocks:
        if inexact:
            kept.append(signs)
        if differences:
            exchanged[first : first + len(signs)] = _product(signs, differences)
    by_system = iter(np.split(exchanged, np.cumsum(widths)[:-1], axis=1) if differences else [])
    all_signs = np.concatenate(kept) if kept else None

    of_baselines, of_systems = _confidence_scores(metrics, n_confidence, generator, seed)
    results = []
    for metric in metrics:
        baseline = metric.systems[0]
        baseline_score = system_score(metric.config, baseline).score
        row = [SystemResult(baseline_score, None, *next(of_baselines))]
        for array in metric.systems[1:]:
            moved = next(by_system)
            total_a, total_b = array.sum(axis=0, dtype=np.float64), baseline.sum(axis=0, dtype=np.float64)
            a, b = total_a + moved, total_b - moved
            if all_signs is not None and not (is_exact(array) and is_exact(baseline)):
                # Sums that are not exact depend on the order of additions: this is sacreBLEU's.
                a = all_signs @ baseline + ~all_signs @ array
                b = ~all_signs @ baseline + all_signs @ array
            score = system_score(metric.config, array).score
            trials = np.abs(_trial_scores(metric.config, a) - _trial_scores(metric.config, b))
            row.append(SystemResult(score, _p_value(trials, abs(baseline_score - score)), *next(of_systems)))
        results.append(row)
    return results


def _confidence_scores(
    metrics: Sequence[MetricStatistics], n_samples: int, generator: np.random.Generator, seed: int | None
) -> tuple[Iterator[_Spread], Iterator[_Spread]]:
    """The spreads of the baselines' resamples and of the other systems', metric by metric.

    sacreBLEU draws the baseline's resamples from a fresh generator, the others' from the one that made the exchanges.
    """
    first = [metric.systems[0] for metric in metrics]
    others = [array for metric in metrics for array in metric.systems[1:]]
    if n_samples <= 0:
        return iter([()] * len(first)), iter([()] * len(others))
    configs = [metric.config for metric in metrics for _ in metric.systems[1:]]
    of_first = resampled_sums(first, n_samples, seed)
    of_others = resampled_sums(others, n_samples, generator) if others else []
    return (
        (_spread(resample_scores(m.config, s)) for m, s in zip(metrics, of_first, strict=True)),
        (_spread(resample_scores(c, s)) for c, s in zip(configs, of_others, strict=True)),
    )


def _trial_scores(config: MetricConfig, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    from mtqa.engine.configs import BleuConfig

    if isinstance(config, BleuConfig):
        return bleu_scores(config, sums, whole_smoothing=True)
    return aggregate(config, sums)


def _spread(scores: NDArray[Any]) -> tuple[float, float, float, float]:
    """Mean, half width, lower and upper end, as in sacreBLEU's `significance.estimate_ci`.

    The mean is NumPy's, in the precision of the scores.
    """
    import numpy as np

    ordered = np.sort(scores)
    lower, upper = ordered[len(ordered) // 40], ordered[len(ordered) - len(ordered) // 40 - 1]
    return float(ordered.mean()), float(0.5 * (upper - lower)), float(lower), float(upper)


def _p_value(differences: NDArray[Any], difference: float) -> float:
    """Share of resampled differences as large as the real one, one added to both numbers so that it is never 0.

    What is larger is decided in the precision of the scores, as sacreBLEU does; what is as large, up to rounding.
    """
    import numpy as np

    reached = (differences > difference) | (np.abs(differences.astype(np.float64) - difference) <= _SAME)
    return (int(np.count_nonzero(reached)) + 1) / (len(differences) + 1)
