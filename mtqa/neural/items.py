"""What a model scores, what it says of it, and what a model must offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from mtqa.results import Severity

__all__ = ["Deferred", "ErrorSpan", "Item", "ItemScore", "Model"]


@dataclass(frozen=True)
class Item:
    """What a model scores at once.

    Attributes:
        source: The original; "" where the metric does not look at it.
        hypothesis: The translation.
        reference: One reference; None where the metric does without.
    """

    source: str
    hypothesis: str
    reference: str | None = None


@dataclass(frozen=True)
class ErrorSpan:
    """A stretch of the hypothesis that a model takes for wrong, in characters.

    Attributes:
        start: First character.
        end: One past the last.
        severity: As the model judges it.
        confidence: Mean probability of the label, 0 to 1.
    """

    start: int
    end: int
    severity: Severity
    confidence: float


@dataclass(frozen=True)
class ItemScore:
    """What a model says of an item.

    Attributes:
        value: On the model's own scale.
        spans: What it takes for wrong in the hypothesis.
        windowed: Whether the item was longer than the model takes, and was scored in windows.
    """

    value: float
    spans: tuple[ErrorSpan, ...] = ()
    windowed: bool = False


class Model(Protocol):
    """A loaded model."""

    @property
    def identity(self) -> str:
        """All that its scores depend on: model, revision, precision, versions."""
        ...

    @property
    def limit(self) -> int:
        """The most tokens that it takes at once."""
        ...

    @property
    def batch_tokens(self) -> int:
        """The most tokens, with padding, that it takes in one batch."""
        ...

    def lengths(self, items: Sequence[Item]) -> list[int]:
        """For each item, the tokens of the longest sequence that the model would see of it."""
        ...

    def score(self, items: Sequence[Item]) -> list[ItemScore]:
        """Scores of items none of which is longer than `limit`; a text that several of them share is encoded once."""
        ...


@dataclass(frozen=True)
class Deferred:
    """A model that is not loaded before something has to be scored: where all scores are kept, its identity is enough.

    Attributes:
        identity: As that of the model.
        load: Loads it.
    """

    identity: str
    load: Callable[[], Model]

    @cached_property
    def _model(self) -> Model:
        return self.load()

    @property
    def limit(self) -> int:
        return self._model.limit

    @property
    def batch_tokens(self) -> int:
        return self._model.batch_tokens

    def lengths(self, items: Sequence[Item]) -> list[int]:
        return self._model.lengths(items)

    def score(self, items: Sequence[Item]) -> list[ItemScore]:
        return self._model.score(items)
