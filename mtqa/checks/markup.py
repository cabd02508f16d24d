"""What stands between the words and must come through unchanged: addresses, tags, placeholders, codes, note marks."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from mtqa.checks._citations import unofficial_suffixes
from mtqa.checks._protected import Kind, Stretch, protected
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["markup"]

_LONG = 50_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 50
"""Findings of one kind in one segment; more tell nothing new."""
_NOTE = re.compile(r"\[\d{1,3}\]|(?<!\b[^\W\d_])(?<![mмμ])[¹²³⁴⁵]|[†‡]")
"""A note mark; no power such as that of km² and x²."""
_EMPHASIS = re.compile(r"\*\*|(?<!`)`(?!`)")
_NOTE_TAG = re.compile(
    r"</?(?!(?:address|article|aside|audio|button|canvas|caption|center|details|dialog|embed|figure|footer|frame|header|image"
    r"|input|label|legend|object|option|output|param|picture|section|select|small|source|strike|strong|style|summary|table"
    r"|template|textarea|title|track|video)\s?/?>)[^\W\d_]{4,}(?:[_ -][^\W\d_]+)*\s?/?>"
)
"""A tag that is no element of HTML but a word."""
_COPIED = "accuracy/do-not-translate"
_SYNTAX = "design-and-markup/markup-tag"
_REPORTED: dict[Kind, tuple[Message, str, Severity | None]] = {
    Kind.ADDRESS: (Message("address"), _COPIED, None),
    Kind.EMAIL: (Message("e-mail address"), _COPIED, None),
    Kind.ACCOUNT: (Message("account name"), _COPIED, Severity.MINOR),
    Kind.TAG: (Message("tag"), _SYNTAX, None),
    Kind.PLACEHOLDER: (Message("placeholder"), _SYNTAX, None),
    Kind.FILE: (Message("file name"), _COPIED, Severity.MINOR),
    Kind.CITATION: (Message("citation"), _COPIED, None),
    Kind.REFERENCE: (Message("reference"), _COPIED, None),
    Kind.STANDARD: (Message("standard"), _COPIED, Severity.MINOR),
    Kind.CODE: (Message("code"), _COPIED, Severity.MINOR),
    Kind.IDENTIFIER: (Message("identifier"), _COPIED, Severity.MINOR),
}
"""Of each kind: its name, its category, and its severity (None for that of the check)."""


@dataclass(frozen=True)
class Options:
    """What can be set in `mtqa.toml`.

    Attributes:
        official_forms: Whether a legal act must be cited with the suffix that the target language has for EC, EU, EEC
            and the like.
    """

    official_forms: bool = False


@checks.register("markup", category=_SYNTAX, severity=Severity.MAJOR, options=Options)
def markup(translation: Translation, options: Options) -> Iterator[Problem]:
    """A placeholder, tag, web or e-mail address, account or file name, citation of law, reference, standard, code, note
    mark or mark of emphasis of the source is missing from the translation or changed there, or the translation has one
    that the source has not. A language code in an address may differ; suffixes of legal acts have their official form
    in every language (95/46/EC, 95/46/EG)."""
    source, hypothesis = translation.source, translation.hypothesis
    if not source or not hypothesis:
        return
    sides = protected(translation)
    if sides.lost or sides.added:
        lost, added = _by_kind(sides.lost), _by_kind(sides.added)
        for kind, (name, category, severity) in _REPORTED.items():
            if kind is Kind.TAG and _notes_translated(translation, lost[kind]):
                severity = Severity.MINOR
            yield from _once(_changes(translation, name, lost[kind], added[kind], severity, category))
    if options.official_forms:
        yield from _suffixes(translation, sides.hypothesis)
    yield from _marks(translation)


def _suffixes(translation: Translation, stretches: Sequence[Stretch]) -> Iterator[Problem]:
    """Suffixes of legal acts that are not the target language's: 95/46/EC in German."""
    target = translation.target_language
    for stretch in stretches:
        if stretch.kind is Kind.CITATION and stretch.means:
            citation = translation.hypothesis[stretch.start : stretch.end]
            for written, official in unofficial_suffixes(citation, target.primary):
                yield Problem(
                    Message(
                        "“{written}” in “{citation}” is “{official}” in {language}",
                        written=written,
                        citation=citation,
                        official=official,
                        language=target,
                    ),
                    (Span("hypothesis", stretch.start, stretch.end),),
                    Severity.MINOR,
                    "style/organizational-style",
                )


def _by_kind(chosen: Sequence[Stretch]) -> defaultdict[Kind, list[tuple[int, int]]]:
    places: defaultdict[Kind, list[tuple[int, int]]] = defaultdict(list)
    for stretch in chosen:
        places[stretch.kind].append((stretch.start, stretch.end))
    return places


def _changes(
    translation: Translation,
    name: Message,
    lost: Sequence[tuple[int, int]],
    added: Sequence[tuple[int, int]],
    severity: Severity | None,
    category: str,
) -> Iterator[Problem]:
    """What has become something else, in order, and what is left over on either side."""
    source, hypothesis = translation.source, translation.hypothesis
    lost, added = lost[:_SHOWN], added[:_SHOWN]
    n_changed = min(len(lost), len(added))
    for (start, end), (first, last) in zip(lost[:n_changed], added[:n_changed], strict=True):
        ours, theirs = source[start:end], hypothesis[first:last]
        spans = Span("source", start, end), Span("hypothesis", first, last)
        yield Problem(
            Message("the {kind} “{old}” has become “{new}”", kind=name, old=ours, new=theirs), spans, severity, category
        )
    for start, end in lost[n_changed:]:
        message = Message("the {kind} “{text}” is lost", kind=name, text=source[start:end])
        yield Problem(message, (Span("source", start, end),), severity, category)
    for start, end in added[n_changed:]:
        message = Message("the {kind} “{text}” is not in the source", kind=name, text=hypothesis[start:end])
        yield Problem(message, (Span("hypothesis", start, end),), severity, category)


def _notes_translated(translation: Translation, lost: Sequence[tuple[int, int]]) -> bool:
    """Whether lost tags are no mark-up but what a transcript notes in angle brackets, and translated: <laugh/>."""
    source, hypothesis = translation.source, translation.hypothesis
    if not lost or not all(_NOTE_TAG.fullmatch(source, start, end) for start, end in lost):
        return False
    return len(_NOTE_TAG.findall(hypothesis[:_LONG])) >= len(_NOTE_TAG.findall(source[:_LONG]))


_MARKS: tuple[tuple[Message, re.Pattern[str], str], ...] = (
    (Message("note mark"), _NOTE, "[¹²³⁴⁵†‡"),
    (Message("mark"), _EMPHASIS, "*`"),
)


def _marks(translation: Translation) -> Iterator[Problem]:
    """Note marks, and marks of emphasis unless a pair of several was dropped, which is a matter of style."""
    source, hypothesis = translation.source, translation.hypothesis
    for name, pattern, signs in _MARKS:
        if not any(sign in source or sign in hypothesis for sign in signs):
            continue
        ours, theirs = list(pattern.finditer(source[:_LONG])), list(pattern.finditer(hypothesis[:_LONG]))
        counts = Counter(match.group() for match in ours), Counter(match.group() for match in theirs)
        if pattern is _EMPHASIS and all(_pairs_dropped(counts[0][mark], counts[1][mark]) for mark in ("**", "`")):
            continue
        lost, added = _surplus(ours, counts[1]), _surplus(theirs, counts[0])
        yield from _once(_changes(translation, name, lost, added, Severity.MINOR, _SYNTAX))


def _once(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems with one message told as one that marks all the places: both marks of a pair."""
    spans: dict[str, tuple[Span, ...]] = {}
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.message, problem)
        spans[problem.message] = (*spans.get(problem.message, ()), *problem.spans)
    return (replace(problem, spans=spans[message]) for message, problem in first.items())


def _pairs_dropped(n_source: int, n_hypothesis: int) -> bool:
    """Whether there are as many marks, or some pairs fewer."""
    return n_source == n_hypothesis or (n_source > n_hypothesis > 0 and n_source % 2 == n_hypothesis % 2 == 0)


def _surplus(matches: Sequence[re.Match[str]], others: Counter[str]) -> list[tuple[int, int]]:
    """Where the marks stand that the other side has fewer of."""
    left = others.copy()
    places = []
    for match in matches:
        if left[match.group()] > 0:
            left[match.group()] -= 1
        else:
            places.append(match.span())
    return places
