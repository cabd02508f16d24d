"""Aligning pages so that what a person has corrected stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.alignment.aligned_pages import AlignedSegment, TargetPage, join_alignments
from mtqa.alignment.alignment_table import TableRow
from mtqa.alignment.beads import Alignment
from mtqa.alignment.encoders import Encoder
from mtqa.alignment.pinned import PinnedAlignment, Sentences, Span, anchor_places, sentences_of, squeeze
from mtqa.documents import Document
from mtqa.languages import Language
from mtqa.results import Message

__all__ = ["CorrectedAlignment", "align_corrected", "segments_of_rows"]

WINDOW = 3000
"""Characters (without spaces) within which a row's text is looked for after the row before it."""


@dataclass(frozen=True)
class CorrectedAlignment:
    """Segments, and what became of the corrections.

    Attributes:
        segments: In the source's order.
        corrected: For each segment, whether it is one that a person made.
        lost: Corrected rows whose text is not on the pages any more.
        warnings: What a reader must know about the alignment.
    """

    segments: tuple[AlignedSegment, ...]
    corrected: tuple[bool, ...]
    lost: tuple[TableRow, ...]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class _Pin:
    """A corrected row: where its text is in the source and in each translation; None where it is not there any more."""

    row: TableRow
    source: Span
    targets: tuple[Span | None, ...]


def segments_of_rows(
    rows: Sequence[TableRow], columns: Sequence[int], source: Document, targets: Sequence[Document]
) -> tuple[AlignedSegment, ...] | None:
    """The segments that rows describe, or None when they do not hold exactly the text of the pages.

    Args:
        rows: Of one document.
        columns: For each translation, which of a row's texts is its.
        source: The source page.
        targets: The translations.
    """
    if squeeze("".join(row.source for row in rows)) != _squeezed_page(source):
        return None
    for column, page in zip(columns, targets, strict=True):
        if squeeze("".join(row.texts[column] for row in rows)) != _squeezed_page(page):
            return None
    return tuple(AlignedSegment(row.source, tuple(row.texts[column] for column in columns), row.kind) for row in rows)


def _squeezed_page(page: Document) -> str:
    return "".join(squeeze(block.text) for block in page.blocks)


def align_corrected(
    source: Document,
    source_language: Language,
    targets: Sequence[TargetPage],
    target_language: Language,
    encoder: Encoder | None,
    rows: Sequence[TableRow],
    columns: Sequence[int | None],
) -> CorrectedAlignment:
    """Align a page with its translations; rows that a person has corrected become segments as they are.

    Args:
        source: The source page.
        source_language: Its language.
        targets: The translations.
        target_language: Their language.
        encoder: Sentence encoder, or None.
        rows: The document's rows in the table, corrected or not.
        columns: For each translation, which of a row's texts is its; None where the table has none.
    """
    source_side = sentences_of(source, source_language)
    sides = [sentences_of(target.document, target_language) for target in targets]
    pins, lost = _locate(source_side, sides, rows, columns)
    source_side = source_side.cut([place for pin in pins for place in pin.source])
    sides = [
        side.cut([place for pin in pins if (span := pin.targets[k]) is not None for place in span])
        for k, side in enumerate(sides)
    ]
    alignments: list[Alignment] = []
    warnings: list[str] = []
    for k, (target, side) in enumerate(zip(targets, sides, strict=True)):
        task = PinnedAlignment(source_side, side, source_language, target_language, encoder, target.translation)
        corrected_places = [(pin.source, span) for pin in pins if (span := pin.targets[k]) is not None]
        alignment = task.align_around(corrected_places, anchor_places(source, target.document))
        alignments.append(alignment)
        warnings += [
            Message("{label}: {message}", label=target.label, message=warning) for warning in alignment.warnings
        ]
    segments = join_alignments(
        source_side.texts,
        source_side.kinds,
        [side.texts for side in sides],
        [side.kinds for side in sides],
        alignments,
    )
    by_source: dict[str, list[_Pin]] = {}
    for pin in pins:
        by_source.setdefault(squeeze(pin.row.source), []).append(pin)
    corrected = tuple(
        any(_is_made_by(pin, segment, columns) for pin in by_source.get(squeeze(segment.source), ()))
        for segment in segments
    )
    return CorrectedAlignment(segments, corrected, tuple(lost), tuple(warnings))


def _is_made_by(pin: _Pin, segment: AlignedSegment, columns: Sequence[int | None]) -> bool:
    """Whether a segment is what a correction asks for, as far as its text is still on the pages."""
    return all(
        span is None or column is None or squeeze(pin.row.texts[column]) == squeeze(text)
        for span, column, text in zip(pin.targets, columns, segment.targets, strict=True)
    )


def _locate(
    source: Sentences, sides: Sequence[Sentences], rows: Sequence[TableRow], columns: Sequence[int | None]
) -> tuple[list[_Pin], list[TableRow]]:
    """Where the corrected rows are on the pages. All rows are looked for, so that repeated texts are told apart."""
    finders = [_Finder(side.squeezed) for side in (source, *sides)]
    pins: list[_Pin] = []
    lost: list[TableRow] = []
    for row in rows:
        in_source = finders[0].find(squeeze(row.source))
        in_targets = tuple(
            None if column is None else finder.find(squeeze(row.texts[column]))
            for finder, column in zip(finders[1:], columns, strict=True)
        )
        if not row.corrected:
            continue
        complete = [span for span, column in zip(in_targets, columns, strict=True) if column is not None]
        if in_source is None or not complete or all(span is None for span in complete):
            lost.append(row)
        else:
            pins.append(_Pin(row, in_source, in_targets))
            if any(span is None for span in complete):
                lost.append(row)
    return pins, lost


class _Finder:
    """Finds the texts of successive rows in a page."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._cursor = 0
        self._sure = True

    def find(self, text: str) -> Span | None:
        """Where the next row's text is; an empty one is right after the row before, if that was found."""
        if not text:
            return (self._cursor, self._cursor) if self._sure else None
        start = self._text.find(text, self._cursor, self._cursor + len(text) + WINDOW)
        if start < 0:
            self._sure = False
            return None
        self._cursor = start + len(text)
        self._sure = True
        return (start, self._cursor)
