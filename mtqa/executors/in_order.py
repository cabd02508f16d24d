"""Batches out to workers, results back in order; few in flight, and what a lost worker had is computed again."""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Any, Protocol

from mtqa.errors import MtqaError
from mtqa.executors.executor import Work
from mtqa.executors.worker import Outcome, key_of, packed, result_of

__all__ = ["MOST_LOSSES", "MOST_TOGETHER", "Lane", "results_in_order"]

MOST_LOSSES = 3
"""Workers that may die over one batch."""
_AT_ONCE = 2
"""Messages that a worker has: one that it computes, and the next, so that it never waits."""
_AHEAD = 8
"""Messages, for each worker, that may be out or done while the first of them is still awaited."""
_MESSAGE = 0.25
"""Seconds that a worker is to compute for a message: quick batches travel together, as each message costs something."""
MOST_TOGETHER = 64
"""Batches of a message."""
_MOST_BYTES = 1 << 22
"""Of a message, after which no more batches join it."""


class Lane(Protocol):
    """The way to one worker, and to the one after it should it die."""

    def submit(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> Future[list[Outcome]]:
        """Let the worker compute batches after those that it has; arguments as of `Worker.run`, nothing left out."""
        ...

    def survives(self, error: BaseException) -> bool:
        """Whether the error says that the worker died, and there is now another one to do its batches."""
        ...

    def has_begun(self) -> bool:
        """Whether any worker on this way has ever been ready for work."""
        ...


@dataclass
class _Sent:
    """Batches that are out, as one message."""

    first: int
    batches: Sequence[bytes]
    lane: int = 0
    losses: int = 0


@dataclass
class _Flow:
    """What is where."""

    lanes: Sequence[Lane]
    key: str
    prepare: bytes
    compute: bytes
    batches: Iterator[Any]
    out: dict[Future[list[Outcome]], _Sent] = field(default_factory=dict)
    again: deque[_Sent] = field(default_factory=deque)
    done: dict[int, Outcome] = field(default_factory=dict)
    n_read: int = 0
    together: int = 1

    def fill(self, first_awaited: int) -> None:
        """Give every worker what it can take."""
        busy = [0] * len(self.lanes)
        for one in self.out.values():
            busy[one.lane] += 1
        while min(busy) < _AT_ONCE:
            if (sent := self._next(first_awaited)) is None:
                return
            sent.lane = busy.index(min(busy))
            busy[sent.lane] += 1
            lane = self.lanes[sent.lane]
            self.out[lane.submit(self.key, self.prepare, self.compute, sent.batches)] = sent

    def _next(self, first_awaited: int) -> _Sent | None:
        if self.again:
            return self.again.popleft()
        if self.n_read - first_awaited > (_AHEAD * len(self.lanes) - 1) * self.together:
            return None
        message: list[bytes] = []
        size = 0
        for batch in itertools.islice(self.batches, self.together):
            message.append(packed(batch))
            size += len(message[-1])
            if size >= _MOST_BYTES:
                break
        self.n_read += len(message)
        return _Sent(self.n_read - len(message), message) if message else None

    def gather(self) -> None:
        """Wait until a message is answered, or a worker is lost.

        Raises:
            MtqaError: when workers die over the same batch again and again.
        """
        for future in wait(self.out, return_when=FIRST_COMPLETED).done:
            sent = self.out.pop(future)
            error = future.exception()
            if error is None:
                self._take(sent.first, future.result())
                continue
            survived = self.lanes[sent.lane].survives(error)
            sent.losses += 1
            if not survived or sent.losses >= MOST_LOSSES:
                if not self.lanes[sent.lane].has_begun():
                    raise MtqaError(
                        "workers cannot begin: they die before there is anything to do",
                        'A script that uses processes is a file, and starts them below `if __name__ == "__main__":`,'
                        " for workers import it.",
                    ) from error
                raise MtqaError(
                    f"{sent.losses} workers died over the same batch, without a word",
                    "The system may have ended them for want of memory: give fewer --workers, or a smaller model.",
                ) from error
            self.again.append(sent)

    def _take(self, first: int, outcomes: Sequence[Outcome]) -> None:
        """Note what became of batches, and how many are to travel together from now on."""
        self.done.update(enumerate(outcomes, start=first))
        seconds = sum(outcome.seconds for outcome in outcomes) / len(outcomes)
        wanted = int(_MESSAGE / max(seconds, 1e-6))
        self.together = max(1, min(wanted, 2 * self.together, MOST_TOGETHER))


def results_in_order(work: Work[Any, Any, Any], batches: Iterable[Any], lanes: Sequence[Lane]) -> Iterator[Any]:
    """As of `Executor.map`. Workers have their first batches when this returns.

    Args:
        work: What is to be done.
        batches: With what.
        lanes: The ways to the workers.

    Raises:
        MtqaError: as of `Executor.map`, also while the results are read.
    """
    prepare = packed(work.prepare)
    flow = _Flow(lanes, key_of(prepare), prepare, packed(work.compute), iter(batches))
    flow.fill(0)
    return _results(flow)


def _results(flow: _Flow) -> Iterator[Any]:
    awaited = 0
    try:
        while True:
            while awaited in flow.done:
                outcome = flow.done.pop(awaited)
                awaited += 1
                flow.fill(awaited)
                yield result_of(outcome)
            flow.fill(awaited)
            if not flow.out:
                return
            flow.gather()
    finally:
        for future in flow.out:
            future.cancel()
