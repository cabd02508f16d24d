"""A model that computes nothing and takes as long as COMET on an H100: for `scripts/benchmark_handing --gpus`.

It is a module, so that workers can import it.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from mtqa.neural.items import Item, ItemScore, bytes_of_longest

TOKENISING = 50e-6 / 12
"""Seconds for a text: measured 50 us on a core; twelve cores for a GPU."""
LAUNCHING = 15e-3
"""Seconds in which a batch is given to the GPU, kernel by kernel."""
BATCH = 32_768
"""Tokens, as on a GPU."""


@dataclass
class SimulatedGpu:
    """Scores by a checksum of the texts. The GPU is a clock: it takes batches one after the other, each when it is done
    with those before and the batch has been given to it. Tokenising and launching hold the process up, as they would.

    Attributes:
        pace: Tokens a second, padding included.
        limit: As of `Model`.
        batch_tokens: As of `Model`.
        identity: As of `Model`.
    """

    pace: float
    limit: int = 512
    batch_tokens: int = BATCH
    identity: str = "simulated"
    _free: float = field(default=0.0, repr=False)

    @property
    def bound(self) -> Callable[[Item], int]:
        return bytes_of_longest

    def lengths(self, items: Sequence[Item]) -> list[int]:
        return [min(bytes_of_longest(item) // 4 + 2, self.limit) for item in items]

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        texts = list(dict.fromkeys(text for item in items for text in item if text is not None))
        time.sleep(TOKENISING * len(texts))
        for tokens in _batches([len(text) // 4 + 2 for text in texts]):
            self._free = max(self._free, time.monotonic()) + tokens / self.pace
            time.sleep(LAUNCHING)
        until = self._free

        def finish() -> list[ItemScore]:
            time.sleep(max(0.0, until - time.monotonic()))
            return [ItemScore(zlib.crc32(item.hypothesis.encode("utf-8", "replace")) / 2**32) for item in items]

        return finish


def _batches(lengths: Sequence[int]) -> Iterator[int]:
    """The tokens of each batch, with padding."""
    ordered = sorted(lengths, reverse=True)
    start = 0
    while start < len(ordered):
        size = max(1, BATCH // ordered[start])
        yield ordered[start] * len(ordered[start : start + size])
        start += size


@dataclass(frozen=True)
class Loading:
    """Loads one in a worker."""

    pace: float

    def __call__(self) -> SimulatedGpu:
        return SimulatedGpu(self.pace)
