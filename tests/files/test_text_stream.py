from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.files import bare_name, bare_suffix, read_head, read_lines, text_stream


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_only_line_feeds_end_lines(tmp_path: Path) -> None:
    data = "\ufeffone\r\ntwo\u2028\u0085\x0b\x0c\x1cstill two\rand still\n\nlast".encode()
    second = "two\u2028\u0085\x0b\x0c\x1cstill two\rand still"
    assert list(read_lines(write(tmp_path / "a", data))) == ["one", second, "", "last"]
    assert list(read_lines(write(tmp_path / "b", b"a\nb\n"))) == ["a", "b"]  # no line after the last line feed


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_compressed_files_are_known_by_their_content(tmp_path: Path, pack: object) -> None:
    path = write(tmp_path / "text.txt", pack("ä\nö\n".encode()))  # type: ignore[operator]
    assert list(read_lines(path)) == ["ä", "ö"]
    assert read_head(path) == "ä\nö\n".encode()


def test_names_without_the_ending_of_a_compression() -> None:
    assert bare_name(Path("x/test.en.TXT.gz")) == "test.en.TXT"
    assert bare_suffix(Path("x/test.en.TXT.gz")) == ".txt"
    assert bare_suffix(Path("test.en")) == ".en"


def test_lines_and_characters_over_the_edges_of_pieces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_stream, "CHUNK", 5)
    text = "αβγδε\nζηθ\n\nικλμνξοπρ\n"
    assert list(read_lines(write(tmp_path / "a", text.encode()))) == text.split("\n")[:-1]


@pytest.mark.parametrize("pieces", [3, 1 << 18])
@pytest.mark.parametrize(
    ("data", "line", "complaint"),
    [
        (b"one\ntwo\nz\xf6lf\n", 3, "byte 0xf6 is not UTF-8"),
        (b"one\ntwo\nth\x00ree\n", 3, "NUL byte"),
        (b"one\ntwo\xe2\x82", 2, "is not UTF-8"),  # cut off in the middle of a character
    ],
)
def test_wrong_bytes_are_named_with_their_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, data: bytes, line: int, complaint: str, pieces: int
) -> None:
    monkeypatch.setattr(text_stream, "CHUNK", pieces)
    with pytest.raises(MtqaError, match=complaint) as caught:
        list(read_lines(write(tmp_path / "a.txt", data)))
    assert caught.value.line == line


def test_utf_16_is_named(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"UTF-16, not UTF-8.*iconv"):
        list(read_lines(write(tmp_path / "a.txt", "text".encode("utf-16"))))


@pytest.mark.parametrize("pack", [gzip.compress, lzma.compress, bz2.compress])
def test_a_cut_off_archive(tmp_path: Path, pack: object) -> None:
    data = pack(b"line\n" * 10_000)  # type: ignore[operator]
    with pytest.raises(MtqaError, match="damaged or cut off"):
        list(read_lines(write(tmp_path / "a.gz", data[:-20])))


def test_an_absurdly_long_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_stream, "LONGEST_LINE", 1_000_000)
    with pytest.raises(MtqaError, match=r"a\.txt:2: this line is longer"):
        list(read_lines(write(tmp_path / "a.txt", b"short\n" + b"x" * 2_000_000)))


def test_a_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_stream, "ALWAYS_ALLOWED", 1_000_000)
    path = write(tmp_path / "a.txt.gz", gzip.compress(b"\n" * 20_000_000))
    with pytest.raises(MtqaError, match="unpacks to more than 200 times its size"):
        for _ in read_lines(path):
            pass


def test_missing_empty_and_folders(tmp_path: Path) -> None:
    for path, complaint in (
        (tmp_path / "none", "no such file"),
        (write(tmp_path / "empty", b""), "the file is empty"),
        (tmp_path, "a folder, not a file"),
    ):
        with pytest.raises(MtqaError, match=complaint):
            list(read_lines(path))
        assert read_head(path) == b""
