"""Files kept to save work: each with a checksum, none trusted that is damaged, and none needed."""

from __future__ import annotations

import contextlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from mtqa.errors import MtqaError, MtqaWarning
from mtqa.files.caches import VERSION, CacheKind, make_room
from mtqa.files.checksums import sealed, unsealed
from mtqa.files.text import write_atomically

__all__ = ["KeptFiles", "warn_of_damage"]

_Content = TypeVar("_Content")


@dataclass(frozen=True)
class KeptFiles:
    """A folder of files, each under the digest of all that its content depends on.

    What is damaged is deleted and said to be, once for the folder. A folder that cannot be written is no cache, but no
    error either. Several processes may use it at once: files come and go whole.

    Attributes:
        folder: Where the files are; made when first needed.
        kind: What they are; names their ending.
        most_bytes: Size of all files together; beyond it, those longest unused are deleted. None for the user's limit.
    """

    folder: Path
    kind: CacheKind
    most_bytes: int | None = None

    def read(self, digest: str, parse: Callable[[memoryview], _Content]) -> _Content | None:
        """What is kept under a digest, through `parse`; None where there is nothing, or nothing that is sound.

        Args:
            digest: Of all that the content depends on.
            parse: Makes of the bytes what is wanted. Whatever exception it raises means that they are damaged.
        """
        path = self._path(digest)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        data = unsealed(content, digest)
        try:
            if data is None:
                raise ValueError("the checksum does not fit")
            parsed = parse(data)
        except MemoryError:
            raise
        except Exception:
            warn_of_damage(self.folder)
            with contextlib.suppress(OSError):
                path.unlink()
            return None
        with contextlib.suppress(OSError):
            path.touch()
        return parsed

    def write(self, digest: str, data: bytes) -> None:
        """Keep something."""
        with contextlib.suppress(MtqaError):
            write_atomically(self._path(digest), sealed(data, digest))

    def make_room(self) -> None:
        """Delete what is beyond the limit, and what older versions of mtqa left."""
        make_room(self.folder, self.kind, self.most_bytes)

    def _path(self, digest: str) -> Path:
        return self.folder / f"{digest}{VERSION}{self.kind.suffix}"


def warn_of_damage(folder: Path) -> None:
    """Say that something in a folder was damaged; the same folder is told once."""
    warnings.warn(
        f"{folder}: something that was kept here is damaged (by the disk, say). It is dropped and made again;"
        " `mtqa cache check` looks at the rest.",
        MtqaWarning,
        stacklevel=2,
    )
