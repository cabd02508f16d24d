"""Whether one metric agrees better with people than another: the test PERM-BOTH of Deutsch et al. (2021).

If two metrics were equally good, it would not matter which of the two gave which score. So their standardised scores
are exchanged at random, and the difference of the two that come of it is set against the observed one, as in
mt-metrics-eval; for accuracy with ties it is the verdicts about pairs that are exchanged, which is what
mt-metrics-eval does to spare the calibration. All pairs of metrics share their draws, and are computed together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from mtqa.correlation.exchanged_segments import kendall_differences, pearson_differences, soft_accuracy_differences
from mtqa.correlation.multiplicity import false_discovery, one_sided
from mtqa.correlation.system_level import kendall, pairwise_accuracy, pearson, spearman
from mtqa.correlation.tie_calibration import calibrate, item_pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["SYSTEM_STATISTICS", "Tested", "compare_metrics", "tested_draws"]

SYSTEM_STATISTICS: dict[str, Callable[..., NDArray[np.float64]]] = {
    "accuracy": pairwise_accuracy,
    "pearson": pearson,
    "kendall": kendall,
    "spearman": spearman,
}


@dataclass(frozen=True)
class Tested:
    """Every two metrics by one statistic.

    Attributes:
        pairs: Positions of the two metrics, the better first.
        observed: By how much the first is better.
        null: The differences that chance makes, shape (draws, pairs).
        p_values: One-sided, that the first is no better.
        corrected: Corrected for the number of pairs.
    """

    pairs: Sequence[tuple[int, int]]
    observed: NDArray[np.float64]
    null: NDArray[np.float64]
    p_values: NDArray[np.float64]
    corrected: NDArray[np.float64]

    def matrix(self, order: Sequence[int], *, corrected: bool) -> NDArray[np.float64]:
        """p-values with metrics in an order, as `cluster_ranks` wants them; 1 for pairs that were not tested."""
        import numpy as np

        place = {metric: number for number, metric in enumerate(order)}
        p_values = np.ones((len(order), len(order)))
        for (first, second), p in zip(self.pairs, self.corrected if corrected else self.p_values, strict=True):
            p_values[place[first], place[second]] = p
        return p_values


def tested_draws(n_metrics: int, order: Sequence[int], draws: NDArray[np.float64]) -> Tested:
    """Tests from differences that have been drawn.

    Args:
        n_metrics: How many metrics there are.
        order: The metrics, the best first.
        draws: Shape (1 + draws, pairs in the order of `numpy.triu_indices`), the first metric of each pair less the
            second; the first row is what is observed.
    """
    import numpy as np

    numbers = {pair: number for number, pair in enumerate(combinations(range(n_metrics), 2))}
    pairs = [(one, other) for place, one in enumerate(order) for other in order[place + 1 :]]
    columns = [draws[:, numbers[min(p), max(p)]] * (1 if p[0] < p[1] else -1) for p in pairs]
    turned = np.stack(columns, axis=1) if columns else np.zeros((len(draws), 0))
    return _tested(pairs, turned)


def _tested(pairs: Sequence[tuple[int, int]], differences: NDArray[np.float64]) -> Tested:
    observed, null = differences[0], differences[1:]
    p_values = one_sided(observed, null)
    return Tested(pairs, observed, null, p_values, false_discovery(p_values))


def compare_metrics(
    statistic: str,
    grouping: str,
    people: NDArray[np.float64],
    metrics: Sequence[NDArray[np.float64]],
    values: Sequence[float],
    *,
    n_draws: int,
    seed: int,
) -> Tested:
    """Test every two metrics that share scores.

    Args:
        statistic: `accuracy`, `pearson`, `kendall`, `spearman` (scores of systems), `spa`, `pearson`, `kendall`,
            `acc_eq` (scores of segments).
        grouping: Of segments: `item`, `system` or `none`; "" for scores of systems.
        people: Shape (systems,) or (systems, segments), higher is better; NaN where nobody judged.
        metrics: For each metric its scores, likewise. Two metrics are compared on what both have.
        values: The statistic of each metric, by which the pairs are ordered.
        n_draws: Random exchanges.
        seed: Seed of the draws.
    """
    import numpy as np

    order = sorted((k for k, value in enumerate(values) if np.isfinite(value)), key=lambda k: -values[k])
    together: dict[bytes, list[tuple[int, int]]] = {}
    masks: dict[bytes, NDArray[np.bool_]] = {}
    for place, first in enumerate(order):
        for second in order[place + 1 :]:
            shared = ~(np.isnan(people) | np.isnan(metrics[first]) | np.isnan(metrics[second]))
            together.setdefault(shared.tobytes(), []).append((first, second))
            masks[shared.tobytes()] = shared
    pairs, differences = [], []
    for key, of_mask in together.items():
        if masks[key].sum() < 2 or (people.ndim > 1 and masks[key].any(axis=1).sum() < 2):
            continue
        signs = np.random.default_rng(seed).integers(2, size=(n_draws + 1, *people.shape), dtype=np.int8) * 2 - 1
        signs[0] = 1  # nothing exchanged: what is observed
        found = _differences(statistic, grouping, people, metrics, of_mask, masks[key], signs, seed)
        pairs += of_mask
        differences.append(found)
    joined = np.concatenate(differences, axis=1) if differences else np.zeros((n_draws + 1, 0))
    return _tested(pairs, np.nan_to_num(joined))


def _differences(
    statistic: str,
    grouping: str,
    people: NDArray[np.float64],
    metrics: Sequence[NDArray[np.float64]],
    pairs: Sequence[tuple[int, int]],
    shared: NDArray[np.bool_],
    signs: NDArray[np.int8],
    seed: int,
) -> NDArray[np.float64]:
    """Shape (draws, pairs); the first row is what is observed."""
    import numpy as np

    judged = np.where(shared, people, np.nan)
    if statistic == "acc_eq":
        return _tie_differences(judged, metrics, pairs, shared, grouping, len(signs), seed)
    used = {k for pair in pairs for k in pair}
    scaled = {k: _standardised(np.where(shared, metrics[k], np.nan)) for k in used}
    if people.ndim == 1:
        return _system_differences(SYSTEM_STATISTICS[statistic], judged, scaled, pairs, signs)
    first, second = (np.stack([scaled[pair[side]] for pair in pairs]) for side in (0, 1))
    if statistic == "spa":
        return soft_accuracy_differences(judged, first, second, signs)
    if statistic == "kendall":
        return kendall_differences(judged, first, second, signs)
    return pearson_differences(judged, first, second, signs, grouping)


def _standardised(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    spread = np.nanstd(scores)
    return (scores - np.nanmean(scores)) / (spread if spread > 0 else 1.0)


def _system_differences(
    statistic: Callable[..., NDArray[np.float64]],
    people: NDArray[np.float64],
    scaled: dict[int, NDArray[np.float64]],
    pairs: Sequence[tuple[int, int]],
    signs: NDArray[np.int8],
) -> NDArray[np.float64]:
    import numpy as np

    known = ~np.isnan(people)
    kept, judged = signs[:, known] > 0, people[known]
    columns = []
    for first, second in pairs:
        ours, theirs = scaled[first][known], scaled[second][known]
        one, other = np.where(kept, ours, theirs), np.where(kept, theirs, ours)
        columns.append(np.nan_to_num(statistic(judged, one)) - np.nan_to_num(statistic(judged, other)))
    return np.stack(columns, axis=1)


def _tie_differences(
    people: NDArray[np.float64],
    metrics: Sequence[NDArray[np.float64]],
    pairs: Sequence[tuple[int, int]],
    shared: NDArray[np.bool_],
    grouping: str,
    n_rows: int,
    seed: int,
) -> NDArray[np.float64]:
    """Each verdict about a pair of translations is exchanged with probability one half; only where the two metrics
    differ does that matter, so that the sum over pairs of one weight is binomial."""
    import numpy as np

    compared = item_pairs(shared, grouping)
    found = {}
    for k in {k for pair in pairs for k in pair}:
        calibrated = calibrate(people, np.where(shared, metrics[k], np.nan), compared)
        found[k] = None if calibrated is None else calibrated.correct
    generator = np.random.default_rng(seed)
    weights, classes = np.unique(np.round(compared.weights, 15), return_inverse=True)
    columns = np.zeros((n_rows, len(pairs)))
    for column, (first, second) in enumerate(pairs):
        ours, theirs = found[first], found[second]
        if ours is None or theirs is None:
            continue
        gains = np.bincount(classes[ours & ~theirs], minlength=len(weights))
        losses = np.bincount(classes[theirs & ~ours], minlength=len(weights))
        columns[0, column] = (gains - losses) @ weights
        differ = gains + losses
        columns[1:, column] = (2 * generator.binomial(differ, 0.5, size=(n_rows - 1, len(weights))) - differ) @ weights
    return columns
