"""What is kept to save work: how much of each kind, whether it is sound, and deleting it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files.caches import (
    CACHE_KINDS,
    VERSION,
    CacheKind,
    cache_folder,
    delete,
    is_of_older_version,
    kept_in,
    most_bytes_of,
    size_of,
)
from mtqa.files.checksums import folder_is_intact, unsealed
from mtqa.files.kept_lines import KeptLines

__all__ = ["CacheState", "clear_cache", "survey_cache"]

_DAY = 86_400


@dataclass(frozen=True)
class CacheState:
    """What there is of one kind.

    Attributes:
        kind: The kind.
        folder: Where it is.
        n_files: Files; of models, folders.
        n_bytes: Their size together.
        most_bytes: The size beyond which those longest unused are deleted.
        last_used: When one of them was used last, in seconds since 1970; None where there are none.
        damaged: Those that are not what was written, where that was looked at.
        outdated: Those of an older version of mtqa, which are never read.
    """

    kind: CacheKind
    folder: Path
    n_files: int
    n_bytes: int
    most_bytes: int
    last_used: float | None
    damaged: tuple[Path, ...] = ()
    outdated: tuple[Path, ...] = field(default=())


def survey_cache(*, check: bool = False) -> list[CacheState]:
    """What there is of each kind.

    Args:
        check: Also read all of it and compare it with its checksums.

    Raises:
        MtqaError: when MTQA_CACHE_LIMIT cannot be understood, or a file cannot be read.
    """
    return [_state(kind, check) for kind in CACHE_KINDS.values()]


def clear_cache(kinds: Collection[str] = (), *, older_than: float = 0.0) -> list[CacheState]:
    """Delete what is kept.

    Args:
        kinds: Names of kinds; empty for all.
        older_than: Only what was not used for as many days.

    Returns:
        What was deleted.

    Raises:
        MtqaError: when something cannot be deleted.
    """
    before = time.time() - older_than * _DAY
    deleted = []
    for name in kinds or CACHE_KINDS:
        kind = CACHE_KINDS[name]
        paths = kept_in(cache_folder(name), kind)
        gone = [path for path in paths if _last_used(path) <= before]
        state = _of_paths(kind, gone)
        for path in gone:
            try:
                delete(path)
            except OSError as error:
                raise MtqaError(f"cannot be deleted: {error.strerror or error}", path=path) from error
        deleted.append(state)
    return deleted


def _state(kind: CacheKind, check: bool) -> CacheState:
    paths = kept_in(cache_folder(kind.name), kind)
    return _of_paths(kind, paths, tuple(path for path in paths if not _is_sound(path, kind)) if check else ())


def _of_paths(kind: CacheKind, paths: list[Path], damaged: tuple[Path, ...] = ()) -> CacheState:
    return CacheState(
        kind,
        cache_folder(kind.name),
        len(paths),
        sum(map(_size, paths)),
        most_bytes_of(kind),
        max(map(_last_used, paths), default=None),
        damaged,
        tuple(path for path in paths if is_of_older_version(path, kind)),
    )


def _is_sound(path: Path, kind: CacheKind) -> bool:
    if is_of_older_version(path, kind):
        return True
    try:
        if not kind.suffix:
            return folder_is_intact(path)
        name = path.name.removesuffix(f"{VERSION}{kind.suffix}")
        if kind.suffix == ".jsonl":
            return KeptLines(path.parent, kind, name, "").is_sound()
        return unsealed(path.read_bytes(), name) is not None
    except FileNotFoundError:
        return True
    except OSError as error:
        raise MtqaError(f"cannot be read: {error.strerror or error}", path=path) from error


def _size(path: Path) -> int:
    with contextlib.suppress(OSError):
        return size_of(path)
    return 0


def _last_used(path: Path) -> float:
    with contextlib.suppress(OSError):
        return path.stat().st_mtime
    return 0.0
