"""Files of lines kept to save work: only ever added to, on the disk at once, each line with a checksum."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files.caches import VERSION, CacheKind, make_room, most_bytes_of
from mtqa.files.kept_files import warn_of_damage

__all__ = ["KeptLines"]

_TOLD = b"#"
"""Begins the line that tells people what the file is about."""
_DIGITS = 9
"""A space and the checksum, at the end of each line."""


@dataclass(frozen=True)
class KeptLines:
    """A file of lines of ASCII, under the digest of all that they depend on.

    A line whose checksum does not fit is dropped, and that is said, once for the folder; what a run that died had not
    finished is passed over. Several processes may read and add at once.

    Attributes:
        folder: Where the file is; made when first needed.
        kind: What it is; names its ending, and how large it may become.
        name: Of the file, without ending: with the digest of all that the lines depend on.
        header: What the file is about, for people, as one line of ASCII.
    """

    folder: Path
    kind: CacheKind
    name: str
    header: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{self.name}{VERSION}{self.kind.suffix}"

    def read(self, take: Callable[[bytes], bool]) -> None:
        """Give all lines to a function, in order.

        Args:
            take: Called with each line whose checksum fits; says whether it makes sense. What does not is dropped too.

        Raises:
            OSError: when the file is there and cannot be read.
        """
        try:
            with self.path.open("rb") as file:
                wrong = self._wrong_lines(file, take)
        except FileNotFoundError:
            return
        if wrong:
            warn_of_damage(self.folder)
            self._drop(wrong)
        with contextlib.suppress(OSError):
            self.path.touch()

    def add(self, lines: Sequence[str]) -> None:
        """Add lines of ASCII without ends; they are on the disk when this returns.

        Raises:
            MtqaError: when they cannot be written.
        """
        try:
            with self._locked() as file:
                size = self._size_of_whole_lines(file)
                file.truncate(size)
                told = [] if size else [f"{_TOLD.decode()}{self.header}"]
                data = self._with_checksums([line.encode("ascii") for line in [*told, *lines]])
                _write(file, data)
                os.fsync(file.fileno())
                size += len(data)
            self._keep_small(size)
        except OSError as error:
            raise MtqaError(
                f"what is kept here cannot be written: {error.strerror or error}",
                "Name another folder with MTQA_CACHE, or say --no-cache.",
                path=self.path,
            ) from error

    def prepare(self) -> None:
        """Make the file, and room for it, before work is done whose result could not be kept.

        Raises:
            MtqaError: when it cannot be written.
        """
        self.add([])
        make_room(self.folder, self.kind, in_use=self.path)

    def is_sound(self) -> bool:
        """Whether each line is what was written; what a run that died had not finished does not count.

        Raises:
            OSError: when the file cannot be read.
        """
        with self.path.open("rb") as file:
            return not self._wrong_lines(file, lambda line: True)

    def _wrong_lines(self, lines: Iterable[bytes], take: Callable[[bytes], bool]) -> set[bytes]:
        """The lines that are not what was written, or make no sense; the others are taken."""
        wrong = set()
        start = zlib.crc32(self.name.encode("ascii"))
        for line in lines:
            if not line.endswith(b"\n"):
                break
            text = line[: -_DIGITS - 1]
            if line[-_DIGITS - 1 :] != b" %08x\n" % zlib.crc32(text, start) or not (
                text.startswith(_TOLD) or take(text)
            ):
                wrong.add(line[:-1])
        return wrong

    def _with_checksums(self, lines: Sequence[bytes]) -> bytes:
        start = zlib.crc32(self.name.encode("ascii"))  # as `checksum`, which would begin anew for each line
        return b"".join([b"%b %08x\n" % (line, zlib.crc32(line, start)) for line in lines])

    def _drop(self, wrong: Collection[bytes]) -> None:
        """Write the file again without some lines, with what others have added since; a file that cannot be is left."""
        with contextlib.suppress(OSError), self._locked() as file:
            file.seek(0)
            *lines, _ = file.readall().split(b"\n")
            self._replace([line for line in lines if line not in wrong])

    def _keep_small(self, size: int) -> None:
        """Drop the oldest lines where one file is larger than all files together may be, down to half of that."""
        most = most_bytes_of(self.kind)
        if size <= most:
            return
        with self._locked() as file:
            file.seek(0)
            data = file.readall()
            end_of_header = data.find(b"\n") + 1
            start = max(end_of_header, data.find(b"\n", len(data) - most // 2) + 1)
            self._replace([data[: end_of_header - 1], *data[start:].split(b"\n")[:-1]])

    def _replace(self, lines: Sequence[bytes]) -> None:
        temporary = self.path.with_name(f".{self.name[:40]}.{os.getpid()}-{secrets.token_hex(4)}.part")
        try:
            with temporary.open("xb") as file:
                file.writelines(line + b"\n" for line in lines)
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, self.path)
        except OSError:
            with contextlib.suppress(OSError):
                temporary.unlink()
            raise

    def _size_of_whole_lines(self, file: FileIO) -> int:
        """The size without the line at the end that a run that died has not finished."""
        size = file.seek(0, os.SEEK_END)
        if size == 0:
            return 0
        file.seek(size - 1)
        if file.read(1) == b"\n":
            return size
        file.seek(0)
        return file.readall().rfind(b"\n") + 1

    @contextmanager
    def _locked(self) -> Iterator[FileIO]:
        """The file, which no other process adds to or replaces meanwhile; made where it is missing."""
        self.folder.mkdir(parents=True, exist_ok=True)
        while True:
            with self.path.open("ab+", buffering=0) as file:
                _lock(file)
                if self._is_still(file):
                    yield file
                    return

    def _is_still(self, file: FileIO) -> bool:
        """Whether the file is the one of that name: another process may have replaced or deleted it."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), self.path.stat())
        except FileNotFoundError:
            return False


def _write(file: FileIO, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[file.write(rest) :]


if sys.platform == "win32":

    def _lock(file: FileIO) -> None:
        """Wait until no other process has the file; ends when it is closed."""
        import msvcrt

        file.seek(0)
        with contextlib.suppress(OSError):
            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        file.seek(0, os.SEEK_END)

else:

    def _lock(file: FileIO) -> None:
        """Wait until no other process has the file; ends when it is closed."""
        import fcntl

        with contextlib.suppress(OSError):  # a file system that knows no locks
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
