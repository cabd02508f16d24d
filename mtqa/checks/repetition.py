"""Words and phrases said over and over again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.checks._capitals import begins_sentence
from mtqa.checks._facts import facts, fold
from mtqa.checks._protected import only_language
from mtqa.checks._text import folded_words
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["repetition"]

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")
"""A word with what is joined to it, so that A4 and "что-то" are no words beside a and "что"."""
_CAPITAL_LABEL = re.compile(r"\W{0,3}[^\W\d_](?!\w)|\W{0,3}\d")
_STUTTER = re.compile(r"([^\W\d_])\1{4,}")
_THRICE = re.compile(r"(.)\1\1", re.DOTALL)
"""What every stutter begins with, and hardly any text has."""
_UNSPACED = re.compile(r"([^\s\d\x00-\u02ff\u2000-\u2bff\u3000-\u303f\uff00-\uff20]{2,12}?)\1{3,}")
"""The same two to twelve letters four times: words of a script that has no spaces."""
_UNSPACED_SCRIPT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MOST = 20_000
_LONGEST = 100_000
"""Characters of a text that are looked at: no segment is longer."""
_LONG = 4
_CHAIN = 3
_CLAUSE = re.compile(r"[,–—;]")
"""How often words that may stand twice may stand in a row where a clause begins between them: "Die, die die Frage"."""
_JOINED = ("+", "/", "*", "=", "&", ".")
"""What makes a letter part of a name or a formula: A+."""
_PHRASE = 4
"""Words from which a phrase that comes twice in a row is hardly ever meant."""


@dataclass(frozen=True, slots=True)
class _Loop:
    """Words that are repeated without anything between.

    Attributes:
        start: Index of the first word.
        end: Index past the last.
        period: How many words are repeated.
    """

    start: int
    end: int
    period: int

    @property
    def times(self) -> int:
        """How often the words are said."""
        return (self.end - self.start) // self.period


def _loops(words: tuple[str, ...], size: int = 1) -> Iterator[_Loop]:
    """Stretches in which every word is the one that stood a constant number of words before it.

    Args:
        words: Folded words.
        size: Words that must be the same to begin with. One finds short loops, several find long ones in which the same
            word may occur more than once.
    """
    last: dict[tuple[str, ...], int] = {}
    period = 0
    start = 0
    for index in range(len(words) + 1):
        if period and (index == len(words) or words[index - period] != words[index]):
            if index - start >= 2 * period:
                yield _Loop(start, index, period)
            period = 0
        key = words[index : index + size]
        before = last.get(key, -1)
        if not period and before >= 0:
            period, start = index - before, before
        last[key] = index


def _may_have_loops(words: tuple[str, ...]) -> bool:
    """Whether some words are followed by the same ones, or several stand together twice."""
    n_again = len(words) - len(set(words))
    if not n_again:
        return False
    together = zip(*(words[first:] for first in range(_LONG)), strict=False)
    if n_again >= _LONG and len(set(together)) <= len(words) - _LONG:
        return True
    last: dict[str, int] = {}
    for index, word in enumerate(words):
        before = last.get(word)
        if before is not None and words[before:index] == words[index : 2 * index - before]:
            return True
        last[word] = index
    return False


def _all_loops(words: tuple[str, ...]) -> list[_Loop]:
    return list(_loops(words)) or (list(_loops(words, _LONG)) if len(words) >= 2 * _LONG else [])


def _words(text: str) -> list[re.Match[str]]:
    """The words of a text, but for numbers."""
    return [match for match in _WORD.finditer(text[:_LONGEST]) if not match.group()[0].isdigit()]


def _is_meant(loop: _Loop, words: tuple[str, ...], translation: Translation, text: str) -> bool:
    """Whether a repetition is good style or grammar: "very, very", "die die", or one of the source."""
    if loop.period == 1:
        doubles = words[loop.start] in facts(translation.target_language.primary).doubles
        if loop.times == 2:
            return doubles or not _only_spaces(text)
        return doubles and loop.times <= _CHAIN and _CLAUSE.search(text) is not None
    return loop.times == 2 and loop.period < _PHRASE


def _only_spaces(text: str) -> bool:
    first, _, second = text.partition(" ")
    alike = first.islower() == second.strip().islower() or len(first) == 1
    return bool(second) and first.isalpha() and second.strip().isalpha() and alike


def _is_label(loop: _Loop, places: list[re.Match[str]], text: str) -> bool:
    """Whether a letter is said twice because one of the two is the name of something: "A a B", "Možnosti A a A+"."""
    letters = [places[index].group() for index in range(loop.start, loop.end)]
    if loop.period > 1 or len(letters[0]) > 1:
        return False
    if any(letter.isupper() for letter in letters[1:]):
        return True
    after = text[places[loop.end - 1].end() : places[loop.end - 1].end() + 4]
    if letters[0].isupper() and not begins_sentence(text, places[loop.start].start()):
        return True
    return after[:1] in _JOINED or (letters[0].isupper() and _CAPITAL_LABEL.match(after) is not None)


@checks.register("repetition", category="linguistic-conventions/duplication", severity=Severity.MAJOR)
def repetition(translation: Translation) -> Iterator[Problem]:
    """The translation says the same word twice in a row, or goes round in circles: a phrase or sentence comes again
    and again, though it does not in the source."""
    translation = only_language(translation)
    hypothesis = translation.hypothesis
    if not hypothesis.isascii() and _UNSPACED_SCRIPT.search(hypothesis):
        again = _UNSPACED.search(hypothesis[:_MOST])
        if again and not _UNSPACED.search(translation.source[:_MOST]):
            yield Problem(Message("the same word again and again"), (Span("hypothesis", again.start(), again.end()),))
            return
    letters = folded_words(hypothesis)
    if _may_have_loops(letters) and _all_loops(letters):
        yield from _judge(translation)
    stutter = _STUTTER.search(hypothesis) if _THRICE.search(hypothesis) else None
    if stutter and not _STUTTER.search(translation.source):
        yield Problem(Message("one letter again and again"), (Span("hypothesis", stutter.start(), stutter.end()),))


def _judge(translation: Translation) -> Iterator[Problem]:
    hypothesis = translation.hypothesis
    places = _words(hypothesis)
    words = tuple(fold(place.group()) for place in places)
    source = tuple(fold(place.group()) for place in _words(translation.source))
    in_source = max((loop.times for loop in _all_loops(source)), default=0)
    for loop in _all_loops(words):
        if in_source and loop.times <= in_source + 1:
            continue
        start, end = places[loop.start].start(), places[loop.end - 1].end()
        text = hypothesis[start:end]
        if (
            _is_meant(loop, words, translation, text)
            or _is_label(loop, places, hypothesis)
            or (loop.period == 1 and _has_digit(text))
        ):
            continue
        single = loop.period == 1 and loop.times == 2
        several = Message("the same word {n} times in a row")
        if loop.period > 1:
            several = Message("the same words {n} times in a row")
        yield Problem(
            Message("the word “{word}” stands twice", word=words[loop.start]) if single else several.of(n=loop.times),
            (Span("hypothesis", start, end),),
            Severity.MINOR if single else None,
        )


def _has_digit(text: str) -> bool:
    """Whether numbers stand between the words: "Article 5, Article 6"."""
    return any(char.isdigit() for char in text)
