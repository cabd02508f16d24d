"""Approximate randomisation, as sacreBLEU does it but all at once.

An exchange is a row of zeros and ones: which segments' hypotheses are exchanged. One product of such rows with the
differences of the statistics gives the sums of all trials. What differs from sacreBLEU is told in `resampling`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, TypeAlias

from mtqa.engine.configs import BleuConfig, MetricConfig
from mtqa.engine.draws import blocks_of_signs
from mtqa.engine.exact_sums import is_exact
from mtqa.engine.resampling import (
    DEFAULT_SEED,
    SAME,
    MetricStatistics,
    SystemResult,
    resampled_rows,
    spread,
    system_score,
)
from mtqa.engine.resampling_by_numpy import product, reached_p_value
from mtqa.engine.rows import as_array
from mtqa.engine.scores import aggregate, bleu_scores
from mtqa.engine.single_precision import scores_of_sums

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["approximate_randomisation"]

_Spread: TypeAlias = tuple[()] | tuple[float, float, float, float]
_EXCHANGES_AT_ONCE = 1 << 26
"""Up to here, sums that are not exact are added up in sacreBLEU's order, for which all exchanges must be in memory."""


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
    by_metric = [[as_array(rows) for rows in metric.systems] for metric in metrics]
    differences = [systems[0].astype(np.float64) - array for systems in by_metric for array in systems[1:]]
    n_segments = len(by_metric[0][0])
    widths = [array.shape[1] for array in differences]
    exchanged = np.zeros((n_samples, sum(widths)))
    blocks = blocks_of_signs(generator, n_samples, n_segments)
    inexact = any(not is_exact(array) for systems in by_metric for array in systems)
    inexact = inexact and n_samples * n_segments <= _EXCHANGES_AT_ONCE
    kept: list[NDArray[np.bool_]] = []
    for first, signs in blocks:
        if inexact:
            kept.append(signs)
        if differences:
            exchanged[first : first + len(signs)] = product(signs, differences)
    by_system = iter(np.split(exchanged, np.cumsum(widths)[:-1], axis=1) if differences else [])
    all_signs = np.concatenate(kept) if kept else None

    of_baselines, of_systems = _confidence_scores(metrics, n_confidence, generator, seed)
    results = []
    for metric, (baseline, *others) in zip(metrics, by_metric, strict=True):
        baseline_score = system_score(metric.config, baseline).score
        row = [SystemResult(baseline_score, None, *next(of_baselines))]
        for array in others:
            moved = next(by_system)
            total_a, total_b = array.sum(axis=0, dtype=np.float64), baseline.sum(axis=0, dtype=np.float64)
            a, b = total_a + moved, total_b - moved
            if all_signs is not None and not (is_exact(array) and is_exact(baseline)):
                # Sums that are not exact depend on the order of additions: this is sacreBLEU's.
                a = all_signs @ baseline + ~all_signs @ array
                b = ~all_signs @ baseline + all_signs @ array
            score = system_score(metric.config, array).score
            trials = np.abs(_trial_scores(metric.config, a) - _trial_scores(metric.config, b))
            p_value = reached_p_value(trials, abs(baseline_score - score), SAME)
            row.append(SystemResult(score, p_value, *next(of_systems)))
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
    of_first = resampled_rows(first, n_samples, seed)
    of_others = resampled_rows(others, n_samples, generator) if others else []
    return (
        (spread(scores_of_sums(m.config, s)) for m, s in zip(metrics, of_first, strict=True)),
        (spread(scores_of_sums(c, s)) for c, s in zip(configs, of_others, strict=True)),
    )


def _trial_scores(config: MetricConfig, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    if isinstance(config, BleuConfig):
        return bleu_scores(config, sums, whole_smoothing=True)
    return aggregate(config, sums)
