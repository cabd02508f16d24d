from __future__ import annotations

import os
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.files import read_text, resolve_inside, write_atomically


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "empty"),
        ("текст".encode("utf-16"), "UTF-16"),
        ("plain text, long enough".encode("utf-16-le"), "UTF-16"),
        (b"one\ntwo\nth\x00ree\n", ":3: NUL byte"),
        ("eins\nzw\xf6lf\n".encode("latin-1"), ":2: byte 0xf6 is not UTF-8"),
        ("x".encode("utf-32"), "UTF-32"),
    ],
)
def test_wrong_encodings_are_named_with_their_line(tmp_path: Path, data: bytes, complaint: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    with pytest.raises(MtqaError, match=complaint) as caught:
        read_text(path)
    assert str(caught.value).startswith(str(path))


def test_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(b"\xef\xbb\xbfa\r\nb\r\n")
    assert read_text(path) == "a\nb\n"


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="no such file"):
        read_text(tmp_path / "none")
    with pytest.raises(MtqaError, match="a folder"):
        read_text(tmp_path)


def test_paths_may_not_leave_the_folder(tmp_path: Path) -> None:
    inside = tmp_path / "corpus"
    inside.mkdir()
    (tmp_path / "secret").write_text("x")
    os.symlink(tmp_path / "secret", inside / "link")
    for name in ("../secret", "/etc/passwd", "link", "a/../../secret", "nul\x00l"):
        with pytest.raises(MtqaError):
            resolve_inside(inside, name, declared_in=inside / "corpus.toml")
    assert resolve_inside(inside, "texts/a.txt", declared_in=inside) == inside / "texts/a.txt"


def test_a_failed_write_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MtqaError, match="No space left on device"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["report.html"]


def test_written_files_have_the_permissions_of_the_umask(tmp_path: Path) -> None:
    old = os.umask(0o027)
    try:
        write_atomically(tmp_path / "deep" / "file", "ü")
    finally:
        os.umask(old)
    assert (tmp_path / "deep" / "file").read_bytes() == b"\xc3\xbc"
    assert (tmp_path / "deep" / "file").stat().st_mode & 0o777 == 0o640
