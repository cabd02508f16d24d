"""Values of a JSON document that somebody may have changed: each is read as what it must be, or refused."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from mtqa.errors import MtqaError

__all__ = ["Value"]

_LONGEST = 60
_LARGEST = 1e300

E = TypeVar("E", bound=StrEnum)
T = TypeVar("T")


@dataclass(frozen=True)
class Value:
    """A value and where it stands: `scores[0].interval.low`. Every method raises MtqaError where it is something else.

    Attributes:
        content: As JSON gave it.
        where: Its place; "" for the whole document.
    """

    content: Any
    where: str = ""

    def wrong(self, wanted: str) -> MtqaError:
        """The complaint that it is not what is wanted."""
        kinds: dict[type, str] = {dict: "a table", list: "a list", tuple: "a list"}
        shown = kinds.get(type(self.content)) or json.dumps(self.content)
        shown = shown if len(shown) <= _LONGEST else f"{shown[:_LONGEST]}..."
        return MtqaError(f"{self.where or 'it'} is {shown}, not {wanted}")

    def table(self) -> Mapping[str, Any]:
        """A JSON object."""
        if not isinstance(self.content, dict):
            raise self.wrong("a table")
        return self.content

    def __getitem__(self, name: str) -> Value:
        table = self.table()
        if name not in table:
            raise MtqaError(f"{self.where or 'it'} has no '{name}'")
        return Value(table[name], f"{self.where}.{name}" if self.where else name)

    def get(self, name: str, default: Any) -> Value:
        """As with brackets; the default where there is none of that name."""
        return self[name] if name in self.table() else Value(default, name)

    def rows(self) -> Iterator[Value]:
        """The values of a list."""
        if not isinstance(self.content, list | tuple):
            raise self.wrong("a list")
        return (Value(item, f"{self.where}[{number}]") for number, item in enumerate(self.content))

    def entries(self) -> Iterator[tuple[str, Value]]:
        """The names and values of a table."""
        return ((Value(name, f"a name in {self.where}").text(), self[name]) for name in self.table())

    def maybe(self, read: Callable[[Value], T]) -> T | None:
        """What `read` makes of it, or None where it is null."""
        return None if self.content is None else read(self)

    def text(self) -> str:
        """A text that can be written in UTF-8."""
        if not isinstance(self.content, str):
            raise self.wrong("a text")
        if not self.content.isascii():
            try:
                self.content.encode("utf-8")
            except UnicodeEncodeError:
                raise self.wrong("a text of whole characters (half of a surrogate pair is in it)") from None
        return self.content

    def texts_at(self, *names: str) -> tuple[str, ...]:
        """Texts of a table by their names; quick where they are what they must be."""
        table = self.table()
        found = tuple(table.get(name) for name in names)
        if all(type(text) is str and text.isascii() for text in found):
            return found  # type: ignore[return-value]
        return tuple(self[name].text() for name in names)

    def numbers_or_null(self) -> tuple[float | None, ...]:
        """A list of finite numbers and nulls; quick where they are."""
        if isinstance(self.content, list):
            quick = (value is None or (type(value) is float and -_LARGEST < value < _LARGEST) for value in self.content)
            if all(quick):
                return tuple(self.content)
        return tuple(value.maybe(Value.number) for value in self.rows())

    def texts(self) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(row.text() for row in self.rows())

    def texts_by_name(self) -> dict[str, str]:
        """A table of texts."""
        if all(type(text) is str and text.isascii() and name.isascii() for name, text in self.table().items()):
            return dict(self.content)
        return {name: value.text() for name, value in self.entries()}

    def number(self, least: float = -math.inf, most: float = math.inf) -> float:
        """A finite number within bounds, which belong to them."""
        if isinstance(self.content, bool) or not isinstance(self.content, int | float):
            raise self.wrong("a number")
        if not -_LARGEST < self.content < _LARGEST or not least <= self.content <= most:
            bounds = [f"at least {least:g}"] * (least > -math.inf) + [f"at most {most:g}"] * (most < math.inf)
            raise self.wrong(" and ".join(bounds) or "finite")
        return self.content

    def whole(self, least: int = 0, most: float = 1 << 62) -> int:
        """A whole number within bounds."""
        if isinstance(self.content, bool) or not isinstance(self.content, int):
            raise self.wrong("a whole number")
        self.number(least, most)
        return self.content

    def truth(self) -> bool:
        """True or false."""
        if not isinstance(self.content, bool):
            raise self.wrong("true or false")
        return self.content

    def one_of(self, kinds: type[E]) -> E:
        """One of the values of an enumeration."""
        if self.content not in tuple(kinds):
            raise self.wrong(f"one of {', '.join(kinds)}")
        return kinds(self.content)
