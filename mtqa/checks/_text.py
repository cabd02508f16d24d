"""Words and scripts of a text, as several checks need them; what was last looked at is remembered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from mtqa.checks._facts import fold
from mtqa.checks._protected import language_of
from mtqa.contracts import Problem, Translation
from mtqa.results import Severity

__all__ = [
    "WORD",
    "folded_words",
    "goes_on",
    "only_language",
    "script_of",
    "script_of_text",
    "told_once",
]

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
"""A word: letters, with apostrophes inside."""

_OFTEN, _THROUGHOUT = 4, 0.3
"""How often, and in what share of the places, a text must do something for it to be its style."""
_SCRIPTS = {"LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek"}


_MARKS = " \t\u00a0\"'„“”«»‘’‚‹›()*_"


def goes_on(translation: Translation, after: Translation) -> bool:
    """Whether the last sentence of a translation goes on in the segment after it, where that of the source does not:
    the one ends with a comma or dash, or without the full stop of the source, the other begins with a small letter."""
    if translation.segment.document != after.segment.document:
        return False
    first, last = after.hypothesis.lstrip(_MARKS)[:1], translation.hypothesis.rstrip(_MARKS)[-1:]
    if not first.islower() or after.source.lstrip(_MARKS)[:1].islower():
        return False
    return last in (",", "–", "—") or (last.isalnum() and translation.source.rstrip(_MARKS)[-1:] in (".", "!", "?"))


@lru_cache(maxsize=8192)
def folded_words(text: str) -> tuple[str, ...]:
    """The words of a text, folded, in order."""
    return tuple(WORD.findall(fold(text)))


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


def only_language(translation: Translation) -> Translation:
    """The translation with all that is no language blanked in both texts, every other character in its place."""
    source, hypothesis = language_of(translation)
    if source == translation.source and hypothesis == translation.hypothesis:
        return translation
    return replace(translation, segment=replace(translation.segment, source=source), hypothesis=hypothesis)


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
