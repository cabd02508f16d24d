"""Measurements kept on disk by content: an unchanged corpus is not measured again."""

from __future__ import annotations

import contextlib
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import delete_oldest, write_atomically
from mtqa.gating.run import LanguageRun
from mtqa.gating.run_json import language_from_json, language_to_json

__all__ = ["MeasurementCache"]


@dataclass(frozen=True)
class MeasurementCache:
    """A folder of measurements, each under the digest of all that it depends on.

    A damaged file is as good as none, and a folder that cannot be written is no error.

    Attributes:
        folder: Where the files are; made when first needed.
        most_bytes: Size of all files together; beyond it, the oldest are deleted.
    """

    folder: Path
    most_bytes: int = 1 << 28

    def read(self, digest: str) -> LanguageRun | None:
        """What was measured, without its texts; None where it was not, or the file is damaged."""
        path = self._path(digest)
        with contextlib.suppress(
            OSError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError, MtqaError
        ):
            checksum, _, text = path.read_text(encoding="ascii").partition("\n")
            if checksum == _checksum(text):
                run = language_from_json(json.loads(text))
                path.touch()
                return run
        return None

    def write(self, digest: str, run: LanguageRun) -> None:
        """Keep a measurement."""
        text = json.dumps(language_to_json(run, texts=False))
        with contextlib.suppress(MtqaError):
            write_atomically(self._path(digest), f"{_checksum(text)}\n{text}")
        delete_oldest(self.folder, "*.json", self.most_bytes)

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}.json"


def _checksum(text: str) -> str:
    return hashlib.blake2b(text.encode("ascii"), digest_size=16).hexdigest()
