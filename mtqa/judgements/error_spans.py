"""mt-metrics-eval's `seg.rating` files: a line for each system and segment with the errors as JSON.

`SYSTEM <tab> {"errors": [{"start", "end", "category", "severity", "score", "is_source_error"}]} <tab> RATER`, or `None`
in place of the JSON; the rater may be left out. The lines of a system follow the segments of the test set.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

from mtqa.contracts import JudgementReader, Level, MarkedError, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_lines
from mtqa.judgements._blocks import check_blocks
from mtqa.judgements._mqm import SCALE, category_path, severity_of, weight
from mtqa.results import Span

NONE = "None"


@judgements.register
@dataclass(frozen=True)
class ErrorSpans(JudgementReader):
    """Error spans of mt-metrics-eval."""

    name: ClassVar[str] = "error_spans"
    summary: ClassVar[str] = "mt-metrics-eval's seg.rating: the errors of each segment as JSON (MQM)."
    settles: ClassVar[tuple[str, ...]] = ("critical",)

    def accepts(self, head: Sequence[str]) -> bool:
        cells = [line.split("\t") for line in head]
        return all(len(row) in (2, 3) for row in cells) and any(row[1].startswith('{"errors"') for row in cells)

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        counts: dict[str, int] = defaultdict(int)
        ratings = []
        for number, line in enumerate(read_lines(path), start=1):
            if not line.strip():
                continue
            cells = line.rstrip("\n").split("\t")
            if len(cells) not in (2, 3):
                raise MtqaError(
                    f"{len(cells)} columns, where system, errors and perhaps a rater are expected",
                    path=path,
                    line=number,
                )
            system, text, rater = (*cells, "")[:3]
            position, counts[system] = counts[system], counts[system] + 1
            if position < len(corpus.segments):
                ratings.append(_rating(system, text, rater, position, told, path, number))
        check_blocks(counts, corpus, path)
        return Ratings("MQM", Level.SEGMENT, True, SCALE, tuple(ratings))


def _rating(system: str, text: str, rater: str, position: int, told: Told, path: Path, line: int) -> Rating:
    if text == NONE:
        return Rating(system, None, position, line=line)
    try:
        errors = parse_json(text)["errors"]
        marked = [_error(error, path, line) for error in errors]
        penalties = [_penalty(error, told, path, line) for error in errors]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise MtqaError(f"the errors cannot be read ({type(error).__name__}: {error})", path=path, line=line) from None
    return Rating(system, 0.0 - sum(penalties), position, rater=rater, errors=tuple(marked), line=line)


def _error(error: Mapping[str, Any], path: Path, line: int) -> MarkedError:
    severity = error.get("severity") or "minor"
    category = error.get("category") or ""
    start, end = int(error["start"]), int(error["end"])
    side: Literal["source", "hypothesis"] = "source" if error.get("is_source_error") else "hypothesis"
    spans = (Span(side, start, end),) if 0 <= start < end else ()
    return MarkedError(category_path(category), severity_of(severity, path, line), spans, f"{category}, {severity}")


def _penalty(error: Mapping[str, Any], told: Told, path: Path, line: int) -> float:
    """What the file says that the error weighs, or else what it weighs in MQM."""
    score = error.get("score")
    if score is None:
        if not error.get("severity"):
            raise MtqaError("an error has neither a score nor a severity", path=path, line=line)
        return weight(error["severity"], error.get("category") or "", told, path, line)
    if score < 0:
        raise MtqaError(
            f"an error weighs {score}, less than nothing",
            "mt-metrics-eval writes penalties above 0.",
            path=path,
            line=line,
        )
    return float(score)
