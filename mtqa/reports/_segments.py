"""Every segment with its texts side by side, differences and findings marked, and what the page's filters need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from mtqa.corpus import Segment, SystemOutput
from mtqa.reports._annotate import Note, annotate
from mtqa.reports._diff import Difference, Range, difference
from mtqa.reports._names import anchor, category_name, kind_name, segment_label
from mtqa.reports._scores import Scoreboard, ordered_systems, role_name
from mtqa.results import Evaluation, Finding, Severity, Span

__all__ = ["FindingView", "HypothesisView", "ReferenceView", "SegmentView", "Segments"]

BUDGET = 30_000_000
"""Characters of texts and mark-up, roughly, that a page holds before it leaves segments out."""
_OVERHEAD = 400
"""Characters of mark-up around a hypothesis, roughly."""


@dataclass(frozen=True)
class FindingView:
    """A finding below its segment.

    Attributes:
        number: Counted from 1 in the segment; the spans carry it.
        anchor: Id of its element.
        severity: Its severity.
        category: Error category in words.
        check: Name of the check.
        system: System whose output it is in.
        message: What is wrong.
        in_text: Whether a stretch of text is marked.
    """

    number: int
    anchor: str
    severity: Severity
    category: str
    check: str
    system: str
    message: str
    in_text: bool


@dataclass(frozen=True)
class HypothesisView:
    """One system's translation of a segment.

    Attributes:
        system: Name.
        role: What the system is to the evaluation, in words.
        primary: Whether it is under judgement.
        text: The text as HTML; None where it is missing.
        empty: Whether it is there and has nothing in it.
        scores: Label and value of each metric that has one.
        compared: Name of the reference that it is compared with; "" where there is no choice.
    """

    system: str
    role: str
    primary: bool
    text: Markup | None
    empty: bool
    scores: tuple[tuple[str, str], ...]
    compared: str


@dataclass(frozen=True)
class ReferenceView:
    """A reference translation of a segment: its name and its text as HTML."""

    name: str
    text: Markup
    empty: bool


@dataclass(frozen=True)
class SegmentView:
    """A segment.

    Attributes:
        anchor: Id of its element.
        label: What it is called.
        position: Place in the corpus, from 0.
        document: Name of the document; "" where there is only one.
        kind: Kind of block in words, or "".
        source: Source text as HTML; None where the source has nothing.
        hypotheses: The primary system first.
        references: In alphabetical order of their names.
        findings: Of all systems.
        filter_findings: `system:check:severity` in numbers, one for each finding, for the filters.
        filter_values: Scores of each metric (`,`) for each system (`;`), for the filters.
    """

    anchor: str
    label: str
    position: int
    document: str
    kind: str
    source: Markup | None
    hypotheses: tuple[HypothesisView, ...]
    references: tuple[ReferenceView, ...]
    findings: tuple[FindingView, ...]
    filter_findings: str
    filter_values: str


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
    def systems(self) -> tuple[SystemOutput, ...]:
        """In the order in which they are shown."""
        return ordered_systems(self.board)

    @cached_property
    def checks(self) -> tuple[str, ...]:
        """Names of all checks that ran or found something."""
        return tuple(dict.fromkeys([*self._evaluation.checks, *(f.check for f in self._evaluation.findings)]))

    @cached_property
    def findings(self) -> Mapping[str, Sequence[Finding]]:
        """Findings by segment; in each, by system as shown, gravest first, then from left to right."""
        place = {system.name: number for number, system in enumerate(self.systems)}
        by_segment: dict[str, list[Finding]] = defaultdict(list)
        for finding in self._evaluation.findings:
            if finding.system in place:
                by_segment[finding.segment_id].append(finding)
        for found in by_segment.values():
            found.sort(key=lambda f: (place[f.system], -f.severity.rank, min((s.start for s in f.spans), default=0)))
        return by_segment

    def chosen(self) -> list[int]:
        """Positions of the segments that a page holds: all, or the gravest and lowest-scoring ones that fit."""
        corpus = self._evaluation.corpus
        costs = []
        for position, segment in enumerate(corpus.segments):
            texts = [
                segment.source,
                *segment.references.values(),
                *(s.hypotheses[position] or "" for s in self.systems),
            ]
            costs.append(sum(map(len, texts)) + _OVERHEAD * (1 + len(self.systems)))
        if sum(costs) <= BUDGET:
            return list(range(len(costs)))
        left = BUDGET
        kept: list[int] = []
        for position in sorted(range(len(costs)), key=self._gravity):
            left -= costs[position]
            if left < 0 and kept:
                break
            kept.append(position)
        return sorted(kept)

    def _gravity(self, position: int) -> tuple[int, float, int]:
        primary = self._evaluation.primary
        found = self.findings.get(self._evaluation.corpus.segments[position].id, ())
        gravest = max((f.severity.rank for f in found if f.system == primary), default=-1)
        metric = self.board.headline
        value = metric.segment_value(primary, position) if metric is not None else None
        return -gravest, -metric.badness(value) if metric is not None and value is not None else 0.0, position

    def view(self, position: int, *, only_primary: bool = False) -> SegmentView:
        """The view of one segment.

        Args:
            position: Its place in the corpus.
            only_primary: Leave the other systems and their findings out.
        """
        corpus, words = self._evaluation.corpus, self.board.catalogue
        segment = corpus.segments[position]
        here = anchor(segment.id)
        systems = self.systems[:1] if only_primary else self.systems
        shown = {system.name for system in systems}
        found = [f for f in self.findings.get(segment.id, ()) if f.system in shown]
        findings = tuple(
            FindingView(
                number=number,
                anchor=f"{here}.{number}",
                severity=finding.severity,
                category=category_name(finding.category, words),
                check=finding.check,
                system=finding.system,
                message=finding.message,
                in_text=bool(finding.spans),
            )
            for number, finding in enumerate(found, start=1)
        )
        differences = {system.name: _compared(segment, system.hypotheses[position]) for system in systems}
        notes = [
            (
                finding.system,
                span,
                Note(view.number, view.anchor, words("segments.note", n=view.number), span.start, span.end),
            )
            for finding, view in zip(found, findings, strict=True)
            for span in finding.spans
        ]
        return SegmentView(
            anchor=here,
            label=segment_label(corpus, segment),
            position=position,
            document=segment.document if len(corpus.documents) > 1 else "",
            kind=kind_name(segment.kind, words) if segment.kind else "",
            source=annotate(segment.source, notes=_unique(notes, "source")) if segment.source else None,
            hypotheses=tuple(
                self._hypothesis(system, position, differences[system.name], _unique(notes, "hypothesis", system.name))
                for system in systems
            ),
            references=_references(segment, differences[systems[0].name] if systems else {}),
            findings=findings,
            filter_findings=self._filter_findings(found),
            filter_values=self._filter_values(position),
        )

    def _hypothesis(
        self, system: SystemOutput, position: int, compared: Mapping[str, Difference], notes: Sequence[Note]
    ) -> HypothesisView:
        numbers = self.board.catalogue.numbers
        text = system.hypotheses[position]
        closest = max(compared, key=lambda name: compared[name].common) if compared else ""
        differing: tuple[Range, ...] = compared[closest].left if compared else ()
        values = [(metric, metric.segment_value(system.name, position)) for metric in self.board.metrics]
        return HypothesisView(
            system=system.name,
            role=role_name(system, self._evaluation.primary, self.board.catalogue),
            primary=system.name == self._evaluation.primary,
            text=None if text is None else annotate(text, differing, notes),
            empty=text == "",
            scores=tuple((m.label, numbers.value(v, m.decimals)) for m, v in values if v is not None),
            compared=closest if len(self._evaluation.corpus.reference_names) > 1 else "",
        )

    def _filter_findings(self, found: Sequence[Finding]) -> str:
        place = {system.name: number for number, system in enumerate(self.systems)}
        return " ".join(f"{place[f.system]}:{self.checks.index(f.check)}:{f.severity.rank}" for f in found)

    def _filter_values(self, position: int) -> str:
        def written(value: float | None) -> str:
            return "" if value is None else f"{value:.4g}"

        return ";".join(
            ",".join(written(metric.segment_value(system.name, position)) for metric in self.board.metrics)
            for system in self.systems
        )


def _compared(segment: Segment, hypothesis: str | None) -> dict[str, Difference]:
    """How a hypothesis differs from each reference, in the order of their names."""
    if hypothesis is None:
        return {}
    return {name: difference(hypothesis, segment.references[name]) for name in sorted(segment.references)}


def _references(segment: Segment, compared: Mapping[str, Difference]) -> tuple[ReferenceView, ...]:
    """The references, marked where the hypothesis that they were compared with differs."""
    views = []
    for name in sorted(segment.references):
        differing = compared[name].right if name in compared else ()
        text = segment.references[name]
        views.append(ReferenceView(name, annotate(text, differing, element="del"), not text))
    return tuple(views)


def _unique(notes: Sequence[tuple[str, Span, Note]], side: str, system: str | None = None) -> list[Note]:
    """The notes on one text. On the source, those of all systems."""
    return [note for of, span, note in notes if span.side == side and (system is None or of == system)]
