"""Other processes of this machine: one for each GPU, or as many as there are cores to feed."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from mtqa.executors.executor import Work
from mtqa.executors.in_order import results_in_order
from mtqa.executors.worker import Outcome, Worker

if TYPE_CHECKING:
    from multiprocessing.synchronize import Event

__all__ = ["Processes", "cores", "threads_of_models"]

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")

_DEVICES = "CUDA_VISIBLE_DEVICES"
_worker: Worker | None = None
"""The worker that this process is, where it is one."""


def cores() -> int:
    """Cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads_of_models() -> int:
    """Threads that a model takes for itself, here and in every worker: with another number of them its sums would be
    added in another order, and the scores differ in their last bits."""
    given = os.environ.get("OMP_NUM_THREADS", "").partition(",")[0].strip()
    return max(1, int(given)) if given.isascii() and given.isdigit() else cores()


def _gpus() -> list[str]:
    """The GPUs that this process may use, by their names in CUDA_VISIBLE_DEVICES; found without PyTorch."""
    if _DEVICES in os.environ:
        return [name for name in map(str.strip, os.environ[_DEVICES].split(",")) if name not in ("", "-1")]
    drivers = Path("/proc/driver/nvidia/gpus")
    return [str(number) for number, _ in enumerate(drivers.iterdir())] if drivers.is_dir() else []


def _begin(environment: Mapping[str, str | None], begun: Event) -> None:
    """Make this process a worker."""
    import signal

    global _worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process: the one that started this ends it
    _worker = Worker(environment)
    begun.set()


def _run(key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> list[Outcome]:
    assert _worker is not None  # noqa: S101 - `_begin` was called before
    return _worker.run(key, prepare, compute, batches)


@dataclass
class _Process:
    """The way to one process. A pool of one each, so that the death of a worker costs what it had, and no other's."""

    environment: Mapping[str, str | None]
    _pool: ProcessPoolExecutor | None = None
    _key: str = ""
    _born: list[ProcessPoolExecutor] = field(default_factory=list)
    _begun: list[Event] = field(default_factory=list)

    def submit(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> Future[list[Outcome]]:
        try:
            return self._submit(key, prepare, compute, batches)
        except BrokenProcessPool:  # it died since it was last heard of
            self._pool, self._key = None, ""
            return self._submit(key, prepare, compute, batches)

    def _submit(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> Future[list[Outcome]]:
        if self._pool is None:
            context = multiprocessing.get_context("spawn")  # a fork would copy held locks, and CUDA's state
            self._begun.append(context.Event())
            self._pool = ProcessPoolExecutor(1, context, _begin, (self.environment, self._begun[-1]))
            self._born.append(self._pool)
        sent = self._pool.submit(_run, key, prepare if key != self._key else b"", compute, batches)
        self._key = key
        return sent

    def survives(self, error: BaseException) -> bool:
        return isinstance(error, BrokenProcessPool)  # `submit` finds out and starts another

    def has_begun(self) -> bool:
        return any(begun.is_set() for begun in self._begun)

    def close(self) -> None:
        """End the process, whatever it does."""
        for pool in self._born:
            for process in list((getattr(pool, "_processes", None) or {}).values()):
                process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass
class Processes:
    """Processes of this machine, started when there is first something to do.

    Attributes:
        workers: How many; 0 for as many as the machine has room for.
        name: As `--on` names it.
    """

    workers: int = 0
    name: str = "processes"
    is_here: bool = False
    _on_gpus: list[_Process] = field(default_factory=list)
    _others: list[_Process] = field(default_factory=list)

    def n_workers(self, *, on_gpu: bool = False) -> int:
        """As of `Executor`: one for each GPU; where there are none, models leave each other the threads they take."""
        if on_gpu and (gpus := _gpus()):
            return min(self.workers or len(gpus), len(gpus))
        return self.workers or max(1, cores() // (threads_of_models() if on_gpu else 1))

    def map(self, work: Work[State, Batch, Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """As of `Executor`."""
        n = self.n_workers(on_gpu=work.on_gpu)
        gpus = _gpus() if work.on_gpu else []
        if gpus and not self._on_gpus:
            self._on_gpus = [_Process({_DEVICES: gpu}) for gpu in gpus[:n]]
        while not gpus and len(self._others) < n:
            self._others.append(_Process({}))
        return results_in_order(work, batches, self._on_gpus if gpus else self._others[:n])

    def __enter__(self) -> Processes:
        return self

    def __exit__(self, *error: object) -> None:
        for lane in (*self._on_gpus, *self._others):
            lane.close()
        self._on_gpus, self._others = [], []
