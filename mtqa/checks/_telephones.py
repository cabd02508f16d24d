"""Telephone numbers and other long numbers that are written in groups: the groups differ from country to country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mtqa.checks._measures import Side
from mtqa.checks._messages import has_become
from mtqa.contracts import Problem
from mtqa.results import Span

__all__ = ["compare_grouped"]

_GROUPED = re.compile(r"(?<![\w.,+])(?:\(?\+|\(?00[ \u00a0])?\(?\d[\d \u00a0\u202f()/.-]{5,26}\d(?![\w])")
_HINT = re.compile(r"\d[\d \u00a0\u202f()/.-]{5}")
_DIGITS = re.compile(r"\d")
_SHORTEST, _LONGEST = 7, 15
"""Digits of a telephone number (ITU-T E.164)."""
_CHANGED = 2
"""Digits that may be other ones in the same telephone number."""
_MANY = 20


@dataclass(frozen=True)
class _Grouped:
    """A long number.

    Attributes:
        start: First character.
        end: One past the last.
        text: As written.
        digits: Its digits alone.
    """

    start: int
    end: int
    text: str
    digits: str

    @property
    def is_telephone(self) -> bool:
        """Whether it begins as an international telephone number does."""
        return self.text.lstrip("(").startswith(("+", "00"))


def _grouped(text: str) -> Iterator[_Grouped]:
    for match in islice(_GROUPED.finditer(text), _MANY) if _HINT.search(text) else ():
        digits = "".join(_DIGITS.findall(match.group()))
        if _SHORTEST <= len(digits) <= _LONGEST:
            yield _Grouped(match.start(), match.end(), match.group(), digits)


def _blanked(side: Side, taken: list[_Grouped]) -> Side:
    text = side.text
    for one in taken:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return replace(side, text=text)


def _alike(one: _Grouped, other: _Grouped) -> bool:
    """Whether one telephone number may be the other one with some digits changed."""
    if not (one.is_telephone and other.is_telephone):
        return False
    differing = (Counter(one.digits) - Counter(other.digits)).total(), len(one.digits) - len(other.digits)
    return differing[0] <= _CHANGED and abs(differing[1]) <= 1


def compare_grouped(left: Side, right: Side) -> tuple[Side, Side, list[Problem]]:
    """Both texts without the long numbers that they have in common, and the telephone numbers that changed."""
    source = list(_grouped(left.text))
    hypothesis = list(_grouped(right.text)) if source else []
    if not hypothesis:
        return left, right, []
    same = _pairs(source, hypothesis, lambda one, other: one.digits == other.digits)
    changed = _pairs(source, hypothesis, _alike)
    problems = [
        Problem(
            has_become(one.text, other.text),
            (Span("source", one.start, one.end), Span("hypothesis", other.start, other.end)),
        )
        for one, other in changed
    ]
    taken = [*same, *changed]
    return _blanked(left, [one for one, _ in taken]), _blanked(right, [other for _, other in taken]), problems


def _pairs(
    source: list[_Grouped], hypothesis: list[_Grouped], go_together: Callable[[_Grouped, _Grouped], bool]
) -> list[tuple[_Grouped, _Grouped]]:
    """Take pairs that go together out of two lists."""
    pairs = []
    for one in list(source):
        other = next((other for other in hypothesis if go_together(one, other)), None)
        if other is not None:
            source.remove(one)
            hypothesis.remove(other)
            pairs.append((one, other))
    return pairs
