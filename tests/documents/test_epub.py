"""EPUB books, made here as EPUB 3.3 describes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents.making_documents import CONTAINER, epub, zipped

from mtqa.documents import Document, read_document
from mtqa.errors import MtqaError


def read(folder: Path, data: bytes) -> Document:
    path = folder / "book.epub"
    path.write_bytes(data)
    return read_document(path)


def test_chapters_come_in_the_order_of_the_spine(tmp_path: Path) -> None:
    book = epub(
        [
            ("two.xhtml", "<h1>Two</h1><p>It rained <b>again</b>.</p>"),
            ("text/one.xhtml", "<h1>One</h1><p>It rained.</p><ul><li>An item</li></ul>"),
            ("nav.xhtml", "<h1>Contents</h1><p>One</p>"),
            ("cover.xhtml", "<img src='c.png'/>"),
        ],
        language="en-IE",
        spine=["c3", "c2", "c1", "c0"],
    )
    document = read(tmp_path, book)
    assert [(block.kind.value, block.text) for block in document.blocks] == [
        ("title", "One"),
        ("paragraph", "It rained."),
        ("list_item", "An item"),
        ("heading", "Two"),
        ("paragraph", "It rained again."),
    ]
    assert document.metadata.declared_language == "en-IE"


def test_xhtml_is_read_as_xhtml(tmp_path: Path) -> None:
    chapter = (
        "<p>One<a id='x'/> two<br/>three<script src='a.js'/><![CDATA[ a < b]]></p><p>It rained.<a epub:type='noteref'"
        " href='#n'><sup>1</sup></a></p><title/><p>End</p>"
    )
    assert [block.text for block in read(tmp_path, epub([("a.xhtml", chapter)])).blocks] == [
        "One two three a < b",
        "It rained.",
        "End",
    ]


def test_lost_spaces_are_noted(tmp_path: Path) -> None:
    document = read(tmp_path, epub([("a.xhtml", "<p>It<b>rained</b> all day.</p>")]))
    assert [(joint.left, joint.right) for joint in document.joints] == [("It", "rained")]


def test_a_book_that_machines_translated_says_so(tmp_path: Path) -> None:
    document = read(tmp_path, epub([("a.xhtml", "<p>Es hat geregnet.</p>")], language="de-t-en-t0-mtec"))
    assert document.metadata.declared_language == "de"
    assert document.metadata.notice is not None
    assert document.metadata.notice.service == "eTranslation"


ENCRYPTION = (
    '<encryption xmlns="urn:oasis:names:tc:opendocument:xmlns:container" xmlns:e="http://www.w3.org/2001/04/xmlenc#">'
    '<e:EncryptedData><e:CipherData><e:CipherReference URI="{}"/></e:CipherData></e:EncryptedData></encryption>'
)


@pytest.mark.parametrize(
    ("book", "complaint"),
    [
        (epub([("../../../etc/passwd", "x")]), "points to '../../../etc/passwd', which is not in it"),
        (epub([("a.xhtml", "x")], spine=["c0", "c9"]).replace(b"OPS/a.xhtml", b"OPS/b.xhtml"), "a.xhtml is not in the"),
        (
            epub([("a.xhtml", "x")], **{"META-INF__encryption.xml": ENCRYPTION.format("OPS/a.xhtml")}),
            "protected against copying",
        ),
        (zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "<container/>"}), "which is not in it"),
        (
            zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": CONTAINER.format("/../x.opf")}),
            "which is not in it",
        ),
        (zipped({"mimetype": "application/epub+zip"}), "this is an archive, but not an EPUB book"),
        (epub([("a.xhtml", "<img/>")]), "the page has no content"),
        (epub([("a.xhtml", "x")])[:-60], "the EPUB book is damaged or cut off"),
    ],
)
def test_hostile_and_broken_books(tmp_path: Path, book: bytes, complaint: str) -> None:
    with pytest.raises(MtqaError) as caught:
        read(tmp_path, book)
    assert complaint in str(caught.value)


def test_encrypted_fonts_are_usual(tmp_path: Path) -> None:
    book = epub([("a.xhtml", "<p>It rained.</p>")], **{"META-INF__encryption.xml": ENCRYPTION.format("OPS/font.otf")})
    assert [block.text for block in read(tmp_path, book).blocks] == ["It rained."]
