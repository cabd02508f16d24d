"""Correlation of segment scores, in groups: of the translations of one segment, of one system, or all together."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["grouped_kendall", "grouped_pearson", "groups_of", "kendall_of_many", "tau_counts"]

_CELLS = 1 << 16
"""Up to so many pairs of different values are counted in a table of them."""


def groups_of(shared: NDArray[np.bool_], grouping: str) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """For each group with two scores, the systems and segments of its scores.

    Args:
        shared: Shape (systems, segments): what has a score.
        grouping: `item`, `system` or `none`.
    """
    import numpy as np

    if grouping == "none":
        if shared.sum() > 1:
            systems, segments = np.nonzero(shared)
            yield systems, segments
        return
    for number, row in enumerate(shared.T if grouping == "item" else shared):
        (members,) = np.nonzero(row)
        if len(members) > 1:
            same = np.full(len(members), number)
            yield (members, same) if grouping == "item" else (same, members)


def grouped_pearson(people: NDArray[np.float64], metric: NDArray[np.float64], grouping: str) -> float:
    """Pearson's correlation, the mean over the groups in which both vary; NaN where there is none."""
    import numpy as np

    from mtqa.correlation.system_level import pearson

    shared = ~np.isnan(people) & ~np.isnan(metric)
    values = [float(pearson(people[group], metric[group])) for group in groups_of(shared, grouping)]
    known = [value for value in values if not math.isnan(value)]
    return math.fsum(known) / len(known) if known else math.nan


def grouped_kendall(people: NDArray[np.float64], metric: NDArray[np.float64], grouping: str) -> dict[str, float]:
    """Kendall's variants, each the mean over the groups for which it exists; NaN where there is none.

    Returns:
        `b` is tau-b; `c` Stuart's tau-c; `10` the form of WMT's tasks until 2020, which leaves out what people put
        level and counts metrics' ties as wrong; `23` counts ties that both have as right and all others as wrong
        (Deutsch et al., 2023).
    """
    import numpy as np

    shared = ~np.isnan(people) & ~np.isnan(metric)
    if grouping == "item":
        known = shared.any(axis=0)
        counts = _counts_by_item(people[:, known], metric[:, known], shared[:, known])
    else:
        found = [_counts(people[group], metric[group]) for group in groups_of(shared, grouping)]
        counts = np.array(found, dtype=np.float64).reshape(-1, 7).T
    alike, against, metric_level, people_level, both, n, classes = counts
    total = alike + against + metric_level + people_level + both
    apart = alike + against + people_level, alike + against + metric_level
    with np.errstate(invalid="ignore", divide="ignore"):
        variants = {
            "b": (alike - against) / np.sqrt(apart[0] * apart[1]),
            "c": 2 * (alike - against) / (n**2 * (classes - 1) / classes),
            "10": (alike - against - metric_level) / apart[1],
            "23": (alike + both - against - metric_level - people_level) / total,
        }
    return {
        name: float(values[np.isfinite(values)].mean()) if np.isfinite(values).any() else math.nan
        for name, values in variants.items()
    }


def _counts(people: NDArray[np.float64], metric: NDArray[np.float64]) -> tuple[int, ...]:
    import numpy as np

    return (*tau_counts(people, metric), len(people), min(len(np.unique(people)), len(np.unique(metric))))


def _counts_by_item(
    people: NDArray[np.float64], metric: NDArray[np.float64], shared: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """For each segment what `tau_counts` gives, the number of scores, and the smaller number of different ones."""
    import numpy as np

    i, j = np.triu_indices(len(people), 1)
    both = shared[i] & shared[j]
    with np.errstate(invalid="ignore"):
        theirs, ours = (np.sign(np.where(both, scores[i] - scores[j], 0.0)) for scores in (people, metric))
    product = theirs * ours
    rows = [product > 0, product < 0, (ours == 0) & (theirs != 0), (theirs == 0) & (ours != 0)]
    rows.append((ours == 0) & (theirs == 0))
    classes = []
    for scores in (people, metric):
        ordered = np.sort(np.where(shared, scores, np.nan), axis=0)
        classes.append((np.diff(ordered, axis=0) > 0).sum(axis=0) + 1)
    counted = [(row & both).sum(axis=0) for row in rows]
    return np.array([*counted, shared.sum(axis=0), np.minimum(*classes)], dtype=np.float64)


def kendall_of_many(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Kendall's tau-b of two long rows of scores; NaN where one of them is all the same."""
    concordant, discordant, second_level, first_level, _ = tau_counts(first, second)
    apart = concordant + discordant
    product = (apart + second_level) * (apart + first_level)
    return (concordant - discordant) / math.sqrt(product) if product else math.nan


def tau_counts(people: NDArray[np.float64], metric: NDArray[np.float64]) -> tuple[int, int, int, int, int]:
    """Pairs that are concordant, discordant, level for the metric only, for people only, and for both."""
    import numpy as np

    ranks, other_ranks = (np.unique(scores, return_inverse=True)[1] for scores in (people, metric))
    n, classes = len(ranks), int(other_ranks.max(initial=0)) + 1
    cells, discordant = _crossed(ranks, other_ranks, classes)
    people_level, metric_level, both = (
        int((x * (x - 1) // 2).sum()) for x in (np.bincount(ranks), np.bincount(other_ranks), cells)
    )
    concordant = n * (n - 1) // 2 - discordant - people_level - metric_level + both
    return concordant, discordant, metric_level - both, people_level - both, both


def _crossed(ranks: NDArray[np.int64], other_ranks: NDArray[np.int64], n_classes: int) -> tuple[NDArray[np.int64], int]:
    """How often each value of one meets each of the other, and how many pairs are in opposite order."""
    import numpy as np

    meetings = ranks * n_classes + other_ranks
    size = (int(ranks.max(initial=0)) + 1) * n_classes
    if size > _CELLS:
        counts = np.unique(meetings, return_counts=True)[1]
        return counts, _inversions(other_ranks[np.lexsort((other_ranks, ranks))], n_classes)
    cells = np.bincount(meetings, minlength=size)
    table = cells.reshape(-1, n_classes)
    before_and_above = np.cumsum(np.cumsum(table, axis=0)[:, ::-1], axis=1)[:, ::-1]
    return cells, int((table[1:, :-1] * before_and_above[:-1, 1:]).sum())


def _inversions(ranks: NDArray[np.int64], n_classes: int) -> int:
    """How many pairs stand with the larger one first: halves that are in order are merged, all of a size at once."""
    import numpy as np

    size = 1 << max(1, (len(ranks) - 1).bit_length())
    blocks = np.concatenate([ranks, np.full(size - len(ranks), n_classes)])[:, None]
    total = 0
    while len(blocks) > 1:
        first, second = blocks[0::2], blocks[1::2]
        shift = (np.arange(len(first)) * (n_classes + 1))[:, None]
        below = np.searchsorted((first + shift).ravel(), (second + shift).ravel(), side="right")
        ends = np.repeat((np.arange(len(first)) + 1) * first.shape[1], second.shape[1])
        total += int((ends - below).sum())
        blocks = np.sort(np.concatenate([first, second], axis=1), axis=1)
    return total
