"""Tables that `mtqa review` writes, TSV or workbook: a row for each marked error, or for each rating without one.

Ratings by DA, ESA and MQM are read, and post-edits, whose score is the HTER. Decisions about findings are no scores.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import REVIEW_COLUMNS, JudgementReader, Level, MarkedError, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus
from mtqa.documents import read_sheet
from mtqa.errors import MtqaError
from mtqa.files import read_bytes, read_lines
from mtqa.judgements._mqm import SCALE, category_path, severity_of
from mtqa.results import Span

_KINDS = {
    "esa": ("ESA", True, "0 to 100"),
    "da": ("DA", True, "0 to 100"),
    "mqm": ("MQM", True, SCALE),
    "edit": ("HTER", False, "edits in percent of the corrected words"),
}
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_MEANT = {"t": "\t", "n": "\n", "r": "\r"}


@judgements.register
@dataclass(frozen=True)
class ReviewTable(JudgementReader):
    """Tables of `mtqa review`."""

    name: ClassVar[str] = "review_table"
    summary: ClassVar[str] = "What `mtqa review` exports as TSV or XLSX: ESA, MQM, DA, and HTER of post-edits."
    settles: ClassVar[tuple[str, ...]] = ()
    workbooks: ClassVar[bool] = True

    def accepts(self, head: Sequence[str]) -> bool:
        return bool(head) and head[0].rstrip("\t").split("\t") == list(REVIEW_COLUMNS)

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        table = _Table(path, corpus)
        for line, row in _rows(path):
            table.add(line, row)
        return table.ratings()


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows by the names of the columns, with their numbers."""
    for number, cells in _cells(path):
        if len(cells) > len(REVIEW_COLUMNS):
            raise MtqaError(
                f"{len(cells)} columns, where {len(REVIEW_COLUMNS)} are expected",
                "Is a tab or a line break inside a text?",
                path=path,
                line=number,
            )
        full = [*cells, *[""] * (len(REVIEW_COLUMNS) - len(cells))]
        yield number, dict(zip(REVIEW_COLUMNS, map(_read, full), strict=True))


def _cells(path: Path) -> Iterator[tuple[int, Sequence[str]]]:
    if path.suffix.casefold() == ".xlsx":
        rows: Iterator[tuple[int, Sequence[str]]] = read_sheet(read_bytes(path), str(path))
    else:
        rows = ((number, line.split("\t")) for number, line in enumerate(read_lines(path), start=1) if line.strip())
    next(rows, None)
    yield from rows


def _read(cell: str) -> str:
    """A cell as it was before tabs, line breaks and what looks like a formula were escaped."""
    text = _ESCAPE.sub(lambda match: _MEANT.get(match[1], match[1]), cell)
    return text.removeprefix("'")


class _Table:
    """Collects rows into ratings: one for each system, segment and annotator."""

    def __init__(self, path: Path, corpus: Corpus) -> None:
        self._path = path
        self._corpus = corpus
        self._positions = {segment.id: number for number, segment in enumerate(corpus.segments)}
        self._ratings: dict[tuple[str, str, str], Rating] = {}
        self._protocol = ""

    def add(self, line: int, row: Mapping[str, str]) -> None:
        if row["protocol"] not in _KINDS:
            raise self._wrong(
                f"the protocol '{row['protocol'][:40]}' has no scores",
                f"Scores come from {', '.join(_KINDS)}; decisions about findings stand in suppressed.tsv.",
                line,
            )
        self._protocol = self._protocol or row["protocol"]
        if row["protocol"] != self._protocol:
            raise self._wrong(f"{self._protocol} and {row['protocol']} are in one table", "Give each its own.", line)
        if row["language"] != self._corpus.language_pair.target.tag:
            raise self._wrong(
                f"the judgements are of '{row['language'][:40]}', and the corpus is {self._corpus.language_pair}",
                "",
                line,
            )
        key = (row["system"], row["segment"], row["annotator"])
        rating = self._ratings.get(key) or self._rating(line, row)
        if rating.value != self._score(line, row):
            raise self._wrong(f"line {rating.line} gives the same translation another score", "Keep one.", line)
        self._ratings[key] = replace(rating, errors=(*rating.errors, *self._errors(line, row)))

    def ratings(self) -> Ratings:
        """All that was read.

        Raises:
            MtqaError: when there is nothing.
        """
        if not self._ratings:
            raise MtqaError("holds no judgement", path=self._path)
        label, higher, scale = _KINDS[self._protocol]
        return Ratings(label, Level.SEGMENT, higher, scale, tuple(self._ratings.values()))

    def _rating(self, line: int, row: Mapping[str, str]) -> Rating:
        position = self._positions.get(row["segment"])
        if position is None:
            raise self._wrong(
                f"there is no segment '{row['segment'][:60]}'", "Are these judgements of another corpus?", line
            )
        return Rating(
            *(row["system"], self._score(line, row), position),
            rater=row["annotator"],
            hypothesis=row["hypothesis"],
            line=line,
        )

    def _score(self, line: int, row: Mapping[str, str]) -> float:
        try:
            value = float(row["score"])
        except ValueError:
            value = float("nan")
        if not abs(value) < 1e9:
            raise self._wrong(f"the score is '{row['score'][:40]}'", "Write a number with a point.", line)
        return value

    def _errors(self, line: int, row: Mapping[str, str]) -> tuple[MarkedError, ...]:
        if not row["severity"]:
            return ()
        side, places = row["side"], (row["start"], row["end"])
        if side not in ("source", "hypothesis") or not all(place.isascii() and place.isdigit() for place in places):
            raise self._wrong("where the error lies is not told", "side, start and end belong together.", line)
        start, end = map(int, places)
        spans = (Span(side, start, end),) if start < end else ()  # type: ignore[arg-type]
        words = ", ".join(filter(None, (row["category"], row["severity"])))
        grade = severity_of(row["severity"], self._path, line)
        return (MarkedError(category_path(row["category"]), grade, spans, words),)

    def _wrong(self, problem: str, hint: str, line: int) -> MtqaError:
        return MtqaError(problem, hint, path=self._path, line=line)
