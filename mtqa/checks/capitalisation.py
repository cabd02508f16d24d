"""Capital and small letters where the source, or writing itself, wants the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mtqa.checks._text import goes_on
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Severity, Span

__all__ = ["capitalisation"]

_START = re.compile(r"[\s\"'„“”«»‘’‚‹›(\[*_#>¿¡–—-]*([^\W\d_]+)")
_ODD = re.compile(
    r"(?<![^\W_])[^\W\d_]?[^\W\d_A-ZÀ-ÞΑ-ΩА-Я]{2,}[A-ZÀ-ÖØ-ÞΑ-ΩА-Я]{1,2}[^\W\d_A-ZÀ-ÞΑ-ΩА-Я]{2,}(?![^\W_])"
)
_INNER = re.compile(r"[A-ZÀ-ÖØ-ÞΑ-ΩА-Я](?<=[^\W\d_A-ZÀ-ÞΑ-ΩА-Я].)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SENTENCE = re.compile(r"(?<=[^\W\d_]{3})[.!?][\"”“»’)]*\s+([\"„“«]*)([^\W\d_]+)")
_LONG = 50_000
_SHOUTED = 3
"""Words from which a text in capital letters is one on purpose."""
_MIXED_NAMES = re.compile(r"(?:Mc|Mac|De|Di|La|Le|Van|Fitz|O)[A-Z]")
_NO_WORD = "'’.@/_"
"""What follows the first letters of an elided word, an address or a name of a file."""
_PREFIX = {"ga", "mt"}
"""Languages in which a small prefix stands before a capital letter: "hÉireann", "il-Belt"."""


def _start(translation: Translation) -> Iterator[Problem]:
    """The first letters of both texts."""
    source, hypothesis = _START.match(translation.source), _START.match(translation.hypothesis)
    if not source or not hypothesis:
        return
    word, own = source.group(1), hypothesis.group(1)
    if own in translation.source.split() or word.lower() == own.lower():
        if own != word and own.lower() == word.lower() and own.islower() and word.istitle():
            yield _small(own, hypothesis.start(1), hypothesis.end(1))
        return
    rest = own[1:]
    if word[0].isupper() and own[0].islower() and not any(char.isupper() for char in rest[:3]) and len(own) > 1:
        follows = translation.hypothesis[hypothesis.end() : hypothesis.end() + 1]
        if translation.hypothesis.lstrip()[:1] == "-" or (follows and follows in _NO_WORD):
            return
        if follows == "-" and (
            translation.target_language.primary != "mt" or translation.hypothesis[hypothesis.end() + 1 :][:1].isupper()
        ):
            return  # e-mail, il-Belt
        yield _small(own, hypothesis.start(1), hypothesis.end(1))


def _small(word: str, start: int, end: int) -> Problem:
    return Problem(f"“{word}” should begin with a capital letter", (Span("hypothesis", start, end),))


def _shouting(translation: Translation) -> Iterator[Problem]:
    """A text in capitals that is none in the other language."""
    source, hypothesis = translation.source, translation.hypothesis
    if source.isupper() == hypothesis.isupper():
        return
    loud = hypothesis if hypothesis.isupper() else source
    if len(_WORD.findall(loud)) >= _SHOUTED:
        what = (
            "only capital letters, unlike the source" if loud is hypothesis else "the source has only capital letters"
        )
        yield Problem(what, (Span("hypothesis", 0, len(hypothesis)),) if hypothesis else ())


def _odd(translation: Translation) -> Iterator[Problem]:
    """A capital letter inside a word, and a sentence in the middle of the text that begins with a small letter."""
    hypothesis = translation.hypothesis[:_LONG]
    for match in _ODD.finditer(hypothesis) if _INNER.search(hypothesis) else ():
        word = match.group()
        if word in translation.source or _MIXED_NAMES.search(word) or _head(word) in translation.source:
            continue
        if word in translation.source.replace(" ", ""):
            continue  # Bola Wrap
        if translation.target_language.primary in _PREFIX or translation.target_language.primary == "de":
            continue  # LehrerInnen
        yield Problem(f"a capital letter inside “{word}”", (Span("hypothesis", match.start(), match.end()),))
        break
    if translation.source.count(".") < 2:
        return
    for match in _SENTENCE.finditer(hypothesis):
        word = match.group(2)
        before = hypothesis[max(0, match.start() - 12) : match.start()].rpartition(" ")[2]
        abbreviated = not before.islower() or len(before) < 5
        if (
            len(word) > 1
            and word[0].islower()
            and match.group()[0] == "."
            and not abbreviated
            and word not in translation.source
        ):
            yield _small(word, match.start(2), match.end(2))
            break


def _head(word: str) -> str:
    """A word up to and with its inner capital: YouTub(ista)."""
    inner = next(index for index, char in enumerate(word) if index and char.isupper())
    return word[: inner + 1]


@checks.register(
    "capitalisation",
    category="linguistic-conventions/spelling/capitalisation",
    severity=Severity.MINOR,
    whole_corpus=True,
)
def capitalisation(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """A sentence begins with a small letter, a word has a capital letter in its middle, or a text is in capital letters
    although the source is not, or the other way round. A sentence may have begun in the segment before."""
    for position, translation in enumerate(translations):
        if not translation.source or not translation.hypothesis:
            continue
        begun = position > 0 and goes_on(translations[position - 1], translation)
        for find in (_shouting, _odd) if begun else (_start, _shouting, _odd):
            for problem in find(translation):
                yield position, problem
