"""Whether a translation has lost the word that makes a sentence say the contrary."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mtqa.checks._facts import fold
from mtqa.checks._protected import only_language
from mtqa.checks._text import folded_words
from mtqa.contracts import Translation
from mtqa.results import Span

__all__ = ["lost_negation"]

_DATA = Path(__file__).with_name("data") / "_negations.toml"
_NOT = re.compile(
    r"\b(?:(?:is|are|was|were|do|does|did|has|have|had|will|would|should|must|may|might|can|could|shall)\s+not|cannot|can't"
    r"|(?:is|are|was|were|do|does|did|has|have|had|wo|would|should|must|could)n['’]t)\b",
    re.IGNORECASE,
)
"""Negated verbs, which hardly any language says without a word for "not"."""
_OTHERWISE = re.compile(
    r"\bnot\s+(?:only|just|merely|simply|solely|until|least|even|always|necessarily|yet|all|every|far|alone|to\s+mention|because|un(?!der|i|veil|lock|fold)\w+|in(?:considerable|significant|frequent|different|sensitive)\w*|im(?:possible|probable|mune))\b"
    r"|(?:\bnot|n['’]t)\s+(?:(?:a|an|the|very|so|that|as)\s+)*(?:first|last|same|common|usual|unusual|rare|easy|difficult|hard|good|bad|great"
    r"|big|large|small|high|low|long|new|old|true|likely|possible|much|many|few|in|at|on|home|here|there)\b"
    r"|\b(?:wait|until|unless|but|help|hesitate|forget|worry|mind|miss|fail|without|only|enough|too|except|nor|never|no|any|anything|anyone)\b"
    r"|\b(?:if|whether|or|why)\b[^.]{0,20}\bn['o]?[’'o]?t\b|\?",
    re.IGNORECASE,
)
"""What makes a sentence one that may well be translated without "not": not only, not until, don't forget, questions,
and what has a contrary: not common is rare, not in town out of town, not the first time once more."""
_SIGNS = ("not ", "n't", "n’t", "cannot")
_SHORT = 3
"""Letters of the longest beginning that words which do not negate have as well: un-, in-, ne-."""
_WORDS = range(4, 26)
"""How many words a source has whose negation is looked for: a longer one says it in too many ways."""


@dataclass(frozen=True)
class _Negations:
    """How a language negates.

    Attributes:
        words: Whole words.
        beginnings: Of words that do so for certain.
        short: Beginnings that other words have as well.
        endings: The same at the end.
        others: Words that begin or end so and do not negate.
        other_beginnings: The beginnings of such words.
    """

    words: frozenset[str]
    beginnings: tuple[str, ...]
    short: tuple[str, ...]
    endings: tuple[str, ...]
    others: frozenset[str]
    other_beginnings: tuple[str, ...]

    def has(self, word: str) -> bool:
        """Whether a folded word negates."""
        parts = word.split("'")
        if word in self.words or not self.words.isdisjoint(parts) or f"{parts[0]}'" in self.words:
            return True
        if word.startswith(self.beginnings):
            return True
        may = word.startswith(self.short) or word.endswith(self.endings)
        return may and word not in self.others and not word.startswith(self.other_beginnings)


@cache
def _negations(tag: str) -> _Negations:
    table = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    words, others = (fold(row.get(tag, "")).split() for row in (table, table["not_negating"]))
    beginnings = [word[:-1] for word in words if word.endswith("*") and not word.startswith("*")]
    return _Negations(
        frozenset(word for word in words if "*" not in word),
        tuple(word for word in beginnings if len(word) > _SHORT),
        tuple(word for word in beginnings if len(word) <= _SHORT),
        tuple(word.strip("*") for word in words if word.startswith("*")),
        frozenset(word for word in others if not word.endswith("*")),
        tuple(word[:-1] for word in others if word.endswith("*")),
    )


def lost_negation(translation: Translation) -> Span | None:
    """Where the source negates its only verb, and no word of the translation does; None where that is not sure.

    English sources alone are looked at.

    Args:
        translation: Source and hypothesis.
    """
    if translation.source_language.primary != "en" or not any(map(translation.source.__contains__, _SIGNS)):
        return None
    translation = only_language(translation)
    negated = list(_NOT.finditer(translation.source))
    if (
        len(negated) != 1
        or len(folded_words(translation.source)) not in _WORDS
        or _OTHERWISE.search(translation.source)
    ):
        return None
    if _NOT.search(translation.hypothesis) or "?" in translation.hypothesis:  # left in English, or asked
        return None
    negations = _negations(translation.target_language.primary)
    own = folded_words(translation.hypothesis)
    if not negations.words or len(own) < _WORDS.start - 1 or any(map(negations.has, own)):
        return None
    return Span("source", negated[0].start(), negated[0].end())
