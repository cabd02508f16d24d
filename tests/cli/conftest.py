"""The command line in the process of the tests: quick, and as whole as in one of its own."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mtqa.cli.run import run

Run = Callable[..., tuple[object, str, str]]


@pytest.fixture
def in_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process, in a folder of its own: exit code, stdout, stderr."""
    monkeypatch.chdir(tmp_path)
    before = signal.getsignal(signal.SIGINT)

    def call(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["mtqa", *arguments])
        code: object = 0
        try:
            run()
        except SystemExit as end:
            code = end.code
        finally:
            signal.signal(signal.SIGINT, before)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call
