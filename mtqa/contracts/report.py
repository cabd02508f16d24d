"""What a report must offer: files from evaluations, in one format."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from mtqa.contracts.registry import ClassRegistry
from mtqa.results import Evaluation

__all__ = ["Report", "reports"]


class Report(ABC):
    """Writes evaluations to files in one format. Subclasses are dataclasses whose fields are the options."""

    name: ClassVar[str]
    """Name in specs: `--format NAME`."""
    summary: ClassVar[str]
    """What is written, in a sentence for people."""
    in_languages: ClassVar[bool] = False
    """Whether its own words can be in several languages. It then has an option `language`, a tag for which there is a
    catalogue of words in `mtqa.rendering`, and `--report-language` sets it."""

    @abstractmethod
    def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
        """Write the report of one corpus, all its languages together, below `folder`, which is empty.

        What mtqa wrote is recorded beside it, so the files need not say that they are mtqa's.

        Returns:
            The files, the main one first.

        Raises:
            MtqaError: when a file cannot be written.
        """


reports: ClassRegistry[Report] = ClassRegistry("reports", Report)
