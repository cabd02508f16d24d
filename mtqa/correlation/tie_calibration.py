"""Pairwise accuracy with tie calibration, acc_eq (Deutsch et al., 2023, "Ties Matter").

People often find two translations equally good, and metrics hardly ever. Two translations count as level for a metric
when its scores differ by at most epsilon; epsilon is the threshold that gives the metric the highest accuracy. All
pairs are looked at (sample rate 1), and all thresholds, after one sort.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MOST_PAIRS", "Calibrated", "Pairs", "calibrate", "item_pairs"]

MOST_PAIRS = 40_000_000
"""More pairs than these are not sorted at once: they take about 2 GB."""


@dataclass(frozen=True)
class Pairs:
    """All pairs that are compared, group by group.

    Attributes:
        first: Positions of the first of each pair in the flattened scores.
        second: Positions of the second.
        weights: What each pair counts; they add up to 1, each group counting the same.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Calibrated:
    """A metric's accuracy with ties.

    Attributes:
        value: The accuracy.
        epsilon: The largest difference that counts as none.
        correct: For each pair whether the metric says what people say.
    """

    value: float
    epsilon: float
    correct: NDArray[np.bool_]


def item_pairs(shared: NDArray[np.bool_], grouping: str) -> Pairs:
    """The pairs of translations with scores.

    Args:
        shared: Shape (systems, segments): what has a score.
        grouping: `item` for pairs of the same segment, `system` for those of the same system, `none` for all.

    Raises:
        MtqaError: when there are too many.
    """
    import numpy as np

    numbers = np.arange(shared.size).reshape(shared.shape)
    by_group = {"item": numbers.T, "system": numbers, "none": numbers.reshape(1, -1)}[grouping]
    flat = shared.ravel()
    groups = [group[flat[group]] for group in by_group]
    sizes = [len(group) for group in groups if len(group) > 1]
    n_pairs = sum(size * (size - 1) // 2 for size in sizes)
    if n_pairs > MOST_PAIRS:
        raise MtqaError(
            f"accuracy with ties would need {n_pairs:,} pairs of translations with grouping '{grouping}'",
            "Group by item, as the shared tasks do.",
        )
    firsts, seconds, weights = [], [], []
    triangles = {size: np.triu_indices(size, 1) for size in set(sizes)}
    for group in groups:
        if len(group) < 2:
            continue
        first, second = triangles[len(group)]
        firsts.append(group[first])
        seconds.append(group[second])
        weights.append(np.full(len(first), 1.0 / (len(first) * len(sizes))))
    if not sizes:
        return Pairs(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))
    return Pairs(np.concatenate(firsts), np.concatenate(seconds), np.concatenate(weights))


def calibrate(
    people: NDArray[np.float64], metric: NDArray[np.float64], pairs: Pairs | None = None, grouping: str = "item"
) -> Calibrated | None:
    """The highest accuracy with ties that a threshold gives; None where there is no pair.

    Args:
        people: Segment scores of shape (systems, segments); NaN where nobody judged.
        metric: The metric's, likewise.
        pairs: The pairs, where they have been made before.
        grouping: As of `item_pairs`.
    """
    import numpy as np

    if pairs is None:
        pairs = item_pairs(~np.isnan(people) & ~np.isnan(metric), grouping)
    if not len(pairs.first):
        return None
    theirs, ours = (scores.ravel()[pairs.first] - scores.ravel()[pairs.second] for scores in (people, metric))
    level = theirs == 0
    ordered_alike = np.sign(theirs) == np.sign(ours)
    distances = np.abs(ours)
    order = np.argsort(distances, kind="stable")
    steps = ((level * 1.0 - ordered_alike) * pairs.weights)[order]
    accuracies = np.concatenate([[0.0], np.cumsum(steps)]) + float(pairs.weights[ordered_alike].sum())
    thresholds = np.concatenate([[0.0], distances[order]])
    last = np.append(thresholds[1:] != thresholds[:-1], True)  # a threshold ties all pairs of its distance
    best = int(np.argmax(np.where(last, np.round(accuracies, 12), -1.0)))
    epsilon = float(thresholds[best])
    correct = np.where(distances <= epsilon, level, ordered_alike)
    return Calibrated(float(pairs.weights[correct].sum()), epsilon, correct)
