"""Folders in which files are made before all of them are moved into place."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mtqa.files.leftovers import STAGING, remove_leftovers
from mtqa.files.locks import hold

__all__ = ["scratch_folder", "staging_for", "staging_in"]

_SCRATCH = "mtqa-scratch-"


@contextmanager
def staging_in(place: Path, prefix: str = STAGING) -> Iterator[Path]:
    """A new folder inside `place`, in which files are made before they are moved, on the same file system.

    `place` is made where it is missing. Afterwards the new folder goes, and so do those that had to be made and are
    still empty: what failed leaves nothing behind, and takes nothing of others with it. What a run that was killed had
    left there is removed first.

    Args:
        place: Where.
        prefix: What its name begins with.

    Raises:
        OSError: when a folder cannot be made.
    """
    missing = [folder for folder in (place, *place.parents) if not folder.exists()]
    staging: Path | None = None
    handle: int | None = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        remove_leftovers(place, prefix)
        staging = Path(tempfile.mkdtemp(dir=place, prefix=prefix))
        while (handle := _hold_new(staging)) is None and not staging.exists():
            staging = Path(tempfile.mkdtemp(dir=place, prefix=prefix))
        yield staging
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        if handle is not None:
            os.close(handle)
        for folder in missing:
            with contextlib.suppress(OSError):
                folder.rmdir()


def _hold_new(staging: Path) -> int | None:
    """Hold a new folder; None where that cannot be, or another run took it for a dead one's and removes it."""
    if os.name == "nt":  # a folder that is held could not be renamed there
        return None
    try:
        return hold(staging)
    except BlockingIOError:
        shutil.rmtree(staging, ignore_errors=True)
        return None


@contextmanager
def staging_for(folder: Path) -> Iterator[Path]:
    """A staging folder for what will be moved into `folder`: inside it, or beside it where it is missing.

    Raises:
        OSError: when a folder cannot be made.
    """
    remove_leftovers(Path(tempfile.gettempdir()), _SCRATCH)
    if not folder.is_dir():
        with staging_in(folder.parent) as staging:
            yield staging
        return
    remove_leftovers(folder.parent)
    with staging_in(folder) as staging:
        yield staging


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder for what nobody keeps, where the system has temporary files.

    Raises:
        OSError: when it cannot be made.
    """
    with staging_in(Path(tempfile.gettempdir()), _SCRATCH) as scratch:
        yield scratch
