"""Text left in the source language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtqa.checks._facts import Facts, facts, fold, unknown
from mtqa.checks._ordinary import is_ordinary
from mtqa.checks._other_language import is_only_in, other_language
from mtqa.checks._protected import language_of
from mtqa.checks._text import WORD, folded_words, script_of_text
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["untranslated"]

_WHOLE = 0.9
"""Share of a hypothesis's words that must stand in the source for it to count as not translated at all."""
_RUN = 2.5
"""Words that belong to the source language and not to the target language, from which a run of copied words is one
left untranslated; a word in neither language's list counts half, as it may be a loan word."""
_LONG = 50_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 50
_SURE = 4.5
"""The same for a run that is no title or quotation."""
_BRACKETS = tuple(tuple(pair) for pair in ("()", "[]", "„“", "„”", "“”", "«»", "»«", "‘’", '""', "””", "''"))
_HASHTAG = re.compile(r"#\w+")
_MARKS = tuple('„“”«»‘’"')
_RUN_OTHER_SCRIPT = 1.5
"""The same where the languages are written in different scripts, so that a loan word would look different."""
_LONGEST_NAME, _SURELY_NO_NAME = 6, 3.5
"""Words of the longest name that may begin with a capital letter alone, and the strength from which a run is none."""
_BESIDE = 3
_LONE = 3
"""Letters of the shortest single word that is looked for."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of the hypothesis.

    Attributes:
        start: First character.
        end: One past the last.
        folded: Folded form.
        small: Whether it begins with a small letter.
    """

    start: int
    end: int
    folded: str
    small: bool


def _words(text: str, places: Sequence[tuple[int, int]]) -> list[list[_Word]]:
    """The words of some stretches of a text."""
    matches, folded = list(WORD.finditer(text)) if places else [], folded_words(text)
    return [
        [
            _Word(match.start(), match.end(), word, text[match.start()].islower())
            for match, word in zip(matches[start:end], folded[start:end], strict=True)
        ]
        for start, end in places
    ]


def _runs(source: tuple[str, ...], words: tuple[str, ...]) -> list[tuple[int, int]]:
    """Stretches (first, past the last) of words of the hypothesis that stand one after another in the source too."""
    pairs = set(pairwise(source))
    if pairs.isdisjoint(pairwise(words)):
        return []
    apart = [index for index, pair in enumerate(pairwise(words), start=1) if pair not in pairs]
    return [(start, end) for start, end in pairwise([0, *apart, len(words)]) if end - start >= 2]


def _weight(word: str, source: Facts) -> float:
    """How much a word that is not one of the target language's speaks for the source language."""
    if word in source.words:
        return 1
    return 0.5 if len(word) >= 4 else 0


def _strength(words: list[_Word], source: Facts, target: Facts) -> float:
    """How surely a run of words belongs to the source language and not to the target language."""
    return sum(_weight(word, source) for word in {word.folded for word in words if word.small} - target.words)


def _whole(words: list[_Word], source: Facts, target: Facts, other_script: bool, native: bool) -> Problem | None:
    """A problem where the hypothesis is the source over again.

    Args:
        words: The words of the hypothesis.
        source: What is known about the source language.
        target: What is known about the target language.
        other_script: Whether the two languages are written in different scripts.
        native: Whether even names are never written in the source's script, as Cyrillic is not in Latin texts.
    """
    distinct = {word.folded for word in words}
    foreign = distinct - target.words
    known = foreign if native else foreign & source.words
    unknown = foreign - known
    small = {word.folded for word in words if word.small} & foreign
    sure = len(known) >= 2 or len(small) >= 4 or (native and bool(known))
    if not sure and not (known and (other_script or (not unknown and len(distinct) > 1))):
        return None
    severity = None
    if not sure or (unknown and len(small) < 2 and not native):
        severity = Severity.MINOR
    return Problem(
        Message("left in the source language"), (Span("hypothesis", words[0].start, words[-1].end),), severity
    )


def _may_be_meant(text: str, run: list[_Word], strength: float) -> bool:
    """Whether a run may be a title, a name or a quotation that stays in its own language on purpose."""
    return strength < _SURE and (any(not word.small for word in run) or _is_quoted(text, run))


def _is_name(run: list[_Word], strength: float) -> bool:
    """Whether a run inside a sentence begins with a capital letter as names of several words do: Place des martyrs."""
    inside = run[0].start > 0 and len(run) <= _LONGEST_NAME
    return inside and not run[0].small and strength < _SURELY_NO_NAME


def _is_quoted(text: str, run: list[_Word]) -> bool:
    """Whether a run stands in quotation marks or brackets."""
    start, end = run[0].start, run[-1].end
    if text[start - 1 : start] in _MARKS or text[end : end + 2].strip(".,!?")[:1] in _MARKS:
        return True
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    return any(
        closing in after
        and (text.count(opening, 0, start) % 2 if opening == closing else before.rfind(opening) > before.rfind(closing))
        for opening, closing in _BRACKETS
    )


def _fills_quotation(text: str, run: list[_Word]) -> bool:
    """Whether a run is all that stands in quotation marks or brackets."""
    start, end = run[0].start, run[-1].end
    before, after = text[max(0, start - _BESIDE) : start], text[end : end + _BESIDE]
    return any(opening in before and closing in after for opening, closing in _BRACKETS)


def _limited(pair: LanguagePair) -> str:
    return unknown(pair.source, pair.target)


@checks.register("untranslated", category="accuracy/untranslated", severity=Severity.MAJOR, limited=_limited)
def untranslated(translation: Translation) -> Iterator[Problem]:
    """The translation, or some running words of it, are still in the source language. Names, codes and what the two
    languages have in common may be copied."""
    if translation.source_language.primary == translation.target_language.primary:
        return
    source_text, hypothesis = language_of(translation)
    source_text, hypothesis = source_text[:_LONG], hypothesis[:_LONG]
    if "#" in hypothesis:  # hashtags are no words
        hypothesis = _HASHTAG.sub(lambda match: " " * len(match.group()), hypothesis)
    source_words, hypothesis_words = folded_words(source_text), folded_words(hypothesis)
    common = set(source_words).intersection(hypothesis_words)
    source, target = facts(translation.source_language.primary), facts(translation.target_language.primary)
    foreign = common - target.words
    if not foreign:
        return
    target_script = translation.target_language.script
    other_script = bool(target_script) and script_of_text(translation.source) != target_script
    whole = sum(map(common.__contains__, hypothesis_words)) >= _WHOLE * len(hypothesis_words)
    some = not foreign.isdisjoint(source.function_words)
    if not whole and not some and sum(_weight(word, source) for word in foreign) < _RUN_OTHER_SCRIPT:
        return
    if whole and other_language(source_text, source_words, source.tag, target.tag) is not None:
        return  # a quotation in a third language
    everywhere = [(0, len(hypothesis_words))]
    if whole:
        (words,) = _words(hypothesis, everywhere)
        problem = _whole(words, source, target, other_script, other_script and target_script == "Latn")
    else:
        runs = _words(hypothesis, _runs(source_words, hypothesis_words))
        problem = _parts((source_text, hypothesis), runs, source, target, other_script)
        lone = {word for word in foreign if len(word) >= _LONE and is_only_in(word, source.tag)}
        for words in _words(hypothesis, everywhere) if lone and problem is None else ():
            problem = _lone_word(words, lone, common)
    if problem is not None:
        yield problem


def _parts(
    texts: tuple[str, str], runs: list[list[_Word]], source: Facts, target: Facts, other_script: bool
) -> Problem | None:
    """A problem where running words of the second text are those of the first one, the source."""
    hypothesis = texts[1]
    spans: list[Span] = []
    minor = True
    for run in runs:
        strength = _strength(run, source, target)
        if strength < (_RUN_OTHER_SCRIPT if other_script else _RUN):
            strength = _RUN if _is_left(run, source, target, other_script) else 0.0
        if not other_script and strength < _SURE and (_fills_quotation(hypothesis, run) or _is_name(run, strength)):
            continue
        own = _written_in_source(texts, run)
        if strength < _SURE and not own:
            continue  # senior vice-president
        if not strength or len(hypothesis[run[0].start : run[-1].end].split()) == 1:
            continue  # just-in-time
        spans.append(Span("hypothesis", run[0].start, run[-1].end))
        minor = minor and (_may_be_meant(hypothesis, run, strength) or (strength < _SURE and _in_capitals(own, source)))
    if not spans:
        return None
    severity = Severity.MINOR if minor else None
    return Problem(Message("these words are left in the source language"), tuple(spans[:_SHOWN]), severity)


def _written_in_source(texts: tuple[str, str], run: list[_Word]) -> str:
    """How the source writes a run: the same but for capitals; "" where it divides or joins the words otherwise."""
    place = texts[0].lower().find(texts[1][run[0].start : run[-1].end].lower())
    return texts[0][place : place + run[-1].end - run[0].start] if place >= 0 else ""


def _in_capitals(own: str, source: Facts) -> bool:
    """Whether a run has capital letters in the source as names have: World Wide Web."""
    words = [word for word in own.split() if fold(word) not in source.function_words]
    return bool(words) and all(word[0].isupper() for word in words)


def _is_left(run: list[_Word], source: Facts, target: Facts, other_script: bool) -> bool:
    """Whether a short run is none that a language borrows or a name has: it begins with two small words that no phrase
    does without ("to the Republicans"), or, in another script, is made of ordinary words around one ("Department of
    Justice")."""
    bare = [word.small and word.folded in source.function_words - target.words for word in run]
    if bare[0] and len(bare) > 1 and bare[1]:
        return True
    return (
        other_script
        and any(bare[1:-1])
        and all(word.folded in source.words or is_ordinary(word.folded, source.tag) for word in run)
    )


def _lone_word(words: list[_Word], lone: set[str], common: set[str]) -> Problem | None:
    """A problem where a single small word of the source that no sentence does without stands between words of the
    translation: "Er ging and kam"."""
    for before, word, after in zip(words, words[1:], words[2:], strict=False):
        own = before.small and after.small and before.folded not in common and after.folded not in common
        if word.small and word.folded in lone and own:
            span = Span("hypothesis", word.start, word.end)
            message = Message("the word “{word}” is left in the source language", word=word.folded)
            return Problem(message, (span,), Severity.MINOR)
    return None
