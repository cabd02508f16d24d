"""Text that was left out of the translation, or that has no counterpart in the source."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import pairwise
from statistics import median
from typing import Any, Literal

from mtqa.checks._counterparts import Counterparts, Strangeness
from mtqa.checks._facts import facts
from mtqa.checks._messages import NOTHING_FOR, shorter
from mtqa.checks._names import Text, names, stands_in
from mtqa.checks._negation import lost_negation
from mtqa.checks._protected import OBJECT, only_language
from mtqa.checks._unmatched import Passage, may_have_too_much, unmatched
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import Language
from mtqa.results import Message, Severity, Span

__all__ = ["omission"]

_ADDITION = "accuracy/addition"
_SPREAD = 0.07
_SPREAD_PER_CHARACTER = 1.3
"""The logarithm of the ratio of lengths has the variance 0.07**2 + 1.3**2 / (characters of the source) around the
value of the language pair: fitted to the standard deviations of 0.25, 0.20, 0.17, 0.15, 0.12 and 0.11 that NTREX's
segments of 20-40, 40-60, 60-90, 90-130, 130-180 and more characters show from English into 23 languages."""
_MINOR = 3.4
_LONGER = 4.8
_MAJOR = 5.0
_ALONE = 3.6
_MUCH_LONGER = 5.5
"""Standard deviations, the last two where nothing but the length speaks for an omission or an addition. Human
translations that are free or explain much reach 4, explanations more often than
omissions; beyond 5 something is missing."""
_UNKNOWN_PAIR = 1.6
"""By how much the spread grows where the usual ratio of the pair is not known."""
_SHORT, _BRIEFEST = 25, 10
"""Characters below which a source says nothing about length; the second where a sentence stands for nothing."""
_SENTENCE = 80
"""Characters of the shortest source whose length alone says something: headings and phrases may be said in one word."""
_HEADING = 3
"""Spaces below which what stands for such a text may be a heading, which cannot end in the middle of a sentence."""
_BRIEF, _PER_LETTER = 40, 15
"""Below so many characters a text can be much shorter for a number in digits alone: a standard deviation more is asked
for with every fifteen less."""
_LETTER = re.compile(r"[^\W\d_]")
_CONTENT = re.compile(r"\w")
_ENDING = re.compile(r"[.!?…;:][)\]\"'”“»«’‘]*\s*$")
_SENTENCES = re.compile(r"[.!?…;](?<=\w\w.)[\"'”“»’)]*\s+[\"'„“«»¿¡(]*([^\W\d_])")
_ABBREVIATED = re.compile(r"\b(?:[MDJS]r|Mrs|Ms|St|Lt|Col|Gen|Sens?|Reps?|Gov|Prof|Rev|Hon|Nos?|Arts?|vs|al)$")
"""After which no sentence begins although a capital letter follows: St. Louis, Mr. Smith."""
_ENOUGH = 50
"""Segments from which the lengths of a corpus say something; with as many, half of what they say is believed."""
_MAD = 1.4826
"""Standard deviations that a median absolute deviation is, of a normal distribution."""
_LEAST_SPREAD, _MOST_SPREAD = 0.85, 1.5
_HAPPENED = ("has", "have", "had", "did")
_CLAUSES = re.compile(r"[,;:–—(]\s|\s[–—-]\s")
_DIGITS = re.compile(r"\d+")
_QUOTED = 60
_DOUBTFUL = 1.8
_LOST_ANCHOR = 0.7
_LOST_CLAUSE = 0.3
_BRACKET = re.compile(r"[(\[]\w")
_NEAR, _USUAL_LENGTH = 6, 2.0
"""Segments and standard deviations within which a text may be the translation of one that stands elsewhere."""
_CUT_OFF = 1.7
_LOST_SENTENCE = 1.3
_MERGED = 0.45
"""What part of its shortest sentence a text must be shorter by for one to be lost."""


def _deviation(translation: Translation) -> float | None:
    """How many standard deviations longer than usual the hypothesis is; None where nothing can be said."""
    source, hypothesis = translation.source.strip(), translation.hypothesis.strip()
    return _deviation_of(source, hypothesis, translation.source_language, translation.target_language)


def _deviation_of(
    source: str, hypothesis: str, source_language: Language, target_language: Language, shortest: int = _SHORT
) -> float | None:
    if len(source) < shortest or not hypothesis:
        return None
    own, other = facts(source_language.primary).length, facts(target_language.primary).length
    spread = math.hypot(_SPREAD, _SPREAD_PER_CHARACTER / math.sqrt(len(source)))
    expected = 0.0
    if own is None or other is None:
        spread *= _UNKNOWN_PAIR
    else:
        expected = other - own
    return (math.log(len(hypothesis) / len(source)) - expected) / spread


def _ends_early(translation: Translation) -> bool:
    """Whether the source ends like a sentence and the hypothesis in the middle of one."""
    hypothesis = translation.hypothesis.rstrip()
    if len(translation.source) < _SENTENCE and hypothesis.count(" ") < _HEADING:
        return False
    return bool(
        hypothesis and (hypothesis[-1].isalnum() or hypothesis[-1] in ",–-") and _ENDING.search(translation.source[-8:])
    )


def _n_lost_anchors(translation: Translation) -> int:
    """Numbers and names in the second half of the source that the translation has not."""
    half = len(translation.source) // 2
    lost = {
        match.group()
        for match in _DIGITS.finditer(translation.source, half)
        if match.group().strip("0") not in translation.hypothesis
    }
    text = Text(translation.hypothesis)
    for name in names(translation.source, translation.source_language):
        if (
            name.start >= half
            and not name.doubtful
            and not any(stands_in(word, text, translation.source) for word in name.words)
        ):
            lost.update(name.words[-1:])
    return len(lost)


def _fewer(pattern: re.Pattern[str], translation: Translation) -> int:
    """How many more of something, up to two, the source has than the translation."""
    counts = [len(pattern.findall(text)) for text in (translation.source, translation.hypothesis)]
    return min(max(0, counts[0] - counts[1]), 2)


def _sentence_starts(text: str) -> list[int]:
    """Where the sentences of a text begin; none does within brackets."""
    starts, before, depth = [0], 0, 0
    for match in _SENTENCES.finditer(text):
        depth += text.count("(", before, match.start()) - text.count(")", before, match.start())
        before = match.start()
        title = _ABBREVIATED.search(text, max(0, match.start() - _SHORT), match.start())
        if depth <= 0 and not match.group(1).islower() and not title:
            starts.append(match.start(1))
    return starts


def _n_sentences(text: str) -> int:
    return len(_sentence_starts(text))


def _without_shortest(text: str) -> float:
    """How many standard deviations shorter a translation would be without the shortest sentence of its source."""
    starts = [*_sentence_starts(text), len(text)]
    shortest = min(end - start for start, end in pairwise(starts))
    if shortest == len(text):
        return math.inf
    return -math.log(1 - shortest / len(text)) / math.hypot(_SPREAD, _SPREAD_PER_CHARACTER / math.sqrt(len(text)))


def _is_doubled(text: str) -> bool:
    """Whether the second half of a text is the first one again."""
    text = text.strip()
    half = len(text) // 2
    return text[:half].rstrip() == text[-half:].lstrip()


@dataclass(frozen=True)
class _Usual:
    """How long the translations of a corpus are.

    Attributes:
        centre: Standard deviations by which they are longer than those of the pair usually are.
        spread: How much more they vary than those of the pair usually do; below 1 where they vary less.
    """

    centre: float = 0.0
    spread: float = 1.0


def _learn(deviations: Sequence[float | None]) -> _Usual:
    """Median and median absolute deviation of a corpus, drawn towards what is usual for the pair where it is small."""
    known = [deviation for deviation in deviations if deviation is not None]
    if len(known) < _ENOUGH:
        return _Usual()
    trust = len(known) / (len(known) + _ENOUGH)
    centre = median(known)
    spread = _MAD * median(abs(deviation - centre) for deviation in known)
    bounded = min(max(spread, _LEAST_SPREAD), _MOST_SPREAD)
    return _Usual(trust * centre, 1 + trust * (bounded - 1))


@checks.register("omission", category="accuracy/omission", severity=Severity.MAJOR, whole_corpus=True)
def omission(translations: Sequence[Translation]) -> Iterator[tuple[int, Problem]]:
    """A sentence of the source has no translation, a sentence of the translation has no source, the translation is much
    shorter or longer than translations between the two languages are, and than the others of this corpus, or the "not"
    of an English sentence is lost. Length alone is no more than a remark."""
    texts = [_as_language(translation) for translation in translations]
    deviations = [_deviation(text) for text in texts]
    usual = _learn(deviations)
    moved = _moved(translations)
    translations_of_others = frozenset(moved.values())
    counterparts = Counterparts(translations)
    for position, (translation, text, deviation) in enumerate(zip(translations, texts, deviations, strict=True)):
        if position in translations_of_others:
            continue
        problem = _elsewhere(translation) if position in moved else _missing(translation)
        learnt = 0.0 if deviation is None else (deviation - usual.centre) / usual.spread
        if problem is None and deviation is not None:
            problem = _longer(text, learnt) if learnt > 0 else _shorter(text, -learnt)
        if problem is None or problem.severity is Severity.NEUTRAL or _is_longer(problem, text):
            problem = _graver(problem, _too_much(translation, text, usual, learnt, counterparts.at(position)))
        negation = lost_negation(translation) if problem is None else None
        if negation is not None:
            word = translation.source[negation.start : negation.end]
            # what did not happen is often told by a contrary: "did not have" is "was without", "was free from"
            severity = Severity.MINOR if word.lower().startswith(_HAPPENED) else None
            message = Message("no word of the translation negates, and the source says “{word}”", word=word)
            problem = Problem(message, (negation,), severity)
        if problem is not None:
            yield position, problem


def _is_longer(problem: Problem, translation: Translation) -> bool:
    """Whether all that is known is that the translation has too much, and not what."""
    return problem.category == _ADDITION and not problem.spans and not _is_doubled(translation.hypothesis)


def _graver(problem: Problem | None, found: Problem | None) -> Problem | None:
    """What is known of a text's length, and of what it has too much, in one."""
    if problem is None or found is None or problem.severity is Severity.NEUTRAL:
        return found or problem
    if found.category != problem.category:
        return problem
    return replace(
        found,
        message=Message("{first}; {second}", first=problem.message, second=found.message),
        severity=problem.severity,
    )


def _too_much(
    translation: Translation, text: Translation, usual: _Usual, learnt: float, strangeness: Strangeness | None
) -> Problem | None:
    """What one of the two texts has and the other has not."""
    source, hypothesis = text.source, text.hypothesis
    if may_have_too_much(hypothesis, source, learnt):
        found = _unmatched(translation, text, usual, strangeness, longer=True)
        if found is not None:
            return found
    if may_have_too_much(source, hypothesis, -learnt):
        return _unmatched(translation, text, usual, strangeness, longer=False)
    return None


def _unmatched(
    translation: Translation, text: Translation, usual: _Usual, strangeness: Strangeness | None, *, longer: bool
) -> Problem | None:
    """A sentence or clause of the longer text that the other one has nothing for."""
    tags = [one.primary for one in (text.source_language, text.target_language)]
    sides = [text.source.strip(), text.hypothesis.strip()]
    own, other = sides[longer], sides[not longer]

    def deviation(shown: str) -> float | None:
        source, hypothesis = (other, shown) if longer else (shown, other)
        value = _deviation_of(source, hypothesis, text.source_language, text.target_language, _BRIEFEST)
        return None if value is None else (1 if longer else -1) * (value - usual.centre) / usual.spread

    found = unmatched(
        Passage(
            own,
            other,
            lambda: _sentences(own, tags[longer]),
            lambda: len(_sentences(other, tags[not longer])),
            deviation,
            is_translation=longer,
            names_tell=not facts(tags[longer]).nouns_have_capitals,
            strangeness=None if strangeness is None else partial(strangeness, of_translation=longer),
        )
    )
    if found is None:
        return None
    side: Literal["source", "hypothesis"] = "hypothesis" if longer else "source"
    whole = translation.hypothesis if longer else translation.source
    stretch = own[found.start : found.end].lstrip(" ,;:–—-()").rstrip(" ,;:–—-(")
    start = whole.find(stretch)
    says = NOTHING_FOR["source" if longer else "translation", found.what]
    return Problem(
        says.of(text=_shown(stretch)),
        (Span(side, start, start + len(stretch)),) if start >= 0 else (),
        None if found.sure else Severity.MINOR,
        _ADDITION if longer else None,
    )


def _shown(text: str) -> str:
    return text if len(text) <= _QUOTED else f"{text[: _QUOTED - 1].rstrip()}…"


@cache
def _splitter() -> Callable[[str, str], Sequence[Any]]:
    from mtqa.alignment import split_sentences

    return split_sentences


def _sentences(text: str, tag: str) -> list[tuple[int, int]]:
    return [(one.start, one.end) for one in _splitter()(text, tag)]


def _as_language(translation: Translation) -> Translation:
    """The translation without what is no language: an address or a tag says nothing about how long texts run. Where it
    is taken out of one text alone, that may be what makes the other one longer."""
    blanked = only_language(translation)
    if blanked is translation:
        return translation
    source, hypothesis = (" ".join(text.replace(OBJECT, "").split()) for text in (blanked.source, blanked.hypothesis))
    bare = replace(translation, segment=replace(translation.segment, source=source), hypothesis=hypothesis)
    return min(bare, translation, key=lambda one: abs(_deviation(one) or 0.0))


def _moved(translations: Sequence[Translation]) -> dict[int, int]:
    """The indices of texts without a translation, and those of texts without a source near them that may be theirs: as
    long as translations are, and with the numbers and names of the source."""
    alone = {position for position, one in enumerate(translations) if not one.source.strip()}
    found: dict[int, int] = {}
    for position, one in enumerate(translations if alone else ()):
        if one.hypothesis.strip() or len(one.source.strip()) < _SHORT:
            continue
        near = sorted(
            alone.intersection(range(position - _NEAR, position + _NEAR + 1)), key=lambda i: abs(i - position)
        )
        for other in near:
            text = replace(one, hypothesis=translations[other].hypothesis)
            same = translations[other].segment.document == one.segment.document
            if same and abs(_deviation(text) or 0.0) <= _USUAL_LENGTH and not _n_lost_anchors(text):
                found[position] = other
                alone.remove(other)
                break
    return found


def _elsewhere(translation: Translation) -> Problem:
    return Problem(
        Message("not translated here; a text near it that has no source may be its translation"),
        (Span("source", 0, len(translation.source)),),
        Severity.MINOR,
    )


def _missing(translation: Translation) -> Problem | None:
    """A text that has no counterpart at all."""
    source, hypothesis = translation.source, translation.hypothesis
    if not hypothesis.strip() and _CONTENT.search(source):
        message = Message("not translated at all: nothing stands for this text")
        return Problem(message, (Span("source", 0, len(source)),))
    if not source.strip() and _CONTENT.search(hypothesis):
        span = Span("hypothesis", 0, len(hypothesis))
        return Problem(Message("nothing in the source says this"), (span,), category=_ADDITION)
    return None


def _longer(translation: Translation, deviation: float) -> Problem | None:
    source, hypothesis = translation.source, translation.hypothesis
    added = _n_sentences(hypothesis) - _n_sentences(source) if deviation >= _DOUBTFUL else 0
    proof = 2 if _is_doubled(hypothesis) else min(max(0, added), 2)
    evidence = deviation + _LOST_SENTENCE * proof
    if evidence < (_LONGER if proof else _MUCH_LONGER):
        return None
    return Problem(
        Message("much longer than usual: {n} characters for {length}", n=len(hypothesis), length=len(source)),
        severity=(None if evidence >= _MAJOR else Severity.MINOR) if proof else Severity.NEUTRAL,
        category=_ADDITION,
    )


def _shorter(translation: Translation, shortness: float) -> Problem | None:
    """A text that is too short for its source, and for what of it cannot be found."""
    source, hypothesis = translation.source, translation.hypothesis
    cut_off = shortness >= 1 and _ends_early(translation)
    lost = anchors = clauses = 0
    if shortness >= 1.5 and not cut_off:
        lost = max(0, _n_sentences(source) - _n_sentences(hypothesis))
        if lost and shortness < _MERGED * _without_shortest(source):
            lost = 0  # two sentences have become one
    evidence = shortness + _CUT_OFF * cut_off + _LOST_SENTENCE * min(lost, 2)
    if shortness >= _DOUBTFUL:
        brackets = _fewer(_BRACKET, translation)
        anchors = min(_n_lost_anchors(translation) + brackets // 2, 2)
        clauses = _fewer(_CLAUSES, translation)
        evidence += _LOST_ANCHOR * anchors + _LOST_CLAUSE * clauses
    if evidence < _MINOR + (0 if cut_off else max(0.0, (_BRIEF - len(source)) / _PER_LETTER)):
        return None
    proved = cut_off or lost or anchors or not _LETTER.search(hypothesis)
    if not proved and (len(source) < _SENTENCE or (shortness < _ALONE and not clauses)):
        return None
    message = shorter(len(hypothesis), len(source), cut_off=cut_off, fewer_sentences=lost > 0)
    severity = None if evidence >= _MAJOR else Severity.MINOR
    if not proved:
        severity = Severity.MINOR if clauses else Severity.NEUTRAL
    return Problem(message, severity=severity)
