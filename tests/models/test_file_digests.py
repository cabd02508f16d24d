"""Digests of weights: kept for files that have not changed, and never for another file than the one that is there."""

from __future__ import annotations

import hashlib
import math
import os
from pathlib import Path

import pytest

from mtqa.models import file_digests
from mtqa.models.file_digests import file_digest, kept_digest


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The files that were read."""
    files: list[str] = []
    digest = file_digests._sha256
    monkeypatch.setattr(file_digests, "_sha256", lambda path: files.append(path.name) or digest(path))
    return files


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_a_large_file_is_read_once(tmp_path: Path, read: list[str]) -> None:
    path, folder = tmp_path / "model.ckpt", tmp_path / "kept"
    path.write_bytes(b"weights")
    for _ in range(3):
        assert kept_digest(path, folder, math.inf) == sha256(b"weights")
    assert read == ["model.ckpt"]


def test_whatever_changes_a_file_is_seen(tmp_path: Path, read: list[str]) -> None:
    path, folder = tmp_path / "model.ckpt", tmp_path / "kept"
    path.write_bytes(b"weights")
    old = path.stat()
    kept_digest(path, folder, math.inf)
    path.write_bytes(b"WEIGHTS")  # as long as before
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))  # and as old, as it looks
    assert kept_digest(path, folder, math.inf) == sha256(b"WEIGHTS")
    other = tmp_path / "other"
    other.write_bytes(b"another")
    os.replace(other, path)
    os.utime(path, ns=(old.st_atime_ns, old.st_mtime_ns))
    assert kept_digest(path, folder, math.inf) == sha256(b"another")
    assert len(read) == 3


def test_a_file_that_was_just_changed_is_read_again(tmp_path: Path, read: list[str]) -> None:
    path = tmp_path / "model.ckpt"
    path.write_bytes(b"weights")
    for _ in range(2):
        assert kept_digest(path, tmp_path / "kept") == sha256(b"weights")
    assert len(read) == 2
    assert not (tmp_path / "kept").exists()


def test_small_files_are_read_and_large_ones_kept(
    tmp_path: Path, read: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(file_digests, "_LARGE", 100)
    monkeypatch.setattr(file_digests, "_SETTLED", -10.0)
    contents = {"config.json": b"{}", "model.ckpt": bytes(100)}
    for name, content in contents.items():
        (tmp_path / name).write_bytes(content)
    for _ in range(2):
        file_digests._file_digest.cache_clear()  # as in a new process
        assert [file_digest(tmp_path / name) for name in contents] == [sha256(content) for content in contents.values()]
    assert read == ["config.json", "model.ckpt", "config.json"]
    assert len(list((tmp_path / "cache" / "digests").iterdir())) == 1
