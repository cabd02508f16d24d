"""What the checks found, by category and severity."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.rendering.labels import anchor, category_name, segment_label
from mtqa.rendering.scoreboard import Scoreboard, ordered_systems
from mtqa.results import Finding, Severity

__all__ = [
    "CategoryRow",
    "CheckRow",
    "SuppressedRow",
    "SystemRow",
    "category_rows",
    "check_rows",
    "severities_found",
    "severity_counts",
    "suppressed_rows",
    "system_rows",
]

SHOWN_LINKS = 8


@dataclass(frozen=True)
class CategoryRow:
    """One category of error in the primary system's text.

    Attributes:
        category: In words.
        meaning: What kind of error that is; "" where the catalogue does not say.
        checks: Names of the checks that found it.
        counts: Findings by severity, the gravest first.
        total: All findings.
        segments: Number of different segments.
        share: Of all segments, as a percentage.
        links: Anchor and label of the first segments, the gravest first.
        more: How many segments are not in `links`.
    """

    category: str
    meaning: str
    checks: tuple[str, ...]
    counts: tuple[int, ...]
    total: int
    segments: int
    share: str
    links: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True)
class CheckRow:
    """A check that ran.

    Attributes:
        name: Its name.
        summary: What it looks for.
        spoken: Whether that is in the report's language.
        total: How much it found in the primary system's text.
    """

    name: str
    summary: str
    spoken: bool
    total: int


@dataclass(frozen=True)
class SuppressedRow:
    """A suppressed finding in the primary system's text: where, which check, what, and why it is suppressed."""

    segment: str
    check: str
    message: str
    reason: str


@dataclass(frozen=True)
class SystemRow:
    """A system with its findings by severity, the gravest first, and the share of segments that have any."""

    system: str
    primary: bool
    counts: tuple[int, ...]
    total: int
    share: str


def severity_counts(findings: Sequence[Finding]) -> tuple[int, ...]:
    """How many findings there are of each severity, critical first."""
    return tuple(sum(f.severity is severity for f in findings) for severity in reversed(Severity))


def severities_found(board: Scoreboard) -> tuple[Severity, ...]:
    """The severities that occur in the primary system's text, the gravest first."""
    found = {f.severity for f in board.evaluation.findings if f.system == board.evaluation.primary}
    return tuple(severity for severity in reversed(Severity) if severity in found)


def _share(board: Scoreboard, findings: Sequence[Finding]) -> str:
    affected = len({segment_id for finding in findings for segment_id in finding.segment_ids})
    return board.catalogue.numbers.percent(affected / len(board.evaluation.corpus.segments))


def category_rows(board: Scoreboard) -> tuple[CategoryRow, ...]:
    """The categories found in the primary system's text: those with the gravest findings first, then by number."""
    evaluation = board.evaluation
    segments = {segment.id: segment for segment in evaluation.corpus.segments}
    grouped: dict[str, list[Finding]] = defaultdict(list)
    for finding in evaluation.findings:
        if finding.system == evaluation.primary and finding.segment_id in segments:
            grouped[finding.category].append(finding)
    rows = []
    for category, findings in grouped.items():
        ids = list(dict.fromkeys(f.segment_id for f in sorted(findings, key=lambda f: -f.severity.rank)))
        rows.append(
            CategoryRow(
                category=category_name(category, board.catalogue),
                meaning=board.catalogue.find(f"category_meaning.{category}", ""),
                checks=tuple(dict.fromkeys(f.check for f in findings)),
                counts=severity_counts(findings),
                total=len(findings),
                segments=len({segment_id for finding in findings for segment_id in finding.segment_ids}),
                share=_share(board, findings),
                links=tuple(
                    (anchor(name), segment_label(evaluation.corpus, segments[name])) for name in ids[:SHOWN_LINKS]
                ),
                more=max(0, len(ids) - SHOWN_LINKS),
            )
        )
    return tuple(sorted(rows, key=lambda row: ([-count for count in row.counts], row.category)))


def check_rows(board: Scoreboard) -> tuple[CheckRow, ...]:
    """The checks that ran, in the order in which they ran."""
    findings = [f for f in board.evaluation.findings if f.system == board.evaluation.primary]
    return tuple(
        CheckRow(
            name,
            board.catalogue.defined(summary),
            board.catalogue.speaks(summary),
            sum(f.check == name for f in findings),
        )
        for name, summary in board.evaluation.checks.items()
    )


def suppressed_rows(board: Scoreboard) -> tuple[SuppressedRow, ...]:
    """The suppressed findings in the primary system's text."""
    evaluation = board.evaluation
    segments = {segment.id: segment for segment in evaluation.corpus.segments}
    return tuple(
        SuppressedRow(
            segment_label(evaluation.corpus, segments[suppressed.finding.segment_id]),
            suppressed.finding.check,
            board.catalogue.said(suppressed.finding.message),
            suppressed.reason,
        )
        for suppressed in evaluation.suppressed
        if suppressed.finding.system == evaluation.primary and suppressed.finding.segment_id in segments
    )


def system_rows(board: Scoreboard) -> tuple[SystemRow, ...]:
    """All systems with their findings."""
    rows = []
    for system in ordered_systems(board):
        findings = [f for f in board.evaluation.findings if f.system == system.name]
        primary = system.name == board.evaluation.primary
        rows.append(SystemRow(system.name, primary, severity_counts(findings), len(findings), _share(board, findings)))
    return tuple(rows)
