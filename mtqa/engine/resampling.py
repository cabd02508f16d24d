"""Bootstrap resampling and the paired bootstrap, as sacreBLEU does them but all at once.

A resample is a row of counts: how often each segment was drawn. One product of such rows with the statistics of all
systems and metrics, block by block, gives all resampled sums. Draws are those of `numpy.random.default_rng(seed)`.
Where the C extension is there, it does all of this without NumPy.

All numbers are those of sacreBLEU 2.6 at the same seed, bit for bit, with four exceptions. It sums in float32, which
is wrong from 2**24 on (for chrF from about 185,000 segments), and for TER with three references, whose mean length is
no binary fraction: sums here are float64. Its paired tests take seed 0 for no seed. And they count the trials whose
difference is larger than the real one, not those that reach it, so that systems which are the same, or nearly, come out
as surely different: here a trial as large as the real difference counts.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtqa.engine import native
from mtqa.engine.configs import MetricConfig
from mtqa.engine.draws import is_same_stream
from mtqa.engine.exact_sums import is_exact, running_total
from mtqa.engine.rows import Rows, as_array, as_rows
from mtqa.engine.scores import MetricScore, corpus_score
from mtqa.engine.single_precision import ResampleScores, scores_of_sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "DEFAULT_SEED",
    "MOST_RESAMPLED",
    "NORMAL",
    "SAME",
    "MetricStatistics",
    "SystemResult",
    "bootstrap_scores",
    "interval",
    "paired_bootstrap",
    "resampled_rows",
    "resampled_sums",
    "single_systems",
    "spread",
    "system_score",
]

DEFAULT_SEED = 12345
"""sacreBLEU's seed where the environment does not name another."""
MOST_RESAMPLED = 200_000
"""Above so many segments or documents, intervals and p-values come from the normal limit (see `normal_limit`). From
about there on, sacreBLEU's own resampling is wrong, so that there is nothing to agree with to the last bit."""
NORMAL = "normal"
"""What signatures say in place of a number of resamples where nothing was drawn."""
SAME = 1e-9
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
    systems: tuple[Rows, ...]


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
    return [as_array(sums) for sums in resampled_rows(statistics, n_samples, seed)]


def resampled_rows(
    statistics: Sequence[Rows], n_samples: int, seed: int | np.random.Generator | None = DEFAULT_SEED
) -> list[Rows]:
    """As `resampled_sums`, with rows in any form; needs no NumPy where the C extension is there, and sums are exact."""
    if is_same_stream():
        sums = native.resample(seed, n_samples, [as_rows(rows) for rows in statistics])
        if sums is not None:
            return list(sums)
    import numpy as np

    from mtqa.engine.resampling_by_numpy import resampled_by_numpy

    return list(resampled_by_numpy([as_array(rows) for rows in statistics], n_samples, np.random.default_rng(seed)))


def bootstrap_scores(
    config: MetricConfig,
    statistics: Rows,
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
    return scores_of_sums(config, resampled_rows([statistics], n_samples, seed)[0]).array()


def single_systems(
    metrics: Sequence[MetricStatistics],
    totals: Sequence[Sequence[Sequence[float]]],
    *,
    n_samples: int = 1000,
    seed: int | None = DEFAULT_SEED,
) -> list[list[SystemResult]]:
    """Each system by itself, with sacreBLEU's single-system intervals, from one drawing for all metrics and systems.

    Args:
        metrics: Statistics by metric; all have the same segments.
        totals: For each metric and system the sums over all segments, as from `running_total`.
        n_samples: Number of resamples.
        seed: As for `resampled_sums`.

    Returns:
        By metric and system.
    """
    # Sums that are not exact depend on what they are multiplied together with.
    together = [rows for metric in metrics for rows in metric.systems if is_exact(rows)]
    drawn = iter(resampled_rows(together, n_samples, seed) if together else ())
    results: list[list[SystemResult]] = []
    for metric, of_metric in zip(metrics, totals, strict=True):
        results.append([])
        for rows, total in zip(metric.systems, of_metric, strict=True):
            sums = next(drawn) if is_exact(rows) else resampled_rows([rows], n_samples, seed)[0]
            scores = scores_of_sums(metric.config, sums)
            _, half_width, low, high = spread(scores)
            value = corpus_score(metric.config, total).score
            results[-1].append(SystemResult(value, None, _exact_mean(scores), half_width, low, high))
    return results


def interval(scores: NDArray[Any]) -> tuple[float, float]:
    """Mean of resamples' scores and half the width of their 95 % interval, as sacreBLEU's `--confidence` shows them.

    Args:
        scores: From `bootstrap_scores`, at least one.
    """
    of_system = ResampleScores(scores.astype(float), scores.dtype.char == "f")
    return _exact_mean(of_system), spread(of_system)[1]


def _exact_mean(scores: ResampleScores) -> float:
    """The mean, exact before it is rounded once, as statistics.mean has it."""
    ratios = [score.as_integer_ratio() for score in scores.values.tolist()]
    largest = max(denominator for _, denominator in ratios)
    total = sum(numerator * (largest // denominator) for numerator, denominator in ratios)
    mean = total / (largest * len(ratios))
    return float(array("f", [mean])[0] if scores.is_single else mean)


def system_score(config: MetricConfig, statistics: Rows) -> MetricScore:
    """The corpus score of one system, with additions one after the other as in sacreBLEU.

    Args:
        config: The metric.
        statistics: Shape (segments, `config.columns`).
    """
    return corpus_score(config, running_total(None, statistics))


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
    everything = [rows for metric in metrics for rows in metric.systems]
    sums = iter(resampled_rows(everything, n_samples, seed))
    return [_bootstrap_results(metric, [next(sums) for _ in metric.systems]) for metric in metrics]


def _bootstrap_results(metric: MetricStatistics, sums: Sequence[Rows]) -> list[SystemResult]:
    results: list[SystemResult] = []
    baseline: ResampleScores | None = None
    for statistics, of_system in zip(metric.systems, sums, strict=True):
        score = system_score(metric.config, statistics).score
        scores = scores_of_sums(metric.config, of_system)
        if baseline is None:
            baseline, p_value = scores, None
        else:
            p_value = _p_value(scores, baseline, abs(results[0].score - score))
        results.append(SystemResult(score, p_value, *spread(scores)))
    return results


def spread(scores: ResampleScores) -> tuple[float, float, float, float]:
    """Mean, half width, lower and upper end, as in sacreBLEU's `significance.estimate_ci`.

    The mean is NumPy's, in the precision of the scores.
    """
    if native.compiled():
        return native.spread(scores.values, scores.is_single)
    from mtqa.engine.resampling_by_numpy import spread_of

    return spread_of(scores.array())


def _p_value(scores: ResampleScores, baseline: ResampleScores, difference: float) -> float:
    """Share of resamples whose absolute difference, less the mean of all of them, is as large as the real one."""
    if native.compiled():
        is_single = scores.is_single and baseline.is_single
        reached = native.count_reached(scores.values, baseline.values, is_single, difference, SAME)
        return (reached + 1) / (len(scores.values) + 1)
    import numpy as np

    from mtqa.engine.resampling_by_numpy import reached_p_value

    differences = np.abs(scores.array() - baseline.array())
    return reached_p_value(differences - differences.mean(), difference, SAME)
