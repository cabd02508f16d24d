"""What mtqa wrote into a folder, recorded there: how its own files are told from a user's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mtqa.files.text import write_atomically

__all__ = ["Manifest"]

NAME = ".mtqa-files.json"
SCHEMA = "mtqa/files/1"


@dataclass(frozen=True)
class Manifest:
    """The files of a folder that mtqa wrote, each with the digests of what it may have written there.

    Attributes:
        folder: The folder.
        digests: By name relative to the folder, with `/` between its parts.
        is_recorded: Whether the folder has a manifest at all; those that older versions wrote have none.
    """

    folder: Path
    digests: Mapping[str, frozenset[str]]
    is_recorded: bool

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of a folder; a damaged one is as good as none.

        Raises:
            OSError: when there is one that cannot be read.
        """
        try:
            data = (folder / NAME).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return cls(folder, {}, False)
        try:
            content = json.loads(data)
            digests = {str(name): frozenset(map(str, kept)) for name, kept in content["files"].items()}
            return cls(folder, digests, content["schema"] == SCHEMA)
        except (
            FileNotFoundError,
            NotADirectoryError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ):
            return cls(folder, {}, False)

    def is_own(self, name: Path) -> bool:
        """Whether the file is there as mtqa wrote it, unchanged.

        Raises:
            OSError: when it cannot be read.
        """
        kept = self.digests.get(name.as_posix())
        return kept is not None and digest(self.folder / name) in kept

    def has(self, name: Path) -> bool:
        """Whether mtqa once wrote a file of this name."""
        return name.as_posix() in self.digests

    def write_into(self, folder: Path, written: Mapping[Path, str]) -> None:
        """Write the manifest as it is once some files have been written, into another folder.

        Args:
            folder: From where it will be moved into place together with the files.
            written: Digests of the files by name.

        Raises:
            MtqaError: when it cannot be written.
        """
        files = {name: sorted(kept) for name, kept in self.digests.items()}
        files |= {name.as_posix(): [new] for name, new in written.items()}
        content = {"schema": SCHEMA, "files": dict(sorted(files.items()))}
        write_atomically(folder / NAME, json.dumps(content, indent=1) + "\n")


def digest(path: Path) -> str:
    """A digest of a file's content; "" where there is none.

    Raises:
        OSError: when there is one that cannot be read.
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
