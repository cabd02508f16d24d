"""What errors may be called and what they weigh: MQM's core typology, ESA's two severities, or a file of one's own.

```toml
[[categories]]
id = "accuracy/omission"          # a path: its dimension before the stroke
name = "Omission"
description = "Something of the source is missing."
weights = { minor = 0.5 }         # where it does not weigh what its severity weighs

[[severities]]                    # the four of MQM where there is none
id = "minor"
name = "Minor"
weight = 1
```
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import read_text
from mtqa.results import WEIGHTS, Severity
from mtqa.review.judgement import MarkedSpan

__all__ = ["Category", "SeverityLevel", "Typology", "mqm_score", "read_typology", "typology_of"]

_FILE = Path(__file__).with_name("typology.toml")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
_KEYS = {"categories": ("id", "name", "description", "weights"), "severities": ("id", "name", "weight")}
MOST_CATEGORIES = 500
HEAVIEST = 1000
"""What a severity or category may weigh at most."""
_TEXT = "a text in quotes"
_ESA_SEVERITIES = (Severity.MINOR, Severity.MAJOR)


@dataclass(frozen=True)
class Category:
    """A kind of error.

    Attributes:
        id: Its path: `accuracy/omission`.
        name: For people.
        description: One line.
        children: Kinds below it.
        weights: What it weighs by severity, where that is not what the severity weighs.
    """

    id: str
    name: str
    description: str = ""
    children: tuple[Category, ...] = ()
    weights: Mapping[Severity, float] = field(default_factory=dict)


@dataclass(frozen=True)
class SeverityLevel:
    """A severity that annotators may choose.

    Attributes:
        id: The severity.
        name: For people.
        weight: Points of an error of this severity.
    """

    id: Severity
    name: str
    weight: float


@dataclass(frozen=True)
class Typology:
    """Categories and severities of a protocol.

    Attributes:
        categories: Those at the top, the others below them; none where only severities are asked for.
        severities: From the mildest on.
    """

    categories: tuple[Category, ...]
    severities: tuple[SeverityLevel, ...]

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all categories."""
        return frozenset(one.id for one in _all(self.categories))

    def weight(self, category: str, severity: Severity) -> float:
        """Points of an error; one that the typology does not know weighs what MQM gives its severity."""
        own = next((one.weights for one in _all(self.categories) if one.id == category), {})
        weights = {one.id: one.weight for one in self.severities}
        return own.get(severity, weights.get(severity, WEIGHTS[severity]))

    def to_json(self) -> dict[str, Any]:
        """As the page takes it."""
        severities = [{"id": one.id.value, "name": one.name, "weight": one.weight} for one in self.severities]
        return {"categories": [_category_json(one) for one in self.categories], "severities": severities}


def mqm_score(spans: Iterable[MarkedSpan], kinds: Typology) -> float:
    """The score of a translation by MQM: what its errors weigh, below zero."""
    return 0.0 - sum(kinds.weight(one.category, one.severity) for one in spans)


@cache
def typology_of(protocol: str) -> Typology:
    """The typology of a protocol.

    MQM has the whole core typology. ESA marks only how grave an error is, as minor or major (Kocmi et al., 2024). The
    decisions about findings may use any category and severity.
    """
    whole = read_typology(_FILE)
    if protocol not in ("esa", "da", "edit"):
        return whole
    return Typology((), tuple(one for one in whole.severities if one.id in _ESA_SEVERITIES))


def read_typology(path: Path) -> Typology:
    """Read a file of categories.

    Raises:
        MtqaError: naming file and line, when it is no TOML, or something in it is missing, unknown or not what it must
            be.
    """
    text = read_text(path)
    return _Reader(path, text).read()


class _Reader:
    """Reads one file and knows where its tables stand."""

    def __init__(self, path: Path, text: str) -> None:
        self._path, self._text = path, text

    def read(self) -> Typology:
        content = self._content()
        for key in content:
            if key not in _KEYS:
                raise self._wrong(f"unknown key '{key}'", "A file of categories has [[categories]] and [[severities]].")
        severities = tuple(self._severity(*row) for row in self._tables(content, "severities"))
        categories = [self._category(*row) for row in self._tables(content, "categories")]
        self._check_ids([one.id for one in severities], "severities")
        self._check_ids([one.id for one in categories], "categories")
        if not 0 < len(categories) <= MOST_CATEGORIES:
            raise self._wrong(f"there are {len(categories)} categories", f"Give 1 to {MOST_CATEGORIES}.")
        levels = sorted(severities or typology_of("mqm").severities, key=lambda one: one.id.rank)
        return Typology(self._nested(categories), tuple(levels))

    def _content(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            line = re.search(r"at line (\d+)", str(error))
            raise MtqaError(
                f"this is not TOML: {error}", path=self._path, line=int(line[1]) if line else None
            ) from None
        except RecursionError:
            raise MtqaError("this is nested too deeply", path=self._path) from None

    def _tables(self, content: Mapping[str, Any], kind: str) -> list[tuple[Mapping[str, Any], int | None]]:
        rows = content.get(kind, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise self._wrong(f"'{kind}' must be tables", f"Write [[{kind}]] before each.")
        headings = [
            number
            for number, line in enumerate(self._text.split("\n"), start=1)
            if re.match(rf"\s*\[\[\s*{kind}\s*\]\]", line)
        ]
        lines: Sequence[int | None] = headings if len(headings) == len(rows) else [None] * len(rows)
        for row, line in zip(rows, lines, strict=True):
            for key in row:
                if key not in _KEYS[kind]:
                    raise self._wrong(f"unknown key '{key}'", f"Known here: {', '.join(_KEYS[kind])}.", line)
        return list(zip(rows, lines, strict=True))

    def _category(self, row: Mapping[str, Any], line: int | None) -> Category:
        identifier = self._value(row, "id", str, _TEXT, line)
        if not _ID.fullmatch(identifier):
            hint = "Use small letters, digits and hyphens, with strokes between: accuracy/wrong-name."
            raise self._wrong(f"the id '{identifier[:60]}' is not a path", hint, line)
        weights = self._value(row, "weights", dict, "a table, { minor = 0.5 }", line, {})
        return Category(
            identifier,
            self._value(row, "name", str, _TEXT, line),
            self._value(row, "description", str, _TEXT, line, ""),
            weights={self._severity_id(name, line): self._weight(weight, line) for name, weight in weights.items()},
        )

    def _severity(self, row: Mapping[str, Any], line: int | None) -> SeverityLevel:
        identifier = self._severity_id(self._value(row, "id", str, _TEXT, line), line)
        name = self._value(row, "name", str, _TEXT, line)
        weight = self._value(row, "weight", (int, float), "a number", line, WEIGHTS[identifier])
        return SeverityLevel(identifier, name, self._weight(weight, line))

    def _severity_id(self, name: str, line: int | None) -> Severity:
        if name not in tuple(Severity):
            raise self._wrong(f"there is no severity '{name[:60]}'", f"There are: {', '.join(Severity)}.", line)
        return Severity(name)

    def _weight(self, value: Any, line: int | None) -> float:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= HEAVIEST:
            raise self._wrong(f"a weight must be a number from 0 to {HEAVIEST}", "", line)
        return float(value)

    def _value(self, row: Mapping[str, Any], key: str, kind: Any, told: str, line: int | None, *default: Any) -> Any:
        if key not in row and default:
            return default[0]
        value = row.get(key)
        if not isinstance(value, kind) or (isinstance(value, str) and key != "description" and not value.strip()):
            problem = f"'{key}' is missing" if key not in row else f"'{key}' must be {told}"
            raise self._wrong(problem, "Each category needs an id and a name.", line)
        return value

    def _check_ids(self, ids: Sequence[str], kind: str) -> None:
        repeated = next((one for number, one in enumerate(ids) if one in ids[:number]), None)
        if repeated is not None:
            raise self._wrong(f"'{repeated}' stands twice among the {kind}", "Give each its own id.")

    def _nested(self, categories: Sequence[Category]) -> tuple[Category, ...]:
        """The categories below those that begin their paths; a dimension that is only named in a path is added."""
        known = {one.id: one for one in categories}
        for one in categories:
            parents = one.id.split("/")[:-1]
            for n in range(1, len(parents) + 1):
                path = "/".join(parents[:n])
                known.setdefault(path, Category(path, parents[n - 1].replace("-", " ").capitalize()))
        tops = dict.fromkeys(one.id.partition("/")[0] for one in categories)
        return tuple(_with_children(known[top], known) for top in tops)

    def _wrong(self, problem: str, hint: str = "", line: int | None = None) -> MtqaError:
        return MtqaError(problem, hint, path=self._path, line=line)


def _with_children(one: Category, known: Mapping[str, Category]) -> Category:
    below = [other for path, other in known.items() if path.rpartition("/")[0] == one.id]
    return replace(one, children=tuple(_with_children(other, known) for other in below))


def _all(categories: Iterable[Category]) -> Iterable[Category]:
    for one in categories:
        yield one
        yield from _all(one.children)


def _category_json(one: Category) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "description": one.description,
        "children": [_category_json(child) for child in one.children],
    }
