"""What language models said as judges, ready to be shown: how far they are believed, and the errors they marked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.rendering.findings_by_category import severity_counts
from mtqa.rendering.labels import anchor, category_name, segment_label
from mtqa.rendering.scoreboard import Scoreboard
from mtqa.rendering.wording import Catalogue
from mtqa.results import Evaluation, Finding, JudgeRecord, Severity

__all__ = ["JudgeTable", "JudgedRow", "judge_tables"]

_MOST_SHOWN = 50
_COUNTS = (
    *("judged", "missing", "unreadable", "cut", "refused", "loop", "other_language", "obeyed", "failed", "speaking"),
    *("dropped_spans", "order_changed"),
)
_ALWAYS = ("judged", "missing")


@dataclass(frozen=True)
class JudgedRow:
    """An error that a judge marked.

    Attributes:
        link: Anchor of its segment.
        segment: What the segment is called.
        severity: How grave the judge takes it for.
        category: In words.
        words: The words that are marked; "" where none are.
        in_source: Whether they stand in the source.
    """

    link: str
    segment: str
    severity: Severity
    category: str
    words: str
    in_source: bool


@dataclass(frozen=True)
class JudgeTable:
    """One judge.

    Attributes:
        label: Name of the metric.
        what: Model, protocol, prompt, days, and where the texts went.
        believed: Its agreement with people, or that nobody has measured it.
        measured: Whether it was measured.
        counts: How often what happened, in words.
        errors: The errors of the system under judgement by severity, the gravest first.
        rows: The first of these errors, the gravest first.
        more: How many more there are.
    """

    label: str
    what: str
    believed: str
    measured: bool
    counts: tuple[tuple[str, str], ...]
    errors: tuple[int, ...]
    rows: tuple[JudgedRow, ...]
    more: int


def judge_tables(board: Scoreboard) -> tuple[JudgeTable, ...]:
    """All judges; none where no language model judged."""
    evaluation = board.evaluation
    by_metric: dict[str, list[Finding]] = defaultdict(list)
    for one in evaluation.judged:
        if one.finding.system == evaluation.primary:
            by_metric[one.metric].append(one.finding)
    return tuple(_table(board, record, by_metric[record.metric]) for record in evaluation.judges)


def _table(board: Scoreboard, record: JudgeRecord, findings: Sequence[Finding]) -> JudgeTable:
    words = board.catalogue
    ordered = sorted(findings, key=lambda finding: -finding.severity.rank)
    counts = tuple(
        (words(f"judges.count.{name}"), words.numbers.count(record.counts.get(name, 0)))
        for name in _COUNTS
        if record.counts.get(name) or name in _ALWAYS
    )
    return JudgeTable(
        label=record.label,
        what=_what(record, words),
        believed=_believed(record, words),
        measured=bool(record.agreements),
        counts=counts,
        errors=severity_counts(findings),
        rows=tuple(_row(board.evaluation, finding, words) for finding in ordered[:_MOST_SHOWN]),
        more=max(0, len(ordered) - _MOST_SHOWN),
    )


def _what(record: JudgeRecord, words: Catalogue) -> str:
    where = words("judges.here") if record.here else words("judges.sent", host=record.sent_to)
    told = words("judges.what", model=record.model, protocol=record.protocol, prompt=record.prompt, dates=record.dates)
    cost = words("judges.cost", cost=words.numbers.value(record.cost, 2)) if record.cost is not None else ""
    return " ".join(part for part in (told, where, cost) if part)


def _believed(record: JudgeRecord, words: Catalogue) -> str:
    if not record.agreements:
        return words("judges.unmeasured", n=record.n_labels)
    numbers = words.numbers
    parts = []
    for one in record.agreements:
        interval = f" ({numbers.interval(one.interval, 2)})" if one.interval is not None else ""
        parts.append(f"{words(f'judges.statistic.{one.statistic}')} {numbers.value(one.value, 2)}{interval}")
    return words("judges.measured", n=record.n_labels, statistics=words.joined(parts))


def _row(evaluation: Evaluation, finding: Finding, words: Catalogue) -> JudgedRow:
    corpus = evaluation.corpus
    position = next(n for n, segment in enumerate(corpus.segments) if segment.id == finding.segment_id)
    segment = corpus.segments[position]
    texts = {"source": segment.source, "hypothesis": corpus.system(finding.system).hypotheses[position] or ""}
    span = finding.spans[0] if finding.spans else None
    return JudgedRow(
        link=anchor(segment.id),
        segment=segment_label(corpus, segment),
        severity=finding.severity,
        category=category_name(finding.category, words),
        words=texts[span.side][span.start : span.end] if span else "",
        in_source=span is not None and span.side == "source",
    )
