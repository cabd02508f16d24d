"""A model that the workers of an executor load and run; this process only hands out items and gathers scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from mtqa.errors import MtqaError
from mtqa.executors import Executor, Work, in_shares
from mtqa.neural.items import Item, ItemScore, Model

__all__ = ["ModelElsewhere", "scores_of_batches"]

Result = TypeVar("Result")
_COUNTED = 5_000
"""Items whose lengths a worker is asked for at once."""


@dataclass(frozen=True)
class _Facts:
    """What is known of a model before anything is scored."""

    identity: str
    limit: int
    batch_tokens: int


def _facts(model: Model, nothing: None) -> _Facts:
    del nothing
    return _Facts(model.identity, model.limit, model.batch_tokens)


def _identity(model: Model, nothing: None) -> str:
    del nothing
    return model.identity


def _lengths(model: Model, items: Sequence[Item]) -> list[int]:
    return model.lengths(items)


def _scores(model: Model, items: Sequence[Item]) -> tuple[str, list[ItemScore]]:
    return model.identity, model.score(items)


@dataclass(frozen=True)
class ModelElsewhere:
    """A `Model` whose items are scored by workers. All of them must have the very same one.

    Attributes:
        executor: Who computes.
        load: Loads the model in a worker; it travels by the path of its module.
    """

    executor: Executor
    load: Callable[[], Model]

    @cached_property
    def identity(self) -> str:
        """As the first worker says it: this machine may lack the GPU that they have."""
        (identity,) = self.executor.map(Work(self.load, _identity, on_gpu=True), [None])
        return identity

    @cached_property
    def _known(self) -> _Facts:
        (facts,) = self.executor.map(Work(self.load, _facts, on_gpu=True), [None])
        return facts

    @property
    def limit(self) -> int:
        return self._known.limit

    @property
    def batch_tokens(self) -> int:
        return self._known.batch_tokens

    def lengths(self, items: Sequence[Item]) -> list[int]:
        counted = self.executor.map(Work(self.load, _lengths, on_gpu=True), in_shares(items, _COUNTED))
        return [length for lengths in counted for length in lengths]

    def score(self, items: Sequence[Item]) -> list[ItemScore]:
        (scores,) = self.score_batches([items])
        return scores

    def score_batches(self, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemScore]]:
        """The scores of each batch, in order.

        Raises:
            MtqaError: when a worker has another model, or computes with another precision.
        """
        for identity, scores in self.executor.map(Work(self.load, _scores, on_gpu=True), batches):
            if identity != self.identity:
                raise MtqaError(
                    f"the workers do not compute alike: one has {identity}, another {self.identity}",
                    "Give device= and precision= as all of them can have them, and the same model to all.",
                )
            yield scores


def scores_of_batches(model: Model, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemScore]]:
    """The scores of each batch by a model, wherever it is."""
    if isinstance(model, ModelElsewhere):
        return model.score_batches(batches)
    return (model.score(batch) for batch in batches)
