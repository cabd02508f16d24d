"""Pieces of HTML inside other data, as plain text."""

from __future__ import annotations

import re

__all__ = ["plain_text"]

_TAG = re.compile(
    r"</?(?:p|br|a|div|span|ul|ol|li|b|i|u|em|strong|h[1-6]|table|tbody|tr|td|th|img|sup|sub|font|hr|blockquote|section)"
    r"(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)


def plain_text(text: str) -> str:
    """A text without HTML, where there is any in it; else the text as it is.

    Raises:
        MtqaError: when tags are nested or left open beyond all reason.
    """
    if "<" not in text or _TAG.search(text) is None:
        return text
    from mtqa.documents.html import fragment_drafts

    return " ".join(draft.text for draft in fragment_drafts(text, None)) or text
