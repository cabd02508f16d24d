"""Minus signs that were lost or put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mtqa.checks._beside_numbers import beside, folded
from mtqa.checks._facts import facts
from mtqa.checks._measures import Side
from mtqa.checks._messages import has_become
from mtqa.checks._number_contexts import is_amount
from mtqa.checks._quantities import Number, numbers
from mtqa.contracts import Problem
from mtqa.results import Severity, Span

__all__ = ["changed_signs"]

_MINUS = re.compile(r"(?:^|[\s(\[„“\"'«:=~≈])([-−–])[€$£¥]?$")
_RANGE = re.compile(r"\d[^\w\s]?\s*[-−–][€$£¥]?$")
_MANY = 40
_BEFORE = 6
_ANY = re.compile(r"[-−–][€$£¥]?\d")


@dataclass(frozen=True)
class _Signed:
    """A number with its sign.

    Attributes:
        number: The number.
        start: First character of the sign, or of the number where it has none.
        sign: As written; "" where there is none.
    """

    number: Number
    start: int
    sign: str


def _signed(side: Side) -> list[_Signed]:
    found = []
    for number in islice(numbers(side.text, side.language), _MANY):
        before = side.text[max(0, number.start - _BEFORE) : number.start]
        match = _MINUS.search(before)
        if match and not _RANGE.search(before) and not _bullet(number, side):
            start = number.start - len(before) + match.start(1)
            found.append(_Signed(number, start, match.group(1)))
        else:
            found.append(_Signed(number, number.start, ""))
    return found


def _bullet(number: Number, side: Side) -> bool:
    """Whether a dash at the beginning of the text may be that of an item of a list."""
    return not side.text[: number.start].strip(" \u00a0-–") and not is_amount(number, side)


def _said_otherwise(side: Side, other: Side) -> bool:
    """Whether a text says in words what the sign of the other one says: "minus", or that something became less."""
    known, text = beside(side.language.primary), folded(side.text)
    if known.minus.search(text):
        return True
    if not known.decrease.search(text):
        return False
    return not beside(other.language.primary).decrease.search(folded(other.text))


def _lost(own: Side, other: Side) -> Iterator[tuple[_Signed, _Signed]]:
    """Numbers with a sign that stand in the other text without one."""
    there: dict[str, list[_Signed]] = {}
    for one in _signed(other):
        there.setdefault(one.number.value, []).append(one)
    for one in _signed(own):
        same = there.get(one.number.value, [])
        if one.sign and same and not any(other_one.sign for other_one in same) and one.number.value != "0":
            yield one, same.pop(0)


def changed_signs(left: Side, right: Side) -> Iterator[Problem]:
    """Numbers that are negative in one text and not in the other, where no word says so either."""
    for own, other in ((left, right), (right, left)):
        if not _ANY.search(own.text) or not facts(other.language.primary).known or _said_otherwise(other, own):
            continue
        for signed, plain in _lost(own, other):
            sure = signed.sign == "−" or is_amount(signed.number, own)
            spans = [Span(own.side, signed.start, signed.number.end), other.span(plain.number)]
            texts = [own.text[signed.start : signed.number.end], plain.number.text]
            if own is right:
                spans.reverse()
                texts.reverse()
            yield Problem(has_become(texts[0], texts[1]), tuple(spans), None if sure else Severity.MINOR)
