"""Texts of a corpus, read when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

__all__ = ["OnDemand"]

Text = TypeVar("Text")


@dataclass(frozen=True)
class OnDemand(Sequence[Text]):
    """What segments of a corpus have: of a corpus on the disk no more is in memory than was last asked for.

    Attributes:
        positions: Those of the segments, ascending.
        read: Gives what the segment at a position has.
    """

    positions: Sequence[int]
    read: Callable[[int], Text]

    def __len__(self) -> int:
        return len(self.positions)

    @overload
    def __getitem__(self, which: int) -> Text: ...

    @overload
    def __getitem__(self, which: slice) -> list[Text]: ...

    def __getitem__(self, which: int | slice) -> Any:
        if isinstance(which, slice):
            return [self.read(position) for position in self.positions[which]]
        return self.read(self.positions[which])
