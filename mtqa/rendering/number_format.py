"""Numbers as people read them: signs, decimals, intervals and p-values in the conventions of the report's language."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from mtqa.languages import Language
from mtqa.results import Interval, Score

__all__ = ["Numbers", "decimals_for"]

_MINUS = "\u2212"
_DASH = "\u2013"
_NO_BREAK = "\u202f"


def decimals_for(scores: Iterable[Score]) -> int:
    """Decimals that the values of a metric deserve: one on a scale of 100, two of 10, four of 1 (as COMET's)."""
    largest = largest_system = 0.0
    for score in scores:
        if score.value is not None and math.isfinite(score.value):
            largest_system = max(largest_system, abs(score.value))
        for value in (score.value, *score.segment_values):
            if value is not None and math.isfinite(value):
                largest = max(largest, abs(value))
    if 0.0 < largest <= 2.0:
        return 4
    return 2 if 0.0 < largest_system <= 5.0 else 1


@dataclass(frozen=True)
class Numbers:
    """Formats numbers.

    Attributes:
        language: Whose decimal sign and grouping are used.
    """

    language: Language

    def count(self, n: int) -> str:
        """A whole number, in groups of three digits."""
        return f"{n:,}".replace(",", self.language.groups[0]).replace("-", _MINUS)

    def value(self, value: float | None, decimals: int, *, signed: bool = False) -> str:
        """A number with fixed decimals; a dash where there is none. NaN and infinity count as none."""
        if value is None or not math.isfinite(value):
            return _DASH
        text = f"{abs(value):,.{decimals}f}"
        negative = value < 0 and any(digit in "123456789" for digit in text)
        sign = _MINUS if negative else "+" if signed else ""
        return sign + text.replace(",", "\0").replace(".", self.language.decimal).replace("\0", self.language.groups[0])

    def interval(self, interval: Interval | None, decimals: int, *, signed: bool = False) -> str:
        """Both ends of an interval; a dash where there is none."""
        if interval is None or not (math.isfinite(interval.low) and math.isfinite(interval.high)):
            return _DASH
        low = self.value(interval.low, decimals, signed=signed)
        high = self.value(interval.high, decimals, signed=signed)
        between = " … " if signed or low.startswith(_MINUS) or high.startswith(_MINUS) else _DASH
        return f"{low}{between}{high}"

    def percent(self, share: float) -> str:
        """A share between 0 and 1 as a percentage: no decimals, but never 0 % or 100 % for what is not quite that."""
        if 0.0 < share < 0.005:
            return f"<{_NO_BREAK}1{_NO_BREAK}%"
        if 0.995 <= share < 1.0:
            return f">{_NO_BREAK}99{_NO_BREAK}%"
        return f"{share * 100:.0f}{_NO_BREAK}%"

    def p_value(self, p: float | None) -> str:
        """A p-value with three decimals; a dash where there is none."""
        if p is None or not math.isfinite(p):
            return _DASH
        return f"<{_NO_BREAK}{self.value(0.001, 3)}" if p < 0.001 else self.value(p, 3)
