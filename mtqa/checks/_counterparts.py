"""Which words of two languages go together, learnt from the corpus itself.

A word of a translation that stands in other segments too mostly has a counterpart: a word that the sources of those
segments have far more often than others. A sentence or clause whose words have none in the source of their own segment
was hardly made of it. No dictionary is needed, and a page of a hundred segments has enough to tell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property, lru_cache, partial
from typing import NamedTuple, Protocol

from mtqa.checks._text import folded_words
from mtqa.contracts import Translation

__all__ = ["Counterparts", "Strangeness"]

_STEM, _SHORTEST = 5, 4
"""First letters by which forms of a word are taken for one, and letters of the shortest word."""
_COMMON, _VERY_COMMON, _SOME = 0.04, 0.25, 30
"""The share of the segments beyond which a word is too common to tell anything; a larger one of a small corpus, up to
so many segments."""
_FEWEST = 40
"""Segments below which nothing is learnt."""
_SAMPLE = 1200
"""Segments beyond which more are no better to learn from."""
_CERTAIN = 4.0
"""The strength of a link beyond which a word of the source is taken for the counterpart."""
_FIRST = 2
"""Segments with a word among whose other words its counterpart is looked for."""
_ALONE, _PER_STRENGTH, _MOST = 0.6, 0.06, 2.2
_PER_LINK, _LEAST = 0.45, -3.5
"""The logarithm of how much likelier a word is in an addition than in a translation of its source: from 0.6 up with
the strength of its counterpart in the corpus, where the source has nothing like it, and down with the strength of its
link to a word of the source. Read off NTREX, English into six languages, even documents; the values hardly depend on
how often a word occurs, nor on whether there are 100, 300 or 1,000 segments to learn from."""
_HOPED = 0.8
"""What each word that was not looked at is taken to tell at best."""
_BOUND = 8.0
"""What several words together may say: they are not independent of each other."""


@lru_cache(maxsize=4096)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys([word[:_STEM] for word in folded_words(text) if len(word) >= _SHORTEST]))


class Strangeness(Protocol):
    """Tells of parts of a segment's texts how much likelier it is, as a logarithm, that nothing in the other text
    stands for them than that something does."""

    def __call__(self, part: str, least: float, *, of_translation: bool) -> float:
        """The logarithm for a part of the translation, or else of the source; no exact one where it is not as much as
        the least that is asked for."""


class _Side(NamedTuple):
    """The texts of one language that are learnt from. Sets of texts are whole numbers with a bit for each text.

    Attributes:
        texts: The texts.
        same: The places of each text: where it stands.
        places: The texts that each beginning of a word stands in.
    """

    texts: tuple[str, ...]
    same: dict[str, int]
    places: dict[str, int]


@lru_cache(maxsize=2)
def _side(texts: tuple[str, ...]) -> _Side:
    """The side that some texts make; the last ones are remembered, for one source has several translations."""
    same: dict[str, int] = {}
    places: dict[str, int] = {}
    for position, text in enumerate(texts):
        bit = 1 << position
        same[text] = same.get(text, 0) | bit
        for stem in _stems(text):
            places[stem] = places.get(stem, 0) | bit
    return _Side(texts, same, places)


class Counterparts:
    """The words of a corpus's sources and translations by the segments that they stand in; made when first asked.

    Args:
        translations: All translations of a system. Of a large corpus only some are learnt from, spread over all of it;
            what is repeated counts once.
    """

    def __init__(self, translations: Sequence[Translation]) -> None:
        self._all = translations
        sample = translations[:: max(1, math.ceil(len(translations) / _SAMPLE))]
        self._pairs = tuple(dict.fromkeys((one.source, one.hypothesis) for one in sample))
        self._n = len(self._pairs)
        self._most = max(_COMMON * self._n, min(_VERY_COMMON * self._n, _SOME))

    @cached_property
    def _sides(self) -> tuple[_Side, _Side]:
        return _side(tuple(source for source, _ in self._pairs)), _side(tuple(text for _, text in self._pairs))

    def at(self, position: int) -> Strangeness | None:
        """What tells of parts of the texts of one segment; None where the corpus is too small to tell.

        Args:
            position: The segment's place in the corpus.
        """
        return partial(self._strangeness, position) if self._n >= _FEWEST else None

    def _strangeness(self, position: int, part: str, least: float, *, of_translation: bool) -> float:
        one = self._all[position]
        other = one.source if of_translation else one.hypothesis
        stems, own = _stems(part), _stems(other)
        apart = ~self._sides[not of_translation].same.get(other, 0)
        total = 0.0
        for left, stem in zip(range(len(stems), 0, -1), stems, strict=True):
            if total + left * _HOPED < least:
                return -_BOUND
            total += self._of_word(self._sides[of_translation].places.get(stem, 0) & apart, own, apart, of_translation)
        return max(-_BOUND, min(_BOUND, total))

    def _of_word(self, where: int, own: tuple[str, ...], apart: int, of_translation: bool) -> float:
        """What the segments that have a word tell of it; 0 where there are none, or too many.

        Args:
            where: The segments with the word and another text in the other language.
            own: The words of the other text of its own segment.
            apart: All segments with another text in the other language.
            of_translation: Whether it is a word of the translation.
        """
        n = where.bit_count()
        if not 0 < n <= self._most:
            return 0.0
        other = self._sides[not of_translation]
        share = n / self._n
        here = anywhere = _strongest(own, where, apart, other.places, share)
        if here < _CERTAIN:
            anywhere = max(
                here, *(_strongest(words, where, apart, other.places, share) for words in _first(where, other))
            )
        return max(_LEAST, min(_MOST, _ALONE + _PER_STRENGTH * anywhere) - _PER_LINK * here)


def _strongest(words: tuple[str, ...], where: int, apart: int, places: dict[str, int], share: float) -> float:
    """The log-likelihood ratio, against chance, of the word that stands in most of some segments for its frequency."""
    strongest = 0.0
    for word in words:
        among = places.get(word, 0) & apart
        count = (among & where).bit_count()
        expected = share * among.bit_count()
        if count > expected:
            strongest = max(strongest, count * math.log(count / expected) - count + expected)
    return strongest


def _first(where: int, side: _Side) -> Iterator[tuple[str, ...]]:
    """The words of the first of some texts: the counterpart is among them."""
    for _ in range(_FIRST):
        if where:
            lowest = where & -where
            yield _stems(side.texts[lowest.bit_length() - 1])
            where ^= lowest
