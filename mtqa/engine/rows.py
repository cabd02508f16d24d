"""Statistics of segments as rows of 64-bit numbers: plain memory, which needs no NumPy, or NumPy's arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Rows", "as_array", "as_kind", "as_rows", "columns_of", "joined", "new_rows"]

Rows: TypeAlias = "NDArray[Any] | memoryview[Any]"
"""Shape (n, k), int64 or float64. A `memoryview` is what the C extension fills and reads: importing NumPy takes longer
than scoring a thousand lines."""


def new_rows(n: int, columns: int, kind: Literal["d", "q"] = "d") -> memoryview[Any]:
    """Memory for n rows of float64 (`d`) or int64 (`q`); all 0."""
    return memoryview(bytearray(8 * n * columns)).cast(kind, (n, columns))


def as_kind(rows: memoryview[Any], kind: Literal["d", "q"]) -> memoryview[Any]:
    """The same memory, taken for numbers of another kind."""
    return rows.cast("B").cast(kind, (len(rows), columns_of(rows)))


def columns_of(rows: Rows) -> int:
    """How many numbers each row has."""
    shape = rows.shape or ()
    return int(shape[1])


def as_array(rows: Rows) -> NDArray[Any]:
    """Rows as an array, which shares their memory."""
    import numpy as np

    if not isinstance(rows, memoryview):
        return rows
    return np.frombuffer(rows, dtype=np.float64 if rows.format == "d" else np.int64).reshape(rows.shape)


def as_rows(array: Rows) -> Rows:
    """An array of any whole or real numbers, in the form in which the C extension reads rows."""
    if isinstance(array, memoryview):
        return array
    import numpy as np

    kind: type[np.int64 | np.float64] = np.int64 if array.dtype.kind in "bi" else np.float64
    return np.ascontiguousarray(array, dtype=kind)


def joined(pieces: Sequence[Rows]) -> Rows:
    """Rows of one kind, one piece after the other; one piece is not copied."""
    if len(pieces) == 1:
        return pieces[0]
    views = [piece for piece in pieces if isinstance(piece, memoryview)]
    if len(views) < len(pieces):
        import numpy as np

        return np.concatenate([as_array(piece) for piece in pieces])
    whole = memoryview(bytearray().join(views))
    kind: Literal["d", "q"] = "d" if views[0].format == "d" else "q"
    return whole.cast(kind, (sum(map(len, views)), columns_of(views[0])))
