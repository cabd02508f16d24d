"""Words and phrases said over and over again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mtqa.checks._facts import facts
from mtqa.checks._text import WORD, folded_words
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Severity, Span

__all__ = ["repetition"]

_STUTTER = re.compile(r"([^\W\d_])\1{4,}")
_UNSPACED = re.compile(r"([^\s\d\x00-\u02ff\u2000-\u2bff\u3000-\u303f\uff00-\uff20]{2,12}?)\1{3,}")
"""The same two to twelve letters four times: words of a script that has no spaces."""
_UNSPACED_SCRIPT = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
_MOST = 20_000
_LONG = 4
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


def _all_loops(words: tuple[str, ...]) -> list[_Loop]:
    return list(_loops(words)) or (list(_loops(words, _LONG)) if len(words) >= 2 * _LONG else [])


def _is_meant(loop: _Loop, words: tuple[str, ...], translation: Translation, text: str) -> bool:
    """Whether a repetition is good style or grammar: "very, very", "die die", or one of the source."""
    if loop.period == 1 and loop.times == 2:
        word = words[loop.start]
        return len(word) < 2 or word in facts(translation.target_language.primary).doubles or not _only_spaces(text)
    return loop.times == 2 and loop.period < _PHRASE


def _only_spaces(text: str) -> bool:
    first, _, second = text.partition(" ")
    return bool(second) and first.isalpha() and second.strip().isalpha() and first.islower() == second.strip().islower()


@checks.register("repetition", category="linguistic-conventions/duplication", severity=Severity.MAJOR)
def repetition(translation: Translation) -> Iterator[Problem]:
    """The translation says the same word twice in a row, or goes round in circles: a phrase or sentence comes again
    and again, though it does not in the source."""
    hypothesis = translation.hypothesis
    if not hypothesis.isascii() and _UNSPACED_SCRIPT.search(hypothesis):
        again = _UNSPACED.search(hypothesis[:_MOST])
        if again and not _UNSPACED.search(translation.source[:_MOST]):
            yield Problem("the same word again and again", (Span("hypothesis", again.start(), again.end()),))
            return
    words = folded_words(hypothesis)
    if len(set(words)) < len(words):
        loops = _all_loops(words)
        if loops:
            yield from _judge(loops, words, translation)
    stutter = _STUTTER.search(hypothesis)
    if stutter and not _STUTTER.search(translation.source):
        yield Problem("one letter again and again", (Span("hypothesis", stutter.start(), stutter.end()),))


def _judge(loops: list[_Loop], words: tuple[str, ...], translation: Translation) -> Iterator[Problem]:
    in_source = max((loop.times for loop in _all_loops(folded_words(translation.source))), default=0)
    places = [(match.start(), match.end()) for match in WORD.finditer(translation.hypothesis)]
    for loop in loops:
        if in_source and loop.times <= in_source + 1:
            continue
        start, end = places[loop.start][0], places[loop.end - 1][1]
        if _is_meant(loop, words, translation, translation.hypothesis[start:end]):
            continue
        single = loop.period == 1 and loop.times == 2
        yield Problem(
            f"the word “{words[loop.start]}” stands twice"
            if single
            else f"the same word{'s' if loop.period > 1 else ''} {loop.times} times in a row",
            (Span("hypothesis", start, end),),
            Severity.MINOR if single else None,
        )
