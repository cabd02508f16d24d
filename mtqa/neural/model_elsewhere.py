"""A model that the workers of an executor load and run; this process only hands out items and gathers scores."""

from __future__ import annotations

from array import array
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import chain

from mtqa.executors import EachOf, Executor, Work, in_shares, of_shares, only_alike
from mtqa.neural.items import ErrorSpan, Item, ItemScore, Model

__all__ = ["ModelElsewhere", "scores_of_batches"]

_COUNTED = 5_000
"""Items whose lengths a worker is asked for at once."""


# ---- what travels ----


@dataclass(frozen=True)
class _Items:
    """Items as they travel: every text once, and numbers. Objects would take ten times as long to pack.

    Attributes:
        texts: The texts; None for no reference.
        rows: For each item the numbers of its source, hypothesis and reference.
    """

    texts: list[str | None]
    rows: array[int]

    @classmethod
    def of(cls, items: Sequence[Item]) -> _Items:
        """Items made ready to travel."""
        numbers = {text: number for number, text in enumerate(dict.fromkeys(chain.from_iterable(items)))}
        rows = array("i", map(numbers.__getitem__, chain.from_iterable(items)))
        return cls(list(numbers), rows)

    def unpacked(self) -> list[Item]:
        """The items."""
        named = map(self.texts.__getitem__, self.rows)
        return list(map(Item._make, zip(named, named, named, strict=True)))


@dataclass(frozen=True)
class _Scores:
    """Scores as they travel.

    Attributes:
        values: One for each item.
        spans: By the number of the item, of those that have any.
    """

    values: array[float]
    spans: Mapping[int, tuple[ErrorSpan, ...]]

    @classmethod
    def of(cls, scores: Sequence[ItemScore]) -> _Scores:
        """Scores made ready to travel."""
        spans = {number: score.spans for number, score in enumerate(scores) if score.spans}
        return cls(array("d", [score.value for score in scores]), spans)

    def unpacked(self) -> list[ItemScore]:
        """The scores."""
        scores = [ItemScore(value) for value in self.values]
        for number, spans in self.spans.items():
            scores[number] = ItemScore(scores[number].value, spans)
        return scores


# ---- what workers do ----


@dataclass(frozen=True)
class _Facts:
    """What is known of a model before anything is scored."""

    identity: str
    limit: int
    batch_tokens: int
    bound: Callable[[Item], int] | None


def _facts(model: Model, nothing: None) -> _Facts:
    del nothing
    return _Facts(model.identity, model.limit, model.batch_tokens, model.bound)


def _identity(model: Model, nothing: None) -> str:
    del nothing
    return model.identity


def _lengths(model: Model, items: _Items) -> array[int]:
    return array("q", model.lengths(items.unpacked()))


def _scores(model: Model, batches: Iterable[_Items]) -> Iterator[tuple[str, _Scores]]:
    for scores in _one_late(model, map(_Items.unpacked, batches)):
        yield model.identity, _Scores.of(scores)


# ---- here ----


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

    @property
    def bound(self) -> Callable[[Item], int] | None:
        return self._known.bound

    def lengths(self, items: Sequence[Item]) -> list[int]:
        shares = map(_Items.of, in_shares(items, _COUNTED))
        return of_shares(self.executor, Work(self.load, _lengths, on_gpu=True), shares)

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        return partial(next, self.score_batches([items]))

    def score_batches(self, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemScore]]:
        """The scores of each batch, in order.

        Raises:
            MtqaError: when a worker has another model, or computes with another precision.
        """
        answers = self.executor.map(Work(self.load, EachOf(_scores), on_gpu=True), map(_Items.of, batches))
        return map(_Scores.unpacked, only_alike("compute", self.identity, answers))


def scores_of_batches(model: Model, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemScore]]:
    """The scores of each batch by a model, wherever it is."""
    return model.score_batches(batches) if isinstance(model, ModelElsewhere) else _one_late(model, batches)


def _one_late(model: Model, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemScore]]:
    """The scores of each batch, asked for when the next batch has begun: so that a GPU computes while this process
    makes scores of numbers, writes them down, and tokenises what follows."""
    begun: deque[Callable[[], list[ItemScore]]] = deque()
    try:
        for batch in batches:
            begun.append(model.start(batch))
            if len(begun) > 1:
                yield begun.popleft()()
    except GeneratorExit:  # nobody wants the rest
        raise
    except BaseException:
        yield from (last() for last in begun)  # what was computed before something went wrong
        raise
    yield from (last() for last in begun)
