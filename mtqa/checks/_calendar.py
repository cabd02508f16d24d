"""The dates, months and days of the week that a text names, in words or in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from mtqa.checks._facts import StemTable, facts, fold
from mtqa.checks._quantities import has_digits
from mtqa.checks._text import RareWords, folded_words
from mtqa.languages import Language

__all__ = ["Calendar", "Mention", "calendar", "named_months"]

_LONG = 20_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 20
_REACH = 12
"""Characters before a month among which its day is looked for."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NUMERIC_HINT = re.compile(r"\d[./-][ \u00a0]?\d|\d\s?[月월]")
_DAY_FOLLOWS = re.compile(r"\.?,?[ \u00a0]\d{1,2}(?![\d:%]|[.,]\d\d\d)")
_BEFORE = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:\.?º?ª?|[-.]?(?:st|nd|rd|th|er|ú|d|ta'))?[ \u00a0\u202f]?(?:de |of |ta[’'] |d[’'])?$"
)
_AFTER = re.compile(
    r"^[^\W\d_]{0,2}\.?[ \u00a0\u202f](?:the )?(\d{1,2})(?!\d|[:,.]\d|[ \u00a0](?:percent|%|million|o[’']clock))"
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])[ \u00a0]?(\d{1,2})\2[ \u00a0]?(?:\d{4}|\d{2})(?![\d/]|[.-]\d)")
_ISO = re.compile(r"(?<![\d./-])(?:19|20)\d\d([-./])[ \u00a0]?(\d{1,2})\1[ \u00a0]?(\d{1,2})(?![\d/])")
_EAST_ASIAN = re.compile(r"(?<!\d)(\d{4}\s?[年년]\s?)?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]")
_DOTTED = re.compile(r"(?<![\d.,-])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?(?:\d{4}|\d{2}))?(?![\d]|\.\d)")
_SHORT = re.compile(r"(?<![\d.,])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?!\d)")
_MONTH_FIRST = frozenset(f"en-{region}" for region in ("US", "PH", "PR", "GU", "AS", "MP", "VI", "UM", "MH")) | {
    "es-PR"
}
"""Languages that put the month of a date in digits before the day (CLDR 47)."""
_EITHER = frozenset({"en", "en-CA", "en-ZA"})
"""Those in which both orders are found."""
_AMBIGUOUS = {
    "may",
    "march",
    "mars",
    "mai",
    "set",
    "mar",
    "sept",
    "meán",
    "fómhair",
    "samhna",
    "dec",
    "jan",
    "maj",
    "mart",
    "jun",
    "jul",
    "kim",
    "nov",
}
"""Names of months that are other words too, in one language or another: they count next to a number only."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A date, month or day of the week as it stands in a text.

    Attributes:
        start: First character.
        end: One past the last.
        day: Day of the month, 0 where there is none.
        month: Month or day of the week, from 1.
    """

    start: int
    end: int
    day: int
    month: int


@dataclass(frozen=True)
class Calendar:
    """The dates of one text.

    Attributes:
        days: Dates with the name of a month and a day.
        months: Names of months, with a day or without.
        weekdays: Days of the week.
        possible: All readings (day, month) of dates in digits, also of those that may be read in two ways.
    """

    days: tuple[Mention, ...]
    months: tuple[Mention, ...]
    weekdays: tuple[Mention, ...]
    possible: frozenset[tuple[int, int]]


def _dated(text: str, start: int, end: int, month: int) -> Mention:
    """The month that stands somewhere, with the day before or after it."""
    before = _BEFORE.search(text, max(0, start - _REACH), start)
    if before and 1 <= int(before.group(1)) <= 31:
        return Mention(before.start(1), end, int(before.group(1)), month)
    after = _AFTER.search(text[end : end + _REACH + 2])
    if after and 1 <= int(after.group(1)) <= 31:
        return Mention(start, end + after.end(1), int(after.group(1)), month)
    return Mention(start, end, 0, month)


_NO_DATES = Calendar((), (), (), frozenset())


@cache
def _words_of_dates(tag: str) -> RareWords:
    """The words that are, or are part of, the name of a month or a day of the week."""
    known = facts(tag)
    return RareWords(known.months.joined(known.weekdays, known.weekday_abbreviations, StemTable({"any": "feira"})).has)


@dataclass(frozen=True, slots=True)
class _Names:
    """What a word names: a day of the week, or months by their numbers; "" and none where it names nothing.

    Attributes:
        weekday: Number of the day.
        short: Number of the day that the word may be the short form of.
        months: Numbers of the months.
        is_month: Whether it is certain without a number that a month is named.
    """

    weekday: str
    short: str
    months: tuple[str, ...]
    is_month: bool


@lru_cache(maxsize=65536)
def _names(word: str, tag: str) -> _Names | None:
    """What a folded word with its hyphens names; None for most words."""
    known = facts(tag)
    parts = (word, *word.split("-")) if "-" in word else (word,)
    weekday = next((value for part in parts if (value := known.weekdays.find(part)[0])), "")
    short = "" if weekday else known.weekday_abbreviations.find(word)[0]
    months = tuple(value for part in parts if (value := known.months.find(part)[0]))
    is_month = len(word) > 4 and word not in _AMBIGUOUS and not known.cardinals.find(word)[0]
    return _Names(weekday, short, months, is_month) if weekday or short or months else None


@lru_cache(maxsize=4096)
def calendar(text: str, language: Language) -> Calendar:
    days: list[Mention] = []
    months: list[Mention] = []
    weekdays: list[Mention] = []
    rare = _words_of_dates(language.primary).among(folded_words(text))
    if rare:
        for match in islice(_WORD.finditer(fold(text[:_LONG])), 4000):
            word = match.group()
            if word not in rare and ("-" not in word or rare.isdisjoint(word.split("-"))):
                continue
            names = _names(word, language.primary)
            if names is None:
                continue
            start, end = match.span()
            if names.short and _before_day(text, match, facts(language.primary).words):
                weekdays.append(Mention(start, end, 0, int(names.short)))
                continue
            if names.weekday and _is_weekday(text[start:end], language):
                weekdays.append(Mention(start, end, 0, int(names.weekday)))
                continue
            if not names.months:
                continue
            months += [Mention(start, end, 0, int(value)) for value in names.months[1:]]
            mention = _dated(text, start, end, int(names.months[0]))
            if mention.day:
                days.append(mention)
            if mention.day or names.is_month:
                months.append(mention)
    if not (days or months or weekdays) and not has_digits(text):
        return _NO_DATES
    numeric, possible = _numeric_dates(text, language)
    return Calendar((*days, *numeric), (*months, *numeric), tuple(weekdays), possible)


def _numeric_dates(text: str, language: Language) -> tuple[list[Mention], frozenset[tuple[int, int]]]:
    """Dates in digits whose order is certain, by the format or by the language; all that dates in digits may say."""
    if not has_digits(text) or not _NUMERIC_HINT.search(text, 0, _LONG):
        return [], frozenset()
    found: dict[tuple[int, int], Mention] = {}
    dates_ = list(_readings(text[:_LONG], language))
    for start, end, readings in dates_:
        if len(readings) == 1:
            found.setdefault((start, end), Mention(start, end, *readings[0]))
    possible = {reading for _, _, readings in dates_ for reading in readings}
    if "." in text:
        for match in islice(_DOTTED.finditer(text[:_LONG]), _SHOWN):
            day, number = int(match.group(1)), int(match.group(2))
            if 1 <= day <= 31 and 1 <= number <= 12 and not any(s <= match.start() < e for s, e in found):
                found[match.span()] = Mention(*match.span(), day, number)
        for match in islice(_SHORT.finditer(text[:_LONG]), _SHOWN):
            if not any(start <= match.start() < end for start, end, _ in dates_):
                possible.update(_valid([(int(match.group(1)), int(match.group(2)))]))
    return list(found.values()), frozenset(possible)


def _readings(text: str, language: Language) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Where dates of three numbers stand, and what (day, month) each may be.

    A date that begins with the year goes on with the month in all languages. In others the day comes first, but for
    the English of the United States and its neighbours; an English text whose region is not known may mean both, where
    it does not divide the numbers by full stops.
    """
    for match in islice(_NUMERIC.finditer(text), _SHOWN):
        one, other = int(match.group(1)), int(match.group(3))
        orders = [(other, one)] if language.tag in _MONTH_FIRST else [(one, other)]
        if language.tag in _EITHER and match.group(2) != ".":
            orders = [(one, other), (other, one)]
        yield match.start(), match.end(), _valid(orders) or _valid([order[::-1] for order in orders])
    for match in islice((*_ISO.finditer(text), *_EAST_ASIAN.finditer(text)), _SHOWN):
        yield match.start(), match.end(), _valid([(int(match.group(3)), int(match.group(2)))])


def _valid(orders: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The readings (day, month) that are dates, each of them once."""
    return list(dict.fromkeys((day, month) for day, month in orders if 1 <= day <= 31 and 1 <= month <= 12))


def _before_day(text: str, match: re.Match[str], words: frozenset[str]) -> bool:
    """Whether a number follows a word and none stands before it, as with the "Mo." of "Mo., 5. Mai"; what is a common
    word too, such as the Danish "man", has to have the full stop."""
    if match.group() in words and not text.startswith(".", match.end()):
        return False
    return bool(_DAY_FOLLOWS.match(text, match.end())) and not text[: match.start()].rstrip(" \u00a0.")[-1:].isdigit()


def _is_weekday(text: str, language: Language) -> bool:
    """Whether a word is one: the third and the fourth of Greek and Maltese are only with a capital letter."""
    if language.primary in ("de", "el", "en", "mt"):
        return any(part[:1].isupper() for part in text.split("-"))
    return True


def named_months(text: str, language: Language) -> frozenset[int]:
    """The months that words of a text may name."""
    months = facts(language.primary).months
    return frozenset(int(value) for word in folded_words(text[:_LONG]) if (value := months.find(word)[0]))
