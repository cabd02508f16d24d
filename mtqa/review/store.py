"""The SQLite file beside a corpus: who judges, what was chosen, and every judgement in the order in which it was made.

Judgements are only ever added; what is answered to the page is on the disk. One server at a time has the file; others
may read it meanwhile.
"""

from __future__ import annotations

import json
import os
import secrets
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import hold
from mtqa.results import Value
from mtqa.review.judgement import Content, Judgement, changed, content_from, content_to
from mtqa.review.store_errors import DamagedError, Saved, told

__all__ = ["Annotator", "Click", "NewerJudgementError", "Store", "Written", "prepared"]

APPLICATION = 0x6D747161
"""What SQLite calls an application id: "mtqa"."""
VERSION = 1
_PATIENCE_S = 3.0
_SCHEMA = """
CREATE TABLE judgements (
  number INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, annotator TEXT NOT NULL, protocol TEXT NOT NULL,
  language TEXT NOT NULL, document TEXT NOT NULL, segment_id TEXT NOT NULL, system TEXT NOT NULL, about TEXT NOT NULL,
  content TEXT NOT NULL, seconds REAL NOT NULL, client TEXT NOT NULL, shown TEXT NOT NULL
) STRICT;
CREATE INDEX ratings ON judgements (annotator, protocol, language, segment_id, system) WHERE protocol <> 'findings';
CREATE TRIGGER judgements_stay BEFORE DELETE ON judgements BEGIN SELECT RAISE(ABORT, 'judgements are only added'); END;
CREATE TRIGGER judgements_keep BEFORE UPDATE ON judgements BEGIN SELECT RAISE(ABORT, 'judgements are only added'); END;
CREATE TABLE clicks (
  annotator TEXT NOT NULL, client TEXT NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, at TEXT NOT NULL,
  PRIMARY KEY (annotator, client)
) STRICT, WITHOUT ROWID;
CREATE TABLE annotators (name TEXT PRIMARY KEY, secret TEXT NOT NULL UNIQUE, place INTEGER NOT NULL) STRICT;
CREATE TABLE campaign (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE originals (
  language TEXT NOT NULL, system TEXT NOT NULL, about TEXT NOT NULL, category TEXT NOT NULL, severity TEXT NOT NULL,
  PRIMARY KEY (language, system, about)
) STRICT, WITHOUT ROWID;
CREATE TABLE written (
  language TEXT NOT NULL, system TEXT NOT NULL, about TEXT NOT NULL, PRIMARY KEY (language, system, about)
) STRICT, WITHOUT ROWID;
"""
_INSERT = "INSERT INTO judgements VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_ALL = "SELECT * FROM judgements WHERE number > ? ORDER BY number LIMIT 5000"
_SOME = "SELECT * FROM judgements WHERE number BETWEEN ? AND ? ORDER BY number"
_RESTORE = {
    "annotators": "INSERT OR IGNORE INTO annotators VALUES (?, ?, ?)",
    "campaign": "INSERT OR IGNORE INTO campaign VALUES (?, ?)",
    "clicks": "INSERT OR IGNORE INTO clicks VALUES (?, ?, ?, ?, ?)",
    "written": "INSERT OR IGNORE INTO written VALUES (?, ?, ?)",
    "originals": "INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?, ?)",
}
_LAST = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'judgements'"
_NEWEST = (
    "SELECT max(number) FROM judgements WHERE annotator = ? AND protocol = ? AND language = ? AND segment_id = ?"
    " AND system = ? AND about = ? AND protocol <> 'findings' AND (shown IN ('attention', 'tutorial')) = ?"
)


@dataclass(frozen=True)
class Annotator:
    """Somebody who judges.

    Attributes:
        name: As others see it.
        secret: What their address ends with; it does not change.
    """

    name: str
    secret: str


@dataclass(frozen=True)
class Click:
    """What one click left in the file.

    Attributes:
        judgements: As they are stored; of a click that came a second time, as the first left them.
        is_new: Whether it was stored just now.
    """

    judgements: tuple[Judgement, ...]
    is_new: bool


@dataclass(frozen=True)
class Written:
    """A row of `suppressed.tsv` that mtqa wrote there itself."""

    language: str
    system: str
    about: str


class NewerJudgementError(Exception):
    """The annotator has judged the same thing in another window meanwhile.

    Attributes:
        newest: That judgement; None where there is none after all.
    """

    def __init__(self, newest: Judgement | None) -> None:
        super().__init__("this was judged in another window meanwhile")
        self.newest = newest


class Store:
    """An open file of judgements; may be used by several threads."""

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: int | None) -> None:
        self.path = path
        self._connection = connection
        self._lock_handle = lock
        self._mutex = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, to_read: bool = False) -> Store:
        """Open a file of judgements, which is made where it is missing.

        Args:
            path: The file.
            to_read: Only to read it, beside a server that may have it.

        Raises:
            DamagedError: when it cannot be read as a whole; nothing has been done to it.
            MtqaError: when another server has it, a newer mtqa or another program wrote it, or it cannot be opened.
        """
        if to_read and not path.is_file():
            raise MtqaError("nothing was judged here yet", "Begin with: mtqa review CORPUS", path=path)
        lock = None if to_read else _locked(path)
        try:
            with told(path):
                connection = sqlite3.connect(
                    path, timeout=_PATIENCE_S, isolation_level=None, check_same_thread=False, cached_statements=64
                )
        except BaseException:
            _release(lock)
            raise
        store = cls(path, connection, lock)
        try:
            with told(path):
                store._prepare(to_read=to_read)
        except BaseException:
            store.close()
            raise
        return store

    def _prepare(self, *, to_read: bool) -> None:
        (application,) = self._connection.execute("PRAGMA application_id").fetchone()
        (version,) = self._connection.execute("PRAGMA user_version").fetchone()
        tables = self._connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
        if tables and application != APPLICATION:
            raise MtqaError(
                "this database was not made by mtqa", "Move it away, or give it another name.", path=self.path
            )
        if version > VERSION:
            raise MtqaError(
                f"this file was written by a newer mtqa (form {version}; this one knows {VERSION})",
                "Update mtqa. The file is unchanged.",
                path=self.path,
            )
        (state,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if state != "ok":
            raise DamagedError(self.path, " ".join(str(state).removeprefix("*** in database main ***").split()))
        if to_read:
            return
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute(f"PRAGMA busy_timeout = {int(_PATIENCE_S * 1000)}")
        if not tables:
            self._connection.executescript(
                f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA application_id = {APPLICATION};"
                f" PRAGMA user_version = {VERSION}; COMMIT;"
            )

    def close(self) -> None:
        """Give the file back; what was stored stays."""
        with self._mutex:
            with suppress(sqlite3.Error):
                self._connection.close()
            _release(self._lock_handle)
            self._lock_handle = None

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk afterwards, or nothing."""
        with self._mutex, told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.Error):
                    self._connection.execute("ROLLBACK")
                raise

    def enrol(self, names: Sequence[str]) -> tuple[Annotator, ...]:
        """The annotators of these names, in this order; who is new gets a secret of their own."""
        known = {one.name: one for one in self.annotators()}
        new = [Annotator(name, secrets.token_urlsafe(24)) for name in dict.fromkeys(names) if name not in known]
        if new:
            with self._writing() as connection:
                rows = [(one.name, one.secret, len(known) + n) for n, one in enumerate(new)]
                connection.executemany("INSERT INTO annotators VALUES (?, ?, ?)", rows)
        known |= {one.name: one for one in new}
        return tuple(known[name] for name in dict.fromkeys(names))

    def annotators(self) -> tuple[Annotator, ...]:
        """All who ever had an address, the first one first."""
        rows = self._read("SELECT name, secret FROM annotators ORDER BY place, name")
        return tuple(Annotator(str(name), str(secret)) for name, secret in rows)

    def chosen(self, name: str) -> Any:
        """What was chosen for the campaign under this name; None where nothing was."""
        rows = self._read("SELECT value FROM campaign WHERE name = ?", name)
        try:
            return json.loads(rows[0][0]) if rows else None
        except (ValueError, RecursionError):
            return None

    def choose(self, **values: object) -> None:
        """Keep choices for the campaign."""
        rows = [(name, json.dumps(value, ensure_ascii=False, allow_nan=False)) for name, value in values.items()]
        with self._writing() as connection:
            connection.executemany("INSERT OR REPLACE INTO campaign VALUES (?, ?)", rows)

    def judgements(self, after: int = 0) -> Iterator[Judgement]:
        """All judgements in the order in which they were made, those that were taken back or replaced too.

        Args:
            after: Only those with a greater number.
        """
        kept: dict[str, Content] = {}
        while rows := self._read(_ALL, after):
            yield from (_judgement(row, self.path, kept) for row in rows)
            after = rows[-1][0]

    def click(self, annotator: str, client: str) -> Click | None:
        """What an earlier click with this id left; None where there was none."""
        rows = self._read("SELECT first, last FROM clicks WHERE annotator = ? AND client = ?", annotator, client)
        if not rows:
            return None
        found = self._read(_SOME, *rows[0])
        return Click(tuple(_judgement(row, self.path, {}) for row in found), False)

    def add(self, judgements: Sequence[Judgement], *, previous: int | None = None, guarded: bool = False) -> Click:
        """Store what one click decided; when this returns, it is on the disk.

        Args:
            judgements: By one annotator, with one `client`; number and time are filled in here.
            previous: The number that the page took for the annotator's newest on the same thing; None for none.
            guarded: Whether `previous` must be right.

        Raises:
            NewerJudgementError: when it is not.
            MtqaError: when it cannot be stored; nothing is changed then.
        """
        first = judgements[0]
        with self._mutex:
            before = self.click(first.annotator, first.client)
            if before is not None:
                return before
            with self._writing() as connection:
                if guarded:
                    self._guard(first, previous)
                return Click(_inserted(connection, judgements), True)

    def restore(self, saved: Saved) -> int:
        """Take over what could be read of a damaged file; only into a new one.

        Returns:
            How many judgements there are now.
        """
        rows = [row for row in saved.get("judgements", ()) if self._is_judgement(row)]
        with self._writing() as connection:
            for table, statement in _RESTORE.items():
                whole = [row for row in saved.get(table, ()) if len(row) == statement.count("?")]
                connection.executemany(statement, whole)
            connection.executemany(_INSERT.replace("INSERT", "INSERT OR IGNORE"), rows)
            (number,) = connection.execute("SELECT count(*) FROM judgements").fetchone()
        return int(number)

    def _is_judgement(self, row: Sequence[Any]) -> bool:
        with suppress(MtqaError, ValueError, TypeError, KeyError):
            return bool(_judgement(row, self.path, {}))
        return False

    def _guard(self, one: Judgement, previous: int | None) -> None:
        planted = one.shown in ("attention", "tutorial")
        key = (one.annotator, one.protocol, one.language, one.segment_id, one.system, one.about, planted)
        (newest,) = self._connection.execute(_NEWEST, key).fetchone()
        if newest != previous:
            rows = self._read(_SOME, newest, newest)
            raise NewerJudgementError(_judgement(rows[0], self.path, {}) if rows else None)

    def written(self) -> set[Written]:
        """The rows of suppressed findings that mtqa wrote."""
        return {Written(*map(str, row)) for row in self._read("SELECT language, system, about FROM written")}

    def note_written(self, rows: Sequence[Written]) -> None:
        """Note which rows of suppressed findings are mtqa's own: these, and no others."""
        with self._writing() as connection:
            connection.execute("DELETE FROM written")
            values = [(row.language, row.system, row.about) for row in rows]
            connection.executemany("INSERT INTO written VALUES (?, ?, ?)", values)

    def keep_originals(self, rows: Sequence[tuple[str, str, str, str, str]]) -> None:
        """Keep what findings were before somebody changed them: language, system, about, category and severity."""
        if rows:
            with self._writing() as connection:
                connection.executemany("INSERT OR IGNORE INTO originals VALUES (?, ?, ?, ?, ?)", rows)

    def originals(self, language: str) -> dict[tuple[str, str], tuple[str, str]]:
        """By system and what it is about, category and severity of each finding before somebody changed it."""
        query = "SELECT system, about, category, severity FROM originals WHERE language = ?"
        return {(row[0], row[1]): (row[2], row[3]) for row in self._read(query, language)}

    def _read(self, query: str, *values: object) -> list[Any]:
        with self._mutex, told(self.path):
            return self._connection.execute(query, values).fetchall()


def prepared(content: Content) -> str:
    """A content as it is stored."""
    return json.dumps(content_to(content), ensure_ascii=False, allow_nan=False)


def _inserted(connection: sqlite3.Connection, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    (last,) = connection.execute(_LAST).fetchone()
    stored = tuple(changed(one, number=last + n, at=at) for n, one in enumerate(judgements, start=1))
    texts = {id(content): prepared(content) for content in {id(one.content): one.content for one in stored}.values()}
    connection.executemany(_INSERT, [_row(one, texts[id(one.content)]) for one in stored])
    click = (stored[0].annotator, stored[0].client, stored[0].number, stored[-1].number, at)
    connection.execute("INSERT INTO clicks VALUES (?, ?, ?, ?, ?)", click)
    return stored


def _row(one: Judgement, content: str) -> tuple[object, ...]:
    place = (one.language, one.document, one.segment_id, one.system, one.about)
    return (one.number, one.at, one.annotator, one.protocol, *place, content, one.seconds, one.client, one.shown)


def _judgement(row: Sequence[Any], path: Path, kept: dict[str, Content]) -> Judgement:
    """A judgement from its row.

    Args:
        row: Its columns.
        path: The file, for messages.
        kept: Contents that were read already: bulk decisions share them.
    """
    number, at, annotator, protocol, language, document, segment_id, system, about, text, seconds, client, shown = row
    key = f"{protocol}:{text}"
    if key not in kept:
        try:
            kept[key] = content_from(Value(json.loads(text), "content"), protocol)
        except (ValueError, RecursionError, MtqaError) as error:
            message = f"judgement {number} cannot be read: {error}"
            raise MtqaError(message, "The file is unchanged; put back a copy of it.", path=path) from None
    place = (str(language), str(document), str(segment_id), str(system), str(about))
    return Judgement(number, at, annotator, protocol, *place, kept[key], seconds, client, shown)


def _locked(path: Path) -> int | None:
    """The lock of the one server that may write; the file is made, which nobody else may read: it holds secrets."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        return hold(path)
    except BlockingIOError:
        raise MtqaError(
            "another mtqa review has this file open", "Open the address that it printed, or end it first.", path=path
        ) from None
    except OSError as error:
        raise MtqaError(
            f"judgements cannot be kept here: {error.strerror or error}",
            "Copy the corpus to a folder that you may write to, and review it there.",
            path=path,
        ) from error


def _release(lock: int | None) -> None:
    if lock is not None:
        os.close(lock)
