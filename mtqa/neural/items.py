"""What a model scores, what it says of it, and what a model must offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from mtqa.results import Severity

__all__ = ["Deferred", "ErrorSpan", "Item", "ItemScore", "Model", "bytes_of_all", "bytes_of_longest"]

# These three are tuples and no dataclasses: there are millions of them, each a key of several dictionaries, and a tuple
# is made, hashed and compared in a tenth of the time.


class Item(NamedTuple):
    """What a model scores at once.

    Attributes:
        source: The original; "" where the metric does not look at it.
        hypothesis: The translation.
        reference: One reference; None where the metric does without.
    """

    source: str
    hypothesis: str
    reference: str | None = None


class ErrorSpan(NamedTuple):
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


class ItemScore(NamedTuple):
    """What a model says of an item.

    Attributes:
        value: On the model's own scale.
        spans: What it takes for wrong in the hypothesis.
        windowed: Whether the item was longer than the model takes, and was scored in windows.
    """

    value: float
    spans: tuple[ErrorSpan, ...] = ()
    windowed: bool = False


def bytes_of_longest(item: Item) -> int:
    """The bytes of the longest text of an item, in UTF-8: hardly ever has a text more tokens."""
    return max([_bytes(text) for text in item])


def bytes_of_all(item: Item) -> int:
    """The bytes of all texts of an item, for models that look at them together."""
    return sum([_bytes(text) for text in item])


def _bytes(text: str | None) -> int:
    if not text:
        return 0
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


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

    @property
    def bound(self) -> Callable[[Item], int] | None:
        """How many tokens of its texts an item has at most, told without counting: `bytes_of_longest`, `bytes_of_all`.

        None where tokens are counted before anything is scored. A GPU would wait for that: its texts are tokenised
        while it computes what came before.
        """
        ...

    def lengths(self, items: Sequence[Item]) -> list[int]:
        """For each item, the tokens of the longest sequence that the model would see of it."""
        ...

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        """Begin to score items none of which is longer than `limit`; a text that several of them share is encoded once.

        A GPU may still be computing when this returns.

        Returns:
            What waits for the scores and gives them.
        """
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

    @property
    def bound(self) -> Callable[[Item], int] | None:
        return self._model.bound

    def lengths(self, items: Sequence[Item]) -> list[int]:
        return self._model.lengths(items)

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        return self._model.start(items)
