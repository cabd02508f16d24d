"""Student's t distribution for whole degrees of freedom (Abramowitz and Stegun, 1964, 26.7.3, 26.7.4 and 26.7.5)."""

from __future__ import annotations

import math
from functools import cache

__all__ = ["t_quantile", "t_tail"]

_MANY = 200
"""From here on the expansion about the normal distribution is right to six digits."""
_STEPS = 60


def t_tail(t: float, df: int) -> float:
    """The probability of a value of at least t.

    Args:
        t: Any number; also infinite.
        df: Degrees of freedom, at least 1.
    """
    if math.isinf(t):
        return 0.0 if t > 0 else 1.0
    if df > _MANY:
        from statistics import NormalDist

        return 1.0 - NormalDist().cdf(t * (1.0 - 1.0 / (4.0 * df)) / math.sqrt(1.0 + t * t / (2.0 * df)))
    inside = _central(abs(t), df)
    return 0.5 * (1.0 - inside) if t >= 0 else 0.5 * (1.0 + inside)


def _central(t: float, df: int) -> float:
    """The probability of a value between -t and t, as a finite sum."""
    angle = math.atan(t / math.sqrt(df))
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = df % 2 == 1
    term = cosine if odd else 1.0
    total = term if df > 1 else 0.0
    for step in range(2 if odd else 1, df - 2 + odd, 2):
        term *= cosine * cosine * step / (step + 1)
        total += term
    return 2.0 / math.pi * (angle + sine * total) if odd else sine * total


@cache
def t_quantile(p: float, df: int) -> float:
    """The value below which a share p lies.

    Args:
        p: Between 0.5 and 1.
        df: Degrees of freedom, at least 1.
    """
    from statistics import NormalDist

    z = NormalDist().inv_cdf(p)
    if df > _MANY:
        return z + (z**3 + z) / (4.0 * df) + (5.0 * z**5 + 16.0 * z**3 + 3.0 * z) / (96.0 * df * df)
    low, high = 0.0, 1.0
    while t_tail(high, df) > 1.0 - p:
        high *= 2.0
    for _ in range(_STEPS):
        middle = (low + high) / 2.0
        low, high = (middle, high) if t_tail(middle, df) > 1.0 - p else (low, middle)
    return high
