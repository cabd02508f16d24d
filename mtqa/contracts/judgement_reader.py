"""What a reader of human judgements must offer: whether a file is in its format, and the ratings in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from mtqa.contracts.registry import ClassRegistry
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.results import Severity, Span

__all__ = [
    "REVIEW_COLUMNS",
    "JudgementReader",
    "Level",
    "MarkedError",
    "Rating",
    "Ratings",
    "Told",
    "judgements",
    "parse_judgement_file",
]


REVIEW_COLUMNS = (
    *("protocol", "language", "document", "segment", "system", "annotator", "score"),
    *("category", "severity", "side", "start", "end", "words", "comment"),
    *("decision", "check", "finding", "edited", "at", "seconds", "shown", "source", "hypothesis"),
)
"""Columns of the tables that `mtqa review` writes, and that are read as judgements again."""


class Level(StrEnum):
    """What one score is about."""

    SEGMENT = "segment"
    DOMAIN = "domain"
    SYSTEM = "system"


@dataclass(frozen=True)
class MarkedError:
    """An error that a rater marked.

    Attributes:
        category: After MQM, as a path: `accuracy/omission`.
        severity: How grave the rater took it for.
        spans: Where it is; may be empty.
        words: Category and severity in the rater's own words, and a note where there is one.
    """

    category: str
    severity: Severity
    spans: tuple[Span, ...] = ()
    words: str = ""


@dataclass(frozen=True)
class Rating:
    """What one rater said of one translation, or of a system as a whole.

    Attributes:
        system: Name of the system in the file.
        value: The score; None where the file says that there is none.
        position: The segment, as a position in the corpus; None where the score is not about a segment.
        domain: The domain, where the score is about one.
        rater: Name of the rater; "" where the file names none.
        errors: What the rater marked.
        hypothesis: The translation that was judged, where the file holds it: it must be the system's.
        line: Where it stands; 0 where lines say nothing.
    """

    system: str
    value: float | None
    position: int | None = None
    domain: str = ""
    rater: str = ""
    errors: tuple[MarkedError, ...] = ()
    hypothesis: str | None = None
    line: int = 0


@dataclass(frozen=True)
class Ratings:
    """All that a file of judgements says.

    Attributes:
        label: What was judged by: `MQM`, `ESA`, `DA`, `human score`.
        level: What each score is about.
        higher_is_better: Direction of the scores.
        scale: What tells direction and scale, in words: `penalties below zero`, `0-100, as Appraise asks`.
        ratings: In the order of the file; no rater has two for one system and segment.
        warnings: What the reader of the results must know.
    """

    label: str
    level: Level
    higher_is_better: bool
    scale: str
    ratings: tuple[Rating, ...]
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Told:
    """What the user says about a file of judgements, to settle what the file does not tell.

    Attributes:
        format: Name of the reader; "" to recognise the format.
        higher_is_better: Direction of the scores.
        level: What each score is about.
        repeats: `raters`: several scores for one segment come from as many raters.
        first: Number of the first segment, 0 or 1.
        critical: What a critical error weighs in MQM; there is no published weight that all use.
        items: File with the texts that were judged, for exports that leave them out (Appraise's batches).
    """

    format: str = ""
    higher_is_better: bool | None = None
    level: Level | None = None
    repeats: str = ""
    first: int | None = None
    critical: float | None = None
    items: str = ""


def parse_judgement_file(text: str) -> tuple[Path, Told]:
    """Read `FILE` or `FILE:option=value,option=value`; the options are the fields of `Told`.

    Raises:
        MtqaError: when an option is not known or cannot have that value.
    """
    if Path(text).exists():
        return Path(text), Told()
    name, colon, options = text.rpartition(":")
    if not colon or "=" not in options:
        return Path(text), Told()
    given: dict[str, object] = {}
    for part in options.split(","):
        option, _, value = part.partition("=")
        option, value = option.strip(), value.strip()
        if option not in _OPTIONS:
            listed = ", ".join(field.name for field in fields(Told))
            raise MtqaError(f"there is no option '{option}' for judgements", f"There are: {listed}.", path=name)
        allowed, read = _OPTIONS[option]
        if allowed and value not in allowed:
            raise MtqaError(f"{option} cannot be '{value}'", f"It must be {' or '.join(allowed)}.", path=name)
        try:
            given[option] = read(value)
        except ValueError:
            raise MtqaError(f"{option} cannot be '{value}'", "It must be a number.", path=name) from None
    return Path(name), Told(**given)  # type: ignore[arg-type]


def _is_true(value: str) -> bool:
    return value == "true"


_OPTIONS: Mapping[str, tuple[tuple[str, ...], Callable[[str], object]]] = {
    "format": ((), str),
    "higher_is_better": (("true", "false"), _is_true),
    "level": (tuple(level.value for level in Level), Level),
    "repeats": (("raters",), str),
    "first": (("0", "1"), int),
    "critical": ((), float),
    "items": ((), str),
}


class JudgementReader(ABC):
    """Reads one format of human judgements."""

    name: ClassVar[str]
    summary: ClassVar[str]
    settles: ClassVar[tuple[str, ...]]
    """Options of `Told` that mean something for this format; others are refused."""
    workbooks: ClassVar[bool] = False
    """Whether it reads Excel workbooks too; the rows of the first sheet are then what `accepts` is given, with tabs."""

    @abstractmethod
    def accepts(self, head: Sequence[str]) -> bool:
        """Whether a file that begins with these lines, blank ones left out, is in this format; raises nothing."""

    @abstractmethod
    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        """Read it.

        Raises:
            MtqaError: naming file and line, when something is wrong with it or can be understood in two ways; the hint
                says what would settle it.
        """


judgements: ClassRegistry[JudgementReader] = ClassRegistry("judgements", JudgementReader)
