"""What a file with marked texts says beside the marks: which findings they are, so that nothing is lost on the way."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.results.evaluation import Finding, Severity, Span
from mtqa.results.json_values import Value
from mtqa.results.quality_issues import issue_type

__all__ = ["HUMAN_MARK", "StoredFinding", "finding_rows", "stored_finding"]

HUMAN_MARK = "human"
"""The check of findings that people marked."""


def finding_rows(
    findings: Sequence[Finding], comments: Sequence[str], weights: Sequence[float | None] | None = None
) -> str:
    """What an annotated file says beside the issues: the findings, in ASCII, whatever characters they hold.

    Args:
        findings: Those of a unit.
        comments: The comment of the issue that each of them is told by.
        weights: What each of them weighs, where that is to be told.
    """
    rows = [
        {
            "check": one.check,
            "category": one.category,
            "severity": one.severity.value,
            "message": one.message,
            "spans": [[span.side, span.start, span.end] for span in one.spans],
            **({"run": list(one.run)} if one.run else {}),
            **({"also": list(one.also)} if one.also else {}),
            **({"language": one.language} if one.language else {}),
            **({} if weight is None else {"weight": weight}),
            "comment": comment,
        }
        for one, comment, weight in zip(findings, comments, weights or [None] * len(findings), strict=True)
    ]
    return json.dumps(rows, ensure_ascii=True, separators=(",", ":"))


@dataclass(frozen=True)
class StoredFinding:
    """A finding as mtqa wrote it beside the issues.

    Attributes:
        finding: The finding.
        comment: Of the issue that it is told by.
        weight: What it weighs; None where that is not told.
    """

    finding: Finding
    comment: str
    weight: float | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What its issue is known by."""
        return issue_type(self.finding.category), self.comment


def stored_finding(row: Value, segment_id: str, system: str) -> StoredFinding:
    """A finding from one of these rows, of which nothing is believed.

    Raises:
        MtqaError: when something in it is not what it must be.
    """
    spans = [tuple(span.rows()) for span in row["spans"].rows()]
    if any(len(span) != 3 or span[0].content not in ("source", "hypothesis") for span in spans):
        raise row["spans"].wrong("a list of spans")
    finding = Finding(
        check=row["check"].text(),
        category=row["category"].text(),
        severity=row["severity"].one_of(Severity),
        segment_id=segment_id,
        system=system,
        message=row["message"].text(),
        spans=tuple(Span(side.content, start.whole(), end.whole()) for side, start, end in spans),
        run=row.get("run", ()).texts(),
        also=row.get("also", ()).texts(),
        language=row.get("language", "").text(),
    )
    weight = row.get("weight", None).maybe(lambda value: value.number(0.0))
    return StoredFinding(finding, row["comment"].text(), weight)
