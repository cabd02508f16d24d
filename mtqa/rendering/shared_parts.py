"""What other pages of mtqa take from the report's, so that all look alike and treat texts alike."""

from __future__ import annotations

from mtqa.rendering.page_frame import asset
from mtqa.rendering.visible import HIDDEN, hidden_names, javascript_pattern

__all__ = ["hidden_characters", "stylesheet", "text_script"]


def stylesheet() -> str:
    """The report's style: typography, colours of light and dark, tables, marks."""
    return asset("report.css")


def text_script() -> str:
    """The script that finds words, tells what differs, marks places and shows what cannot be seen; functions alone."""
    return asset("script/text.js")


def hidden_characters() -> tuple[str, dict[str, str]]:
    """A JavaScript pattern of the characters that are shown as marks, and the short names that some have."""
    return javascript_pattern(HIDDEN.pattern), hidden_names()
