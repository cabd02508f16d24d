"""No bit of a cache that changes makes a wrong number or a crash; `scripts/flip_bits` tries 5,000 of each."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def script(project_root: Path) -> dict[str, Any]:
    return runpy.run_path(str(project_root / "scripts" / "flip_bits"))


@pytest.mark.parametrize("kind", ["statistics", "neural", "translations", "vectors", "gate", "digests", "models"])
def test_damage_is_noticed_and_changes_nothing(kind: str, script: dict[str, Any]) -> None:
    outcome = script["flip"](kind, 40, 17)
    assert (outcome.wrong, outcome.crashed) == (0, 0)
    assert outcome.told >= 36  # but for the end of a last line, every change is one of something that was kept


def test_the_script_tries_every_kind_of_cache(script: dict[str, Any]) -> None:
    from mtqa.files import CACHE_KINDS

    assert list(script["KINDS"]) == list(CACHE_KINDS)
