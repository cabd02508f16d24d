"""Differences of two metrics whose segment scores were exchanged at random, for all pairs of metrics and draws at once.

Where a score is exchanged, its sign is -1, else 1. With A the mean of two metrics' scores and B half their
difference, what the two become is A + sB and A - sB, so that every sum that a statistic needs is linear in the signs,
or bilinear in those of two systems: a product of the matrix of signs with one of all pairs of metrics.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
    errors = np.zeros((len(signs), len(first)), dtype=np.float32)
    confidence = confidence.astype(np.float32)
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
        np.subtract(total, moved, out=moved)
        np.subtract(squares, twisted, out=twisted)
        other = approximate_confidence(moved, twisted)
        for sign, p_values in ((1, other), (-1, one)):
            np.subtract(p_values, confidence[number], out=p_values)
            np.abs(p_values, out=p_values)
            (np.add if sign > 0 else np.subtract)(errors, p_values, out=errors)
    return errors.astype(np.float64) / max(1, n_pairs)


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
        drawn = signs[:, systems, segments].astype(np.float64)
        products, sums, mixed = (drawn @ matrix.T for matrix in (half * judged, half, 2 * mean * half))
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
    differences = np.zeros((len(first), len(signs)))
    for chosen, summed in ((constant, _with_counts), (~constant, _without_counts)):
        if chosen.any():
            differences[chosen] = summed(_segments(people, first[chosen], second[chosen], signs))
    return differences.T


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
    """One segment in which people order some systems.

    Attributes:
        i: The first system of each pair.
        j: The second.
        order: How people order the two.
        n_apart: How many pairs people do not put level.
        drawn: The signs, shape (systems, draws).
        verdicts: How metrics order the two where neither, the second, the first or both scores were exchanged, shape
            (pairs of metrics, pairs of systems).
    """

    i: NDArray[np.int64]
    j: NDArray[np.int64]
    order: NDArray[np.float32]
    n_apart: int
    drawn: NDArray[np.float32]
    verdicts: Sequence[NDArray[np.float32]]

    def both_sides(
        self, verdicts: Sequence[NDArray[np.float32]], pairs: NDArray[np.bool_] | None = None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Sums over the pairs of systems of what holds after the exchange, for both metrics: the four cases as a
        polynomial in the two signs. With `pairs`, over some of the pairs only."""
        i, j = (self.i, self.j) if pairs is None else (self.i[pairs], self.j[pairs])
        kept, second, first, both = verdicts if pairs is None else (verdict[:, pairs] for verdict in verdicts)
        even = ((kept - second - first + both) / 4) @ (self.drawn[i] * self.drawn[j])
        even += (kept + second + first + both).sum(axis=1)[:, None] / 4
        odd = self.odd((kept, second, first, both), i, j)
        return even + odd, even - odd

    def odd(
        self, verdicts: Sequence[NDArray[np.float32]], i: NDArray[np.int64], j: NDArray[np.int64]
    ) -> NDArray[np.float32]:
        """Half the difference of the two sides."""
        import numpy as np

        kept, second, first, both = verdicts
        systems = np.arange(len(self.drawn))
        of_first, of_second = ((systems == number[:, None]).astype(np.float32) for number in (i, j))
        linear = ((kept + second - first - both) @ of_first + (kept - second + first - both) @ of_second) / 4
        product: NDArray[np.float32] = linear @ self.drawn
        return product

    def taus(self) -> tuple[tuple[NDArray[np.float32], NDArray[np.float32]], list[NDArray[np.float32]]]:
        """What is concordant less what is discordant, and how many pairs each metric does not put level."""
        import numpy as np

        agreed = self.both_sides([verdict * self.order for verdict in self.verdicts])
        level = [(verdict == 0).astype(np.float32) for verdict in self.verdicts]
        somewhere = np.any([verdict.any(axis=0) for verdict in level], axis=0)
        tied = self.both_sides(level, somewhere)
        return agreed, [np.float32(len(self.i)) - side for side in tied]


def _segments(
    people: NDArray[np.float64], first: NDArray[np.float64], second: NDArray[np.float64], signs: NDArray[np.int8]
) -> Iterator[_Segment]:
    import numpy as np

    turned = np.ascontiguousarray(signs.transpose(2, 1, 0))
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
        drawn = turned[segment, systems].astype(np.float32)
        yield _Segment(i, j, order, int(np.count_nonzero(order)), drawn, verdicts)


def _without_counts(segments: Iterator[_Segment]) -> NDArray[np.float32]:
    """Where tau exists for every segment: what both sides have in common goes out in the difference."""
    import numpy as np

    differences: NDArray[np.float32] | None = None
    n_segments = 0
    for segment in segments:
        n_segments += 1
        if differences is None:
            differences = np.zeros((len(segment.verdicts[0]), segment.drawn.shape[1]), dtype=np.float32)
        level = np.any([(verdict == 0).any(axis=1) for verdict in segment.verdicts], axis=0)
        if not level.all():
            scale = 2 / np.sqrt(np.float32(segment.n_apart * len(segment.i)))
            agreed = [verdict[~level] * segment.order for verdict in segment.verdicts]
            differences[~level] += segment.odd(agreed, segment.i, segment.j) * scale
        if level.any():
            tied = replace(segment, verdicts=[verdict[level] for verdict in segment.verdicts])
            both, apart = tied.taus()
            for sign, side, number in ((1, both[0], apart[0]), (-1, both[1], apart[1])):
                np.maximum(number, 1, out=number)
                np.sqrt(number, out=number)
                side *= np.float32(sign / np.sqrt(segment.n_apart))
                side /= number
            both[0][...] += both[1]
            differences[level] += both[0]
    if differences is None:
        return np.zeros((1, 1), dtype=np.float32)
    return np.asarray(differences / n_segments, dtype=np.float32)


def _with_counts(segments: Iterator[_Segment]) -> NDArray[np.float64]:
    """Where tau does not exist for some segments, which are left out of the mean."""
    import numpy as np

    values: NDArray[np.float64] | None = None
    for segment in segments:
        if values is None:
            values = np.zeros((2, len(segment.verdicts[0]), segment.drawn.shape[1]))
            counts = np.zeros_like(values)
        agreed, apart = segment.taus()
        for side in (0, 1):
            exists = apart[side] > 0.5
            values[side] += agreed[side] * exists / np.sqrt(np.float32(segment.n_apart) * np.maximum(apart[side], 1))
            counts[side] += exists
    if values is None:
        return np.zeros((1, 1))
    return np.asarray(np.subtract(*(values / np.maximum(counts, 1))))
