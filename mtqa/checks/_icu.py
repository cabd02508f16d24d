"""ICU messages: which parts of `{count, plural, one {# file} other {# files}}` are no language."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["icu_syntax"]

_ARGUMENT = re.compile(
    r"\{\s{0,5}([\w.-]{1,60})\s{0,5},\s{0,5}(plural|select|selectordinal)\s{0,5},(?:\s{0,5}offset:\d+)?"
)
_SELECTOR = re.compile(r"\s{0,50}(=\d{1,9}|[\w-]{1,60})\s{0,50}\{")
_BRACE = re.compile(r"[{}]")
_CLOSING = re.compile(r"\s{0,50}\}")
_DEPTH = 8
"""Levels of arguments inside branches that are looked at; people write two."""
_FAILURES = 10
"""Arguments with unbalanced braces in one text; after them no more are looked for."""
_LONGEST = 200
"""Characters of a simple argument inside a branch."""


def icu_syntax(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, end and key of the stretches of ICU messages that are syntax: names and types of the arguments,
    which compare, and selectors, braces and number signs, whose key is "" because languages need other branches."""
    position = failures = 0
    while failures < _FAILURES and (match := _ARGUMENT.search(text, position)):
        stretches, position = _argument(text, match, 0)
        failures += not stretches
        yield from stretches


def _argument(text: str, match: re.Match[str], depth: int) -> tuple[list[tuple[int, int, str]], int]:
    """The syntax of one argument and the position after it; nothing where its braces do not match."""
    stretches = [(match.start(), match.end(), f"{{{match[1]},{match[2]}")]
    position = match.end()
    while branch := _SELECTOR.match(text, position):
        stretches.append((branch.start(1), branch.end(), ""))
        inside, position = _branch(text, branch.end(), match[2] != "select", depth)
        if position < 0:
            return [], match.end()
        stretches += inside
    closing = _CLOSING.match(text, position)
    if closing is None or len(stretches) == 1:
        return [], match.end()
    return [*stretches, (closing.end() - 1, closing.end(), "")], closing.end()


def _branch(text: str, position: int, counts: bool, depth: int) -> tuple[list[tuple[int, int, str]], int]:
    """The syntax inside a branch, its closing brace included, and the position after that; -1 where there is none."""
    stretches: list[tuple[int, int, str]] = []
    begin = position
    while brace := _BRACE.search(text, position):
        if counts:
            stretches += _number_signs(text, begin, brace.start())
        if brace.group() == "}":
            return [*stretches, (brace.start(), brace.end(), "")], brace.end()
        nested = _ARGUMENT.match(text, brace.start()) if depth < _DEPTH else None
        if nested:
            inside, position = _argument(text, nested, depth + 1)
            if not inside:
                return [], -1
            stretches += inside
        else:
            end = text.find("}", brace.end(), brace.end() + _LONGEST)
            if end < 0:
                return [], -1
            stretches.append((brace.start(), end + 1, text[brace.start() : end + 1]))
            position = end + 1
        begin = position
    return [], -1


def _number_signs(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    while (start := text.find("#", start, end)) >= 0:
        yield start, start + 1, ""
        start += 1
