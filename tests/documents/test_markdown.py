"""Text and Markdown. What CommonMark says of a construct is checked against its specification (0.31.2); the rest are the
rules that the module's documentation gives."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from mtqa.documents import BlockKind, parse_text
from mtqa.errors import MtqaError

K = BlockKind


def blocks(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in parse_text(text, "page.md").blocks]


def test_marks_are_believed_as_they_are_written() -> None:
    text = """# The title

A paragraph
over two lines.

## A section
> A quotation
> over two lines.

- one
- two
  - two and a half

1. first
2. second

Setext
------
The end
"""
    document = parse_text(text, "page.md")
    assert [(block.kind, block.text, block.line, block.level) for block in document.blocks] == [
        (K.TITLE, "The title", 1, 1),
        (K.PARAGRAPH, "A paragraph over two lines.", 3, 0),
        (K.HEADING, "A section", 6, 2),
        (K.QUOTE, "A quotation over two lines.", 7, 0),
        (K.LIST_ITEM, "one", 10, 1),
        (K.LIST_ITEM, "two", 11, 1),
        (K.LIST_ITEM, "two and a half", 12, 2),
        (K.LIST_ITEM, "first", 14, 1),
        (K.LIST_ITEM, "second", 15, 1),
        (K.HEADING, "Setext", 17, 2),
        # Where headings are marked, nothing else is guessed to be one.
        (K.PARAGRAPH, "The end", 19, 0),
    ]


def test_inline_marks_go_and_words_stay() -> None:
    text = "Some **bold**, *italic*, `code`, <b>HTML</b>, a \\*star\\*, AT&amp;T and a hard  \nbreak; snake_case_name."
    assert blocks(text) == [
        (K.PARAGRAPH, "Some bold, italic, code, HTML, a *star*, AT&T and a hard break; snake_case_name.")
    ]


def test_links_keep_label_and_address() -> None:
    text = (
        "Read [the act](https://eur-lex.europa.eu/a_(b)) and [the note][1], or <https://europa.eu>.\n\n"
        "[1]: https://ec.europa.eu/note\n"
    )
    document = parse_text(text, "page.md")
    assert document.blocks[0].text == "Read the act and the note, or https://europa.eu."
    assert document.blocks[0].links == (
        "https://eur-lex.europa.eu/a_(b)",
        "https://ec.europa.eu/note",
        "https://europa.eu",
    )


@pytest.mark.parametrize(
    "written",
    [
        "[the terms](https://europa.eu/terms) (https://europa.eu/terms)",
        "[the terms](https://europa.eu/terms) (<https://europa.eu/terms>)",
        "[the terms \\(https://europa.eu/terms\\)](https://europa.eu/terms)",
        "[the terms (https://europa.eu/terms/)](https://europa.eu/terms)",
    ],
)
def test_address_written_out_after_its_link_goes(written: str) -> None:
    document = parse_text(f"Please read {written} first.", "page.md")
    assert document.blocks[0].text == "Please read the terms first."
    assert document.blocks[0].links == ("https://europa.eu/terms",)


def test_another_address_in_brackets_stays() -> None:
    document = parse_text("See [the terms](https://europa.eu/terms) (https://europa.eu/other).", "page.md")
    assert document.blocks[0].text == "See the terms (https://europa.eu/other)."


def test_blocks_that_are_links() -> None:
    text = "# T\n\n- [One](https://a.eu)\n- [Two](https://b.eu).\n- [Three](https://c.eu) and more\n\n[Four](https://d.eu)\n"
    assert blocks(text)[1:] == [
        (K.LINK, "One"),
        (K.LINK, "Two."),
        (K.LIST_ITEM, "Three and more"),
        (K.LINK, "Four"),
    ]


def test_tables_give_their_cells() -> None:
    text = "# T\n\n| Country | Share |\n|---|--:|\n| **Bulgaria** | 1,2 % |\n"
    document = parse_text(text, "page.md")
    assert [(block.text, block.line) for block in document.blocks[1:]] == [
        ("Country", 3),
        ("Share", 3),
        ("Bulgaria", 5),
        ("1,2 %", 5),
    ]


def test_images_give_captions_and_code_is_left_out_with_a_warning() -> None:
    text = "# T\n\n![The leaders in Tokyo](a.jpg)\n\nText ![here](b.png) too.\n\n```\nprint(1)\n```\n"
    document = parse_text(text, "page.md")
    assert [(block.kind, block.text) for block in document.blocks[1:]] == [
        (K.CAPTION, "The leaders in Tokyo"),
        (K.PARAGRAPH, "Text too."),
        (K.CAPTION, "here"),
    ]
    assert document.warnings == ("Code is not scored: 1 code block(s) were left out.",)


def test_html_in_markdown() -> None:
    text = "# T\n\n<!-- a comment\n\nover lines -->\n\n<div class='x'>\n<p>Shown <b>text</b></p>\n<p hidden>Not shown</p>\n</div>\n"
    document = parse_text(text, "page.md")
    assert [(block.text, block.line) for block in document.blocks] == [("T", 1), ("Shown text", 7)]


def test_front_matter_is_no_content_but_its_title_is_the_page_s() -> None:
    text = "---\ntitle: 'Заглавие на страницата'\nlang: bg\ntags:\n  - a\n---\n\nПърви абзац на страницата.\n"
    document = parse_text(text, "page.md")
    assert [(block.kind, block.text, block.line) for block in document.blocks] == [
        (K.TITLE, "Заглавие на страницата", 2),
        (K.PARAGRAPH, "Първи абзац на страницата.", 8),
    ]
    assert document.metadata.declared_language == "bg"


def test_a_rule_at_the_top_is_no_front_matter() -> None:
    assert blocks("---\n\nOne sentence of text here.\n\n---\n\nAnother sentence.\n")[0] == (
        K.PARAGRAPH,
        "One sentence of text here.",
    )


def test_a_number_that_begins_a_paragraph_is_kept() -> None:
    # In Latvian, Hungarian, Estonian and others dates begin like the items of a numbered list.
    text = "Samits Tokijā\n\n12. maijā Tokijā notika samits.\n\n2022. gada 12. maijā līderi tikās atkal.\n"
    assert blocks(text) == [
        (K.TITLE, "Samits Tokijā"),
        (K.PARAGRAPH, "12. maijā Tokijā notika samits."),
        (K.PARAGRAPH, "2022. gada 12. maijā līderi tikās atkal."),
    ]


def test_indented_text_is_text() -> None:
    # The first line of a paragraph set in by four spaces would be code in Markdown.
    assert blocks("Title of it\n\n    An indented paragraph of text.\n") == [
        (K.TITLE, "Title of it"),
        (K.PARAGRAPH, "An indented paragraph of text."),
    ]


def test_bullets_of_plain_text() -> None:
    assert blocks("Title\n\n• one thing\n• another thing\n")[1:] == [
        (K.LIST_ITEM, "one thing"),
        (K.LIST_ITEM, "another thing"),
    ]


def test_one_paragraph_a_line() -> None:
    text = "The title\nThe first paragraph ends here.\nThe second, which is longer than the first one, ends here.\nThird.\n"
    document = parse_text(text, "page.txt")
    assert [(block.kind, block.line) for block in document.blocks] == [
        (K.TITLE, 1),
        (K.PARAGRAPH, 2),
        (K.PARAGRAPH, 3),
        (K.PARAGRAPH, 4),
    ]


def test_wrapped_lines_are_one_paragraph() -> None:
    # Wrapped at 40 columns: no line could have taken the first word of the next.
    text = "It was a bright cold day in spring, and\nthe clocks were about to strike one; the\nstreets were empty and the shops closed.\n"
    assert len(blocks(text)) == 1


def test_white_space_is_normalised_and_no_break_spaces_are_kept() -> None:
    assert blocks("Title\n\n10\u00a0000  euro\u2003and \u00a0 more\u200b, so\u00adft.\n")[1] == (
        K.PARAGRAPH,
        "10\u00a0000 euro and more, soft.",
    )


def test_letters_are_composed() -> None:
    # U+0438 U+0300 is canonically U+045D (Unicode normalization form C).
    assert blocks("Title\n\nвълни \u0438\u0300 в света.\n")[1][1] == "вълни \u045d в света."


def test_line_separators_do_not_count_as_lines() -> None:
    document = parse_text("Title\n\nOne\u2028still\u0085one.\n\nTwo.\n", "page.txt")
    assert [(block.text, block.line) for block in document.blocks[1:]] == [("One still one.", 3), ("Two.", 5)]


def test_carriage_returns() -> None:
    document = parse_text("Title\r\n\r\nOne.\r\n\r\nTwo.\r\n", "page.txt")
    assert [(block.text, block.line) for block in document.blocks] == [("Title", 1), ("One.", 3), ("Two.", 5)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t\n",
        "---\n",
        "<!-- nothing -->\n",
        "© European Union, 2025\n",
        "Source URL:\n\n<https://europa.eu/a>\n\n© European Union, 2025 - PDF generated on 05/04/2025\n",
    ],
)
def test_no_content(text: str) -> None:
    with pytest.raises(MtqaError, match="no content"):
        parse_text(text, "page.txt")


def test_characters_lost_before_are_reported() -> None:
    document = parse_text("Title\n\nОтнош\ufffdния между Е\ufffd и Япония.\n", "page.txt")
    assert document.warnings == ("2 characters were lost in an earlier conversion (they show as \ufffd).",)


def test_html_lists_in_cells_and_paragraphs_are_blocks() -> None:
    """Markdown has no lists in tables: authors write them in HTML."""
    text = (
        "# Guide\n\n| Who | What |\n|---|---|\n| Anna | Brings <ul><li>one **book**</li><li>two pens</li></ul> |\n\n"
        "First.<p>Second.</p> `<li>` is code.\n\nA paragraph<div class='a'>and another</div>\n"
    )
    assert [(block.kind.value, block.text) for block in parse_text(text, "page.md").blocks] == [
        ("title", "Guide"),
        ("paragraph", "Who"),
        ("paragraph", "What"),
        ("paragraph", "Anna"),
        ("paragraph", "Brings"),
        ("list_item", "one book"),
        ("list_item", "two pens"),
        ("paragraph", "First.Second. <li> is code."),
        ("paragraph", "A paragraph"),
        ("paragraph", "and another"),
    ]
