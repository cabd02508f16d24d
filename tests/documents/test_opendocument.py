"""OpenDocument files, made here as OpenDocument 1.3 describes them."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents.making_documents import ODF_NAMES, odf, zipped

from mtqa.documents import Document, read_document
from mtqa.errors import MtqaError

STYLES = (
    "<style:style style:name='P1' style:family='paragraph' style:parent-style-name='Heading_20_2'/>"
    "<style:style style:name='P2' style:family='paragraph' style:parent-style-name='Quotations'/>"
    "<style:style style:name='P3' style:family='paragraph' style:parent-style-name='Contents_20_1'/>"
    "<style:style style:name='H' style:family='text'><style:text-properties text:display='none'/></style:style>"
    "<style:style style:name='B' style:family='text'/>"
)
GERMAN = (
    f"<office:document-styles {ODF_NAMES}><office:styles><style:default-style style:family='paragraph'>"
    "<style:text-properties fo:language='de' fo:country='AT'/></style:default-style></office:styles>"
    "</office:document-styles>"
)


def read(folder: Path, body: str, **about: str) -> Document:
    ending = {"presentation": "odp", "spreadsheet": "ods"}.get(about.get("kind", ""), "odt")
    path = folder / f"page.{ending}"
    path.write_bytes(odf(body, **about))  # type: ignore[arg-type]
    return read_document(path)


def facts(document: Document) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in document.blocks]


def test_roles_come_from_elements_and_from_what_styles_are_derived_from(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "<text:p text:style-name='Title'>The report</text:p><text:p text:style-name='P3'>Rain 1</text:p>"
        "<text:h text:outline-level='1'>Rain</text:h><text:p>It rained for a long time.</text:p>"
        "<text:p text:style-name='P1'>More</text:p><text:p text:style-name='P2'>We got wet.</text:p>"
        "<text:list><text:list-item><text:p>One</text:p><text:list><text:list-item><text:p>Inside</text:p>"
        "</text:list-item></text:list></text:list-item></text:list><text:p text:style-name='Caption'>A river</text:p>",
        styles=STYLES,
    )
    assert facts(document) == [
        ("title", 1, "The report"),
        ("heading", 1, "Rain"),
        ("paragraph", 0, "It rained for a long time."),
        ("heading", 2, "More"),
        ("quote", 0, "We got wet."),
        ("list_item", 1, "One"),
        ("list_item", 2, "Inside"),
        ("caption", 0, "A river"),
    ]
    assert document.warnings == ("The table of contents was left out.",)


def test_spans_are_joined_and_what_is_not_shown_is_left_out(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>deleted</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        "<text:p>It <text:span text:style-name='B'>rained</text:span><text:s text:c='3'/>12<text:tab/>hours"
        "<text:line-break/>and<text:span text:style-name='H'>hidden</text:span> more"
        "<office:annotation><text:p>comment</text:p></office:annotation>"
        "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p></text:note-body>"
        "</text:note>.<draw:frame><draw:image/><svg:desc>a picture</svg:desc></draw:frame></text:p>"
        "<text:p><text:a xlink:href='https://e.org/a'>here</text:a></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Cell</text:p></table:table-cell></table:table-row>"
        "</table:table>",
        styles=STYLES,
    )
    assert [block.text for block in document.blocks] == ["It rained 12 hours and more.", "here", "Cell", "A note."]
    assert document.blocks[1].links == ("https://e.org/a",)


def test_the_language_of_the_default_style_is_declared(tmp_path: Path) -> None:
    body = "<office:text><text:p>Es hat geregnet.</text:p></office:text>"
    content = f"<office:document-content {ODF_NAMES}><office:body>{body}</office:body></office:document-content>"
    path = tmp_path / "page.odt"
    for styles, declared in ((GERMAN, "de-AT"), ("<x/>", None)):
        parts: dict[str, str | bytes] = {"content.xml": content, "styles.xml": styles}
        path.write_bytes(zipped({**parts, "META-INF/manifest.xml": "<manifest/>"}))
        assert read_document(path).metadata.declared_language == declared


def test_slides_have_titles_notes_and_anchors(tmp_path: Path) -> None:
    def page(title: str, text: str, notes: str = "", style: str = "") -> str:
        return (
            f"<draw:page draw:style-name='{style}'><draw:frame presentation:class='title'><draw:text-box>"
            f"<text:p>{title}"
            f"</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box>"
            "</draw:frame><draw:frame presentation:class='subtitle' presentation:placeholder='true'><draw:text-box>"
            "<text:p>Click to add</text:p></draw:text-box></draw:frame><presentation:notes><draw:frame"
            f" presentation:class='notes'><draw:text-box><text:p>{notes}</text:p></draw:text-box></draw:frame>"
            "</presentation:notes></draw:page>"
        )

    hidden = (
        "<style:style style:name='dp' style:family='drawing-page'><style:drawing-page-properties"
        " presentation:visibility='hidden'/></style:style>"
    )
    body = page("Water", "It rained.", "Say hello.") + page("No", "no", style="dp") + page("End", "Bye.")
    document = read(tmp_path, body, kind="presentation", styles=hidden)
    assert facts(document) == [
        ("title", 1, "Water"),
        ("paragraph", 0, "It rained."),
        ("paragraph", 0, "Say hello."),
        ("heading", 2, "End"),
        ("paragraph", 0, "Bye."),
    ]
    assert [block.anchor for block in document.blocks if block.anchor] == ["slide 1 of 3", "slide 3 of 3"]
    assert document.warnings == ("1 hidden slide(s) were left out.",)


def test_cells_with_text_are_read_and_numbers_and_formulas_are_not(tmp_path: Path) -> None:
    body = (
        "<table:table><table:table-row><table:table-cell office:value-type='string'><text:p>Place</text:p>"
        "</table:table-cell><table:table-cell office:value-type='float'><text:p>12 mm</text:p></table:table-cell>"
        "<table:table-cell table:number-columns-repeated='16000'/></table:table-row>"
        "<table:table-row table:number-rows-repeated='1000000'><table:table-cell/></table:table-row>"
        "<table:table-row><table:table-cell office:value-type='string' table:formula='of:=[.A1]'><text:p>Place</text:p>"
        "</table:table-cell><table:table-cell office:value-type='string'><text:p>One</text:p><text:p>Two</text:p>"
        "</table:table-cell></table:table-row></table:table>"
    )
    document = read(tmp_path, body, kind="spreadsheet")
    assert [(block.text, block.anchor) for block in document.blocks] == [
        ("Place", "sheet 1, row 1 column 1 of 2"),
        ("One", "sheet 1, row 1000002 column 2 of 2"),
        ("Two", ""),
    ]


def test_an_encrypted_file_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    path.write_bytes(odf("<text:p>x</text:p>", manifest=manifest))
    with pytest.raises(MtqaError, match=r"the OpenDocument file is encrypted\. Save it without a password"):
        read_document(path)


def test_a_formula_or_a_drawing_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "a.odt"
    path.write_bytes(odf("<text:p>x</text:p>", kind="chart"))
    with pytest.raises(MtqaError, match="no text, presentation or spreadsheet"):
        read_document(path)
