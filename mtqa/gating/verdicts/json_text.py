"""The verdict as JSON, `mtqa/gate/1`."""

from __future__ import annotations

import json
from dataclasses import asdict

from mtqa.gating import GateResult
from mtqa.gating.verdicts.plain_text import worst_changes

__all__ = ["SCHEMA", "as_json", "error_as_json"]

SCHEMA = "mtqa/gate/1"


def as_json(result: GateResult) -> str:
    """The verdict with every rule, and the segments that lost most."""
    content = {
        "schema": SCHEMA,
        "verdict": "passed" if result.passed else "failed",
        "corpus": result.corpus,
        "accepted_on": result.accepted_on,
        "languages": list(result.languages),
        "alpha": result.policy.alpha,
        "tests": result.n_tests,
        "outcomes": [{**asdict(one), "p": one.p_told} for one in result.outcomes],
        "changed_segments": len(result.changes),
        "ordered_by": result.changes_by,
        "worst_segments": [asdict(one) for one in worst_changes(result)],
        "suggests_accept": result.suggests_accept,
        "notes": list(result.notes),
    }
    return json.dumps(content, allow_nan=False) + "\n"


def error_as_json(message: str) -> str:
    """What there is to say when nothing could be judged."""
    return json.dumps({"schema": SCHEMA, "verdict": "error", "message": message}) + "\n"
