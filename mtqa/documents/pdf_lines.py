"""The lines of a PDF: what stands where, in what size, and what of it is a link."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from mtqa.documents.inlines import Piece
from mtqa.documents.pdf_fonts import FontWidths
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

__all__ = ["Line", "PageLines", "estimate_width", "read_pages"]

_MOST_PAGES = 300
_SECONDS = 20.0
_LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "ft", 0xFB06: "st"}
_NARROW = frozenset("iljtfrI.,;:!|'’‘()[]{}/\\-\u00a0 ·ıíìîïł")
_WIDE = frozenset("mwMWшщжюмфыШЩЖЮМФЫ—@%")
_EM = 0.5
_GAP = 0.16
"""Width of a gap that is a space, in ems: over half the space of narrow fonts, more than letters are spaced by."""
_LONGEST_WORD = 100
_PATH_OPERATORS = frozenset([b"m", b"l", b"c", b"v", b"y", b"re"])
_PAINT_OPERATORS = frozenset([b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"S", b"s"])
_LONGEST_PATH = 200
_SMALLEST_DOT, _LARGEST_DOT = 1.5, 8.0
_MOST_DOTS = 2000
_BOLD_NAMES = ("bold", "black", "heavy", "semibold", "demi")


@dataclass(frozen=True)
class Line:
    """A line of text on a page.

    Attributes:
        page: Counted from 1.
        x: Where it starts, in points from the left edge.
        y: Its baseline, in points from the bottom edge.
        size: Size of its type in points.
        bold: Whether all of it is bold.
        pieces: Its text, in runs with and without a link.
        end: Where it ends, estimated from the number and shape of its letters.
        dotted: Whether a bullet is drawn before it, as browsers do, rather than set in type.
    """

    page: int
    x: float
    y: float
    size: float
    bold: bool
    pieces: tuple[Piece, ...]
    end: float
    dotted: bool = False

    @property
    def text(self) -> str:
        """The text, white space at its ends removed."""
        return "".join(piece.text for piece in self.pieces).strip()

    @property
    def url(self) -> str | None:
        """The one address that all words of the line link to."""
        urls = {piece.url for piece in self.pieces if any(c.isalnum() for c in piece.text)}
        return urls.pop() if len(urls) == 1 else None


@dataclass(frozen=True)
class PageLines:
    """The lines of one page, in the order in which they were drawn."""

    number: int
    bottom: float
    height: float
    lines: tuple[Line, ...]


@dataclass
class _Chunk:
    """A run of text as it is drawn; `width` is that of a single word, as its font declares it."""

    text: str
    x: float
    y: float
    size: float
    bold: bool
    upright: bool
    start: float
    width: float | None = None


@dataclass(frozen=True)
class _Dot:
    """The middle of a small shape."""

    x: float
    y: float


@dataclass(frozen=True)
class _Area:
    """The rectangle of a link."""

    left: float
    bottom: float
    right: float
    top: float
    url: str


@dataclass
class _Clock:
    """Stops what takes too long."""

    name: str
    deadline: float = field(default_factory=lambda: time.monotonic() + _SECONDS)

    def check(self) -> None:
        if time.monotonic() > self.deadline:
            raise MtqaError(
                f"reading the PDF takes more than {_SECONDS:.0f} seconds",
                "Give the page as text or HTML.",
                path=self.name,
            )


def estimate_width(text: str, size: float) -> float:
    """The width of a text in points, give or take a fifth: PDFs tell where text starts, not where it ends."""
    narrow = sum(c in _NARROW for c in text)
    wide = sum(c in _WIDE for c in text)
    return size * _EM * (len(text) - 0.45 * narrow + 0.5 * wide)


def read_pages(reader: PdfReader, name: str) -> list[PageLines]:
    """The lines of all pages.

    Raises:
        MtqaError: when there are too many pages, or reading takes too long.
    """
    count = len(reader.pages)
    if count > _MOST_PAGES:
        raise MtqaError(f"the PDF has {count:,} pages, too many for one page of text", "Give a part of it.", path=name)
    clock = _Clock(name)
    pages = []
    for number in range(1, count + 1):
        clock.check()
        page = reader.pages[number - 1]
        areas = _link_areas(page)
        dots: list[_Dot] = []
        lines = [_line(number, chunks, areas, dots) for chunks in _rows(_chunks(page, clock, dots))]
        box = page.cropbox
        kept = tuple(line for line in lines if line.text)
        pages.append(PageLines(number, float(box.bottom), float(box.height), kept))
    return pages


def _chunks(page: PageObject, clock: _Clock, dots: list[_Dot]) -> list[_Chunk]:
    """The runs of text as they are drawn; small shapes are added to `dots`."""
    path: list[tuple[float, float]] = []
    chunks: list[_Chunk] = []
    widths = FontWidths()

    def on_text(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        clock.check()
        content = text.strip("\n").translate(_LIGATURES)
        if not content.strip():
            if chunks and content:
                chunks[-1].text += " "
            return
        a = tm[0] * cm[0] + tm[1] * cm[2]
        b = tm[0] * cm[1] + tm[1] * cm[3]
        c = tm[2] * cm[0] + tm[3] * cm[2]
        d = tm[2] * cm[1] + tm[3] * cm[3]
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        height = abs(size) * math.hypot(c, d)
        base = str(font.get("/BaseFont", "")) if font is not None else ""
        bold = any(mark in base.lower() for mark in _BOLD_NAMES)
        if not all(map(math.isfinite, (x, y, height))) or height <= 0:
            return
        word = content.strip()
        em = None if " " in word or len(word) > _LONGEST_WORD else widths.measure(font, word)
        width = None if em is None else em * abs(size) * math.hypot(a, b)
        before = chunks[-1] if chunks else None
        if before is not None and (x, y) == (before.start, before.y):
            # The type changed in mid-line, for which pypdf gives the position of the line's beginning once more.
            x = before.x + (before.width or estimate_width(before.text, before.size))
            chunks.append(_Chunk(content, x, y, height, bold, abs(a) >= abs(b), before.start, width))
        else:
            chunks.append(_Chunk(content, x, y, height, bold, abs(a) >= abs(b), x, width))

    def on_operator(operator: bytes, operands: Sequence[Any], cm: Sequence[float], _: Sequence[float]) -> None:
        clock.check()
        if operator in _PATH_OPERATORS:
            numbers = [float(operand) for operand in operands if isinstance(operand, (int, float))]
            if operator == b"re" and len(numbers) == 4:
                numbers += [numbers[0] + numbers[2], numbers[1] + numbers[3]]
                del numbers[2:4]
            points = zip(numbers[::2], numbers[1::2], strict=False)
            path.extend((x * cm[0] + y * cm[2] + cm[4], x * cm[1] + y * cm[3] + cm[5]) for x, y in points)
            del path[_LONGEST_PATH:]
        elif operator in _PAINT_OPERATORS:
            dot = _dot(path)
            if dot is not None and len(dots) < _MOST_DOTS:
                dots.append(dot)
            path.clear()
        elif operator == b"n":
            path.clear()

    page.extract_text(visitor_text=on_text, visitor_operand_before=on_operator)
    upright = sum(len(chunk.text) for chunk in chunks if chunk.upright)
    sideways = sum(len(chunk.text) for chunk in chunks) - upright
    if sideways > upright:
        # A page drawn sideways: turn it. Otherwise sideways text is a watermark or a label in a margin.
        return [_Chunk(o.text, o.y, -o.x, o.size, o.bold, True, o.y, o.width) for o in chunks if not o.upright]
    return [chunk for chunk in chunks if chunk.upright]


def _dot(path: Sequence[tuple[float, float]]) -> _Dot | None:
    """A shape as a bullet, if it is small and about as high as wide."""
    if len(path) < 2 or len(path) >= _LONGEST_PATH:
        return None
    left, right = min(x for x, _ in path), max(x for x, _ in path)
    bottom, top = min(y for _, y in path), max(y for _, y in path)
    width, height = right - left, top - bottom
    if not (_SMALLEST_DOT <= width <= _LARGEST_DOT and 0.5 <= height / width <= 2):
        return None
    return _Dot((left + right) / 2, (bottom + top) / 2)


def _rows(chunks: Iterable[_Chunk]) -> list[list[_Chunk]]:
    """Runs grouped into lines: on one baseline, from left to right, without wide gaps."""
    rows: list[list[_Chunk]] = []
    for chunk in chunks:
        if rows and _continues(rows[-1][-1], chunk):
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    return rows


def _continues(before: _Chunk, chunk: _Chunk) -> bool:
    size = max(before.size, chunk.size)
    if abs(chunk.y - before.y) > 0.45 * size or chunk.x < before.x - 0.5 * size:
        return False
    return chunk.x - (before.x + estimate_width(before.text, before.size) * 1.25) < 4 * size


def _line(page: int, chunks: Sequence[_Chunk], areas: Sequence[_Area], dots: Sequence[_Dot]) -> Line:
    largest = max(chunks, key=lambda chunk: len(chunk.text.strip()) * chunk.size)
    worded = [chunk for chunk in chunks if any(c.isalnum() for c in chunk.text)] or chunks
    pieces: list[Piece] = []
    for chunk, following in zip(chunks, [*chunks[1:], None], strict=True):
        text = chunk.text
        if following is not None and _has_gap(chunk, following):
            text += " "
        pieces.append(Piece(text, _link_of(chunk, areas)))
    last = chunks[-1]
    x, y, size = chunks[0].x, largest.y, largest.size
    return Line(
        page=page,
        x=x,
        y=y,
        size=size,
        bold=all(chunk.bold for chunk in worded),
        pieces=tuple(pieces),
        end=last.x + estimate_width(last.text.rstrip(), last.size),
        dotted=any(0 < x - dot.x < 2.5 * size and 0 < dot.y - y < 0.8 * size for dot in dots),
    )


def _has_gap(chunk: _Chunk, following: _Chunk) -> bool:
    """Whether two runs stand so far apart that there must be a space, though none was drawn."""
    if chunk.text.endswith(" ") or following.text.startswith(" "):
        return False
    if chunk.width is not None and not chunk.text.startswith(" "):
        return following.x - (chunk.x + chunk.width) > _GAP * chunk.size
    return following.x - (chunk.x + estimate_width(chunk.text, chunk.size) * 1.25) > chunk.size


def _link_of(chunk: _Chunk, areas: Sequence[_Area]) -> str | None:
    """The address that a run of text links to: a link's rectangle covers its start and most of its width."""
    width = estimate_width(chunk.text.strip(), chunk.size)
    middle = chunk.y + 0.3 * chunk.size
    for area in areas:
        starts_inside = area.left - 2 <= chunk.x + 0.1 * chunk.size and chunk.x < area.right - 1
        if starts_inside and area.bottom <= middle <= area.top and width <= 1.7 * (area.right - chunk.x):
            return area.url
    return None


def _link_areas(page: PageObject) -> list[_Area]:
    """The rectangles of the page's links to the web, the flattest first."""
    areas: list[_Area] = []
    for reference in page.annotations or ():
        annotation = reference.get_object()
        if not hasattr(annotation, "get") or annotation.get("/Subtype") != "/Link":
            continue
        action = annotation.get("/A")
        action = action.get_object() if action is not None else None
        url = action.get("/URI") if action is not None and hasattr(action, "get") else None
        rectangle = annotation.get("/Rect")
        if url is None or rectangle is None or len(rectangle) != 4:
            continue
        address = url.decode("utf-8", "replace") if isinstance(url, bytes) else str(url)
        left, bottom, right, top = (float(number) for number in rectangle)
        areas.append(_Area(min(left, right), min(bottom, top), max(left, right), max(bottom, top), address))
    return sorted(areas, key=lambda area: area.top - area.bottom)
