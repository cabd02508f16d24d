"""Sets of files that are replaced together: all of them or none, however the run ends.

What is to be written is complete, and on the disk, before the first file is moved. A folder that is not there yet
appears whole, by one renaming. In a folder that is there, the staging folder gets a name that everybody knows, with a
journal in it; each older file is kept there before a new one takes its place, and when all have been moved the name
goes. Whoever finds it, and no living process that is at work, puts the older files back (`settle`), so a run that was
killed changed nothing.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from mtqa.errors import MtqaError
from mtqa.files.leftovers import lives, remove_leftovers
from mtqa.files.locks import only_writer
from mtqa.files.manifest import digest
from mtqa.files.text import sync_folder, write_atomically

__all__ = ["move_into_place", "settle", "writing_in"]

PENDING = ".mtqa-pending"
SCHEMA = "mtqa/pending/1"
_JOURNAL = ".journal.json"
_OLDER = ".before"
_TAKEN = (errno.EEXIST, errno.ENOTEMPTY, errno.EBUSY, errno.EACCES, errno.EPERM)


@dataclass(frozen=True)
class _Journal:
    """What a run is about to do.

    Attributes:
        process: Its number.
        made: The folder inside the staging folder that holds the new files.
        files: Digests of the new files by name, with `/` between its parts.
        existing: Those whose place is taken by older files.
        folders: Folders that have to be made for them, the outer ones first.
    """

    process: int
    made: str
    files: Mapping[str, str]
    existing: frozenset[str]
    folders: Sequence[str]

    @classmethod
    def plan(cls, made: Path, target: Path) -> _Journal:
        names = [path.relative_to(made) for path in _files_below(made)]
        inside = Path(os.path.realpath(target))
        for name in names:
            if not Path(os.path.realpath(target / name.parent)).is_relative_to(inside):
                raise MtqaError(
                    "this is a link to another place, where nothing is written",
                    "Put a folder in its place, or write elsewhere.",
                    path=target / name.parent,
                )
        parents = sorted({parent.as_posix() for name in names for parent in name.parents} - {"."})
        return cls(
            os.getpid(),
            made.name,
            {name.as_posix(): digest(made / name) for name in names},
            frozenset(name.as_posix() for name in names if _is_there(target / name)),
            [parent for parent in parents if not (target / parent).exists()],
        )

    def write(self, path: Path) -> None:
        content = {"schema": SCHEMA, "process": self.process, "made": self.made, "files": dict(self.files)}
        content |= {"existing": sorted(self.existing), "folders": list(self.folders)}
        write_atomically(path, json.dumps(content, indent=1) + "\n")

    @classmethod
    def read(cls, pending: Path) -> _Journal:
        """Read a journal, whoever wrote it.

        Raises:
            MtqaError: when it is damaged, or names what does not lie in its folder.
        """
        try:
            content = json.loads((pending / _JOURNAL).read_bytes())
            files = {str(name): str(kept) for name, kept in content["files"].items()}
            existing = frozenset(map(str, content["existing"]))
            folders = list(map(str, content["folders"]))
            journal = cls(int(content["process"]), str(content["made"]), files, existing, folders)
            inside = Path(os.path.realpath(pending.parent))
            for name in (*files, *folders):
                place = Path(os.path.realpath((inside / name).parent))
                if ".." in Path(name).parts or not place.is_relative_to(inside):
                    raise ValueError(f"'{name}' lies elsewhere")
            if content["schema"] != SCHEMA or Path(journal.made).name != journal.made:
                raise ValueError("its form is not known")
            return journal
        except OSError as error:
            raise MtqaError(
                f"a run was killed while it wrote here, and what it left cannot be read: {error.strerror or error}",
                "Try again, or see who may read it.",
                path=pending,
            ) from error
        except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
            raise MtqaError(
                f"a run that was killed left this here, and it is damaged: {error}",
                "The files that it was to replace are in it; look at them, and remove it.",
                path=pending,
            ) from None


@contextmanager
def writing_in(folder: Path) -> Iterator[None]:
    """Be the only writer of a folder, in which nothing is half done; what dead runs left there is removed.

    Raises:
        MtqaError: when another run does not finish, or what a dead one had begun cannot be undone.
    """
    with only_writer(folder) as locked:
        pending = folder / PENDING
        if os.path.lexists(pending):
            _undo_of_dead_run(pending, locked=locked)
        remove_leftovers(folder)
        yield


def settle(path: Path) -> None:
    """Undo what a run that was killed had begun, where a file or folder is that is about to be read.

    Raises:
        MtqaError: when it cannot be undone.
    """
    try:
        place = Path(os.path.realpath(path))
    except (OSError, ValueError):  # whoever reads it will say so
        return
    for folder in (place, *place.parents):
        if _is_own_folder(folder / PENDING) or (folder == place and os.path.lexists(folder / PENDING)):
            with writing_in(folder):
                pass


def _is_own_folder(path: Path) -> bool:
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return False
    return path.is_dir() and not path.is_symlink() and (os.name == "nt" or status.st_uid == os.geteuid())


def _undo_of_dead_run(pending: Path, *, locked: bool) -> None:
    if not _is_own_folder(pending):
        raise MtqaError("another user's run was killed while it wrote here", "Let them read it once.", path=pending)
    journal = _Journal.read(pending)
    if not locked and lives(journal.process):
        raise MtqaError("another run of mtqa is writing here", "Wait until it is done, or end it.", path=pending)
    try:
        _undo(journal, pending)
        os.replace(pending, _free_name(pending.parent))
    except OSError as error:
        raise MtqaError(
            f"a run was killed while it wrote here, and the files cannot be put back: {error.strerror or error}",
            "Run the command once where this folder can be written.",
            path=pending.parent,
        ) from error


def _free_name(folder: Path) -> Path:
    """The name of a dead run's staging folder, which the next run removes."""
    import secrets

    return folder / f".mtqa-{secrets.token_hex(4)}"


def move_into_place(made: Path, target: Path) -> None:
    """Move a file to `target`, or the files of a folder into the folder `target`, over those that are there.

    Args:
        made: What is to be moved, directly in a folder of `staging_in`.
        target: Where to; on the same file system.

    Raises:
        OSError: when something cannot be moved. Nothing is changed then.
        MtqaError: when another run is writing there, a folder inside is a link to another place, or neither going on
            nor going back is possible; then the older files are put back by the next command that looks there.
    """
    _sync_all(made)
    if not made.is_dir():
        os.replace(made, target)
    elif not _appears_whole(made, target):
        with writing_in(target):
            _replace_files(made, target)
    with contextlib.suppress(OSError):  # it is done, and can no more be undone
        sync_folder(target.parent)


def _appears_whole(made: Path, target: Path) -> bool:
    """Make a folder the target, if there is none yet or an empty one."""
    if target.is_symlink() or (target.exists() and not (target.is_dir() and not os.listdir(target))):
        return False
    try:
        os.replace(made, target)
    except OSError as error:
        if error.errno in _TAKEN and target.is_dir():
            return False
        raise
    return True


def _replace_files(made: Path, target: Path) -> None:
    staging = made.parent
    journal = _Journal.plan(made, target)
    if len(journal.files) == 1 and not journal.folders:
        (name,) = journal.files
        os.replace(made / name, target / name)
        return
    (staging / _OLDER).mkdir()
    journal.write(staging / _JOURNAL)
    pending = target / PENDING
    try:
        os.replace(staging, pending)
        sync_folder(target)
        _replace_each(journal, pending, target)
        os.replace(pending, staging)
    except BaseException as error:
        if not pending.exists():
            raise
        try:
            _undo(journal, pending)
            os.replace(pending, staging)
        except OSError:
            if not isinstance(error, OSError):
                raise error from None
            raise MtqaError(
                f"cannot be written: {error.strerror or error}",
                "What was there before is put back by the next command that reads or writes it.",
                path=target,
            ) from error
        raise
    with contextlib.suppress(OSError):  # as in `move_into_place`
        sync_folder(target)


def _replace_each(journal: _Journal, pending: Path, target: Path) -> None:
    for folder in journal.folders:
        (target / folder).mkdir(exist_ok=True)
    for name in journal.files:
        place, kept = target / name, pending / _OLDER / name
        if name in journal.existing:
            if place.is_dir() and not place.is_symlink():
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            kept.parent.mkdir(parents=True, exist_ok=True)
            _keep(place, kept)
        os.replace(pending / journal.made / name, place)
    for parent in {(target / name).parent for name in journal.files}:
        sync_folder(parent)


def _keep(place: Path, kept: Path) -> None:
    """Give a file a second name or, where the file system has no such thing, another one."""
    try:
        os.link(place, kept, follow_symlinks=False)
    except (OSError, NotImplementedError):
        os.replace(place, kept)


def _undo(journal: _Journal, pending: Path) -> None:
    """Put back what was there; what somebody has changed since stays as it is now. May be begun again.

    Raises:
        OSError: when something cannot be put back.
    """
    target = pending.parent
    for name, new in journal.files.items():
        place, kept = target / name, pending / _OLDER / name
        is_new = digest(place) == new and not _is_there(pending / journal.made / name)
        if _is_there(kept):
            if is_new or not _is_there(place):
                os.replace(kept, place)
        elif is_new and name not in journal.existing:
            os.unlink(place)
    for folder in reversed(journal.folders):
        with contextlib.suppress(OSError):
            (target / folder).rmdir()
    for parent in {(target / name).parent for name in journal.files}:
        if parent.is_dir():
            sync_folder(parent)


def _is_there(path: Path) -> bool:
    """Whether there is something of a name; sure of it, unlike `os.path.lexists`.

    Raises:
        OSError: when that cannot be known.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    return True


def _files_below(folder: Path) -> list[Path]:
    """The files of a folder and of those in it, in order.

    Raises:
        OSError: when a folder cannot be read.
    """

    def fail(error: OSError) -> NoReturn:
        raise error

    return sorted(Path(place) / name for place, _, names in os.walk(folder, onerror=fail) for name in names)


def _sync_all(made: Path) -> None:
    """Wait until the disk has a file, or all files of a folder."""
    files = _files_below(made) if made.is_dir() else [made]
    for file in files:
        handle = os.open(file, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    for folder in {file.parent for file in files}:
        sync_folder(folder)
