"""What a writer must offer: corpora in one format, so that its loader reads them back equal."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from mtqa.contracts.registry import ClassRegistry
from mtqa.corpus import Corpus

__all__ = ["Writer", "writers"]


class Writer(ABC):
    """Writes corpora in one format, so that the loader of that format reads them back equal."""

    name: ClassVar[str]
    summary: ClassVar[str]
    suffixes: ClassVar[tuple[str, ...]]
    """Endings of file names that ask for this format; "" where it is a folder."""
    many_languages: ClassVar[bool]
    """Whether one file can hold several target languages."""
    omits: ClassVar[tuple[str, ...]]
    """What the format has no place for, in the words of `mtqa.preparation.convert.left_behind`."""

    @abstractmethod
    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        """Write the corpora to a file or folder that does not exist yet.

        Raises:
            MtqaError: when something in them cannot be said in this format; names the segment.
        """


writers: ClassRegistry[Writer] = ClassRegistry("writers", Writer)
