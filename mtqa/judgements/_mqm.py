"""MQM as WMT's expert campaigns use it: what an error weighs, and where its category stands among mtqa's.

Weights after Freitag et al. (2021, "Experts, Errors, and Context") and the defaults of Google's viewer Marot: major 5,
minor 1, neutral 0, minor punctuation 0.1, non-translation 25; what is wrong with the source, and a creative
reinterpretation, weigh nothing. Critical errors are not in that scheme; others give them 5, 10 or 25.
"""

from __future__ import annotations

from pathlib import Path

from mtqa.contracts import Told
from mtqa.errors import MtqaError
from mtqa.results import Severity

__all__ = ["SCALE", "category_path", "is_error", "severity_of", "utf16_span", "weight"]

SCALE = "penalties below zero"
NON_TRANSLATION = 25.0
PUNCTUATION = 0.1
_WEIGHTS = {"neutral": 0.0, "minor": 1.0, "major": 5.0, "trivial": PUNCTUATION}
_SEVERITIES = {
    "neutral": Severity.NEUTRAL,
    "trivial": Severity.MINOR,
    "minor": Severity.MINOR,
    "major": Severity.MAJOR,
    "critical": Severity.CRITICAL,
}
_NO_ERROR = {"no-error", "no error", "noerror"}
_DIMENSIONS = {
    "fluency": "linguistic-conventions",
    "locale-convention": "locale-conventions",
    "linguistic-convention": "linguistic-conventions",
    "design-and-mark-up": "design-and-markup",
}
_TYPES = {
    "accuracy/source-language-fragment": "accuracy/untranslated",
    "accuracy/untranslated-text": "accuracy/untranslated",
    "accuracy/overtranslation": "accuracy/over-translation",
    "accuracy/undertranslation": "accuracy/under-translation",
    "linguistic-conventions/inconsistency": "style/inconsistent",
    "style/inconsistent-style": "style/inconsistent",
    "terminology/inconsistent": "terminology/inconsistent-use",
    "terminology/inconsistent-use-of-terminology": "terminology/inconsistent-use",
    "terminology/inappropriate-for-context": "terminology/wrong-term",
    "source-issue": "source-error",
}


def _plain(text: str) -> str:
    return text.strip().rstrip("!").casefold().replace("_", " ")


def is_error(severity: str, category: str) -> bool:
    """Whether a row tells of an error rather than of a segment without one."""
    return _plain(severity) not in _NO_ERROR and _plain(category) not in _NO_ERROR


def severity_of(text: str, path: Path, line: int) -> Severity:
    """The severity that a file names.

    Raises:
        MtqaError: when it is none of MQM's.
    """
    severity = _SEVERITIES.get(_plain(text))
    if severity is None:
        raise MtqaError(
            f"'{text[:40]}' is not a severity", f"MQM has {', '.join(_SEVERITIES)} and no-error.", path=path, line=line
        )
    return severity


def weight(severity: str, category: str, told: Told, path: Path, line: int) -> float:
    """What an error weighs, as a number not below zero.

    Raises:
        MtqaError: when the severity is not known, or critical and nobody has said what that weighs.
    """
    kind, what = _plain(category), _plain(severity)
    severity_of(severity, path, line)
    if kind.startswith(("source error", "source issue")) or "reinterpretation" in kind:
        return 0.0
    if "non-translation" in kind or "non translation" in kind:
        return NON_TRANSLATION
    if what == "minor" and "punctuation" in kind:
        return PUNCTUATION
    if what == "critical":
        if told.critical is None:
            raise MtqaError(
                "there are critical errors, which weigh 5 in some schemes of MQM and 25 in others",
                f"Say which: '{path}:critical=5' or '{path}:critical=25'.",
                path=path,
                line=line,
            )
        return told.critical
    return _WEIGHTS[what]


def category_path(text: str) -> str:
    """A category as mtqa writes it; what MQM's core typology names differently goes where it belongs."""
    parts = [_plain(part).replace(" ", "-") for part in text.split("/") if part.strip()]
    if not parts:
        return "other"
    parts[0] = _DIMENSIONS.get(parts[0], parts[0])
    if len(parts) > 1 and parts[1] == parts[0]:
        parts.pop()
    path = "/".join(parts)
    return _TYPES.get(path, path)


def utf16_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch of characters from what a browser counts (units of UTF-16); None where it lies outside the text."""
    length = 0
    places: list[int] = []
    for index, character in enumerate(text):
        units = 2 if ord(character) > 0xFFFF else 1
        places += [index] * units
        length += units
    if not 0 <= start < end <= length:
        return None
    return places[start], places[end - 1] + 1
