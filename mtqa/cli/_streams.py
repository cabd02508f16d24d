"""Standard output and standard error, which may be closed, full, or unable to say what is to be said.

Results that cannot be printed are a failure of the command (`OutputLostError`); messages that cannot be are not: the
exit code then tells what they would have told.
"""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import Any, TextIO

__all__ = ["OutputLostError", "give_up_output", "prepare_streams"]

_UTF8 = "utf-8"


class OutputLostError(BaseException):
    """Standard output cannot be written.

    Not an Exception, since what a command has found out is none the less true: nothing on the way must take it for a
    failure of what it does.

    Args:
        error: What the system said.
    """

    def __init__(self, error: OSError) -> None:
        self.is_broken_pipe = isinstance(error, BrokenPipeError)
        super().__init__(f"the output cannot be printed: {error.strerror or error}")


class _Output(io.FileIO):
    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError as error:
            raise OutputLostError(error) from None


class _Messages(io.FileIO):
    def write(self, data: Any) -> int:
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes


def prepare_streams() -> None:
    """Make the standard streams such that nothing fails because of them.

    A stream that is closed is filled, so that no file that is opened later gets its number. Characters that the
    encoding of standard output does not have are replaced.
    """
    for number in (0, 1, 2):
        _fill(number)
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding=_UTF8)  # noqa: SIM115 - as long as the process
    if sys.stdout is sys.__stdout__:
        sys.stdout = _wrapped(_Output, 1, sys.stdout, "replace")
    if sys.stderr is sys.__stderr__:
        sys.stderr = _wrapped(_Messages, 2, sys.stderr, "backslashreplace")


def _fill(number: int) -> None:
    try:
        os.fstat(number)
    except OSError:
        with contextlib.suppress(OSError):
            # Standard output stays what it was, unable to take anything.
            handle = os.open(os.devnull, os.O_RDONLY if number == 1 else os.O_RDWR)
            if handle != number:
                os.dup2(handle, number)
                os.close(handle)


def _wrapped(kind: type[io.FileIO], number: int, old: TextIO | None, errors: str) -> TextIO:
    if os.name == "nt" and old is not None:  # pragma: no cover - a console there is no file
        if isinstance(old, io.TextIOWrapper):
            old.reconfigure(errors=errors)
        return old
    if old is not None:
        old.flush()
    encoding = _UTF8 if old is None else old.encoding
    raw = kind(number, "wb", closefd=False)
    return io.TextIOWrapper(
        io.BufferedWriter(raw), encoding=encoding, errors=errors, line_buffering=number == 2 or raw.isatty()
    )


def give_up_output() -> None:
    """Let what is still to be printed go nowhere, so that the end of the process does not fail over it."""
    with contextlib.suppress(OSError):
        handle = os.open(os.devnull, os.O_WRONLY)
        os.dup2(handle, 1)
        os.close(handle)
