"""A confidence interval. Data only."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Interval"]


@dataclass(frozen=True)
class Interval:
    """A confidence interval.

    Attributes:
        low: Lower end, on the scale of the score.
        high: Upper end.
        level: Coverage, 0.95 for 95 %.
    """

    low: float
    high: float
    level: float = 0.95
