"""Reading files: formats recognised, everything else refused with one clear line."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from documents.making_pdfs import Page

from mtqa.documents import Document, read_document, reader
from mtqa.errors import MtqaError

TEXT = "Среща на върха\n\nТова е съдържанието на страницата, изречение по изречение.\n"
HTML = "<!DOCTYPE html><html><body><main><h1>Среща на върха</h1><p>Това е съдържанието.</p></main></body></html>"
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + bytes(200)


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


def refused(path: Path, language: str | None = None) -> str:
    """The one line that the user sees."""
    with pytest.raises(MtqaError) as caught:
        read_document(path, language=language)
    message = str(caught.value)
    assert "\n" not in message
    assert message.startswith(str(path))
    assert message.endswith(".") or "iconv" in message
    return message.removeprefix(str(path))


def title(document: Document) -> str:
    return document.blocks[0].text


@pytest.mark.parametrize("name", ["page.txt", "page.md", "page", "page.html.bak"])
def test_text(tmp_path: Path, name: str) -> None:
    document = read_document(write(tmp_path, name, TEXT))
    assert (title(document), len(document.blocks), document.name) == ("Среща на върха", 2, name)


@pytest.mark.parametrize("name", ["page.html", "page.htm", "page.txt", "page"])
def test_html_by_content(tmp_path: Path, name: str) -> None:
    assert title(read_document(write(tmp_path, name, HTML))) == "Среща на върха"
    assert title(read_document(write(tmp_path, name, "\ufeff\n<!-- saved -->\n" + HTML))) == "Среща на върха"
    assert title(read_document(write(tmp_path, name, "<?xml version='1.0'?>\n" + HTML))) == "Среща на върха"


def test_html_by_name(tmp_path: Path) -> None:
    assert title(read_document(write(tmp_path, "page.html", "Среща<p>Това е <b>съдържанието</b>."))) == "Среща"


def test_markdown_that_begins_with_html_is_markdown(tmp_path: Path) -> None:
    path = write(tmp_path, "page.md", "<div align='center'>Лого</div>\n\n# Заглавие\n\nТекст на страницата.\n")
    assert [block.text for block in read_document(path).blocks] == ["Лого", "Заглавие", "Текст на страницата."]


def test_pdf_by_content(tmp_path: Path) -> None:
    page = Page()
    page.block("Среща на върха", size=20)
    page.block("Това е съдържанието.")
    for name in ("page.pdf", "page.txt", "page.html"):
        assert title(read_document(write(tmp_path, name, page.data()))) == "Среща на върха"


def test_byte_order_mark(tmp_path: Path) -> None:
    for text in (TEXT, HTML):
        assert title(read_document(write(tmp_path, "page.txt", "\ufeff" + text))) == "Среща на върха"


def test_declared_legacy_encoding_of_html(tmp_path: Path) -> None:
    html = HTML.replace("<body>", "<head><meta charset='windows-1251'></head><body>")
    document = read_document(write(tmp_path, "page.html", html.encode("windows-1251")))
    assert title(document) == "Среща на върха"
    assert document.warnings == ("The page was read as windows-1251, as it declares.",)
    # What is UTF-8 is read as such, whatever it declares.
    assert title(read_document(write(tmp_path, "page.html", html))) == "Среща на върха"


def test_missing(tmp_path: Path) -> None:
    assert "no such file" in refused(tmp_path / "page.txt")


def test_folder(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="folder"):
        read_document(tmp_path)


def test_device() -> None:
    with pytest.raises(MtqaError, match="no regular file"):
        read_document(Path("/dev/zero"))


@pytest.mark.parametrize("content", [b"", b"\n\n \t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n\n"])
@pytest.mark.parametrize("name", ["page.txt", "page.html", "page.pdf"])
def test_empty(tmp_path: Path, name: str, content: bytes) -> None:
    with pytest.raises(MtqaError, match="empty"):
        read_document(write(tmp_path, name, content))


@pytest.mark.parametrize("text", [TEXT, HTML])
@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16(tmp_path: Path, text: str, encoding: str) -> None:
    for name in ("page.txt", "page.html"):
        message = refused(write(tmp_path, name, text.encode(encoding)))
        assert "UTF-16" in message or "UTF-32" in message or "NUL" in message
        if encoding in ("utf-16", "utf-16-le", "utf-16-be"):
            assert "UTF-16" in message


def test_latin_1(tmp_path: Path) -> None:
    content = "Titre\n\nUne réunion à Tokyo.\n".encode("latin-1")
    # The byte of é is on line 3.
    assert refused(write(tmp_path, "page.txt", content)).startswith(":3: byte 0xe9 is not UTF-8")
    html = "<html><head><meta charset='utf-8'></head>\n<body><p>Une réunion à Tokyo.</p></body></html>".encode(
        "latin-1"
    )
    assert refused(write(tmp_path, "page.html", html)).startswith(":2: byte 0xe9 is not UTF-8")


def test_nul(tmp_path: Path) -> None:
    message = refused(write(tmp_path, "page.txt", "Title\n\nOne sentence\x00 of text.\n"))
    assert message.startswith(":3: NUL byte")


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (JPEG, "a JPEG image"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a PNG image"),
        (b"GIF89a" + bytes(50), "a GIF image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a WebP image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "an old Office document"),
        (b"\x1f\x8b\x08" + bytes(50), "a gzip archive"),
        (b"%!PS-Adobe-3.0\n", "a PostScript file"),
    ],
)
@pytest.mark.parametrize("name", ["page.pdf", "page.txt", "page.html"])
def test_foreign_formats(tmp_path: Path, name: str, content: bytes, found: str) -> None:
    message = refused(write(tmp_path, name, content))
    assert f"the file is {found}" in message
    assert ("its name says PDF" in message) == (name == "page.pdf")


def test_word_document(tmp_path: Path) -> None:
    path = tmp_path / "page.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    assert "the page has no content" in refused(path)
    path.rename(tmp_path / "page.pdf")
    assert "although its name says PDF" in refused(tmp_path / "page.pdf")


def test_what_is_no_pdf(tmp_path: Path) -> None:
    assert "plain text, although its name says PDF" in refused(write(tmp_path, "page.pdf", TEXT))
    assert "an HTML page, although its name says PDF" in refused(write(tmp_path, "page.pdf", HTML))


def test_encrypted_pdf(tmp_path: Path) -> None:
    page = Page()
    page.block("Text")
    page.set_encryption(owner_password="owner", user_password="user")
    assert ": the PDF is encrypted" in refused(write(tmp_path, "page.pdf", page.data()))


def test_broken_pdf(tmp_path: Path) -> None:
    assert ": the PDF is broken" in refused(write(tmp_path, "page.pdf", b"%PDF-1.7\nnothing more"))


def test_page_without_content(tmp_path: Path) -> None:
    assert "no content besides" in refused(write(tmp_path, "page.txt", "© European Union, 2025\n"))
    assert "no content" in refused(write(tmp_path, "page.html", "<html><nav>Menu</nav></html>"))


def test_page_in_another_language_than_declared(project_root: Path) -> None:
    path = project_root / "corpora" / "eu-japan-summit" / "eu-japan-summit.bg.txt"
    assert "the page is in Bulgarian (bg), but it is declared to be in German (de)" in refused(path, "de")
    assert read_document(path, language="bg") == read_document(path)


def test_xml(tmp_path: Path) -> None:
    assert "XML" in refused(write(tmp_path, "page.xml", "<?xml version='1.0'?><tei><p>Text</p></tei>"))


def test_too_big(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    with path.open("wb") as file:
        file.truncate(65 * 2**20)
    assert "65 MiB" in refused(path)


def test_unreadable(tmp_path: Path) -> None:
    path = write(tmp_path, "page.txt", TEXT)
    path.chmod(0)
    if os.geteuid() == 0:
        # The superuser may read anything, so nothing can be refused.
        assert title(read_document(path)) == "Среща на върха"
    else:
        assert "cannot be read" in refused(path)


def test_nothing_heavy_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys, mtqa.documents; from mtqa.documents import Document, BlockKind; "
        "print([m for m in ('pypdf', 'selectolax', 'markdown_it') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_page_is_parsed_once_whatever_its_copies_are_called(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = reader._parse
    monkeypatch.setattr(reader, "_documents", {})
    monkeypatch.setattr(reader, "_parse", lambda data, path: parsed.append(path.name) or parse(data, path))
    first = read_document(write(tmp_path, "page.bg.html", HTML))
    copy = read_document(write(tmp_path, "source.html", HTML), language="bg")
    assert parsed == ["page.bg.html"]
    assert (first.name, copy.name) == ("page.bg.html", "source.html")
    assert copy.blocks == first.blocks
    other = read_document(write(tmp_path, "page.bg.html", HTML.replace("съдържанието", "началото")))
    assert other.blocks != first.blocks  # the file has changed
    read_document(write(tmp_path, "page.txt", TEXT))
    read_document(write(tmp_path, "page.md", TEXT))
    assert parsed[1:] == ["page.bg.html", "page.txt", "page.md"]  # by the name, another format
    monkeypatch.setattr(reader, "_REMEMBERED", len(TEXT.encode()))
    read_document(write(tmp_path, "other.txt", TEXT + "Още.\n"))
    assert reader._documents == {}  # too large to be remembered
