"""The same source translated in different ways, and different sources translated alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from mtqa.checks._facts import fold
from mtqa.checks._text import folded_words
from mtqa.contracts import Problem, Translation, checks
from mtqa.corpus import Value
from mtqa.results import Message, Severity, Span

__all__ = ["consistency"]

_FEW = 3
"""Words below which a source may well mean different things in different places."""
_DIFFERENT = 0.5
"""Share of the words of two sources that must differ for one translation of both to be wrong."""
_QUOTED = 80
_ACCENTED = re.compile("[ά-ώϊϋΐΰ]")
_ACCENTS = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")


@lru_cache(maxsize=8192)
def _key(text: str) -> str:
    """A text without what does not matter: case (Greek capitals have no accents), spaces, marks at the ends."""
    folded = fold(text)
    if not folded.isascii() and _ACCENTED.search(folded):
        folded = folded.translate(_ACCENTS)
    return " ".join(folded.split()).strip(" .!?…:;,\"'“”„«»‘’()[]")


def _shown(text: str) -> str:
    return text if len(text) <= _QUOTED else text[: _QUOTED - 1] + "…"


def _similar(one: Translation, other: Translation) -> bool:
    """Whether two sources may be translated alike: they share words, or differ in nothing but numbers."""
    words = set(folded_words(one.source)), set(folded_words(other.source))
    shared = len(words[0] & words[1])
    return shared >= (1 - _DIFFERENT) * min(map(len, words))


def _differently(translations: Sequence[Translation], positions: Sequence[int]) -> Iterator[tuple[int, Problem]]:
    """One source, several translations: those that are not the commonest (the first, where all are as common)."""
    keys = [_key(translations[position].hypothesis) for position in positions]
    counts = Counter(keys)
    if len(counts) == 1:
        return
    best = max(counts, key=lambda key: counts[key])
    usual = translations[positions[keys.index(best)]]
    n_words = len(folded_words(usual.source))
    for position, key in zip(positions, keys, strict=True):
        hypothesis = translations[position].hypothesis
        if key != best and hypothesis.strip():
            yield (
                position,
                Problem(
                    Message("the same text is elsewhere translated as “{other}”", other=_shown(usual.hypothesis)),
                    (Span("hypothesis", 0, len(hypothesis)),),
                    Severity.NEUTRAL if n_words < _FEW else None,
                ),
            )


def _alike(translations: Sequence[Translation], positions: Sequence[int]) -> Iterator[tuple[int, Problem]]:
    """One translation, several sources that have little in common."""
    first = translations[positions[0]]
    for position in positions[1:]:
        translation = translations[position]
        if _key(translation.source) != _key(first.source) and not _similar(first, translation):
            yield (
                position,
                Problem(
                    Message("“{other}” has the same translation", other=_shown(first.source)),
                    (Span("hypothesis", 0, len(translation.hypothesis)),),
                    Severity.MAJOR,
                    "accuracy/mistranslation",
                ),
            )


@checks.register("consistency", category="style/inconsistent", severity=Severity.MINOR, whole_corpus=True)
def consistency(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """The same source text is translated differently in different places, or different source texts have the same
    translation."""
    by_source: dict[tuple[str, Value], list[int]] = {}
    by_hypothesis: dict[str, list[int]] = {}
    for position, translation in enumerate(translations):
        source = _key(translation.source)
        if source:
            # The plural forms of one message have one source and must differ; each is compared with its like.
            form = translation.segment.extra.get("plural", "")
            by_source.setdefault((source, form), []).append(position)
        hypothesis = _key(translation.hypothesis)
        if hypothesis.count(" ") >= _FEW and source and hypothesis != source:
            by_hypothesis.setdefault(hypothesis, []).append(position)
    for positions in by_source.values():
        if len(positions) > 1:
            yield from _differently(translations, positions)
    for positions in by_hypothesis.values():
        if len(positions) > 1:
            yield from _alike(translations, positions)
