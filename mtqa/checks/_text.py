"""Words and scripts of a text, as several checks need them; what was last looked at is remembered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from mtqa.checks._facts import fold
from mtqa.contracts import Problem, Translation
from mtqa.results import Severity

__all__ = [
    "WORD",
    "RareWords",
    "folded_words",
    "goes_on",
    "may_stand_for_question",
    "script_of",
    "script_of_text",
    "told_once",
]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word: letters, with apostrophes inside."""
_ASCII_WORD = re.compile(r"[a-z]+(?:'[a-z]+)*")
"""The same in a folded text of ASCII, which is quicker."""

_NONE: frozenset[str] = frozenset()
_REMEMBERED = 65_536
"""Words that are remembered as no rare ones."""
_OFTEN, _THROUGHOUT = 4, 0.3
"""How often, and in what share of the places, a text must do something for it to be its style."""
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek"}


_HEADING, _LONGEST_HEADING = 0.6, 50
"""Share of the length of a question, and characters, below which a heading without a mark may stand for it."""
_MARKS = " \t\u00a0\"'„“”«»‘’‚‹›()*_"


def goes_on(translation: Translation, after: Translation) -> bool:
    """Whether the last sentence of a translation goes on in the segment after it, where that of the source does not:
    the one ends with a comma or dash, or without the full stop of the source, the other begins with a small letter."""
    if translation.segment.document != after.segment.document:
        return False
    if not after.hypothesis.lstrip(_MARKS)[:1].islower() or after.source.lstrip(_MARKS)[:1].islower():
        return False
    last = translation.hypothesis.rstrip(_MARKS)[-1:]
    return last in (",", "–", "—") or (last.isalnum() and translation.source.rstrip(_MARKS)[-1:] in (".", "!", "?"))


@lru_cache(maxsize=8192)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order."""
    return tuple((_ASCII_WORD if text.isascii() else WORD).findall(fold(text)))


def may_stand_for_question(translation: Translation) -> bool:
    """Whether a translation without a mark may be the heading of what the source asks: "More information" instead of
    "Where to find more information?"."""
    return len(translation.hypothesis) < _HEADING * len(translation.source) < _LONGEST_HEADING


class RareWords:
    """Words of which most texts have none: words of dates, number words. What is asked is remembered.

    Args:
        is_one: Whether a folded word is one of them.
    """

    def __init__(self, is_one: Callable[[str], object]) -> None:
        self._is_one = is_one
        self._ones: set[str] = set()
        self._others: set[str] = set()

    def among(self, words: Collection[str]) -> frozenset[str]:
        """Those of some folded words that are such words, each of them once."""
        if self._others.issuperset(words):
            return _NONE
        rest = set(words).difference(self._others)
        new = rest - self._ones
        if new:
            if len(self._others) > _REMEMBERED:
                self._others.clear()
            ones = set(filter(self._is_one, new))
            self._ones |= ones
            self._others |= new - ones
        return frozenset(rest & self._ones)


@cache
def script_of(char: str) -> str:
    """ISO 15924 code of a letter's script for Latin, Cyrillic and Greek, "Zyyy" for other letters, "" for the rest."""
    if not char.isalpha():
        return ""
    name = unicodedata.name(char, "")
    return _SCRIPTS.get(name.partition(" ")[0], "Zyyy")


def script_of_text(text: str) -> str:
    """Script of the first letter of a text; "" where there is no letter."""
    return next((script for script in map(script_of, text) if script), "")


def told_once(found: Sequence[tuple[int, Problem]], chances: int) -> Iterator[tuple[int, Problem]]:
    """The problems of one kind, or a single remark instead of them where the text does so throughout: that is its style
    and no slip.

    Args:
        found: Positions and problems.
        chances: In how many places the problem could have been.
    """
    if len(found) < _OFTEN or len(found) < _THROUGHOUT * chances:
        yield from found
        return
    position, first = found[0]
    message = f"{first.message}; so throughout this text ({len(found)} of {chances} places)"
    yield position, replace(first, message=message, severity=Severity.NEUTRAL)
