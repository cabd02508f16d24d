"""What is kept of a metric's statistics while a test set is read: rows of segments, or only what they add up to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from operator import add
from typing import TYPE_CHECKING, Any

from mtqa.engine.configs import MetricConfig, TerConfig
from mtqa.engine.exact_sums import running_total
from mtqa.engine.resampling import MOST_RESAMPLED
from mtqa.engine.rows import Rows, as_array, joined

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.engine.normal_limit import Moments

__all__ = ["Collected", "Collecting", "Keeping"]


@dataclass(frozen=True)
class Keeping:
    """What is to be kept of statistics.

    Attributes:
        rows: Whether the rows of all segments are kept, however many there are.
        most_rows: Up to so many segments rows are kept, to be resampled.
        moments: Whether cross products are kept where rows are not.
        pairs: Systems whose differences are to be tested: pairs of their numbers.
        documents: The number of each segment's document, where documents are drawn: their rows are kept.
        splits: Whether this is a part of a larger test set. Rows whose sums are not exact are kept then, for their sum
            depends on the order of all additions.
        n_segments: How many segments there are in the whole test set, where that is known.
    """

    rows: bool = True
    most_rows: int = MOST_RESAMPLED
    moments: bool = False
    pairs: tuple[tuple[int, int], ...] = ()
    documents: NDArray[np.int64] | None = None
    splits: bool = False
    n_segments: int = 0

    @property
    def until_too_many(self) -> bool:
        """Whether rows are kept for as long as there are not too many."""
        return self.moments and self.n_segments <= self.most_rows


@dataclass(frozen=True)
class Collected:
    """What was kept of one metric's statistics.

    Attributes:
        config: The metric.
        n_segments: How many segments were read.
        totals: For each system the sums over all of them, added up in sacreBLEU's order.
        rows: For each system the rows of segments, shape (segments, k); None where they were not kept.
        of_documents: For each system the rows of documents, by their numbers; None where they were not kept.
        moments: Sums and cross products; None where rows were kept, or nothing is to be said of how sure a score is.
    """

    config: MetricConfig
    n_segments: int
    totals: tuple[list[float], ...]
    rows: tuple[Rows, ...] | None = None
    of_documents: tuple[NDArray[np.float64], ...] | None = None
    moments: Moments | None = None

    def __add__(self, other: Collected) -> Collected:
        """What was kept of both, of which the other one follows."""
        rows = moments = documents = None
        totals = tuple(list(map(add, one, more)) for one, more in zip(self.totals, other.totals, strict=True))
        if self.rows is not None and other.rows is not None:
            rows = tuple(joined(both) for both in zip(self.rows, other.rows, strict=True))
        if self.moments is not None and other.moments is not None:
            moments = self.moments + other.moments
        if self.of_documents is not None and other.of_documents is not None:
            documents = tuple(one + more for one, more in zip(self.of_documents, other.of_documents, strict=True))
        return Collected(self.config, self.n_segments + other.n_segments, totals, rows, documents, moments)

    def in_order(self) -> Collected:
        """The same with totals that were added up row by row, where sums are not exact and there are rows."""
        if self.rows is None:
            return self
        return replace(self, totals=tuple(running_total(None, rows) for rows in self.rows))


class Collecting:
    """Collects the statistics of one metric, part by part."""

    def __init__(self, config: MetricConfig, n_references: int, n_systems: int, keeping: Keeping) -> None:
        self._config = config
        self._keeping = keeping
        inexact = isinstance(config, TerConfig) and n_references > 2
        self._for_good = keeping.rows or (inexact and (keeping.splits or keeping.moments))
        self._keeps_rows = self._for_good or keeping.until_too_many
        self._rows: list[list[Rows]] = [[] for _ in range(n_systems)]
        self._totals: list[list[float]] = []
        self._documents: list[NDArray[np.float64]] = []
        self._moments: Moments | None = None
        self._n_segments = 0

    def add(self, systems: Sequence[Rows]) -> None:
        """Take in the statistics of the next segments, for each system its rows."""
        start, self._n_segments = self._n_segments, self._n_segments + len(systems[0])
        nothing: list[list[float] | None] = [None for _ in systems]
        totals = self._totals or nothing
        self._totals = [running_total(total, rows) for total, rows in zip(totals, systems, strict=True)]
        if not self._keeps_rows:
            self._fold(systems, start)
            return
        for kept, rows in zip(self._rows, systems, strict=True):
            kept.append(rows)
        if not self._for_good and self._n_segments > self._keeping.most_rows:
            whole = self._taken()
            self._keeps_rows = False
            self._fold(whole, 0)

    def collected(self) -> Collected:
        """What was kept."""
        return Collected(
            config=self._config,
            n_segments=self._n_segments,
            totals=tuple(self._totals),
            rows=tuple(self._taken()) if self._keeps_rows else None,
            of_documents=tuple(self._documents) or None,
            moments=self._moments,
        )

    def _taken(self) -> list[Rows]:
        """The rows in one piece for each system; the pieces are let go."""
        whole = []
        for pieces in self._rows:
            whole.append(joined(pieces))
            pieces.clear()
        return whole

    def _fold(self, systems: Sequence[Rows], start: int) -> None:
        if self._keeping.documents is None and not self._keeping.moments:
            return
        arrays = [as_array(rows) for rows in systems]
        if self._keeping.documents is not None:
            self._fold_documents(arrays, self._keeping.documents, start)
            return
        from mtqa.engine.normal_limit import Moments

        moments = Moments.of(arrays, self._keeping.pairs)
        self._moments = moments if self._moments is None else self._moments + moments

    def _fold_documents(self, systems: Sequence[NDArray[Any]], numbers: NDArray[np.int64], start: int) -> None:
        import numpy as np

        if not self._documents:
            self._documents = [np.zeros((int(numbers.max()) + 1, rows.shape[1])) for rows in systems]
        of_rows = numbers[start : start + len(systems[0])]
        for sums, rows in zip(self._documents, systems, strict=True):
            np.add.at(sums, of_rows, rows)
