"""Columns, menus, and words that are drawn one by one. Each PDF is made here, so what it says is known."""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from documents.making_pdfs import Page, print_with_chromium

from mtqa.documents import BlockKind, Document, parse_html, parse_pdf

K = BlockKind

TEXTS = {
    "en": (
        "The deduction of special professional expenses is permitted where the tax authority agrees with the well-known"
        " rules of the European Union. It applies to small and medium-sized enterprises in every region, and the budget"
        " foresees additional money for projects that the Member States have proposed together.",
        "A second paragraph explains how the application should be made. Applicants fill in the form, send it to the"
        " responsible office and keep a copy of everything that they have sent. The office answers within thirty days.",
        "Beneficiaries report on their activities twice a year and answer the questions of the auditors, who visit every"
        " project at least once. The results are published together with the accounts of the agency.",
    ),
    "bg": (
        "Приспадането на специални професионални разходи се допуска, когато данъчният орган е съгласен с добре известните"
        " правила на Европейския съюз. То се прилага за малките и средните предприятия във всеки регион, а в бюджета се"
        " предвиждат допълнителни средства за проекти, които държавите членки са предложили заедно.",
        "Във втория абзац се обяснява как следва да се подаде заявлението. Заявителите попълват формуляра, изпращат го на"
        " компетентната служба и запазват копие от всичко, което са изпратили. Службата отговаря в срок от тридесет дни.",
        "Бенефициерите докладват за дейността си два пъти годишно и отговарят на въпросите на одиторите, които посещават"
        " всеки проект поне веднъж. Резултатите се публикуват заедно с отчетите на агенцията.",
    ),
}
STYLES = {
    "two": "columns:2;column-gap:8mm",
    "two, justified": "columns:2;column-gap:1cm;text-align:justify;hyphens:auto",
    "three, small": "columns:3;column-gap:6mm;font-size:9pt",
}


def printed(html: str, folder: Path) -> tuple[Document, Document]:
    """A page as it was printed and as it was written."""
    (folder / "page.html").write_text(html, encoding="utf-8")
    print_with_chromium(folder / "page.html", folder / "page.pdf")
    return parse_pdf((folder / "page.pdf").read_bytes(), "page.pdf"), parse_html(html, "page.html")


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.browser
@pytest.mark.parametrize("language", TEXTS)
@pytest.mark.parametrize("style", STYLES)
def test_columns_printed_by_a_browser(tmp_path: Path, language: str, style: str) -> None:
    paragraphs = TEXTS[language] * 2
    html = (
        f'<html lang="{language}"><head><meta charset="utf-8"><style>@page{{size:A4;margin:2cm}} body{{font:11pt serif}}'
        f" .c{{{STYLES[style]}}}</style></head><body><h1>2024</h1><p>{' '.join(TEXTS[language])}</p>"
        f'<div class="c">{"".join(f"<p>{text}</p>" for text in paragraphs)}</div><p>{paragraphs[-1]}</p></body></html>'
    )
    page, written = printed(html, tmp_path)
    assert " ".join(texts(page)) == " ".join(texts(written))
    # Where a sentence ends with a column, nothing tells whether its paragraph does.
    assert set(texts(written)) - set(texts(page)) <= ({paragraphs[1]} if style.startswith("three") else set())


@pytest.mark.browser
def test_cells_beside_one_another_are_no_columns(tmp_path: Path) -> None:
    rows = [("Country", "Capital", "Currency"), ("Germany", "Berlin", "Euro"), ("Sweden", "Stockholm", "Krona")] * 4
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    html = (
        '<html lang="en"><head><meta charset="utf-8"><style>body{font:11pt serif} td{padding:4px 3em}'
        f"</style></head><body><h1>Table</h1><p>{TEXTS['en'][1]}</p><table>{cells}</table></body></html>"
    )
    page, written = printed(html, tmp_path)
    assert texts(page) == texts(written)


def test_columns_drawn_one_after_the_other() -> None:
    page = Page(numbered=False)
    page.block("Annual report", size=20)
    top = page.get_y()
    for number, left in enumerate((60, 320)):
        page.set_left_margin(left)
        page.set_right_margin(595 - left - 230)
        page.set_y(top)
        for text in TEXTS["en"][: 2 + number]:
            page.block(text)
    assert texts(parse_pdf(page.data(), "page.pdf")) == ["Annual report", *TEXTS["en"][:2], *TEXTS["en"]]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    page = Page(numbered=False)
    page.block("Annual report", size=20)
    top = page.get_y()
    words = TEXTS["en"][0].split()
    for left, part in ((60, words[:23]), (320, words[23:])):
        page.set_left_margin(left)
        page.set_right_margin(595 - left - 230)
        page.set_y(top)
        page.block(" ".join(part))
    joined = texts(parse_pdf(page.data(), "page.pdf"))
    assert joined == ["Annual report", TEXTS["en"][0]]


@pytest.mark.parametrize("space", [2.6, 4.0])
@pytest.mark.parametrize("language", TEXTS)
def test_words_drawn_one_by_one(language: str, space: float) -> None:
    """Each word at a place of its own, as far from the one before as a narrow or a wide space of the font leaves."""
    page = Page(numbered=False)
    page.set_font("DejaVu", "", 11)
    text = TEXTS[language][1]
    x, y = 60.0, 100.0
    for word in text.split():
        if x + page.get_string_width(word) > 530:
            x, y = 60.0, y + 15
        page.text(x, y, word)
        x += page.get_string_width(word) + space
    assert texts(parse_pdf(page.data(), "page.pdf")) == [text]


def test_letters_that_are_spaced_are_no_words() -> None:
    page = Page(numbered=False)
    page.set_font("DejaVu", "", 11)
    x = 60.0
    for letter in "Generaldirektion":
        page.text(x, 100, letter)
        x += page.get_string_width(letter) + 0.8
    assert texts(parse_pdf(page.data(), "page.pdf")) == ["Generaldirektion"]


MENU = ["Home", "Strategy", "Policies", "Press corner", "Jobs"]
FOOT = ["Legal notice", "Cookies", "Contact", "Sitemap"]


def site(name: str) -> str:
    return f"https://example.eu/{name.lower().replace(' ', '-')}"


def test_menus_above_the_title_and_at_the_foot_go() -> None:
    page = Page(numbered=False)
    for entry in MENU:
        page.with_links([(entry, site(entry))], after=2)
    page.block("Summit in Tokyo", size=20)
    page.block(TEXTS["en"][1])
    for entry in FOOT:
        page.with_links([(entry, site(entry))], after=2)
    document = parse_pdf(page.data(), "page.pdf")
    assert [(block.kind, block.text) for block in document.blocks] == [
        (K.TITLE, "Summit in Tokyo"),
        (K.PARAGRAPH, TEXTS["en"][1]),
    ]
    assert document.warnings == ("9 entries of printed menus were left out.",)


def test_links_to_further_reading_stay() -> None:
    page = Page(numbered=False)
    page.with_links([("Press release", site("press"))])
    page.block("Summit in Tokyo", size=20)
    page.block(TEXTS["en"][1])
    links = ["Joint statement", "Factsheet on trade", "Speech of the President"]
    for entry in links:
        page.with_links([(entry, site(entry))])
    assert texts(parse_pdf(page.data(), "page.pdf")) == ["Press release", "Summit in Tokyo", TEXTS["en"][1], *links]
