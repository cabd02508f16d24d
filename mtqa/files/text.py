"""Reading text strictly and writing files so that nothing is ever lost."""

from __future__ import annotations

import contextlib
import errno
import os
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files.leftovers import remove_parts
from mtqa.files.locks import hold_open

__all__ = [
    "decode_text",
    "is_pipe",
    "read_bytes",
    "read_text",
    "refuse_pipe",
    "resolve_inside",
    "sync_folder",
    "write_atomically",
]

_LONGEST_NAME = 255
"""Bytes; of all common file systems."""
_UTF8_BOM = b"\xef\xbb\xbf"


def is_pipe(path: Path) -> bool:
    """Whether what is there can be read only once: a pipe, a terminal, a device."""
    return os.path.exists(path) and not os.path.isfile(path) and not os.path.isdir(path)


def refuse_pipe(path: Path) -> None:
    """Make sure that a file can be read more than once, and that opening it does not wait for a writer.

    Raises:
        MtqaError: when it is a pipe or a device.
    """
    if is_pipe(path):
        raise MtqaError("this is a pipe or a device, and no file", "Save its content in a file first.", path=path)


def read_bytes(path: Path) -> bytes:
    """The content of a file.

    Raises:
        MtqaError: when it does not exist, is a folder or a pipe, cannot be read, or is empty.
    """
    refuse_pipe(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise MtqaError("no such file", "Check the name.", path=path) from None
    except IsADirectoryError:
        raise MtqaError("this is a folder, not a file", path=path) from None
    except OSError as error:
        raise MtqaError(f"cannot be read: {error.strerror or error}", path=path) from error
    if not data:
        raise MtqaError("the file is empty", path=path)
    return data


def decode_text(data: bytes, path: Path | str) -> str:
    """Bytes as UTF-8 text, without a byte order mark.

    Raises:
        MtqaError: when they are UTF-16 or UTF-32, contain NUL, or are not UTF-8; names the line.
    """
    convert = "Convert it to UTF-8, for example with: iconv -f {} -t UTF-8"
    for mark, name in ((b"\xff\xfe\x00\x00", "UTF-32"), (b"\x00\x00\xfe\xff", "UTF-32")):
        if data.startswith(mark):
            raise MtqaError(f"the text is {name}, not UTF-8", convert.format(name), path=path)
    for mark in (b"\xff\xfe", b"\xfe\xff"):
        if data.startswith(mark):
            raise MtqaError("the text is UTF-16, not UTF-8", convert.format("UTF-16"), path=path)
    if b"\x00" in data:
        if data[:400].count(b"\x00") > len(data[:400]) // 4:
            raise MtqaError("the text looks like UTF-16, not UTF-8", convert.format("UTF-16LE"), path=path)
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        raise MtqaError("NUL byte: this is not a text file, or it is damaged", "Remove it.", path=path, line=line)
    try:
        return data.removeprefix(_UTF8_BOM).decode("utf-8")
    except UnicodeDecodeError as error:
        before = data.removeprefix(_UTF8_BOM)[: error.start]
        raise MtqaError(
            f"byte 0x{error.object[error.start]:02x} is not UTF-8 (is it Latin-1 or Windows-1252?)",
            convert.format("WINDOWS-1252"),
            path=path,
            line=before.count(b"\n") + 1,
        ) from None


def read_text(path: Path) -> str:
    r"""A text file in UTF-8, with `\r\n` turned into `\n`.

    Raises:
        MtqaError: as `read_bytes` and `decode_text`.
    """
    return decode_text(read_bytes(path), path).replace("\r\n", "\n")


def resolve_inside(folder: Path, name: str, *, declared_in: Path) -> Path:
    """The file `name` below `folder`.

    Raises:
        MtqaError: when it would lie outside the folder, by `..`, an absolute path or a symbolic link.
    """
    inside = folder.resolve()
    if any(len(part.encode("utf-8", "replace")) > _LONGEST_NAME for part in Path(name).parts):
        raise MtqaError(f"'{name[:80]}...' is longer than the name of a file can be", path=declared_in)
    try:
        path = (inside / name).resolve()
    except (OSError, ValueError, RuntimeError) as error:
        raise MtqaError(f"'{name[:80]}' is not a usable file name: {error}", path=declared_in) from None
    if not path.is_relative_to(inside):
        raise MtqaError(f"the file '{name}' lies outside the folder", "Name files below the folder.", path=declared_in)
    return folder / name


def write_atomically(path: Path, data: bytes | str) -> None:
    """Write a file whole or not at all: under a temporary name in the same folder, then renamed.

    Makes the folder where it is missing. Text is written as UTF-8. What a run that was killed had begun to write under
    this name is removed.

    Raises:
        MtqaError: when it cannot be written (disk full, no permission); an older file of that name is then untouched.
    """
    import secrets

    content = data.encode("utf-8") if isinstance(data, str) else data
    beginning = f".{path.name[:40]}."
    temporary = path.with_name(f"{beginning}{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        remove_parts(path.parent, beginning)
        # os.open, unlike tempfile, gives the permissions that the user's umask asks for.
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666), "wb") as file:
            hold_open(file.fileno())  # so that no other run takes it for a dead one's
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException as error:
        with contextlib.suppress(OSError):
            temporary.unlink()
        if not isinstance(error, OSError):
            raise
        raise MtqaError(
            f"cannot be written: {error.strerror or error}",
            "What was there before is unchanged. Free some space or choose another folder.",
            path=path,
        ) from error
    with contextlib.suppress(OSError):  # the file is there, and can no more be taken back
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Wait until the disk knows which files are in a folder, where the system can.

    Raises:
        OSError: when the disk fails.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(handle)
