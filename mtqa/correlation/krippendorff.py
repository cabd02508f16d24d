"""Krippendorff's alpha: how far people who judge the same things agree, beyond what chance would give.

1 is perfect agreement, 0 what chance gives. Anybody may have judged anything: what only one person judged says nothing
and is left out (Krippendorff 2019, "Content Analysis", chapter 12). Alpha is made of sums over the things judged, so it
is quick for large tables and for documents that are drawn again at random.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["AlphaSums", "krippendorff_alpha"]

Level = Literal["interval", "nominal"]


def krippendorff_alpha(values: NDArray[np.float64], level: Level) -> float:
    """Alpha of a table of judgements.

    Args:
        values: Shape (people, things), NaN where somebody did not judge; for `nominal`, numbers that stand for
            categories.
        level: `interval` for scores, whose differences count squared; `nominal` for categories.

    Returns:
        Alpha; NaN where nothing was judged twice, or all judgements are the same.
    """
    import numpy as np

    sums = AlphaSums.of(values, level, np.zeros(values.shape[1], dtype=np.int64), 1)
    return float(sums.alphas(np.ones((1, 1)))[0])


@dataclass(frozen=True)
class AlphaSums:
    """What alpha is made of, by document.

    Attributes:
        level: `interval` or `nominal`.
        sums: Shape (documents, columns): the disagreement within things, the number of judgements that can be paired,
            then for intervals the sum and the sum of squares, for categories how often each was chosen.
    """

    level: Level
    sums: NDArray[np.float64]

    @classmethod
    def of(cls, values: NDArray[np.float64], level: Level, documents: NDArray[np.int64], n_documents: int) -> AlphaSums:
        """Sum up a table as of `krippendorff_alpha`.

        Args:
            values: The judgements.
            level: `interval` or `nominal`.
            documents: Number of the document of each thing.
            n_documents: How many documents there are.
        """
        import numpy as np

        pairable = (~np.isnan(values)).sum(axis=0) > 1
        values, documents = values[:, pairable], documents[pairable]
        known = ~np.isnan(values)
        times = known.sum(axis=0).astype(np.float64)
        columns = (_of_intervals if level == "interval" else _of_categories)(values, known, times)
        return cls(level, np.stack([np.bincount(documents, column, n_documents) for column in columns], axis=1))

    def alphas(self, weights: NDArray[np.float64]) -> NDArray[np.float64]:
        """Alpha for draws of documents: `weights`, shape (draws, documents), says how often each document counts."""
        import numpy as np

        drawn = weights @ self.sums
        disagreement, n, rest = drawn[:, 0], drawn[:, 1], drawn[:, 2:]
        if self.level == "interval":
            chance = 2 * (n * rest[:, 1] - rest[:, 0] ** 2)
            chance[chance <= _ROUNDING * n * rest[:, 1]] = 0.0
        else:
            chance = n**2 - (rest**2).sum(axis=1)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(chance > 0, 1 - (n - 1) * disagreement / chance, np.nan)


_ROUNDING = 1e-12


def _of_intervals(
    values: NDArray[np.float64], known: NDArray[np.bool_], times: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    import numpy as np

    centre = float(values[known].mean()) if known.any() else 0.0
    filled = np.where(known, values - centre, 0.0)
    totals, squares = filled.sum(axis=0), (filled**2).sum(axis=0)
    return [2 * (times * squares - totals**2) / (times - 1), times, totals, squares]


def _of_categories(
    values: NDArray[np.float64], known: NDArray[np.bool_], times: NDArray[np.float64]
) -> list[NDArray[np.float64]]:
    import numpy as np

    counts = [(values == code).sum(axis=0).astype(np.float64) for code in np.unique(values[known])]
    alike = np.sum([count**2 for count in counts], axis=0) if counts else times
    return [(times**2 - alike) / (times - 1), times, *counts]
