"""Many requests to a service, several at once: as many as it bears, which is learned from how it answers."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from mtqa.errors import MtqaError
from mtqa.services.service import TryAgainError

__all__ = ["Asked", "Parallel", "ask_in_parallel"]

T = TypeVar("T")
R = TypeVar("R")

_BUSY = frozenset({429, 503, 529})
"""Answers of a service that has more to do than it takes, and is otherwise well."""
_FIRST = 8
_MOST = 64
_WORTH = 1.1
"""More requests at once are kept when they bring this many times as many answers."""
_LONGEST_PAUSE = 120.0
_FAILED_IN_A_ROW = 3
_FIRST_TRIES = 3
"""How often a request is made that fails while the service has answered none at all: it may not be there."""


@dataclass(frozen=True)
class Parallel:
    """How many requests are made at once, and how patiently.

    Attributes:
        most: Requests at once; 0 to begin with a few and make more as long as that brings more answers.
        tries: How often a request is made that fails, before it counts as failed. What a busy service puts off while it
            answers others does not count.
        pause: Seconds after the first failure, where the service does not say; each further pause is twice as long.
        patience: Seconds without any answer after which a busy service counts as failed.
    """

    most: int = 0
    tries: int = 6
    pause: float = 1.0
    patience: float = 300.0


@dataclass(frozen=True)
class Asked(Generic[T, R]):
    """What came of one request.

    Attributes:
        item: What was asked about.
        answer: What came back; None where nothing did.
        problem: Why nothing came back; "" where something did.
    """

    item: T
    answer: R | None
    problem: str = ""


@dataclass
class _Job(Generic[T]):
    item: T
    failures: int = 0
    answers_seen: int = 0
    not_before: float = 0.0


@dataclass
class _Growth:
    """How many may be under way: more, as long as more come back."""

    allowed: int
    growing: bool
    _before: float = 0.0
    _since: float = field(default_factory=time.monotonic)
    _answers: int = 0

    def answered(self) -> None:
        self._answers += 1
        now = time.monotonic()
        if self._answers == self.allowed // 2:  # what was asked before there were so many has come back
            self._since = now
        if not self.growing or self._answers < self.allowed + self.allowed // 2:
            return
        rate = self.allowed / max(1e-6, now - self._since)
        if rate <= self._before * _WORTH:
            self.growing, self.allowed = False, max(_FIRST, self.allowed // 2)
        elif self.allowed < _MOST:
            self.allowed *= 2
        else:
            self.growing = False
        self._before, self._since, self._answers = rate, now, 0


@dataclass
class _Work(Generic[T, R]):
    """The requests that are still to be made, and what came of the others; shared by the threads."""

    ask: Callable[[T], R]
    how: Parallel
    waiting: deque[_Job[T]]
    growth: _Growth
    arrived: list[Asked[T, R]] = field(default_factory=list)
    error: BaseException | None = None
    n_left: int = 0
    n_answers: int = 0
    failed_in_a_row: int = 0
    tried_in_vain: int = 0
    last_answer: float = field(default_factory=time.monotonic)
    n_threads: int = 0
    n_handed_out: int = 0
    n_under_way: int = 0
    stopped: bool = False
    changed: threading.Condition = field(default_factory=threading.Condition)

    def start_threads(self) -> None:
        """As many as may be under way; called with the lock."""
        while self.n_threads < min(self.growth.allowed, self.n_left):
            self.n_threads += 1
            threading.Thread(target=self.run, daemon=True).start()

    def run(self) -> None:
        """One thread: takes what waits, until nothing is left."""
        failures = 0
        while (job := self.next_job()) is not None:
            try:
                answer = self.ask(job.item)
            except TryAgainError as again:
                pause = self.put_off(job, again, failures)
                failures += 1
                self.rest(pause)
            except BaseException as error:
                self.fail(error)
                return
            else:
                failures = 0
                self.answered(job, answer)

    def next_job(self) -> _Job[T] | None:
        with self.changed:
            while True:
                if self.stopped or self.n_left <= 0 or self.n_threads > self.growth.allowed:
                    self.n_threads -= 1
                    return None
                now = time.monotonic()
                not_kept = self.n_under_way + len(self.arrived) + self.n_handed_out
                if not_kept >= self.growth.allowed:  # to be kept before more is asked
                    self.changed.wait(0.5)
                    continue
                for _ in range(len(self.waiting)):
                    job = self.waiting.popleft()
                    if job.not_before <= now:
                        self.n_under_way += 1
                        return job
                    self.waiting.append(job)
                first = min((job.not_before for job in self.waiting), default=now + 1.0)
                self.changed.wait(max(0.001, first - now))

    def answered(self, job: _Job[T], answer: R) -> None:
        with self.changed:
            self.n_under_way -= 1
            self.arrived.append(Asked(job.item, answer))
            self.n_left -= 1
            self.n_answers += 1
            self.failed_in_a_row = self.tried_in_vain = 0
            self.last_answer = time.monotonic()
            self.growth.answered()
            self.start_threads()
            self.changed.notify_all()

    def put_off(self, job: _Job[T], again: TryAgainError, failures: int) -> float:
        """A request that failed waits, or counts as failed; how long its thread rests."""
        busy = again.status in _BUSY
        pause = min(again.after or self.how.pause * 2 ** min(failures, 10), _LONGEST_PAUSE)
        with self.changed:
            self.n_under_way -= 1
            now = time.monotonic()
            if busy:
                self.growth.growing = False
            if busy and job.answers_seen != self.n_answers:
                job.failures, job.answers_seen = 0, self.n_answers  # others were answered meanwhile
            job.failures += 1
            self.tried_in_vain += 1
            out_of_patience = not busy or now - self.last_answer > self.how.patience
            tries = self.how.tries if self.n_answers else min(self.how.tries, _FIRST_TRIES)
            if job.failures >= max(1, tries) and out_of_patience:
                self.give_up(job, f"{again}, {job.failures} times in a row")
            else:
                job.not_before = now if busy else now + pause  # of a busy service the thread rests, not the job
                self.waiting.appendleft(job)
            if out_of_patience and self.tried_in_vain >= max(1, tries) * self.n_threads:
                self.stop_with(f"{again}, {tries} times in a row")
            self.changed.notify_all()
        return pause

    def give_up(self, job: _Job[T], problem: str) -> None:
        """One request counts as failed; where several do in a row, the service does. Called with the lock."""
        self.arrived.append(Asked(job.item, None, problem))
        self.n_left -= 1
        self.failed_in_a_row += 1
        if self.failed_in_a_row >= _FAILED_IN_A_ROW or (not self.n_answers and self.n_left <= 0):
            self.stop_with(problem)

    def stop_with(self, problem: str) -> None:
        """The service counts as failed. Called with the lock."""
        self.error = self.error or MtqaError(f"the service {problem}", "Try again later; what was answered is kept.")
        self.stopped = True

    def rest(self, seconds: float) -> None:
        """Leave the service alone for a while, unless all is over."""
        end = time.monotonic() + seconds
        with self.changed:
            while not self.stopped and self.n_left > 0 and (left := end - time.monotonic()) > 0:
                self.changed.wait(left)

    def fail(self, error: BaseException) -> None:
        with self.changed:
            self.error = self.error or error
            self.stopped = True
            self.changed.notify_all()

    def stop(self) -> None:
        with self.changed:
            self.stopped = True
            self.changed.notify_all()

    def collect(self) -> list[Asked[T, R]]:
        """What has arrived; waits until something has. Nothing where all is over.

        Raises:
            MtqaError: when the service fails, once what has arrived was handed out.
        """
        with self.changed:
            self.n_handed_out = 0
            self.changed.notify_all()
            while not self.arrived and not self.stopped and self.n_left > 0:
                self.changed.wait(0.5)
            arrived, self.arrived = self.arrived, []
            self.n_handed_out = len(arrived)
        if not arrived and self.error is not None:
            raise self.error
        return arrived


def ask_in_parallel(
    items: Iterable[T], ask: Callable[[T], R], how: Parallel | None = None
) -> Iterator[list[Asked[T, R]]]:
    """Ask about many things, several at once.

    What was handed out counts as done, and kept, when more is wanted. What is under way, has arrived or was handed out
    is together never more than the requests at once: that is all that whoever is killed can lose.

    Args:
        items: The things.
        ask: Makes the request for one of them, on any thread; raises `TryAgainError` where it is to be made again.
        how: How many at once, and how patiently.

    Yields:
        What has arrived since the last time, in any order; each thing once, sooner or later.

    Raises:
        MtqaError: when the service fails as a whole; whatever else `ask` raises ends the work too.
    """
    how = how or Parallel()
    jobs = deque(_Job(item) for item in items)
    growth = _Growth(how.most or _FIRST, growing=not how.most)
    work: _Work[T, R] = _Work(ask, how, jobs, growth, n_left=len(jobs))
    with work.changed:
        work.start_threads()
    try:
        while arrived := work.collect():
            yield arrived
    finally:
        work.stop()
