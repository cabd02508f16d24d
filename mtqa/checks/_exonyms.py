"""Names that a translation calls otherwise throughout, as far as it tells by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from mtqa.checks._capitals import begins_sentence
from mtqa.checks._names import Text
from mtqa.checks._sounds import romanised
from mtqa.checks._text import WORD
from mtqa.contracts import Translation

__all__ = ["called_otherwise"]

_RENAMED, _STEM = 2, 4
"""In how many places a name must be called otherwise, and the letters of a word by which it is known there."""


def called_otherwise(
    lost: Iterable[tuple[tuple[str, ...], int]],
    texts: Sequence[Text],
    translations: Sequence[Translation],
    n_segments: Mapping[str, int],
) -> frozenset[tuple[str, ...]]:
    """The names that are missing in several places, all of which, and hardly any others, have one and the same capital
    word that the source has not: this is what they are called there, as Sulawesi is Celebes.

    Args:
        lost: The words of each name that is missing, and the index of the segment.
        texts: The translations.
        translations: The same with their sources.
        n_segments: How many segments have a name, by its first word.
    """
    places: dict[tuple[str, ...], set[int]] = {}
    for words, position in lost:
        places.setdefault(words, set()).add(position)
    several = {words: found for words, found in places.items() if len(found) >= _RENAMED}
    if not several:
        return frozenset()
    shared = {
        words: frozenset.intersection(*(_stems(texts[one], translations[one].segment.source) for one in found))
        for words, found in several.items()
    }
    often = _how_often(frozenset().union(*shared.values()), texts, translations)
    return frozenset(
        words for words, stems in shared.items() if any(often[stem] <= n_segments[words[0]] + 1 for stem in stems)
    )


def _how_often(wanted: frozenset[str], texts: Sequence[Text], translations: Sequence[Translation]) -> Counter[str]:
    """How many of the translations have each of some beginnings of words."""
    often: Counter[str] = Counter()
    for text, one in zip(texts, translations, strict=True) if wanted else ():
        there = [stem for stem in wanted if stem in text.latin]
        if there:
            often.update(_stems(text, one.segment.source).intersection(there))
    return often


def _stems(text: Text, source: str) -> frozenset[str]:
    """How the longer capital words within the sentences of a translation begin that its source has not."""
    words = {
        part
        for word, latin in text.words(source)
        for part in (latin, *latin.split("-"))
        if word[0].isupper() and len(part) >= _STEM
    }
    inside = {
        romanised(match.group())
        for match in WORD.finditer(text.text)
        if match.group()[0].isupper() and not begins_sentence(text.text, match.start())
    }
    return frozenset(latin[:_STEM] for latin in words if any(latin.startswith(one) for one in inside))
