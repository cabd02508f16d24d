"""What SQLite says when something is wrong with a file, in words for people; and what can be saved of a damaged one."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from mtqa.errors import MtqaError

__all__ = ["BusyError", "DamagedError", "FullError", "Saved", "put_aside", "told"]

_SIDES = ("", "-wal", "-shm")
"""A database in WAL mode is up to three files."""
_QUERIES = {
    "annotators": ("SELECT * FROM annotators ORDER BY rowid", "SELECT * FROM annotators ORDER BY rowid DESC"),
    "campaign": ("SELECT * FROM campaign ORDER BY rowid", "SELECT * FROM campaign ORDER BY rowid DESC"),
    "judgements": ("SELECT * FROM judgements ORDER BY number", "SELECT * FROM judgements ORDER BY number DESC"),
    "clicks": ("SELECT * FROM clicks ORDER BY annotator", "SELECT * FROM clicks ORDER BY annotator DESC"),
    "written": ("SELECT * FROM written ORDER BY language", "SELECT * FROM written ORDER BY language DESC"),
    "originals": ("SELECT * FROM originals ORDER BY language", "SELECT * FROM originals ORDER BY language DESC"),
}
"""Each table from its beginning, and from its end."""
Saved = dict[str, list[tuple[object, ...]]]
"""Rows by table."""


class DamagedError(MtqaError):
    """A file of judgements that cannot be read as a whole."""

    def __init__(self, path: Path, what: str) -> None:
        super().__init__(
            f"this file is damaged ({what})", "It is unchanged; put back a copy, or move it away.", path=path
        )


class BusyError(MtqaError):
    """Another program holds the file; the same may work in a moment."""


class FullError(MtqaError):
    """The disk takes no more; what was stored before is safe."""


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Errors of SQLite as errors that say what to do."""
    try:
        yield
    except sqlite3.OperationalError as error:
        raise _meant(error, path) from error
    except sqlite3.DatabaseError as error:
        if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
            raise
        raise DamagedError(path, str(error)) from error


def _meant(error: sqlite3.OperationalError, path: Path) -> MtqaError:
    text = str(error)
    if "full" in text or "disk I/O" in text:
        return FullError(
            f"the judgement was not stored: {'the disk is full' if 'full' in text else 'the disk failed'}",
            "What was stored before is safe. Free some space, and do it again.",
            path=path,
        )
    if "locked" in text or "busy" in text:
        return BusyError(
            "another program has this file open and lets nobody write",
            "Close it there (a database viewer, a backup), and do it again. Nothing is lost.",
            path=path,
        )
    if "readonly" in text or "unable to open" in text:
        return MtqaError(
            f"judgements cannot be kept here: {text}",
            "Copy the corpus to a folder that you may write to, and review it there.",
            path=path,
        )
    return DamagedError(path, text)


def put_aside(path: Path) -> tuple[Path, Saved]:
    """Move a damaged file aside, whole, after what can still be read of it was read.

    Returns:
        Where it is now, and its readable rows.

    Raises:
        MtqaError: when it cannot be moved; it is then where it was.
    """
    number = 1
    while (aside := path.with_name(f"{path.stem}.damaged-{number}{path.suffix}")).exists():
        number += 1
    try:
        for side in _SIDES:
            if os.path.exists(f"{path}{side}"):
                os.rename(f"{path}{side}", f"{aside}{side}")
    except OSError as error:
        message = f"this file is damaged, and cannot be moved aside: {error.strerror or error}"
        raise MtqaError(message, "Move it away, and start again.", path=path) from error
    return aside, _readable(aside)


def _readable(path: Path) -> Saved:
    """What can be read of each table: from its beginning, and from its end backwards."""
    saved: Saved = {}
    with suppress(sqlite3.Error), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")  # SQLite then reads on where a file was cut short
        for table, queries in _QUERIES.items():
            rows: dict[str, tuple[object, ...]] = {}
            for query in queries:
                with suppress(sqlite3.Error):
                    for row in connection.execute(query):
                        key = json.dumps(row, default=str)
                        if key in rows:
                            break
                        rows[key] = row
            saved[table] = list(rows.values())
    return saved
