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
    for year, side, short, other in ((source, left, hypothesis, right), (hypothesis, right, source, left)):
        if not (year.value.isdecimal() and short.value.isdecimal() and len(year.value) in (3, 4)):
            continue
        value, count = int(year.value), int(short.value)
        if value % 100 == 0 and is_decade(year, side) and is_century(short, other) and count == value // 100 + 1:
            return True
        if value % 10 or not is_decade(year, side) or not is_decade(short, other):
            continue
        if count == value % 100 or count == value % 100 // 10 + 1 or count == value - 1000:
            return True
    return False


def _decade_in_words(number: Number, own: Side, other: Side) -> bool:
    if not number.value.isdecimal() or not is_decade(number, own):
        return False
    value, words = int(number.value), word_quantities(other.text, other.language)
    if value < 1000 or value % 10:
        return False
    if value % 100:
        return str(value % 100) in words or str(value % 100 // 10 + 1) in words
    numerals = {found.value for found in roman(other.text)}
    return str(value // 100 + 1) in words | numerals


def _century_of_decade(number: Number, own: Side, other: Side) -> bool:
    if not number.value.isdecimal() or not is_century(number, own):
        return False
    years = (year for year in numbers(other.text, other.language) if len(year.text) == 4 and year.value.isdecimal())
    return any(int(year.value) // 100 + 1 == int(number.value) and is_decade(year, other) for year in years)


def _century_in_words(number: Number, own: Side, other: Side) -> bool:
    if not number.value.isdecimal() or not is_century(number, own) or not 2 <= int(number.value) <= 21:
        return False
    first_year = 100 * (int(number.value) - 1)
    if str(first_year) in word_quantities(other.text, other.language):
        return True
    capitals = " ".join(word for word in _WORD.findall(other.text) if word[0].isupper())
    return first_year >= 1200 and str(first_year - 1000) in word_quantities(capitals, other.language)


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
        ),
        (
            Example("en-de", "in the 1960s", "in den Siebzigerjahren"),
            Example("en-de", "It has 1960 members.", "Er hat sechzig Mitglieder."),
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
        ),
    ),
)
