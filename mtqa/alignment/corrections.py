"""Aligning pages so that what a person has corrected stays as it is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from mtqa.alignment.align import align
from mtqa.alignment.aligned_pages import AlignedSegment, TargetPage, join_alignments
from mtqa.alignment.alignment_table import TableRow
from mtqa.alignment.beads import Alignment, Bead
from mtqa.alignment.encoders import Encoder
from mtqa.alignment.sentences import split_sentences
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
class _Side:
    """One text in sentences, and the same text without white space, in which positions are counted."""

    texts: tuple[str, ...]
    blocks: tuple[int, ...]
    kinds: tuple[str, ...]

    @property
    def squeezed(self) -> str:
        return "".join(squeeze(text) for text in self.texts)

    @property
    def starts(self) -> list[int]:
        return [0, *accumulate(len(squeeze(text)) for text in self.texts)]

    def cut(self, places: Sequence[int]) -> _Side:
        """The same text, with sentences that go over one of the places cut there."""
        wanted = sorted(set(places))
        texts: list[str] = []
        blocks: list[int] = []
        kinds: list[str] = []
        start = 0
        for text, block, kind in zip(self.texts, self.blocks, self.kinds, strict=True):
            length = len(squeeze(text))
            inside = wanted[bisect_right(wanted, start) : bisect_left(wanted, start + length)]
            for piece in _pieces(text, [place - start for place in inside]):
                texts.append(piece)
                blocks.append(block)
                kinds.append(kind)
            start += length
        return _Side(tuple(texts), tuple(blocks), tuple(kinds))


def squeeze(text: str) -> str:
    """A text without white space: what stays the same however it is cut into cells."""
    return "".join(text.split())


def _pieces(text: str, places: Sequence[int]) -> list[str]:
    """The text cut after so many characters that are not white space."""
    if not places:
        return [text]
    pieces: list[str] = []
    seen = begin = 0
    wanted = iter(places)
    place = next(wanted)
    for position, character in enumerate(text):
        if seen == place and not character.isspace():
            pieces.append(text[begin:position].strip())
            begin = position
            following = next(wanted, None)
            if following is None:
                break
            place = following
        seen += not character.isspace()
    pieces.append(text[begin:].strip())
    return pieces


def _side(document: Document, language: Language) -> _Side:
    rows = [
        (sentence.text, number, block.kind.value)
        for number, block in enumerate(document.blocks)
        for sentence in split_sentences(block.text, language.tag)
        if squeeze(sentence.text)
    ]
    return _Side(tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows))


_Span = tuple[int, int]


@dataclass(frozen=True)
class _Pin:
    """A corrected row: where its text is in the source and in each translation; None where it is not there any more."""

    row: TableRow
    source: _Span
    targets: tuple[_Span | None, ...]


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
    source_side = _side(source, source_language)
    sides = [_side(target.document, target_language) for target in targets]
    pins, lost = _locate(source_side, sides, rows, columns)
    source_side = source_side.cut([place for pin in pins for place in pin.source])
    sides = [
        side.cut([place for pin in pins if (span := pin.targets[k]) is not None for place in span])
        for k, side in enumerate(sides)
    ]
    alignments: list[Alignment] = []
    warnings: list[str] = []
    for k, (target, side) in enumerate(zip(targets, sides, strict=True)):
        task = _Task(source_side, side, source_language, target_language, encoder, target)
        alignment = task.align_around([(pin.source, span) for pin in pins if (span := pin.targets[k]) is not None])
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
    source: _Side, sides: Sequence[_Side], rows: Sequence[TableRow], columns: Sequence[int | None]
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

    def find(self, text: str) -> _Span | None:
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


@dataclass(frozen=True)
class _Task:
    """The alignment of the source with one translation."""

    source: _Side
    target: _Side
    source_language: Language
    target_language: Language
    encoder: Encoder | None
    page: TargetPage

    def align_around(self, pins: Sequence[tuple[_Span, _Span]]) -> Alignment:
        """An alignment in which each pin is a bead."""
        n, m = len(self.source.texts), len(self.target.texts)
        whole = self._align((0, n), (0, m))
        if not pins:
            return whole
        source_starts, target_starts = self.source.starts, self.target.starts
        beads: list[Bead] = []
        i = j = 0
        for in_source, in_target in pins:
            begin = (bisect_left(source_starts, in_source[0]), bisect_left(target_starts, in_target[0]))
            end = (bisect_left(source_starts, in_source[1]), bisect_left(target_starts, in_target[1]))
            beads += self._between((i, begin[0]), (j, begin[1]), whole)
            if begin != end:
                beads.append(Bead(tuple(range(begin[0], end[0])), tuple(range(begin[1], end[1])), 1.0))
            i, j = end
        beads += self._between((i, n), (j, m), whole)
        return Alignment(tuple(beads), whole.method, whole.confident, whole.warnings)

    def _between(self, source: _Span, target: _Span, whole: Alignment) -> list[Bead]:
        """The beads between two pins: those of the whole alignment where they fit, else made anew."""
        if source[0] == source[1] and target[0] == target[1]:
            return []
        inside = [
            bead
            for bead in whole.beads
            if all(source[0] <= i < source[1] for i in bead.source)
            and all(target[0] <= j < target[1] for j in bead.target)
        ]
        n = sum(len(bead.source) for bead in inside)
        m = sum(len(bead.target) for bead in inside)
        if (n, m) == (source[1] - source[0], target[1] - target[0]):
            return inside
        if source[0] == source[1] or target[0] == target[1]:
            omitted = [Bead((i,), (), 0.0) for i in range(*source)]
            return omitted + [Bead((), (j,), 0.0) for j in range(*target)]
        return [
            Bead(tuple(i + source[0] for i in bead.source), tuple(j + target[0] for j in bead.target), bead.score)
            for bead in self._align(source, target).beads
        ]

    def _align(self, source: _Span, target: _Span) -> Alignment:
        return align(
            self.source.texts[slice(*source)],
            self.target.texts[slice(*target)],
            encoder=self.encoder,
            source_language=self.source_language.tag,
            target_language=self.target_language.tag,
            source_blocks=self.source.blocks[slice(*source)],
            target_blocks=self.target.blocks[slice(*target)],
            translation=self.page.translation,
        )
