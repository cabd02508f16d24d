"""What a number in a text is: a year, part of a date, a century, an amount of money, a period of time."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from fractions import Fraction
from functools import cache, lru_cache

from mtqa.checks._beside_numbers import beside, folded
from mtqa.checks._facts import facts, units
from mtqa.checks._measures import Side
from mtqa.checks._quantities import Number

__all__ = [
    "Period",
    "in_numeric_date",
    "is_amount",
    "is_century",
    "is_decade",
    "is_percentage",
    "is_short_year",
    "is_year",
    "period_of",
    "periods",
    "same_period",
    "unit_of",
]

Period = tuple[Fraction, str]
"""How many of which unit of time."""

_CURRENCY_BEFORE = re.compile(r"[€$£¥₹₽₩]\s?$|(?<!\w)(?:eur|usd|gbp|chf|jpy)\s$")
_CURRENCY_AFTER = re.compile(r"\s?(?:[€$£¥₹₽₩]|(?:EUR|USD|GBP|CHF|JPY)(?!\w))")
_DEGREE_AFTER = re.compile(r"\s?(?:°|([^\W\d_]+))")
_PERCENT_AFTER = re.compile(r"\s?[%‰]")
_YEAR_AND = re.compile(r"(?:1[0-9]|20)\d\d\s?[-–—/]\s?$")
_APOSTROPHE = re.compile(r"['’‘`´]$")
_YEAR_SUFFIX = re.compile(
    r"(?:['’]?s|['’]erne|-?(?:er|ern|ies|те|ih|tih|as|es|idí|ndate\w*|tal\w*|lu[vk]u\w*|х))(?![^\W\d_])"
)
_DATE = re.compile(
    r"(?<![\d.,/-])(?:\d{1,2}(?P<sign>[./-])[ \u00a0]?\d{1,2}(?:(?P=sign)[ \u00a0]?(?:\d{4}|\d{2}))?"
    r"|(?:\d{4}\s?[年년]\s?)?\d{1,2}\s?[月월](?:\s?\d{1,2}\s?[日号號일])?"
    r"|(?:19|20)\d\d(?P<after>[./-])[ \u00a0]?\d{1,2}(?P=after)[ \u00a0]?\d{1,2}"
    r"|(?:19|20)\d\d-(?:0[1-9]|1[0-2])(?!-))(?!\d)"
)
_ENDING = re.compile(r"-[^\W\d_]{1,3}(?= )")
_LETTERS_BEFORE = re.compile(r"(?<![^\W\d_])[A-Z]{2}[ -]?$")
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 24


def _around(number: Number, side: Side) -> tuple[str, str]:
    text = folded(side.text)
    return text[max(0, number.start - _NEAR) : number.start], text[number.end : number.end + _NEAR]


def unit_of(number: Number, side: Side) -> str:
    """What the unit after a number means; "" where there is none."""
    ending = _ENDING.match(side.text, number.end)
    if ending:
        number = dataclasses.replace(number, end=ending.end())
    word = side.word_after(number)
    return facts(side.language.primary).units.find(word)[0] or units().units.find(word)[0] if word else ""


def is_percentage(number: Number, side: Side) -> bool:
    """Whether a number is one of per cent."""
    if _PERCENT_AFTER.match(side.text, number.end):
        return True
    after = _around(number, side)[1].lstrip("\u00a0 -")
    word = _WORD.match(after)
    return after.startswith(_phrases()) or bool(word and units().percent.find(word.group())[0])


@cache
def _phrases() -> tuple[str, ...]:
    return (*units().percent_phrases, *units().permille_phrases)


def is_amount(number: Number, side: Side) -> bool:
    """Whether a number is one of money, of per cent, of thousands or of a unit other than years."""
    if _CURRENCY_BEFORE.search(_around(number, side)[0]) or _CURRENCY_AFTER.match(side.text, number.end):
        return True
    word = side.word_after(number)
    known = facts(side.language.primary)
    if word and (known.currencies.find(word)[0] or units().currencies.find(word)[0] or known.scales.find(word)[0]):
        return True
    degrees = _DEGREE_AFTER.match(side.text, number.end)
    if degrees and (not degrees.group(1) or known.unit_modifiers.find(folded(degrees.group(1)))[0]):
        return True
    return is_percentage(number, side) or (len(word) > 1 and unit_of(number, side) not in ("", "year"))


def is_year(number: Number, side: Side) -> bool:
    """Whether a number may be a year: four digits from 1000 to 2100 that are no amount."""
    return number.text.isdecimal() and 1000 <= int(number.text) <= 2100 and not is_amount(number, side)


def is_short_year(number: Number, side: Side) -> bool:
    """Whether two digits stand for a year: after an apostrophe or two capitals, or after another year and a dash."""
    if len(number.text) != 2 or not number.text.isdecimal():
        return False
    before = side.text[max(0, number.start - _NEAR) : number.start]
    patterns = (_APOSTROPHE, _YEAR_AND, _LETTERS_BEFORE)
    return any(pattern.search(before) for pattern in patterns) or _in_long_date(number, side)


def _in_long_date(number: Number, side: Side) -> bool:
    return any(
        match.end() == number.end and match["sign"] and match.group().count(match["sign"]) == 2
        for match in _dates(side.text)
    )


@lru_cache(maxsize=1024)
def _dates(text: str) -> tuple[re.Match[str], ...]:
    return tuple(_DATE.finditer(text))


def in_numeric_date(number: Number, side: Side) -> bool:
    """Whether a number is the day or the month of a date in digits, or stands beside a full stop and another number."""
    return any(match.start() <= number.start and number.end <= match.end() for match in _dates(side.text))


def _near_word(pattern: re.Pattern[str], number: Number, side: Side) -> bool:
    before, after = _around(number, side)
    return bool(pattern.search(after) or pattern.search(before))


def is_century(number: Number, side: Side) -> bool:
    """Whether a number counts centuries: a word for a century stands next to it."""
    return _near_word(beside(side.language.primary).century, number, side) and not is_amount(number, side)


def is_decade(number: Number, side: Side) -> bool:
    """Whether a number names a decade or, in hundreds, a century: 1960s, '60, années 60, 1800-talet."""
    if not number.value.isdecimal() or is_amount(number, side):
        return False
    if _YEAR_SUFFIX.match(side.text, number.end) or _APOSTROPHE.search(_around(number, side)[0]):
        return True
    if _near_word(beside(side.language.primary).decade, number, side):
        return True
    known = facts(side.language.primary)
    words = [match.group() for piece in _around(number, side) for match in _WORD.finditer(piece)]
    return any(known.units.find(word)[0] == "year" for word in words)


def period_of(number: Number, side: Side) -> Period | None:
    """The period of time that a number and the unit after it name."""
    unit = unit_of(number, side)
    return (side.value(number), unit) if unit in _LENGTHS else None


_LENGTHS = {
    "minute": (1, "minute"),
    "hour": (60, "minute"),
    "day": (1440, "minute"),
    "week": (10080, "minute"),
    "month": (1, "month"),
    "year": (12, "month"),
}
_TOLD_AS = frozenset({(Fraction(15 * 1440), Fraction(14 * 1440)), (Fraction(8 * 1440), Fraction(7 * 1440))})
"""A fortnight and a week as the Romance languages count them, with the first and the last day."""


def _length(period: Period) -> tuple[Fraction, str]:
    factor, base = _LENGTHS[period[1]]
    return period[0] * factor, base


def same_period(one: Period, other: Period) -> bool:
    """Whether two periods of time in different units are as long: 18 months and 1.5 years, 14 days and two weeks."""
    (length, base), (other_length, other_base) = _length(one), _length(other)
    if base != other_base or one[1] == other[1]:
        return one == other
    return length == other_length or (length, other_length) in _TOLD_AS or (other_length, length) in _TOLD_AS


def periods(side: Side) -> Iterator[Period]:
    """The periods that words of a text name: "quinquennial", "Halbjahr", "fortnight"."""
    text = folded(side.text)
    for count, unit, pattern in beside(side.language.primary).periods:
        if pattern.search(text):
            yield count, unit
