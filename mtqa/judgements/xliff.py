"""XLIFF 1.2 and 2.x in which people marked errors, as localization quality issues of ITS 2.0.

Where the file gives quality ratings (`its:locQualityRatingScore`), these are the scores, else what the errors weigh;
`its:revPerson` says whose they are. What mtqa's own checks found, as `--format xliff` writes it, is no judgement of a
person and is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import JudgementReader, Level, MarkedError, Rating, Ratings, Told, judgements
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.judgements._mqm import SCALE, weight
from mtqa.results import AnnotatedUnit, Message, read_annotated_xliff


@judgements.register
@dataclass(frozen=True)
class XliffIssues(JudgementReader):
    """Quality issues of ITS 2.0 in XLIFF; every text of the file counts as judged."""

    name: ClassVar[str] = "xliff"
    summary: ClassVar[str] = "XLIFF with quality issues of ITS 2.0 that people marked (MQM)."
    settles: ClassVar[tuple[str, ...]] = ("critical",)

    def accepts(self, head: Sequence[str]) -> bool:
        return bool(head) and head[0].lstrip("\ufeff ").startswith("<") and any("<xliff" in line for line in head)

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        units = read_annotated_xliff(path)
        if not any(unit.issues or unit.rater or unit.score is not None for unit in units):
            raise MtqaError(
                "nobody has marked an error in this file, so it does not say that anybody judged it", path=path
            )
        positions = {segment.id: number for number, segment in enumerate(corpus.segments)}
        sources = {segment.source: number for number, segment in enumerate(corpus.segments)}
        scored = any(unit.score is not None for unit in units)
        ratings = []
        for unit in units:
            position = positions.get(unit.segment_id)
            if position is None:
                position = sources.get(unit.source)
            if position is not None and unit.target is not None:
                ratings.append(_rating(unit, position, corpus, told, path, scored=scored))
        if not ratings:
            raise MtqaError("no text of this file is in the corpus", "Is it another page?", path=path)
        label, scale = ("human score", "0 to 100") if scored else ("MQM", SCALE)
        return Ratings(label, Level.SEGMENT, True, scale, _once(ratings), _warnings(units, len(ratings)))


def _rating(unit: AnnotatedUnit, position: int, corpus: Corpus, told: Told, path: Path, *, scored: bool) -> Rating:
    errors = tuple(MarkedError(one.category, one.severity, one.spans, one.message) for one in unit.issues)
    return Rating(
        unit.system or corpus.primary.name,
        unit.score if scored else _penalty(unit, told, path),
        position,
        rater=unit.rater,
        errors=errors,
        hypothesis=unit.target,
        line=unit.line,
    )


def _penalty(unit: AnnotatedUnit, told: Told, path: Path) -> float:
    """What the errors weigh, as the file says or else as MQM has it."""
    weights = [
        weight(one.severity.value, one.category, told, path, unit.line) if own is None else own
        for one, own in zip(unit.issues, unit.weights, strict=True)
    ]
    return 0.0 - sum(weights)


def _once(ratings: Sequence[Rating]) -> tuple[Rating, ...]:
    """The first rating of each segment by each rater: a text that stands twice in the corpus may not be told apart."""
    first: dict[tuple[str, int | None, str], Rating] = {}
    for rating in ratings:
        first.setdefault((rating.system, rating.position, rating.rater), rating)
    return tuple(first.values())


def _warnings(units: Sequence[AnnotatedUnit], n_read: int) -> tuple[str, ...]:
    found, strange = sum(len(unit.findings) for unit in units), len(units) - n_read
    told = []
    if found:
        told.append(
            Message("Findings of checks in the file are no judgements of people and were left out: {n}.", n=found)
        )
    if strange:
        told.append(
            Message("Texts of the file that are not in the corpus, or not translated, were left out: {n}.", n=strange)
        )
    return tuple(told)
