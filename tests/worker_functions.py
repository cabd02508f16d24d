"""What tests let workers do: functions that travel by the path of their module."""

from __future__ import annotations

import os
import signal
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError, MtqaWarning


@dataclass(frozen=True)
class Given:
    """Prepares what it holds, and counts in a folder how often that was done."""

    value: int
    folder: Path | None = None

    def __call__(self) -> int:
        if self.folder is not None:
            (self.folder / f"{os.getpid()}-{time.monotonic_ns()}").touch()
        return self.value


def times(factor: int, numbers: Sequence[int]) -> list[int]:
    """Each number times what was prepared."""
    return [factor * number for number in numbers]


def length(prepared: int, text: str) -> int:
    """The length of a text."""
    del prepared
    return len(text)


def slow_for_even(factor: int, number: int) -> int:
    """As `times` for one number; the even ones take longer, so that the odd ones are done first."""
    time.sleep(0.05 if number % 2 == 0 else 0.0)
    return factor * number


def device(prepared: int, nothing: object) -> str:
    """The GPU that this worker may use, and which process it is."""
    del prepared, nothing
    time.sleep(0.2)
    return f"{os.environ.get('CUDA_VISIBLE_DEVICES', '')} {os.getpid()}"


def process(prepared: int, nothing: object) -> int:
    """Which process this worker is."""
    del prepared, nothing
    time.sleep(0.2)
    return os.getpid()


def seconds_of_process(prepared: int, nothing: object) -> tuple[int, float]:
    """Which process this worker is, and what it has computed."""
    del prepared, nothing
    time.sleep(0.3)
    return os.getpid(), time.process_time()


@dataclass(frozen=True)
class DyingOnce:
    """As `times` for one number, but the worker that first gets the fatal number is killed, as `kill -9` does it."""

    fatal: int
    marker: Path

    def __call__(self, factor: int, number: int) -> int:
        if number == self.fatal:
            try:
                self.marker.touch(exist_ok=False)
            except FileExistsError:
                return factor * number
            os.kill(os.getpid(), signal.SIGKILL)
        return factor * number


def always_dying(factor: int, number: int) -> int:
    """Kills every worker that gets it."""
    del factor, number
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def failing(factor: int, number: int) -> int:
    """Fails as a user's mistake does for 1, as a fault does for 2; warns for all."""
    warnings.warn(f"warned of {number}", MtqaWarning, stacklevel=2)
    if number == 1:
        raise MtqaError("the file is broken", "Mend it.", path="a.tsv", line=7)
    return factor // (2 - number)
