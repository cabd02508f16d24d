"""Words that a Hunspell dictionary does not know."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from mtqa.checks._dictionaries import Words, find_dictionary, how_to_install, load, prefixes
from mtqa.checks._facts import facts, fold
from mtqa.checks._messages import missing_package
from mtqa.checks._names import skeleton
from mtqa.checks._protected import only_language
from mtqa.checks._text import WORD
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["Options", "spelling"]

_WORD = re.compile(r"(?<![\w@#/.-])[^\W\d_]+(?:['’-][^\W\d_]+)*(?![\w@/]|\.\w)")
_PARTS = re.compile(r"['-]")
_BEGINS = re.compile(r"(?:^|[.!?…:]\s)[\s\"'„“”«»‘’‚(–—-]*$")
_LONG = 50_000
_SHORTEST = 3
_SHORTEST_TOLD = 5
"""Letters of the shortest unknown word that is told: nearly every shorter one is a letter away from some word."""
_PAIR = 2
_USUAL = 3
"""In how many segments an unknown word must stand to be taken for a name or a term."""
_STEM = 4
_ENDING = 5
"""Letters of a word of the source that a borrowed word begins with, and of the ending that it may have then."""
_ELIDED = 6
"""Letters of the longest word that loses its end before an apostrophe: "lorsqu'", "all'"."""
_ALIKE = 0.6
"""Share of the letters of the shorter of two words that a name has in common with one of the source."""
_SOUNDS = 4
_SOUNDS_ALIKE = 2
"""Consonants that a borrowed word shares with one of the source, and a name with one of its names."""


@dataclass(frozen=True)
class Options:
    """Options of the check.

    Attributes:
        dictionary: Hunspell dictionaries (`bg_BG.dic` beside `bg_BG.aff`), or folders of them; none for those that are
            installed.
        words: Words that are right although no dictionary has them.
    """

    dictionary: tuple[Path, ...] = ()
    words: tuple[str, ...] = ()


def _unable(pair: LanguagePair, options: Options) -> str:
    if find_spec("spylls") is None:
        return missing_package("spylls", "spelling")
    if find_dictionary(pair.target, options.dictionary) is None:
        none = Message("no Hunspell dictionary for {language} is installed: {how}")
        if options.dictionary:
            none = Message("no Hunspell dictionary for {language} is among the configured ones: {how}")
        return none.of(language=pair.target, how=how_to_install(pair.target))
    return ""


@lru_cache(maxsize=1024)
def _source_words(source: str) -> frozenset[str]:
    """The longer words of the source and the parts of those with a hyphen, folded."""
    return frozenset(word for word in WORD.findall(fold(source)) if len(word) >= _STEM)


@lru_cache(maxsize=1024)
def _source_names(source: str) -> frozenset[str]:
    """The words of the source that have a capital letter, folded."""
    return frozenset(fold(word) for word in WORD.findall(source) if word[0].isupper() and len(word) >= _SHORTEST)


def _borrowed(word: str, source: str) -> bool:
    """Whether a word is one of the source's, perhaps with an ending: "tweeten", "worcestershire-i"."""
    if word in source:
        return True
    folded = fold(word)
    return any(folded.startswith(own) and len(folded) - len(own) <= _ENDING for own in _source_words(source))


def _like_a_name(word: str, source: str, by_sound: bool) -> bool:
    """Whether a word with a capital letter looks or sounds like a name of the source: Trumpa, Alžběta, Merivezera."""
    folded, sound = fold(word), skeleton(word)[:_SOUNDS_ALIKE] if by_sound else ""
    return any(
        folded.startswith(name[: max(2, round(min(len(folded), len(name)) * _ALIKE))])
        or (len(sound) == _SOUNDS_ALIKE and skeleton(name)[:_SOUNDS_ALIKE] == sound)
        for name in _source_names(source)
    )


def _sounds_borrowed(word: str, source: str) -> bool:
    """Whether a word in another alphabet sounds like one of the source: брифинг, йоркширски."""
    sound = skeleton(word)
    return any(len(own) >= _SOUNDS and sound.startswith(own) for own in map(skeleton, _source_words(source)))


def _is_derived(word: str, dictionary: Words) -> bool:
    """Whether a word is one of the dictionary with "anti", "super" or the like before it."""
    folded = fold(word)
    return any(
        folded.startswith(prefix) and len(word) - len(prefix) >= _STEM and word[len(prefix) :] in dictionary
        for prefix in prefixes()
    )


def _is_right(word: str, translation: Translation, dictionary: Words) -> bool:
    """Whether a word, or each of its parts between hyphens and apostrophes, is in the dictionary, made of words that
    are, or borrowed."""
    if word in dictionary or _borrowed(word, translation.source):
        return True
    parts = _PARTS.split(word)
    if len(parts) > 1:
        return all(
            len(part) < _SHORTEST
            or part[0].isupper()
            or (index and len(part) <= _ENDING and (parts[0][0].isupper() or _borrowed(parts[0], translation.source)))
            or (not index and len(part) <= _ELIDED and word[len(part)] == "'")
            or _is_right(part, translation, dictionary)
            for index, part in enumerate(parts)
        )
    target = translation.target_language
    known = facts(target.primary)
    return (
        (translation.source_language.script != target.script and _sounds_borrowed(word, translation.source))
        or _is_derived(word, dictionary)
        or (
            known.compounds
            and dictionary.is_compound(
                word, borrowed=lambda head: _borrowed(head, translation.source), capitals=known.nouns_have_capitals
            )
        )
    )


def _may_be_a_name(match: re.Match[str], translation: Translation) -> bool:
    """Whether a word with a capital letter may be a name. At the beginning of a sentence, and in a language that writes
    all nouns so, it is one only where the source has one like it; another alphabet hides that."""
    if translation.source_language.script != translation.target_language.script:
        return True
    nouns = facts(translation.target_language.primary).nouns_have_capitals
    begins = _BEGINS.search(translation.hypothesis, max(0, match.start() - 8), match.start())
    return not (nouns or begins) or _like_a_name(match.group(), translation.source, by_sound=not nouns)


def _unknown(translation: Translation, dictionary: Words, own: frozenset[str]) -> Iterator[re.Match[str]]:
    """Words that neither the dictionary nor the source has, nor are those of its language that no text does without."""
    source_words = facts(translation.source_language.primary).words
    for match in _WORD.finditer(translation.hypothesis[:_LONG]):
        word = match.group().replace("’", "'")
        if len(word) < _SHORTEST or word.isupper() or word in own or fold(word) in source_words:
            continue
        after = translation.hypothesis[match.end() : match.end() + 1].replace("’", "'")
        if (after == "'" and len(word) <= _ELIDED) or (after in (".", "-") and f"{word}{after}" in dictionary):
            continue
        if not _is_right(word, translation, dictionary):
            if word[0].isupper() and _may_be_a_name(match, translation):
                continue
            yield match


def _phrases(found: Sequence[tuple[int, re.Match[str]]], dictionary: Words) -> frozenset[tuple[int, int]]:
    """Where unknown words stand side by side that are a phrase of another language, Wet publieke gezondheid: three or
    more, or two that are not both one slip away from a word."""
    runs: list[list[tuple[int, re.Match[str]]]] = []
    for position, match in found:
        before = runs[-1][-1] if runs else None
        if before is not None and before[0] == position and match.start() - before[1].end() == 1:
            runs[-1].append((position, match))
        else:
            runs.append([(position, match)])
    return frozenset(
        (position, match.start())
        for run in runs
        if len(run) > _PAIR or (len(run) == _PAIR and not all(_nearest(match, dictionary) for _, match in run))
        for position, match in run
    )


def _nearest(match: re.Match[str], dictionary: Words) -> str:
    return dictionary.nearest(match.group().replace("’", "'"))


@checks.register(
    "spelling",
    category="linguistic-conventions/spelling",
    severity=Severity.MINOR,
    whole_corpus=True,
    options=Options,
    unable=_unable,
    by_machine=True,
)
def spelling(translations: Sequence[Translation], options: Options) -> Iterator[tuple[int, Problem]]:
    """A word is not in the Hunspell dictionary of the language, nor in the source, and one slip of the hand away from a
    word that is. Names, words that are borrowed from the source, and words that come again and again are passed over.
    Runs wherever the extra `spelling` and a dictionary are installed."""
    if not translations:
        return
    path = find_dictionary(translations[0].target_language, options.dictionary)
    if path is None:
        return
    dictionary = load(path)
    translations = [only_language(translation) for translation in translations]
    own = frozenset(options.words)
    found = [(p, match) for p, one in enumerate(translations) for match in _unknown(one, dictionary, own)]
    often = Counter(word for word, _ in {(match.group(), position) for position, match in found})
    foreign = _phrases(found, dictionary)
    for position, match in found:
        word = match.group()
        if (position, match.start()) in foreign:
            continue
        meant = _nearest(match, dictionary) if often[word] < _USUAL else ""
        if meant and len(word) >= _SHORTEST_TOLD:
            span = Span("hypothesis", match.start(), match.end())
            message = Message("“{word}” is not in the dictionary, which has “{other}”", word=word, other=meant)
            yield position, Problem(message, (span,))
