"""Pages made to hurt: a result or an error for the user, within seconds.

The limits are far above what was measured (2 s at most on two slow cores) and far below what the parsers would need
without the guards (16 s to 6 minutes for the first ones).
"""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from documents.making_pdfs import Page

from mtqa.documents import Document, parse_html, parse_pdf, parse_text, read_document
from mtqa.errors import MtqaError

SECONDS = 20.0
PARAGRAPH = "<p>Дума по дума се прави текст, а от текст страница.</p>\n"


def within_time(read: Callable[[], Document]) -> Document | str:
    """The document, or the message of the error."""
    start = time.process_time()
    try:
        return read()
    except MtqaError as error:
        return str(error)
    finally:
        assert time.process_time() - start < SECONDS


HTML = {
    "nested elements": "<div>" * 100_000,
    "nested and closed": "<div>" * 100_000 + "x" + "</div>" * 100_000,
    "nested under false closing tags": "<div></b>" * 60_000,
    "nested in comments that end early": "<!--x--!><div>" * 60_000 + "-->",
    "nested in a style of a drawing": "<svg><style>" + "<div>" * 60_000,
    "nested lists": "<ul><li>" * 50_000,
    "formatting left open": "".join(f"<font color={n}>" for n in range(500)) + "<p>x" * 200_000,
    "formatting opened and closed": "<font color=1>" * 50_000 + "</p>" * 50_000,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(200_000)) + ">x</p>",
    "attributes behind a quoted bracket": "<p a='>' " + " ".join(f"a{n}" for n in range(200_000)) + ">x</p>",
    "deep and long": "<div>" * 500 + "<p>x</p>" * 650_000,
}


@pytest.mark.parametrize("case", sorted(HTML))
def test_html_that_would_take_a_parser_minutes(case: str) -> None:
    found = within_time(lambda: parse_html(f"<!doctype html><main>{HTML[case]}", "page.html"))
    assert isinstance(found, str)
    assert found.startswith("page.html:")
    assert "the HTML is broken" in found


LARGE_HTML = {
    "10 MB of paragraphs": PARAGRAPH * (10_000_000 // len(PARAGRAPH.encode())),
    "10 MB of text": "<p>" + "слово " * 900_000,
    "line breaks": "x<br>" * 100_000,
    "links": "<p>" + "<a href='https://a.eu'>b</a> (https://a.eu) " * 20_000,
    "messages in messages": "<div class='ecl-message'>" * 400 + PARAGRAPH * 10_000,
    "one long class": "<p class='" + "a " * 1_000_000 + "'>x</p>",
    "entities": "<p>" + "&lt;" * 1_000_000 + "x",
    "brackets": "x " + "<" * 2_000_000,
    "a comment without an end": "<p>x</p>" + "<!--" * 500_000,
    "a script without an end": "<p>x</p>" + "<script>" * 300_000,
}


@pytest.mark.parametrize("case", sorted(LARGE_HTML))
def test_large_html(case: str) -> None:
    found = within_time(lambda: parse_html(f"<!doctype html><main>{LARGE_HTML[case]}</main>", "page.html"))
    if case == "10 MB of paragraphs":
        assert found == (
            "page.html: the file has more than 40,000 blocks of text, too many for a page. Give one page per file."
        )
    else:
        assert isinstance(found, Document)


def test_old_pages_that_leave_tags_open_are_read() -> None:
    # Paragraphs, items, cells and anchors needed no closing tag in HTML 4.
    html = "<body><h1>T</h1>" + "".join(f"<p><a name=n{n}>Paragraph {n} of it.<ul><li>x<li>y</ul>" for n in range(2000))
    document = parse_html(html, "page.html")
    assert len(document.blocks) == 6001


TEXT = {
    "brackets": "[" * 50_000,
    "a million brackets": "x" + "[" * 1_000_000,
    "images": "x" + "![" * 50_000,
    "emphasis": "*a " * 50_000,
    "strong emphasis": "**a" * 50_000,
    "underscores": "_a " * 50_000,
    "links in links": "[](a " * 50_000,
    "doubled addresses": "[a](https://b.eu) (https://b.eu) " * 5_000,
    "code": "x" + "".join("`" * n + " " for n in range(1, 800)),
    "wide table": "|a" * 10_000 + "\n" + "|-" * 10_000 + "\n",
    "tags": "<a " * 100_000,
    "escapes": "x" + "\\" * 500_000,
    "a line of 1 MB": "слово " * 90_000,
    "a line of 10 MB": "слово " * 900_000,
    "a word of 1 MB": "д" * 500_000,
    "spaces": " " * 2_000_000 + "x",
    "lines": "слово\n" * 50_000,
    "names and years": ("Ab " * 60 + ", 2022\n\n") * 5_000,
    "notices": "eTranslation machine translation " * 10_000,
    "captions": "© a\n\nb\n\n" * 8_000,
    "references": "[a]: b\n" * 20_000 + "x",
    "control characters": "\x01" * 500_000 + "x",
}


@pytest.mark.parametrize("case", sorted(TEXT))
def test_text(case: str) -> None:
    found = within_time(lambda: parse_text(f"Title of it\n\n{TEXT[case]}\n\nThe end of the page.\n", "page.md"))
    assert isinstance(found, Document)
    assert found.blocks[0].text == "Title of it"
    assert found.blocks[-1].text == "The end of the page."


@pytest.mark.parametrize("text", ["".join(" " * (2 * n) + "- a\n" for n in range(1_000)), "> " * 20_000 + "x"])
def test_lists_and_quotations_nested_beyond_reason(text: str) -> None:
    assert within_time(lambda: parse_text(text, "page.md")) == (
        "page.md: lists or quotations are nested too deeply. Flatten them."
    )


def test_too_many_lines() -> None:
    found = within_time(lambda: parse_text("слово\n\n" * 400_000, "page.txt"))
    assert found == "page.txt: the file has 800,001 lines, too many for a page. Give one page per file."


def test_random_bytes_are_refused_or_read(tmp_path: Path) -> None:
    import random

    generator = random.Random(5)
    path = tmp_path / "page"
    for suffix in ("txt", "html", "pdf"):
        for head in (b"", b"%PDF-1.7\n", b"<html><main><p>", b"\xef\xbb\xbf"):
            path = tmp_path / f"page.{suffix}"
            path.write_bytes(head + generator.randbytes(3000))
            found = within_time(lambda path=path: read_document(path))  # type: ignore[misc]
            assert isinstance(found, str)


def pdf_of(stream: bytes, *, filters: str = "/FlateDecode", pages: str = "[3 0 R]", count: int = 1) -> bytes:
    """A PDF of one page with this content stream."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids {pages} /Count {count} >>".encode(),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R"
        b" /Resources << /Font << /F 5 0 R >> /XObject << /X 6 0 R >> >> >>",
        f"<< /Length {len(stream)} /Filter {filters} >>\nstream\n".encode() + stream + b"\nendstream",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >> /Length 11 >>\n"
        b"stream\n/X Do /X Do\nendstream",
    ]
    data = io.BytesIO(b"%PDF-1.7\n")
    data.seek(0, io.SEEK_END)
    starts = []
    for number, content in enumerate(objects, 1):
        starts.append(data.tell())
        data.write(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    table = data.tell()
    data.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    for start in starts:
        data.write(b"%010d 00000 n \n" % start)
    data.write(b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, table))
    return data.getvalue()


TEXT_STREAM = b"BT /F 12 Tf 50 700 Td (One sentence of text.) Tj ET\n"

PDFS = {
    "a stream of 300 MB": pdf_of(zlib.compress(b" " * 300_000_000, 9)),
    "filters in filters": pdf_of(zlib.compress(TEXT_STREAM), filters="[" + "/FlateDecode " * 2000 + "]"),
    "many operators": pdf_of(zlib.compress(TEXT_STREAM + b"q Q\n" * 200_000)),
    "nested arrays": pdf_of(zlib.compress(b"[" * 200_000 + b"]" * 200_000 + b" TJ")),
    "nested states": pdf_of(zlib.compress(b"q " * 300_000 + TEXT_STREAM)),
    "a form that draws itself": pdf_of(zlib.compress(b"/X Do\n" * 2000)),
    "a page tree that holds itself": pdf_of(zlib.compress(TEXT_STREAM), pages="[2 0 R 2 0 R 3 0 R]", count=3),
    "one page a thousand times": pdf_of(zlib.compress(TEXT_STREAM), pages="[" + "3 0 R " * 1000 + "]", count=1000),
    "far too many pages announced": pdf_of(zlib.compress(TEXT_STREAM), count=2_000_000_000),
}


@pytest.mark.parametrize("case", sorted(PDFS))
def test_pdf(case: str) -> None:
    found = within_time(lambda: parse_pdf(PDFS[case], "page.pdf"))
    if isinstance(found, str):
        assert found.startswith("page.pdf: ")
    else:
        assert [block.text for block in found.blocks] == ["One sentence of text."]


def test_the_plain_case_of_these_pdfs_is_read() -> None:
    document = parse_pdf(pdf_of(zlib.compress(TEXT_STREAM)), "page.pdf")
    assert [block.text for block in document.blocks] == ["One sentence of text."]


def test_a_pdf_cut_anywhere_or_with_a_byte_changed() -> None:
    page = Page()
    page.block("Title", size=20)
    page.item("An item", "https://europa.eu")
    data = page.data()
    for cut in range(20, len(data), len(data) // 25):
        within_time(lambda cut=cut: parse_pdf(data[:cut], "page.pdf"))  # type: ignore[misc]
        changed = data[:cut] + bytes([data[cut] ^ 0x55]) + data[cut + 1 :]
        within_time(lambda changed=changed: parse_pdf(changed, "page.pdf"))  # type: ignore[misc]
