"""What a house style asks for in numbers and punctuation, where `mtqa.toml` or a profile configures it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from mtqa.checks._protected import language_of
from mtqa.contracts import Problem, Translation
from mtqa.results import Message, Severity, Span

if TYPE_CHECKING:
    from mtqa.languages import Language

__all__ = ["THOUSANDS", "other_quotation_marks", "other_thousands", "wrongly_spaced"]

THOUSANDS = {
    " ": Message("thousands are set off by a space here: “{number}”"),
    ".": Message("thousands are set off by a full stop here: “{number}”"),
    ",": Message("thousands are set off by a comma here: “{number}”"),
    "’": Message("thousands are set off by an apostrophe here: “{number}”"),
}
"""What may set off thousands, and what is said of a number that has something else."""
_SAME = {"\u00a0": " ", "\u202f": " ", "\u2009": " ", "'": "’"}
_GROUPED = re.compile(
    r"(?<![\w.,’'])\d{1,3}(?:(?P<sign>[.,’' \u00a0\u202f\u2009])\d{3})(?:(?P=sign)\d{3}){0,9}(?!\d|[.,’']\d{3})"
)
_LONG = 50_000
_SHOWN = 50
_DOUBLE = re.compile(r"[„“”«»‟]|(?<!\d)\"")


def other_thousands(translation: Translation, sign: str) -> Iterator[Problem]:
    """Numbers in a translation whose thousands are set off by something else than the house style has.

    Args:
        translation: The translation.
        sign: One of `THOUSANDS`.
    """
    text = language_of(translation)[1][:_LONG]
    places = [match.span() for match in _GROUPED.finditer(text) if _is_other(match, sign, translation.target_language)]
    for start, end in places[:_SHOWN]:
        message = THOUSANDS[sign].of(number=text[start:end])
        span = Span("hypothesis", start, end)
        yield Problem(message, (span,), Severity.MINOR, "locale-conventions/number-format")


def _is_other(match: re.Match[str], sign: str, language: Language) -> bool:
    """Whether a number is grouped by another sign; "1.234" is no grouped number where the full stop is decimal."""
    own = match["sign"]
    is_decimal = own == language.decimal and match.group().count(own) == 1
    return not is_decimal and _SAME.get(own, own) != sign


def other_quotation_marks(translation: Translation, pairs: tuple[str, ...]) -> Iterator[Problem]:
    """Double quotation marks in a translation that the house style does not have."""
    allowed = frozenset("".join(pairs))
    text = language_of(translation)[1][:_LONG]
    places = [match.start() for match in _DOUBLE.finditer(text) if match.group() not in allowed]
    if places:
        shown = ", ".join(f"{pair[0]}…{pair[-1]}" for pair in pairs)
        spans = tuple(Span("hypothesis", place, place + 1) for place in places[:_SHOWN])
        message = Message("quotations are marked {marks} here", marks=shown)
        yield Problem(message, spans, Severity.MINOR, "locale-conventions/punctuation")


def wrongly_spaced(
    translation: Translation, places: Iterator[re.Match[str]], with_space: str, without: str
) -> Iterator[Problem]:
    """Marks with no space before them that the house style has one before, and the other way round.

    Args:
        translation: The translation.
        places: Where marks stand in it.
        with_space: Marks that have a space before them.
        without: Marks that have none.
    """
    for match in places:
        mark, start = match.group(), match.start()
        spaced = translation.hypothesis[start - 1 : start].isspace()
        if (mark in with_space and not spaced) or (mark in without and spaced):
            no, one = Message("no space stands before “{mark}” here"), Message("a space stands before “{mark}” here")
            message = (no if spaced else one).of(mark=mark)
            span = Span("hypothesis", start, start + 1)
            yield Problem(message, (span,), Severity.MINOR, "locale-conventions/punctuation")
