"""Whether a translation has lost the word that makes a sentence say the contrary."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from mtqa.checks._facts import StemTable, fold
from mtqa.checks._protected import only_language
from mtqa.checks._sounds import romanised
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
    r"|big|large|small|high|low|long|new|old|true|likely|possible|worth|much|many|few|home|here|there)\b"
    r"|(?:\bnot|n['’]t)(?:\s*[,.;]|\s+(?:in|at|on)\s+(?!(?:the|an?|his|her|its|their|my|our|your|this|that|these|those|any)\b)[a-z])"
    r"|(?:\bnot|n['’]t)\s+(?:\w+\s+)?(?:wait|help|worry|mind)\b|\b(?:help|all|none|nothing|anything|cannot|can't)\s+but\b"
    r"|\b(?:until|unless|hesitate|forget|miss|fail|without|only|enough|too|except|nor|never|no|any(?=\s+(?:more|longer|time|way|other)\b)|anything|anyone)\b"
    r"|\b(?:if|whether|or|why)\b[^.]{0,20}\bn['o]?[’'o]?t\b|\?",
    re.IGNORECASE,
)
"""What makes a sentence one that may well be translated without "not": not only, not until, don't forget, questions,
and what has a contrary: not common is rare, not in town out of town, not the first time once more; "it
was not, it was ..." is "it was in truth"."""
_EXPLAINING = re.compile(
    r"\b(?:un(?!der|it|iv|i[qf]|til|cle)\w{3,}|\w{3,}less(?:ly)?|before|against|versus|oppos\w+|opponents?|instead|rather|just|barely|hardly"
    r"|prevent\w*|stop\w*|refus\w+|den(?:y|ied|ies|ying)|reject\w*|lack\w*|missing|missed|avoid\w*|disappear\w*|forbid\w*|bann?(?:ed|s)?"
    r"|little|few|away|lost|lose\w*|losing|left|regardless|except\w*|failed|failing|failure|resist\w*|hinder\w*|block\w*)\b",
    re.IGNORECASE,
)
"""English words that may stand behind a word which negates in its own way, each behind one of them."""
_COGNATE = 4
"""First letters by which a word that begins like one of the source is that word: imperial, inspiró."""
_SIGNS = ("not ", "n't", "n’t", "cannot")
_SHORT = 3
"""Letters of the longest beginning that words which do not negate have as well: un-, in-, ne-."""
_WORDS = range(4, 26)
"""How many words a source has whose negation is looked for: a longer one says it in too many ways."""


@dataclass(frozen=True)
class _Negations:
    """How a language negates.

    Attributes:
        certain: Words that say "not", whatever else the sentence says.
        words: Other whole words.
        beginnings: Of words that do so for certain.
        short: Beginnings that other words have as well.
        endings: The same at the end.
        others: Words that begin or end so and do not negate.
        other_beginnings: The beginnings of such words.
        other_endings: Their endings: the Finnish "-ston".
    """

    certain: StemTable
    words: frozenset[str]
    beginnings: tuple[str, ...]
    short: tuple[str, ...]
    endings: tuple[str, ...]
    others: frozenset[str]
    other_beginnings: tuple[str, ...]
    other_endings: tuple[str, ...]

    def is_certain(self, word: str) -> bool:
        """Whether a folded word is one that says "not", or has one before or after its apostrophe."""
        parts = word.split("'")
        may = self.certain.has(word) or any(map(self.certain.has, parts)) or self.certain.has(f"{parts[0]}'")
        return may and not self._is_other(word)

    def has(self, word: str) -> bool:
        """Whether a folded word negates."""
        parts = word.split("'")
        if word in self.words or not self.words.isdisjoint(parts) or f"{parts[0]}'" in self.words:
            return True
        if parts[-1].startswith(self.beginnings):
            return True
        may = word.startswith(self.short) or word.endswith(self.endings)
        return may and not self._is_other(word)

    def _is_other(self, word: str) -> bool:
        if word in self.others or word.startswith(self.other_beginnings):
            return True
        return word.endswith(self.other_endings)


@cache
def _negations(tag: str) -> _Negations:
    table = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    words, others = (fold(row.get(tag, "")).split() for row in (table, table["not_negating"]))
    certain = table["certain"].get(tag, "")
    words += fold(certain).split()
    beginnings = [word[:-1] for word in words if word.endswith("*") and not word.startswith("*")]
    return _Negations(
        StemTable({"not": certain}),
        frozenset(word for word in words if "*" not in word),
        tuple(word for word in beginnings if len(word) > _SHORT),
        tuple(word for word in beginnings if len(word) <= _SHORT),
        tuple(word.strip("*") for word in words if word.startswith("*")),
        frozenset(word for word in others if "*" not in word),
        tuple(word[:-1] for word in others if word.endswith("*")),
        tuple(word[1:] for word in others if word.startswith("*")),
    )


def lost_negation(translation: Translation) -> Span | None:
    """Where the source negates its only verb, and no word of the translation does; None where that is not sure.

    English sources alone are looked at.

    Args:
        translation: Source and hypothesis.
    """
    translation = only_language(translation)
    negated = _negated(translation.source) if translation.source_language.primary == "en" else None
    if negated is None:
        return None
    if _NOT.search(translation.hypothesis) or "?" in translation.hypothesis:  # left in English, or asked
        return None
    negations = _negations(translation.target_language.primary)
    own = folded_words(translation.hypothesis)
    if not negations.words or len(own) < _WORDS.start - 1 or _negates(own, negations, translation.source):
        return None
    return Span("source", *negated)


def _negates(own: tuple[str, ...], negations: _Negations, source: str) -> bool:
    """Whether a word of a translation may stand for the "not" of the source: one that says so, or one that negates in
    its own way and is not what another word of the source has become."""
    negating = list(filter(negations.has, own))
    if not negating or any(map(negations.is_certain, negating)):
        return bool(negating)
    beginnings = tuple(word[:_COGNATE] for word in folded_words(source) if len(word) > _COGNATE)
    unexplained = [word for word in negating if not romanised(word).startswith(beginnings)]
    return len(unexplained) > len(_EXPLAINING.findall(source))


@lru_cache(maxsize=8192)
def _negated(source: str) -> tuple[int, int] | None:
    """Start and end of the only negated verb of an English text, where hardly any language says it otherwise."""
    if not any(map(source.__contains__, _SIGNS)):
        return None
    negated = list(_NOT.finditer(source))
    if len(negated) != 1 or len(folded_words(source)) not in _WORDS or _OTHERWISE.search(source):
        return None
    return negated[0].span()
