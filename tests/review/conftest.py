"""A small corpus under review."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from reviewing import Reviewing


@pytest.fixture
def reviewing(tmp_path: Path) -> Iterator[Reviewing]:
    """A review of the small corpus."""
    found = Reviewing(tmp_path)
    yield found
    found.end()
