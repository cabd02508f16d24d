"""Fixtures shared by all tests."""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from command_line import Run
from filelock import FileLock

ROOT = Path(__file__).resolve().parent.parent

os.environ.setdefault("OMP_NUM_THREADS", "2")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
_CACHE = tempfile.TemporaryDirectory(prefix="mtqa-cache-")
os.environ["MTQA_CACHE"] = _CACHE.name  # not the user's
os.environ["MTQA_DICTIONARIES"] = ""  # what a machine has makes no difference, and dictionaries take seconds to read


@pytest.fixture
def dictionaries(monkeypatch: pytest.MonkeyPatch) -> None:
    """The Hunspell dictionaries that this machine has."""
    monkeypatch.delenv("MTQA_DICTIONARIES")


@pytest.fixture
def in_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command line in this process, in a folder of its own: exit code, stdout, stderr. Quick, and as whole as
    in a process of its own."""
    from mtqa.cli.run import run

    monkeypatch.chdir(tmp_path)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}

    def call(*arguments: str) -> tuple[object, str, str]:
        monkeypatch.setattr(sys, "argv", ["mtqa", *arguments])
        code: object = 0
        try:
            run()
        except SystemExit as end:
            code = end.code
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


@pytest.fixture(scope="session")
def project_root() -> Path:
    """The root of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder with evaluation data that lies beside the project (or where MTQA_DATA says)."""
    folder = Path(os.environ.get("MTQA_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no evaluation data at {folder}: set MTQA_DATA to the folder that holds ntrex/, wmt21/, ...")
    return folder


@pytest.fixture(scope="session")
def trained_model(request: pytest.FixtureRequest, project_root: Path) -> Path:
    """The folder with `marian`, `ctranslate2`, `test.en` and `test.de`."""
    script = project_root / "scripts/train_test_model"
    digest = hashlib.sha256(script.read_bytes()).hexdigest()[:16]
    place = request.config.cache.mkdir(f"mtqa-test-model-{digest}")  # type: ignore[union-attr]
    with FileLock(place / "lock"):  # tests run in several processes
        if not (place / "model/done").is_file():
            making = place / "making"
            subprocess.run(["rm", "-rf", str(making), str(place / "model")], check=True)
            subprocess.run([sys.executable, str(script), str(making)], check=True, capture_output=True)
            (making / "done").touch()
            making.rename(place / "model")
    return place / "model"
