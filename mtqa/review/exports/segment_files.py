"""mt-metrics-eval's files: `seg.score` (a score for each system and segment) and `seg.rating` (the errors as JSON).

Their lines follow the segments of the test set, system by system, with `None` where nobody judged; no line says which
segment it is about. So each annotator has a file, and one more has the mean of all.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from math import fsum

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.review import Typology
from mtqa.review.exports.rated import ExportFile, Rated, file_name, pair_name

__all__ = ["rating_files", "score_files"]

NONE = "None"
_Cells = Mapping[tuple[str, int], str]


def score_files(rows: Sequence[Rated], corpus: Corpus, protocol: str) -> Iterator[ExportFile]:
    """`en-de.esa.seg.score` with the means, and with several annotators `en-de.esa.NAME.seg.score` for each.

    Raises:
        MtqaError: when the name of a system has a tab or a line break in it, or is empty.
    """
    values: dict[tuple[str, int], list[float]] = defaultdict(list)
    for row in rows:
        values[row.system, row.position].append(row.value)
    means = {key: _number(fsum(given) / len(given)) for key, given in values.items()}
    yield _file(means, corpus, pair_name(corpus), protocol, "seg", "score")
    by_annotator = _by_annotator(rows)
    for annotator, own in by_annotator.items() if len(by_annotator) > 1 else ():
        cells = {(row.system, row.position): _number(row.value) for row in own}
        yield _file(cells, corpus, pair_name(corpus), protocol, annotator, "seg", "score")


def rating_files(rows: Sequence[Rated], corpus: Corpus, protocol: str, kinds: Typology) -> Iterator[ExportFile]:
    """`en-de.mqm.NAME.seg.rating` for each annotator, who is named in the third column."""
    for annotator, own in _by_annotator(rows).items():
        rater = " ".join(annotator.split())
        cells = {(row.system, row.position): f"{_errors(row, kinds)}\t{rater}" for row in own}
        yield _file(cells, corpus, pair_name(corpus), protocol, annotator, "seg", "rating")


def _by_annotator(rows: Sequence[Rated]) -> dict[str, list[Rated]]:
    by_annotator: dict[str, list[Rated]] = defaultdict(list)
    for row in rows:
        by_annotator[row.annotator].append(row)
    return by_annotator


def _file(cells: _Cells, corpus: Corpus, *name: str) -> ExportFile:
    """Lines for all segments of each system that somebody judged."""
    judged = {system for system, _ in cells}
    lines = [
        f"{_system(system.name)}\t{cells.get((system.name, position), NONE)}\n"
        for system in corpus.systems
        if system.name in judged
        for position in range(len(corpus.segments))
    ]
    return ExportFile(file_name(*name), "".join(lines).encode("utf-8"))


def _system(name: str) -> str:
    if not name.strip() or any(character in name for character in "\t\n\r"):
        raise MtqaError(
            f"a system called '{name}' cannot be written in this format", "Name it without tabs and line breaks."
        )
    return name


def _errors(row: Rated, kinds: Typology) -> str:
    errors = [
        {
            "start": span.start,
            "end": span.end,
            "category": span.category,
            "severity": span.severity.value,
            "score": kinds.weight(span.category, span.severity),
            "is_source_error": span.side == "source",
        }
        for span in row.spans
    ]
    return json.dumps({"errors": errors}, ensure_ascii=False)


def _number(value: float) -> str:
    """A number that is read as the same, to the last digit."""
    return repr(float(value))
