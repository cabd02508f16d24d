"""How work that takes long tells how far it is; whoever watches decides what to make of it."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from dataclasses import dataclass, field

__all__ = ["Pace", "Progress"]

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how many steps are done, and how many there are."""


@dataclass
class Pace:
    """Tells how many items were done, how fast that goes, and how long the rest will take.

    Items differ in length, and the longest come first, so the time left goes by the share of all work that is done.

    Attributes:
        name: What is being done, said until the pace is known.
        total: How many items there are.
        unit: What the items are, in the plural.
        progress: Whom it is told; None where nobody watches.
        note: What else is to be told: what the work has cost so far. "" for nothing.
    """

    name: str
    total: int
    unit: str
    progress: Progress | None
    note: str = ""
    _started: float = field(default_factory=time.monotonic, init=False)

    def tell(self, n_done: int, share: float) -> None:
        """Tell how far it is.

        Args:
            n_done: Items that are done.
            share: How much of all work that is, 0 to 1.
        """
        if self.progress is None:
            return
        seconds = time.monotonic() - self._started
        what = self.name
        if n_done and share > 0 and seconds > 0:
            left = datetime.timedelta(seconds=round(seconds / share * (1 - share)))
            what = f"{n_done / seconds:.1f} {self.unit}/s, {left} left{', ' * bool(self.note)}{self.note}"
        self.progress(what, n_done, self.total)
