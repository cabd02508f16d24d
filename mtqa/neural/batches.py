"""Batches of texts of like length that fit into memory."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["gathered", "in_batches", "is_lack_of_memory", "on", "padded"]

R = TypeVar("R")


def padded(sequences: Sequence[array[int]], padding: int, device: str) -> tuple[Any, Any]:
    """Sequences of numbers as one tensor.

    Args:
        sequences: n sequences of 32-bit numbers, at least one of them not empty.
        padding: What stands after their ends.
        device: Where the tensors are to be.

    Returns:
        The numbers, of shape (n, longest), and where they are the sequences' own.
    """
    import numpy as np

    lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
    mask = np.arange(max(1, lengths.max())) < lengths[:, None]
    ids = np.full(mask.shape, padding, dtype=np.int64)
    ids[mask] = np.frombuffer(b"".join(sequences), np.int32)
    return on(device, ids), on(device, mask)


def on(device: str, numbers: NDArray[Any]) -> Any:
    """Numbers as a tensor where it is wanted. A GPU fetches them when it comes to it: nobody waits."""
    import torch

    tensor = torch.from_numpy(numbers)
    return tensor.pin_memory().to(device, non_blocking=True) if device.startswith("cuda") else tensor.to(device)


def in_batches(lengths: Sequence[int], most_tokens: int, run: Callable[[list[int]], Sequence[R]]) -> list[R]:
    """Run a function on batches of items of like length; a batch that does not fit into memory is halved.

    Args:
        lengths: Tokens of each item.
        most_tokens: The number of items in a batch times the length of the longest stays below it, or it is one item.
        run: Takes the positions of the items of a batch, the longest first, and returns a result for each.

    Returns:
        The results in the order of `lengths`.

    Raises:
        MtqaError: when memory does not even suffice for one item.
    """
    by_position: dict[int, R] = {}
    start, n = 0, len(lengths)
    ordered = sorted(range(n), key=lengths.__getitem__, reverse=True)  # stable, also in reverse
    while start < n:
        longest = lengths[ordered[start]]
        end = start + max(1, most_tokens // longest) if longest else n
        _run_halving(ordered[start:end], lengths, run, by_position)
        start = end
    return [by_position[position] for position in range(n)]


def gathered(batches: Sequence[tuple[Sequence[int], Any]]) -> list[float]:
    """The numbers of all batches, by position; waits for a GPU that is still computing them.

    Args:
        batches: The positions of a batch, and a tensor with a number for each. All together have 0 to n - 1.
    """
    found = {
        position: value
        for positions, of_batch in batches
        for position, value in zip(positions, of_batch.tolist(), strict=True)
    }
    return [found[position] for position in range(len(found))]


def _run_halving(
    batch: list[int], lengths: Sequence[int], run: Callable[[list[int]], Sequence[R]], by_position: dict[int, R]
) -> None:
    try:
        results = run(batch)
    except (RuntimeError, MemoryError) as error:
        if not is_lack_of_memory(error):
            raise
        if len(batch) == 1:
            raise MtqaError(
                f"the memory does not hold the model and one text of {lengths[batch[0]]} tokens",
                "Choose a smaller model, or give device=cpu.",
            ) from error
        results = None
    if results is None:  # outside the handler, so that what the failed attempt holds is freed first
        _release()
        middle = len(batch) // 2
        _run_halving(batch[:middle], lengths, run, by_position)
        _run_halving(batch[middle:], lengths, run, by_position)
        return
    by_position.update(zip(batch, results, strict=True))


def is_lack_of_memory(error: BaseException) -> bool:
    """Whether an error of PyTorch or of another library says that the memory does not suffice."""
    said = str(error).lower()
    return isinstance(error, MemoryError) or "out of memory" in said or "allocate memory" in said


def _release() -> None:
    import sys

    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
