"""How sure it is that metrics agree with people as far as they seem to, and which of them are told apart."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.correlation import Resampled, cluster_ranks, compare_metrics, interval_of
from mtqa.evaluation.ranking import ALPHA
from mtqa.results import Agreement, Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Scored", "with_uncertainty"]

N_DRAWS = 1000


@dataclass(frozen=True, eq=False)
class Scored:
    """Scores of some systems, turned so that higher is better.

    Attributes:
        systems: By the name of the system.
        segments: For each system the scores of all segments, NaN where there is none; empty where systems were
            scored as a whole.
    """

    systems: Mapping[str, float]
    segments: Mapping[str, NDArray[np.float64]]


def with_uncertainty(
    agreements: Sequence[Agreement],
    metrics: Sequence[Scored],
    people: Scored,
    documents: NDArray[np.int64] | None,
    seed: int,
) -> list[Agreement]:
    """Add intervals of pairwise accuracy for other documents and systems, and the ranks of metrics that are told apart.

    Args:
        agreements: One for each metric.
        metrics: Their scores, likewise.
        people: What people said.
        documents: For each segment the number of its document; None where segments are drawn.
        seed: Of the draws.
    """
    import numpy as np

    names = list(people.systems)
    judged_systems = _systems(people, names)
    segments = _segments(people, names)
    known = (~np.isnan(segments)).any(axis=0)
    numbers = np.arange(segments.shape[1]) if documents is None or not segments.size else documents
    resampled = Resampled(
        segments[:, known], numbers[known], int(numbers.max(initial=0)) + 1, n_samples=N_DRAWS, seed=seed
    )
    moved = resampled.system_scores(judged_systems, segments[:, known], numbers[known])
    scores = [_systems(metric, names) for metric in metrics]
    ranks = _ranks([one.pairwise_accuracy for one in agreements], judged_systems, scores, seed)
    sure = []
    for agreement, metric, systems, rank in zip(agreements, metrics, scores, ranks, strict=True):
        own = np.where(np.isnan(segments), np.nan, _segments(metric, names)) if segments.size else segments
        ours = resampled.system_scores(systems, own[:, known], numbers[known])
        ends = interval_of(resampled.system_statistic("accuracy", moved, ours))
        interval = None if ends is None or agreement.pairwise_accuracy is None else Interval(*ends)
        sure.append(replace(agreement, interval=interval, rank=rank))
    return sure


def _systems(scored: Scored, names: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    return np.array([scored.systems.get(name, math.nan) for name in names])


def _segments(scored: Scored, names: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    if not scored.segments:
        return np.full((len(names), 0), np.nan)
    n = len(next(iter(scored.segments.values())))
    return np.stack([scored.segments.get(name, np.full(n, np.nan)) for name in names])


def _ranks(
    values: Sequence[float | None], people: NDArray[np.float64], metrics: Sequence[NDArray[np.float64]], seed: int
) -> list[int | None]:
    """The rank of each metric's cluster by pairwise accuracy; None where there is nothing to compare."""
    numbers = [math.nan if value is None else value for value in values]
    order = sorted((k for k, value in enumerate(numbers) if math.isfinite(value)), key=lambda k: -numbers[k])
    ranks: list[int | None] = [None] * len(values)
    if len(order) < 2:
        return ranks
    tested = compare_metrics("accuracy", "", people, metrics, numbers, n_draws=N_DRAWS, seed=seed)
    for k, rank in zip(order, cluster_ranks(tested.matrix(order, corrected=True), ALPHA), strict=True):
        ranks[k] = rank
    return ranks
