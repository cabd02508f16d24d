"""Terms of a glossary that a segment needs: those whose words occur in the source, inflected or not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from mtqa.languages import LanguagePair
from mtqa.tables import read_glossary

__all__ = ["Term", "glossary_terms", "terms_in"]

_WORD = re.compile(r"\w+")
_MOST = 20
"""Terms in one question."""
_ENDING = 4


@dataclass(frozen=True)
class Term:
    """A term and how it is to be translated.

    Attributes:
        source: In the source language.
        target: In the target language; several are separated by " | ".
    """

    source: str
    target: str


def glossary_terms(paths: Sequence[Path], pair: LanguagePair) -> tuple[Term, ...]:
    """The terms of glossaries for a language pair.

    Raises:
        MtqaError: naming the file, when one cannot be read.
    """
    terms: dict[str, str] = {}
    for path in paths:
        for concept in read_glossary(path):
            ours, theirs = (_of(concept.terms, side.primary) for side in (pair.source, pair.target))
            terms |= {term: " | ".join(theirs) for term in ours if theirs and term not in terms}
    return tuple(Term(source, target) for source, target in terms.items())


def _of(terms: Mapping[str, tuple[str, ...]], tag: str) -> tuple[str, ...]:
    return terms.get(tag, ())


def terms_in(source: str, terms: Sequence[Term]) -> tuple[tuple[str, str], ...]:
    """The terms that occur in a text, the longest first."""
    if not terms:
        return ()
    words = _words(source)
    found = [term for term in terms if _occurs(_words(term.source), words)]
    found.sort(key=lambda term: -len(term.source))
    return tuple((term.source, term.target) for term in found[:_MOST])


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def _occurs(wanted: Sequence[str], words: Sequence[str]) -> bool:
    n = len(wanted)
    return bool(n) and any(
        all(_form(term, word) for term, word in zip(wanted, words[at : at + n], strict=True))
        for at in range(len(words) - n + 1)
    )


def _form(term: str, word: str) -> bool:
    """Whether a word may be a form of a word of a term: a rule of thumb for all languages."""
    if term == word:
        return True
    stem = term if len(term) <= 3 else term[:-1] if len(term) <= 5 else term[:-2]
    return len(term) > 3 and word.startswith(stem) and len(word) <= len(term) + _ENDING
