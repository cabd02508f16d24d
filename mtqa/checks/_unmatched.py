"""A sentence or clause of one text that nothing in the other one stands for.

A translator who makes two sentences of one keeps the length, and both have words in common with the source. What was
added, or left out, is too much by just its own length and shares no name, number or international word with the other
text; and the words of the other text are none that its words go together with elsewhere in the corpus. The weights are
those of logistic regressions on NTREX (English into 23 languages, even documents), rounded, with and without that last
evidence: of human translations one in 1,000 has a sentence that looks added so, and one a clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest

from mtqa.checks._names import romanised
from mtqa.checks._text import WORD

__all__ = ["Passage", "Unmatched", "may_have_too_much", "unmatched"]

_MAY_END = re.compile(r"[.!?…;\u037e](?<=\w\w.)[\"'”“»’)\]]*\s+[^\sa-z]")
_MAY_DIVIDE = re.compile(r"[.!?…:;\u037e][^\w\s]*\s+\S|[\n。！？]")
"""Wherever two sentences may meet."""
_CLAUSE = re.compile(r"[,;:–—)(]\s|\s[–—(-]\s?")
_ANEW = re.compile(
    r"[:;]\s+[\"'“„«¿¡]*[A-Z\u00c0-\u00de\u0370-\u03ab\u0410-\u042f]"
    r"|(?<=[^\W\d_]{4})\.\s+(?=[^\W\d_])[^A-Z\u00c0-\u00de\u0370-\u03ab\u0410-\u042f]"
)
"""Where a sentence begins after a colon, of which another language may make two, or wrongly with a small letter."""
_LINK = re.compile(r"[,;:()–—]|\s-\s|\b(?:and|but|which|who|where|when|while|as|with|because|so|that|or)\b")
_DIGITS = re.compile(r"\d+")
_ALIKE, _SHORTEST_WORD = 5, 4
"""First letters by which words of two languages are taken for the same, and letters of the shortest such word."""
_LONGEST = 5000
"""Characters of a text that is looked at: no segment of sentences is longer."""
_SHORTER = -0.3
"""Standard deviations below which a text is no longer suspected to have too much."""
_SHORTEST, _SHORTEST_CLAUSE = 5, 18
"""Characters of the shortest sentence and clause that are looked at."""
_TELLING = 25
"""Characters of the shortest text whose length leaves no doubt."""
_MOST = 6.0
"""Half the difference of squared deviations beyond which more says nothing more."""
_SURE = 4.0
"""The score of a sentence that leaves no doubt."""
_LONG_ENOUGH = 1.2
"""By how many deviations a text must be too long for an unmatched clause to be looked for."""
_TWO = 2
"""Names and words in common beyond which more say no more."""
_SAID, _TELLS = -1.9, 1.3
"""What the corpus says of a part that the other text has too, and from where on it says that it has not."""
_WORDS_TELL = 3.2
"""What the words of a part are hoped to add where the corpus tells of them; parts that need more are passed over."""
_LIKELIEST = 2
"""Clauses of a text whose words are looked at, those that fit best by their length."""


@dataclass(frozen=True)
class _Weights:
    """What speaks for something unmatched, and how much.

    Attributes:
        least: What an unmatched part must score.
        gain: How much better the length fits without it.
        too_long: By how much the text is too long, and by how much it is not without it.
        shared: A word or number that the part alone has in common with the other text.
        number: A number that the other text has not.
        name: A name that it has not.
        structure: That the other text is not divided (a sentence), or has fewer clauses (a clause).
        last: That it stands at the end.
        strange: What the corpus says.
    """

    least: float
    gain: float
    too_long: tuple[float, float]
    shared: float
    number: float
    name: float
    structure: float
    last: float
    strange: float

    def of_length(self, fit: _Fit) -> float:
        """What the lengths and the structure of the texts tell."""
        score = self.gain * _gain(fit.deviation, fit.without) + self.structure * fit.structure + self.last * fit.last
        return score + self.too_long[0] * fit.deviation - self.too_long[1] * abs(fit.without)


@dataclass(frozen=True)
class _Fit:
    """How the lengths and the structure of the texts speak for a part that is too much.

    Attributes:
        deviation: By how many standard deviations the text is too long.
        without: The same without the part.
        structure: Whether the other text is not divided, or has fewer clauses.
        last: Whether the part stands at the end.
    """

    deviation: float
    without: float
    structure: bool
    last: bool = False


_SENTENCE_ALONE = _Weights(0.4, 1.0, (0.0, 0.0), 4.0, 1.5, 0.0, 2.5, 0.6, 0.0)
_SENTENCE_LOST = replace(_SENTENCE_ALONE, least=2.0)
"""A source's sentence is found as often with a score of 2 as with one of 0, and sentences that were joined are told
less."""
_SENTENCE_IN_CORPUS = _Weights(-0.3, 1.0, (0.0, 0.0), 2.2, 2.2, 0.0, 4.5, 0.1, 0.73)
_CLAUSE_ALONE = _Weights(3.7, 0.6, (0.3, 0.45), 4.0, 1.0, 0.8, 0.0, 0.0, 0.0)
_CLAUSE_IN_CORPUS = _Weights(4.2, 0.5, (0.55, 0.57), 3.8, 1.9, 1.1, 0.8, 0.0, 0.64)


@dataclass(frozen=True)
class Passage:
    """A text that may have too much.

    Attributes:
        text: The text.
        other: The one that it should say the same as.
        sentences: Start and end of the sentences of `text`.
        n_other: Sentences of `other`.
        deviation: By how many standard deviations a text is too long for `other`; None where nothing can be said.
        is_translation: Whether `text` is the translation, and not the source.
        names_tell: Whether a capital letter inside a sentence marks a name.
        strangeness: By how much the corpus speaks against a part of `text` having been said in `other`; None where it
            cannot tell.
    """

    text: str
    other: str
    sentences: Callable[[], list[tuple[int, int]]]
    n_other: Callable[[], int]
    deviation: Callable[[str], float | None]
    is_translation: bool
    names_tell: bool = True
    strangeness: Callable[[str, float], float] | None = None

    @property
    def is_added(self) -> bool:
        """Whether it is looked for what was added, and the corpus helps: what was left out of a translation may have
        stood anywhere in the other order of its words, so that there the corpus can only tell what was not."""
        return self.is_translation and self.strangeness is not None


@dataclass(frozen=True)
class Unmatched:
    """What nothing stands for in the other text.

    Attributes:
        start: First character.
        end: One past the last.
        what: "sentence" or "clause".
        sure: Whether there is hardly another explanation.
    """

    start: int
    end: int
    what: str
    sure: bool


def may_have_too_much(text: str, other: str, deviation: float) -> bool:
    """Whether it is worth looking for something unmatched: a text has more sentences than the other one, or is longer.

    Args:
        text: The text that may have too much.
        other: The other text.
        deviation: By how many standard deviations it is too long; 0 where nothing is known.
    """
    if len(text) > _LONGEST or len(other) > _LONGEST:
        return False
    if deviation >= _LONG_ENOUGH:
        return True
    n_ends = len(_MAY_END.findall(text)) if deviation > _SHORTER else 0
    return n_ends > 0 and n_ends > len(_MAY_END.findall(other))


def unmatched(passage: Passage) -> Unmatched | None:
    """The sentence or, at the end, the clause that a text has too much, if there is one for certain enough."""
    deviation = passage.deviation(passage.text)
    if deviation is None or deviation <= _SHORTER:
        return None
    found = _sentence(passage, deviation)
    if found is None and deviation >= _LONG_ENOUGH:
        found = _clause(passage, deviation)
    return found


@dataclass(frozen=True)
class _Words:
    """What of a text can be found again in another language: beginnings of words in Latin letters, and digits."""

    words: frozenset[str]
    digits: frozenset[str]

    @classmethod
    @lru_cache(maxsize=64)
    def of(cls, text: str) -> _Words:
        words = (match.group() for match in WORD.finditer(text))
        return cls(frozenset(map(_key, filter(_counts, words))), frozenset(_DIGITS.findall(text)))

    def has_most_of(self, part: _Words) -> bool:
        """Whether half of what can be found again of a part is in this text."""
        both = [*(part.words & self.words), *(part.digits & self.digits)]
        return 2 * len(both) >= max(1, len(part.words) + len(part.digits))

    def shared_only_by(self, part: _Words, rest: _Words) -> int:
        """How many of the things in `part` this text has, and the rest has not."""
        return len(part.words & self.words - rest.words) + len(part.digits & self.digits - rest.digits)


def _counts(word: str) -> bool:
    return len(word) >= _SHORTEST_WORD


def _key(word: str) -> str:
    return romanised(word.lower())[:_ALIKE]


def _gain(deviation: float, without: float) -> float:
    """How much better the length fits without a part of the text."""
    return max(-_MOST, min(_MOST, (deviation**2 - without**2) / 2))


def _sentence(passage: Passage, deviation: float) -> Unmatched | None:
    text = passage.text
    if not _MAY_DIVIDE.search(text):
        return None
    sentences = passage.sentences()
    n_other = passage.n_other() + len(_ANEW.findall(passage.other)) if len(sentences) > 1 else 0
    if len(sentences) < 2 or len(sentences) <= n_other:
        return None
    alone = _SENTENCE_ALONE if passage.is_translation else _SENTENCE_LOST
    is_whole = _LINK.search(passage.other) is None
    best: tuple[float, int, int] | None = None
    for start, end in sentences:
        rest = f"{text[:start]}{text[end:]}".strip()
        without = passage.deviation(rest)
        if without is None or end - start < _SHORTEST or text[start:end] in rest:
            continue
        fit = _Fit(deviation, without, is_whole, end == len(text))
        score = _weighed(passage, fit, (alone, _SENTENCE_IN_CORPUS), text[start:end], rest)
        if score is not None and (best is None or score > best[0]):
            best = (score, start, end)
    if best is None:
        return None
    sure = best[0] - alone.structure * is_whole >= _SURE and len(passage.other) >= _TELLING
    return Unmatched(best[1], best[2], "sentence", sure)


def _weighed(
    passage: Passage, fit: _Fit, weights: tuple[_Weights, _Weights], part: str, rest: str, names: int = 0
) -> float | None:
    """The score of a part by its length and words, weighed as they are alone or with what the corpus tells; None where
    it does not reach the least."""
    alone, in_corpus = weights
    may_alone = alone.of_length(fit) + alone.number + names * alone.name >= alone.least
    strange = 0.0
    if passage.is_added and passage.strangeness is not None:
        may_in_corpus = in_corpus.of_length(fit) + _WORDS_TELL >= in_corpus.least
        if not (may_alone or may_in_corpus):
            return None
        strange = passage.strangeness(part, _SAID if may_alone else _TELLS)
        if strange < _SAID or (strange < _TELLS and not may_alone):
            return None
    elif not may_alone:
        return None
    score = _of_words(passage, fit, in_corpus if strange >= _TELLS else alone, strange, part, rest, names)
    if score is None or (not passage.is_added and _is_said(passage, part)):
        return None
    return score


def _of_words(
    passage: Passage, fit: _Fit, weights: _Weights, strange: float, part: str, rest: str, names: int
) -> float | None:
    """The score of a part with what its words tell; None where it does not reach the least."""
    score = weights.of_length(fit) + weights.strange * strange
    words, other = _Words.of(part), _Words.of(passage.other)
    if score + weights.number + names * weights.name < weights.least or other.has_most_of(words):
        return None
    score -= weights.shared * min(_TWO, other.shared_only_by(words, _Words.of(rest)))
    score += weights.number * bool(words.digits - other.digits)
    score += weights.name * min(names, _n_new_names(part, other)) if names else 0.0
    return score if score >= weights.least else None


def _is_said(passage: Passage, part: str) -> bool:
    """Whether the corpus tells that the other text says a part, in other words and another order perhaps."""
    return passage.strangeness is not None and passage.strangeness(part, _SAID) < _SAID


def _clause(passage: Passage, deviation: float) -> Unmatched | None:
    text = passage.text.rstrip()
    more = len(_CLAUSE.findall(text)) > len(_CLAUSE.findall(passage.other))
    if not more and not passage.is_added:
        return None
    names = _TWO * passage.names_tell
    weights = _CLAUSE_ALONE, _CLAUSE_IN_CORPUS
    fits = [
        (_Fit(deviation, without, more), start)
        for start in _clauses(text)
        if (without := passage.deviation(text[:start])) is not None
    ]
    best: tuple[float, int] | None = None
    for fit, start in nlargest(_LIKELIEST, fits, key=lambda one: _CLAUSE_ALONE.of_length(one[0])):
        score = _weighed(passage, fit, weights, text[start:], text[:start], names)
        if score is not None and (best is None or score > best[0]):
            best = (score, start)
    return None if best is None else Unmatched(best[1], len(text), "clause", False)


def _clauses(text: str) -> Iterator[int]:
    """Where clauses begin that a text may end with."""
    for match in _CLAUSE.finditer(text):
        if match.start() >= _SHORTEST_CLAUSE and len(text) - match.start() >= _SHORTEST_CLAUSE:
            yield match.start()


def _n_new_names(text: str, other: _Words) -> int:
    words = (match.group() for match in WORD.finditer(text))
    return sum(word[0].isupper() and _counts(word) and _key(word) not in other.words for word in words)
