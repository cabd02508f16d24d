"""What a metric adds to the uncertainty of its scores when it says another thing each time it is asked."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mtqa.contracts import Metric
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["widened"]

_QUANTILE = 1.959964
"""Of the normal distribution, for 95 %."""


def widened(interval: Interval, metric: Metric, *rows: NDArray[np.float64]) -> Interval:
    """An interval with the metric's own spread in it: both parts of the uncertainty are added as variances are.

    What the segments drawn at random vary has a little of that spread in it already, so the interval is rather too wide
    than too narrow.

    Args:
        interval: Of a score, or of the difference of two.
        metric: The metric.
        rows: The statistics of the system, or of both.
    """
    variance = 0.0
    for of_system in rows:
        errors = metric.standard_errors(of_system.sum(axis=0)[None])
        variance += 0.0 if errors is None else float(errors[0]) ** 2
    if variance == 0.0:
        return interval
    middle, own = (interval.low + interval.high) / 2, _QUANTILE * math.sqrt(variance)
    low, high = math.hypot(middle - interval.low, own), math.hypot(interval.high - middle, own)
    return Interval(middle - low, middle + high, interval.level)
