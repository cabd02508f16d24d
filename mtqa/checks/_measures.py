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
_ROUGHLY = Fraction(1, 4)
"""How far apart a conversion may be, and one of an inch or less, which is given in whole centimetres or tens of
millimetres: half an inch of rain, 1 to 4 inches."""
_INCHES, _SMALL = "2.54 25.4", 1
_LEAST, _DEGREES = Fraction(1, 20), Fraction(6, 5)
"""What a conversion may be apart in any case, and one of degrees."""
_DECADE = (0, 5, 9)
"""What the temperature may be in the 80s."""
_BEFORE_UNIT = 22
_DIGIT_BEFORE = re.compile(r"\d\s?°?\s?$")
_RANGE = re.compile(r"(?:\s?[-–—]\s?|\s[^\W\d_]{1,5}\s)\d[\d.,]*\s([^\W\d_]+)")
_TO_INCHES = 12
_PRIMES = re.compile(r"(?<!\d)([3-7])['’′]\s?(1[01]|\d)(?:[\"”″]|['’′]{2})?(?!\d)")
"""Feet and inches: 5'10"."""
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

    def converted(self) -> Iterator[tuple[Fraction, Fraction]]:
        """What the numbers are in metric units, each with how far from it a translation may be."""
        least = _DEGREES if self.factors.endswith("F") else _LEAST
        for factor in self.factors.split():
            for value in self.values:
                if factor != "F":
                    metric = value * Fraction(factor)
                elif -60 <= value <= 250:
                    metric = (value - 32) * 5 / 9
                else:
                    continue
                share = _ROUGHLY if self.factors == _INCHES and value <= _SMALL else _TOLERANCE
                if value or factor == "F":
                    yield metric, max(abs(metric) * share, least)


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
        if match.group() == "s":
            values = frozenset(value + more for value in values for more in _DECADE if not value % 10)
        feet = _FEET.match(side.text, match.start())
        if feet:
            values |= {value + Fraction(int(feet.group(1)), 12) for value in values if value < 9}
        found.append(_Measure(start, match.start(), factors, frozenset(values)))
        if len(found) > 20:
            break
    for match in _PRIMES.finditer(side.text) if table.find("feet")[0] else ():
        height = frozenset({int(match[1]) + Fraction(int(match[2]), 12)})
        found.append(_Measure(match.start(), match.end(), table.find("feet")[0], height))
    return tuple(found)


def _near(value: Fraction, measures: Iterable[_Measure]) -> bool:
    return any(least <= value <= most for measure in measures for least, most in _metric(measure))


@lru_cache(maxsize=1024)
def _metric(measure: _Measure) -> tuple[tuple[Fraction, Fraction], ...]:
    """The least and the most that a measure may be in metric units."""
    return tuple((metric - tolerance, metric + tolerance) for metric, tolerance in measure.converted())


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
