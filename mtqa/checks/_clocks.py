"""Times of day in running text: which numbers are hours, and which hours of the day they may be."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from mtqa.checks._beside_numbers import beside, folded
from mtqa.checks._facts import facts
from mtqa.languages import Language

__all__ = ["Clock", "afternoon", "clock_at", "clocks"]

_TIME = re.compile(
    r"(?<![\d.,:/])(?<![^\W\d_])([01]?\d|2[0-4])(?:([:.])([0-5]\d)|\s?(h)\s?([0-5]\d))?(?![\d%]|[.,:/]\d)"
)
_HOUR_AND_MINUTE = re.compile(r"(?<![\d.,:/+-])(0\d)([0-5]\d)(?![\d/]|[.,:-]\d)")
_NEXT_WORD = re.compile(r"[ \u00a0]([^\W\d_]+)")
_TO_NEXT = re.compile(r"\s?[-–—]\s?|\s[^\W\d_]{1,6}\s(?:[^\W\d_]{1,4}\s)?|\s[^\W\d_]{1,3}['’-]|, ")
_CLAUSE = re.compile(r"[,;()\d]|[.!?]\s")
_AM_OR_PM = re.compile(r"\s?([ap])\.?\s?m(?!\w)")
_PM = re.compile(r"(?<![^\W\d_])p\.?\s?m(?!\w)")
_WORDS = re.compile(r"[^\W\d_]+(?:\.[^\W\d_]+)*")
_UNIT_SIGN = re.compile(r"\s?[%‰€$£°]|-")
_NEAR, _BEFORE = 26, 18
"""Characters after and before an hour in which "in the afternoon" belongs to it."""
_MANY = 40


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        start: First character in the text.
        end: One past the last.
        hour: As written.
        minute: 0 where there is none.
        hours: The hours of the day, from 0 to 23, that it may be: one where the text says which half of the day it is,
            and otherwise the hour as it stands.
        half: "am" or "pm" where the text says so, or "".
    """

    start: int
    end: int
    hour: int
    minute: int
    hours: frozenset[int]
    half: str


def _afternoon_at(text: str, language: Language) -> int:
    """Where a folded text says that an hour is one after noon; -1 where it does not."""
    table = facts(language.primary).afternoon
    words = (match.start() for match in islice(_WORDS.finditer(text), 400) if table.find(match.group())[0])
    short = _PM.search(text)
    return min([*words, *([short.start()] if short else [])], default=-1)


def afternoon(text: str, language: Language) -> bool:
    """Whether a text says of an hour that it is one after noon."""
    return _afternoon_at(folded(text), language) >= 0


def _half(text: str, start: int, end: int, language: Language) -> str:
    """The half of the day that the words after an hour, or those before it, name first."""
    short = _AM_OR_PM.match(text, end)
    if short:
        return short.group(1) + "m"
    clause = _CLAUSE.search(text, end, end + _NEAR)
    for piece in (text[end : clause.start() if clause else end + _NEAR], text[max(0, start - _BEFORE) : start]):
        late = _afternoon_at(piece, language)
        morning = beside(language.primary).morning.search(piece)
        if morning and (late < 0 or morning.start() <= late):
            return "am"
        if late >= 0:
            return "pm"
    return ""


def _marked(text: str, match: re.Match[str], language: Language) -> bool:
    """Whether something beside a number says that it is an hour."""
    known = beside(language.primary)
    if match.group(2) == ":" or match.group(4):
        return True
    before = text[max(0, match.start() - _BEFORE) : match.start()]
    if known.after.match(text, match.end()) or known.before.search(before):
        return True
    follows = _NEXT_WORD.match(text, match.end())
    if _half(text, match.end(), match.end(), language) and not _noun(follows, language):
        return True
    if not known.weak.search(before) or _UNIT_SIGN.match(text, match.end()):
        return False
    return bool(match.group(2)) or not _noun(follows, language)


def _noun(word: re.Match[str] | None, language: Language) -> bool:
    if word is None:
        return False
    known = facts(language.primary)
    name = word.group(1)
    return not (name in known.function_words or known.afternoon.find(name)[0] or known.weekdays.find(name)[0])


def _found(text: str, language: Language) -> Iterator[Clock]:
    after: tuple[int, bool] = (-1, False)
    for match in reversed(list(islice(_TIME.finditer(text), _MANY))):
        to_next = after[1] and _TO_NEXT.fullmatch(text, match.end(), after[0])
        if _marked(text, match, language) or to_next:
            after = (match.start(), True)
            yield _clock(text, match, int(match.group(1)), int(match.group(3) or match.group(5) or 0), language)
        else:
            after = (match.start(), False)
    for match in islice(_HOUR_AND_MINUTE.finditer(text), _MANY):
        yield _clock(text, match, int(match.group(1)), int(match.group(2)), language)


def _clock(text: str, match: re.Match[str], hour: int, minute: int, language: Language) -> Clock:
    half = _half(text, match.start(), match.end(), language) if hour <= 12 else ""
    of_day = hour % 24
    if half:
        of_day = hour % 12 + (12 if half == "pm" else 0)
    return Clock(match.start(), match.end(), hour, minute, frozenset({of_day}), half)


@lru_cache(maxsize=1024)
def clocks(text: str, language: Language) -> tuple[Clock, ...]:
    """The times of day of a text, in order."""
    return tuple(sorted(_found(folded(text), language), key=lambda clock: clock.start))


def clock_at(position: int, text: str, language: Language) -> Clock | None:
    """The time of day that a character is part of."""
    return next((clock for clock in clocks(text, language) if clock.start <= position < clock.end), None)
