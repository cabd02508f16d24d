"""The segments that stand on the page itself: those that a reader should see first, with everything marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from mtqa.corpus import Segment
from mtqa.rendering.annotate import Note, annotate
from mtqa.rendering.diff import Difference, difference
from mtqa.rendering.labels import anchor, category_name, kind_name, segment_label
from mtqa.rendering.scoreboard import Scoreboard
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Finding, Severity

__all__ = ["FindingView", "SegmentView", "Segments"]


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

    def first(self, n: int) -> tuple[int, ...]:
        """Positions of the segments to look at first: critical and major findings, of a run the first segment alone,
        then the worst scores."""
        evaluation, metric = self._evaluation, self.board.headline

        def gravity(position: int) -> tuple[int, float, int]:
            segment_id = evaluation.corpus.segments[position].id
            findings = self._findings.get(segment_id, ())
            gravest = max((f.severity.rank for f in findings if f.segment_id == segment_id), default=-1)
            value = metric.segment_value(evaluation.primary, position) if metric is not None else None
            worse = -metric.badness(value) if metric is not None and value is not None else float("inf")
            return -gravest if gravest >= Severity.MAJOR.rank else 0, worse, position

        looked_at = sorted(range(len(evaluation.corpus.segments)), key=gravity)[:n]
        return tuple(p for p in looked_at if metric is not None or gravity(p)[0] < 0)

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
            findings=tuple(_finding_view(number, finding, words) for number, finding in enumerate(findings, start=1)),
        )

    def _notes(self, findings: Sequence[Finding], side: str) -> list[Note]:
        words = self.board.catalogue
        return [
            Note(number, words("explorer.finding", n=number), span.start, span.end)
            for number, finding in enumerate(findings, start=1)
            for span in finding.spans
            if span.side == side
        ]


def _finding_view(number: int, finding: Finding, words: Catalogue) -> FindingView:
    said, spoken = words.said(finding.message), words.speaks(finding.message)
    return FindingView(number, finding.severity, category_name(finding.category, words), said, spoken)


def _compared(segment: Segment, hypothesis: str | None) -> dict[str, Difference]:
    """How a hypothesis differs from each reference, in the order of their names."""
    if hypothesis is None:
        return {}
    return {name: difference(hypothesis, segment.references[name]) for name in sorted(segment.references)}
