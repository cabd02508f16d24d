"""Names and abbreviations that were lost or are written in several ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.checks._exonyms import called_otherwise
from mtqa.checks._facts import facts, fold
from mtqa.checks._messages import lost_abbreviation
from mtqa.checks._names import (
    Name,
    Text,
    acronyms,
    resembles,
    romanised,
    skeleton,
    sounds_in,
    spelt_in,
)
from mtqa.checks._official_forms import official_forms, spelt_out, wrong_forms
from mtqa.checks._ordinary import is_ordinary
from mtqa.checks._protected import only_language
from mtqa.checks._source_names import source_names
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["names"]

_ACRONYM = re.compile(r"(?<!\w)[^\W\d_a-z]{2,}(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LONG = 20_000
_KEPT = 0.75
"""Share of the segments with a name in which it must be found for the others to have lost it."""
_PROOF, _SURELY_KEPT = 5, 0.97
"""In how many other segments, and in what share of them, a name must be found where it may be no name, be translated,
or be replaced by a pronoun."""
_SEEN = 3
"""In how many other segments a name must be found where it was told just before."""
_COPIED = 2
"""Other segments that must have a name letter for letter, all of them, where it may be no name; one is enough for
others."""
_COPYING = 0.97
_ENOUGH = 30
"""The share of the names, of so many at least, that a translation has letter for letter where it does not rewrite them
by their sound."""
_UNMISTAKABLE = 4
"""Letters of the shortest beginning of a word that is looked for inside of words too: Südkorea."""
_GAP = re.compile(r"(?: [A-Z][^\W\d_]*)* ")
"""What stands between two parts of one name."""
_NEAR = 5
"""Segments back in which a name has been told already, so that a pronoun or a title may stand for it."""
_USUAL, _MOSTLY = 3, 0.7
"""How often, and in what share, a spelling must occur for others to be compared with it."""


class _Seen:
    """How many segments have a name, in how many it is found in the translation, and in how many spelt as it is."""

    def __init__(self) -> None:
        self.all: defaultdict[str, int] = defaultdict(int)
        self.found: defaultdict[str, int] = defaultdict(int)
        self.spelt: defaultdict[str, int] = defaultdict(int)

    def add(self, name: str, *, found: bool, spelt: bool = False) -> None:
        self.all[name] += 1
        self.found[name] += found
        self.spelt[name] += spelt

    def is_copied(self, name: str, least: int) -> bool:
        """Whether all the other segments, and at least so many, have a name letter for letter that one has not."""
        others = self.all[name] - 1
        return others >= least and self.spelt[name] >= _SURELY_KEPT * others

    def is_kept(self, name: str, *, doubtful: bool = False, told: bool = False) -> bool:
        """Whether this language and system keep a name that is missing in one segment, as far as the others tell: of a
        doubtful name that needs proof, of one that was told before some."""
        others = self.all[name] - 1
        if told and self.found[name] < _SEEN:
            return False
        if doubtful:
            return self.found[name] >= max(_PROOF, _SURELY_KEPT * others)
        return not others or self.found[name] >= _KEPT * others


def _stands_in(beginning: str, latin: str) -> bool:
    """Whether a text has words with a beginning. A short one, which may stand in many words, must begin one, or follow
    one letter, such as Irish puts there: the "tSín" of China."""
    place = latin.find(beginning)
    while place >= 0 and len(beginning) < _UNMISTAKABLE:
        if place < 2 or not (latin[place - 1].isalpha() and latin[place - 2].isalpha()):
            return True
        place = latin.find(beginning, place + 1)
    return place >= 0


def _has_place(name: Name, text: Text, translation: Translation) -> bool:
    """Whether a translation has a place, or an abbreviation that may stand for one of several words: USA."""
    if any(_stands_in(beginning, text.latin) for beginning in name.beginnings):
        return True
    whole = translation.source[name.start : name.end].split()
    if len(whole) == 1 or "".join(whole).lower()[:-1] in text.latin:  # newyorška
        return len(whole) > 1
    initials = "".join(word[0] for word in whole)
    tags = translation.source_language.primary, translation.target_language.primary
    own = {initials, *official_forms(initials, *tags)}
    return any(
        match.group() in own or match.group() not in translation.source for match in _ACRONYM.finditer(text.text)
    )


def _told_before(word: str, translations: Sequence[Translation], position: int, reach: int = _NEAR) -> bool:
    """Whether one of the segments just before has a name too, so that a pronoun or a title may stand for it here."""
    here = translations[position].segment.document
    near = translations[max(0, position - reach) : position]
    return any(word in one.source for one in near if one.segment.document == here)


@dataclass(frozen=True, slots=True)
class _Missing:
    """A name that no word of a translation is spelt like.

    Attributes:
        position: Index of the segment.
        name: The name.
        sounds: Whether a word of the translation sounds like it.
    """

    position: int
    name: Name
    sounds: bool


def _look_for(
    translations: Sequence[Translation], texts: Sequence[Text], found: Sequence[tuple[Name, ...]]
) -> tuple[list[_Missing], _Seen, bool]:
    """The names not spelt out, what happens to all names, and whether nearly all are spelt as in the source."""
    seen = _Seen()
    missing: list[_Missing] = []
    n_spelt = n_sounding = 0
    for position, (text, members) in enumerate(zip(texts, found, strict=True)):
        source = translations[position].source
        for name in members:
            spelt = [spelt_in(word, text) for word in name.words]
            if name.beginnings and _has_place(name, text, translations[position]):
                spelt = [True] * len(spelt)
            is_spelt = True in spelt
            sounds = not is_spelt and any(sounds_in(word, text, source) for word in name.words)
            as_written = [word in text.text for word in name.words] if name.doubtful else spelt
            kept = True in as_written or (sounds and not name.doubtful)
            for word, own in zip(name.words, as_written, strict=True):
                seen.add(word, found=kept, spelt=own)
            if not name.doubtful:
                n_spelt += is_spelt
                n_sounding += sounds
            if not is_spelt:
                missing.append(_Missing(position, name, sounds))
    n_found = n_spelt + n_sounding
    return missing, seen, n_found >= _ENOUGH and n_spelt >= _COPYING * n_found


def _lost_names(
    translations: Sequence[Translation], texts: Sequence[Text], found: Sequence[tuple[Name, ...]]
) -> Iterator[tuple[int, Problem]]:
    missing, seen, copying = _look_for(translations, texts, found)
    lost: list[_Missing] = []
    for one in missing:
        name, source = one.name, translations[one.position].source
        if name.doubtful and all(
            is_ordinary(word, translations[one.position].source_language.primary) for word in name.words
        ):
            continue
        told = len(name.words) == 1 and _told_before(name.words[0], translations, one.position)
        if told and _told_before(name.words[0], translations, one.position, 1):
            continue
        sure = all if name.doubtful else any
        copied = sure(seen.is_copied(word, _COPIED if name.doubtful else 1) for word in name.words)
        if one.sounds and not copied and (name.doubtful or not copying):
            continue
        if one.sounds and any(resembles(word, texts[one.position], source) for word in name.words):
            continue
        if name.titled and any(seen.all[word] > 1 for word in name.words):
            continue
        if copied or all(seen.is_kept(word, doubtful=name.doubtful, told=told) for word in name.words):
            lost.append(one)
    otherwise = called_otherwise([(one.name.words, one.position) for one in lost], texts, translations, seen.all)
    for position, start, end in _joined([one for one in lost if one.name.words not in otherwise], translations):
        text = translations[position].source[start:end]
        message = Message("the name “{name}” is missing from the translation", name=text)
        yield position, Problem(message, (Span("source", start, end),))


def _joined(lost: Sequence[_Missing], translations: Sequence[Translation]) -> Iterator[tuple[int, int, int]]:
    """Position, start and end of every lost name, its parts joined."""
    last: tuple[int, int, int] | None = None
    for one in lost:
        position, start, end = one.position, one.name.start, one.name.end
        if last and last[0] == position and _GAP.fullmatch(translations[position].source, last[2], start):
            last = position, last[1], end
            continue
        if last is not None:
            yield last
        last = position, start, end
    if last is not None:
        yield last


def _changed(acronym: str, hypothesis: str, translation: Translation, *, is_kept: bool) -> re.Match[str] | None:
    """What an abbreviation has become: the official form of another one, the same but for the order of two letters, or,
    where this translation keeps it elsewhere, for one letter."""
    source, tags = translation.source, (translation.source_language.primary, translation.target_language.primary)
    own = official_forms(acronym, *tags)
    wrong = wrong_forms(frozenset(item[2] for item in acronyms(source)), *tags) if own else frozenset()
    for match in _ACRONYM.finditer(hypothesis[:_LONG]):
        other = match.group()
        if other in source:
            continue
        if other in wrong:
            return match
        if len(other) == len(acronym) > 2 and other.isascii() and not own:
            places = [i for i, (one, two) in enumerate(zip(acronym, other, strict=True)) if one != two]
            turned = len(places) == 2 and sorted(acronym) == sorted(other) and places[1] == places[0] + 1
            if turned or (is_kept and len(places) == 1):
                return match
    return None


def _lost_acronyms(translations: Sequence[Translation], texts: Sequence[Text]) -> Iterator[tuple[int, Problem]]:
    seen = _Seen()
    lost: list[tuple[int, int, int, str]] = []
    for position, (translation, text) in enumerate(zip(translations, texts, strict=True)):
        known = facts(translation.source_language.primary)
        for start, end, acronym in {item[2]: item for item in acronyms(translation.source)}.values():
            if fold(acronym) in known.words or fold(acronym) in known.names:
                continue
            own = official_forms(acronym, translation.source_language.primary, translation.target_language.primary)
            there = acronym in text.text or acronym.lower() in text.latin
            there = there or any(form in text.text or spelt_out(form, text.text) for form in own)
            seen.add(acronym, found=there)
            if not there:
                lost.append((position, start, end, acronym))
    for position, start, end, acronym in lost:
        span = Span("source", start, end)
        changed = _changed(acronym, texts[position].text, translations[position], is_kept=seen.found[acronym] > 0)
        if changed is not None:
            spans = span, Span("hypothesis", changed.start(), changed.end())
            yield position, Problem(lost_abbreviation(acronym, changed.group()), spans)
        elif seen.is_kept(acronym, doubtful=True) and not _told_before(acronym, translations, position, 1):
            yield position, Problem(lost_abbreviation(acronym), (span,))


def _spelling(word: str, text: Text) -> re.Match[str] | None:
    """The word of a translation that sounds like a word of a name and begins with the same letter."""
    wanted = skeleton(word)
    for match in _WORD.finditer(text.text):
        other = match.group()
        alike = other[0].isupper() and romanised(other)[:1] == romanised(word)[:1]
        if alike and skeleton(other).startswith(wanted):
            return match
    return None


def _stem(word: str) -> str:
    """What is left of a spelling without its ending."""
    return romanised(word)[: max(4, len(word) - 3)]


def _inconsistent(
    translations: Sequence[Translation], texts: Sequence[Text], found: Sequence[tuple[Name, ...]]
) -> Iterator[tuple[int, Problem]]:
    """Names that are usually written in one way and here in another."""
    places: dict[str, list[int]] = {}
    for position, members in enumerate(found):
        for word in {word for name in members if not (name.doubtful or name.beginnings) for word in name.words}:
            places.setdefault(word, []).append(position)
    for word, positions in places.items():
        if len(positions) <= _USUAL or len(skeleton(word)) < 2:
            continue
        as_source = [position for position in positions if texts[position].has(word, _stem(word))]
        others = [
            (p, match) for p in positions if p not in as_source and (match := _spelling(word, texts[p])) is not None
        ]
        stems = Counter({_stem(word): len(as_source)})
        stems.update(_stem(match.group()) for _, match in others)
        usual, times = stems.most_common(1)[0]
        if times < _USUAL or times < _MOSTLY * stems.total():
            continue
        example = next((m.group() for _, m in others if _stem(m.group()) == usual), word)
        for position, match in others:
            own = _stem(match.group())
            size = min(len(usual), len(own)) - 1
            if own[:size] != usual[:size] and word not in texts[position].text:
                yield (
                    position,
                    Problem(
                        Message("“{word}” is elsewhere written “{other}”", word=match.group(), other=example),
                        (Span("hypothesis", match.start(), match.end()),),
                        category="style/inconsistent",
                    ),
                )


def _limited(pair: LanguagePair) -> str:
    if facts(pair.source.primary).names:
        return ""
    return Message(
        "only abbreviations were looked for, as it is not known which names of {language} are translated",
        language=pair.source,
    )


@checks.register(
    "names",
    category="accuracy/mistranslation/name",
    severity=Severity.MINOR,
    whole_corpus=True,
    limited=_limited,
)
def names(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """A name or an abbreviation of the source is missing from the translation, or is written in another way than
    elsewhere in the same text. Inflected and transliterated names are recognised, countries, peoples and cities by what
    the language calls them; names that this translation usually translates, or that the segment before has, are left
    alone."""
    translations = [only_language(translation) for translation in translations]
    found = source_names(translations)
    texts = [
        Text(translation.hypothesis, {beginning for name in members for beginning in name.beginnings})
        for translation, members in zip(translations, found, strict=True)
    ]
    whole = [members if text.text.strip() else () for members, text in zip(found, texts, strict=True)]
    yield from _lost_names(translations, texts, whole)
    yield from _lost_acronyms(translations, texts)
    yield from _inconsistent(translations, texts, whole)
