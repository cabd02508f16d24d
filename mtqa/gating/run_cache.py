"""Measurements kept on disk by content: an unchanged corpus is not measured again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from mtqa.files import CACHE_KINDS, KeptFiles
from mtqa.gating.run import LanguageRun
from mtqa.gating.run_json import language_from_json, language_to_json

__all__ = ["MeasurementCache"]


@dataclass(frozen=True)
class MeasurementCache:
    """A folder of measurements, each under the digest of all that it depends on.

    A damaged file is deleted, which a warning says; a folder that cannot be written is no error.

    Attributes:
        folder: Where the files are; made when first needed.
        most_bytes: Size of all files together; beyond it, those longest unused are deleted. None for the user's limit.
    """

    folder: Path
    most_bytes: int | None = None

    def read(self, digest: str) -> LanguageRun | None:
        """What was measured, without its texts; None where it was not, or the file is damaged."""
        return self._files.read(digest, lambda data: language_from_json(json.loads(bytes(data))))

    def write(self, digest: str, run: LanguageRun) -> None:
        """Keep a measurement."""
        self._files.write(digest, json.dumps(language_to_json(run, texts=False)).encode("ascii"))
        self._files.make_room()

    @property
    def _files(self) -> KeptFiles:
        return KeptFiles(self.folder, CACHE_KINDS["gate"], self.most_bytes)
