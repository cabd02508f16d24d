"""What a worker does in its own process: it prepares once, computes batch after batch, and says what happened.

What travels is bytes that this process or its own workers made, over pipes or inside the cluster; nothing is ever
unpickled that comes from a file.
"""

from __future__ import annotations

import gc
import hashlib
import os
import pickle
import sys
import time
import traceback
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError, MtqaWarning, OutOfMemoryError
from mtqa.executors.executor import results_of

__all__ = ["Outcome", "Worker", "key_of", "own_version", "packed", "result_of"]


@dataclass(frozen=True)
class Outcome:
    """What became of a batch.

    Attributes:
        result: The result, pickled; empty where there is none.
        message: Of an error that a user can mend, or the last line of another one.
        hint: What to do about it.
        path: The file at fault.
        line: The line in it.
        traceback: Where another error came from; "" for one that a user can mend.
        is_memory: Whether the memory did not suffice.
        warnings: What the worker warned of.
        seconds: That it took, by the clock.
    """

    result: bytes = b""
    message: str = ""
    hint: str = ""
    path: str | None = None
    line: int | None = None
    traceback: str = ""
    is_memory: bool = False
    warnings: tuple[str, ...] = ()
    seconds: float = 0.0


@cache
def own_version() -> str:
    """The version of mtqa with a digest of its source: workers of another one would compute other numbers."""
    folder = Path(__file__).resolve().parent.parent
    digest = hashlib.blake2b(digest_size=6)
    for path in sorted(folder.rglob("*.py")):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    try:
        number = version("mtqa")
    except PackageNotFoundError:
        number = "of no package"
    return f"{number} ({digest.hexdigest()})"


def packed(thing: object) -> bytes:
    """Something as bytes that travel.

    Raises:
        MtqaError: when it cannot travel: a plug-in that was defined in a script or inside a function, say.
    """
    try:
        return pickle.dumps(thing, protocol=pickle.HIGHEST_PROTOCOL)
    except (pickle.PicklingError, AttributeError, TypeError) as error:
        raise MtqaError(
            f"other processes cannot be given this work: {error}",
            "Define metrics, checks and baselines at the top of a module that can be imported, or leave out --on.",
        ) from error


def key_of(prepare: bytes) -> str:
    """What was prepared goes by this name."""
    return hashlib.blake2b(prepare, digest_size=16).hexdigest()


class Worker:
    """One worker. What it prepared last is kept for the batches that follow.

    Args:
        environment: Variables that are set, or with None are removed, before anything heavy is imported.
        path: Folders in which Python looks for modules besides its own: plug-ins may lie there.
    """

    def __init__(self, environment: Mapping[str, str | None] | None = None, path: Sequence[str] = ()) -> None:
        sys.path += [folder for folder in path if folder not in sys.path]
        for name, value in (environment or {}).items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._key = ""
        self._state: Any = None

    def hello(self) -> tuple[str, int]:
        """The version of mtqa here, and the process."""
        return own_version(), os.getpid()

    def run(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> list[Outcome]:
        """Compute batches; raises nothing.

        Args:
            key: What was prepared under the same key is used again.
            prepare: `Work.prepare`, packed; may be empty where this worker had it under that key.
            compute: `Work.compute`, packed.
            batches: The batches, each packed.

        Returns:
            What became of each batch; where one failed, it is the last of which anything is said.
        """
        outcomes: list[Outcome] = []
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", MtqaWarning)
            for outcome in self._outcomes(key, prepare, compute, batches):
                told = tuple(str(warning.message) for warning in caught if issubclass(warning.category, MtqaWarning))
                outcomes.append(replace(outcome, warnings=told))
                caught.clear()
        return outcomes

    def _outcomes(self, key: str, prepare: bytes, compute: bytes, batches: Sequence[bytes]) -> Iterator[Outcome]:
        try:
            if self._key != key:
                self._key, self._state = "", None
                gc.collect()  # the model of the work before may fill a GPU
                self._state = _unpacked(prepare)()
                self._key = key
            begun = time.perf_counter()
            for result in results_of(_unpacked(compute), self._state, map(_unpacked, batches)):
                packed_result = packed(result)
                now = time.perf_counter()
                yield Outcome(packed_result, seconds=now - begun)
                begun = now
        except MtqaError as error:
            memory = isinstance(error, OutOfMemoryError)
            yield Outcome(b"", error.message, error.hint, error.path, error.line, is_memory=memory)
        except Exception as error:
            yield Outcome(b"", f"{type(error).__name__}: {error}", traceback=traceback.format_exc())


def _unpacked(thing: bytes) -> Any:
    """What was packed.

    Raises:
        MtqaError: when this process cannot find the module that it is of, or not in that module.
    """
    try:
        return pickle.loads(thing)  # noqa: S301 - see the module's docstring
    except (AttributeError, ImportError) as error:
        raise MtqaError(
            f"a worker cannot find what it is to compute: {error}",
            "Define metrics, checks and baselines in a module that every worker can import, not in the script itself.",
        ) from error


def result_of(outcome: Outcome) -> Any:
    """The result of a batch; what the worker warned of is warned of here.

    Raises:
        MtqaError: what the batch raised.
        RuntimeError: another error, with where it came from.
    """
    for told in dict.fromkeys(outcome.warnings):
        warnings.warn(told, MtqaWarning, stacklevel=2)
    if outcome.traceback:
        raise RuntimeError(f"{outcome.message}\n\nin a worker:\n{outcome.traceback}")
    if not outcome.result:
        kind = OutOfMemoryError if outcome.is_memory else MtqaError
        raise kind(outcome.message, outcome.hint, path=outcome.path, line=outcome.line)
    return pickle.loads(outcome.result)  # noqa: S301 - see the module's docstring
