"""The segments that stand on the page itself: those that a reader should see first, with everything marked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from mtqa.corpus import Segment
from mtqa.rendering.annotate import Note, annotate
from mtqa.rendering.diff import Difference, difference
from mtqa.rendering.labels import anchor, category_name, finding_text, kind_name, segment_label
from mtqa.rendering.scoreboard import Scoreboard
from mtqa.rendering.verdict_sentences import lowest
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Finding, Severity

__all__ = ["FindingView", "SegmentView", "Segments"]

_OF_A_KIND = 4


@dataclass(frozen=True)
class FindingView:
    """A finding below its segment.

    Attributes:
        number: Counted from 1 in the segment; the spans carry it.
        severity: Its severity.
        category: Error category in words.
        message: What is wrong.
        spoken: Whether that is in the report's language.
    """

    number: int
    severity: Severity
    category: str
    message: str
    spoken: bool


@dataclass(frozen=True)
class SegmentView:
    """A segment and the primary system's translation of it.

    Attributes:
        anchor: What a link to it ends in.
        label: What it is called.
        document: Name of the document; "" where there is only one.
        kind: Kind of block in words, or "".
        source: Source text as HTML; None where the source has nothing.
        text: The translation as HTML; None where it is missing.
        empty: Whether it is there and has nothing in it.
        reference: The closest reference as HTML; None where there is none.
        compared: Name of that reference; "" where there is no choice.
        scores: Label and value of each metric that has one.
        findings: The gravest first, then from left to right.
    """

    anchor: str
    label: str
    document: str
    kind: str
    source: Markup | None
    text: Markup | None
    empty: bool
    reference: Markup | None
    compared: str
    scores: tuple[tuple[str, str], ...]
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class Segments:
    """Makes the views of an evaluation's segments.

    Attributes:
        board: Its scores.
    """

    board: Scoreboard

    @property
    def _evaluation(self) -> Evaluation:
        return self.board.evaluation

    @cached_property
    def _findings(self) -> Mapping[str, Sequence[Finding]]:
        """Findings in the primary system's text by segment, the gravest first, then from left to right."""
        by_segment: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._evaluation.findings:
            if finding.system == self._evaluation.primary:
                for segment_id in finding.segment_ids:
                    by_segment[segment_id].append(finding.at(segment_id))
        for findings in by_segment.values():
            findings.sort(key=lambda f: (-f.severity.rank, min((s.start for s in f.spans), default=0)))
        return by_segment

    def found(self) -> tuple[int, ...]:
        """Positions of the segments that findings are about, the gravest first; of a run the first segment alone."""
        gravest = self._gravest
        return tuple(sorted(gravest, key=lambda position: (-gravest[position].severity.rank, position)))

    @cached_property
    def _gravest(self) -> Mapping[int, Finding]:
        """The gravest finding of each segment that has any."""
        segments = enumerate(self._evaluation.corpus.segments)
        own = {n: [f for f in self._findings.get(s.id, ()) if f.segment_id == s.id] for n, s in segments}
        return {position: findings[0] for position, findings in own.items() if findings}

    def examples(self, n: int) -> tuple[int, ...]:
        """As `found`, but so many at most, and of different kinds: a kind that comes often has four places first."""
        found, seen = self.found(), Counter[tuple[Severity, str]]()
        round_of: dict[int, int] = {}
        for position in found:
            kind = (self._gravest[position].severity, self._gravest[position].category)
            round_of[position] = seen[kind] // _OF_A_KIND
            seen[kind] += 1
        chosen = set(sorted(found, key=lambda position: round_of[position])[:n])
        return tuple(position for position in found if position in chosen)

    def worst(self, n: int, but: Sequence[int] = ()) -> tuple[int, ...]:
        """Positions of the segments with the worst scores, without some that are shown elsewhere."""
        shown = {self._evaluation.corpus.segments[position].id for position in but}
        positions = {segment.id: position for position, segment in enumerate(self._evaluation.corpus.segments)}
        lowest_first = lowest(self.board, n + len(shown))
        return tuple(positions[segment.id] for segment in lowest_first if segment.id not in shown)[:n]

    def view(self, position: int) -> SegmentView:
        """The view of the segment at a place in the corpus."""
        corpus, words = self._evaluation.corpus, self.board.catalogue
        segment = corpus.segments[position]
        hypothesis = corpus.system(self._evaluation.primary).hypotheses[position]
        findings = self._findings.get(segment.id, ())
        compared = _compared(segment, hypothesis)
        closest = (
            max(compared, key=lambda name: compared[name].common) if compared else min(segment.references, default="")
        )
        near = compared.get(closest)
        values = [(metric, metric.segment_value(self._evaluation.primary, position)) for metric in self.board.metrics]
        return SegmentView(
            anchor=anchor(segment.id),
            label=segment_label(corpus, segment),
            document=segment.document if len(corpus.documents) > 1 else "",
            kind=kind_name(segment.kind, words) if segment.kind else "",
            source=annotate(segment.source, notes=self._notes(findings, "source")) if segment.source else None,
            text=None
            if hypothesis is None
            else annotate(hypothesis, near.left if near else (), self._notes(findings, "hypothesis")),
            empty=hypothesis == "",
            reference=annotate(segment.references[closest], near.right if near else (), element="del")
            if segment.references
            else None,
            compared=closest if len(corpus.reference_names) > 1 else "",
            scores=tuple((m.label, words.numbers.value(v, m.decimals)) for m, v in values if v is not None),
            findings=tuple(
                _finding_view(number, finding, self._evaluation, words)
                for number, finding in enumerate(findings, start=1)
            ),
        )

    def _notes(self, findings: Sequence[Finding], side: str) -> list[Note]:
        words = self.board.catalogue
        return [
            Note(number, words("explorer.finding", n=number), span.start, span.end)
            for number, finding in enumerate(findings, start=1)
            for span in finding.spans
            if span.side == side
        ]


def _finding_view(number: int, finding: Finding, evaluation: Evaluation, words: Catalogue) -> FindingView:
    said, spoken = finding_text(finding, evaluation, words), words.speaks(finding.message)
    return FindingView(number, finding.severity, category_name(finding.category, words), said, spoken)


def _compared(segment: Segment, hypothesis: str | None) -> dict[str, Difference]:
    """How a hypothesis differs from each reference, in the order of their names."""
    if hypothesis is None:
        return {}
    return {name: difference(hypothesis, segment.references[name]) for name in sorted(segment.references)}
