"""Sums of statistics: exact where numbers allow it, and else in sacreBLEU's order, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["is_exact", "running_total"]


def is_exact(statistics: NDArray[Any]) -> bool:
    """Whether sums don't depend on the order: whole numbers, or halves, quarters and so on of them."""
    import numpy as np

    return statistics.dtype.kind == "i" or bool(np.array_equal(np.rint(statistics * 1024), statistics * 1024))


def running_total(total: NDArray[Any] | None, rows: NDArray[Any]) -> NDArray[Any]:
    """A total with rows added, to the same last bit however the rows are cut into pieces.

    Args:
        total: The sum of the rows before; None at the beginning.
        rows: Shape (n, k), one row at least.
    """
    import numpy as np

    if is_exact(rows) and (total is None or is_exact(total)):
        return np.asarray(rows.sum(axis=0) if total is None else total + rows.sum(axis=0))
    before = [] if total is None else [total[None]]
    return np.asarray(np.add.accumulate(np.concatenate([*before, rows]), axis=0)[-1])
