"""PDF pages. Each PDF is made here, so what it says is known."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from documents.making_pdfs import Page, print_with_chromium

from mtqa.documents import BlockKind, Document, parse_html, parse_pdf
from mtqa.documents.hyphenation import Hyphens
from mtqa.errors import MtqaError

K = BlockKind

SENTENCE = "The internal market of the European Union is a single market without internal borders, in which people and "
SENTENCE += "goods move freely, and in which citizens are free to live, to work, to study and to do business. "


def varied(number: int) -> str:
    """Words in an order of their own for every number."""
    words = SENTENCE.rstrip(". ").split()
    return " ".join(words[(7 * number + 3 * position) % len(words)] for position in range(70)).replace(",", "")


def read(page: Page) -> Document:
    return parse_pdf(page.data(), "page.pdf")


def blocks(page: Page) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in read(page).blocks]


def test_paragraphs_by_the_gaps_between_lines() -> None:
    page = Page()
    texts = [(SENTENCE * n).strip() for n in (1, 3, 2)]
    for text in texts:
        page.block(text, after=4)
    assert blocks(page) == [(K.PARAGRAPH, text) for text in texts]


def test_paragraphs_of_one_line_each() -> None:
    page = Page()
    page.block("Title of the page", size=18)
    texts = ["One sentence.", "Another sentence.", "A third sentence.", "The last sentence."]
    for text in texts:
        page.block(text, after=11)
    assert blocks(page) == [(K.TITLE, "Title of the page"), *((K.PARAGRAPH, text) for text in texts)]


def test_headings_by_the_size_of_type_and_by_weight() -> None:
    page = Page()
    page.block("The title of the page, which is so long that it takes two lines", size=24)
    page.block(SENTENCE.strip())
    page.block("A section", size=16)
    page.block(SENTENCE.strip())
    page.block("A bold heading", bold=True, after=3)
    page.block("**A bold beginning** of an ordinary paragraph. " + SENTENCE.strip())
    page.block("All of this sentence is in bold type.", bold=True)
    document = read(page)
    assert [(block.kind, block.level) for block in document.blocks] == [
        (K.TITLE, 1),
        (K.PARAGRAPH, 0),
        (K.HEADING, 2),
        (K.PARAGRAPH, 0),
        (K.HEADING, 4),
        (K.PARAGRAPH, 0),
        (K.PARAGRAPH, 0),
    ]
    assert document.blocks[0].text == "The title of the page, which is so long that it takes two lines"
    assert document.blocks[5].text == "A bold beginning of an ordinary paragraph. " + SENTENCE.strip()


@pytest.mark.parametrize("bullet", ["•", "-", "–", "▪", "◦"])
def test_items_by_their_bullets(bullet: str) -> None:
    page = Page()
    page.block("Title", size=20)
    page.block("The following are free to move:")
    items = ["goods,", (SENTENCE * 2).strip(), "services, and", "capital"]
    for item in items:
        page.item(item, bullet=bullet)
    page.ln(10)
    page.block(SENTENCE.strip())
    assert blocks(page)[2:] == [*((K.LIST_ITEM, item) for item in items), (K.PARAGRAPH, SENTENCE.strip())]


def test_numbers_in_sequence_make_a_list_and_a_year_does_not() -> None:
    page = Page()
    page.block("Title", size=20)
    for number, item in enumerate(["Find the rules.", SENTENCE.strip(), "Ask the authority."], 1):
        page.item(item, bullet=f"{number}.")
    page.ln(10)
    page.block("2022. gada 12. maijā Tokijā notika ES un Japānas samits.")
    assert blocks(page)[1:] == [
        (K.LIST_ITEM, "Find the rules."),
        (K.LIST_ITEM, SENTENCE.strip()),
        (K.LIST_ITEM, "Ask the authority."),
        (K.PARAGRAPH, "2022. gada 12. maijā Tokijā notika ES un Japānas samits."),
    ]


def test_links_in_part_of_a_paragraph_and_in_all_of_it() -> None:
    page = Page()
    page.block("Title", size=20)
    page.with_links(
        [
            ("More is in the ", ""),
            ("Single Market Act", "https://a.eu"),
            (" and ", ""),
            ("here", "https://b.eu"),
            (".", ""),
        ]
    )
    page.with_links([("The whole of this line is a link", "https://c.eu")])
    page.item("One", "https://d.eu")
    page.item("Two", "https://e.eu")
    document = read(page)
    assert [(block.kind, block.text, block.links) for block in document.blocks[1:]] == [
        (K.PARAGRAPH, "More is in the Single Market Act and here.", ("https://a.eu", "https://b.eu")),
        (K.LINK, "The whole of this line is a link", ("https://c.eu",)),
        (K.LINK, "One", ("https://d.eu",)),
        (K.LINK, "Two", ("https://e.eu",)),
    ]


def test_an_address_over_two_lines_is_put_together() -> None:
    url = "https://digital-strategy.ec.europa.eu/en/news/" + "eu-japan-summit-" * 6 + "partnership"
    page = Page()
    page.block("Title", size=20)
    page.with_links([(url, url)])
    assert blocks(page)[1] == (K.LINK, url)


def test_an_address_written_out_after_its_link_goes() -> None:
    # As the print view of Europa sites does it; the address is broken wherever the line ends.
    url = "https://www.consilium.europa.eu/en/press/press-releases/2022/05/12/joint-statement-eu-japan-summit-2022/"
    page = Page()
    page.block("Title", size=20)
    page.with_links([("The joint statement of the leaders", url), (f" ({url})", "")])
    page.with_links(
        [(SENTENCE + "Please read ", ""), ("the joint statement", url), (f" ({url}). ", ""), (SENTENCE, "")]
    )
    assert blocks(page)[1:] == [
        (K.LINK, "The joint statement of the leaders"),
        (K.PARAGRAPH, f"{SENTENCE}Please read the joint statement. {SENTENCE}".strip()),
    ]


def test_what_repeats_in_the_margins_and_page_numbers_go() -> None:
    page = Page("Shaping Europe's digital future - draft of 12 May")
    texts = [varied(number) + "." for number in range(30)]
    for text in texts:
        page.block(text)
    assert page.page_no() == 4
    document = read(page)
    assert [block.text for block in document.blocks] == texts
    assert {block.page for block in document.blocks} >= {1, 2, 3}


def test_a_paragraph_over_two_pages_is_one() -> None:
    page = Page("Running head")
    texts = [", ".join(varied(5 * number + part) for part in range(5)) + "." for number in range(5)]
    for text in texts:
        page.block(text)
    assert page.page_no() == 3
    assert [block.text for block in read(page).blocks] == texts


def test_ligatures_are_letters() -> None:
    page = Page()
    page.block("The \ufb01rst o\ufb03cial e\ufb00ect of the \ufb02ow is \ufb01ne.")
    assert blocks(page)[0][1] == "The first official effect of the flow is fine."


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        # The word stands undivided elsewhere.
        (["All cooperation helps, and coop-", "eration is good."], "All cooperation helps, and cooperation is good."),
        # The word stands with its hyphen elsewhere.
        (["A well-known fact is a well-", "known fact."], "A well-known fact is a well-known fact."),
        # Before a capital, after figures and after capitals the hyphen belongs to the word.
        (["в Индийско-", "Тихоокеанския регион"], "в Индийско-Тихоокеанския регион"),
        (["the 28-", "year-old"], "the 28-year-old"),
        (["the EU-", "wide rules"], "the EU-wide rules"),
        # Without signs that the document divides words, nothing is known: the hyphen stays.
        (["a far-", "reaching plan"], "a far-reaching plan"),
        # A soft hyphen is never part of a word.
        (["an inter\u00ad", "national plan"], "an international plan"),
        # A dash is no hyphen.
        (["the plan -", "so far"], "the plan - so far"),
    ],
)
def test_hyphens_at_the_end_of_a_line(lines: list[str], joined: str) -> None:
    assert Hyphens([lines]).join(*lines) == joined


def test_hyphens_of_a_document_that_divides_its_words() -> None:
    divided = [["die Zusammen-", "arbeit der Mit-", "gliedstaaten und der Kom-", "mission ist von Bedeu-", "tung"]]
    hyphens = Hyphens([*divided, ["все по-", "голям"]])
    assert hyphens.join("die Zusammen-", "arbeit der") == "die Zusammenarbeit der"
    # A Bulgarian comparative keeps its hyphen all the same.
    assert hyphens.join("все по-", "голям") == "все по-голям"


def test_encrypted() -> None:
    page = Page()
    page.block(SENTENCE)
    page.set_encryption(owner_password="owner", user_password="user")
    with pytest.raises(MtqaError, match="encrypted"):
        read(page)


def test_encrypted_without_a_password_for_reading() -> None:
    page = Page()
    page.block(SENTENCE)
    page.set_encryption(owner_password="owner")
    assert blocks(page) == [(K.PARAGRAPH, SENTENCE.strip())]


def test_pages_that_are_images() -> None:
    page = Page(numbered=False)
    page.rect(100, 100, 200, 200)
    with pytest.raises(MtqaError, match="no text; are its pages images"):
        read(page)


def test_only_page_numbers() -> None:
    page = Page()
    page.add_page()
    with pytest.raises(MtqaError, match="no content"):
        read(page)


def test_broken() -> None:
    page = Page()
    page.block(SENTENCE)
    data = page.data()
    for broken in (data[:200], data[: len(data) // 2], b"%PDF-1.7\n" + b"\x00\xff" * 2000, b"%PDF-1.4\n%%EOF"):
        with pytest.raises(MtqaError, match=r"broken|no text"):
            parse_pdf(broken, "page.pdf")


def test_too_many_pages() -> None:
    from pypdf import PdfReader, PdfWriter

    page = Page()
    page.block(SENTENCE)
    writer = PdfWriter()
    first = PdfReader(io.BytesIO(page.data())).pages[0]
    for _ in range(301):
        writer.add_page(first)
    data = io.BytesIO()
    writer.write(data)
    with pytest.raises(MtqaError, match="301 pages"):
        parse_pdf(data.getvalue(), "page.pdf")


@pytest.mark.browser
def test_lists_printed_by_a_browser(tmp_path: Path) -> None:
    html = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Guide</title></head><body><main>
    <h1>A guide to the internal market</h1>
    <p>The internal market of the European Union is a single market in which the free movement of goods, services,
    capital and persons is assured, and in which citizens are free to live, work, study and do business.</p>
    <h2>What it brings</h2>
    <ul><li>Free movement of goods, which is guaranteed through the elimination of customs duties and quantitative
      restrictions, and the prohibition of measures having an equivalent effect.</li>
      <li>Free movement of services</li>
      <li>Capital<ul><li>Payments within the Union</li><li>Payments to other countries</li></ul></li></ul>
    <p>Three steps are needed:</p>
    <ol><li>Find the rules that apply.</li><li>Ask the competent authority of your country.</li><li>Sell.</li></ol>
    <p>More in the <a href="https://example.eu/act">Single Market Act</a>, and in <b>Annex II</b> to it.</p>
    </main></body></html>"""
    (tmp_path / "page.html").write_text(html, encoding="utf-8")
    print_with_chromium(tmp_path / "page.html", tmp_path / "page.pdf")
    printed = parse_pdf((tmp_path / "page.pdf").read_bytes(), "page.pdf")
    written = parse_html(html, "page.html")
    assert [(block.kind, block.text, block.level, block.links) for block in printed.blocks] == [
        (block.kind, block.text, block.level, block.links) for block in written.blocks
    ]
