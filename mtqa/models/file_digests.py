"""Digests of files: of large ones they are kept, so that gigabytes of weights are not read to tell a model's name."""

from __future__ import annotations

import hashlib
import re
import time
from functools import lru_cache
from pathlib import Path

from mtqa.files import CACHE_KINDS, KeptFiles, cache_folder

__all__ = ["file_digest", "kept_digest"]

_LARGE = 64 * 2**20
"""Bytes of a file whose digest is kept: they take a twentieth of a second."""
_SETTLED = 10.0
"""Seconds that a file must have been left alone: a later change within what clocks of file systems tell apart would not
be seen."""
_DIGEST = re.compile("[0-9a-f]{64}")


def file_digest(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    status = path.stat()
    return _file_digest(path, status.st_size, status.st_mtime_ns, status.st_ctime_ns)


@lru_cache(maxsize=256)
def _file_digest(path: Path, size: int, changed: int, told: int) -> str:
    """Of a file of that size and those times, which is read once."""
    del changed, told
    return _sha256(path) if size < _LARGE else kept_digest(path, cache_folder("digests"))


def kept_digest(path: Path, folder: Path, most_recent: float | None = None) -> str:
    """The digest that is kept for the file as it is; else the file is read.

    Which file it is, and whether it has changed, is told as version control systems do: by its place, its number, its
    size, and the times at which its content and what is known of it were changed. No program sets the last of them.

    Args:
        path: The file.
        folder: Where digests are kept.
        most_recent: The time, in seconds since 1970, after which a file was changed too late for its digest to be kept;
            None for ten seconds ago.
    """
    status = path.stat()
    about = [status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns, status.st_ctime_ns]
    key = hashlib.blake2b(f"{path}|{about}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    kept = KeptFiles(folder, CACHE_KINDS["digests"])
    found = kept.read(key, _checked)
    if found is not None:
        return found
    latest = time.time() - _SETTLED if most_recent is None else most_recent
    digest = _sha256(path)
    if max(status.st_mtime, status.st_ctime) <= latest:
        kept.write(key, digest.encode("ascii"))
        kept.make_room()
    return digest


def _checked(data: memoryview) -> str:
    """The digest in a file.

    Raises:
        ValueError: when it is none.
    """
    text = bytes(data).decode("ascii")
    if not _DIGEST.fullmatch(text):
        raise ValueError("no digest")
    return text


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
