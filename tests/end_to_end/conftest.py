"""One browser for all tests that need one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any, NoReturn

import pytest


def _missing(reason: str) -> NoReturn:
    """Skip, but never in continuous integration, where the browser belongs to the test."""
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Debian's Chromium, or the one in MTQA_CHROMIUM; never one that is downloaded."""
    try:
        from playwright import sync_api
    except ImportError:
        _missing("playwright is not installed: pip install playwright")
    executable = os.environ.get("MTQA_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if executable is None:
        _missing("no Chromium: install it (apt-get install chromium) or name it in MTQA_CHROMIUM")
    with sync_api.sync_playwright() as started:
        opened = started.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        yield opened
        opened.close()
