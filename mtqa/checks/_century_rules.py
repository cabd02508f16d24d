"""Rules for decades and centuries."""

from __future__ import annotations

import re

from mtqa.checks._measures import Side
from mtqa.checks._number_contexts import (
    is_century,
    is_decade,
)
from mtqa.checks._number_rule import Example, PairRule, SingleRule
from mtqa.checks._number_words import roman, word_quantities
from mtqa.checks._quantities import Number, numbers

__all__ = ["PAIRS", "SINGLES"]

_WORD = re.compile(r"[^\W\d_]+")


def _same_decade(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    """1960s and '60, 1980s and the 9th decade, 19th century and 1800-talet."""
    return _names_decade(source, left, hypothesis, right) or _names_decade(hypothesis, right, source, left)


def _names_decade(year: Number, side: Side, short: Number, other: Side) -> bool:
    """Whether one number gives the years of a decade or century and the other one its number, or its last digits."""
    if len(year.value) != 4 or not short.value.isdecimal() or not is_decade(year, side):
        return False
    value, count = int(year.value), int(short.value)
    if value % 100 == 0 and is_century(short, other):
        return count == value // 100 + 1
    if value % 10 or not is_decade(short, other):
        return False
    return count in (value % 100, value % 100 // 10 + 1, value - 1000)


def _decade_in_words(number: Number, own: Side, other: Side) -> bool:
    if len(number.value) != 4 or not is_decade(number, own):
        return False
    value, words = int(number.value), word_quantities(other.text, other.language)
    if value % 100 == 0:
        numerals = {found.value for found in roman(other.text)}
        return str(value // 100 + 1) in words | numerals
    return value % 10 == 0 and bool({str(value % 100), str(value % 100 // 10 + 1)} & words)


def _century_of_decade(number: Number, own: Side, other: Side) -> bool:
    if not is_century(number, own):
        return False
    years = (year for year in numbers(other.text, other.language) if len(year.value) == 4 and is_decade(year, other))
    return any(str(int(year.value) // 100 + 1) == number.value for year in years)


def _century_in_words(number: Number, own: Side, other: Side) -> bool:
    if not is_century(number, own) or number.value not in _CENTURIES:
        return False
    first_year = 100 * (int(number.value) - 1)
    if str(first_year) in word_quantities(other.text, other.language):
        return True
    capitals = " ".join(word for word in _WORD.findall(other.text) if word[0].isupper())
    return str(first_year - 1000) in word_quantities(capitals, other.language)


_CENTURIES = frozenset(map(str, range(13, 22)))
"""The centuries that are named by their hundreds: from the Duecento to the two thousands."""


PAIRS = (
    PairRule(
        "decade or century",
        "both name the same decade or century, by its years or by its number",
        _same_decade,
        (
            Example("en-sv", "in the 19th century", "på 1800-talet"),
            Example("en-lt", "in the 1980s", "9-ajame dešimtmetyje"),
            Example("en-fr", "in the 1960s", "dans les années 60"),
            Example("en-bg", "in the 1960s", "през 60-те години"),
            Example("en-it", "In the 1900s", "Nel '900"),
            Example("en-fi", "in the 18th century", "1700-luvulla"),
        ),
        (
            Example("en-sv", "in the 19th century", "på 1900-talet"),
            Example("en-fr", "in the 1960s", "dans les années 70"),
            Example("en-de", "It has 1960 members.", "Er hat 60 Mitglieder."),
            Example("en-de", "It has 19 rooms.", "Es hat 1800 Zimmer."),
            Example("en-de", "It has 1800 members.", "Er hat Mitglieder aus dem 19. Jahrhundert."),
            Example("en-sv", "It has 19 rooms.", "Det var på 1800-talet."),
            Example("en-fr", "in the year 1965", "dans les années 65"),
            Example("en-fr", "It has 1960 members.", "Cela date des années 60."),
            Example("en-fr", "in the 1960s", "Il a 60 membres."),
        ),
    ),
)

SINGLES = (
    SingleRule(
        "decade in words",
        "the years of a decade or a century, told in words or by the number of the century",
        _decade_in_words,
        (
            Example("en-de", "in the 1960s", "in den Sechzigerjahren"),
            Example("en-lv", "in the 1990s", "deviņdesmitajos gados"),
            Example("en-fr", "in the 1800s", "au XIXe siècle"),
            Example("sv-en", "på 1800-talet", "in the nineteenth century"),
            Example("en-lt", "in the 1980s", "devintajame dešimtmetyje"),
        ),
        (
            Example("en-de", "in the 1960s", "in den Siebzigerjahren"),
            Example("en-de", "It has 1960 members.", "Er hat sechzig Mitglieder."),
            Example("en-de", "in the year 1965", "im Jahr fünfundsechzig"),
            Example("en-lt", "in the 1980s", "aštuntajame dešimtmetyje"),
            Example("en-fr", "in the 1800s", "au XVIIIe siècle"),
        ),
    ),
    SingleRule(
        "century of a decade",
        "the number of a century beside a decade, where the other text has the years of the decade",
        _century_of_decade,
        (
            Example("en-cs", "in the 1930s", "v 30. letech 20. století"),
            Example("en-lv", "in the 1980s", "20. gadsimta 80. gados"),
            Example("sk-en", "v 80. rokoch 19. storočia", "in the 1880s"),
        ),
        (
            Example("en-cs", "in the 1930s", "v 30. letech 19. století"),
            Example("en-cs", "in the 1930s", "v 30. letech s 20 lidmi"),
        ),
    ),
    SingleRule(
        "century in words",
        "the number of a century, told by its hundreds in words",
        _century_in_words,
        (
            Example("en-it", "In the 18th century", "Nel Settecento"),
            Example("en-it", "In the 19th century", "Nell'Ottocento"),
            Example("en-sv", "in the 19th century", "på artonhundratalet"),
        ),
        (
            Example("en-it", "In the 19th century", "Nel Settecento"),
            Example("en-it", "It has 18 rooms.", "Ha settecento stanze."),
            Example("en-it", "In the 18th century", "Con settecento euro"),
            Example("en-it", "In the 12th century", "Cento anni"),
        ),
    ),
)
