"""Devices, precision, and batches of texts of like length that fit into memory."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from mtqa.errors import MtqaError

__all__ = ["Place", "choose_place", "in_batches", "is_lack_of_memory"]

R = TypeVar("R")

_DEVICES = ("auto", "cpu", "cuda", "mps")
_PRECISIONS = ("auto", "float32", "bfloat16", "float16")


@dataclass(frozen=True)
class Place:
    """Where a model runs.

    Attributes:
        device: As PyTorch names it.
        precision: Of the encoder's weights: `float32`, `bfloat16`, `float16`.
        tokens: The most tokens, with padding, of a batch.
    """

    device: str
    precision: str
    tokens: int

    @property
    def dtype(self) -> Any:
        """The precision as PyTorch's type."""
        import torch

        return getattr(torch, self.precision)


def choose_place(device: str = "auto", precision: str = "auto") -> Place:
    """The place that is asked for; `auto` is a GPU with bfloat16 where there is one, else the processor with float32.

    Raises:
        MtqaError: when there is no such device or precision.
    """
    import torch

    for value, choices, kind in ((device.partition(":")[0], _DEVICES, "device"), (precision, _PRECISIONS, "precision")):
        if value not in choices:
            raise MtqaError(f"there is no {kind} '{value}'", f"There are: {', '.join(choices)}.")
    if device == "auto":
        device = "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda") and not torch.cuda.is_available():
        raise MtqaError("there is no CUDA device on this machine", "Leave the option device out, or give device=cpu.")
    if precision == "auto":
        precision = "bfloat16" if device.startswith("cuda") else "float32"
    return Place(device, precision, 384 if device == "cpu" else 32768)


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
