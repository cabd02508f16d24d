"""Checksums that tell whether what is kept on the disk is still what was written."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

__all__ = ["checksum", "folder_is_intact", "seal_folder", "sealed", "unsealed"]

SEAL = "mtqa-checksums.json"
"""The file with the checksums of the other files of a folder."""
_MARK = b"\nmtqa "
_LENGTH = len(_MARK) + 9
_PIECE = 1 << 20


def checksum(data: bytes | memoryview, name: str) -> str:
    """Eight hexadecimal digits that change with any bit of the data, and with the name under which it is kept.

    It is CRC-32: against accidents, not against forgers, and so fast that reading what is kept stays as fast as it was.
    """
    return f"{zlib.crc32(data, zlib.crc32(name.encode('utf-8', 'surrogatepass'))):08x}"


def sealed(data: bytes, name: str) -> bytes:
    """The content of a file that ends with its checksum."""
    return b"".join((data, _MARK, checksum(data, name).encode("ascii"), b"\n"))


def unsealed(content: bytes, name: str) -> memoryview | None:
    """What `sealed` was given; None where it is not what was written."""
    if len(content) < _LENGTH:
        return None
    data = memoryview(content)[:-_LENGTH]
    return data if content.endswith(_MARK + f"{checksum(data, name)}\n".encode("ascii")) else None


def seal_folder(folder: Path) -> None:
    """Write the checksums of all files below a folder into it.

    Raises:
        MtqaError: when that cannot be written.
        OSError: when a file cannot be read.
    """
    from mtqa.files.text import write_atomically

    content = json.dumps({name: _of_file(folder / name, name) for name in _names(folder)}, sort_keys=True)
    write_atomically(folder / SEAL, sealed(content.encode("ascii"), SEAL))


def folder_is_intact(folder: Path) -> bool:
    """Whether a folder holds just the files that it held when it was sealed, and each as it was."""
    try:
        content = unsealed((folder / SEAL).read_bytes(), SEAL)
        if content is None:
            return False
        checksums = json.loads(bytes(content))
        return set(checksums) == set(_names(folder)) and all(
            _of_file(folder / name, name) == wanted for name, wanted in checksums.items()
        )
    except (OSError, ValueError):
        return False


def _names(folder: Path) -> list[str]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != SEAL)
    return sorted(path.relative_to(folder).as_posix() for path in files)


def _of_file(path: Path, name: str) -> str:
    value = zlib.crc32(name.encode("utf-8", "surrogatepass"))
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            value = zlib.crc32(piece, value)
    return f"{value:08x}"
