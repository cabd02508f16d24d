"""Judges in tests: their answers are kept in a folder of the test, and pauses are short."""

from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.services import parallel_requests


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "mtqa-cache"))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses after failures are a hundredth as long."""
    rest = parallel_requests._Work.rest
    monkeypatch.setattr(parallel_requests._Work, "rest", lambda self, seconds: rest(self, seconds / 100))
    monkeypatch.setattr(parallel_requests.Parallel, "pause", 0.01)
