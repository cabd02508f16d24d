"""PowerPoint and Excel files as python-pptx and openpyxl write them."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from documents.making_documents import deck, workbook

from mtqa.documents import Block, BlockKind, read_document
from mtqa.documents.spreadsheets import cell_text
from mtqa.errors import MtqaError


def facts(blocks: tuple[Block, ...]) -> list[tuple[str, int, str]]:
    return [(block.kind.value, block.level, block.text) for block in blocks]


def rewritten(path: Path, part: str, old: str, new: str) -> Path:
    """The same archive with a change in one part."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert re.search(old.encode(), parts[part])
    parts[part] = re.sub(old.encode(), new.encode(), parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


def shared(path: Path, text: str) -> Path:
    """A workbook by xlsxwriter, whose cells share their strings."""
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_string("A1", text)
    return path


def test_slides_come_in_order_with_titles_points_and_notes(tmp_path: Path) -> None:
    path = deck(
        tmp_path / "a.pptx", [("The water", ["It rained.", "A lot."], "Say hello first."), ("The end", ["Bye."], "")]
    )
    document = read_document(path)
    assert facts(document.blocks) == [
        ("heading", 2, "The water"),
        ("list_item", 1, "It rained."),
        ("list_item", 1, "A lot."),
        ("paragraph", 0, "Say hello first."),
        ("heading", 2, "The end"),
        ("list_item", 1, "Bye."),
    ]
    assert [block.page for block in document.blocks] == [1, 1, 1, 1, 2, 2]
    assert [block.anchor for block in document.blocks if block.anchor] == ["slide 1 of 2", "slide 2 of 2"]


def test_tables_and_grouped_shapes_are_read_and_hidden_slides_are_not(tmp_path: Path) -> None:
    from pptx import Presentation
    from pptx.util import Inches

    presentation = Presentation()
    first = presentation.slides.add_slide(presentation.slide_layouts[0])
    first.shapes.title.text = "Rain"
    first.placeholders[1].text = "In the valley"
    table = first.shapes.add_table(1, 3, *[Inches(1)] * 4).table
    table.cell(0, 0).text, table.cell(0, 1).text = "Place", "Amount of rain"
    table.cell(0, 1).merge(table.cell(0, 2))
    table.cell(0, 2).text = "Under the merged cell"
    box = first.shapes.add_group_shape().shapes.add_textbox(*[Inches(1)] * 4)
    run = box.text_frame.paragraphs[0].add_run()
    run.text, run.hyperlink.address = "Read more", "https://example.org/a"
    hidden = presentation.slides.add_slide(presentation.slide_layouts[5])
    hidden.shapes.title.text = "Not shown"
    hidden._element.set("show", "0")
    presentation.core_properties.language = "en-GB"
    presentation.save(tmp_path / "a.pptx")
    document = read_document(tmp_path / "a.pptx")
    assert facts(document.blocks) == [
        ("title", 1, "Rain"),
        ("paragraph", 0, "In the valley"),
        ("paragraph", 0, "Place"),
        ("paragraph", 0, "Amount of rain"),
        ("link", 0, "Read more"),
    ]
    assert document.metadata.declared_language == "en-GB"
    assert document.warnings == ("1 hidden slide(s) were left out.",)


def test_the_language_of_most_of_the_text_counts_where_the_file_declares_none(tmp_path: Path) -> None:
    path = deck(tmp_path / "a.pptx", [("Wasser", ["Es hat viel geregnet."], "")])
    rewritten(path, "ppt/slides/slide1.xml", "<a:r><a:t>", '<a:r><a:rPr lang="de-AT"/><a:t>')
    assert read_document(path).metadata.declared_language == "de-AT"


def test_numbers_and_dates_of_slides_and_footers_are_kept_apart(tmp_path: Path) -> None:
    path = deck(tmp_path / "a.pptx", [("Water", ["It rained.", "PAGE"], "")])
    rewritten(path, "ppt/slides/slide1.xml", "<a:r><a:t>PAGE", '<a:fld type="slidenum"><a:t>7')
    rewritten(path, "ppt/slides/slide1.xml", "7</a:t></a:r>", "7</a:t></a:fld>")
    assert [block.text for block in read_document(path).blocks] == ["Water", "It rained."]


def test_cells_with_text_are_read_sheet_by_sheet(tmp_path: Path) -> None:
    cells: dict[str, object] = {
        "A1": "Place",
        "B1": "Rain",
        "A2": "The upper village",
        "B2": 12.5,
        "A3": "Total",
        "B3": "=SUM(B2:B2)",
        "C1": "2012",
        "C2": '=A2&" again"',
        "C3": "First line\nSecond line",
    }
    document = read_document(workbook(tmp_path / "a.xlsx", {"One": cells, "Two": {"B7": "On the second sheet"}}))
    assert [(block.text, block.page, block.anchor) for block in document.blocks] == [
        ("Place", 1, "sheet 1, A1 of 5"),
        ("Rain", 1, "sheet 1, B1 of 5"),
        ("The upper village", 1, "sheet 1, A2 of 5"),
        ("Total", 1, "sheet 1, A3 of 5"),
        ("First line", 1, "sheet 1, C3 of 5"),
        ("Second line", 1, ""),
        ("On the second sheet", 2, "sheet 2, B7 of 1"),
    ]
    assert {block.kind for block in document.blocks} == {BlockKind.PARAGRAPH}


def test_hidden_sheets_rows_and_columns_are_left_out(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["A2"], sheet["B1"] = "Shown", "In a hidden row", "In a hidden column"
    sheet.row_dimensions[2].hidden = True
    sheet.column_dimensions["B"].hidden = True
    secret = book.create_sheet("secret")
    secret["A1"], secret.sheet_state = "Secret", "veryHidden"
    book.properties.language = "bg"
    book.save(tmp_path / "a.xlsx")
    document = read_document(tmp_path / "a.xlsx")
    assert [block.text for block in document.blocks] == ["Shown"]
    assert document.warnings == ("1 hidden sheet(s) were left out.",)
    assert document.metadata.declared_language == "bg"


def test_rich_texts_are_joined_and_readings_left_out(tmp_path: Path) -> None:
    path = shared(tmp_path / "a.xlsx", "TEXT")
    rich = "<si><r><t>It </t></r><r><t>rained</t></r><rPh sb='0' eb='1'><t>reading</t></rPh></si>"
    rewritten(path, "xl/sharedStrings.xml", "<si><t>TEXT</t></si>", rich)
    assert [block.text for block in read_document(path).blocks] == ["It rained"]


def test_a_cell_that_points_nowhere_is_an_error(tmp_path: Path) -> None:
    path = shared(tmp_path / "a.xlsx", "TEXT")
    rewritten(path, "xl/worksheets/sheet1.xml", "<v>0</v>", "<v>7</v>")
    with pytest.raises(MtqaError, match=r"a\.xlsx.*the cell A1 points to a text that is not there"):
        read_document(path)


def test_characters_that_excel_writes_as_codes_are_read():
    """ECMA-376, part 1, 22.4.2.4 (bstr): `_x000D_` stands for a line return, `_x005F_` for the underscore of a code."""
    assert cell_text("a_x000D_b") == "a\rb"
    assert cell_text("_x005F_x000D_") == "_x000D_"
    assert cell_text("_xD800_ and _x12_ stay") == "_xD800_ and _x12_ stay"
