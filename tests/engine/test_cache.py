"""Statistics kept by content: found again, never mistaken, never trusted when damaged."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mtqa.engine import (
    BleuConfig,
    ChrfConfig,
    StatisticsCache,
    TerConfig,
    cache as cache_module,
    prepare,
    system_statistics,
)
from mtqa.errors import MtqaWarning

REFERENCES: list[list[str | None]] = [["a b c", "d e"], ["a b", None]]
SYSTEMS = [["a b c", "d e"], ["a b", "d \ud800"], ["", "e d"]]


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many systems were computed at each call."""
    calls: list[int] = []

    def counting(references: Any, systems: Any, *, workers: int) -> Any:
        calls.append(len(systems))
        return system_statistics(references, systems, workers=workers)

    monkeypatch.setattr(cache_module, "system_statistics", counting)
    return calls


@pytest.mark.parametrize("config", [BleuConfig(), ChrfConfig(), TerConfig()])
def test_what_is_known_is_not_computed_again(config: Any, tmp_path: Path, computed: list[int]) -> None:
    cache = StatisticsCache(tmp_path / "statistics")
    prepared = prepare(config, REFERENCES)
    expected = system_statistics(prepared, SYSTEMS)
    for systems in (SYSTEMS[:2], SYSTEMS, SYSTEMS[::-1]):
        found = cache.statistics(prepared, systems)
        order = [SYSTEMS.index(system) for system in systems]
        assert [array.tolist() for array in found] == [expected[k].tolist() for k in order]
        assert [array.dtype for array in found] == [expected[k].dtype for k in order]
    assert computed == [2, 1, 0]


@pytest.mark.parametrize(
    ("config", "references", "system"),
    [
        (BleuConfig(lowercase=True), REFERENCES, SYSTEMS[0]),
        (BleuConfig(tokenize="none"), REFERENCES, SYSTEMS[0]),
        (BleuConfig(), [["a b c", None], ["a b", "d e"]], SYSTEMS[0]),
        (BleuConfig(), [["a b c", "d e"], ["a b", ""]], SYSTEMS[0]),
        (BleuConfig(), REFERENCES, ["a b cd", " e"]),
        (BleuConfig(), [["a b cd", " e"], ["a b", None]], SYSTEMS[0]),
    ],
)
def test_whatever_is_different_is_computed(
    config: Any, references: Any, system: list[str], tmp_path: Path, computed: list[int]
) -> None:
    """Another option, another reference missing, missing instead of empty, or the same letters on other lines."""
    cache = StatisticsCache(tmp_path)
    cache.statistics(prepare(BleuConfig(), REFERENCES), SYSTEMS[:1])
    cache.statistics(prepare(config, references), [system])
    assert computed == [1, 1]


def test_another_sacrebleu_is_another_content(
    tmp_path: Path, computed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = StatisticsCache(tmp_path)
    prepared = prepare(BleuConfig(), REFERENCES)
    cache.statistics(prepared, SYSTEMS[:1])
    monkeypatch.setattr(cache_module, "signature", lambda config, n: "version:2.6.1")
    cache.statistics(prepared, SYSTEMS[:1])
    assert computed == [1, 1]


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY\x01\x00", b"nonsense" * 100])
def test_damaged_files_are_computed_again(damage: bytes, tmp_path: Path, computed: list[int]) -> None:
    cache = StatisticsCache(tmp_path)
    prepared = prepare(BleuConfig(), REFERENCES)
    expected = cache.statistics(prepared, SYSTEMS[:1])
    (file,) = tmp_path.glob("*.npy")
    for wrong in (damage, None):
        if wrong is None:
            np.save(file, expected[0][:1])
        else:
            file.write_bytes(wrong)
        with pytest.warns(MtqaWarning, match="damaged"):
            assert cache.statistics(prepared, SYSTEMS[:1])[0].tolist() == expected[0].tolist()
    assert computed == [1, 1, 1]


def test_what_is_longest_unused_makes_room(tmp_path: Path, computed: list[int]) -> None:
    prepared = prepare(BleuConfig(), REFERENCES)
    size = 128 + 2 * 10 * 8 + 15  # a header, 2 segments of 10 numbers, and the line with the checksum
    cache = StatisticsCache(tmp_path, most_bytes=2 * size)
    for number, system in enumerate(SYSTEMS):
        cache.statistics(prepared, [system])
        newest = max(tmp_path.glob("*.npy"), key=lambda file: file.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert len(list(tmp_path.glob("*.npy"))) == 2
    cache.statistics(prepared, SYSTEMS[1:])
    assert computed == [1, 1, 1, 0]


def test_a_folder_that_cannot_be_written_is_no_cache(tmp_path: Path, computed: list[int]) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder")
    cache = StatisticsCache(in_the_way / "statistics")
    prepared = prepare(BleuConfig(), REFERENCES)
    for _ in range(2):
        assert (
            cache.statistics(prepared, SYSTEMS[:1])[0].tolist() == system_statistics(prepared, SYSTEMS[:1])[0].tolist()
        )
    assert computed == [1, 1]
