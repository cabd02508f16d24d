"""Intervals where documents are drawn, which are few and of unequal size: the percentile interval is too narrow then.

It lacks what a standard error from n values lacks, the factor sqrt(n / (n - 1)), and it takes the error for known, as
the normal distribution does and Student's does not; both are put right by taking percentiles further out (Hesterberg,
2015, section 3.3). Documents of unequal size are worth fewer than there are, so degrees of freedom are counted by the
number of documents of one size that would say as much. Where there are very few, resamples of them are too coarse for
percentiles, and the interval is Student's about the score, with the standard error of the jackknife.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mtqa.evaluation.resampling_units import effective_documents
from mtqa.evaluation.student_t import t_quantile
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FEW_DOCUMENTS", "detectable_by_document", "interval_by_document", "widened"]

FEW_DOCUMENTS = 12
"""Below this many, percentiles of resamples are not used."""
_LEVEL = 0.95
_POWER = 0.8


def degrees_of_freedom(documents: NDArray[np.int64]) -> int:
    """One less than the number of documents of one size that would say as much, rounded down; at least 1."""
    return max(1, math.floor(effective_documents(documents) + 1e-9) - 1)


def interval_by_document(
    samples: NDArray[np.float64], observed: float, left_out: NDArray[np.float64], documents: NDArray[np.int64]
) -> Interval:
    """The 95 % interval of a score or a difference.

    Args:
        samples: Its values on resamples of the documents.
        observed: Its value.
        left_out: Its values with one document left out each.
        documents: The number of each segment's document.
    """
    import numpy as np

    n = len(left_out)
    quantile = t_quantile((1.0 + _LEVEL) / 2.0, degrees_of_freedom(documents))
    if n < FEW_DOCUMENTS:
        error = math.sqrt((n - 1) / n * float(((left_out - left_out.mean()) ** 2).sum()))
        return Interval(observed - quantile * error, observed + quantile * error, _LEVEL)
    from statistics import NormalDist

    tail = NormalDist().cdf(-quantile * math.sqrt(n / (n - 1)))
    low, high = np.quantile(samples, [tail, 1.0 - tail])
    return Interval(float(low), float(high), _LEVEL)


def detectable_by_document(error: float, documents: NDArray[np.int64]) -> float:
    """The smallest true difference that a test at 0.05 finds with a probability of 80 %.

    Args:
        error: Standard deviation of the difference over resamples.
        documents: The number of each segment's document.
    """
    df = degrees_of_freedom(documents)
    n = len(set(documents.tolist()))
    return (t_quantile((1.0 + _LEVEL) / 2.0, df) + t_quantile(_POWER, df)) * error * math.sqrt(n / (n - 1))


def widened(documents: NDArray[np.int64]) -> float:
    """By how much deviations of resamples are to be enlarged before they are held against an observed difference."""
    from statistics import NormalDist

    n = len(set(documents.tolist()))
    normal = NormalDist().inv_cdf((1.0 + _LEVEL) / 2.0)
    return t_quantile((1.0 + _LEVEL) / 2.0, degrees_of_freedom(documents)) / normal * math.sqrt(n / (n - 1))
