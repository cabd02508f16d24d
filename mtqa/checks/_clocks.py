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
_MANY, _MANY_WORDS = 40, 400


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day.

    Attributes:
        start: First character in the text.
        end: One past the last.
        hour: As written.
        minute: 0 where there is none.
        of_day: The hour of the day, from 0 to 23, by what the text says of the half of the day.
        half: "am" or "pm" where the text says so, or "".
    """

    start: int
    end: int
    hour: int
    minute: int
    of_day: int
    half: str


def _afternoon_at(text: str, language: Language) -> Iterator[int]:
    """Where a folded text says that an hour is one after noon."""
    table = facts(language.primary).afternoon
    yield from (match.start() for match in islice(_WORDS.finditer(text), _MANY_WORDS) if table.find(match.group())[0])
    yield from (match.start() for match in _PM.finditer(text))


def afternoon(text: str, language: Language) -> bool:
    """Whether a text says of an hour that it is one after noon."""
    return any(True for _ in _afternoon_at(folded(text), language))


def _half(text: str, start: int, end: int, language: Language) -> str:
    """The half of the day that the words after an hour, or those before it, name first."""
    short = _AM_OR_PM.match(text, end)
    if short:
        return short.group(1) + "m"
    clause = _CLAUSE.search(text, end, end + _NEAR)
    for piece in (text[end : clause.start() if clause else end + _NEAR], text[max(0, start - _BEFORE) : start]):
        marks = [(place, "pm") for place in _afternoon_at(piece, language)]
        marks += [(match.start(), "am") for match in beside(language.primary).morning.finditer(piece)]
        if marks:
            return min(marks)[1]
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
    following: Clock | None = None
    for match in reversed(list(islice(_TIME.finditer(text), _MANY))):
        in_range = following is not None and _TO_NEXT.fullmatch(text, match.end(), following.start)
        if _marked(text, match, language) or in_range:
            minute = int(match.group(3) or match.group(5) or 0)
            following = _clock(text, match.span(), int(match.group(1)), minute, language)
            yield following
        else:
            following = None
    for match in islice(_HOUR_AND_MINUTE.finditer(text), _MANY):
        yield _clock(text, match.span(), int(match.group(1)), int(match.group(2)), language)


def _clock(text: str, span: tuple[int, int], hour: int, minute: int, language: Language) -> Clock:
    half = _half(text, *span, language) if hour <= 12 else ""
    of_day = hour % 12 + 12 * (half == "pm") if half else hour % 24
    return Clock(*span, hour, minute, of_day, half)


@lru_cache(maxsize=1024)
def clocks(text: str, language: Language) -> tuple[Clock, ...]:
    """The times of day of a text, in order."""
    return tuple(sorted(_found(folded(text), language), key=lambda clock: clock.start))


def clock_at(position: int, text: str, language: Language) -> Clock | None:
    """The time of day that a character is part of."""
    return next((clock for clock in clocks(text, language) if clock.start <= position < clock.end), None)
