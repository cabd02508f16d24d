"""What ITS 2.0 calls a localization quality issue, and how its types and severities answer to MQM's.

ITS (w3.org/TR/its20) has one list of types and severities from 0 to 100. A severity is the weight that MQM gives it
(neutral 0, minor 1, major 5, critical 25), as a share of the greatest.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from mtqa.results.evaluation import Severity

__all__ = [
    "ITS_NAMESPACE",
    "MQM_PROFILE",
    "MTQA_NAMESPACE",
    "category_of",
    "issue_severity",
    "issue_type",
    "severity_of_issue",
]

ITS_NAMESPACE = "http://www.w3.org/2005/11/its"
MTQA_NAMESPACE = "urn:mtqa:xliff"
MQM_PROFILE = "https://themqm.org/error-types-2/typology/"
"""What `locQualityIssueProfileRef` points to: the typology that the categories come from."""

_SEVERITIES = {Severity.NEUTRAL: 0, Severity.MINOR: 4, Severity.MAJOR: 20, Severity.CRITICAL: 100}
_MINOR_TO, _MAJOR_TO = 12.0, 60.0
"""Severities of other tools up to which an issue is minor, and major: half way between mtqa's own."""

_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "accuracy": "mistranslation",
        "accuracy/addition": "addition",
        "accuracy/omission": "omission",
        "accuracy/untranslated": "untranslated",
        "accuracy/mistranslation": "mistranslation",
        "accuracy/mistranslation/number": "numbers",
        "accuracy/mistranslation/name": "inconsistent-entities",
        "accuracy/number": "numbers",
        "terminology": "terminology",
        "linguistic-conventions": "grammar",
        "linguistic-conventions/grammar": "grammar",
        "linguistic-conventions/punctuation": "typographical",
        "linguistic-conventions/spelling": "misspelling",
        "linguistic-conventions/duplication": "duplication",
        "linguistic-conventions/character-encoding": "characters",
        "linguistic-conventions/unintelligible": "other",
        "style": "style",
        "style/inconsistent": "inconsistency",
        "style/language-register": "register",
        "locale-conventions": "locale-violation",
        "audience-appropriateness": "locale-specific-content",
        "design-and-markup": "formatting",
        "design-and-markup/markup-tag": "markup",
        "design-and-markup/length": "length",
        "non-translation": "mistranslation",
    }
)
_CATEGORIES: Mapping[str, str] = MappingProxyType(
    {
        "mistranslation": "accuracy/mistranslation",
        "numbers": "accuracy/mistranslation/number",
        "grammar": "linguistic-conventions/grammar",
        "whitespace": "linguistic-conventions/punctuation",
        "internationalization": "design-and-markup",
        "pattern-problem": "linguistic-conventions",
        "non-conformance": "style",
        "legal": "audience-appropriateness",
    }
)


def issue_type(category: str) -> str:
    """The type of ITS for a category of MQM: that of the nearest category above it, else `other`."""
    path = category
    while path:
        if path in _TYPES:
            return _TYPES[path]
        path = path.rpartition("/")[0]
    return "other"


def category_of(kind: str) -> str:
    """The category of MQM for a type of ITS; `other` where there is none."""
    known = _CATEGORIES.get(kind)
    return known or next((category for category, one in _TYPES.items() if one == kind and kind != "other"), "other")


def issue_severity(severity: Severity) -> int:
    """A severity from 0 to 100."""
    return _SEVERITIES[severity]


def severity_of_issue(number: float) -> Severity:
    """The severity of MQM that is nearest to one from 0 to 100."""
    if number <= 0:
        return Severity.NEUTRAL
    if number < _MINOR_TO:
        return Severity.MINOR
    return Severity.MAJOR if number < _MAJOR_TO else Severity.CRITICAL
