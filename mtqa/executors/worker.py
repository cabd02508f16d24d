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
import traceback
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError, MtqaWarning, OutOfMemoryError

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
    """

    result: bytes = b""
    message: str = ""
    hint: str = ""
    path: str | None = None
    line: int | None = None
    traceback: str = ""
    is_memory: bool = False
    warnings: tuple[str, ...] = ()


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

    def run(self, key: str, prepare: bytes, compute: bytes, batch: bytes) -> Outcome:
        """Compute a batch; raises nothing.

        Args:
            key: What was prepared under the same key is used again.
            prepare: `Work.prepare`, packed; may be empty where this worker had it under that key.
            compute: `Work.compute`, packed.
            batch: The batch, packed.
        """
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always", MtqaWarning)
            outcome = self._outcome(key, prepare, compute, batch)
        told = tuple(str(warning.message) for warning in caught if issubclass(warning.category, MtqaWarning))
        return replace(outcome, warnings=told)

    def _outcome(self, key: str, prepare: bytes, compute: bytes, batch: bytes) -> Outcome:
        try:
            if self._key != key:
                self._key, self._state = "", None
                gc.collect()  # the model of the work before may fill a GPU
                self._state = pickle.loads(prepare)()  # noqa: S301 - see the module's docstring
                self._key = key
            result = pickle.loads(compute)(self._state, pickle.loads(batch))  # noqa: S301 - see the module's docstring
            return Outcome(packed(result))
        except MtqaError as error:
            memory = isinstance(error, OutOfMemoryError)
            return Outcome(b"", error.message, error.hint, error.path, error.line, is_memory=memory)
        except Exception as error:
            return Outcome(b"", f"{type(error).__name__}: {error}", traceback=traceback.format_exc())


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
