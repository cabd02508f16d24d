"""More planted errors: what the source has not, and short things that are lost.

What is added comes from other translations of the corpus: a sentence, a clause, a name.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Sequence
from random import Random

from planted_errors import CorpusKind, Kind, Planted, with_source

from mtqa.contracts import Translation

_TRIES = 40
_BOUNDARY = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+(?=[^\W\d_])")
_PLAIN = re.compile(r"[^()\[\]\"“”„«»]+[.!?]")
_CLAUSE = re.compile(r"(, [^\W\d_][^,;:()\"“”„«»]{20,90})(?=[.,])")
_LAST_MARK = re.compile(r"[.!?;\u037e][\"“”»]*$")
_VERB = re.compile(r"\b(?:is|are|was|were|will|would|should|could)(?= [a-z])")
_NEGATED = re.compile(
    r"\b(?:not?|never|nor|none|nothing|nobody|without|only|few|little|hardly)\b|n['’]t", re.IGNORECASE
)


def _other(
    random: Random, corpus: Sequence[Translation], position: int, find: Callable[[str], list[str]]
) -> str | None:
    """Something of another translation, which that of this position has not."""
    for _ in range(_TRIES):
        other = random.randrange(len(corpus))
        found = [] if other == position else find(corpus[other].hypothesis)
        if found and found[0] not in corpus[position].hypothesis:
            return random.choice(found)
    return None


def _sentences(shortest: int, longest: int) -> Callable[[str], list[str]]:
    def find(text: str) -> list[str]:
        return [
            one
            for one in _BOUNDARY.split(text)
            if shortest <= len(one) <= longest and _PLAIN.fullmatch(one) is not None
        ]

    return find


def _ends(translation: Translation) -> bool:
    """Whether both texts are sentences with a mark at their end."""
    return all(_LAST_MARK.search(text) and len(text) > 30 for text in (translation.source, translation.hypothesis))


def _sentence_added(shortest: int, longest: int) -> Callable[..., dict[int, Translation] | None]:
    find = _sentences(shortest, longest)

    def plant(random: Random, corpus: Sequence[Translation], position: int) -> dict[int, Translation] | None:
        """A sentence of another segment stands before or, more often, after the translation."""
        one = corpus[position]
        added = _other(random, corpus, position, find) if _ends(one) else None
        if added is None:
            return None
        text = f"{one.hypothesis} {added}" if random.random() < 0.7 else f"{added} {one.hypothesis}"
        return {position: dataclasses.replace(one, hypothesis=text)}

    return plant


def clause_added(random: Random, corpus: Sequence[Translation], position: int) -> dict[int, Translation] | None:
    """A clause of another segment stands before the mark at the end."""
    one = corpus[position]
    end = _LAST_MARK.search(one.hypothesis)
    added = _other(random, corpus, position, _CLAUSE.findall) if end and _ends(one) else None
    if added is None or end is None:
        return None
    return {position: dataclasses.replace(one, hypothesis=f"{one.hypothesis[: end.start()]}{added}{end.group()}")}


def negation_lost(random: Random, translation: Translation) -> Planted | None:
    """The source says "is not" where the translation, made of the sentence without, does not negate."""
    del random
    source = translation.source
    verbs = list(_VERB.finditer(source))
    if len(verbs) != 1 or len(source.split()) > 24 or _NEGATED.search(source):
        return None
    return with_source(translation, f"{source[: verbs[0].end()]} not{source[verbs[0].end() :]}")


KINDS: tuple[Kind, ...] = (Kind("a negation lost", "omission", negation_lost),)
"""Kinds of errors in one translation."""
CORPUS_KINDS: tuple[CorpusKind, ...] = (
    CorpusKind("a short sentence added", "omission", _sentence_added(15, 50)),
    CorpusKind("a sentence added", "omission", _sentence_added(50, 160)),
    CorpusKind("a clause added", "omission", clause_added),
)
"""Kinds of errors with something of another translation."""
