"""Which language a text is written in, if not in the one that it should be: told by its commonest words and letters."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from mtqa.checks._facts import facts, fold
from mtqa.languages import known_languages, language

__all__ = ["Other", "is_only_in", "language_evidence", "other_language"]

_DATA = Path(__file__).with_name("data") / "_neighbours.toml"
_PRESENT = 0.8
"""Share of the function words, among those of any language, from which a text is taken to be in the target language."""
_ENOUGH = 2
"""Words that speak for another language and against the target language, below which nothing is said."""
_ODDS = 3
"""How many times more must speak for the other language than for the target language."""
_ENOUGH_QUOTED, _ODDS_QUOTED = 3, 4
"""The same for the language of the source, in which titles are quoted, and for one that is hardly another."""
_HARDLY_ANOTHER = frozenset({frozenset({"da", "nb"}), frozenset({"nb", "nn"}), frozenset({"hr", "sr"})})
_ENDED = 6
"""Letters of the shortest word whose ending speaks for a language."""
_BEYOND_ASCII = re.compile(r"[^\W\d_]*[\u00df-\u024f\u0400-\u052f][^\W\d_]*")
_CYRILLIC = "\u0400"


@dataclass(frozen=True)
class Other:
    """Another language than the target language.

    Attributes:
        tag: Its primary tag.
        name: Its English name.
        n_strange: How many more words it can spell than the target language.
    """

    tag: str
    name: str
    n_strange: int


@dataclass(frozen=True)
class _Signs:
    """What a language is called, and known by: its commonest words, its letters beyond a to z, endings."""

    name: str
    words: frozenset[str]
    letters: frozenset[str]
    endings: tuple[str, ...] = ()


@cache
def _signs() -> Mapping[str, _Signs]:
    """The signs of every language, those with facts of their own and their neighbours."""
    table = {
        tag: _Signs(language(tag).name, facts(tag).function_words, facts(tag).letters)
        for tag in known_languages()
        if facts(tag).tag == tag
    }
    for tag, row in tomllib.loads(_DATA.read_text(encoding="utf-8")).items():
        words, endings = frozenset(fold(row["words"]).split()), tuple(row.get("endings", "").split())
        table[tag] = _Signs(row["name"], words, frozenset(row["letters"]), endings)
    return MappingProxyType(table)


@cache
def _languages_by_word() -> Mapping[str, frozenset[str]]:
    """The languages that have a word among their commonest ones."""
    table: dict[str, set[str]] = {}
    for tag, signs in _signs().items():
        for word in signs.words:
            table.setdefault(word, set()).add(tag)
    return MappingProxyType({word: frozenset(tags) for word, tags in table.items()})


@cache
def _common_words() -> frozenset[str]:
    """The commonest words of all languages."""
    return frozenset(_languages_by_word())


def is_only_in(word: str, tag: str) -> bool:
    """Whether a folded word is one of the commonest of a language, and of no other one."""
    return _languages_by_word().get(word) == frozenset({tag})


def _strange(text: str, target: str, other: str) -> int:
    """Words that the other language can spell and the target language cannot, less the contrary. In Latin letters only
    words in small ones, as names keep their accents."""
    own, there = _signs()[target].letters, _signs()[other].letters
    total = 0
    for word in {word for word in _BEYOND_ASCII.findall(text) if word.islower() or word[-1] >= _CYRILLIC}:
        letters = {char for char in word.lower() if char > "\x7f"}
        total += (letters <= there) - (letters <= own)
    return total


def _n_ended(words: tuple[str, ...], target: str, other: str) -> int:
    """Words that end as they do in the other language alone."""
    endings = tuple(set(_signs()[other].endings) - set(_signs()[target].endings))
    return sum(len(word) >= _ENDED and word.endswith(endings) for word in set(words)) if endings else 0


def other_language(text: str, words: tuple[str, ...], target: str, source: str) -> Other | None:
    """The language that a text is written in, if it is clearly not the target language.

    Args:
        text: The text.
        words: Its words, folded.
        target: Primary tag of the target language, one with facts.
        source: That of the source language.
    """
    distinct = _common_words().intersection(words)
    if len(distinct.intersection(_signs()[target].words)) >= _PRESENT * len(distinct):
        return None
    table = _languages_by_word()
    votes: Counter[str] = Counter()
    for word in distinct:
        votes.update(table[word])
    best = max(sorted(votes), key=lambda tag: votes[tag], default=target)
    if best == target:
        return None
    own, other, strange = _sides(text, words, target, best)
    quoted = best == source or frozenset({best, target}) in _HARDLY_ANOTHER
    enough, odds = (_ENOUGH_QUOTED, _ODDS_QUOTED) if quoted else (_ENOUGH, _ODDS)
    sure = votes[best] >= 2 and other >= enough and other >= odds * own
    return Other(best, _signs()[best].name, strange) if sure else None


def language_evidence(text: str, words: tuple[str, ...], target: str, other: str) -> tuple[int, int]:
    """How many different words speak for the target language and not for another one, and how many the other way round.

    Args:
        text: The text.
        words: Its words, folded.
        target: Primary tag of the target language, one with facts.
        other: That of the other language, as `Other` has it.
    """
    own, there, _ = _sides(text, words, target, other)
    return own, there


def _sides(text: str, words: tuple[str, ...], target: str, other: str) -> tuple[int, int, int]:
    """Words that speak for the one language alone and for the other alone, and how many more the other can spell."""
    distinct = _common_words().intersection(words)
    own_words, other_words = _signs()[target].words, _signs()[other].words
    strange = _strange(text, target, other)
    own = len(distinct & (own_words - other_words)) + max(-strange, 0)
    there = len(distinct & (other_words - own_words)) + max(strange, 0) + _n_ended(words, target, other)
    return own, there, strange
