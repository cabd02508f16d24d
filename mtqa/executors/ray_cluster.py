"""The workers of a Ray cluster: one that is started on this machine, or one that is there.

A cluster of mtqa's own listens on this machine alone, wants a token that nobody else has, sends no usage statistics,
has no dashboard, and ends with the run.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import Any, TypeVar

from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.executors.executor import Work
from mtqa.executors.in_order import MOST_LOSSES, results_in_order
from mtqa.executors.processes import cores, threads_of_models
from mtqa.executors.worker import Outcome, Worker, own_version

__all__ = ["RayCluster"]

State = TypeVar("State")
Batch = TypeVar("Batch")
Result = TypeVar("Result")

_QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
    "RAY_DEDUP_LOGS_SKIP_REGEX": ".",
}
"""No statistics for Ray's makers, and none of its lines between results on stdout (that a worker was lost, say)."""
_ALONE = {"RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0", "RAY_AUTH_MODE": "token"}
"""Ray's own way of saying that no other machine joins: everything then listens on 127.0.0.1."""
_TRAVELS = ("OMP_NUM_THREADS", "HF_HUB_OFFLINE", "TOKENIZERS_PARALLELISM")
"""Variables that workers have as this process has them: Ray would choose other threads for them."""
_KNOCKING = 10.0
"""Seconds in which somebody must answer at the address of a cluster."""
_PATIENCE = 120.0
"""Seconds in which a worker must have begun."""


class _RayWorker(Worker):
    """A worker to which what it prepares from comes by the cluster's store, and only where it is wanted."""

    def run_stored(self, key: str, prepare: list[Any], compute: bytes, batches: Sequence[bytes]) -> list[Outcome]:
        """As `run`; `prepare` holds a reference."""
        import ray

        return self.run(key, ray.get(prepare[0]) if key != self._key else b"", compute, batches)


@dataclass
class _Actor:
    """The way to one worker. Ray starts it again where it dies, and gives it again what it had."""

    ray: Any
    handle: Any
    _key: str = ""
    _stored: Any = None

    def submit(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> Future[list[Outcome]]:
        if key != self._key:
            self._key, self._stored = key, self.ray.put(prepare)
        sent: Future[list[Outcome]] = self.handle.run_stored.remote(key, [self._stored], compute, batches).future()
        return sent

    def survives(self, error: BaseException) -> bool:
        del error
        return False  # Ray has tried as often as it may

    def has_begun(self) -> bool:
        return True  # `RayCluster` has waited for it


@dataclass
class RayCluster:
    """A Ray cluster, started or joined when there is first something to do.

    Attributes:
        address: Of one that is there, `HOST:PORT` or `auto`; "" to start one on this machine.
        workers: How many; 0 for as many as the cluster has room for.
        is_here: Never.
    """

    address: str = ""
    workers: int = 0
    is_here: bool = False
    _stack: ExitStack = field(default_factory=ExitStack)
    _on_gpus: list[_Actor] = field(default_factory=list)
    _others: list[_Actor] = field(default_factory=list)
    _asked_for: dict[bool, set[int]] = field(default_factory=lambda: {True: set(), False: set()})
    _ray: Any = None

    @property
    def name(self) -> str:
        """As `--on` names it."""
        return f"ray:{self.address}" if self.address else "ray"

    def n_workers(self, *, on_gpu: bool = False) -> int:
        """As of `Executor`: one for each GPU; where there are none, models leave each other the threads they take."""
        if on_gpu and (gpus := self._n_gpus()):
            return min(self.workers or gpus, gpus)
        if self.workers and not self.address:
            return self.workers
        n_cores = int(self._joined().cluster_resources().get("CPU", 1))
        room = max(1, n_cores // (threads_of_models() if on_gpu else 1))
        return min(self.workers or room, room)

    def map(self, work: Work[State, Batch, Result], batches: Iterable[Batch]) -> Iterator[Result]:
        """As of `Executor`."""
        n = self.n_workers(on_gpu=work.on_gpu)
        gpus = work.on_gpu and self._n_gpus() > 0
        actors = self._on_gpus if gpus else self._others
        if len(actors) < n and n not in self._asked_for[gpus]:
            self._asked_for[gpus].add(n)
            actors += self._started(n - len(actors), gpus, threads_of_models() if work.on_gpu else 1)
        return results_in_order(work, batches, actors[:n])

    def _n_gpus(self) -> int:
        return int(self._joined().cluster_resources().get("GPU", 0))

    def _started(self, n: int, on_gpu: bool, n_cores: int) -> list[_Actor]:
        """Workers that have begun, all of this version of mtqa; in a full cluster fewer than were asked for."""
        ray = self._joined()
        options = {"max_restarts": -1, "max_task_retries": MOST_LOSSES, "num_gpus": int(on_gpu)}
        options["num_cpus"] = 0 if not self.address else 1 if on_gpu else n_cores  # a cluster of our own is ours
        remote = ray.remote(**options)(_RayWorker)
        environment = {name: os.environ.get(name) for name in _TRAVELS}
        path = [] if self.address else sys.path  # other machines have folders of their own
        handles = [remote.remote(environment, path) for _ in range(n)]
        asked = {handle.hello.remote(): handle for handle in handles}
        begun, late = ray.wait(list(asked), num_returns=n, timeout=_PATIENCE)
        for question in late:
            ray.kill(asked[question])
        if not begun:
            raise MtqaError(
                f"{self.name}: no worker began within {_PATIENCE:.0f} seconds",
                "The cluster may be full, or its machines may lack what they need; `ray status` tells.",
            )
        for question in begun:
            self._check(question)
        return [_Actor(ray, asked[question]) for question in begun]

    def _check(self, question: Any) -> None:
        """Refuse a worker of another mtqa."""
        try:
            there, _ = self._joined().get(question)
        except self._joined().exceptions.RayError as error:
            last = str(error).strip().rpartition("\n")[2]
            raise MtqaError(
                f"{self.name}: a machine cannot run mtqa: {last}", "Install the same mtqa on every machine."
            ) from error
        if there != own_version():
            raise MtqaError(
                f"{self.name}: a machine has mtqa {there}, and this one {own_version()}",
                "Install the same on all: others would compute other numbers.",
            )

    def _joined(self) -> Any:
        """The library Ray, when it has started or joined the cluster.

        Raises:
            MtqaError: when there is no such cluster.
        """
        if self._ray is not None:
            return self._ray
        own = {} if self.address else {**_ALONE, "RAY_AUTH_TOKEN": _token()}
        self._stack.enter_context(_environment({**_QUIET, **own}))
        if self.address:
            _knock(self.address)
        logging.getLogger("ray").setLevel(logging.ERROR)
        import ray

        quiet = {"log_to_driver": False, "configure_logging": False, "logging_level": logging.ERROR}
        try:
            if self.address:
                ray.init(address=self.address, namespace="mtqa", **quiet)
            else:
                room = max(cores(), self.workers)
                ray.init(address="local", num_cpus=room, include_dashboard=False, **quiet)
        except Exception as error:  # whatever Ray raises, and that is of many kinds
            where = f"join the Ray cluster at {self.address}" if self.address else "start a Ray cluster on this machine"
            raise MtqaError(
                f"cannot {where}: {str(error).strip().partition(chr(10))[0] or type(error).__name__}",
                "Look whether it runs there: ray status --address HOST:PORT." if self.address else "",
            ) from error
        self._stack.callback(ray.shutdown)
        self._ray = ray
        return ray

    def __enter__(self) -> RayCluster:
        if find_spec("ray") is None:
            raise MissingDependencyError("ray", "cluster", f"--on {self.name}")
        return self

    def __exit__(self, *error: object) -> None:
        self._on_gpus, self._others, self._asked_for = [], [], {True: set(), False: set()}
        self._stack.close()
        self._ray = None


def _knock(address: str) -> None:
    """Refuse an address where nobody answers: Ray itself would wait there for ever.

    Raises:
        MtqaError: when nobody does.
    """
    host, _, port = address.removeprefix("ray://").rpartition(":")
    if not host:  # `auto`: Ray knows where
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), _KNOCKING).close()
    except (OSError, OverflowError) as error:
        raise MtqaError(
            f"no Ray cluster answers at {address}: {error}", "Look whether it runs: ray status --address HOST:PORT."
        ) from error


@cache
def _token() -> str:
    """What a cluster of this process wants to hear; Ray remembers the first one."""
    return secrets.token_hex(32)


@contextmanager
def _environment(variables: dict[str, str]) -> Iterator[None]:
    """These variables, where they are not set, as long as the context lasts."""
    ours = {name: value for name, value in variables.items() if name not in os.environ}
    os.environ.update(ours)
    try:
        yield
    finally:
        for name in ours:
            os.environ.pop(name, None)
