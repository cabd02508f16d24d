"""How sentences of a report name things, which depends on its format."""

from __future__ import annotations

from typing import Protocol

from mtqa.corpus import Segment

__all__ = ["Medium"]


class Medium(Protocol):
    """How the verdict writes names and links, which depends on the format of the report."""

    def text(self, text: str) -> str:
        """Any text from outside."""
        ...

    def name(self, text: str) -> str:
        """The name of a system."""
        ...

    def segment(self, segment: Segment) -> str:
        """A link to a segment, or its name."""
        ...
