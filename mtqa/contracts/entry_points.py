"""Whether other packages bring plug-ins, seen at a glance: `importlib.metadata` takes longer than scores of a file."""

from __future__ import annotations

import os
import sys
from functools import cache
from importlib.machinery import PathFinder

__all__ = ["may_be_brought"]

_FOLDERS = (".dist-info", ".egg-info")
_FILE = "entry_points.txt"


@cache
def may_be_brought(kind: str) -> bool:
    """Whether a package that is installed may bring plug-ins of a kind; where that cannot be told at once, it may.

    Args:
        kind: What they are, in the plural: `metrics`.
    """
    if any(hasattr(finder, "find_distributions") and finder is not PathFinder for finder in sys.meta_path):
        return True
    group = f"mtqa.{kind}".encode()
    return any(_names(place or os.curdir, group) for place in dict.fromkeys(sys.path))


def _names(place: str, group: bytes) -> bool:
    """Whether something installed in a folder names a group of entry points."""
    try:
        with os.scandir(place) as entries:
            folders = [entry.path for entry in entries if entry.name.lower().endswith(_FOLDERS)]
    except NotADirectoryError:
        return True  # an archive
    except OSError:
        return False
    return any(group in _content(os.path.join(folder, _FILE)) for folder in folders)


def _content(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:
            return file.read()
    except OSError:
        return b""
