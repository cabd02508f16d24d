"""The roles of paragraphs without mark-up. Expected roles are what a reader would say of the page."""

from __future__ import annotations

import pytest

from mtqa.documents import BlockKind, parse_text
from mtqa.documents.furniture import is_credit

K = BlockKind


def kinds(*paragraphs: str) -> list[BlockKind]:
    return [block.kind for block in parse_text("\n\n".join(paragraphs), "page.txt").blocks]


LONG = "Dies ist ein Absatz mit einem ganzen Satz darin, der deutlich länger ist als eine Überschrift es je wäre."


@pytest.mark.parametrize(
    "title",
    [
        "Gipfeltreffen EU-Japan: Stärkung unserer Partnerschaft",
        "Τι είναι η Ευρωπαϊκή Ένωση;",
        "Is this the end of paper?",
        "2030 digital targets",
    ],
)
def test_title(title: str) -> None:
    assert kinds(title, LONG, LONG)[0] is K.TITLE


def test_a_sentence_is_no_title() -> None:
    assert kinds(LONG, LONG) == [K.PARAGRAPH, K.PARAGRAPH]
    assert kinds("Only one block") == [K.PARAGRAPH]


def test_caption_before_the_title_s_text() -> None:
    assert kinds("Title", "© European Union, 2022", LONG) == [K.TITLE, K.CAPTION, K.PARAGRAPH]
    assert kinds("Foto: EC - Audiovisual Service", "Title", LONG) == [K.CAPTION, K.TITLE, K.PARAGRAPH]


def test_headings() -> None:
    page = (
        "Title",
        LONG,
        "Hintergrund",
        LONG,
        "Was kommt als Nächstes?",
        LONG,
        "Weitere Informationen",
        "- eins\n- zwei",
    )
    assert kinds(*page) == [
        K.TITLE,
        K.PARAGRAPH,
        K.HEADING,
        K.PARAGRAPH,
        K.HEADING,
        K.PARAGRAPH,
        K.HEADING,
        K.LIST_ITEM,
        K.LIST_ITEM,
    ]


@pytest.mark.parametrize(
    "line",
    [
        "und so weiter ohne Großbuchstaben",
        "Ein Satz endet mit einem Punkt.",
        "Die Ergebnisse im Einzelnen:",
        "Brüssel, 12 Mai 2022",
        "***",
        " ".join(["Wort"] * 20),
    ],
)
def test_no_headings(line: str) -> None:
    assert K.HEADING not in kinds("Title", LONG, line, LONG)


def test_the_last_line_and_lines_of_an_address_are_no_headings() -> None:
    assert kinds("Title", LONG, "Ursula von der Leyen", "Rue de la Loi 200", "1049 Brüssel") == [
        K.TITLE,
        K.PARAGRAPH,
        K.PARAGRAPH,
        K.PARAGRAPH,
        K.PARAGRAPH,
    ]


# How pages of the Commission announce what somebody said; one per language, by hand.
SAID = {
    "bg": "Председателят Фон дер Лайен заяви:",
    "cs": "Předsedkyně Komise uvedla:",
    "da": "Kommissionens formand udtalte:",
    "de": "Kommissionspräsidentin von der Leyen erklärte:",
    "el": "Η πρόεδρος δήλωσε:",
    "en": "In her press statement, the President said:",
    "es": "La presidenta ha declarado:",
    "et": "Komisjoni president ütles:",
    "fi": "Komission puheenjohtaja totesi:",
    "fr": "La présidente a déclaré:",
    "ga": "Dúirt an tUachtarán:",
    "hr": "Predsjednica Komisije izjavila je:",
    "hu": "Az elnök a következőket mondta:",
    "is": "Forsetinn sagði:",
    "it": "La presidente ha dichiarato:",
    "lt": "Pirmininkė sakė:",
    "lv": "Priekšsēdētāja teica:",
    "mt": "Il-President qalet:",
    "nl": "Voorzitter Von der Leyen zei:",
    "no": "Presidenten sa:",
    "pl": "Przewodnicząca powiedziała:",
    "pt": "A presidente declarou:",
    "ro": "Președinta a declarat:",
    "sk": "Predsedníčka Komisie uviedla:",
    "sl": "Predsednica je dejala:",
    "sv": "Ordföranden sade:",
}


@pytest.mark.parametrize("language", sorted(SAID))
def test_what_somebody_said_is_a_quotation(language: str) -> None:
    assert kinds("Title", LONG, SAID[language], "Text of it. And more of it.", LONG)[2:] == [
        K.PARAGRAPH,
        K.QUOTE,
        K.PARAGRAPH,
    ]


def test_what_is_no_quotation() -> None:
    # A colon announces many things; a list is a list.
    assert K.QUOTE not in kinds("Title", LONG, "The results are as follows:", LONG)
    assert K.QUOTE not in kinds("Title", LONG, "The President said:", "- one\n- two")
    assert K.QUOTE not in kinds("Title", LONG, "“Good,” she said, “is not good enough for us.”")


def test_quotation_marks_around_a_whole_paragraph() -> None:
    assert kinds("Title", LONG, "„Das ist ein guter Tag für Europa und für Japan.“", LONG)[2] is K.QUOTE
    assert kinds("Title", "Sie sagte:", "»Das ist ein guter Tag.«", LONG)[2] is K.QUOTE


@pytest.mark.parametrize(
    "text",
    [
        "European Union, 2022",
        "Европейски съюз, 2022",
        "Европейски съюз, 2022 г.",
        "Union européenne, 1995-2025",
        "© European Union, 2022",
        "© AdobeStock/Anna",
        "(c) EC - Audiovisual Service",
        "Copyright: European Parliament",
        "Photo: Christophe Licoppe",
        "Снимка: Европейска комисия",
        "Φωτογραφία: Ευρωπαϊκή Επιτροπή",
        "Foto © Reuters",
        "Source: Eurostat",
    ],
)
def test_credits(text: str) -> None:
    assert is_credit(text)


@pytest.mark.parametrize(
    "text",
    [
        "The leaders met in Tokyo in May 2022",
        "Leaders agree on a new partnership in the area of digital policy, 2022",
        "Brussels, 12 May 2022",
        "Note: the figures are provisional",
        "Source URL: https://europa.eu",
        "Повече информация",
    ],
)
def test_no_credits(text: str) -> None:
    assert not is_credit(text)
