"""Other programs, run so that nothing of them goes on when mtqa is stopped."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from collections.abc import Sequence

__all__ = ["run_program"]


def run_program(words: Sequence[str], *, given: bytes = b"", timeout: float) -> subprocess.CompletedProcess[bytes]:
    """Run a program to its end, without a shell.

    When it takes too long, or mtqa is interrupted meanwhile, the program is killed with all that it has started.

    Args:
        words: The program and its arguments.
        given: What it reads on standard input.
        timeout: Seconds.

    Raises:
        OSError: when it cannot be started.
        subprocess.TimeoutExpired: when it takes too long.
    """
    pipe = subprocess.PIPE
    group = 0 if os.name == "posix" else None
    with subprocess.Popen(words, stdin=pipe, stdout=pipe, stderr=pipe, process_group=group) as process:
        try:
            printed, said = process.communicate(given, timeout=timeout)
        except BaseException:
            _kill(process)
            raise
    return subprocess.CompletedProcess(words, process.returncode, printed, said)


def _kill(process: subprocess.Popen[bytes]) -> None:
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
