"""The folder for what can be computed again, and its size."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

__all__ = ["cache_folder", "delete_oldest"]


def cache_folder(name: str) -> Path:
    """The folder for what can be computed again: `name` in MTQA_CACHE, else in `mtqa` in the user's cache folder."""
    own = os.environ.get("MTQA_CACHE")
    if own:
        return Path(own) / name
    general = os.environ.get("XDG_CACHE_HOME")
    return (Path(general) if general else Path.home() / ".cache") / "mtqa" / name


def delete_oldest(folder: Path, pattern: str, most_bytes: int) -> None:
    """Delete the files of a cache that were not used for longest, until the rest is no larger than `most_bytes`.

    Args:
        folder: The cache; what cannot be read or deleted in it stays.
        pattern: Names of its files: `*.npy`.
        most_bytes: Size of all files together.
    """
    with contextlib.suppress(OSError):
        files = [(path, path.stat()) for path in folder.glob(pattern)]
        size = sum(status.st_size for _, status in files)
        for path, status in sorted(files, key=lambda file: file[1].st_mtime):
            if size <= most_bytes:
                return
            path.unlink(missing_ok=True)
            size -= status.st_size
