"""Word documents, made here part by part as ECMA-376 describes them."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest

from mtqa.documents import BlockKind, Document, read_document
from mtqa.errors import MtqaError

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
STYLES = f"""<w:styles xmlns:w="{WORD}">
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Zitat"><w:name w:val="Quote"/></w:style>
<w:style w:type="paragraph" w:styleId="Beschriftung"><w:name w:val="caption"/></w:style>
<w:style w:type="paragraph" w:styleId="Punkte2"><w:name w:val="List Bullet 2"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
</w:styles>"""
LINKS = f"""<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" TargetMode="External"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink" Target="https://e.org/a"/>
</Relationships>"""


NOISE = random.Random(1).randbytes(1_000_000).hex()
"""Two million characters that deflate only by half."""


def paragraph(text: str, style: str = "", more: str = "") -> str:
    about = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{about}<w:r><w:t>{text}</w:t></w:r>{more}</w:p>"


def docx(folder: Path, body: str, **parts: str | bytes) -> Path:
    path = folder / "page.docx"
    document = (
        f'<w:document xmlns:w="{WORD}" xmlns:r="urn:r" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/'
        f'2006"><w:body>{body}</w:body></w:document>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document)
        archive.writestr("word/styles.xml", STYLES)
        archive.writestr("word/_rels/document.xml.rels", LINKS)
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


def read(folder: Path, body: str, **parts: str | bytes) -> Document:
    return read_document(docx(folder, body, **parts))


def test_roles_come_from_the_names_of_styles(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        paragraph("The report", "Titel")
        + paragraph("The report .... 1", "TOC1")
        + paragraph("Rain", "berschrift2")
        + paragraph("It rained for a long time in the town.")
        + paragraph("We got wet.", "Zitat")
        + paragraph("An item", "Punkte2")
        + "<w:p><w:pPr><w:numPr><w:ilvl w:val='0'/></w:numPr></w:pPr><w:r><w:t>One</w:t></w:r></w:p>"
        + paragraph("Photo: the river", "Beschriftung"),
    )
    assert [(block.kind, block.level, block.text) for block in document.blocks] == [
        (BlockKind.TITLE, 1, "The report"),
        (BlockKind.HEADING, 2, "Rain"),
        (BlockKind.PARAGRAPH, 0, "It rained for a long time in the town."),
        (BlockKind.QUOTE, 0, "We got wet."),
        (BlockKind.LIST_ITEM, 2, "An item"),
        (BlockKind.LIST_ITEM, 1, "One"),
        (BlockKind.CAPTION, 0, "Photo: the river"),
    ]
    assert document.warnings == ("The table of contents was left out.",)


def test_runs_are_joined_and_what_is_not_shown_is_left_out(tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t xml:space='preserve'>It rained </w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>12</w:t></w:r>"
        "<w:r><w:tab/><w:t>hours</w:t><w:br/><w:t>co</w:t><w:noBreakHyphen/><w:t>ordinated</w:t></w:r>"
        "<w:del><w:r><w:delText>deleted</w:delText><w:t>gone</w:t></w:r></w:del>"
        "<w:ins><w:r><w:t> new</w:t></w:r></w:ins>"
        "<w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>"
        "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t> seen</w:t></w:r>"
        "<w:r><w:instrText>PAGE</w:instrText><w:sym w:char='F0B7'/><w:sym w:char='2192'/></w:r></w:p>"
    )
    (block,) = read(tmp_path, body).blocks
    assert block.text == "It rained 12 hours co\u2011ordinated new seen→"


def test_links_tables_text_boxes_and_footnotes(tmp_path: Path) -> None:
    link = '<w:hyperlink r:id="rId1"><w:r><w:t>here</w:t></w:r></w:hyperlink>'
    box = (
        "<w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + paragraph("In the box.")
        + "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>"
        + paragraph("In the box.")
        + "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>"
    )
    table = f"<w:tbl><w:tr><w:tc>{paragraph('Cell one')}</w:tc><w:tc>{paragraph('Cell two')}</w:tc></w:tr></w:tbl>"
    notes = (
        f'<w:footnotes xmlns:w="{WORD}"><w:footnote><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
        f"<w:footnote>{paragraph('A note.')}</w:footnote></w:footnotes>"
    )
    document = read(tmp_path, paragraph("Click ", more=link) + paragraph("Around.", more=box) + table, footnotes=notes)
    assert [block.text for block in document.blocks] == [
        "Click here",
        "In the box.",
        "Around.",
        "Cell one",
        "Cell two",
        "A note.",
    ]
    assert document.blocks[0].links == ("https://e.org/a",)


def test_known_by_content(tmp_path: Path) -> None:
    path = docx(tmp_path, paragraph("Text."))
    assert read_document(path.rename(tmp_path / "page.txt")).text == "Text."


@pytest.mark.parametrize(
    ("body", "parts", "complaint"),
    [
        ("", {}, "the page has no content"),
        ("<w:p><w:r><w:t>x</w:t></w:r>", {}, "not well-formed XML: mismatched tag"),
        (paragraph("x"), {"styles2": b"", "footnotes": b"<!DOCTYPE a [<!ENTITY e 'x'>]><a/>"}, "declares an entity"),
        (paragraph(NOISE), {}, "cannot be one segment"),
        ("<w:p>" * 500 + "</w:p>" * 500, {}, "nested more than 200 deep"),
        (paragraph("a"), {"footnotes": b"\x00" * 90_000_000}, r"footnotes\.xml unpacks to an absurd size"),
    ],
)
def test_what_is_refused(tmp_path: Path, body: str, parts: dict[str, bytes], complaint: str) -> None:
    with pytest.raises(MtqaError, match=complaint) as caught:
        read(tmp_path, body, **parts)
    assert str(caught.value).startswith(str(tmp_path / "page.docx"))


def test_a_zip_bomb(tmp_path: Path) -> None:
    """A document that deflates 1000 to 1: refused after some kilobytes of it, not after all."""
    path = docx(tmp_path, "<w:p/>" * 10_000_000)
    assert path.stat().st_size < 200_000
    with pytest.raises(MtqaError, match=r"word/document\.xml unpacks to an absurd size"):
        read_document(path)


def test_damaged_archives(tmp_path: Path) -> None:
    path = docx(tmp_path, paragraph("Text that is long enough to be deflated. " * 20))
    whole = path.read_bytes()
    for data, complaint in (
        (whole[:-30], "damaged or cut off"),
        (whole[:40] + b"\xff" * 30 + whole[70:], "damaged|not a Word document"),
        (whole.replace(b"word/document.xml", b"word/dokument.xml"), "not a Word document"),
    ):
        path.write_bytes(data)
        with pytest.raises(MtqaError, match=complaint):
            read_document(path)


def test_a_corpus_of_word_documents(tmp_path: Path) -> None:
    """A folder by names: pages, so they are aligned."""
    from mtqa.preparation import load_corpus

    german = "Es regnete 12 Stunden lang in Berlin, und der Fluss stieg."
    english = "It rained for 12 hours in Berlin, and the river rose."
    docx(tmp_path, paragraph("Report", "Titel") + paragraph(english)).rename(tmp_path / "source.en.docx")
    docx(tmp_path, paragraph("Bericht", "Titel") + paragraph(german)).rename(tmp_path / "hypothesis.engine.de.docx")
    corpus = load_corpus(tmp_path)
    assert [segment.source for segment in corpus.segments] == ["Report", english]
    assert corpus.systems[0].hypotheses == ("Bericht", german)


@pytest.mark.parametrize("packing", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
@pytest.mark.parametrize("damaged", [False, True])
def test_parts_packed_as_word_does_not_pack_them(tmp_path: Path, packing: int, damaged: bool) -> None:
    """Such an archive can ask for gigabytes of memory, and fails in ways of its own when it is damaged."""
    path = tmp_path / "page.docx"
    with zipfile.ZipFile(path, "w", packing) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", paragraph("Text. " * 1000))
    if damaged:
        data = bytearray(path.read_bytes())
        start = data.index(b"word/document.xml") + 30
        data[start : start + 20] = b"\xff" * 20
        path.write_bytes(data)
    with pytest.raises(MtqaError, match="packed in a way that Word does not know"):
        read_document(path)
