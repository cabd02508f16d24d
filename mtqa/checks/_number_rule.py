"""What a rule of numbers is: when it applies, texts in which it excuses a difference, and texts in which not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from mtqa.checks._measures import Side
from mtqa.checks._quantities import Number

__all__ = ["Example", "PairRule", "SingleRule"]


@dataclass(frozen=True)
class Example:
    """A pair of texts.

    Attributes:
        pair: Source and target language.
        source: Source text.
        hypothesis: Its translation.
    """

    pair: str
    source: str
    hypothesis: str


@dataclass(frozen=True)
class PairRule:
    """When a number of the source and another one of the hypothesis say the same.

    Attributes:
        name: Short name.
        when: When it applies.
        holds: Whether it does for a number of the source and one of the hypothesis.
        same: Texts in which nothing is wrong by this rule.
        wrong: Texts like them in which something is.
    """

    name: str
    when: str
    holds: Callable[[Number, Number, Side, Side], bool]
    same: tuple[Example, ...]
    wrong: tuple[Example, ...]


@dataclass(frozen=True)
class SingleRule:
    """When the other text says a number without its digits.

    Attributes:
        name: Short name.
        when: When it applies.
        holds: Whether it does for a number, its own text and the other one.
        same: Texts in which nothing is wrong by this rule.
        wrong: Texts like them in which something is.
    """

    name: str
    when: str
    holds: Callable[[Number, Side, Side], bool]
    same: tuple[Example, ...]
    wrong: tuple[Example, ...]
