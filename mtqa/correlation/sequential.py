"""Whether one system is better than another, asked again after every document: a test that stays honest.

Documents are judged in random order. Where two systems are equally good, the differences of documents are as often
positive as negative, and their sum is a random walk. At most one walk in twenty ever comes so far before the corpus
ends that it passes the bound (a straight one, as O'Brien and Fleming's: the reflection principle gives it), so one may
look after every document, and stop whenever it is passed.

The bound holds for differences with any tails, as the squares that were seen are the measure of the walk: a rare grave
error lengthens the measure as much as the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Walk", "walks"]

LEVEL = 0.05
_BOUND = -NormalDist().inv_cdf(LEVEL / 4)


@dataclass(frozen=True)
class Walk:
    """What the documents say so far of some pairs of systems; arrays of one entry for each pair.

    Attributes:
        sums: Sum of the differences.
        n_documents: How many documents were judged.
        p_values: The smallest p-value that was ever reached, good at any time: that the first system of the pair is
            better, or worse, than the other on texts of this kind. Two-sided.
        chances: How probable it is that `p_values` will be below 5 % when the whole corpus is judged, if the rest is
            like what has been judged.
    """

    sums: NDArray[np.float64]
    n_documents: NDArray[np.int64]
    p_values: NDArray[np.float64]
    chances: NDArray[np.float64]


def walks(differences: NDArray[np.float64], n_documents: NDArray[np.int64]) -> Walk:
    """Walk through the documents in the order in which they were judged.

    Args:
        differences: Shape (pairs, judged documents): the sum over a document's segments of one system's scores, less
            the other's; NaN where it was not judged for both.
        n_documents: For each pair, how many documents of the corpus both systems have translated.
    """
    import numpy as np

    known = ~np.isnan(differences)
    steps = np.where(known, differences, 0.0)
    counts = np.cumsum(known, axis=1)
    sums, squares = np.cumsum(steps, axis=1), np.cumsum(steps**2, axis=1)
    whole = n_documents[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        distances = np.abs(sums) / np.sqrt(squares * whole / counts)
    distances = np.where(known & (squares > 0), distances, 0.0)
    farthest = distances.max(axis=1, initial=0.0)
    total, squared, judged = (
        x[:, -1].astype(np.float64) if x.shape[1] else np.zeros(len(x)) for x in (sums, squares, counts)
    )
    tails = np.array([NormalDist().cdf(-float(one)) for one in farthest])
    return Walk(
        sums=total,
        n_documents=judged.astype(np.int64),
        p_values=np.minimum(1.0, 4 * tails),
        chances=_chances(total, squared, judged, n_documents),
    )


def _chances(
    sums: NDArray[np.float64],
    squares: NDArray[np.float64],
    counts: NDArray[np.float64],
    n_documents: NDArray[np.int64],
) -> NDArray[np.float64]:
    """How probable it is that a walk ends beyond the bound, by what is known of its drift."""
    import numpy as np

    shares = np.minimum(1.0, counts / n_documents)
    with np.errstate(invalid="ignore", divide="ignore"):
        ends = sums / np.sqrt(squares) / np.sqrt(shares)
        spreads = np.sqrt(np.maximum(0.0, 1 - shares) / shares)
    found = np.ones(len(sums))
    for number, (end, spread) in enumerate(zip(ends, spreads, strict=True)):
        if np.isfinite(end) and spread > 0:
            found[number] = NormalDist(end, spread).cdf(-_BOUND) + 1 - NormalDist(end, spread).cdf(_BOUND)
        elif np.isfinite(end):
            found[number] = float(abs(end) >= _BOUND)
        elif shares[number] >= 1:
            found[number] = 0.0
    return found
