"""What a report must offer: files from evaluations, in one format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, Protocol, runtime_checkable

from mtqa.contracts.registry import ClassRegistry
from mtqa.results import Evaluation

__all__ = ["Report", "reports"]


@runtime_checkable
class Report(Protocol):
    """Writes evaluations to files in one format."""

    name: ClassVar[str]
    summary: ClassVar[str]

    def write(self, evaluations: Sequence[Evaluation], folder: Path) -> tuple[Path, ...]:
        """Write the report of one corpus, all its languages together, below `folder`.

        Returns:
            The files, the main one first.

        Raises:
            MtqaError: when a file cannot be written; then nothing of the old report is lost.
        """
        ...


reports: ClassRegistry[Report] = ClassRegistry("reports")
