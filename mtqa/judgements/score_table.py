"""Scores as lines or tables: mt-metrics-eval's `seg`, `domain` and `sys` score files, and tables with a heading.

Without a heading: `SYSTEM SCORE` (a line for each segment, in the order of the test set, or one for each system),
`SYSTEM SCORE SEGMENT`, `SYSTEM SCORE SEGMENT RATER`, `DOMAIN SYSTEM SCORE`, with tabs or blanks between. With a
heading: columns `system`, `score` and perhaps `seg_id`, `rater`, `domain`, in any order, also with commas between.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import JudgementReader, Level, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import read_lines
from mtqa.judgements._blocks import check_blocks
from mtqa.judgements._direction import direction_of
from mtqa.judgements._segment_numbers import SegmentNumbers

_COLUMNS = {
    "system": ("system", "sys", "sysname", "system_name", "system_id", "systemid", "model"),
    "score": ("score", "mqm_avg_score", "raw_score", "avg_score", "human_score", "mqm", "da", "esa", "rating"),
    "segment": ("seg_id", "segid", "segment", "segment_id", "seg"),
    "rater": ("rater", "rater_id", "annotator", "annotator_id"),
    "domain": ("domain",),
}
MOST_COLUMNS = 5
"""Fewer columns than this are taken for scores without a heading."""
_NONE = ("None", "none", "NA", "nan", "NaN", "null", "")
_SHAPES = {2: ("system", "score"), 3: ("system", "score", "segment"), 4: ("system", "score", "segment", "rater")}


@judgements.register
@dataclass(frozen=True)
class ScoreTable(JudgementReader):
    """Scores by segment, domain or system."""

    name: ClassVar[str] = "score_table"
    summary: ClassVar[str] = "Scores as lines or tables: mt-metrics-eval's seg, domain and sys files, WMT's averages."
    settles: ClassVar[tuple[str, ...]] = ("higher_is_better", "level", "repeats", "first")

    def accepts(self, head: Sequence[str]) -> bool:
        if not head or any("{" in line for line in head):
            return False
        heading = _heading(head[0])
        if heading is not None:
            return "severity" not in heading[0]
        scored = [line for line in head if any(_value(cell) is not None for cell in line.split()[1:])]
        return 2 * len(scored) >= len(head) and head[0].count("\t") < MOST_COLUMNS and head[0].count(",") < MOST_COLUMNS

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        rows = _rows(path)
        level = _level(rows, corpus, told, path)
        ratings = tuple(_ratings(rows, level, corpus, told, path))
        _check_repeats(ratings, told, path)
        named = "mqm" in rows.score_name.casefold()
        direction = direction_of(ratings, level, corpus, told, path, is_bare=not rows.has_heading, named_mqm=named)
        return Ratings(direction.label, level, direction.higher_is_better, direction.scale, ratings)


@dataclass(frozen=True)
class _Rows:
    """The cells of a file by meaning, with their lines; what the score's column is called, "" without a heading."""

    cells: Sequence[tuple[int, Mapping[str, str]]]
    columns: Sequence[str]
    has_heading: bool
    score_name: str


def _heading(line: str) -> tuple[list[str], str | None] | None:
    """Names of the columns and what stands between them, where a line is a heading."""
    for separator in ("\t", ",", None):
        names = [name.strip().casefold() for name in line.split(separator)]
        if len(names) > 1 and names[0] and any(name in _COLUMNS["system"] for name in names):
            return names, separator
    return None


def _rows(path: Path) -> _Rows:
    lines = [(number, line) for number, line in enumerate(read_lines(path), start=1) if line.strip()]
    if not lines:
        raise MtqaError("the file is empty", path=path)
    heading = _heading(lines[0][1])
    if heading is None:
        return _bare_rows(lines, path)
    names, separator = heading
    meanings = [_meaning(name, path, lines[0][0]) for name in names]
    for meaning in ("system", "score"):
        if meanings.count(meaning) != 1:
            problem = "no column is" if meaning not in meanings else "several columns could be"
            raise MtqaError(
                f"{problem} the {meaning} (there are: {', '.join(names)})",
                f"Leave one column named {meaning}.",
                path=path,
                line=lines[0][0],
            )
    cells = [
        (number, dict(zip(meanings, _cells(line, separator, len(names), path, number), strict=True)))
        for number, line in lines[1:]
    ]
    return _Rows(cells, meanings, True, names[meanings.index("score")])


def _meaning(name: str, path: Path, line: int) -> str:
    for meaning, names in _COLUMNS.items():
        if name in names:
            return meaning
    raise MtqaError(
        f"the heading has a column '{name[:40]}', which means nothing here",
        "Columns are system, score, seg_id, rater and domain; leave the others out.",
        path=path,
        line=line,
    )


def _cells(line: str, separator: str | None, n_columns: int, path: Path, number: int) -> list[str]:
    if separator == ",":
        cells = next(csv.reader([line]))
    else:
        cells = line.split(separator)
        if separator == "\t" and len(cells) != n_columns:
            cells = line.split()
    if len(cells) != n_columns:
        raise MtqaError(f"{len(cells)} columns, where the heading has {n_columns}", path=path, line=number)
    return [cell.strip() for cell in cells]


def _bare_rows(lines: Sequence[tuple[int, str]], path: Path) -> _Rows:
    """The rows of a file without a heading, whose columns are told by where the numbers stand."""
    by_tab = len({line.count("\t") for _, line in lines}) == 1 and "\t" in lines[0][1]
    split = [
        (number, [cell.strip() for cell in line.split("\t")] if by_tab else line.split()) for number, line in lines
    ]
    if by_tab and any(" " in cell for _, cells in split for cell in cells[1:2] if len(cells) == 2):
        split = [(number, line.split()) for number, line in lines]
    n_columns = Counter(len(cells) for _, cells in split).most_common(1)[0][0]
    for number, cells in split:
        if len(cells) != n_columns or n_columns not in _SHAPES:
            raise _no_judgement(path, number)
    columns = _shape(split, n_columns, path)
    score = columns.index("score")
    for number, cells in split:
        if _value(cells[score]) is None:
            raise _no_judgement(path, number)
    return _Rows([(number, dict(zip(columns, cells, strict=True))) for number, cells in split], columns, False, "")


def _no_judgement(path: Path, line: int) -> MtqaError:
    return MtqaError(
        "is not a judgement: system, score or None, and perhaps the number of the segment",
        "A heading must begin with 'system'; numbers have a decimal point.",
        path=path,
        line=line,
    )


def _shape(split: Sequence[tuple[int, Sequence[str]]], n_columns: int, path: Path) -> tuple[str, ...]:
    if n_columns != 3:
        return _SHAPES[n_columns]
    second, third = (sum(_value(cells[k]) is not None for _, cells in split) for k in (1, 2))
    if third > second and second * 2 < len(split):
        return ("domain", "system", "score")
    names = {cells[0] for _, cells in split}
    if third > second or (second == third and all(_value(name) is not None for name in names)):
        raise MtqaError(
            "it is not plain which column holds the scores",
            "Give the file a heading: system, score, seg_id.",
            path=path,
        )
    return _SHAPES[3]


def _value(text: str) -> float | None:
    """A score; NaN where the file says that there is none, None for what is no score."""
    if text in _NONE:
        return math.nan
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) and "_" not in text else None


def _level(rows: _Rows, corpus: Corpus, told: Told, path: Path) -> Level:
    """What each score is about.

    Raises:
        MtqaError: when that is not plain, or not what the user says.
    """
    counts = Counter(row["system"] for _, row in rows.cells)
    if "segment" in rows.columns:
        level = Level.SEGMENT
    elif "domain" in rows.columns:
        level = Level.DOMAIN
    elif counts and max(counts.values()) == 1 and len(corpus.segments) > 1:
        level = Level.SYSTEM
    elif "rater" in rows.columns:
        raise MtqaError("raters are named and segments are not", "Add a column seg_id.", path=path)
    else:
        level = Level.SEGMENT
        check_blocks(counts, corpus, path)
    if told.level not in (None, level):
        raise MtqaError(f"its scores are by {level.value}, not by {told.level.value}", path=path)
    return level


def _ratings(rows: _Rows, level: Level, corpus: Corpus, told: Told, path: Path) -> Iterator[Rating]:
    numbers = None
    if "segment" in rows.columns:
        numbers = SegmentNumbers([row["segment"] for _, row in rows.cells], corpus, told, path)
    order: Counter[str] = Counter()
    for line, row in rows.cells:
        value = _value(row["score"])
        if value is None:
            raise MtqaError(
                f"the score is '{row['score'][:40]}'", "Write numbers with a point, or None.", path=path, line=line
            )
        system = row["system"]
        position = None
        if numbers is not None:
            position = numbers.position(row["segment"], line)
        elif level is Level.SEGMENT:
            position = order[system]
        order[system] += 1
        score = None if math.isnan(value) else value
        yield Rating(system, score, position, row.get("domain", ""), row.get("rater", ""), line=line)


def _check_repeats(ratings: Sequence[Rating], told: Told, path: Path) -> None:
    """Refuse two scores of one rater for the same.

    Raises:
        MtqaError: naming both lines.
    """
    seen: dict[tuple[str, int | None, str, str], int] = {}
    for rating in ratings:
        key = (rating.system, rating.position, rating.domain, rating.rater)
        if key in seen and not (told.repeats and not rating.rater):
            about = f"segment {rating.position + 1}" if rating.position is not None else rating.domain or "the whole"
            whose = f" by '{rating.rater}'" if rating.rater else ""
            hint = f"If several raters gave them, name these in a column 'rater', or say '{path}:repeats=raters'."
            raise MtqaError(
                f"lines {seen[key]} and {rating.line} both score {about} of '{rating.system}'{whose}",
                "Remove one." if rating.rater else hint,
                path=path,
            )
        seen[key] = rating.line
