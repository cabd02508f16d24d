"""The kinds of things that mtqa keeps to save work: where they are, how much of each, and what is deleted first."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import time
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError, MtqaWarning
from mtqa.files.checksums import SEAL

__all__ = ["CACHE_KINDS", "VERSION", "CacheKind", "cache_folder", "cache_root", "kept_in", "make_room", "most_bytes_of"]

VERSION = ".2"
"""Stands before the ending of a file's name. What has none was written before there were checksums."""
_LIMIT = "MTQA_CACHE_LIMIT"
_UNITS = {"": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]*)")
_NAME = r"([^.].*-)?[0-9a-f]{16,64}"
"""What is kept is called after a digest, behind something for people."""
_PART = re.compile(r"\..+\.\d+-[0-9a-f]{8}\.part")
_HALF_WRITTEN = 3600.0
"""Seconds after which a file that somebody was writing is taken for what a run left that died."""


@dataclass(frozen=True)
class CacheKind:
    """One kind of things that are kept.

    Attributes:
        name: What it is called.
        place: Its folder below that of the whole cache.
        suffix: Ending of its files' names; "" where each thing is a folder.
        most_bytes: The size of all together, unless the user says otherwise.
        summary: What is kept.
    """

    name: str
    place: str
    suffix: str
    most_bytes: int
    summary: str


CACHE_KINDS: Mapping[str, CacheKind] = {
    kind.name: kind
    for kind in (
        CacheKind("statistics", "statistics", ".npy", 256 * 10**6, "statistics of segments, for BLEU, chrF and TER"),
        CacheKind("neural", "statistics/neural", ".jsonl", 512 * 10**6, "scores of segments by neural metrics"),
        CacheKind("judges", "statistics/judges", ".jsonl", 2 * 10**9, "what language models answered as judges"),
        CacheKind("translations", "translations", ".jsonl", 2 * 10**9, "what baselines translated"),
        CacheKind("vectors", "vectors", ".jsonl", 128 * 10**6, "vectors of sentences, for alignment by meaning"),
        CacheKind("gate", "gate", ".json", 256 * 10**6, "what the gate measured"),
        CacheKind("digests", "digests", ".txt", 10**6, "digests of models' weights in folders"),
        CacheKind("models", "models", "", 20 * 10**9, "models converted for CTranslate2"),
    )
}


def cache_root() -> Path:
    """The folder for all that can be computed again: MTQA_CACHE, else `mtqa` in the user's cache folder."""
    own = os.environ.get("MTQA_CACHE")
    if own:
        return Path(own)
    general = os.environ.get("XDG_CACHE_HOME")
    return (Path(general) if general else Path.home() / ".cache") / "mtqa"


def cache_folder(name: str) -> Path:
    """The folder of the kind of that name."""
    return cache_root() / CACHE_KINDS[name].place


def most_bytes_of(kind: CacheKind) -> int:
    """How large the things of a kind may be together: as MTQA_CACHE_LIMIT says, or as the kind does.

    Raises:
        MtqaError: when MTQA_CACHE_LIMIT cannot be understood.
    """
    limits: dict[str, int] = {}
    text = os.environ.get(_LIMIT, "")
    for part in text.split(",") if text.strip() else ():
        name, equals, size = part.rpartition("=")
        number = _SIZE.fullmatch(size.strip().lower())
        if number is None or number[2] not in _UNITS or (equals and name.strip() not in CACHE_KINDS):
            raise MtqaError(
                f"the environment variable {_LIMIT} is '{text}'",
                f"Write a size, 500MB, or one for a kind, translations=5GB,gate=1GB; kinds: {', '.join(CACHE_KINDS)}.",
            )
        limits[name.strip()] = int(float(number[1]) * _UNITS[number[2]])
    return limits.get(kind.name, limits.get("", kind.most_bytes))


def kept_in(folder: Path, kind: CacheKind) -> list[Path]:
    """The files (or folders) of a kind in a folder, those of older versions of mtqa among them; others are not ours."""
    ours = re.compile(rf"{_NAME}({re.escape(VERSION)})?{re.escape(kind.suffix)}")
    try:
        found = [path for path in folder.iterdir() if ours.fullmatch(path.name)]
        return sorted(path for path in found if path.is_dir() != bool(kind.suffix))
    except OSError:
        return []


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files in a folder."""
    if path.is_dir():
        return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
    return path.stat().st_size


def delete(path: Path) -> None:
    """Delete a file or a folder of a cache; another process may have been faster.

    Raises:
        OSError: when it cannot be deleted.
    """
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def is_of_older_version(path: Path, kind: CacheKind) -> bool:
    """Whether something was kept before there were checksums."""
    if not kind.suffix:
        return not (path / SEAL).is_file()
    return not path.name.endswith(f"{VERSION}{kind.suffix}")


def make_room(folder: Path, kind: CacheKind, most_bytes: int | None = None, *, in_use: Path | None = None) -> None:
    """Delete what older versions kept and what dead runs left, and then what was longest unused beyond the limit.

    Args:
        folder: The cache; what cannot be read or deleted in it stays.
        kind: What is in it.
        most_bytes: Size of all together; None for the limit of the kind.
        in_use: One that stays in any case.

    Raises:
        MtqaError: as `most_bytes_of`.
    """
    limit = most_bytes_of(kind) if most_bytes is None else most_bytes
    old = [path for path in kept_in(folder, kind) if is_of_older_version(path, kind)]
    with contextlib.suppress(OSError):
        for path in old:
            delete(path)
        if old:
            warnings.warn(
                f"{folder}: {len(old)} that an older mtqa kept without checksums were deleted",
                MtqaWarning,
                stacklevel=2,
            )
    with contextlib.suppress(OSError):
        for path in folder.glob(".*.part"):
            if _PART.fullmatch(path.name) and path.stat().st_mtime < time.time() - _HALF_WRITTEN:
                path.unlink(missing_ok=True)
    with contextlib.suppress(OSError):
        sizes = {path: size_of(path) for path in kept_in(folder, kind)}
        size = sum(sizes.values())
        for path in sorted(sizes, key=lambda path: path.stat().st_mtime):
            if size <= limit:
                return
            if path != in_use:
                delete(path)
                size -= sizes[path]
