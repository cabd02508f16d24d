"""Appraise's export with texts (`ExportSystemScoresToJSONL`): an object for each answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from mtqa.contracts import JudgementReader, Level, Ratings, Told, judgements
from mtqa.corpus import Corpus, SegmentFinder
from mtqa.errors import MtqaError
from mtqa.files import parse_json, read_lines
from mtqa.judgements._appraise import Item, counted, ratings_of

_CONTRASTIVE = "ContrastiveESA"


@judgements.register
@dataclass(frozen=True)
class AppraiseJsonl(JudgementReader):
    """Appraise's export with texts."""

    name: ClassVar[str] = "appraise_jsonl"
    summary: ClassVar[str] = "Appraise's ExportSystemScoresToJSONL (DA, ESA, MQM, pairwise)."
    settles: ClassVar[tuple[str, ...]] = ("critical",)

    def accepts(self, head: Sequence[str]) -> bool:
        return bool(head) and head[0].startswith("{") and '"annotator"' in head[0] and '"item_type"' in head[0]

    def read(self, path: Path, corpus: Corpus, told: Told) -> Ratings:
        items, warnings = counted(list(_items(path)), corpus, path)
        finder = SegmentFinder(corpus, path)
        placed = [
            (item, finder.find(item.source or "", item.line, document=item.document.split("#")[0])) for item in items
        ]
        return ratings_of(placed, Level.SEGMENT, warnings, told, path)


def _items(path: Path) -> Iterator[Item]:
    for number, line in enumerate(read_lines(path), start=1):
        if not line.strip():
            continue
        try:
            answer = parse_json(line)
            if answer.get("task_type") == _CONTRASTIVE:
                raise MtqaError(
                    "answers of a contrastive campaign do not name the system",
                    "Export it with ExportSystemScoresToCSV.",
                    path=path,
                    line=number,
                )
            for target in answer.get("targets", [answer]):
                yield _item(answer, target, number)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MtqaError(
                f"is not an answer as Appraise exports it ({type(error).__name__}: {error})", path=path, line=number
            ) from None


def _item(answer: Mapping[str, Any], target: Mapping[str, Any], line: int) -> Item:
    spans = target.get("mqm_annotations")
    if isinstance(spans, str):
        spans = parse_json(spans) if spans else []
    return Item(
        line=line,
        annotator=str(answer["annotator"]),
        system=str(target["target_id"]),
        number=int(answer.get("item_id") or 0),
        kind=str(answer["item_type"]),
        languages=(str(answer.get("source_language", "")), str(answer.get("target_language", ""))),
        score=float(target["score"]),
        document=str(answer.get("document_id", "")),
        whole=bool(answer.get("is_complete_document")),
        spans=spans,
        started=float(answer.get("start_time") or 0),
        source=str(answer["source_text"]),
        hypothesis=str(target["target_text"]),
    )
