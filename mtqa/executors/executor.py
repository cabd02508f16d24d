"""What an executor offers: batches go out, and results come back in the order of the batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

__all__ = ["Executor", "Here", "Work", "in_shares"]

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")
Item = TypeVar("Item")


@dataclass(frozen=True)
class Work(Generic[State, Batch, Result]):
    """What is done with every batch. Both functions travel by the path of their module, so they stand at its top level,
    or are objects of such a class.

    Attributes:
        prepare: Called once by each worker, before its first batch: loads a model, say.
        compute: Called with what `prepare` gave and with a batch. Its result depends on nothing else.
        on_gpu: Whether a GPU serves it. There is then a worker for each GPU, where there are any.
    """

    prepare: Callable[[], State]
    compute: Callable[[State, Batch], Result]
    on_gpu: bool = False


class Executor(Protocol):
    """Who computes batches. It is a context manager: what it started ends with it.

    Attributes:
        name: As `--on` names it.
        is_here: Whether batches are computed in this process: then nothing has to travel.
    """

    @property
    def name(self) -> str: ...

    @property
    def is_here(self) -> bool: ...

    def map(self, work: Work[State, Batch, Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """Results in the order of the batches, which are read as workers become free: few are ever in memory.

        A batch whose worker dies is computed again.

        Raises:
            MtqaError: what a batch raised; or when workers cannot be had, or die over the same batch again and again.
        """
        ...

    def n_workers(self, *, on_gpu: bool = False) -> int:
        """How many batches are computed at the same time."""
        ...

    def __enter__(self) -> Executor: ...

    def __exit__(self, *error: object) -> None: ...


@dataclass(frozen=True)
class Here:
    """This process: the engine and the models have threads of their own."""

    name: str = "threads"
    is_here: bool = True

    def map(self, work: Work[State, Batch, Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """As of `Executor`."""
        state = work.prepare()
        return (work.compute(state, batch) for batch in batches)

    def n_workers(self, *, on_gpu: bool = False) -> int:
        """One: this process."""
        del on_gpu
        return 1

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *error: object) -> None:
        return None


def in_shares(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in order, `size` of them at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
