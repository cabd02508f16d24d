"""Google's MQM tables, which Marot reads and saves: a line for each marked error, nine or ten columns, tabs between.

`system doc doc_id seg_id rater source target category severity` and perhaps a note or JSON; the marked words stand
between `<v>` and `</v>` in the source or the target. A segment without an error has one line with `no-error`. Nothing
is quoted. Where `mtqa review` wrote the table, the JSON says besides which segment it is, and where and how grave the
error is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Literal

from mtqa.contracts import JudgementReader, Level, MarkedError, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus, SegmentFinder
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_lines
from mtqa.judgements._mqm import SCALE, category_path, is_error, severity_of, weight
from mtqa.results import Span, Value

COLUMNS = ("system", "doc", "doc_id", "seg_id", "rater", "source", "target", "category", "severity", "note")
_OTHER_NAMES = {
    "docsegid": "doc_id",
    "doc_seg_id": "doc_id",
    "globalsegid": "seg_id",
    "global_seg_id": "seg_id",
    "segid": "seg_id",
    "metadata": "note",
    "misc": "note",
}
_NEEDED = ("system", "rater", "source", "target", "category", "severity")
_TESTS = ("hotw-test", "hotw")
"""Rows of errors that were planted to see whether raters are awake."""
_TAG = re.compile(r"</?v>")


@judgements.register
@dataclass(frozen=True)
class MqmTable(JudgementReader):
    """MQM tables of Google and Marot."""

    name: ClassVar[str] = "mqm_table"
    summary: ClassVar[str] = "Google's MQM tables (WMT) and Marot's: a line for each error, with raters and spans."
    settles: ClassVar[tuple[str, ...]] = ("critical",)

    def accepts(self, head: Sequence[str]) -> bool:
        cells = head[0].split("\t") if head else []
        if len(cells) >= len(_NEEDED) and _column(cells[0]) == "system":
            return {"severity", "category"} <= {_column(cell) for cell in cells}
        return len(cells) in (9, 10) and cells[2].strip().isdigit() and not cells[0].lstrip().startswith("{")

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        table = _Table(path, corpus, told)
        for line, row in _rows(path):
            table.add(line, row)
        return table.ratings()


def _column(text: str) -> str:
    name = text.strip().casefold()
    return _OTHER_NAMES.get(name, name)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """The rows by the names of their columns."""
    columns: Sequence[str] = ()
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        cells = line.split("\t")
        if not columns:
            is_heading = _column(cells[0]) == "system"
            columns = [_column(cell) for cell in cells] if is_heading else COLUMNS[: len(cells)]
            missing = [name for name in _NEEDED if name not in columns]
            if missing or len(set(columns)) < len(columns):
                problem = f"has no column {', '.join(missing)}" if missing else "names a column twice"
                raise MtqaError(f"the heading {problem}", path=path, line=number)
            if is_heading:
                continue
        if len(cells) == len(columns) - 1 and columns[-1] == "note":
            cells.append("")
        if len(cells) != len(columns):
            raise MtqaError(
                f"{len(cells)} columns with tabs between them, where {len(columns)} are expected",
                "Is a tab or a line break inside a text?",
                path=path,
                line=number,
            )
        yield number, dict(zip(columns, cells, strict=True))


class _Table:
    """Collects rows into ratings: one for each system, segment and rater."""

    def __init__(self, path: Path, corpus: Corpus, told: Told) -> None:
        self._path = path
        self._told = told
        self._finder = SegmentFinder(corpus, path)
        self._ids = {segment.id: position for position, segment in enumerate(corpus.segments)}
        self._penalties: dict[tuple[str, int, str], list[float]] = defaultdict(list)
        self._errors: dict[tuple[str, int, str], list[MarkedError]] = defaultdict(list)
        self._first: dict[tuple[str, int, str], tuple[int, str]] = {}
        self._clean: set[tuple[str, int, str]] = set()
        self._seen: set[tuple[str, ...]] = set()
        self._n_repeated = 0
        self._n_tests = 0

    def add(self, line: int, row: Mapping[str, str]) -> None:
        category, severity = row["category"], row["severity"]
        if not row["rater"].strip() and not category.strip() and not severity.strip():
            return  # metadata about the segment, scores of metrics
        if severity.strip().casefold() in _TESTS or category.strip().casefold() in _TESTS:
            self._n_tests += 1
            return
        own = _own_note(row, self._path, line)
        target = _TAG.sub("", row["target"])
        position = self._position(row, own, line)
        key = (row["system"].strip(), position, row["rater"].strip())
        self._first.setdefault(key, (line, target))
        if not is_error(severity, category):
            self._clean.add(key)
            return
        identity = tuple(row.values())
        self._n_repeated += identity in self._seen
        self._seen.add(identity)
        weighs = None if own is None else own.weight
        self._penalties[key].append(
            weight(severity, category, self._told, self._path, line) if weighs is None else weighs
        )
        grade = severity_of(severity, self._path, line)
        words = f"{category.strip()}, {severity.strip()}"
        self._errors[key].append(MarkedError(category_path(category), grade, tuple(_spans(row, own)), words))

    def _position(self, row: Mapping[str, str], own: _OwnNote | None, line: int) -> int:
        if own is not None and own.segment_id in self._ids:
            return self._ids[own.segment_id]
        return self._finder.find(
            _TAG.sub("", row["source"]),
            line,
            number=_number(row.get("seg_id")),
            document=row.get("doc", ""),
            within=_number(row.get("doc_id")),
        )

    def ratings(self) -> Ratings:
        ratings = tuple(
            Rating(
                *(key[0], 0.0 - sum(self._penalties.get(key, ())), key[1]),
                rater=key[2],
                errors=tuple(self._errors.get(key, ())),
                hypothesis=target,
                line=line,
            )
            for key, (line, target) in self._first.items()
        )
        return Ratings("MQM", Level.SEGMENT, True, SCALE, ratings, tuple(self._warnings()))

    def _warnings(self) -> Iterator[str]:
        if self._n_repeated:
            yield f"{self._path.name}: {self._n_repeated} rows stand twice, word for word; they count twice."
        n_both = len(self._clean & self._penalties.keys())
        if n_both:
            yield (
                f"{self._path.name}: {n_both} segments have both a row without an error and errors by the same rater;"
                " the errors count."
            )
        if self._n_tests:
            yield f"{self._path.name}: {self._n_tests} rows of planted errors were left out."


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isascii() and text.isdigit() else None


@dataclass(frozen=True)
class _OwnNote:
    """What `mtqa review` says of a row.

    Attributes:
        segment_id: The segment.
        span: Where the error is; None in rows without one.
        weight: What it weighs.
    """

    segment_id: str
    span: Span | None
    weight: float | None


def _own_note(row: Mapping[str, str], path: Path, line: int) -> _OwnNote | None:
    """What the note of a row says, if `mtqa review` wrote it.

    Raises:
        MtqaError: when somebody has changed it into what it cannot be.
    """
    note = row.get("note", "")
    if not note.startswith('{"mtqa":'):
        return None
    try:
        value = Value(parse_json(note), "metadata")["mtqa"]
        side, start = value.get("side", "").text(), value.get("start", 0).whole()
        span = None
        if side in ("source", "hypothesis"):
            span = Span(side, start, value["end"].whole(start + 1))  # type: ignore[arg-type]
        return _OwnNote(
            value["segment_id"].text(), span, value.get("weight", None).maybe(lambda number: number.number(0.0))
        )
    except (ValueError, RecursionError):
        raise MtqaError("the metadata are not JSON any more", path=path, line=line) from None
    except MtqaError as error:
        raise MtqaError(error.message, error.hint, path=path, line=line) from None


def _spans(row: Mapping[str, str], own: _OwnNote | None) -> Iterator[Span]:
    """Where the marked words are: as mtqa says, between the tags, or where the note says what was marked."""
    if own is not None and own.span is not None:
        yield own.span
        return
    sides: tuple[tuple[Literal["source", "hypothesis"], str], ...] = (("source", "source"), ("hypothesis", "target"))
    tagged = [span for side, column in sides for span in _tagged(side, row[column])]
    yield from tagged
    marked = "" if tagged else _marked_text(row.get("note", ""))
    if marked:
        for side, column in sides:
            if row[column].count(marked) == 1 and not tagged:
                start = row[column].index(marked)
                tagged.append(Span(side, start, start + len(marked)))
                yield tagged[-1]


def _tagged(side: Literal["source", "hypothesis"], text: str) -> Iterator[Span]:
    removed = 0
    start: int | None = None
    for tag in _TAG.finditer(text):
        place = tag.start() - removed
        removed += len(tag[0])
        if tag[0] == "<v>":
            start = place
        elif start is not None:
            if place > start:
                yield Span(side, start, place)
            start = None


def _marked_text(note: str) -> str:
    if not note.startswith("{"):
        return ""
    try:
        marked = parse_json(note).get("marked_text", "")
    except (ValueError, AttributeError):
        return ""
    return marked if isinstance(marked, str) else ""
