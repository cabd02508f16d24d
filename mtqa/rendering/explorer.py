"""What the segment explorer of the page needs, packed: one small block to begin with, and the texts in chunks.

Every block is JSON, deflated (RFC 1950) and written in base64, so that no text of a segment can ever become mark-up.
The page unpacks a chunk of texts only when a segment of it is shown or searched.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from mtqa.corpus import SystemOutput
from mtqa.rendering.labels import category_name, finding_text, kind_name, shared_prefix
from mtqa.rendering.scoreboard import MetricInfo, Scoreboard, ordered_systems, role_name
from mtqa.rendering.visible import HIDDEN, hidden_names, javascript_pattern
from mtqa.rendering.wording import Catalogue
from mtqa.results import Finding, Severity, Span

__all__ = ["Explorer", "packed"]

CHUNK = 400_000
"""Characters of text in a chunk, roughly: what is unpacked at once."""

_SURROGATE = re.compile("[\ud800-\udfff]")

_STRINGS = (
    *("segments.missing", "segments.empty", "segments.no_source", "segments.no_reference", "segments.source"),
    *("segments.hypothesis", "segments.reference", "explorer.segment", "explorer.before", "explorer.after"),
    *("explorer.closest", "explorer.copied", "explorer.copy_failed", "explorer.bad_pattern", "explorer.searching"),
    *("explorer.permalink", "explorer.finding", "explorer.damaged", "filter.shown"),
)


def packed(content: object) -> str:
    """Anything that JSON can say, deflated and in base64. A lone surrogate survives as its escape."""
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    text = _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
    return base64.b64encode(zlib.compress(text.encode(), 9 if len(text) < 30_000_000 else 6)).decode()


@dataclass(frozen=True)
class Explorer:
    """Packs an evaluation for the page.

    Attributes:
        board: Its scores.
    """

    board: Scoreboard

    @cached_property
    def systems(self) -> tuple[SystemOutput, ...]:
        """In the order in which they are shown."""
        return ordered_systems(self.board)

    @cached_property
    def checks(self) -> tuple[str, ...]:
        """Names of all checks that ran or found something."""
        evaluation = self.board.evaluation
        return tuple(dict.fromkeys([*evaluation.checks, *(f.check for f in evaluation.findings)]))

    @cached_property
    def _size(self) -> int:
        """Segments in a chunk of texts."""
        corpus = self.board.evaluation.corpus
        step = max(1, len(corpus.segments) // 200)
        sampled = range(0, len(corpus.segments), step)
        length = sum(len(corpus.segments[position].source) + 8 for position in sampled) / len(sampled)
        return max(20, int(CHUNK / (length * (1 + len(corpus.reference_names) + len(self.systems)))))

    def chunks(self) -> Iterator[str]:
        """The texts: for each segment its source, its references and its hypotheses; null where there is none."""
        corpus = self.board.evaluation.corpus
        names = corpus.reference_names
        for start in range(0, len(corpus.segments), self._size):
            rows = []
            for position in range(start, min(start + self._size, len(corpus.segments))):
                segment = corpus.segments[position]
                references = [segment.references.get(name) for name in names]
                rows.append([segment.source, references, [system.hypotheses[position] for system in self.systems]])
            yield packed(rows)

    def head(self) -> str:
        """Names, scores, findings and words: everything but the texts."""
        board, corpus, words = self.board, self.board.evaluation.corpus, self.board.catalogue
        documents = {name: number for number, name in enumerate(corpus.documents)}
        kinds = {kind: number for number, kind in enumerate(dict.fromkeys(s.kind for s in corpus.segments))}
        return packed(
            {
                "size": self._size,
                "ids": [segment.id for segment in corpus.segments],
                "prefix": shared_prefix(corpus),
                "documents": list(documents),
                "document": [documents[segment.document] for segment in corpus.segments],
                "kinds": [kind_name(kind, words) if kind else "" for kind in kinds],
                "kind": [kinds[segment.kind] for segment in corpus.segments],
                "systems": [
                    [system.name, role_name(system, board.evaluation.primary, words)] for system in self.systems
                ],
                "references": list(corpus.reference_names),
                "metrics": [[m.label, 1 if m.higher_is_better else -1, m.decimals] for m in board.metrics],
                "values": [[self._values(metric, s.name) for metric in board.metrics] for s in self.systems],
                "checks": list(self.checks),
                "severities": [[words(f"severity.{s.value}"), words(f"severity_mark.{s.value}")] for s in Severity],
                **self._findings(),
                "languages": [
                    [side.tag, "rtl" if side.right_to_left else "ltr"]
                    for side in (corpus.language_pair.source, corpus.language_pair.target)
                ],
                "decimal": words.language.decimal,
                "group": words.language.groups[0],
                "hidden": javascript_pattern(HIDDEN.pattern),
                "hiddenNames": hidden_names(),
                "words": _templates(words),
            }
        )

    def _values(self, metric: MetricInfo, system: str) -> list[float | None]:
        positions = range(len(self.board.evaluation.corpus.segments))
        values = (metric.segment_value(system, position) for position in positions)
        return [None if value is None else round(value, metric.decimals + 2) for value in values]

    def _findings(self) -> dict[str, object]:
        """The findings as [segment, system, check, severity, category, message, spans], with tables for the words.

        Of a message: the text, and whether it is in the report's language."""
        evaluation, corpus = self.board.evaluation, self.board.evaluation.corpus
        positions = {segment.id: position for position, segment in enumerate(corpus.segments)}
        systems = {system.name: number for number, system in enumerate(self.systems)}
        checks = {name: number for number, name in enumerate(self.checks)}
        categories: dict[str, int] = {}
        messages: dict[tuple[str, int], int] = {}
        words = self.board.catalogue
        rows: list[list[object]] = []
        for finding in sorted(evaluation.findings, key=lambda f: -f.severity.rank):
            system = systems.get(finding.system)
            if system is None:
                continue
            category = categories.setdefault(category_name(finding.category, self.board.catalogue), len(categories))
            message = messages.setdefault(
                (finding_text(finding, evaluation, words), int(words.speaks(finding.message))), len(messages)
            )
            for segment_id in finding.segment_ids:
                position = positions.get(segment_id)
                if position is not None:
                    spans = self._spans(finding.at(segment_id), position, self.systems[system])
                    row = [position, system, checks[finding.check], finding.severity.rank, category, message, spans]
                    rows.append(row)
        return {"categories": list(categories), "messages": list(messages), "findings": rows}

    def _spans(self, finding: Finding, position: int, system: SystemOutput) -> list[list[int]]:
        texts = {
            "source": self.board.evaluation.corpus.segments[position].source,
            "hypothesis": system.hypotheses[position] or "",
        }
        cut = [(span, _utf16(texts[span.side], span)) for span in finding.spans]
        return [[int(span.side == "hypothesis"), start, end] for span, (start, end) in cut if start < end]


def _utf16(text: str, span: Span) -> tuple[int, int]:
    """The span in the units in which the page counts, cut to the text."""
    start, end = (max(0, min(len(text), place)) for place in (span.start, span.end))
    if text.isascii():
        return start, end
    before = start + sum(character > "\uffff" for character in text[:start])
    return before, before + end - start + sum(character > "\uffff" for character in text[start:end])


def _templates(words: Catalogue) -> Mapping[str, str]:
    """The texts that the page fills in itself, with their placeholders."""
    return {key: words.entries[key] for key in _STRINGS}
