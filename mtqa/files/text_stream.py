"""Reading large text files bit by bit: compressed or not, strictly UTF-8, with the line of whatever is wrong."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import IO

from mtqa.errors import MtqaError
from mtqa.files.text import decode_text, refuse_pipe

__all__ = [
    "LONGEST_SEGMENT",
    "bare_name",
    "bare_suffix",
    "check_segment",
    "count_lines",
    "is_compressed",
    "open_bytes",
    "read_chunks",
    "read_head",
    "read_lines",
]

CHUNK = 1 << 18
HEAD = 1 << 16
LONGEST_LINE = 32_000_000
"""Bytes. A table row or a JSON object may be long; what is longer is not a corpus."""
LONGEST_SEGMENT = 1_000_000
"""Characters. The longest documents that are translated as one segment are a tenth of it."""
LARGEST_RATIO = 200
"""How much larger than its file a decompressed text may be; text reaches about 20."""
ALWAYS_ALLOWED = 100_000_000
"""Bytes that may be decompressed whatever the ratio."""

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_COMPRESSIONS = {".gz", ".xz", ".lzma", ".bz2"}
_MAGIC = ((b"\x1f\x8b", "gzip"), (b"\xfd7zXZ\x00", "lzma"), (b"BZh", "bz2"))
"""How compressed files begin, and the modules that read them, imported only for those."""


def is_compressed(path: Path) -> bool:
    """Whether the file's name says that it is compressed."""
    return path.suffix.lower() in _COMPRESSIONS


def bare_name(path: Path) -> str:
    """The file's name without the ending of a compression: `a.txt` of `a.txt.gz`."""
    return path.name[: -len(path.suffix)] if is_compressed(path) else path.name


def bare_suffix(path: Path) -> str:
    """The ending of the name in lower case, that of a compression left aside: `.txt` of `a.TXT.gz`."""
    return Path(bare_name(path)).suffix.lower()


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """Open a file for reading; gzip, xz and bzip2 are recognised by their first bytes.

    Raises:
        MtqaError: when it does not exist, is empty, is a folder, or cannot be read; also for what goes wrong inside the
            `with` block while reading.
    """
    refuse_pipe(path)
    try:
        with path.open("rb") as file:
            start = file.read(6)
            file.seek(0)
            if not start:
                raise MtqaError("the file is empty", path=path)
            module = next((name for magic, name in _MAGIC if start.startswith(magic)), "")
            if module:
                with _unpacked(module, file, path) as unpacked:
                    yield unpacked
            else:
                yield file
    except FileNotFoundError:
        raise MtqaError("no such file", "Check the name.", path=path) from None
    except IsADirectoryError:
        raise MtqaError("this is a folder, not a file", path=path) from None
    except OSError as error:
        raise MtqaError(f"cannot be read: {error.strerror or error}", path=path) from error


@contextmanager
def _unpacked(module: str, file: IO[bytes], path: Path) -> Iterator[IO[bytes]]:
    """The content of a compressed file."""
    import gzip
    import lzma
    import zlib

    try:
        with import_module(module).open(file, "rb") as unpacked:
            yield _Bounded(unpacked, path)  # type: ignore[misc]
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise MtqaError(
            f"the compressed file is damaged or cut off: {error}", "Download or copy it again.", path=path
        ) from None


class _Bounded:
    """A decompressed stream that stops at what no text compresses to."""

    def __init__(self, stream: IO[bytes], path: Path) -> None:
        self._stream = stream
        self._path = path
        self._left = max(ALWAYS_ALLOWED, LARGEST_RATIO * path.stat().st_size)

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(min(size, CHUNK) if size >= 0 else CHUNK)
        self._left -= len(data)
        if self._left < 0:
            raise MtqaError(f"unpacks to more than {LARGEST_RATIO} times its size, which no text does", path=self._path)
        return data


def read_chunks(path: Path) -> Iterator[bytes]:
    """The (decompressed) file in pieces.

    Raises:
        MtqaError: as `open_bytes`.
    """
    with open_bytes(path) as file:
        while chunk := file.read(CHUNK):
            yield chunk


def read_head(path: Path) -> bytes:
    """The first 64 KB, decompressed; b"" where that is not possible. For recognising formats: raises nothing."""
    try:
        with open_bytes(path) as file:
            return file.read(HEAD)
    except MtqaError:
        return b""


def read_lines(path: Path, *, keep_ends: bool = False, utf_16: bool = False, skip: int = 0) -> Iterator[str]:
    r"""The lines of a text file; only `\n` and `\r\n` end a line. No end is needed after the last.

    Args:
        path: The file, compressed or not.
        keep_ends: Give the lines with their ends, as they are; the last without.
        utf_16: Also read UTF-16 that begins with a byte order mark, as spreadsheets save it.
        skip: Lines at the beginning to pass over, without a look at what is in them.

    Raises:
        MtqaError: as `open_bytes`, and when the text is not UTF-8 or a line is absurdly long; names the line.
    """
    if utf_16 and read_head(path)[:2] in _UTF16_MARKS:
        yield from _read_utf_16(path, keep_ends)
        return
    rest = b""
    n_lines = 0
    first = True
    for chunk in read_chunks(path):
        if first:
            chunk = chunk.removeprefix(_UTF8_BOM)
            first = False
        cut = chunk.rfind(b"\n")
        if cut < 0:
            rest += chunk
            if len(rest) > LONGEST_LINE:
                raise MtqaError(
                    f"this line is longer than {LONGEST_LINE // 1_000_000} MB",
                    "Is this a text at all? There must be a line break after each segment.",
                    path=path,
                    line=n_lines + 1,
                )
            continue
        if skip > n_lines:
            n_passed = min(skip - n_lines, chunk.count(b"\n"))
            start = _after_lines(chunk, n_passed)
            n_lines += n_passed
            rest, chunk, cut = b"", chunk[start:], cut - start
            if cut < 0:
                rest = chunk
                continue
        text = _decode(rest + chunk[:cut], path, n_lines)
        lines = text.split("\n")
        rest = chunk[cut + 1 :]
        n_lines += len(lines)
        if keep_ends:
            yield from [line + "\n" for line in lines]
        elif "\r" in text:
            yield from [line[:-1] if line.endswith("\r") else line for line in lines]
        else:
            yield from lines
    if rest and n_lines >= skip:
        line = _decode(rest, path, n_lines)
        yield line[:-1] if line.endswith("\r") and not keep_ends else line


def _after_lines(chunk: bytes, n_lines: int) -> int:
    """Where a chunk goes on after so many ends of lines, of which it has as many at least."""
    start = 0
    if chunk.count(b"\n") == n_lines:
        return chunk.rfind(b"\n") + 1
    for _ in range(n_lines):
        start = chunk.index(b"\n", start) + 1
    return start


def count_lines(path: Path) -> int:
    r"""How many lines `read_lines` gives of a file that is not UTF-16; what is in them is not looked at.

    Raises:
        MtqaError: as `open_bytes`.
    """
    n_lines = 0
    last = b""
    for number, chunk in enumerate(read_chunks(path)):
        n_lines += chunk.count(b"\n")
        last = (chunk if number else chunk.removeprefix(_UTF8_BOM))[-1:]
    return n_lines + (last not in (b"", b"\n"))


def _read_utf_16(path: Path, keep_ends: bool) -> Iterator[str]:
    """The lines of a file in UTF-16, whose byte order mark says which."""
    decoder = codecs.getincrementaldecoder("utf-16")()
    rest = ""
    n_lines = 0
    for chunk in (*read_chunks(path), b""):
        try:
            text = rest + decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            raise MtqaError("the text is damaged UTF-16", "Save it again.", path=path, line=n_lines + 1) from None
        lines = text.split("\n")
        rest = lines.pop()
        if not chunk and rest:
            lines.append(rest)
        n_lines += len(lines)
        if len(rest) > LONGEST_LINE:
            raise MtqaError("this line is absurdly long", path=path, line=n_lines + 1)
        for number, line in enumerate(lines):
            if "\x00" in line:
                raise MtqaError(
                    "NUL: this is no text, or it is damaged", path=path, line=n_lines - len(lines) + number + 1
                )
            if keep_ends:
                yield line if not chunk and line is rest else line + "\n"
            else:
                yield line.removesuffix("\r")


def _decode(data: bytes, path: Path, n_lines: int) -> str:
    try:
        if b"\x00" not in data and not (n_lines == 0 and data[:2] in (b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return decode_text(data, path)
    except MtqaError as error:
        line = None if error.line is None else error.line + n_lines
        raise MtqaError(error.message, error.hint, path=path, line=line) from None


def check_segment(text: str, path: Path, line: int | None = None) -> None:
    """Refuse a segment that is absurdly long.

    Raises:
        MtqaError: naming file and line.
    """
    if len(text) > LONGEST_SEGMENT:
        raise MtqaError(
            f"a segment of {len(text):,} characters: this cannot be one segment",
            "Are line breaks missing, or is a quotation mark never closed?",
            path=path,
            line=line,
        )
