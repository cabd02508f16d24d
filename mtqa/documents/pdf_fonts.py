"""How wide a PDF's fonts say that a word is: what `estimate_width` can only guess."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

__all__ = ["FontWidths"]

_LONGEST_MAP = 500_000
_MOST_CODES = 70_000
_CODE = re.compile(rb"<([0-9A-Fa-f\s]{1,40})>|(\[)|(\])")
_ENCODINGS = {"/WinAnsiEncoding": "cp1252", "/MacRomanEncoding": "mac_roman", "/StandardEncoding": "ascii"}


class FontWidths:
    """Widths of texts in the fonts of one file, in ems."""

    def __init__(self) -> None:
        self._fonts: dict[int, tuple[Any, dict[str, float]]] = {}

    def measure(self, font: Any, text: str) -> float | None:
        """The width of a text without spaces as the font declares it; None where the font does not tell.

        Args:
            font: The font's dictionary, as pypdf hands it out.
            text: Characters after their reading.
        """
        if font is None or not text:
            return None
        kept = self._fonts.get(id(font))
        if kept is None or kept[0] is not font:
            kept = (font, _widths(font))
            self._fonts[id(font)] = kept
        widths = kept[1]
        total = 0.0
        for character in text:
            width = widths.get(character)
            if width is None:
                return None
            total += width
        return total / 1000 if total > 0 else None


def _widths(font: Any) -> dict[str, float]:
    """Width of each character, in thousandths of an em; nothing where the font is not of a kind that is known here."""
    try:
        if font.get("/Subtype") == "/Type0":
            descendant = font["/DescendantFonts"][0].get_object()
            by_code = _composite_widths(descendant)
            default = float(descendant.get("/DW", 1000))
        else:
            by_code = {
                int(font["/FirstChar"]) + i: float(width.get_object() if hasattr(width, "get_object") else width)
                for i, width in enumerate(font["/Widths"])
            }
            default = None
        return {
            character: width
            for character, code in islice(_codes(font), _MOST_CODES)
            if (width := by_code.get(code, default)) is not None and width > 0
        }
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        return {}


def _composite_widths(descendant: Mapping[str, Any]) -> dict[int, float]:
    """The array /W: `code [width ...]` or `first last width`, again and again."""
    entries = [entry.get_object() if hasattr(entry, "get_object") else entry for entry in descendant.get("/W", ())]
    widths: dict[int, float] = {}
    position = done = 0
    while position + 1 < len(entries) and done < _MOST_CODES:
        first, following = int(entries[position]), entries[position + 1]
        if isinstance(following, list):
            widths.update((first + i, float(width)) for i, width in enumerate(following[:_MOST_CODES]))
            position, done = position + 2, done + len(following)
        else:
            last = min(int(following), first + _MOST_CODES)
            widths.update(dict.fromkeys(range(first, last + 1), float(entries[position + 2])))
            position, done = position + 3, done + 1 + last - first
    return widths


def _codes(font: Mapping[str, Any]) -> Iterator[tuple[str, int]]:
    """Characters and the codes by which the font draws them."""
    mapping = font.get("/ToUnicode")
    if mapping is not None:
        yield from _mapped(mapping.get_object().get_data()[:_LONGEST_MAP])
        return
    encoding = _ENCODINGS.get(str(font.get("/Encoding", "/StandardEncoding")))
    if encoding is None or font.get("/Subtype") == "/Type0":
        return
    for code in range(32, 256):
        try:
            yield bytes([code]).decode(encoding), code
        except UnicodeDecodeError:
            continue


def _mapped(data: bytes) -> Iterator[tuple[str, int]]:
    """The pairs of a /ToUnicode map."""
    for section in data.split(b"beginbf")[1:]:
        body = section.partition(b"endbf")[0]
        tokens = [(bytes.fromhex(code.decode()), opening, closing) for code, opening, closing in _CODE.findall(body)]
        values = [value for value, opening, closing in tokens if not (opening or closing)]
        if body.startswith(b"char"):
            for code, text in zip(values[::2], values[1::2], strict=False):
                yield text.decode("utf-16-be", "replace"), int.from_bytes(code)
        elif not any(opening for _, opening, _ in tokens):
            for first, last, text in zip(values[::3], values[1::3], values[2::3], strict=False):
                start = int.from_bytes(text[-2:])
                for offset in range(min(int.from_bytes(last) - int.from_bytes(first) + 1, 65_536 - start)):
                    yield chr(start + offset), int.from_bytes(first) + offset
        else:
            yield from _in_arrays(tokens)


def _in_arrays(tokens: list[tuple[bytes, bytes, bytes]]) -> Iterator[tuple[str, int]]:
    """Ranges whose texts are told one by one: `<first> <last> [<text> ...]`."""
    waiting: list[bytes] = []
    offset = -1
    for value, opening, closing in tokens:
        if opening:
            offset = 0
        elif closing:
            waiting, offset = [], -1
        elif offset < 0:
            waiting.append(value)
            if len(waiting) == 3:
                waiting = []
        elif waiting:
            yield value.decode("utf-16-be", "replace"), int.from_bytes(waiting[0]) + offset
            offset += 1
