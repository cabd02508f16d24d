"""HTML tables without colours of their own, so that they can be read in light and dark notebooks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

__all__ = ["Cell", "bounded", "html_block", "html_table", "shortened"]

Cell = str | int | float | None
"""A text, a number that has been written as it is to be shown, or nothing."""

MOST_ROWS = 30
"""Rows of a table that a notebook shows."""
_BORDER = "border-bottom:1px solid rgba(128,128,128,.35);padding:.2em .8em .2em 0"
_LONGEST = 160


def html_table(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, texts: Sequence[str] = ()) -> str:
    """A table; what is not among the texts is a number and stands at the right. Everything is escaped.

    Args:
        headings: Of the columns.
        rows: One cell for each column.
        texts: Headings of columns that hold texts, each of which runs in its own direction.
    """

    def cell(tag: str, heading: str, value: Cell) -> str:
        align = (
            "left;max-width:32em;white-space:normal;overflow-wrap:anywhere"
            if heading in texts
            else "right;white-space:nowrap"
        )
        direction = ' dir="auto"' if heading in texts and tag == "td" else ""
        shown = "–" if value is None else escape(str(value))
        return f'<{tag}{direction} style="text-align:{align};vertical-align:top;{_BORDER}">{shown}</{tag}>'

    head = "".join(cell("th", heading, heading) for heading in headings)
    body = "".join(
        f"<tr>{''.join(cell('td', heading, value) for heading, value in zip(headings, row, strict=True))}</tr>"
        for row in rows
    )
    return f'<table style="border-collapse:collapse"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def html_block(title: str, *parts: str, notes: Sequence[str] = ()) -> str:
    """Tables below a title, with remarks at the end. Title and remarks are escaped, the parts are HTML.

    Args:
        title: One line.
        parts: Tables.
        notes: Sentences.
    """
    head = f'<div style="margin:.3em 0"><strong>{escape(title)}</strong></div>' if title else ""
    remarks = "".join(f'<div style="opacity:.75;font-size:90%">{escape(note)}</div>' for note in notes if note)
    return f'<div style="overflow-x:auto">{head}{"".join(parts)}{remarks}</div>'


def bounded(rows: Sequence[Sequence[Cell]], what: str, most: int = MOST_ROWS) -> tuple[Sequence[Sequence[Cell]], str]:
    """As many rows as a notebook shows, and a sentence about the others; "" where there are none.

    Args:
        rows: All of them.
        what: What a row is, in the plural.
        most: How many are shown.
    """
    if len(rows) <= most:
        return rows, ""
    return rows[:most], f"The first {most} of {len(rows):,} {what}."


def shortened(text: str, longest: int = _LONGEST) -> str:
    """The beginning of a text that is too long to be shown."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
