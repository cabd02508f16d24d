"""Which capital words of an English text may be ordinary words, in titles, headings and names of institutions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mtqa.checks._facts import Facts, facts, fold

__all__ = ["is_heading", "is_ordinary", "may_be_part_of_a_title"]

_ENDINGS = (
    ("ies", "y"),
    ("ied", "y"),
    ("es", ""),
    ("s", ""),
    ("ed", ""),
    ("ed", "e"),
    ("ing", ""),
    ("ing", "e"),
    ("ings", ""),
    ("er", ""),
    ("er", "e"),
    ("ers", ""),
    ("ers", "e"),
    ("or", "e"),
    ("or", ""),
    ("ors", "e"),
    ("ors", ""),
    ("ly", ""),
    ("al", ""),
    ("able", ""),
    ("able", "e"),
    ("ive", ""),
    ("ful", ""),
    ("less", ""),
    ("ness", ""),
    ("ship", ""),
    ("ment", ""),
    ("ments", ""),
    ("fare", ""),
    ("ware", ""),
    ("work", ""),
    ("works", ""),
    ("way", ""),
    ("ways", ""),
    ("wide", ""),
    ("line", ""),
    ("lines", ""),
)
"""Endings, and what stands in their place in the word that they were added to."""
_BY_ENDING = {ending: tuple(instead for other, instead in _ENDINGS if other == ending) for ending, _ in _ENDINGS}
_LONGEST_ENDING = max(map(len, _BY_ENDING))
_PREFIXES = ("re", "un", "co", "sub", "inter", "over", "non", "pre", "multi", "trans", "cross", "under", "out", "micro")
_MADE = re.compile(
    r"(?:[st]ions?|[st]ional|[a-z]{3}ments?|[a-z]{3}[ae]nc(?:e|es|y|ies)|[a-z]{2}it(?:y|ies)|[a-z]{3}ness|[a-z]{3}ships?|[a-z]{3}[ai]bl[ey]"
    r"|[a-z]{3}[ai]bilit(?:y|ies)|[a-z]{3}tives?|[a-z]{3}[aeiou]ries|[a-z]{3}logy|[a-z]{3}logies|[a-z]{3}graphy|[a-z]{4}isms?|[a-z]{3}ized?|[a-z]{3}ised?"
    r"|[a-z]{3}ating|[a-z]{3}[ai]tors?|[a-z]{4}ous|[a-z]{3}iaries|[a-z]{3}iary|[a-z]{3}tical|[a-z]{3}ures|[a-z]{3}tories|[a-z]{3}ware|[a-z]{3}ically"
    r"|[a-z]{3}cation|[a-z]{3}ificates?|[a-z]{3}ients?|[a-z]{3}wares?|[a-z]{4}keepers?|[a-z]{4}holders?|[a-z]{4}fully)$"
)
"""Endings of words that are hardly ever names."""
_SHORTEST = 3
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CLOSING = "\"'”’)]"
_ENDS = (".", "!", "?", "…")
_HEADING = 0.75
_HEADING_WORDS = 3
"""Share of the words of a heading, but for the smallest ones, that have a capital letter; and how many at least."""
_NUMBER = re.compile(r" (?:\d|[IVXLC]+\b|[A-Z]\b|N[or]\b)")
_DETERMINER = re.compile(
    r"\b(?:the|a|an|this|that|these|those|each|every|any|all|both|some|no|its|our|your|their|his|her|my|such|other|another|several|many|most|"
    r"respective|relevant|new|said|first|second|third|one|two|three|\d+)(?:\s[\"“‘'«]?|\s?[\"“‘'«])$",
    re.IGNORECASE,
)
_ABBREVIATION_BESIDE = re.compile(r"\b[A-Z]{2,}s?[-/ ]$")
_LABEL = re.compile(r"\s?(?:[-–—:|/]\s|:$)")
_REACH = 16
_REFERRING = re.compile(r"\b(?:in|see|under|per|and|or)\s$", re.IGNORECASE)
_GERUND = re.compile(r"[A-Z][a-z]{3,}ing\b")
"""What begins the title of a section that a text refers to: "see Retiring", "as described in Orphaning a package"."""


@lru_cache(maxsize=65536)
def _is_word(folded: str, tag: str) -> bool:
    known = facts(tag)
    if folded in known.words or folded in known.heading_words:
        return True
    return any(word in known.words or word in known.heading_words for word in _bases(folded))


def _bases(folded: str) -> Iterator[str]:
    """Words that a word may be made of."""
    for length in range(1, min(_LONGEST_ENDING, len(folded) - _SHORTEST) + 1):
        for instead in _BY_ENDING.get(folded[-length:], ()):
            base = folded[:-length]
            yield base + instead
            if not instead and len(base) > _SHORTEST and base[-1] == base[-2]:
                yield base[:-1]
    for prefix in _PREFIXES if folded.startswith(_PREFIXES) else ():
        if folded.startswith(prefix) and len(folded) - len(prefix) > _SHORTEST:
            yield folded[len(prefix) :]


@lru_cache(maxsize=65536)
def is_ordinary(word: str, tag: str) -> bool:
    """Whether a word may be no name: one of the commonest of the language, or made of one."""
    return all(
        _is_word(part, tag) or (tag == "en" and _MADE.search(part) is not None)
        for part in fold(word).replace("’", "'").removesuffix("'s").split("-")
        if part
    )


def is_heading(text: str, known: Facts) -> bool:
    """Whether a text without a full stop has a capital letter on most of its words that are not the smallest ones."""
    if text.rstrip().rstrip(_CLOSING).endswith(_ENDS):
        return False
    words = [word for word in _WORD.findall(text) if fold(word) not in known.function_words]
    capitals = sum(word[0].isupper() for word in words)
    return len(words) >= _HEADING_WORDS and capitals >= _HEADING * len(words)


def may_be_part_of_a_title(text: str, start: int, end: int) -> bool:
    """Whether what stands around a single capital word tells that it is no name of its own: an article or the like, an
    abbreviation, a number, or the end of a label; or, before a gerund, a word that refers to a title."""
    before = text[max(0, start - _REACH) : start]
    return (
        _DETERMINER.search(before) is not None
        or _ABBREVIATION_BESIDE.search(before) is not None
        or _NUMBER.match(text, end) is not None
        or text[start - 1 : start] == "#"
        or (_GERUND.match(text, start) is not None and _REFERRING.search(before) is not None)
    )
