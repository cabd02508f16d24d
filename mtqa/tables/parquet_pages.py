"""The sizes that the pages of a Parquet file claim, before anything believes them.

pyarrow makes a buffer of the size that a page's header names, and fills it, before it looks at the page: one damaged
byte costs two gigabytes. So the headers are read here first. They and the footer that tells where they are, are
structures in Thrift's compact protocol (Apache Parquet format 2.10: `FileMetaData`, `PageHeader`); the numbers of
fields below are theirs. (pyarrow's own view of a damaged footer may end the process.)
"""

from __future__ import annotations

import os
from typing import IO, TYPE_CHECKING, Any

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["check_pages"]

LARGEST_GROUP = 400_000_000
"""Bytes that the largest pages of all columns of a row group may have together, unpacked; 1 MB each is usual."""
HEADER = 1 << 16
"""Bytes that a page's header is looked for in."""
DEEPEST = 16
_TRUE, _FALSE, _BYTE, _DOUBLE, _BINARY, _LIST, _SET, _STRUCT = 1, 2, 3, 7, 8, 9, 10, 12
_INTEGERS = (4, 5, 6)
_ROW_GROUPS, _COLUMNS, _COLUMN = 4, 1, 3
_UNPACKED, _PACKED, _DATA_PAGE, _DICTIONARY_PAGE = 6, 7, 9, 11
_PAGE_UNPACKED, _PAGE_PACKED = 2, 3


class _Damaged(Exception):
    """Bytes that cannot be what they should be."""


def check_pages(file: IO[bytes], path: Path) -> None:
    """Refuse a file in which a page claims more than its column has, or all pages together an absurd size.

    Args:
        file: The file, open for reading, with a whole footer.
        path: The file, for messages.

    Raises:
        MtqaError: naming the row group and the column.
    """
    where = "the footer"
    try:
        for number, group in enumerate(_footer(file)[_ROW_GROUPS], start=1):
            total = 0
            for position, chunk in enumerate(group[_COLUMNS], start=1):
                where = f"column {position} in row group {number}"
                total += _largest_page(file, chunk[_COLUMN])
                if total > LARGEST_GROUP:
                    raise MtqaError(f"{where} claims pages of an absurd size", path=path)
    except (_Damaged, IndexError, KeyError, TypeError, ValueError, OSError):
        raise MtqaError(
            f"this Parquet file is damaged or cut off: {where} is not what it should be", "Copy it again.", path=path
        ) from None


def _footer(file: IO[bytes]) -> dict[int, Any]:
    end = file.seek(0, os.SEEK_END)
    file.seek(end - 8)
    length = int.from_bytes(file.read(4), "little")
    file.seek(end - 8 - length)
    return _Thrift(file.read(length)).structure()


def _largest_page(file: IO[bytes], column: dict[int, Any]) -> int:
    """Unpacked size of the largest page of a column."""
    start = min(column[_DATA_PAGE], column.get(_DICTIONARY_PAGE) or column[_DATA_PAGE])
    end = start + column[_PACKED]
    largest = 0
    while start < end:
        file.seek(start)
        thrift = _Thrift(file.read(min(HEADER, end - start)))
        header = thrift.structure()
        unpacked, packed = header[_PAGE_UNPACKED], header[_PAGE_PACKED]
        if not (0 <= unpacked <= column[_UNPACKED] and 0 <= packed <= end - start):
            raise _Damaged
        largest = max(largest, unpacked)
        start += thrift.position + packed
    return largest


class _Thrift:
    """Structures in the compact protocol, as dictionaries by the number of the field."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def structure(self, depth: int = 0) -> dict[int, Any]:
        if depth > DEEPEST:
            raise _Damaged
        fields: dict[int, Any] = {}
        field = 0
        while (byte := self.byte()) != 0:
            field = field + (byte >> 4) if byte >> 4 else self.integer()
            fields[field] = self.value(byte & 0x0F, depth)
        return fields

    def value(self, kind: int, depth: int) -> Any:
        if kind in _INTEGERS:
            return self.integer()
        if kind == _STRUCT:
            return self.structure(depth + 1)
        if kind == _BINARY:
            return self.bytes(self.varint())
        if kind in (_LIST, _SET):
            return self.several(depth + 1)
        if kind in (_TRUE, _FALSE):
            return kind == _TRUE
        if kind in (_BYTE, _DOUBLE):
            return self.bytes(1 if kind == _BYTE else 8)
        raise _Damaged  # there are no maps in a Parquet file

    def several(self, depth: int) -> list[Any]:
        if depth > DEEPEST:
            raise _Damaged
        byte = self.byte()
        size = self.varint() if byte >> 4 == 15 else byte >> 4
        kind = byte & 0x0F
        return [self.byte() if kind in (_TRUE, _FALSE) else self.value(kind, depth) for _ in range(size)]

    def byte(self) -> int:
        byte = self.data[self.position]
        self.position += 1
        return byte

    def bytes(self, length: int) -> bytes:
        start = self.position
        self.position += length
        if self.position > len(self.data):
            raise _Damaged
        return self.data[start : self.position]

    def varint(self) -> int:
        value = shift = 0
        while True:
            byte = self.byte()
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value
            shift += 7
            if shift > 63:
                raise _Damaged

    def integer(self) -> int:
        """A number in zigzag coding."""
        value = self.varint()
        return (value >> 1) ^ -(value & 1)
