"""What dead runs have left: folders in which files were made, and files that were not finished."""

from __future__ import annotations

import contextlib
import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

from mtqa.files.locks import hold

__all__ = ["STAGING", "lives", "remove_leftovers", "remove_parts"]

STAGING = ".mtqa-"
"""What names of staging folders begin with; eight signs follow."""
_PART = re.compile(r"\..+\.(\d+)-[0-9a-f]{8}\.part", re.DOTALL)


def remove_leftovers(folder: Path, prefix: str = STAGING) -> None:
    """Remove the staging folders and unfinished files of processes that are dead.

    Only this user's, and only what nobody holds; what cannot be removed stays.

    Args:
        folder: Where they may lie.
        prefix: What the names of the staging folders begin with.
    """
    staging = re.compile(rf"{re.escape(prefix)}[a-z0-9_]{{8}}")
    for entry in _entries(folder):
        if staging.fullmatch(entry) and _is_mine(folder / entry, stat.S_ISDIR):
            _remove(folder / entry)
    remove_parts(folder)


def remove_parts(folder: Path, beginning: str = "") -> None:
    """Remove files that dead processes did not finish, those only whose names begin so."""
    for entry in _entries(folder):
        part = _PART.fullmatch(entry) if entry.startswith(beginning) else None
        if part and not lives(int(part[1])) and _is_mine(folder / entry, stat.S_ISREG):
            _remove(folder / entry)


def _remove(path: Path) -> None:
    """Remove a file or folder, unless a living process holds it or nothing tells whether one does, as on Windows."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        handle = hold(path)
        if handle is None:
            return
        try:
            if path.is_dir():
                import shutil

                shutil.rmtree(path, ignore_errors=True)
            else:
                os.unlink(path)
        finally:
            os.close(handle)


def _entries(folder: Path) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _is_mine(path: Path, is_kind: Callable[[int], bool]) -> bool:
    try:
        status = os.lstat(path)
    except OSError:
        return False
    return is_kind(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def lives(process: int) -> bool:
    """Whether a process of this number runs here; where that cannot be asked, it does."""
    if os.name == "nt" or process <= 0:
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
