"""Alignment around what is known: corrected rows, and places that both versions mark alike."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from mtqa.alignment.align import align
from mtqa.alignment.anchors import shared_anchors
from mtqa.alignment.beads import Alignment, Bead
from mtqa.alignment.encoders import Encoder
from mtqa.alignment.sentences import split_sentences
from mtqa.documents import Document
from mtqa.languages import Language

__all__ = ["PinnedAlignment", "Sentences", "Span", "anchor_places", "sentences_of", "squeeze"]

_LARGEST_GROUP = 4
Span = tuple[int, int]
"""Where a text begins and ends, in characters without spaces."""


@dataclass(frozen=True)
class Sentences:
    """One text in sentences, and the same text without white space, in which positions are counted.

    Attributes:
        texts: The sentences.
        blocks: Number of the block that each is in.
        kinds: Kind of that block.
    """

    texts: tuple[str, ...]
    blocks: tuple[int, ...]
    kinds: tuple[str, ...]

    @property
    def squeezed(self) -> str:
        """All of it without white space."""
        return "".join(squeeze(text) for text in self.texts)

    @property
    def starts(self) -> list[int]:
        """Where each sentence begins, and where the last one ends."""
        return [0, *accumulate(len(squeeze(text)) for text in self.texts)]

    def cut(self, places: Sequence[int]) -> Sentences:
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
        return Sentences(tuple(texts), tuple(blocks), tuple(kinds))


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


def sentences_of(document: Document, language: Language) -> Sentences:
    rows = [
        (sentence.text, number, block.kind.value)
        for number, block in enumerate(document.blocks)
        for sentence in split_sentences(block.text, language.tag)
        if squeeze(sentence.text)
    ]
    return Sentences(tuple(r[0] for r in rows), tuple(r[1] for r in rows), tuple(r[2] for r in rows))


def anchor_places(source: Document, target: Document) -> list[tuple[int, int]]:
    """The places that two versions of a document mark alike, in characters without spaces."""
    pairs = shared_anchors(source.blocks, target.blocks)
    if not pairs:
        return []
    starts = [[0, *accumulate(len(squeeze(block.text)) for block in document.blocks)] for document in (source, target)]
    return [(starts[0][i], starts[1][j]) for i, j in pairs]


@dataclass(frozen=True)
class PinnedAlignment:
    """The alignment of a source with one translation, some places of which are known to belong together.

    Attributes:
        source: The source.
        target: The translation.
        source_language: Language of the source.
        target_language: Language of the translation.
        encoder: Sentence encoder, or None.
        translation: As for `align`.
    """

    source: Sentences
    target: Sentences
    source_language: Language
    target_language: Language
    encoder: Encoder | None
    translation: Literal["mt", "free"]

    def align_around(self, pins: Sequence[tuple[Span, Span]], places: Sequence[tuple[int, int]] = ()) -> Alignment:
        """An alignment in which each pin is a bead, and no bead goes over a place.

        Args:
            pins: Where texts that belong together begin and end, in characters without spaces, in order.
            places: Where both texts begin anew together; those inside or across a pin are left aside.
        """
        n, m = len(self.source.texts), len(self.target.texts)
        whole = self._align((0, n), (0, m))
        pins = _with_places(pins, places)
        if not pins:
            return whole
        source_starts, target_starts = self.source.starts, self.target.starts
        path = _Path(whole, anchored=bool(places))
        beads: list[Bead] = []
        i = j = 0
        for in_source, in_target in pins:
            begin = (bisect_left(source_starts, in_source[0]), bisect_left(target_starts, in_target[0]))
            end = (bisect_left(source_starts, in_source[1]), bisect_left(target_starts, in_target[1]))
            beads += self._between((i, begin[0]), (j, begin[1]), path)
            if begin != end:
                beads.append(Bead(tuple(range(begin[0], end[0])), tuple(range(begin[1], end[1])), 1.0))
            i, j = end
        beads += self._between((i, n), (j, m), path)
        return Alignment(tuple(beads), whole.method, whole.confident, whole.warnings)

    def _between(self, source: Span, target: Span, path: _Path) -> list[Bead]:
        """The beads between two pins: those of the whole alignment where they fit, else made anew."""
        n, m = source[1] - source[0], target[1] - target[0]
        if not n and not m:
            return []
        inside = path.between(source, target)
        if inside is not None:
            return inside
        if not n or not m:
            omitted = [Bead((i,), (), 0.0) for i in range(*source)]
            return omitted + [Bead((), (j,), 0.0) for j in range(*target)]
        if path.anchored and min(n, m) == 1 and max(n, m) <= _LARGEST_GROUP:
            return [Bead(tuple(range(*source)), tuple(range(*target)), 1.0)]
        return [
            Bead(tuple(i + source[0] for i in bead.source), tuple(j + target[0] for j in bead.target), bead.score)
            for bead in self._align(source, target).beads
        ]

    def _align(self, source: Span, target: Span) -> Alignment:
        return align(
            self.source.texts[slice(*source)],
            self.target.texts[slice(*target)],
            encoder=self.encoder,
            source_language=self.source_language.tag,
            target_language=self.target_language.tag,
            source_blocks=self.source.blocks[slice(*source)],
            target_blocks=self.target.blocks[slice(*target)],
            translation=self.translation,
        )


class _Path:
    """The whole alignment, and the points that it goes through.

    Attributes:
        anchored: Whether the versions mark places alike.
    """

    def __init__(self, whole: Alignment, *, anchored: bool) -> None:
        self.anchored = anchored
        self._beads = whole.beads
        self._points: dict[tuple[int, int], int] = {}
        i = j = 0
        for position, bead in enumerate(whole.beads):
            self._points[i, j] = position
            i, j = i + len(bead.source), j + len(bead.target)
        self._points[i, j] = len(whole.beads)

    def between(self, source: Span, target: Span) -> list[Bead] | None:
        """The beads that hold just these sentences, None where others cross into them."""
        first, last = self._points.get((source[0], target[0])), self._points.get((source[1], target[1]))
        if first is not None and last is not None:
            return list(self._beads[first:last])
        inside = [
            bead
            for bead in self._beads
            if all(source[0] <= i < source[1] for i in bead.source)
            and all(target[0] <= j < target[1] for j in bead.target)
        ]
        n = sum(len(bead.source) for bead in inside)
        m = sum(len(bead.target) for bead in inside)
        return inside if (n, m) == (source[1] - source[0], target[1] - target[0]) else None


def _with_places(pins: Sequence[tuple[Span, Span]], places: Sequence[tuple[int, int]]) -> list[tuple[Span, Span]]:
    """Pins, and between them the places as pins without length."""
    every: list[tuple[Span, Span]] = []
    rest = list(places)
    for pin in pins:
        (begin, end), (begin_target, end_target) = pin
        every += [((i, i), (j, j)) for i, j in rest if i <= begin and j <= begin_target]
        every.append(pin)
        rest = [(i, j) for i, j in rest if i >= end and j >= end_target and i > begin]
    return [*every, *(((i, i), (j, j)) for i, j in rest)]
