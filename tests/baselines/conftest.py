"""The small real model that `scripts/train_test_model` trains: once, until the script changes."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """Conversions and translations of tests do not go into the user's cache."""
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path_factory.getbasetemp() / "mtqa-cache"))
