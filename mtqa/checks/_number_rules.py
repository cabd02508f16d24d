"""Rules by which two texts say the same number in different ways.

Every rule has the context in which it applies, examples that it excuses and examples of the same kind that it does not:
a rule for hours holds beside a clock time and nowhere else. `PAIRS` compare a number of the source with one of the
hypothesis; `SINGLES` look for what the other text has in place of the number.
"""

from __future__ import annotations

from mtqa.checks import _amount_rules, _century_rules, _time_rules
from mtqa.checks._measures import Side
from mtqa.checks._quantities import Number

__all__ = ["PAIRS", "SINGLES", "same_number", "spelled_out"]

PAIRS = (*_amount_rules.PAIRS, *_time_rules.PAIRS, *_century_rules.PAIRS)
SINGLES = (*_amount_rules.SINGLES, *_time_rules.SINGLES, *_century_rules.SINGLES)


def same_number(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    """Whether a number of the source and another one of the hypothesis say the same, by one of the rules."""
    return any(rule.holds(source, hypothesis, left, right) for rule in PAIRS)


def spelled_out(number: Number, own: Side, other: Side) -> bool:
    """Whether the other text says a number without its digits, by one of the rules."""
    return any(rule.holds(number, own, other) for rule in SINGLES)
