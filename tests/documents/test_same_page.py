"""The example page as text, as HTML and as PDF gives the same blocks.

The text is the file that the site's print view exported; the HTML was written by hand for this test after the
Commission's pages (its text is the same, CC BY 4.0, © European Union); the PDFs are made from these two.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from documents.making_pdfs import Page, print_with_chromium
from documents.summit_page import BLOCKS, NOTICE, ORIGINAL, RIGHTS, SOURCE, TERMS

from mtqa.documents import BlockKind, Document, read_document

HTML = Path(__file__).with_name("pages") / "eu-japan-summit.bg.html"
LINK = re.compile(r"- \[(.*)\]\((\S+)\)")


@pytest.fixture(scope="module")
def text_file(project_root: Path) -> Path:
    return project_root / "corpora" / "eu-japan-summit" / "eu-japan-summit.bg.txt"


@pytest.fixture(scope="module")
def as_text(text_file: Path) -> Document:
    return read_document(text_file, language="bg")


def content(document: Document) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def test_text_gives_the_blocks_that_a_reader_sees(as_text: Document, text_file: Path) -> None:
    lines = text_file.read_text(encoding="utf-8").split("\n")
    assert [(block.kind, block.line) for block in as_text.blocks] == [(kind, line) for kind, line, _, _ in BLOCKS]
    for block, (_, line, beginning, end) in zip(as_text.blocks, BLOCKS, strict=True):
        assert block.text.startswith(beginning)
        assert block.text.endswith(end)
        # Nothing is lost or changed but the mark-up.
        link = LINK.fullmatch(lines[line - 1])
        assert block.text == (link[1] if link else lines[line - 1].replace("**", ""))
        assert block.links == ((link[2],) if link else ())
    assert as_text.name == "eu-japan-summit.bg.txt"
    assert as_text.warnings == ()


def check_metadata(document: Document) -> None:
    metadata = document.metadata
    assert metadata.notice is not None
    assert metadata.notice.service == "eTranslation"
    assert metadata.notice.text == NOTICE
    assert metadata.notice.language == "bg"
    assert metadata.notice.terms_url == TERMS
    assert metadata.notice.original_url == ORIGINAL
    assert metadata.source_url == SOURCE
    assert metadata.copyright == "© European Union, 2025"
    assert metadata.licence == "Creative Commons Attribution 4.0 International license"
    assert metadata.rights == RIGHTS
    # April or May? The page does not say, so the date stays as it is written.
    assert metadata.generated_on == "05/04/2025"
    assert metadata.credits == ()


def test_text_metadata(as_text: Document) -> None:
    check_metadata(as_text)
    assert as_text.metadata.declared_language is None


def test_html_is_the_same_page(as_text: Document) -> None:
    document = read_document(HTML, language="bg")
    assert content(document) == content(as_text)
    assert [block.links for block in document.blocks] == [block.links for block in as_text.blocks]
    check_metadata(document)
    assert document.metadata.declared_language == "bg"
    # The lines where each block's text stands in the HTML file.
    lines = HTML.read_text(encoding="utf-8").split("\n")
    for block in document.blocks:
        assert block.line is not None
        assert block.text[:10] in lines[block.line - 1]


def make_pdf(text_file: Path, *, size: float, spacing: float) -> bytes:
    """The page as a PDF: title and heading in larger type, the rest told apart by space alone."""
    lines = text_file.read_text(encoding="utf-8").split("\n")
    page = Page("Изграждане на цифровото бъдеще на Европа")
    for kind, number, _, _ in BLOCKS:
        line = lines[number - 1]
        match kind:
            case BlockKind.TITLE:
                page.block(line, size=2 * size, bold=True, after=spacing)
            case BlockKind.HEADING:
                page.block(line, size=1.4 * size, bold=True, after=spacing)
            case BlockKind.LINK:
                label, url = LINK.fullmatch(line).groups()  # type: ignore[union-attr]
                page.item(label, url, size=size)
            case BlockKind.QUOTE:
                page.block(line, size=size, after=spacing, indent=30)
            case _:
                page.block(line, size=size, after=spacing)
    page.ln(2 * spacing)
    before, terms, between, original, after = re.split(
        r"(Моля, прочетете условията за използване|вижте страницата на изходния език)", NOTICE
    )
    page.with_links([(before, ""), (terms, TERMS), (between, ""), (original, ORIGINAL), (after, "")], size=size)
    page.block("Source URL:", size=size)
    page.with_links([(SOURCE, SOURCE)], size=size)
    page.block("© European Union, 2025 - Shaping Europe's digital future - PDF generated on 05/04/2025", size=size)
    for right in RIGHTS:
        page.block(right, size=size)
    return page.data()


@pytest.mark.parametrize(("size", "spacing"), [(11, 9), (9, 5), (14, 16)], ids=["one page", "small", "many pages"])
def test_pdf_is_the_same_page(as_text: Document, text_file: Path, tmp_path: Path, size: float, spacing: float) -> None:
    pdf = tmp_path / "page.pdf"
    pdf.write_bytes(make_pdf(text_file, size=size, spacing=spacing))
    document = read_document(pdf, language="bg")
    assert content(document) == content(as_text)
    assert [block.links for block in document.blocks] == [block.links for block in as_text.blocks]
    assert [block.page for block in document.blocks] == sorted(block.page or 0 for block in document.blocks)
    assert document.blocks[0].page == 1
    check_metadata(document)


@pytest.mark.browser
def test_pdf_printed_by_a_browser_is_the_same_page(as_text: Document, tmp_path: Path) -> None:
    pdf = tmp_path / "page.pdf"
    print_with_chromium(HTML, pdf)
    document = read_document(pdf, language="bg")
    assert content(document) == content(as_text)
    assert [block.links for block in document.blocks] == [block.links for block in as_text.blocks]
    check_metadata(document)
