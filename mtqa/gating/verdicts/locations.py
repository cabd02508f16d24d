"""Where in the repository a finding of the gate is shown: the file with the translations, and the line."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from mtqa.gating import GateResult, SegmentChange

__all__ = ["Locator"]


class Locator:
    """Finds files and lines for annotations.

    Args:
        corpus: The corpus as it was named on the command line.
        accepted: The accepted file, which stands for everything that is about no single file.
    """

    def __init__(self, corpus: str, accepted: str) -> None:
        self._corpus = Path(corpus)
        self._accepted = accepted

    def file(self, result: GateResult, language: str) -> str:
        """The file with the translations of a language where it is known, else the accepted file; a relative path."""
        name = dict(result.files).get(language, "")
        if name:
            for place in (self._corpus / name, self._corpus, Path(name)):
                if place.is_file():
                    return _relative(str(place))
        return _relative(self._accepted)

    def segment(self, result: GateResult, change: SegmentChange) -> tuple[str, int]:
        """File and line of a changed segment; line 1 where its text is not a line of the file."""
        path = self.file(result, change.language)
        lines = _lines(path)
        text = change.new or ""
        if change.number < len(lines) and lines[change.number] == text:
            return path, change.number + 1
        return path, lines.index(text) + 1 if text in lines else 1


def _relative(path: str) -> str:
    relative = os.path.relpath(path)
    return (path if relative.startswith("..") else relative).replace(os.sep, "/")


@cache
def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError):
        return []
