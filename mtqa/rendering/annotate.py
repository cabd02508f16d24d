"""A text as HTML: escaped, with differing words and the spans of findings marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from markupsafe import Markup, escape

from mtqa.rendering.diff import Range
from mtqa.rendering.visible import marked_text

__all__ = ["Note", "annotate"]


@dataclass(frozen=True)
class Note:
    """A stretch of text that a finding is about.

    Attributes:
        number: Number of the finding, shown behind the stretch; 0 for none.
        label: What a screen reader says for the number.
        start: First character.
        end: One past the last character; what lies outside the text is cut off.
    """

    number: int
    label: str
    start: int
    end: int


def annotate(
    text: str, differing: Sequence[Range] = (), notes: Sequence[Note] = (), *, element: Literal["ins", "del"] = "ins"
) -> Markup:
    """The text as HTML.

    Args:
        text: Any text; nothing in it becomes mark-up.
        differing: Stretches that differ, in order and apart from each other.
        notes: Spans of findings; they may overlap each other and the differences.
        element: Element around what differs.

    Returns:
        `<mark>` around what the findings are about, each followed by the numbers of its findings, with `<ins>` or
        `<del>` around what differs, inside or outside of it.
    """
    inside = [note for note in notes if max(0, note.start) < min(len(text), note.end)]
    if not inside:
        return Markup(_with_differences(text, 0, len(text), differing, element))  # noqa: S704 - escaped piece by piece
    edges = sorted({0, len(text), *(max(0, n.start) for n in inside), *(min(len(text), n.end) for n in inside)})
    pieces: list[str] = []
    for start, end in pairwise(edges):
        content = _with_differences(text, start, end, differing, element)
        covering = [note for note in inside if note.start < end and note.end > start]
        pieces.append(f"<mark>{content}</mark>" if covering else content)
        pieces += (_reference(note) for note in covering if note.number and min(len(text), note.end) == end)
    return Markup("".join(pieces))  # noqa: S704 - escaped piece by piece


def _reference(note: Note) -> str:
    return f'<sup><span class="hidden">{escape(note.label)}</span><span aria-hidden="true">{note.number}</span></sup>'


def _with_differences(text: str, start: int, end: int, differing: Sequence[Range], element: str) -> str:
    pieces: list[str] = []
    position = start
    for low, high in differing:
        first, last = max(low, start), min(high, end)
        if first >= last:
            continue
        pieces.append(marked_text(text, position, first))
        pieces.append(f"<{element}>{marked_text(text, first, last)}</{element}>")
        position = last
    pieces.append(marked_text(text, position, end))
    return "".join(pieces)
