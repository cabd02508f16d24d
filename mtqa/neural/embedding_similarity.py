"""Similarity of hypothesis and reference by an encoder of sentences."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mtqa.alignment import Encoder
from mtqa.neural.items import Item, ItemScore

__all__ = ["EmbeddingModel"]

_SENTENCE = 64
"""Characters; of short ones, so that a part of the work is several batches of the encoder's."""


@dataclass(frozen=True)
class EmbeddingModel:
    """The cosine of the vectors of hypothesis and reference. Lengths are in characters, and there is no limit to them:
    the encoder takes long texts in parts.

    Attributes:
        encoder: The encoder.
    """

    encoder: Encoder

    @property
    def identity(self) -> str:
        return f"embedding|model:{self.encoder.name}|revision:{self.encoder.revision}"

    @property
    def limit(self) -> int:
        return sys.maxsize

    @property
    def batch_tokens(self) -> int:
        return _SENTENCE * int(getattr(self.encoder, "at_once", 64))

    def lengths(self, items: Sequence[Item]) -> list[int]:
        return [max(len(item.hypothesis), len(item.reference or "")) for item in items]

    @property
    def bound(self) -> Callable[[Item], int] | None:
        return None

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        rows: dict[str, int] = {}
        pairs = [
            (rows.setdefault(item.hypothesis, len(rows)), rows.setdefault(item.reference or "", len(rows)))
            for item in items
        ]
        vectors = self.encoder.encode(list(rows)).astype("float64")
        scores = [ItemScore(float(vectors[hypothesis] @ vectors[reference])) for hypothesis, reference in pairs]
        return lambda: scores
