"""Appraise's export of scores (`ExportSystemScoresToCSV`): answers with commas between, no heading and no texts.

`annotator,system,item,type,source,target,score` then, in campaigns with documents, `document,complete` and the marked
errors as JSON, then start and end, and perhaps two numbers of the batch. Which segment an item is follows from the
batches (`items=batches.json`), or from the order in a document that was judged as a whole.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

from mtqa.contracts import JudgementReader, Level, Ratings, Told, judgements
from mtqa.corpus import Corpus, SegmentFinder
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_lines, read_text
from mtqa.judgements._appraise import Item, counted, ratings_of

_KINDS = ("TGT", "CHK", "BAD", "REF")


@judgements.register
@dataclass(frozen=True)
class AppraiseCsv(JudgementReader):
    """Appraise's export of scores."""

    name: ClassVar[str] = "appraise_csv"
    summary: ClassVar[str] = "Appraise's ExportSystemScoresToCSV (DA, ESA, MQM), with :items=BATCHES for the texts."
    settles: ClassVar[tuple[str, ...]] = ("critical", "level", "items")

    def accepts(self, head: Sequence[str]) -> bool:
        rows = list(csv.reader(head[:1]))
        return bool(rows) and len(rows[0]) >= 9 and rows[0][3].split(".")[0] in _KINDS

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        items, warnings = counted(list(_items(path)), corpus, path)
        if told.level is Level.DOMAIN:
            raise MtqaError("its scores are of segments", "Leave out level=domain.", path=path)
        if told.level is Level.SYSTEM:
            return ratings_of([(item, None) for item in items], Level.SYSTEM, warnings, told, path)
        placed = list(_by_text(items, corpus, told, path)) if told.items else list(_by_order(items, corpus, path))
        return ratings_of(placed, Level.SEGMENT, warnings, told, path)


def _items(path: Path) -> Iterator[Item]:
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        cells = next(csv.reader([line]))
        try:
            yield _item(cells, number)
        except (ValueError, IndexError, TypeError) as error:
            raise MtqaError(
                f"is not an answer as Appraise exports it ({type(error).__name__}: {error})",
                "Export it again with ExportSystemScoresToCSV.",
                path=path,
                line=number,
            ) from None


def _item(cells: Sequence[str], line: int) -> Item:
    """An answer; raises ValueError, IndexError or TypeError where it is none."""
    annotator, system, number, kind, source, target, score, *rest = cells
    document, whole = "", False
    spans: list[Mapping[str, Any]] | None = None
    if rest[1] in ("True", "False"):
        document, whole, rest = rest[0], rest[1] == "True", rest[2:]
        if rest[0].startswith("["):
            spans, rest = parse_json(rest[0]), rest[1:]
    if len(rest) not in (2, 4) or kind.split(".")[0] not in _KINDS:
        raise ValueError(f"{len(cells)} columns, item type {kind[:20]}")
    return Item(
        *(line, annotator, system, int(number), kind, (source, target), float(score), document, whole, spans),
        started=float(rest[0]),
    )


def _by_text(items: Sequence[Item], corpus: Corpus, told: Told, path: Path) -> Iterator[tuple[Item, int]]:
    """Items at the segments whose texts the batches name."""
    batches = path.parent / told.items if not Path(told.items).exists() else Path(told.items)
    finder = SegmentFinder(corpus, path)
    texts = _texts(batches)
    for item in items:
        of_item = texts.get((item.number, item.document), set())
        if len(of_item) != 1:
            problem = "holds no" if not of_item else f"holds {len(of_item)} texts for"
            raise MtqaError(
                f"{batches.name} {problem} item {item.number} of '{item.document}'",
                "Give the batches of this campaign.",
                path=path,
                line=item.line,
            )
        ((source, hypothesis),) = of_item
        document = item.document.split("#")[0]
        yield replace(item, source=source, hypothesis=hypothesis), finder.find(source, item.line, document=document)


def _texts(batches: Path) -> Mapping[tuple[int, str], set[tuple[str, str]]]:
    """Source and translation of each item of Appraise's batches, by number and document."""
    texts: dict[tuple[int, str], set[tuple[str, str]]] = defaultdict(set)
    try:
        for batch in parse_json(read_text(batches)):
            for item in batch["items"]:
                text = (item["sourceText"], item["targetText"])
                texts[int(item["itemID"]), str(item.get("documentID", ""))].add(text)
    except (ValueError, KeyError, TypeError) as error:
        raise MtqaError(f"these are no batches of Appraise ({type(error).__name__}: {error})", path=batches) from None
    return texts


def _by_order(items: Sequence[Item], corpus: Corpus, path: Path) -> Iterator[tuple[Item, int]]:
    """Items at the segments of their document, where all of a document were judged one after the other.

    Raises:
        MtqaError: when that is not so.
    """
    positions: dict[str, list[int]] = defaultdict(list)
    for position, segment in enumerate(corpus.segments):
        positions[segment.document].append(position)
    groups: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in items:
        groups[item.annotator, item.system, item.document].append(item)
    for (_, _, document), group in groups.items():
        of_document = positions.get(document.split("#")[0], [])
        ordered = sorted(group, key=lambda item: item.number)
        follows = all(later.number == item.number + 1 for item, later in pairwise(ordered))
        if not of_document or len(of_document) != len(ordered) or not follows:
            raise MtqaError(
                f"the export does not tell which segments the items of '{document or 'no document'}' are",
                f"Give the campaign's batches with '{path}:items=batches.json', export with ExportSystemScoresToJSONL,"
                f" or take only the means of systems with '{path}:level=system'.",
                path=path,
                line=ordered[0].line,
            )
        yield from zip(ordered, of_document, strict=True)
