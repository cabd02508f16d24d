"""Segments and hypotheses as views of the columns of an Arrow table, for corpora too large to be kept as objects."""

from __future__ import annotations

import json
from array import array
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Generic, TypeVar, overload

from mtqa.corpus.corpus import Segment, SegmentTable
from mtqa.corpus.rows_on_disk import forget_pages

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["FIXED", "HYPOTHESIS", "REFERENCE", "ColumnSegments", "Identifiers", "TextColumn"]

REFERENCE = "reference."
HYPOTHESIS = "hypothesis."
FIXED = ("id", "document", "source", "kind", "domain", "extra")
"""Columns of every table, besides one for each reference and each system; `extra` holds JSON."""

BLOCK = 4096
"""Rows that a view decodes at a time."""
BLOCKS_KEPT = 64
"""Blocks after which the memory of the pages that were read is given back."""

T = TypeVar("T")


class _View(Sequence[T], Generic[T]):
    """A read-only sequence that decodes a block of rows at a time and keeps the last one."""

    def __init__(self, length: int) -> None:
        self._length = length
        self._first = 0
        self._block: Sequence[T] = ()
        self._n_decoded = 0

    def _decode(self, start: int, length: int) -> Sequence[T]:
        raise NotImplementedError

    def _part(self, start: int, length: int) -> _View[T]:
        raise NotImplementedError

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[T]: ...
    def __getitem__(self, index: int | slice) -> T | Sequence[T]:
        if isinstance(index, slice):
            start, stop, step = index.indices(self._length)
            if step == 1:
                return self._part(start, max(0, stop - start))
            return tuple(self[i] for i in range(start, stop, step))
        position = index + self._length if index < 0 else index
        if not 0 <= position < self._length:
            raise IndexError(index)
        if not self._first <= position < self._first + len(self._block):
            first = position - position % BLOCK
            self._block = self._read(first)
            self._first = first
        return self._block[position - self._first]

    def __iter__(self) -> Iterator[T]:
        for start in range(0, self._length, BLOCK):
            yield from self._read(start)

    def _read(self, start: int) -> Sequence[T]:
        """A block; what was mapped into memory for it and those before is given back now and then."""
        block = self._decode(start, min(BLOCK, self._length - start))
        self._n_decoded += 1
        if self._n_decoded % BLOCKS_KEPT == 0:
            forget_pages()
        return block

    def __eq__(self, other: object) -> bool:
        if isinstance(other, str) or not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self._length}>"


class TextColumn(_View["str | None"]):
    """The texts of one column, such as the hypotheses of a system; None where there is none."""

    def __init__(self, column: pa.ChunkedArray) -> None:
        super().__init__(len(column))
        self.column = column

    def _decode(self, start: int, length: int) -> Sequence[str | None]:
        return self.column.slice(start, length).to_pylist()  # type: ignore[no-any-return]

    def _part(self, start: int, length: int) -> TextColumn:
        return TextColumn(self.column.slice(start, length))


class ColumnSegments(_View[Segment], SegmentTable):
    """Segments from the columns of a table.

    Args:
        table: With the columns `FIXED` and one for each reference.
        identifiers: What is known about the ids; None for nothing.
    """

    def __init__(self, table: pa.Table, identifiers: Identifiers | None = None) -> None:
        super().__init__(table.num_rows)
        self.table = table
        self._identifiers = identifiers or Identifiers(ascending=0)
        self._references = {
            name.removeprefix(REFERENCE): name for name in sorted(table.column_names) if name.startswith(REFERENCE)
        }

    def _decode(self, start: int, length: int) -> Sequence[Segment]:
        rows = self.table.slice(start, length)
        columns = {name: rows.column(name).to_pylist() for name in (*FIXED, *self._references.values())}
        labels = list(self._references.items())
        return [
            Segment(
                identifier,
                document,
                source,
                {name: text for name, label in labels if (text := columns[label][i]) is not None},
                kind,
                domain,
                json.loads(extra) if extra else {},
            )
            for i, (identifier, document, source, kind, domain, extra) in enumerate(
                zip(*(columns[name] for name in FIXED), strict=True)
            )
        ]

    def _part(self, start: int, length: int) -> ColumnSegments:
        return ColumnSegments(self.table.slice(start, length), Identifiers(ascending=length))

    def column(self, name: str) -> Iterator[str]:
        for start in range(0, len(self), BLOCK):
            yield from self.table.column(name).slice(start, BLOCK).to_pylist()

    @property
    def reference_names(self) -> tuple[str, ...]:
        return tuple(
            name for name, label in self._references.items() if self.table.column(label).null_count < len(self)
        )

    def repeated_id(self) -> str | None:
        return self._identifiers.repeated(len(self), lambda: self.column("id"))


class Identifiers:
    """Whether ids repeat, at 8 bytes an id, or none as long as they are ascending numbers.

    Args:
        ascending: How many ids from the first on are known to differ from one another.
    """

    def __init__(self, ascending: int = 0) -> None:
        self._n_ascending = ascending
        self._is_ascending = True
        self._last = -1
        self._hashes = array("q")

    def add(self, identifier: str) -> None:
        """The next id."""
        if self._is_ascending:
            if identifier.isdecimal() and len(identifier) < 19 and (number := int(identifier)) > self._last:
                self._last = number
                self._n_ascending += 1
                return
            self._is_ascending = False
        self._hashes.append(hash(identifier))

    def repeated(self, length: int, identifiers: Callable[[], Iterator[str]]) -> str | None:
        """An id that occurs twice, or None.

        Args:
            length: How many ids there are.
            identifiers: Gives them all.
        """
        if self._n_ascending == length:
            return None
        import numpy as np

        hashes = self._hashes
        self._hashes = array("q")
        hashes.extend(hash(identifier) for identifier in islice(identifiers(), length - len(hashes)))
        ordered = np.frombuffer(hashes, dtype=np.int64)
        ordered.sort()
        doubtful = set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())
        seen: set[str] = set()
        if doubtful:
            for identifier in identifiers():
                if hash(identifier) in doubtful:
                    if identifier in seen:
                        return identifier
                    seen.add(identifier)
        self._n_ascending = length
        return None
