"""Sets of files made aside and moved into place when all of them are there."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["move_into_place", "staging_in"]


@contextmanager
def staging_in(place: Path) -> Iterator[Path]:
    """A new folder inside `place`, in which files are made before they are moved, on the same file system.

    `place` is made where it is missing. Afterwards the new folder goes, and so do those that had to be made and are
    still empty: what failed leaves nothing behind, and takes nothing of others with it.

    Raises:
        OSError: when a folder cannot be made.
    """
    missing = [folder for folder in (place, *place.parents) if not folder.exists()]
    staging: Path | None = None
    try:
        place.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=place, prefix=".mtqa-"))
        yield staging
    finally:
        if staging is not None:
            shutil.rmtree(staging, ignore_errors=True)
        for folder in missing:
            with contextlib.suppress(OSError):
                folder.rmdir()


def move_into_place(source: Path, target: Path) -> None:
    """Move a file to `target`, or the files of a folder into the folder `target`, over those that are there.

    Raises:
        OSError: when one cannot be moved.
    """
    if not source.is_dir():
        os.replace(source, target)
        return
    for file in sorted(path for path in source.rglob("*") if path.is_file()):
        place = target / file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        os.replace(file, place)
