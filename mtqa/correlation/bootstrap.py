"""How sure agreement is: what it would be for other documents and other systems of the same kind.

Documents and systems are drawn with replacement, both at once (BOOT-BOTH of Deutsch et al., 2021), the same for all
metrics. A system that is drawn twice makes no pair with itself. The threshold of accuracy with ties stays what it is.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mtqa.correlation.permutation import SYSTEM_STATISTICS
from mtqa.correlation.soft_accuracy import approximate_confidence
from mtqa.correlation.system_level import pair_weights
from mtqa.correlation.tie_calibration import Pairs

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Resampled", "interval_of"]

LEVEL = 0.95
_FLAT = 1e-12
FEWEST = 0.9
"""Where the statistic exists for a smaller share of the resamples, there is no interval."""


def interval_of(values: NDArray[np.float64]) -> tuple[float, float] | None:
    """The middle 95 % of resampled values; None where too many do not exist."""
    import numpy as np

    known = values[np.isfinite(values)]
    if len(known) < max(2, FEWEST * len(values)):
        return None
    low, high = np.quantile(known, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


class Resampled:
    """Resamples of one test set.

    Args:
        people: Judgements of shape (systems, segments), NaN where nobody judged; or (systems, 0) where only systems
            were.
        documents: Number of the document of each of these segments.
        n_documents: How many documents the test set has.
        n_samples: How many.
        seed: Seed of the draws.
    """

    def __init__(
        self, people: NDArray[np.float64], documents: NDArray[np.int64], n_documents: int, *, n_samples: int, seed: int
    ) -> None:
        import numpy as np

        generator = np.random.default_rng(seed)
        n_systems = len(people)
        self._people = people
        systems = generator.multinomial(n_systems, np.full(n_systems, 1 / n_systems), size=n_samples)
        self._weights = systems.astype(np.float64)
        self._drawn = generator.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=n_samples)
        self._documents = documents
        self._kept: dict[bytes, NDArray[np.float32]] = {}
        self._kept_counts: tuple[bytes, NDArray[np.float32]] = (b"", np.zeros(0, dtype=np.float32))

    @cached_property
    def _segments(self) -> NDArray[np.float64]:
        """How often each segment counts in each resample."""
        import numpy as np

        return self._drawn[:, self._documents].astype(np.float64)

    @cached_property
    def _small_segments(self) -> NDArray[np.float32]:
        import numpy as np

        return self._segments.astype(np.float32)

    @cached_property
    def _pairs(self) -> NDArray[np.float64]:
        return pair_weights(self._weights, len(self._people))

    @cached_property
    def _small_pairs(self) -> NDArray[np.float32]:
        import numpy as np

        return self._pairs.astype(np.float32)

    def system_scores(
        self, scores: NDArray[np.float64], segments: NDArray[np.float64], documents: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """Scores of systems on the resamples: moved as the mean of their segment scores moves.

        Args:
            scores: Shape (systems,).
            segments: All segments that they are about, shape (systems, segments), NaN where there is no score; with no
                segments, the scores stay.
            documents: The document of each of these segments.
        """
        import numpy as np

        if not segments.size:
            return np.broadcast_to(scores, self._weights.shape)
        known = ~np.isnan(segments)
        sums = np.zeros((2, self._drawn.shape[1], len(scores)))
        for number, summed in enumerate((np.where(known, segments, 0.0), known.astype(np.float64))):
            np.add.at(sums[number], documents, summed.T)
        with np.errstate(invalid="ignore", divide="ignore"):
            means = (self._drawn @ sums[0]) / (self._drawn @ sums[1])
            return np.asarray(scores + means - sums[0].sum(axis=0) / sums[1].sum(axis=0))

    def system_statistic(
        self, name: str, people: NDArray[np.float64], metric: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """A statistic of systems.

        Args:
            name: `accuracy`, `pearson`, `kendall` or `spearman`.
            people: Of `system_scores`; NaN where there is none.
            metric: Likewise.
        """
        import numpy as np

        known = ~(np.isnan(people) | np.isnan(metric))
        ours, theirs = (np.where(known, x, 0.0) for x in (metric, people))
        return SYSTEM_STATISTICS[name](theirs, ours, self._weights * known)

    def soft_accuracy(self, metric: NDArray[np.float64], value: float) -> NDArray[np.float64]:
        """Soft pairwise accuracy, moved so that the whole test set has the value that permutations give."""
        import numpy as np

        i, j = np.triu_indices(len(self._people), 1)
        shared = ~(np.isnan(self._people) | np.isnan(metric))
        both = shared[i] & shared[j]
        weights = np.concatenate([np.ones((1, both.shape[1])), self._segments])
        p_values = [self._confidence(self._people, both, weights), self._confidence(metric, both, weights)]
        exists = both.any(axis=1)
        pairs = np.concatenate([np.ones((1, len(i))), self._pairs]) * exists
        with np.errstate(invalid="ignore", divide="ignore"):
            values = 1 - (np.abs(p_values[0] - p_values[1]) * pairs).sum(axis=1) / pairs.sum(axis=1)
        return np.asarray(values[1:] - values[0] + value)

    def _confidence(
        self, scores: NDArray[np.float64], both: NDArray[np.bool_], weights: NDArray[np.float64]
    ) -> NDArray[np.float32]:
        """p-values of every two systems on the resamples; people's are kept, for they are often the same."""
        import numpy as np

        key = both.tobytes() if scores is self._people else b""
        if key and key in self._kept:
            return self._kept[key]
        i, j = np.triu_indices(len(scores), 1)
        apart = np.where(both, scores[i] - scores[j], 0.0)
        p_values = approximate_confidence(*(np.asarray(weights @ x.T, dtype=np.float32) for x in (apart, apart**2)))
        if key:
            self._kept = {key: p_values}
        return p_values

    def tie_accuracy(self, pairs: Pairs, correct: NDArray[np.bool_]) -> NDArray[np.float64]:
        """Accuracy with ties, grouped by item.

        Args:
            pairs: The pairs of translations, each of one segment.
            correct: For each whether the metric is right.
        """
        import numpy as np

        n_systems, n_segments = self._people.shape
        i, j = np.triu_indices(n_systems, 1)
        numbers = np.zeros((n_systems, n_systems), dtype=np.int64)
        numbers[i, j] = np.arange(len(i))
        cells = (
            numbers[pairs.first // n_segments, pairs.second // n_segments],
            pairs.first % n_segments,
        )
        right, there = (np.zeros((len(i), n_segments), dtype=np.float32) for _ in range(2))
        right[cells], there[cells] = correct, 1.0
        return self._mean_of_segments(self._small_pairs @ right, self._counted(there))

    def _counted(self, there: NDArray[np.float32]) -> NDArray[np.float32]:
        """How many pairs of systems each resample has in each segment; kept, for it is often the same."""
        key = there.tobytes()
        if self._kept_counts[0] != key:
            self._kept_counts = (key, self._small_pairs @ there)
        return self._kept_counts[1]

    def _mean_of_segments(self, sums: NDArray[np.float32], whole: NDArray[np.float32]) -> NDArray[np.float64]:
        """The mean over segments of a share that does not exist in all of them."""
        import numpy as np

        exists = whole > 0
        shares = sums / np.where(exists, whole, np.float32(1))
        weights = self._small_segments * exists
        with np.errstate(invalid="ignore", divide="ignore"):
            sums_of_shares = np.einsum("ij,ij->i", weights, shares, dtype=np.float64)
            return np.asarray(sums_of_shares / weights.sum(axis=1, dtype=np.float64))

    def pearson(self, metric: NDArray[np.float64], grouping: str) -> NDArray[np.float64]:
        """Pearson's correlation of segment scores.

        Args:
            metric: Shape (systems, segments).
            grouping: `item`, `system` or `none`.
        """
        import numpy as np

        shared = ~(np.isnan(self._people) | np.isnan(metric))
        ours, theirs = (np.where(shared, x - np.nanmean(x), 0.0) for x in (metric, self._people))

        def total(scores: NDArray[np.float64]) -> NDArray[np.float64]:
            if grouping == "system":
                return self._segments @ scores.T
            by_segment = self._weights @ scores
            return by_segment if grouping == "item" else (by_segment * self._segments).sum(axis=1)

        n, x, y = total(shared.astype(np.float64)), total(ours), total(theirs)
        with np.errstate(invalid="ignore", divide="ignore"):
            spreads = [total(scores**2) - sums**2 / n for scores, sums in ((ours, x), (theirs, y))]
            r = (total(ours * theirs) - x * y / n) / np.sqrt(spreads[0] * spreads[1])
            if grouping == "none":
                return np.asarray(r)
            exists = (spreads[0] > _FLAT * total(ours**2)) & (spreads[1] > _FLAT * total(theirs**2))
            weights = (self._segments if grouping == "item" else self._weights) * exists
            return np.asarray((weights * np.where(exists, r, 0.0)).sum(axis=1) / weights.sum(axis=1))

    def kendall(self, metric: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Kendall's variants `b`, `10` and `23` as of `grouped_kendall`, the means over segments."""
        import numpy as np

        i, j = np.triu_indices(len(self._people), 1)
        shared = ~(np.isnan(self._people) | np.isnan(metric))
        both = shared[i] & shared[j]
        ours, theirs = (np.where(both, np.sign(x[i] - x[j]), 0.0).astype(np.float32) for x in (metric, self._people))
        product = ours * theirs
        agreed, decided, ours_apart = (self._small_pairs @ x for x in (product, np.abs(product), np.abs(ours)))
        theirs_apart, whole = self._small_pairs @ np.abs(theirs), self._counted(both.astype(np.float32))
        without_ties = np.asarray(agreed - theirs_apart + decided, dtype=np.float32)
        both_apart = np.sqrt(ours_apart * theirs_apart, dtype=np.float32)
        equal = np.float32(0.5) * (agreed + decided) + whole - ours_apart - theirs_apart + decided
        return {
            "b": self._mean_of_segments(agreed, both_apart),
            "10": self._mean_of_segments(without_ties, theirs_apart),
            "23": self._mean_of_segments(equal + equal - whole, whole),
        }
