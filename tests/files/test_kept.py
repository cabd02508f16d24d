"""What is kept to save work: never believed when it is damaged, never lost by others, never larger than it may be."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pytest

from mtqa.errors import MtqaError, MtqaWarning
from mtqa.files import (
    CACHE_KINDS,
    KeptFiles,
    KeptLines,
    clear_cache,
    folder_is_intact,
    make_room,
    seal_folder,
    survey_cache,
)

STATISTICS, TRANSLATIONS, MODELS = (CACHE_KINDS[name] for name in ("statistics", "translations", "models"))

A, B, C = (digit * 32 for digit in "abc")


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def lines_in(folder: Path, name: str = "a") -> KeptLines:
    return KeptLines(folder, TRANSLATIONS, name, "{}")


def read(kept: KeptLines) -> list[str]:
    found: list[str] = []

    def take(line: bytes) -> bool:
        found.append(line.decode("ascii"))
        return True

    kept.read(take)
    return found


def test_no_bit_of_a_file_can_change_unnoticed(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path, STATISTICS)
    files.write("abc", b"some numbers")
    (path,) = tmp_path.iterdir()
    whole = path.read_bytes()
    for bit in range(8 * len(whole)):
        path.write_bytes(flipped(whole, bit))
        with pytest.warns(MtqaWarning, match="damaged"):
            assert files.read("abc", bytes) is None
        assert not path.exists()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.warns(MtqaWarning, match="damaged"):
            assert files.read("abc", bytes) is None
    path.write_bytes(whole)
    assert files.read("abc", bytes) == b"some numbers"
    os.replace(path, path.with_name(path.name.replace("abc", "abd")))
    with pytest.warns(MtqaWarning, match="damaged"):  # under another's name it is none of this
        assert files.read("abd", bytes) is None


def test_what_cannot_be_understood_is_damaged_too(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path, STATISTICS)
    files.write("abc", b"x")
    with pytest.warns(MtqaWarning, match="damaged"):
        assert files.read("abc", lambda data: int(bytes(data))) is None
    assert not list(tmp_path.iterdir())


def test_no_bit_of_a_line_can_change_unnoticed(tmp_path: Path) -> None:
    kept = lines_in(tmp_path)
    kept.add(["one", "two"])
    kept.add(["three"])
    whole = kept.path.read_bytes()
    last = len(whole) - 1  # without its end, the last line is one that was not finished, of which nothing is said
    for bit in range(0, 8 * last, 3):
        kept.path.write_bytes(flipped(whole, bit))
        with pytest.warns(MtqaWarning, match="damaged"):
            found = read(kept)
        assert set(found) < {"one", "two", "three"} or (bit < whole.index(b"one") * 8 and len(found) >= 2)
        assert read(kept) == found  # what was damaged is gone
    for length in range(len(whole)):
        kept.path.write_bytes(whole[:length])
        assert read(kept) == ["one", "two", "three"][: max(0, whole[:length].count(b"\n") - 1)]
        kept.add(["four"])
        assert read(kept)[-1] == "four"


def test_a_line_counts_only_in_its_own_file(tmp_path: Path) -> None:
    kept, other = lines_in(tmp_path), lines_in(tmp_path, "b")
    kept.add(["one"])
    os.replace(kept.path, other.path)
    with pytest.warns(MtqaWarning, match="damaged"):
        assert read(other) == []


_ADDING = """
import sys
from pathlib import Path
from mtqa.files import CACHE_KINDS, KeptLines
kept = KeptLines(Path(sys.argv[1]), CACHE_KINDS["translations"], "a", "{}")
for number in range(100):
    kept.add([f"{sys.argv[2]}:{number}"])
"""


def test_processes_that_add_while_damage_is_dropped_lose_nothing(tmp_path: Path) -> None:
    kept = lines_in(tmp_path)
    kept.add([])
    adding = [subprocess.Popen([sys.executable, "-c", _ADDING, str(tmp_path), str(n)]) for n in range(3)]
    with warnings.catch_warnings(record=True):
        while any(process.poll() is None for process in adding):
            with kept.path.open("ab", buffering=0) as file:
                file.write(b"damaged\n")
            read(kept)
            time.sleep(0.01)
    assert [process.wait() for process in adding] == [0, 0, 0]
    with warnings.catch_warnings(record=True):
        found = read(kept)
    assert sorted(found) == sorted(f"{n}:{number}" for n in range(3) for number in range(100))


def test_a_file_of_lines_does_not_grow_beyond_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE_LIMIT", "gate=1MB, translations=1KB")
    kept = lines_in(tmp_path)
    for number in range(100):
        kept.add([f"line {number:03}"])
        assert kept.path.stat().st_size <= 1000
        found = read(kept)
        assert found[-1] == f"line {number:03}"
    assert found == [f"line {number:03}" for number in range(100 - len(found), 100)]
    assert len(found) >= 20


@pytest.mark.parametrize("limit", ["much", "-1", "5 parsecs", "cats=5MB", "5MB,"])
def test_a_limit_that_is_none_is_refused(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE_LIMIT", limit)
    with pytest.raises(MtqaError, match="MTQA_CACHE_LIMIT"):
        survey_cache()


def test_what_is_longest_unused_goes_first_and_what_is_old_or_half_written_at_once(tmp_path: Path) -> None:
    files = KeptFiles(tmp_path, STATISTICS, most_bytes=60)
    for number, name in enumerate((A, B, C)):
        files.write(name, b"0123456789")  # 25 bytes with the checksum
        os.utime(tmp_path / f"{name}.2.npy", (number, number))
    assert files.read(A, bytes)  # and is the newest now
    others = ["keep.txt", "mine.npy", "mine.2.npy", ".mine.part"]
    for name in ("0" * 40 + ".npy", ".b.npy.1-0123abcd.part", ".c.npy.1-0123abcd.part", *others):
        (tmp_path / name).write_bytes(b"x")
    for name in (".b.npy.1-0123abcd.part", ".mine.part"):
        os.utime(tmp_path / name, (0, 0))
    with pytest.warns(MtqaWarning, match="1 that an older mtqa kept"):
        files.make_room()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [".c.npy.1-0123abcd.part", f"{A}.2.npy", f"{C}.2.npy", *others]
    )


def test_a_folder_that_is_not_what_was_sealed_is_not_intact(tmp_path: Path) -> None:
    folder = tmp_path / "models" / f"one-{A[:16]}"
    (folder / "inside").mkdir(parents=True)
    (folder / "model.bin").write_bytes(b"weights")
    (folder / "inside" / "config.json").write_bytes(b"{}")
    assert not folder_is_intact(folder)
    seal_folder(folder)
    assert folder_is_intact(folder)
    for path in [path for path in folder.rglob("*") if path.is_file()]:
        whole = path.read_bytes()
        for bit in range(0, 8 * len(whole), 5):
            path.write_bytes(flipped(whole, bit))
            assert not folder_is_intact(folder)
        path.unlink()
        assert not folder_is_intact(folder)
        path.write_bytes(whole)
    (folder / "more").write_bytes(b"")
    assert not folder_is_intact(folder)
    make_room(folder.parent, MODELS, 0, in_use=folder)
    assert folder.is_dir()
    make_room(folder.parent, MODELS, 0)
    assert not folder.exists()


def test_the_survey_tells_and_clears_each_kind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path))
    KeptFiles(tmp_path / "statistics", STATISTICS).write(A, b"1")
    lines = lines_in(tmp_path / "translations", f"en-de-{A}")
    lines.add(["one"])
    os.utime(lines.path, (0, 0))
    damaged = tmp_path / "gate" / f"{B}.2.json"
    KeptFiles(damaged.parent, CACHE_KINDS["gate"]).write(B, b"{}")
    damaged.write_bytes(b"{]")
    (tmp_path / "statistics" / "neural").mkdir()
    (tmp_path / "statistics" / "neural" / f"{'0' * 32}.jsonl").write_text("{}\n")
    states = {state.kind.name: state for state in survey_cache(check=True)}
    assert {name: state.n_files for name, state in states.items()} == {
        "statistics": 1, "neural": 1, "judges": 0, "translations": 1, "vectors": 0, "gate": 1,
        "digests": 0, "models": 0,
    }  # fmt: skip
    assert states["gate"].damaged == (damaged,)
    assert sum(len(state.damaged) for state in states.values()) == 1
    assert len(states["neural"].outdated) == 1
    assert states["translations"].last_used == 0.0
    assert [state.n_files for state in clear_cache(older_than=1)] == [0, 0, 0, 1, 0, 0, 0, 0]
    assert [state.n_files for state in clear_cache(["gate"])] == [1]
    assert [state.n_files for state in clear_cache()] == [1, 1, 0, 0, 0, 0, 0, 0]
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
