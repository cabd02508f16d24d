"""Which words and signs mean currencies, percentages and units of measurement."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Literal

from mtqa.checks._facts import StemTable, facts, fold, units as unit_tables
from mtqa.checks._text import RareWords, folded_words

__all__ = ["Lexicon", "lexicon_of", "words_of"]

_SIGN = re.compile(r"[€$£¥₹₽₩%‰]|°\s?[CF]")
_COMPOUND, _PREFIX = 5, 3
"""Characters of the shortest compound that is taken apart, and of what stands before the unit in it."""


@dataclass(frozen=True)
class Lexicon:
    """The names of one kind of thing in one language.

    Attributes:
        words: Words of the language.
        signs: Signs and codes of all languages.
        modifiers: What may stand before a unit: "square", or as the beginning of a word, "Quadrat".
        any_modifier: Whether any other word may, as in "5 US dollars".
    """

    words: StemTable
    signs: StemTable
    modifiers: StemTable
    any_modifier: bool

    @cached_property
    def _any(self) -> StemTable:
        return self.words.joined(self.signs)

    @cached_property
    def find(self) -> Callable[[str], str]:
        """What a folded word or sign means; "" where it means nothing of this kind. What was asked is remembered."""
        return lru_cache(maxsize=8192)(self._find)

    def _find(self, word: str) -> str:
        if "/" in word:
            word = word.partition("/")[0]
        if self._any.has(word):
            return self.words.find(word)[0] or self.signs.find(word)[0]
        if len(word) <= _COMPOUND or not self.modifiers:
            return ""
        prefix = self.modifiers.prefix(word)[1]
        return self.words.find(word[prefix:])[0] if prefix >= _PREFIX else ""


_NOTHING = StemTable({})


@cache
def lexicon_of(kind: Literal["currencies", "units", "percent"], tag: str) -> Lexicon:
    """The words of a language, by its primary tag, and the signs of all for one kind of thing."""
    known, signs = facts(tag), unit_tables()
    if kind == "currencies":
        return Lexicon(known.currencies, signs.currencies, _NOTHING, True)
    if kind == "units":
        return Lexicon(known.units, signs.units, known.unit_modifiers, False)
    return Lexicon(_NOTHING, signs.percent, _NOTHING, False)


def words_of(kind: Literal["currencies", "units"], text: str, tag: str) -> frozenset[str]:
    """The words and signs of a text that mean something of a kind, folded: of most texts there are none.

    Args:
        kind: The kind.
        text: The text.
        tag: Primary tag of its language.
    """
    found = _rare_words(tag).among(_tokens(text))
    return frozenset(filter(lexicon_of(kind, tag).find, found)) if found else found


@cache
def _rare_words(tag: str) -> RareWords:
    currencies, of_units = lexicon_of("currencies", tag), lexicon_of("units", tag)
    any_of_both = currencies.words.joined(currencies.signs, of_units.words, of_units.signs)
    beginnings = of_units.modifiers
    return RareWords(
        lambda word: any_of_both.has(word) or (beginnings.prefix(word)[1] >= _PREFIX and of_units.find(word))
    )


@lru_cache(maxsize=4096)
def _tokens(text: str) -> frozenset[str]:
    """The words and signs of a text, folded."""
    words = folded_words(text)
    parts = (part for word in words if "'" in word for part in word.split("'"))
    return frozenset((*words, *parts, *map(fold, _SIGN.findall(text))))
