"""Headers, footers and page numbers of a PDF: lines in the margins that repeat, count pages, or were printed there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from mtqa.documents.pdf_lines import Line, PageLines

__all__ = ["without_running_lines"]

_MARGIN = 0.1
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"\W{0,3}(?:\w{1,9}\.?\s{1,2})?\d{1,4}(?:\s?(?:/|\w{1,4})\s?\d{1,4})?\W{0,3}")
_PRINT_STAMP = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4},?\s+\d{1,2}[:.]\d\d\b")
_PRINTED_ADDRESS = re.compile(r"file://\S+|https?://\S+\s+\d{1,4}\s*/\s*\d{1,4}")


def without_running_lines(pages: Sequence[PageLines]) -> list[list[Line]]:
    """The lines of each page that belong to its text."""
    repeated = Counter(key for page in pages for key in {_key(line) for line in page.lines if _is_marginal(line, page)})
    needed = max(2, (len(pages) + 1) // 2)
    kept = []
    for page in pages:
        rows = {
            round(line.y)
            for line in page.lines
            if _is_marginal(line, page)
            and (repeated[_key(line)] >= needed or _is_added(line) or _is_outermost_number(line, page))
        }
        # What stands on one line with a page number or a print stamp was added with it.
        kept.append([line for line in page.lines if round(line.y) not in rows])
    return kept


def _is_marginal(line: Line, page: PageLines) -> bool:
    height = (line.y - page.bottom) / page.height if page.height else 0.5
    return height < _MARGIN or height > 1 - _MARGIN


def _key(line: Line) -> tuple[str, int]:
    """What lines have in common that repeat: the text but for its digits, and the place."""
    return _DIGITS.sub("#", " ".join(line.text.split())), round(line.y / 3)


def _is_added(line: Line) -> bool:
    """Whether a line begins with the time, or is the address, that browsers print into the margins."""
    return _PRINT_STAMP.match(line.text) is not None or _PRINTED_ADDRESS.fullmatch(line.text) is not None


def _is_outermost_number(line: Line, page: PageLines) -> bool:
    """Whether a line is a page number: nothing stands further out."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    low = line.y - page.bottom < page.height / 2
    others = [other.y for other in page.lines if round(other.y) != round(line.y)]
    return bool(others) and (line.y < min(others) if low else line.y > max(others))
