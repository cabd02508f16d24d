"""One text of a pair with its numbers, and numbers given in imperial units that the other text gives in metric ones."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from mtqa.checks._facts import facts, fold
from mtqa.checks._number_words import word_quantities
from mtqa.checks._quantities import Number, numbers
from mtqa.languages import Language
from mtqa.results import Span

__all__ = ["Side", "all_values", "is_converted", "measured"]

_WORD = re.compile(r"[^\W\d_]+")
_TOLERANCE = Fraction(1, 10)
_BEFORE_UNIT = 22
_DIGIT_BEFORE = re.compile(r"\d\s?°?\s?$")
_RANGE = re.compile(r"(?:\s?[-–—]\s?|\s[^\W\d_]{1,5}\s)\d[\d.,]*\s([^\W\d_]+)")
_TO_INCHES = 12
_FEET = re.compile(r"(?:foot|feet|ft)[- ]{1,3}(\d{1,2})\b")


@lru_cache(maxsize=4096)
def _fraction(value: str) -> Fraction:
    return Fraction(value)


@dataclass(frozen=True, slots=True)
class Side:
    """One text of the pair with its language."""

    side: Literal["source", "hypothesis"]
    text: str
    language: Language

    def word_after(self, number: Number) -> str:
        """The word that follows a number within three characters, folded; the next one after the "de" of Romanian. ""
        where there is none."""
        match = _WORD.search(self.text, number.end, number.end + 24)
        if match is None or match.start() - number.end > 3:
            return ""
        word = fold(match.group())
        if not facts(self.language.primary).unit_modifiers.find(word)[0]:
            return word
        after = _WORD.search(self.text, match.end(), match.end() + 24)
        return fold(after.group()) if after else word

    def value(self, number: Number) -> Fraction:
        return _fraction(number.value) if len(number.value) <= 40 else Fraction(0)

    def scaled(self, number: Number) -> Fraction:
        """The value times the "million" after it, or the "mil milhões"."""
        scales = facts(self.language.primary).scales
        named = scales.find(self.word_after(number))[0]
        if not named:
            return self.value(number)
        scale = Fraction(named)
        if scale == 1000:
            words = _WORD.findall(self.text[number.end : number.end + 40])
            scale *= Fraction((scales.find(fold(words[1]))[0] if len(words) > 1 else "") or 1)
        return self.value(number) * scale

    def scale_of_range(self, number: Number) -> Fraction:
        """The "million" after the second number of a range, "5-6 million", for the first; 1 where there is none."""
        match = _RANGE.match(self.text, number.end)
        return (
            Fraction(facts(self.language.primary).scales.find(fold(match.group(1)))[0] or 1) if match else Fraction(1)
        )

    def span(self, number: Number) -> Span:
        return Span(self.side, number.start, number.end)


@lru_cache(maxsize=512)
def all_values(side: Side) -> frozenset[Fraction]:
    """Values of everything on a side, in digits and in words, with and without the "million" after it."""
    values = {_fraction(word) for word in word_quantities(side.text, side.language)}
    for number in numbers(side.text, side.language):
        values |= {side.value(number), side.scaled(number)}
    return frozenset(values)


@dataclass(frozen=True, slots=True)
class _Measure:
    """Numbers that stand before an imperial unit, and what they may be in metric ones.

    Attributes:
        start: Where the numbers may begin.
        end: Where the unit begins.
        factors: From the imperial unit to metric ones; "F" for temperatures.
        values: The numbers.
    """

    start: int
    end: int
    factors: str
    values: frozenset[Fraction]

    def converted(self) -> Iterator[Fraction]:
        for factor in self.factors.split():
            if factor == "F":
                yield from ((value - 32) * 5 / 9 for value in self.values if -60 <= value <= 250)
            else:
                yield from (value * Fraction(factor) for value in self.values if value)


@lru_cache(maxsize=512)
def _measures(side: Side) -> tuple[_Measure, ...]:
    table = facts(side.language.primary).imperial
    if not table:
        return ()
    found: list[_Measure] = []
    for match in _WORD.finditer(side.text):
        factors, length = table.find(fold(match.group()))
        if not factors or (
            length == 1 and not _DIGIT_BEFORE.search(side.text, max(0, match.start() - 4), match.start())
        ):
            continue
        start = max(0, match.start() - _BEFORE_UNIT)
        window = Side(side.side, side.text[start : match.start()], side.language)
        values = all_values(window)
        if window.text.rstrip().endswith((" a", " an")) or not values:
            values |= {Fraction(1)}
        feet = _FEET.match(side.text, match.start())
        if feet:
            values |= {value + Fraction(int(feet.group(1)), 12) for value in values if value < 9}
        found.append(_Measure(start, match.start(), factors, frozenset(values)))
        if len(found) > 20:
            break
    return tuple(found)


def _near(value: Fraction, measures: Iterable[_Measure]) -> bool:
    return any(
        abs(value - converted) <= max(abs(converted) * _TOLERANCE, Fraction(1, 20))
        or (measure.factors.endswith("F") and abs(value - converted) <= 1)
        for measure in measures
        for converted in measure.converted()
    )


def _own_measures(number: Number, side: Side) -> list[_Measure]:
    """The imperial units that a number belongs to, with it alone as their value."""
    value = frozenset({side.value(number)})
    measures = _measures(side)
    mine = [dataclasses.replace(m, values=value) for m in measures if m.start <= number.start < m.end]
    inches = [m for m in measures if 0 <= number.start - m.end <= _TO_INCHES and _FEET.match(side.text, m.end)]
    return mine + inches


def is_converted(number: Number, own: Side, other: Side) -> bool:
    """Whether a number in imperial units stands in the other text in metric ones, or a number in metric units in
    imperial ones there; also where the text gives both, one of them in brackets."""
    mine = _own_measures(number, own)
    if mine:
        around = own.text[max(0, number.start - 2) : number.end + _BEFORE_UNIT]
        candidates = all_values(other) | (all_values(own) - {own.value(number)} if "(" in around else set())
        if any(_near(candidate, mine) for candidate in candidates):
            return True
    theirs = _measures(other)
    return _near(own.value(number), theirs) or _near(own.scaled(number), theirs)


def measured(number: Number, side: Side) -> bool:
    """Whether a number belongs to an imperial unit: what has become of it may be a rough conversion."""
    return any(measure.start <= number.start < measure.end for measure in _measures(side))
