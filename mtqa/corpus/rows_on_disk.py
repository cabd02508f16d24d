"""Rows that are too many for memory: a temporary Arrow file, mapped into memory once it is complete.

The file has no name (on Windows the system removes it), so that nothing is left behind however the process ends.
"""

from __future__ import annotations

import contextlib
import mmap
import tempfile
import weakref
from array import array
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, BinaryIO, cast

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Spill", "forget_pages"]

_mapped: weakref.WeakSet[mmap.mmap] = weakref.WeakSet()


def _string_array(values: Sequence[str | None]) -> pa.StringArray:
    """An Arrow array of texts. (`pyarrow.array` would import pandas, which takes 50 MB.)"""
    import pyarrow as pa

    encoded = [b"" if value is None else value.encode("utf-8") for value in values]
    offsets = array("i", accumulate(map(len, encoded), initial=0))
    n_missing = values.count(None)
    valid = None
    if n_missing:
        bits = bytearray((len(values) + 7) // 8)
        for i, value in enumerate(values):
            if value is not None:
                bits[i >> 3] |= 1 << (i & 7)
        valid = pa.py_buffer(bits)
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded)), valid, n_missing
    )


class Spill:
    """Rows on disk: a temporary file for each set of columns that came up while reading."""

    def __init__(self) -> None:
        self._parts: list[tuple[BinaryIO, pa.Schema]] = []
        self._writer: pa.ipc.RecordBatchFileWriter | None = None

    def write(self, columns: Mapping[str, Sequence[str | None]]) -> None:
        """Add rows.

        Raises:
            MtqaError: when the disk is full.
        """
        import pyarrow as pa

        schema = pa.schema([(name, pa.string()) for name in columns])
        batch = pa.record_batch([_string_array(values) for values in columns.values()], schema=schema)
        try:
            if self._writer is None or self._parts[-1][1] != schema:
                self._finish_part()
                file = cast(BinaryIO, tempfile.TemporaryFile(prefix="mtqa-", suffix=".arrow", buffering=0))  # noqa: SIM115
                self._parts.append((file, schema))
                self._writer = pa.ipc.new_file(pa.PythonFile(file, "w"), schema)
            self._writer.write_batch(batch)
        except OSError as error:
            self.discard()
            raise MtqaError(
                f"the corpus cannot be kept in {tempfile.gettempdir()} while it is used: {error.strerror or error}",
                "Free some space there, or set TMPDIR to another folder.",
            ) from error

    def _finish_part(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def table(self) -> pa.Table:
        """All rows, mapped into memory."""
        import pyarrow as pa

        self._finish_part()
        tables = [_open_mapped(file, schema) for file, schema in self._parts]
        self.discard()
        return tables[0] if len(tables) == 1 else pa.concat_tables(tables, promote_options="default")

    def discard(self) -> None:
        """Close the files; what is mapped stays readable."""
        with contextlib.suppress(OSError):
            self._finish_part()
        for file, _ in self._parts:
            with contextlib.suppress(OSError):
                file.close()


def _open_mapped(file: BinaryIO, schema: pa.Schema) -> pa.Table:
    """The table of a file that is mapped into memory, none of which is resident yet."""
    import pyarrow as pa

    mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    _mapped.add(mapped)
    reader = pa.ipc.open_file(pa.py_buffer(mapped))
    batches = []
    for number in range(reader.num_record_batches):
        batches.append(reader.get_batch(number))
        if number % 64 == 63:
            _forget_pages(mapped)
    _forget_pages(mapped)
    return pa.Table.from_batches(batches, schema=schema)


def forget_pages() -> None:
    """Give back the memory of all pages that were read from large corpora; they are read again when they are needed."""
    for mapped in list(_mapped):
        _forget_pages(mapped)


def _forget_pages(mapped: mmap.mmap) -> None:
    if hasattr(mapped, "madvise"):
        mapped.madvise(mmap.MADV_DONTNEED)
