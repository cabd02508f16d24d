"""The `[scorecard]` table of `mtqa.toml` or of a profile -> the rules of the scorecard."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mtqa.errors import MtqaError, those_known
from mtqa.results import ScorecardRules, Severity

__all__ = ["scorecard_rules"]

_TABLE = "scorecard"
_KEYS = ("weights", "max_penalty", "min_words")

Wrong = Callable[..., MtqaError]


def scorecard_rules(table: Any, under: ScorecardRules, wrong: Wrong) -> ScorecardRules:
    """The rules that a table gives.

    Args:
        table: What stands in the file.
        under: The rules where the table says nothing.
        wrong: Makes a complaint with file and line: message, hint, `table` and `key`.

    Raises:
        MtqaError: when a key is not known or a value is none.
    """
    if not isinstance(table, dict):
        raise wrong("'scorecard' must be a table", "Write [scorecard].", key=_TABLE)
    for key in table:
        if key not in _KEYS:
            raise wrong(
                f"unknown key '{key}' in [scorecard]", those_known(key, _KEYS, "Known here"), table=_TABLE, key=key
            )
    weights = {**under.weights, **_weights(table.get("weights", {}), wrong)}
    if "max_penalty" in table:
        under = replace(under, max_penalty=_number(table["max_penalty"], "max_penalty", wrong))
    if "min_words" in table:
        words = table["min_words"]
        if isinstance(words, bool) or not isinstance(words, int) or words < 0:
            raise wrong("'min_words' in [scorecard] must be a whole number", table=_TABLE, key="min_words")
        under = replace(under, min_words=words)
    return replace(under, weights=weights)


def _weights(table: Any, wrong: Wrong) -> dict[Severity, float]:
    severities = [severity.value for severity in Severity]
    if not isinstance(table, dict) or not set(table) <= set(severities):
        hint = f"Write weights = {{ minor = 1, major = 5 }}, with any of {', '.join(severities)}."
        raise wrong("'weights' in [scorecard] must give points by severity", hint, table=_TABLE, key="weights")
    return {Severity(name): _number(points, "weights", wrong) for name, points in table.items()}


def _number(value: Any, key: str, wrong: Wrong) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < math.inf:
        raise wrong(f"'{key}' in [scorecard] must be a number, zero or more", table=_TABLE, key=key)
    return float(value)
