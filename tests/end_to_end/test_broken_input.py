"""Broken input: one clear line, exit code 3, nothing written, nothing lost."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

NAME = "eu-japan-summit"
PAGE = f"{NAME}.bg.txt"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 500


def evaluate(folder: Path, preexec: Callable[[], None] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mtqa", "evaluate", folder.name],
        cwd=folder.parent, capture_output=True, text=True, timeout=120, preexec_fn=preexec,
    )  # fmt: skip


@pytest.fixture
def corpus(project_root: Path, tmp_path: Path) -> Path:
    folder = tmp_path / NAME
    shutil.copytree(project_root / "corpora" / NAME, folder)
    toml = (folder / "corpus.toml").read_text()
    (folder / "corpus.toml").write_text(
        toml.replace('source_language = "en"', 'source_language = "en"\nencoder = "none"')
    )
    return folder


def in_toml(old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / "corpus.toml").read_text()
        assert old in text
        (folder / "corpus.toml").write_text(text.replace(old, new))

    return change


def page(data: bytes, name: str = PAGE) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        if name != PAGE:
            in_toml(PAGE, name)(folder)
        (folder / name).write_bytes(data)

    return change


def transcoded(encoding: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        text = (folder / PAGE).read_text() if encoding != "latin-1" else "Überschrift\n\nGrüße aus Brüssel.\n"
        (folder / PAGE).write_bytes(text.encode(encoding))

    return change


def encrypted_pdf(folder: Path) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.encrypt("secret", algorithm="RC4-128")
    in_toml(PAGE, "page.pdf")(folder)
    with (folder / "page.pdf").open("wb") as file:
        writer.write(file)


def in_english(folder: Path) -> None:
    shutil.copy(folder / f"{NAME}.en.md", folder / PAGE)


def only_the_notice(folder: Path) -> None:
    lines = (folder / PAGE).read_text().split("\n")
    notice = next(i for i, line in enumerate(lines) if "eTranslation" in line)
    (folder / PAGE).write_text("\n".join(lines[notice:]))


def without_source(folder: Path) -> None:
    text = (folder / "corpus.toml").read_text()
    tables = text.split("[[texts]]")
    (folder / "corpus.toml").write_text("[[texts]]".join([tables[0], *tables[2:]]))


def unnamed(folder: Path) -> None:
    """Only the translation is left, under a name that tells neither its language nor what it is."""
    (folder / PAGE).rename(folder / "page.pdf")
    for path in folder.iterdir():
        if path.name != "page.pdf":
            path.unlink()


CASES: dict[str, tuple[Callable[[Path], None], str]] = {
    "missing file": (lambda folder: (folder / PAGE).unlink(), f"{PAGE}: no such file"),
    "empty file": (page(b""), f"{PAGE}: the file is empty"),
    "no corpus.toml, and names that say nothing": (unnamed, "no corpus.toml"),
    "unknown key": (in_toml("domain =", "topic ="), "unknown key 'topic'"),
    "UTF-16": (transcoded("utf-16"), "UTF-16"),
    "UTF-16 without a mark": (transcoded("utf-16-le"), "UTF-16"),
    "Latin-1": (transcoded("latin-1"), f"{PAGE}:1: "),
    "NUL bytes": (page("Заглавие\n\nТекст\x00 с нула.\n".encode()), f"{PAGE}:3: NUL"),
    "a PDF that is a JPEG": (page(JPEG, "page.pdf"), "JPEG"),
    "a text that is a JPEG": (page(JPEG), "JPEG"),
    "a truncated PDF": (page(b"%PDF-1.7\n1 0 obj\n<<", "page.pdf"), "page.pdf: "),
    "an encrypted PDF": (encrypted_pdf, "encrypted"),
    "another language": (in_english, f"{PAGE}: "),
    "no content": (only_the_notice, "no content"),
    "only blank lines": (page(b"\n \n\n"), f"{PAGE}: "),
    "a target with no source": (without_source, "with no source"),
    "a path out of the folder": (in_toml(f'"{PAGE}"', '"../../etc/passwd"'), "outside the folder"),
}


@pytest.mark.parametrize("case", CASES)
def test_broken_input(corpus: Path, case: str) -> None:
    change, complaint = CASES[case]
    change(corpus)
    before = sorted(corpus.parent.rglob("*"))
    result = evaluate(corpus)
    assert result.returncode == 3, result.stdout + result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.strip().split("\n")
    assert line.startswith("error: ")
    assert complaint in line
    assert sorted(corpus.parent.rglob("*")) == before


def test_a_disk_that_is_full_while_the_report_is_written(corpus: Path) -> None:
    """The kernel refuses to let a file grow past 20 kB, as it does on a full disk; the older report stays whole."""
    assert evaluate(corpus).returncode == 0
    report = corpus.parent / "reports"
    before = {path: path.read_bytes() for path in report.rglob("*") if path.is_file()}

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))

    result = evaluate(corpus, limit)
    assert result.returncode == 3
    assert "cannot be written" in result.stderr.strip().split("\n")[-1]
    assert {path: path.read_bytes() for path in report.rglob("*") if path.is_file()} == before
    shutil.rmtree(report)
    result = evaluate(corpus, limit)
    assert result.returncode == 3
    assert not report.exists()
    assert os.listdir(corpus.parent) == [NAME]
