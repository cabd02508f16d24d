"""The names in the sources of a corpus, and the places among them that the other language has a word for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from mtqa.checks._capitals import begins_sentence
from mtqa.checks._names import Name, names, small_words
from mtqa.checks._places import place_beginnings
from mtqa.contracts import Translation
from mtqa.languages import Language

__all__ = ["source_names"]

_REMEMBERED = 20_000
"""Segments of the largest corpus whose names are remembered."""
_CAPITAL_WORD = re.compile(r"\b([A-Z][a-z]+) $")
_CAPITAL_AFTER = re.compile(r" [A-Z][a-z]")
_LONGEST_PREFIX = 12
"""The word before a name that may be part of it although it is an ordinary word: New Zealand."""


def source_names(translations: Sequence[Translation]) -> list[tuple[Name, ...]]:
    """The names of each source, with the places among them.

    Args:
        translations: All of a system, without what is no language.
    """
    sources = tuple((one.source, one.source_language) for one in translations)
    judged = _judged if len(sources) <= _REMEMBERED else _judged.__wrapped__
    found: list[tuple[Name, ...]] = []
    for one, members in zip(translations, judged(sources), strict=True):
        tags = one.source_language.primary, one.target_language.primary
        found.append(
            tuple(part for name in members for part in _with_places(name, one.source, tags)) if members else ()
        )
    return found


@lru_cache(maxsize=1)
def _judged(sources: tuple[tuple[str, Language], ...]) -> list[tuple[Name, ...]]:
    """The names of each source; those that the sources also have in small letters (Greens, Cricket) are doubtful. The
    last answer is remembered: one corpus has several systems, and one source several languages."""
    small = small_words(source for source, _ in sources)

    def judged(name: Name) -> Name:
        if name.doubtful:
            return name
        common = all((low := word.lower()) in small or low.removesuffix("s") in small for word in name.words)
        return replace(name, doubtful=True) if common else name

    return [tuple(map(judged, names(source, tag))) for source, tag in sources]


def _with_places(name: Name, source: str, tags: tuple[str, str]) -> Iterator[Name]:
    """A name, or the places in it that both languages are known to have a word for, and what is left of it.

    A doubtful name beside another capital word is part of a longer name, and left out, also where it is called as a
    place: the Jordan of "Jordan Spieth", the Fire of "Karen Fire", the West of "West Ham".
    """
    start = max(0, name.start - _LONGEST_PREFIX)
    before = None if source[start : name.start].islower() else _CAPITAL_WORD.search(source, start, name.start)
    whole = place_beginnings(source[before.start() : name.end], *tags) if before is not None else None
    if before is not None and whole:
        yield replace(name, start=before.start(), doubtful=False, beginnings=whole)
    elif " ".join(name.words) != source[name.start : name.end]:
        yield name
    elif not name.doubtful:
        beginnings = place_beginnings(" ".join(name.words), *tags)
        yield replace(name, beginnings=beginnings) if beginnings else name
    elif (before is None or begins_sentence(source, before.start())) and not _CAPITAL_AFTER.match(source, name.end):
        yield from _cut_out_places(name, tags)


def _cut_out_places(name: Name, tags: tuple[str, str]) -> Iterator[Name]:
    for first in range(len(name.words)):
        for last in range(len(name.words), first, -1):
            phrase = " ".join(name.words[first:last])
            beginnings = place_beginnings(phrase, *tags)
            if not beginnings:
                continue
            start = name.start + len(" ".join(name.words[:first])) + (first > 0)
            end = start + len(phrase)
            if first > 0:
                yield replace(name, end=start - 1, words=name.words[:first])
            yield Name(start, end, name.words[first:last], beginnings=beginnings)
            if last < len(name.words):
                yield from _cut_out_places(replace(name, start=end + 1, words=name.words[last:]), tags)
            return
    yield name
