"""Intervals and tests of scores in the normal limit, from the statistics of very many segments or documents."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from mtqa.engine import Moments, NormalLimit
from mtqa.evaluation.document_intervals import detectable_by_document, widened
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["normal_differences", "normal_intervals"]

_Scores = Callable[["NDArray[np.float64]"], "NDArray[np.float64]"]


def normal_intervals(
    units: Sequence[NDArray[np.float64]], scores: _Scores, documents: NDArray[np.int64] | None
) -> list[Interval | None]:
    """The 95 % interval of each system's score.

    Args:
        units: For each system the statistics of segments, or of documents.
        scores: Turns (m, k) sums into m scores.
        documents: The number of each segment's document, where units are documents; None for segments.
    """
    limit = NormalLimit(Moments.of(units), scores)
    wider = 1.0 if documents is None else widened(documents)
    values = scores(limit.moments.sums).tolist()
    ends = [limit.interval(value, wider * limit.standard_error(s)) for s, value in enumerate(values)]
    return [Interval(low, high) for low, high in ends]


def normal_differences(
    units: Sequence[NDArray[np.float64]],
    scores: _Scores,
    pairs: Sequence[tuple[int, int]],
    documents: NDArray[np.int64] | None,
) -> list[tuple[float, Interval, float, float]]:
    """For each pair of systems the difference, its interval, its p-value by approximate randomisation, and what a test
    would find; arguments as for `normal_intervals`."""
    limit = NormalLimit(Moments.of(units, pairs), scores)
    wider = 1.0 if documents is None else widened(documents)
    values = scores(limit.moments.sums).tolist()
    found = []
    for one, other in pairs:
        delta, error = values[one] - values[other], limit.error_of_difference(one, other)
        ends = Interval(*limit.interval(delta, wider * error))
        detectable = 2.8 * error if documents is None else detectable_by_document(error, documents)
        found.append((delta, ends, limit.randomisation_p_value(one, other, delta), detectable))
    return found
