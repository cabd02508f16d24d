"""Scores of the scoring engine's metrics from what was kept of their statistics, and how sure they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.engine import (
    Collected,
    Keeping,
    MetricConfig,
    MetricStatistics,
    SystemResult,
    as_array,
    corpus_score,
    paired_bootstrap,
    single_systems,
)
from mtqa.evaluation.scored_lines import Resampling, tested_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.evaluation.statistics import Scores

__all__ = ["engine_results", "keeping_for"]


def keeping_for(
    how: Resampling,
    documents: NDArray[np.int64] | None,
    n_systems: int,
    *,
    segments: bool,
    n_segments: int = 0,
    splits: bool = False,
) -> Keeping:
    """What has to be kept of statistics.

    Args:
        how: How sure scores are to be told.
        documents: The number of each segment's document; None where segments are drawn.
        n_systems: How many systems are scored.
        segments: Whether the scores of single segments are wanted.
        n_segments: How many segments there are in all, where that is known.
        splits: Whether only a part of them is read.
    """
    return Keeping(
        rows=segments,
        most_rows=how.most_resampled,
        moments=how.wanted,
        pairs=tested_pairs(how.test, n_systems),
        documents=documents,
        splits=splits,
        n_segments=n_segments,
    )


def engine_results(
    found: Sequence[Collected], how: Resampling, documents: NDArray[np.int64] | None
) -> list[list[SystemResult]]:
    """For each metric the results of the systems, in the order in which they were given.

    Args:
        found: What was kept of each metric's statistics of the whole test set.
        how: How sure scores are to be told.
        documents: The number of each segment's document, in any order; None where segments are drawn.
    """
    if not how.wanted:
        return [[SystemResult(value) for value in _values(one)] for one in found]
    if documents is not None:
        return [_by_document(one, how, documents) for one in found]
    if found[0].n_segments > how.most_resampled:
        return [_normal(one, how) for one in found]
    metrics = [MetricStatistics(one.config, one.rows or ()) for one in found]
    if how.test == "bs":
        return paired_bootstrap(metrics, n_samples=how.n_trials, seed=how.seed)
    if how.test == "ar":
        from mtqa.engine import approximate_randomisation

        return approximate_randomisation(metrics, n_samples=how.n_trials, seed=how.seed, n_confidence=how.n_confidence)
    totals = [one.totals for one in found]
    return single_systems(metrics, totals, n_samples=how.n_confidence, seed=how.seed)


def _values(found: Collected) -> list[float]:
    return [corpus_score(found.config, total).score for total in found.totals]


def _by_document(found: Collected, how: Resampling, documents: NDArray[np.int64]) -> list[SystemResult]:
    from mtqa.evaluation.resampled_lines import resampled_results
    from mtqa.evaluation.resampling_units import sums_of_documents

    units = found.of_documents
    if units is None:
        units = tuple(sums_of_documents([as_array(rows).astype(float) for rows in found.rows or ()], documents))
    return resampled_results(units, _values(found), _smooth(found.config), how, documents)


def _normal(found: Collected, how: Resampling) -> list[SystemResult]:
    from mtqa.engine import Moments
    from mtqa.evaluation.resampled_lines import normal_results

    moments = found.moments or Moments.of(
        tuple(map(as_array, found.rows or ())), tested_pairs(how.test, len(found.totals))
    )
    return normal_results(moments, _values(found), _smooth(found.config), how, None)


def _smooth(config: MetricConfig) -> Scores:
    from mtqa.engine import aggregate

    def scores(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return aggregate(config, sums, last_bit=False)

    return scores
