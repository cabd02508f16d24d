"""Which checks were run, as it stands in partial results, and back: enough to make findings of what they found."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from mtqa.contracts import checks
from mtqa.evaluation.checks_shared_out import Chosen
from mtqa.evaluation.findings import Checking
from mtqa.evaluation.suppressions import Suppression
from mtqa.results import ScorecardRules, Severity, Value

__all__ = ["checking_from_json", "checking_to_json"]

_SUPPRESSION = ("segment_id", "check", "system", "language", "reason", "place", "about")


def checking_to_json(checking: Checking) -> dict[str, Any]:
    """What is to be known of it once all checks have run: their order, what is suppressed, and how findings weigh."""
    rules = checking.scorecard
    return {
        "checks": [
            {
                "check": one.check.name,
                "asked_for": one.asked_for,
                "options": repr((one.severity, one.options, sorted(one.by_language.items(), key=lambda item: item[0]))),
            }
            for one in checking.chosen
        ],
        "suppressions": [asdict(one) for one in checking.suppressions],
        "profile": checking.profile,
        "weights": {severity.value: rules.weights[severity] for severity in Severity},
        "max_penalty": rules.max_penalty,
        "min_words": rules.min_words,
    }


def checking_from_json(value: Value) -> Checking:
    """The inverse of `checking_to_json`, without the options of checks.

    Raises:
        MtqaError: when it does not have that form, or a check is not known.
    """
    chosen = tuple(
        Chosen(checks.get(row["check"].text()), asked_for=row["asked_for"].truth()) for row in value["checks"].rows()
    )
    suppressions = tuple(Suppression(*row.texts_at(*_SUPPRESSION)) for row in value["suppressions"].rows())
    weights = {severity: value["weights"][severity.value].number(0.0) for severity in Severity}
    limit = value["max_penalty"].maybe(lambda number: number.number(0.0))
    rules = ScorecardRules(weights, limit, value["min_words"].whole())
    return Checking(chosen, (), suppressions, value["profile"].text(), rules)
