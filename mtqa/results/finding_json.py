"""A finding as it stands in `evaluation.json`, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, cast

from mtqa.errors import MtqaError
from mtqa.languages import Language, language
from mtqa.results.evaluation import Finding, Severity, Span
from mtqa.results.json_values import Value

__all__ = ["finding_from_json", "finding_to_json", "language_from_json"]


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """A finding as JSON types."""
    return {
        "check": finding.check,
        "category": finding.category,
        "severity": finding.severity.value,
        "segment_id": finding.segment_id,
        "system": finding.system,
        "message": finding.message,
        "spans": [{"side": span.side, "start": span.start, "end": span.end} for span in finding.spans],
        **({"run": list(finding.run)} if finding.run else {}),
        **({"also": list(finding.also)} if finding.also else {}),
        **({"language": finding.language} if finding.language else {}),
        **({"explanation": finding.explanation} if finding.explanation else {}),
    }


def finding_from_json(row: Value, said: Callable[[str], str]) -> Finding:
    """The inverse of `finding_to_json`; `said` turns texts into messages."""
    spoken = row.get("language", "")
    return Finding(
        check=row["check"].text(),
        category=row["category"].text(),
        severity=row["severity"].one_of(Severity),
        segment_id=row["segment_id"].text(),
        system=row["system"].text(),
        message=said(row["message"].text()),
        spans=tuple(map(_span, row["spans"].rows())),
        run=row.get("run", ()).texts(),
        also=row.get("also", ()).texts(),
        language=language_from_json(spoken).tag if spoken.text() else "",
        explanation=row.get("explanation", "").text(),
    )


def _span(row: Value) -> Span:
    side = row["side"].text()
    if side not in ("source", "hypothesis"):
        raise row["side"].wrong("source or hypothesis")
    start = row["start"].whole()
    return Span(cast("Literal['source', 'hypothesis']", side), start, row["end"].whole(least=start))


def language_from_json(value: Value) -> Language:
    """The language that a tag names."""
    try:
        return language(value.text())
    except MtqaError as error:
        raise MtqaError(f"{value.where}: {error.message}", error.hint) from None
