"""Is it a translation at all? Empty ones, and sources that were left as they are."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from mtqa.corpus import Segment
from mtqa.languages import LanguagePair

__all__ = ["copied_numbers", "empty_numbers"]

_LEAST_WORDS, _LEAST_SMALL = 4, 2
"""Words, and words that begin with a small letter, from which on a text is no mere name that languages share."""
_LEAST_LETTERS = 8
"""The same for scripts that know no small letters and often no spaces: letters."""
_WORD = re.compile(r"[^\W\d_]+")
_VOID = frozenset("PZC")
"""Major categories of Unicode that say nothing by themselves: punctuation, spaces, and what is not seen."""


def empty_numbers(segments: Sequence[Segment], texts: Sequence[str | None]) -> frozenset[int]:
    """Numbers of the segments whose translation says nothing although the source says something.

    A translation of nothing but spaces, invisible characters and punctuation is empty; where the source is no more than
    that either, only one without any visible character is.
    """
    return frozenset(
        number
        for number, (segment, text) in enumerate(zip(segments, texts, strict=True))
        if text is not None and _says_nothing(text) and not _blank(segment.source) and _lacks(segment.source, text)
    )


def copied_numbers(segments: Sequence[Segment], texts: Sequence[str | None], pair: LanguagePair) -> frozenset[int]:
    """Numbers of the segments whose translation is the source over again, though no reference is.

    Names, headings and the like may be the same in two languages: only running text counts.
    """
    if pair.source.primary == pair.target.primary:
        return frozenset()
    return frozenset(
        number
        for number, (segment, text) in enumerate(zip(segments, texts, strict=True))
        if text is not None and _is_copy(segment, text)
    )


def _is_copy(segment: Segment, text: str) -> bool:
    plain = _plain(segment.source)
    if _plain(text) != plain or not _is_running_text(segment.source):
        return False
    return all(_plain(reference) != plain for reference in segment.references.values())


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _is_running_text(text: str) -> bool:
    words = _WORD.findall(text)
    if any(word.lower() != word.upper() for word in words):
        return len(words) >= _LEAST_WORDS and sum(word[0].islower() for word in words) >= _LEAST_SMALL
    return sum(map(len, words)) >= _LEAST_LETTERS


def _says_nothing(text: str) -> bool:
    return all(unicodedata.category(char)[0] in _VOID for char in text)


def _blank(text: str) -> bool:
    return all(unicodedata.category(char)[0] in "ZC" for char in text)


def _lacks(source: str, text: str) -> bool:
    return _blank(text) or not _says_nothing(source)
