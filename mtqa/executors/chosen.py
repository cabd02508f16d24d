"""Which executor computes: what `--on` names, for as long as a context lasts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from mtqa.errors import MtqaError
from mtqa.executors.executor import Executor, Here

__all__ = ["EXECUTORS", "computing_on", "current_executor", "parse_place"]

EXECUTORS = ("threads", "processes", "ray", "ray:ADDRESS")
_ADDRESS = re.compile(r"ray:(?P<address>auto|(?:ray://)?(?:\[[0-9A-Fa-f:.]+\]|[\w.-]+):\d{1,5})", re.ASCII)

_HERE: Executor = Here()
_current: ContextVar[Executor] = ContextVar("mtqa_executor", default=_HERE)


def parse_place(text: str) -> tuple[str, str]:
    """The kind and the address of an executor.

    Args:
        text: `threads`, `processes`, `ray` or `ray:ADDRESS`.

    Returns:
        `threads`, `processes` or `ray`, and the address, "" for none.

    Raises:
        MtqaError: when it is none of them.
    """
    if text in ("threads", "processes", "ray"):
        return text, ""
    match = _ADDRESS.fullmatch(text)
    if match is None:
        raise MtqaError(
            f"'{text}' names no place where work can be done",
            f"Give one of {', '.join(EXECUTORS)}; an address is HOST:PORT, or auto for the cluster of this machine.",
        )
    return "ray", match["address"]


@contextmanager
def computing_on(place: str, workers: int = 0) -> Iterator[Executor]:
    """Let an executor compute batches of segments, as long as the context lasts; other threads have none of it.

    Nothing is started before there is something to do, and what was started ends with the context.

    Args:
        place: As of `parse_place`.
        workers: How many workers; 0 for as many as there is room for. `threads` has no use for it.

    Raises:
        MtqaError: when the place is not known.
    """
    with _made(place, workers) as executor:
        token = _current.set(executor)
        try:
            yield executor
        finally:
            _current.reset(token)


def _made(place: str, workers: int) -> Executor:
    kind, address = parse_place(place)
    if kind == "threads":
        return Here()
    if kind == "processes":
        from mtqa.executors.processes import Processes

        return Processes(workers)
    from mtqa.executors.ray_cluster import RayCluster

    return RayCluster(address, workers)


def current_executor() -> Executor:
    """Who computes batches of segments now: this process, unless `computing_on` says otherwise."""
    return _current.get()
