"""Locks on folders: one writer at a time. The system gives a lock back however its process ends; no file stays.

Where the file system knows no locks, there are none.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtqa.errors import MtqaError

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows
    fcntl = None  # type: ignore[assignment]

__all__ = ["hold", "hold_open", "only_writer"]

_PATIENCE_S = 60.0
_PAUSE_S = 0.05
_WINDOWS_NAME = ".mtqa-lock"

_held = threading.local()


@contextmanager
def only_writer(folder: Path) -> Iterator[bool]:
    """Be the only process of mtqa that writes into a folder; waits a minute for another to finish.

    A thread that has the lock already goes on. Where the folder is missing there is nothing to lock.

    Yields:
        Whether the folder is locked now.

    Raises:
        MtqaError: when another writer does not finish.
    """
    mine: set[str] = _held.__dict__.setdefault("folders", set())
    name = os.path.realpath(folder)
    if name in mine:
        yield True
        return
    handle = _wait(folder)
    if handle is None:
        yield False
        return
    mine.add(name)
    try:
        yield True
    finally:
        mine.discard(name)
        os.close(handle)


def _wait(folder: Path) -> int | None:
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            return hold(folder)
        except BlockingIOError:
            if time.monotonic() > end:
                raise MtqaError(
                    "another run of mtqa is writing here", "Wait until it is done, or end it.", path=folder
                ) from None
        time.sleep(_PAUSE_S)


def hold(path: Path) -> int | None:
    """Lock a file or folder until the descriptor that is returned is closed, or the process ends.

    Returns:
        None where there is nothing, or no locks are known.

    Raises:
        BlockingIOError: when another has the lock.
    """
    if fcntl is None:
        return _hold_on_windows(path)
    try:
        handle = os.open(path, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    return handle


def hold_open(handle: int) -> None:
    """Lock a file that is open, as long as it is; where no locks are known, nothing happens."""
    if fcntl is not None:
        with contextlib.suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _hold_on_windows(path: Path) -> int | None:  # pragma: no cover - Windows
    """A file that the system removes when its only descriptor is closed."""
    flags = os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_TEMPORARY", 0)
    try:
        return os.open(path / _WINDOWS_NAME, flags)
    except FileExistsError:
        raise BlockingIOError from None
    except OSError:
        return None
