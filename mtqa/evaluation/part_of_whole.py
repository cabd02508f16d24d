"""Which segments of a test set one part covers: `--part 3/64`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from mtqa.errors import MtqaError

__all__ = ["PartOf"]

_MOST = 100_000


@dataclass(frozen=True)
class PartOf:
    """One part of several, which are as even as can be and follow each other.

    Attributes:
        number: Its number, from 1 on.
        n_parts: How many there are.
    """

    number: int
    n_parts: int

    @classmethod
    def parsed(cls, text: str) -> PartOf:
        """The part that a text such as `3/64` names.

        Raises:
            MtqaError: when it names none.
        """
        match = re.fullmatch(r"([0-9]{1,6})/([0-9]{1,6})", text.strip())
        number, n_parts = (int(match[1]), int(match[2])) if match else (0, 0)
        if not 1 <= number <= n_parts <= _MOST:
            raise MtqaError(f"'{text[:40]}' is no part", "Write it as number/parts, from 1/64 to 64/64.")
        return cls(number, n_parts)

    def __str__(self) -> str:
        return f"{self.number}/{self.n_parts}"

    def bounds(self, n_segments: int) -> tuple[int, int]:
        """The first segment, counted from 0, and the one after the last.

        Raises:
            MtqaError: when there are more parts than segments.
        """
        if n_segments < self.n_parts:
            raise MtqaError(
                f"{n_segments} segments cannot be cut into {self.n_parts} parts",
                "Make as many parts as segments at most.",
            )
        within = self.within(n_segments)
        return within.start, within.stop

    def within(self, n_segments: int) -> range:
        """Positions of the segments of this part, of which there may be none."""
        return range(n_segments * (self.number - 1) // self.n_parts, n_segments * self.number // self.n_parts)
