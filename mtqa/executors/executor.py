"""What an executor offers: batches go out, and results come back in the order of the batches."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, Protocol, TypeVar

from mtqa.errors import MtqaError

__all__ = ["EachOf", "Executor", "Here", "Work", "in_shares", "of_shares", "only_alike", "results_of"]

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")
Item = TypeVar("Item")
Identity = TypeVar("Identity")


@dataclass(frozen=True)
class Work(Generic[State, Batch, Result]):
    """What is done with every batch. The functions travel by the path of their module, so they stand at its top level,
    or are objects of such a class.

    Attributes:
        prepare: Called once by each worker, before its first batch: loads a model, say.
        compute: Called with what `prepare` gave and with a batch. Its result depends on nothing else.
        on_gpu: Whether a GPU serves it. There is then a worker for each GPU, where there are any.
    """

    prepare: Callable[[], State]
    compute: Callable[[State, Batch], Result] | EachOf[State, Batch, Result]
    on_gpu: bool = False


@dataclass(frozen=True)
class EachOf(Generic[State, Batch, Result]):
    """In place of `Work.compute`: takes batch after batch, so that one may begin before the result of another is given.

    Attributes:
        results: Called with what `prepare` gave and with batches; gives a result for each, in order.
    """

    results: Callable[[State, Iterable[Batch]], Iterator[Result]]


def results_of(
    compute: Callable[[State, Batch], Result] | EachOf[State, Batch, Result], state: State, batches: Iterable[Batch]
) -> Iterator[Result]:
    """What comes of each batch, in order, by what `Work` has to compute it."""
    return compute.results(state, batches) if isinstance(compute, EachOf) else map(partial(compute, state), batches)


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

        A batch whose worker dies is computed again, and so are those that it had beside it.

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
        return results_of(work.compute, work.prepare(), batches)

    def n_workers(self, *, on_gpu: bool = False) -> int:
        """One: this process."""
        del on_gpu
        return 1

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *error: object) -> None:
        return None


def of_shares(executor: Executor, work: Work[State, Batch, Iterable[Result]], shares: Iterable[Batch]) -> list[Result]:
    """What workers say of each item of some shares, in order."""
    return [result for results in executor.map(work, shares) for result in results]


def only_alike(what: str, expected: Identity, answers: Iterable[tuple[Identity, Result]]) -> Iterator[Result]:
    """The results of workers each of which says what it computes with, which must be the same for all.

    Args:
        what: They do, in the plural: `compute`.
        expected: What they compute with.
        answers: With what, and the result.

    Raises:
        MtqaError: when a worker has another model, or computes with another precision.
    """
    for identity, result in answers:
        if identity != expected:
            raise MtqaError(
                f"the workers do not {what} alike: one has {identity}, another {expected}",
                "Give device= and precision= as all of them can have them, and the same model to all.",
            )
        yield result


def in_shares(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    """The items in order, `size` of them at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
