"""What a loader must offer: whether it reads a file, and the corpora in it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from mtqa.contracts.registry import ClassRegistry
from mtqa.corpus import Corpus

__all__ = ["Loader", "loaders"]


@runtime_checkable
class Loader(Protocol):
    """Reads one format. Corpora come back one per language pair."""

    name: ClassVar[str]
    summary: ClassVar[str]

    def accepts(self, path: Path) -> bool:
        """Whether the file or folder is in this format; looks at name and content, raises nothing."""
        ...

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        """Read it.

        Args:
            path: File or folder.
            languages: Target languages to read; None for all.

        Raises:
            MtqaError: naming file and line, when something is wrong with it.
        """
        ...


loaders: ClassRegistry[Loader] = ClassRegistry("loaders")
