"""Telephone numbers and other long numbers that are written in groups: the groups differ from country to country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from mtqa.checks._measures import Side
from mtqa.contracts import Problem
from mtqa.results import Span

__all__ = ["compare_grouped"]

_GROUPED = re.compile(r"(?<![\w.,+])(?:\(?\+|\(?00[ \u00a0])?\(?\d[\d \u00a0\u202f()/.-]{5,26}\d(?![\w])")
_DIGITS = re.compile(r"\d")
_SHORTEST, _LONGEST = 7, 15
"""Digits of a telephone number (ITU-T E.164)."""
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
    for match in islice(_GROUPED.finditer(text), _MANY):
        digits = "".join(_DIGITS.findall(match.group()))
        if _SHORTEST <= len(digits) <= _LONGEST:
            yield _Grouped(match.start(), match.end(), match.group(), digits)


def _blanked(side: Side, taken: list[_Grouped]) -> Side:
    text = side.text
    for one in taken:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return replace(side, text=text)


def _alike(one: _Grouped, other: _Grouped) -> bool:
    """Whether one number may be the other one with some digits changed."""
    shared = sum((Counter(one.digits) & Counter(other.digits)).values())
    return abs(len(one.digits) - len(other.digits)) <= 1 and shared >= len(one.digits) - 2


def compare_grouped(left: Side, right: Side) -> tuple[Side, Side, list[Problem]]:
    """Both texts without the long numbers that they have in common, and the telephone numbers that changed."""
    if not _DIGITS.search(left.text) or not _DIGITS.search(right.text):
        return left, right, []
    source, hypothesis = list(_grouped(left.text)), list(_grouped(right.text))
    if not source or not hypothesis:
        return left, right, []
    taken: tuple[list[_Grouped], list[_Grouped]] = ([], [])
    problems = []
    for same in (True, False):
        for one in [one for one in source if one not in taken[0]]:
            others = (other for other in hypothesis if other not in taken[1])
            match = next((other for other in others if _goes_with(one, other, same)), None)
            if match is None:
                continue
            taken[0].append(one)
            taken[1].append(match)
            if not same:
                spans = (Span("source", one.start, one.end), Span("hypothesis", match.start, match.end))
                problems.append(Problem(f"“{one.text}” has become “{match.text}”", spans))
    return _blanked(left, taken[0]), _blanked(right, taken[1]), problems


def _goes_with(one: _Grouped, other: _Grouped, same: bool) -> bool:
    if same:
        return one.digits == other.digits
    return one.is_telephone and other.is_telephone and _alike(one, other)
