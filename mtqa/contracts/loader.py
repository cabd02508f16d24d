"""What a loader must offer: how sure it is that it reads something, and the corpora in it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from enum import IntEnum
from pathlib import Path
from typing import ClassVar

from mtqa.contracts.registry import ClassRegistry
from mtqa.corpus import Corpus

__all__ = ["Certainty", "Loader", "loaders"]


class Certainty(IntEnum):
    """How sure a loader is that it reads a file or folder. The surest loader reads it; two as sure are an error."""

    NO = 0
    """It does not."""
    POSSIBLE = 1
    """It can: the file is of a kind (a table, lines of JSON) in which others may have formats of their own."""
    CERTAIN = 2
    """It does: the content, or a name that nothing else has, says that this is its format."""


class Loader(ABC):
    """Reads one format. Corpora come back one per language pair. Subclasses are dataclasses; fields are options."""

    name: ClassVar[str]
    """Name in specs: `--loader NAME`."""
    summary: ClassVar[str]
    """What it reads, in a sentence for people."""
    scheme: ClassVar[str] = ""
    """What its addresses begin with (`hub` of `hub:OWNER/NAME`); it then reads those and nothing else, and `load` gets
    what comes after the colon. "" for a loader of files and folders."""

    def accepts(self, path: Path) -> Certainty:
        """How sure it is that the file or folder is in its format; looks at name and content, raises nothing."""
        del path
        return Certainty.NO

    @abstractmethod
    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        """Read it.

        Args:
            path: File or folder; for a loader with a scheme, the address without it.
            languages: Target languages to read; None for all.

        Raises:
            MtqaError: naming file and line, when something is wrong with it.
        """


loaders: ClassRegistry[Loader] = ClassRegistry("loaders", Loader)
