"""Sums of statistics: exact where numbers allow it, and else in sacreBLEU's order, one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.engine import native
from mtqa.engine.rows import Rows, as_array, as_rows

__all__ = ["is_exact", "running_total"]


def is_exact(rows: Rows) -> bool:
    """Whether sums don't depend on the order: whole numbers, or halves, quarters and so on of them."""
    if native.compiled():
        return native.has_exact_sums(as_rows(rows))
    import numpy as np

    array = as_array(rows)
    return array.dtype.kind == "i" or bool(np.array_equal(np.rint(array * 1024), array * 1024))


def running_total(total: Sequence[float] | None, rows: Rows) -> list[float]:
    """A total with rows added one after the other: the same to the last bit however the rows are cut into pieces.

    Args:
        total: The sum of the rows before; None at the beginning.
        rows: Shape (n, k), one row at least.

    Returns:
        k numbers, ints where the rows are whole numbers by type.
    """
    if native.compiled():
        return native.add_rows(as_rows(rows), [] if total is None else list(total))
    import numpy as np

    before = [] if total is None else [np.array([total])]
    return list(np.add.accumulate(np.concatenate([*before, as_array(rows)]), axis=0)[-1].tolist())
