"""Batches out to workers, results back in order; few in flight, and what a lost worker had is computed again."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Any, Protocol

from mtqa.errors import MtqaError
from mtqa.executors.executor import Work
from mtqa.executors.worker import Outcome, key_of, packed, result_of

__all__ = ["MOST_LOSSES", "Lane", "results_in_order"]

MOST_LOSSES = 3
"""Workers that may die over one batch."""
_AT_ONCE = 2
"""Batches that a worker has: one that it computes, and the next, so that it never waits."""
_AHEAD = 8
"""Batches, for each worker, that may be out or done while the first of them is still awaited."""


class Lane(Protocol):
    """The way to one worker, and to the one after it should it die."""

    def submit(self, key: str, prepare: bytes, compute: bytes, batch: bytes) -> Future[Outcome]:
        """Let the worker compute a batch after those that it has; arguments as of `Worker.run`, nothing left out."""
        ...

    def survives(self, error: BaseException) -> bool:
        """Whether the error says that the worker died, and there is now another one to do its batches."""
        ...


@dataclass
class _Sent:
    """A batch that is out."""

    number: int
    batch: bytes
    lane: int
    losses: int = 0


@dataclass
class _Flow:
    """What is where."""

    lanes: Sequence[Lane]
    key: str
    prepare: bytes
    compute: bytes
    batches: Iterator[Any]
    out: dict[Future[Outcome], _Sent] = field(default_factory=dict)
    again: deque[_Sent] = field(default_factory=deque)
    done: dict[int, Outcome] = field(default_factory=dict)
    n_read: int = 0
    is_read: bool = False

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
            self.out[lane.submit(self.key, self.prepare, self.compute, sent.batch)] = sent

    def _next(self, first_awaited: int) -> _Sent | None:
        if self.again:
            return self.again.popleft()
        if self.is_read or self.n_read - first_awaited >= _AHEAD * len(self.lanes):
            return None
        for batch in self.batches:
            self.n_read += 1
            return _Sent(self.n_read - 1, packed(batch), 0)
        self.is_read = True
        return None

    def gather(self) -> None:
        """Wait until a batch is done, or a worker is lost.

        Raises:
            MtqaError: when workers die over the same batch again and again.
        """
        for future in wait(self.out, return_when=FIRST_COMPLETED).done:
            sent = self.out.pop(future)
            error = future.exception()
            if error is None:
                self.done[sent.number] = future.result()
                continue
            survived = self.lanes[sent.lane].survives(error)
            sent.losses += 1
            if not survived or sent.losses >= MOST_LOSSES:
                raise MtqaError(
                    f"{sent.losses} workers died over the same batch, without a word",
                    "The system may have ended them for want of memory: give fewer --workers, or a smaller model.",
                ) from error
            self.again.append(sent)


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
