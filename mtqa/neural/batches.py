"""Batches of texts of like length that fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any, TypeVar

from mtqa.errors import MtqaError

__all__ = ["in_batches", "is_lack_of_memory", "padded"]

R = TypeVar("R")


def padded(sequences: Sequence[Sequence[int]], padding: int, device: str) -> tuple[Any, Any]:
    """Sequences of numbers as one tensor.

    Args:
        sequences: n sequences, at least one of them not empty.
        padding: What stands after their ends.
        device: Where the tensors are to be.

    Returns:
        The numbers, of shape (n, longest), and where they are the sequences' own.
    """
    import numpy as np
    import torch

    lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
    mask = np.arange(max(1, lengths.max())) < lengths[:, None]
    ids = np.full(mask.shape, padding, dtype=np.int64)
    ids[mask] = np.fromiter(chain.from_iterable(sequences), np.int64, int(lengths.sum()))
    return torch.from_numpy(ids).to(device), torch.from_numpy(mask).to(device)


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
    results: dict[int, R] = {}
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda i: (-lengths[i], i)):
        if batch and (len(batch) + 1) * lengths[batch[0]] > most_tokens:
            _run_halving(batch, lengths, run, results)
            batch = []
        batch.append(position)
    if batch:
        _run_halving(batch, lengths, run, results)
    return [results[position] for position in range(len(lengths))]


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
