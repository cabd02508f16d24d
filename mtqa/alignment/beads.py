"""What an alignment is made of."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Alignment", "Bead"]


@dataclass(frozen=True)
class Bead:
    """One aligned group of sentences (Gale and Church, 1993).

    Attributes:
        source: Positions of the source sentences, rising by one; empty for an addition.
        target: Positions of the target sentences, rising by one; empty for an omission.
        score: How well the two sides fit, on the scale of the method; 0 where one side is empty.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float

    @property
    def kind(self) -> str:
        """`1-1`, `2-1`, `0-1`, ..."""
        return f"{len(self.source)}-{len(self.target)}"

    @property
    def is_omission(self) -> bool:
        """Whether the target says nothing for the source."""
        return not self.target

    @property
    def is_addition(self) -> bool:
        """Whether the source says nothing for the target."""
        return not self.source


@dataclass(frozen=True)
class Alignment:
    """Two documents, cut into beads.

    Attributes:
        beads: In order; every sentence of either side is in exactly one.
        method: How they were found, with the name and revision of the encoder.
        confident: False when there was no encoder, or when most of the target fits nowhere.
        warnings: What a reader must know, each a sentence.
    """

    beads: tuple[Bead, ...]
    method: str
    confident: bool
    warnings: tuple[str, ...] = ()
