"""One cause, one finding: which findings are only what another one brings with it, and which make up a run.

A sentence that was left in the source language also has foreign names, wrong letters and no full stop; an address that
was lost also makes the sentence shorter and takes two numbers with it. `RULES` says which finding covers which: the
covered one is not told, the covering one keeps the name of its check (`Finding.also`). Segment after segment that is
not translated is one finding that names the whole run (`Finding.run`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from mtqa.corpus import Corpus
from mtqa.results import Finding, Message, Severity, Span

__all__ = ["RULES", "Rule", "Texts", "is_page", "told", "without_consequences"]

_UNTRANSLATED = "accuracy/untranslated"
_MOSTLY = 0.7
"""Share of a text's letters that a finding must mark for it to be about the whole of it."""
_NEAR = 2
"""Characters beside a garbled one that suffer from it: "⁇ rzte"."""
_SHORTER = 0.3
"""Share of the source that lost addresses and the like must make up to account for a translation that is too short."""
_RUN = 3
"""Segments that make a run."""
_GAP = 2
"""Segments inside a run that may lack a finding: a name, a number, a heading that is the same in both languages."""
_PAGE = 2
"""Segments of the shortest page that is told as one: a text of a single segment needs no run."""
_LONG_RUN = 10
"""Segments of a run that makes the page unusable."""
_SPANS = 50


@dataclass(frozen=True)
class Texts:
    """The two texts of a segment."""

    source: str
    hypothesis: str


@dataclass(frozen=True)
class Rule:
    """Which findings cover which others in the same segment.

    Attributes:
        why: In words.
        by: Category of the finding that covers, or the beginning of it.
        covers: Categories that are covered, or the beginnings of them; "" for all.
        holds: Whether it does so for these two.
        gathers: Whether the covering finding also marks what the covered ones mark.
    """

    why: str
    by: tuple[str, ...]
    covers: tuple[str, ...]
    holds: Callable[[Finding, Finding, Texts], bool]
    gathers: bool = False


def _is_in(category: str, beginnings: Iterable[str]) -> bool:
    return any(category == one or category.startswith(f"{one}/") or not one for one in beginnings)


def is_whole(finding: Finding, texts: Texts) -> bool:
    """Whether a finding is about its whole translation: it marks nothing, or nearly everything."""
    spans = [span for span in finding.spans if span.side == "hypothesis"]
    if not spans:
        return True
    letters = sum(map(str.isalpha, texts.hypothesis))
    return sum(sum(map(str.isalpha, texts.hypothesis[one.start : one.end])) for one in spans) >= _MOSTLY * letters


def _whole(by: Finding, _: Finding, texts: Texts) -> bool:
    return is_whole(by, texts)


def _whole_and_marked(by: Finding, _: Finding, texts: Texts) -> bool:
    return bool(by.spans) and is_whole(by, texts)


def _inside(by: Finding, other: Finding, texts: Texts) -> bool:
    return _within(by, other, texts, 0)


def _beside(by: Finding, other: Finding, texts: Texts) -> bool:
    return _within(by, other, texts, _NEAR)


def _within(by: Finding, other: Finding, texts: Texts, margin: int) -> bool:
    """Whether everything that a finding marks lies in what another one marks, or touches it. What is about the whole
    translation touches every mark in it, and is told all the same."""
    if any(span.side == "hypothesis" for span in other.spans) and is_whole(other, texts):
        return False
    return bool(other.spans) and all(any(_touch(one, span, margin) for one in by.spans) for span in other.spans)


def _touch(one: Span, other: Span, margin: int) -> bool:
    return one.side == other.side and one.start - margin < other.end and other.start < one.end + margin


def _overlap(by: Finding, other: Finding, _: Texts) -> bool:
    return any(_touch(one, span, 0) for one in by.spans for span in other.spans)


def _same_word(by: Finding, other: Finding, texts: Texts) -> bool:
    """Whether a finding is about words of the translation that another one marks just so."""
    marked = (texts.hypothesis[span.start : span.end] for span in other.spans)
    return bool(other.spans) and set(other.spans) <= set(by.spans) and any(map(str.isalpha, "".join(marked)))


def _accounts_for_length(by: Finding, other: Finding, texts: Texts) -> bool:
    """Whether a finding about a length is explained by lost stretches of the source."""
    lost = sum(span.end - span.start for span in by.spans if span.side == "source")
    kept = sum(span.end - span.start for span in by.spans if span.side == "hypothesis")
    return not other.spans and lost - kept >= _SHORTER * len(texts.source)


def _accounts_for_no_graver_length(by: Finding, other: Finding, texts: Texts) -> bool:
    return other.severity.rank <= by.severity.rank and _accounts_for_length(by, other, texts)


def _lost_with(by: Finding, other: Finding, texts: Texts) -> bool:
    """Whether something is missing that went with a sentence: it lies in what is said to be left out, or, where only
    the length says that something was, it weighs less or little."""
    return _goes_with(by, other, texts, "source")


def _added_with(by: Finding, other: Finding, texts: Texts) -> bool:
    return bool(other.spans) and _goes_with(by, other, texts, "hypothesis")


def _goes_with(by: Finding, other: Finding, texts: Texts, side: str) -> bool:
    if any(span.side != side for span in other.spans):
        return False
    if any(span.side == side for span in by.spans):
        return _inside(by, other, texts)
    return by.severity.rank > other.severity.rank or by.severity == other.severity == Severity.MINOR


def _no_place(_: Finding, other: Finding, __: Texts) -> bool:
    return not other.spans


def _elsewhere(by: Finding, _: Finding, __: Texts) -> bool:
    return by.category == _FACTS and not by.spans and by.severity.rank >= Severity.MAJOR.rank


_MARKUP = ("design-and-markup", "accuracy/do-not-translate")
_ENCODING = "linguistic-conventions/character-encoding"
_FACTS = "accuracy/mistranslation"
"""Numbers, names, units and dates."""
_FORMATS = "locale-conventions"
_WORDS = ("linguistic-conventions", "locale-conventions", "terminology", "style", _FACTS)

RULES: tuple[Rule, ...] = (
    Rule("a text that was garbled from end to end is in no other language",
         (_ENCODING,), ("",), _whole_and_marked),
    Rule("a translation that is not in the target language has everything else wrong, too",
         (_UNTRANSLATED,), (_UNTRANSLATED, "accuracy/omission", "accuracy/addition", *_WORDS), _whole),
    Rule("words that are left in the source language are foreign, misspelt and in strange letters",
         (_UNTRANSLATED,), _WORDS, _inside),
    Rule("a text that belongs to another source has other names, numbers and lengths",
         ("accuracy/mistranslation",), ("accuracy/omission", "accuracy/addition", *_WORDS, *_MARKUP), _elsewhere),
    Rule("a garbled character is no number, mark or capital letter, and the word around it is no word",
         (_ENCODING,), ("",), _beside),
    Rule("the digits and words of an address or placeholder are no numbers and words of the text",
         _MARKUP, ("accuracy", *_WORDS), _inside),
    Rule("a lost address makes the translation shorter",
         _MARKUP, ("accuracy/omission", "accuracy/addition"), _accounts_for_length),
    Rule("a lost name makes a short translation shorter",
         ("accuracy/mistranslation/name",), ("accuracy/omission",), _accounts_for_no_graver_length),
    Rule("a sentence that was left out takes its names, numbers and marks with it",
         ("accuracy/omission",), (_FACTS, "terminology", "linguistic-conventions"), _lost_with, gathers=True),
    Rule("a sentence that was added brings names and numbers with it",
         ("accuracy/addition",), (_FACTS, "terminology"), _added_with, gathers=True),
    Rule("what stands twice makes the translation longer",
         ("linguistic-conventions/duplication",), ("accuracy/addition", "accuracy/omission"), _no_place),
    Rule("the numbers of a date belong to the date",
         ("accuracy/mistranslation/date", "locale-conventions/date-format"),
         (_FACTS, _FORMATS), _overlap),
    Rule("the number of a measure belongs to the measure",
         ("accuracy/mistranslation/unit",), (_FACTS, _FORMATS), _overlap),
    Rule("a wrong name is not also a misspelt word",
         ("accuracy/mistranslation/name",), ("linguistic-conventions/spelling",), _overlap),
    Rule("two words in one, or a name that is elsewhere written otherwise, are also no word of the language",
         ("linguistic-conventions/punctuation", "style/inconsistent"),
         ("linguistic-conventions/spelling",), _same_word),
    Rule("a sentence without its end has no mark at its end",
         ("linguistic-conventions/unintelligible",), ("linguistic-conventions/punctuation",), _overlap),
)  # fmt: skip
"""The first rule that holds for two findings decides; a finding that is covered covers nothing itself."""


def without_consequences(findings: Sequence[Finding], corpus: Corpus) -> list[Finding]:
    """The findings without those that another one covers, in the same order."""
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for index, finding in enumerate(findings):
        by_place[finding.system, finding.segment_id].append(index)
    crowded = {place: indices for place, indices in by_place.items() if len(indices) > 1}
    texts = _texts(corpus, {segment_id for _, segment_id in crowded}) if crowded else {}
    stay: dict[int, Finding] = dict(enumerate(findings))
    for place, indices in crowded.items():
        _cover(stay, indices, texts[place])
    return list(stay.values())


def _texts(corpus: Corpus, segment_ids: set[str]) -> Mapping[tuple[str, str], Texts]:
    return {
        (system.name, segment.id): Texts(segment.source, hypothesis or "")
        for position, segment in enumerate(corpus.segments)
        if segment.id in segment_ids
        for system in corpus.systems
        for hypothesis in (system.hypotheses[position],)
    }


def _cover(stay: dict[int, Finding], indices: Sequence[int], texts: Texts) -> None:
    """Take the findings of one segment that others cover out of those that stay."""
    for rule in RULES:
        for by in sorted(indices, key=lambda index: -stay[index].severity.rank if index in stay else 0):
            if by not in stay or not _is_in(stay[by].category, rule.by):
                continue
            for other in indices:
                if other == by or other not in stay or not _is_in(stay[other].category, rule.covers):
                    continue
                same = _is_in(stay[other].category, rule.by) and stay[other].check == stay[by].check
                if not same and rule.holds(stay[by], stay[other], texts):
                    stay[by] = _with(stay[by], stay.pop(other), rule.gathers)


def _with(by: Finding, other: Finding, gathers: bool) -> Finding:
    spans = by.spans
    if gathers:
        spans = tuple(dict.fromkeys((*by.spans, *other.spans)))[:_SPANS]
    also = tuple(dict.fromkeys((*by.also, *other.also, *((other.check,) if other.check != by.check else ()))))
    return replace(by, spans=spans, also=also)


def told(findings: Sequence[Finding], corpus: Corpus) -> list[Finding]:
    """The findings with every run of segments that are not translated told as one, where its first segment is."""
    whole: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    candidates = [index for index, one in enumerate(findings) if one.category == _UNTRANSLATED and not one.run]
    if len(candidates) < _PAGE:
        return list(findings)
    positions = {segment.id: position for position, segment in enumerate(corpus.segments)}
    texts = _texts(corpus, {findings[index].segment_id for index in candidates})
    for index in candidates:
        one = findings[index]
        if is_whole(one, texts[one.system, one.segment_id]):
            whole[one.system, one.check, one.message].append((positions[one.segment_id], index))
    stay: dict[int, Finding] = dict(enumerate(findings))
    hypotheses = {system.name: system.hypotheses for system in corpus.systems}
    documents = {index: corpus.segments[place].document for places in whole.values() for place, index in places}
    pages = _positions(corpus, set(documents.values()))
    for (system, _, _), places in whole.items():
        for run in _runs(sorted(places), corpus, hypotheses[system]):
            name, one = documents[run[0]], _as_run([findings[index] for index in run])
            page: Sequence[int] = pages[name]
            if len(run) >= _PAGE and _covers(one, page, corpus, hypotheses[system]):
                one = _as_page(one, findings[run[0]].message, name)
            elif len(run) < _RUN:
                continue
            else:
                page = range(positions[one.run[0]], positions[one.run[-1]])
            for index in run[1:]:
                del stay[index]
            alike = [at for at in page if _is_alike(corpus.segments[at].source, hypotheses[system][at])]
            stay[run[0]] = _without_words(one, {corpus.segments[at].id for at in alike} - {*one.run}, stay)
    return list(stay.values())


def _without_words(run: Finding, segment_ids: set[str], stay: dict[int, Finding]) -> Finding:
    """A run, after what is found in the words and numbers of some segments inside it was taken out of what stays."""
    if not segment_ids:
        return run
    inside = [index for index, one in stay.items() if one.segment_id in segment_ids and one.system == run.system]
    covered = [stay.pop(index) for index in inside if _is_in(stay[index].category, _WORDS)]
    return replace(run, also=tuple(dict.fromkeys((*run.also, *(one.check for one in covered)))))


def _runs(places: Sequence[tuple[int, int]], corpus: Corpus, hypotheses: Sequence[str | None]) -> list[list[int]]:
    """Findings at segments of one document that follow one another, with small gaps."""
    runs: list[list[int]] = []
    before: int | None = None
    for position, index in places:
        if before is None or not _goes_on(before, position, corpus, hypotheses):
            runs.append([])
        if position != before:
            runs[-1].append(index)
        before = position
    return runs


def _goes_on(before: int, after: int, corpus: Corpus, hypotheses: Sequence[str | None]) -> bool:
    """Whether two segments belong to one run. What is in no language may stand between them."""
    if corpus.segments[before].document != corpus.segments[after].document:
        return False
    gap = 0
    for position in range(before + 1, after):
        gap += not _is_alike(corpus.segments[position].source, hypotheses[position])
        if gap > _GAP:
            return False
    return True


def _is_alike(source: str, hypothesis: str | None) -> bool:
    """Whether a segment is the same in every language, or is not there: a number, a name, an empty cell."""
    return not hypothesis or hypothesis == source or not any(map(str.isalpha, hypothesis))


def is_page(finding: Finding, corpus: Corpus) -> bool:
    """Whether a run is a whole document but for what is the same in every language."""
    document = next(one.document for one in corpus.segments if one.id == finding.segment_id)
    hypotheses = next(system.hypotheses for system in corpus.systems if system.name == finding.system)
    return _covers(finding, _positions(corpus, {document})[document], corpus, hypotheses)


def _positions(corpus: Corpus, documents: set[str]) -> dict[str, list[int]]:
    """The positions of the segments of some documents."""
    found: dict[str, list[int]] = defaultdict(list)
    for position, segment in enumerate(corpus.segments):
        if segment.document in documents:
            found[segment.document].append(position)
    return found


def _covers(finding: Finding, page: Sequence[int], corpus: Corpus, hypotheses: Sequence[str | None]) -> bool:
    run = set(finding.run)
    segments = ((corpus.segments[position], hypotheses[position]) for position in page)
    return all(one.id in run or _is_alike(one.source, hypothesis) for one, hypothesis in segments)


def _as_run(findings: Sequence[Finding]) -> Finding:
    """Findings at segments that follow one another, as one that names its ends."""
    first, last = findings[0], findings[-1]
    severity = max((one.severity for one in findings), key=lambda severity: severity.rank)
    return replace(
        first,
        severity=_severity(severity, unusable=len(findings) >= _LONG_RUN),
        message=Message(
            "{message}: {n} segments, from {first} to {last}",
            message=first.message,
            n=len(findings),
            first=first.segment_id,
            last=last.segment_id,
        ),
        also=tuple(dict.fromkeys(name for one in findings for name in one.also)),
        run=tuple(one.segment_id for one in findings),
    )


def _as_page(run: Finding, message: str, document: str) -> Finding:
    """A run that is a whole page, which it names."""
    severity, n = _severity(run.severity, unusable=len(run.run) >= _RUN), len(run.run)
    if document:
        said = Message("{message}: the whole page “{page}”, {n} segments", message=message, page=document, n=n)
    else:
        said = Message("{message}: the whole text, {n} segments", message=message, n=n)
    return replace(run, severity=severity, message=said)


def _severity(severity: Severity, *, unusable: bool) -> Severity:
    return Severity.CRITICAL if unusable and severity.rank >= Severity.MAJOR.rank else severity
