"""The fenced code of Markdown files, as it stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(
    r"^```(?P<language>\w+)(?: title=\"(?P<title>[^\"]+)\")?[^\n]*\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True)
class FencedCode:
    """A piece of code in a page.

    Attributes:
        language: What stands after the fence: `python`, `sh`, `toml`, `text`.
        title: The file that it is, or "".
        text: The code.
        line: Where it begins in the page.
    """

    language: str
    title: str
    text: str
    line: int


def fenced_code(page: Path) -> Iterator[FencedCode]:
    """All pieces of a page, in order."""
    content = page.read_text(encoding="utf-8")
    for match in _FENCE.finditer(content):
        line = content.count("\n", 0, match.start()) + 1
        yield FencedCode(match["language"], match["title"] or "", match["text"], line)
