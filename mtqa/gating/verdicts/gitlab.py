"""The verdict for GitLab: a code quality report."""

from __future__ import annotations

import hashlib
import json

from mtqa.gating import GateResult
from mtqa.gating.verdicts.locations import Locator
from mtqa.gating.verdicts.plain_text import worst_changes
from mtqa.rendering import plain

__all__ = ["code_quality", "code_quality_error"]


def code_quality(result: GateResult, locator: Locator) -> str:
    """The report: broken rules as `critical`, warnings as `minor`, and segments that lost most as `info`."""
    issues = []
    for severity, outcomes in (("critical", result.failures), ("minor", result.warnings)):
        for one in outcomes:
            about = f"{one.rule.value}|{one.language}|{one.domain}|{one.subject}"
            issues.append(_issue(one.message, one.rule.value, about, severity, locator.file(result, one.language)))
    if not result.passed:
        for change in worst_changes(result):
            path, line = locator.segment(result, change)
            loss = f"{change.loss:.{change.decimals}f}"
            message = f"{change.language} {change.segment_id} lost {loss}: {change.new or '(missing)'}"
            about = f"segment|{change.language}|{change.segment_id}"
            issues.append(_issue(message, "segment", about, "info", path, line))
    return _printed(issues)


def code_quality_error(message: str, accepted: str) -> str:
    """The report of a run that could not be judged."""
    return _printed([_issue(message, "error", "error", "blocker", accepted)])


def _issue(message: str, check: str, about: str, severity: str, path: str, line: int = 1) -> dict[str, object]:
    return {
        "description": plain(message),
        "check_name": f"mtqa-gate/{check}",
        "fingerprint": hashlib.blake2b(f"{path}|{about}".encode("utf-8", "replace"), digest_size=16).hexdigest(),
        "severity": severity,
        "location": {"path": path, "lines": {"begin": line}},
    }


def _printed(issues: list[dict[str, object]]) -> str:
    return json.dumps(issues, indent=1) + "\n"
