"""JSON as language models write it: in prose and fences, with comments, missing quotes and commas, or cut off.

What is read is what stands there: nothing is guessed. A list or table that was not finished is marked as `is_cut`, and
a text or number at the very end that may go on is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CutList", "CutTable", "Found", "is_cut", "json_values"]

_DEEPEST = 40
_MOST_VALUES = 50
_QUOTES = {'"': '"', "'": "'", "“": "”", "„": "“”", "‘": "’", "`": "`", "«": "»", "＂": "＂"}
_SPACE = re.compile(r"(?:[\s\ufeff\u200b]+|//[^\n]*|/\*.*?\*/|#[^\n]*)*", re.DOTALL)
_WORD = re.compile(r"[^\s,，;:：=\[\]{}\"“”]+(?:[ \t]+[^\s,，;:：=\[\]{}\"“”]+)*")
_KEY = re.compile(r"[\w$][\w$ .-]*")
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")
_LITERALS = {"true": True, "false": False, "null": None, "none": None, "nil": None, "undefined": None, "nan": None}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "/": "/", "\\": "\\"}


class CutList(list[Any]):
    """A list that was not finished."""


class CutTable(dict[str, Any]):
    """A table that was not finished."""


def is_cut(value: object) -> bool:
    """Whether a value, or one inside it, was not finished."""
    if isinstance(value, (CutList, CutTable)):
        return True
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(is_cut(one) for one in inside)


@dataclass(frozen=True)
class Found:
    """A value and where it stands in the text."""

    value: Any
    start: int
    end: int


class _WrongError(Exception):
    """What stands here is no JSON, however loosely one reads."""


class _Unfinished:
    """In place of a value that the end of the text cuts off."""


_UNFINISHED = _Unfinished()


@dataclass
class _Reader:
    text: str
    at: int
    depth: int = 0
    _wrong: set[int] = field(default_factory=set)

    def value(self) -> Any:
        self.skip()
        if self.at >= len(self.text):
            return _UNFINISHED
        sign = self.text[self.at]
        if sign in "{[":
            return self.table() if sign == "{" else self.list()
        if sign in _QUOTES:
            return self.quoted(is_key=False)
        return self.word()

    def skip(self) -> None:
        match = _SPACE.match(self.text, self.at)
        if match:
            self.at = match.end()

    def deeper(self) -> None:
        self.at += 1
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _WrongError

    def table(self) -> dict[str, Any]:
        self.deeper()
        table: dict[str, Any] = {}
        while True:
            self.skip_commas()
            if self.at >= len(self.text):
                return CutTable(table)
            if self.text[self.at] == "}":
                self.close()
                return table
            if self.text[self.at] == "]":
                raise _WrongError
            key = self.key()
            if key is None:
                return CutTable(table)
            value = self.value()
            if value is _UNFINISHED:
                return CutTable(table)
            if key in table and table[key] != value:
                raise _WrongError  # which of the two is meant?
            table[key] = value

    def list(self) -> list[Any]:
        self.deeper()
        items: list[Any] = []
        while True:
            self.skip_commas()
            if self.at >= len(self.text):
                return CutList(items)
            if self.text[self.at] == "]":
                self.close()
                return items
            if self.text[self.at] == "}":
                raise _WrongError
            value = self.value()
            if value is _UNFINISHED:
                return CutList(items)
            items.append(value)

    def close(self) -> None:
        self.at += 1
        self.depth -= 1

    def skip_commas(self) -> None:
        self.skip()
        while self.at < len(self.text) and self.text[self.at] in ",，;":
            self.at += 1
            self.skip()

    def key(self) -> str | None:
        """The key with its colon; None where the text ends before it."""
        sign = self.text[self.at]
        if sign in _QUOTES:
            key: str = self.quoted(is_key=True)
        else:
            match = _KEY.match(self.text, self.at)
            if not match:
                raise _WrongError
            key, self.at = match[0].strip(), match.end()
        self.skip()
        if self.at >= len(self.text) or isinstance(key, _Unfinished):
            return None
        if self.text[self.at] not in ":：=":
            raise _WrongError
        self.at += 1
        if self.text[self.at : self.at + 1] == ">":  # =>
            self.at += 1
        return key

    def quoted(self, *, is_key: bool) -> Any:
        """A text in quotes. A quote inside it ends it only where a text may end."""
        closing = _QUOTES[self.text[self.at]]
        at = self.at + 1
        said: list[str] = []
        while at < len(self.text):
            sign = self.text[at]
            if sign == "\\":
                piece, at = self.escaped(at)
                if piece is None:
                    break
                said.append(piece)
            elif sign in closing and self.may_end(at + 1, is_key=is_key):
                self.at = at + 1
                return "".join(said)
            else:
                said.append(sign)
                at += 1
        self.at = len(self.text)
        return _UNFINISHED

    def escaped(self, at: int) -> tuple[str | None, int]:
        sign = self.text[at + 1 : at + 2]
        if not sign:
            return None, at
        if sign == "u":
            digits = self.text[at + 2 : at + 6]
            if re.fullmatch(r"[0-9a-fA-F]{4}", digits):
                code = int(digits, 16)
                low = re.match(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})", self.text[at + 6 : at + 12])
                if 0xD800 <= code < 0xDC00 and low:
                    return chr(0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00), at + 12
                return ("\ufffd" if 0xD800 <= code < 0xE000 else chr(code)), at + 6
            return None if len(digits) < 4 else "\\u", at + 2
        return _ESCAPES.get(sign, sign), at + 2

    def may_end(self, at: int, *, is_key: bool) -> bool:
        """Whether a text may end before this place: what follows goes on with the table or list."""
        rest = self.text[at : at + 200]
        space = _SPACE.match(rest)
        after = rest[space.end() if space else 0 :]
        if not after:
            return True
        if is_key:
            return after[0] in ":：="
        if after[0] in "}]":
            return True
        if after[0] in ",，;":
            following = after[1:].lstrip(" \t\r\n,")
            return not following or following[0] in "{[}]" + "".join(_QUOTES) or bool(self._goes_on(following))
        line_end = "\n" in rest[: space.end() if space else 0]
        return line_end and after[0] in "\"'“{["  # a missing comma, at the end of a line

    @staticmethod
    def _goes_on(following: str) -> re.Match[str] | None:
        return re.match(r"[\w$]{1,30}\s*[:：=]|//|/\*|[-+]?\d|true|false|null|None|True|False", following)

    def word(self) -> Any:
        match = _WORD.match(self.text, self.at)
        if not match:
            raise _WrongError
        word = match[0].strip()
        self.at = match.end()
        self.skip()
        if self.at >= len(self.text):
            return _UNFINISHED  # it may go on
        if word.lower() in _LITERALS:
            return _LITERALS[word.lower()]
        if _NUMBER.fullmatch(word):
            return float(word) if not word.lstrip("+-").isdigit() else int(word[:400])
        return word


def json_values(text: str) -> Iterator[Found]:
    """The tables and lists that stand in a text, from left to right, none inside another."""
    at = n_found = 0
    while n_found < _MOST_VALUES:
        starts = [place for place in (text.find("{", at), text.find("[", at)) if place >= 0]
        if not starts:
            return
        start = min(starts)
        reader = _Reader(text, start)
        try:
            value = reader.value()
        except _WrongError:
            at = start + 1
            n_found += 1
            continue
        yield Found(value, start, reader.at)
        at = reader.at
        n_found += 1
