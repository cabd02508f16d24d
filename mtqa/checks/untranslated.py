"""Text left in the source language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from mtqa.checks._facts import Facts, facts, fold
from mtqa.checks._text import WORD, folded_words, script_of_text, without_addresses
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Severity, Span

__all__ = ["untranslated"]

_WHOLE = 0.9
"""Share of a hypothesis's words that must stand in the source for it to count as not translated at all."""
_RUN = 2.5
"""Words that belong to the source language and not to the target language, from which a run of copied words is one
left untranslated; a word in neither language's list counts half, as it may be a loan word."""
_SURE = 4.5
"""The same for a run that is no title or quotation."""
_BRACKETS = tuple(tuple(pair) for pair in ("()", "[]", "„“", "„”", "“”", "«»", "»«", "‘’", '""', "””", "''"))
_RUN_OTHER_SCRIPT = 1.5
"""The same where the languages are written in different scripts, so that a loan word would look different."""


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


def _words(text: str) -> list[_Word]:
    return [
        _Word(match.start(), match.end(), fold(match.group()), match.group()[0].islower())
        for match in WORD.finditer(text)
    ]


def _runs(source: tuple[str, ...], words: list[_Word]) -> Iterator[tuple[int, int]]:
    """Stretches (first, past the last) of words of the hypothesis that stand one after another in the source too."""
    pairs = set(pairwise(source))
    start = 0
    for index in range(1, len(words) + 1):
        if index == len(words) or (words[index - 1].folded, words[index].folded) not in pairs:
            if index - start >= 2:
                yield start, index
            start = index


def _strength(words: list[_Word], source: Facts, target: Facts) -> float:
    """How surely a run of words belongs to the source language and not to the target language."""
    total = 0.0
    for word in {word.folded for word in words if word.small} - target.words:
        if word in source.words:
            total += 1
        elif len(word) >= 4:
            total += 0.5
    return total


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
    return Problem("left in the source language", (Span("hypothesis", words[0].start, words[-1].end),), severity)


def _severity(text: str, run: list[_Word], strength: float) -> Severity | None:
    """Minor for what may be a title, a name or a quotation that stays in its own language on purpose."""
    if strength >= _SURE:
        return None
    start, end = run[0].start, run[-1].end
    if any(not word.small for word in run):
        return Severity.MINOR
    before, after = text[max(0, start - 60) : start], text[end : end + 60]
    if any(before.rfind(opening) > before.rfind(closing) and closing in after for opening, closing in _BRACKETS):
        return Severity.MINOR
    return None


@checks.register("untranslated", category="accuracy/untranslated", severity=Severity.MAJOR)
def untranslated(translation: Translation) -> Iterator[Problem]:
    """The translation, or some running words of it, are still in the source language. Names, codes and what the two
    languages have in common may be copied."""
    if translation.source_language.primary == translation.target_language.primary:
        return
    source_words = folded_words(translation.source)
    hypothesis_words = folded_words(translation.hypothesis)
    common = set(source_words).intersection(hypothesis_words)
    if not common:
        return
    source, target = facts(translation.source_language.primary), facts(translation.target_language.primary)
    if common <= target.words:
        return
    words = _words(without_addresses(translation.hypothesis))
    if not words:
        return
    target_script = translation.target_language.script
    other_script = bool(target_script) and script_of_text(translation.source) != target_script
    copied = sum(word.folded in common for word in words)
    if copied >= _WHOLE * len(words):
        problem = _whole(words, source, target, other_script, other_script and target_script == "Latn")
        if problem:
            yield problem
        return
    for start, end in _runs(source_words, words):
        run = words[start:end]
        strength = _strength(run, source, target)
        if strength < (_RUN_OTHER_SCRIPT if other_script else _RUN):
            continue
        if len(translation.hypothesis[run[0].start : run[-1].end].split()) == 1:
            continue  # just-in-time
        yield Problem(
            "these words are left in the source language",
            (Span("hypothesis", run[0].start, run[-1].end),),
            _severity(translation.hypothesis, run, strength),
        )
