"""Differences of two metrics whose segment scores were exchanged at random, for all pairs of metrics and draws at once.

Where a score is exchanged, its sign is -1, else 1. With A the mean of two metrics' scores and B half their difference, what
the two become is A + sB and A - sB, so that every sum that a statistic needs is linear in the signs, or bilinear in those of
two systems: a product of the matrix of signs with one of all pairs of metrics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.correlation.segment_level import groups_of
from mtqa.correlation.soft_accuracy import approximate_confidence, pairwise_confidence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["kendall_differences", "pearson_differences", "soft_accuracy_differences"]

FLAT = 1e-9


def soft_accuracy_differences(
    people: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], signs: NDArray[np.int8]
) -> NDArray[np.float64]:
    """By how much the first metric has the higher soft pairwise accuracy.

    Args:
        people: Shape (systems, segments); NaN where there is nothing to compare.
        first: Standardised scores of the first of each pair of metrics, shape (pairs, systems, segments).
        second: Of the second.
        signs: Shape (draws, systems, segments).

    Returns:
        Shape (draws, pairs).
    """
    import numpy as np

    mean, half = ((first + second) / 2).astype(np.float32), ((first - second) / 2).astype(np.float32)
    confidence = pairwise_confidence(people)
    known = ~np.isnan(people)
    errors = np.zeros((len(signs), len(first)))
    n_pairs = 0
    for number, (i, j) in enumerate(zip(*np.triu_indices(len(people), 1), strict=True)):
        both = known[i] & known[j]
        if not both.any():
            continue
        n_pairs += 1
        apart = mean[:, i, both] - mean[:, j, both]
        ours, theirs = half[:, i, both], half[:, j, both]
        s, t = (signs[:, k][:, both].astype(np.float32) for k in (i, j))
        moved = s @ ours.T - t @ theirs.T
        twisted = 2 * (s @ (apart * ours).T - t @ (apart * theirs).T)
        crossed = 2 * ((s * t) @ (ours * theirs).T)
        squares = (apart**2 + ours**2 + theirs**2).sum(axis=1) - crossed
        total = apart.sum(axis=1)
        one = approximate_confidence(total + moved, squares + twisted)
        other = approximate_confidence(total - moved, squares - twisted)
        errors += np.abs(confidence[number] - other) - np.abs(confidence[number] - one)
    return errors / max(1, n_pairs)


def pearson_differences(
    people: NDArray[np.float64],
    first: NDArray[np.float64],
    second: NDArray[np.float64],
    signs: NDArray[np.int8],
    grouping: str,
) -> NDArray[np.float64]:
    """By how much the first metric correlates better (Pearson), arguments as of `soft_accuracy_differences`."""
    import numpy as np

    values = np.zeros((2, len(signs), len(first)))
    counts = np.zeros((2, len(signs), len(first)))
    for systems, segments in groups_of(~np.isnan(people), grouping):
        judged = people[systems, segments]
        judged = judged - judged.mean()
        spread = np.sqrt((judged**2).sum())
        if spread <= FLAT:
            continue
        ours, theirs = first[:, systems, segments], second[:, systems, segments]
        mean, half = (ours + theirs) / 2, (ours - theirs) / 2
        drawn = signs[:, systems, segments].astype(np.float32)
        products, sums, mixed = (
            drawn @ matrix.T.astype(np.float32) for matrix in (half * judged, half, 2 * mean * half)
        )
        squares = (mean**2 + half**2).sum(axis=1)
        for side, sign in enumerate((1, -1)):
            total = mean.sum(axis=1) + sign * sums
            variance = squares + sign * mixed - total**2 / len(judged)
            varies = variance > FLAT * squares
            r = (mean @ judged + sign * products) / (spread * np.sqrt(np.where(varies, variance, 1.0)))
            values[side] += np.where(varies, r, 0.0)
            counts[side] += varies
    return np.asarray(np.subtract(*(values / np.maximum(counts, 1))))


def kendall_differences(
    people: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], signs: NDArray[np.int8]
) -> NDArray[np.float64]:
    """By how much the first metric correlates better (tau-b, the mean over segments), arguments as of
    `soft_accuracy_differences`."""
    import numpy as np

    constant = _is_constant(people, first) | _is_constant(people, second)
    differences = np.zeros((len(signs), len(first)))
    for chosen, summed in ((constant, _with_counts), (~constant, _without_counts)):
        if chosen.any():
            differences[:, chosen] = summed(people, first[chosen], second[chosen], signs)
    return differences


def _is_constant(people: NDArray[np.float64], scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which metrics put all systems level in some segment, where tau does not exist."""
    import numpy as np

    known = ~np.isnan(people)
    lowest, highest = (
        chosen(np.where(known, scores, fill), axis=1) for chosen, fill in ((np.min, np.inf), (np.max, -np.inf))
    )
    return np.asarray(((lowest >= highest) & (known.sum(axis=0) > 1)).any(axis=1))


@dataclass(frozen=True)
class _Segment:
    """One segment in which people order some systems: the pairs of systems, people's order, and the metrics' verdicts."""

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    order: NDArray[np.float32]
    n_apart: int
    drawn: NDArray[np.float32]
    verdicts: Sequence[NDArray[np.float32]]

    def both_sides(
        self, verdicts: Sequence[NDArray[np.float32]], metrics: NDArray[np.bool_]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Sums over the pairs of systems of what holds after the exchange, for both metrics: the four cases as a
        polynomial in the two signs."""
        kept, second, first, both = (verdict[metrics] for verdict in verdicts)
        even = (kept + second + first + both).sum(axis=1) / 4
        even = even + (self.drawn[:, self.i] * self.drawn[:, self.j]) @ ((kept - second - first + both) / 4).T
        odd = self.odd(verdicts, metrics)
        return even + odd, even - odd

    def odd(self, verdicts: Sequence[NDArray[np.float32]], metrics: NDArray[np.bool_]) -> NDArray[np.float32]:
        """Half the difference of the two sides."""
        import numpy as np

        kept, second, first, both = (verdict[metrics] for verdict in verdicts)
        systems = np.arange(self.drawn.shape[1])
        of_first, of_second = ((systems == pairs[:, None]).astype(np.float32) for pairs in (self.i, self.j))
        linear = ((kept + second - first - both) @ of_first + (kept - second + first - both) @ of_second) / 4
        product: NDArray[np.float32] = self.drawn @ linear.T
        return product


def _segments(
    people: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], signs: NDArray[np.int8]
) -> Iterator[_Segment]:
    import numpy as np

    for segment in range(people.shape[1]):
        (systems,) = np.nonzero(~np.isnan(people[:, segment]))
        i, j = np.triu_indices(len(systems), 1)
        judged = people[systems, segment]
        order = np.sign(judged[i] - judged[j]).astype(np.float32)
        if not order.any():
            continue
        ours, theirs = first[:, systems, segment], second[:, systems, segment]
        cases = ((ours, ours), (ours, theirs), (theirs, ours), (theirs, theirs))
        verdicts = [np.sign(one[:, i] - other[:, j]).astype(np.float32) for one, other in cases]
        drawn = signs[:, systems, segment].astype(np.float32)
        yield _Segment(i, j, order, int(np.count_nonzero(order)), drawn, verdicts)


def _without_counts(
    people: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], signs: NDArray[np.int8]
) -> NDArray[np.float32]:
    """Where tau exists for every segment: what both sides have in common goes out in the difference."""
    import numpy as np

    differences = np.zeros((len(signs), len(first)), dtype=np.float32)
    n_segments = 0
    for segment in _segments(people, first, second, signs):
        n_segments += 1
        agreed = [verdict * segment.order for verdict in segment.verdicts]
        level = np.any([(verdict == 0).any(axis=1) for verdict in segment.verdicts], axis=0)
        if not level.all():
            scale = 2 / np.sqrt(np.float32(segment.n_apart * len(segment.i)))
            differences[:, ~level] += segment.odd(agreed, ~level) * scale
        if level.any():
            ones, others = segment.both_sides(agreed, level)
            apart = segment.both_sides([verdict**2 for verdict in segment.verdicts], level)
            one, other = (np.sqrt(np.float32(segment.n_apart) * np.maximum(side, 1.0)) for side in apart)
            differences[:, level] += ones / one - others / other
    return differences / max(1, n_segments)


def _with_counts(
    people: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], signs: NDArray[np.int8]
) -> NDArray[np.float64]:
    """Where tau does not exist for some segments, which are left out of the mean."""
    import numpy as np

    values = np.zeros((2, len(signs), len(first)), dtype=np.float32)
    counts = np.zeros((2, len(signs), len(first)), dtype=np.float32)
    every = np.ones(len(first), dtype=bool)
    for segment in _segments(people, first, second, signs):
        agreed = segment.both_sides([verdict * segment.order for verdict in segment.verdicts], every)
        apart = segment.both_sides([verdict**2 for verdict in segment.verdicts], every)
        for side in (0, 1):
            exists = apart[side] > 0.5
            values[side] += agreed[side] * exists / np.sqrt(np.float32(segment.n_apart) * np.maximum(apart[side], 1.0))
            counts[side] += exists
    return np.asarray(np.subtract(*(values / np.maximum(counts, 1))))
