"""Terms of a glossary that were translated otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.checks._facts import facts, fold
from mtqa.checks._inflection import may_be_form
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import Language, LanguagePair
from mtqa.results import Message, Severity, Span
from mtqa.tables import Concept, read_glossary

__all__ = ["Options", "terminology"]

_WORD = re.compile(r"\w+(?:['’]\w+)*")
_ACCENTS = str.maketrans("άέήίόύώϊϋΐΰ", "αεηιουωιυιυ")
_KEY = 3
_ENDING = 5
"""Letters that an inflected form of a word may have more than the word."""
_LONG = 100_000
"""Characters of a text that are looked at: no segment is longer."""
_COMPOUND = 5
"""Letters from which a word of a term is also looked for inside longer words."""


def _plain(text: str) -> str:
    """Folded, and without the accents of Greek, which move from form to form: κράτος, κρατών."""
    return fold(text).translate(_ACCENTS)


@dataclass(frozen=True)
class Options:
    """Options of the check.

    Attributes:
        glossary: Files with terms: TBX, TSV or CSV.
    """

    glossary: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class _Term:
    """A term of one concept, ready to be looked for.

    Attributes:
        text: As the glossary has it.
        words: Its words, folded; those of an abbreviation as they are.
        concept: Index of the concept.
    """

    text: str
    words: tuple[str, ...]
    concept: int


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a term stands in a text."""

    start: int
    end: int
    term: _Term


def _words(text: str) -> list[_Word]:
    return [_Word(m.start(), m.end(), m.group(), _plain(m.group())) for m in _WORD.finditer(text[:_LONG])]


def _term(text: str, concept: int) -> _Term:
    words = [match.group() for match in _WORD.finditer(text)]
    return _Term(text, tuple(word if _is_abbreviation(word) else _plain(word) for word in words), concept)


def _is_abbreviation(word: str) -> bool:
    return len(word) <= 6 and word.isupper()


def _stem_length(word: str) -> int:
    """How many letters of a word its inflected forms begin with: a rule of thumb for all languages."""
    length = len(word)
    if word.endswith("σ") and length == 5:
        return 3
    return length if length <= 3 else length - 1 if length <= 5 else length - 2 if length <= 8 else length - 3


def _same(wanted: str, word: _Word, longest: int = _ENDING) -> bool:
    """Whether a word of a text is a form of a word of a term."""
    if wanted.isupper():
        return word.text == wanted or (word.text.startswith(wanted) and word.text[len(wanted) :].islower())
    if word.folded == wanted:
        return True
    return (
        len(word.folded) <= len(wanted) + longest
        and len(wanted) > 3
        and word.folded.startswith(wanted[: _stem_length(wanted)])
    )


class _Index:
    """Terms by the first letters of their first word."""

    def __init__(self, terms: Sequence[_Term], language: Language) -> None:
        self._longest = facts(language.primary).longest_ending
        self._by_key: dict[str, list[_Term]] = {}
        for term in terms:
            if term.words:
                self._by_key.setdefault(_plain(term.words[0])[:_KEY], []).append(term)
        for entries in self._by_key.values():
            entries.sort(key=lambda term: -len(term.words))

    def find(self, words: Sequence[_Word]) -> Iterator[_Place]:
        """The terms of a text from left to right, the longest where several begin at one word; they do not overlap."""
        position = 0
        while position < len(words):
            length = 1
            for term in self._by_key.get(words[position].folded[:_KEY], ()):
                stretch = words[position : position + len(term.words)]
                if len(stretch) == len(term.words) and all(
                    _same(wanted, word, self._longest) for wanted, word in zip(term.words, stretch, strict=True)
                ):
                    yield _Place(stretch[0].start, stretch[-1].end, term)
                    length = max(length, len(term.words))
                elif length > 1:
                    break
            position += length


def _occurs(term: _Term, words: Sequence[_Word], folded: str, tag: str) -> bool:
    """Whether all words of a term occur somewhere, in any form and order, also as parts of compounds."""
    return all(
        any(_same(wanted, word) or (not wanted.isupper() and may_be_form(wanted, word.folded, tag)) for word in words)
        or (len(wanted) >= _COMPOUND and not wanted.isupper() and wanted[: _stem_length(wanted)] in folded)
        for wanted in term.words
    )


class _Glossary:
    """The concepts of all files, for one pair of languages."""

    def __init__(self, paths: Sequence[Path], pair: LanguagePair) -> None:
        concepts: list[Concept] = [concept for path in paths for concept in read_glossary(path)]
        source, target = pair.source.primary, pair.target.primary
        self.allowed = [[_term(text, i) for text in c.terms.get(target, ())] for i, c in enumerate(concepts)]
        known = [bool(c.terms.get(target) or c.forbidden.get(target)) for c in concepts]
        texts = [(*c.terms.get(source, ()), *c.forbidden.get(source, ())) for c in concepts]
        self.sources = _Index([_term(text, i) for i, c in enumerate(texts) if known[i] for text in c], pair.source)
        self.forbidden = _Index(
            [_term(text, i) for i, c in enumerate(concepts) for text in c.forbidden.get(target, ())], pair.target
        )


def _no_glossary(pair: LanguagePair, options: Options) -> str:
    del pair
    return "" if options.glossary else "no glossary is configured ([checks.terminology] glossary in mtqa.toml)"


def _judge(translation: Translation, glossary: _Glossary) -> Iterator[Problem]:
    found = list(glossary.sources.find(_words(translation.source)))
    if not found:
        return
    words = _words(translation.hypothesis)
    folded = _plain(translation.hypothesis[:_LONG])
    concepts = {place.term.concept for place in found}
    bad: set[int] = set()
    for place in glossary.forbidden.find(words):
        concept = place.term.concept
        if concept in concepts:
            bad.add(concept)
            better = tuple(term.text for term in glossary.allowed[concept])
            yield Problem(_forbidden(place.term.text, better), (Span("hypothesis", place.start, place.end),))
    by_text: dict[str, list[_Place]] = {}
    for place in found:
        by_text.setdefault(_plain(translation.source[place.start : place.end]), []).append(place)
    for places in by_text.values():  # one term may belong to several concepts: any of their translations will do
        ids = {place.term.concept for place in places}
        allowed = [term for concept in sorted(ids) for term in glossary.allowed[concept]]
        if (
            not allowed
            or ids & bad
            or any(_occurs(term, words, folded, translation.target_language.primary) for term in allowed)
        ):
            continue
        names = tuple(dict.fromkeys(term.text for term in allowed))
        message = Message("the glossary says {terms} for “{term}”", terms=names, term=places[0].term.text)
        spans = tuple(dict.fromkeys(Span("source", place.start, place.end) for place in places))
        yield Problem(message, spans)


def _forbidden(term: str, better: tuple[str, ...]) -> Message:
    if better:
        return Message("the glossary forbids “{term}”: say {terms}", term=term, terms=better)
    return Message("the glossary forbids “{term}”", term=term)


@checks.register(
    "terminology",
    category="terminology/wrong-term",
    severity=Severity.MAJOR,
    whole_corpus=True,
    options=Options,
    unable=_no_glossary,
    by_default=False,
)
def terminology(translations: Sequence[Translation], options: Options) -> Iterator[tuple[int, Problem]]:
    """A term of the glossary is not translated as the glossary says, or by a term that it forbids. Inflected forms are
    recognised by their beginnings. Needs a glossary (TBX, TSV or CSV) in mtqa.toml."""
    if not translations:
        return
    pair = LanguagePair(translations[0].source_language, translations[0].target_language)
    glossary = _Glossary(options.glossary, pair)
    for position, translation in enumerate(translations):
        for problem in _judge(translation, glossary):
            yield position, problem
