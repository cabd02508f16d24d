"""Errors as Appraise and Pearmut store them: JSON with the first and last character, `missing` for omissions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mtqa.contracts import MarkedError, Told
from mtqa.errors import MtqaError
from mtqa.judgements._mqm import category_path, severity_of, utf16_span, weight
from mtqa.results import Span

__all__ = ["category_of", "marked_errors", "penalties"]

MISSING = "missing"


def category_of(span: Mapping[str, Any]) -> str:
    """The category that a rater chose, as a path; "" for none (ESA asks for severities only)."""
    category = span.get("error_type", span.get("category")) or ""
    return "/".join(str(part) for part in category) if isinstance(category, list) else str(category)


def marked_errors(
    spans: Sequence[Mapping[str, Any]], hypothesis: str | None, path: Path, line: int
) -> tuple[MarkedError, ...]:
    """The errors, with places where these lie inside the hypothesis.

    Raises:
        MtqaError: when a severity is none of MQM's, or an error is not in the form of these tools.
    """
    errors = []
    for span in spans:
        if not isinstance(span, dict) or "start_i" not in span or "severity" not in span:
            raise MtqaError("a marked error has no start_i or no severity", path=path, line=line or None)
        category, severity = category_of(span), str(span["severity"])
        grade = severity_of(severity, path, line)
        start, end = span["start_i"], span.get("end_i")
        beyond = hypothesis is not None and isinstance(start, int) and start >= _length(hypothesis)
        if start == MISSING or beyond:
            places: tuple[Span, ...] = ()
            category = category or "accuracy/omission"
        else:
            inside = utf16_span(hypothesis or "", int(start), int(end or 0) + 1)
            places = (Span("hypothesis", *inside),) if inside else ()
        words = f"{category}, {severity}" if category else severity
        errors.append(MarkedError(category_path(category), grade, places, words))
    return tuple(errors)


def penalties(spans: Sequence[Mapping[str, Any]], told: Told, path: Path, line: int) -> float:
    """The score of a segment by MQM: what its errors weigh, below zero."""
    return 0.0 - sum(weight(str(span["severity"]), category_of(span), told, path, line) for span in spans)


def _length(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
