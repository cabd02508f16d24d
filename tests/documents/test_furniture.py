"""What a page says about itself, at its foot. Footers are written after those of Europa sites and of its print view."""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from mtqa.documents import BlockKind, Document, parse_text
from mtqa.documents.phrases import all_phrases

BODY = "Title of the page\n\nThe content of the page is in this one sentence."


def read(foot: str) -> Document:
    return parse_text(f"{BODY}\n\n{foot}", "page.txt")


def is_body_alone(document: Document) -> bool:
    return [block.text for block in document.blocks] == BODY.split("\n\n")


@pytest.mark.parametrize(
    ("foot", "copyright_line"),
    [
        ("© European Union, 2025", "© European Union, 2025"),
        ("© European Union, 1995-2025 | Legal notice | Cookies", "© European Union, 1995-2025"),
        ("© Европейски съюз, 2025 — Изграждане на цифровото бъдеще на Европа", "© Европейски съюз, 2025"),
        ("Copyright 2025 European Union", "Copyright 2025 European Union"),
    ],
)
def test_copyright(foot: str, copyright_line: str) -> None:
    document = read(foot)
    assert is_body_alone(document)
    assert document.metadata.copyright == copyright_line


@pytest.mark.parametrize(
    ("foot", "date"),
    [
        ("PDF generated on 05/04/2025", "05/04/2025"),
        ("© European Union, 2025 - PDF generated on 2025-04-05", "2025-04-05"),
        ("PDF generated on 5 April 2025", "5 April 2025"),
        ("PDF създаден на 05.04.2025", "05.04.2025"),
        ("PDF erstellt am 5.4.2025", "5.4.2025"),
    ],
)
def test_date_of_generation_is_kept_as_written(foot: str, date: str) -> None:
    document = read(foot)
    assert is_body_alone(document)
    assert document.metadata.generated_on == date


@pytest.mark.parametrize(
    ("foot", "licence"),
    [
        (
            "Reuse is authorised under a Creative Commons Attribution 4.0 International (CC BY 4.0) licence.",
            "Creative Commons Attribution 4.0 International",
        ),
        ("This text is under CC BY-SA 4.0.", "CC BY-SA 4.0"),
        ("Text: [licence](https://creativecommons.org/licenses/by/4.0/deed.bg)", "CC BY 4.0"),
        (
            "Sauf mention contraire, la réutilisation du présent document est autorisée dans le cadre de la licence Creative Commons Attribution 4.0 International.",
            "Creative Commons Attribution 4.0 International",
        ),
    ],
)
def test_licence(foot: str, licence: str) -> None:
    document = read(foot)
    assert is_body_alone(document)
    assert document.metadata.licence == licence
    assert len(document.metadata.rights) == 1


# The Commission's sentence on rights of others in some languages (commission.europa.eu/legal-notice).
@pytest.mark.parametrize(
    "foot",
    [
        "For any use or reproduction of elements that are not owned by the EU, permission may need to be sought directly from the respective right holders.",
        "Pour toute utilisation ou reproduction d’éléments qui ne sont pas la propriété de l’Union européenne, il peut être nécessaire de demander l’autorisation directement auprès des titulaires de droits respectifs.",
        "Für jede Verwendung oder Wiedergabe von Elementen, die nicht Eigentum der EU sind, muss möglicherweise die Genehmigung direkt bei den jeweiligen Rechteinhabern eingeholt werden.",
        "При всяко използване или възпроизвеждане на елементи, които не са собственост на ЕС, може да е необходимо да се поиска разрешение пряко от съответните правопритежатели.",
    ],
)
def test_rights(foot: str) -> None:
    document = read(foot)
    assert is_body_alone(document)
    assert document.metadata.rights == (foot,)


@pytest.mark.parametrize(
    "foot",
    [
        "Source URL: https://europa.eu/page",
        "Source URL:\n\n<https://europa.eu/page>",
        "Source URL: <https://europa.eu/page>\n\n© European Union, 2025",
        "URL адрес на източника: https://europa.eu/page",
        "Quell-URL: https://europa.eu/page",
    ],
)
def test_source_address(foot: str) -> None:
    document = read(foot)
    assert is_body_alone(document)
    assert document.metadata.source_url == "https://europa.eu/page"


def test_credits_below_the_foot_are_metadata_and_above_it_captions() -> None:
    document = read("Photo: Anna\n\n© European Union, 2025\n\nPhoto: Boris\n\nPDF generated on 05/04/2025")
    assert [(block.kind, block.text) for block in document.blocks[2:]] == [(BlockKind.CAPTION, "Photo: Anna")]
    assert document.metadata.credits == ("Photo: Boris",)


def test_what_stands_in_the_body_is_content() -> None:
    text = (
        "Title of the page\n\n© European Union, 2022\n\nReuse of this document is allowed, says the Commission.\n\n"
        "The film is under a Creative Commons licence.\n\nThat was the last sentence of the page.\n\n© European Union, 2025"
    )
    document = parse_text(text, "page.txt")
    assert [block.kind for block in document.blocks] == [
        BlockKind.TITLE,
        BlockKind.CAPTION,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
        BlockKind.PARAGRAPH,
    ]
    assert document.metadata.copyright == "© European Union, 2025"
    assert document.metadata.rights == ()


@pytest.mark.parametrize(
    "last",
    [
        "The PDF was not to be had on 5 April.",
        "Generated electricity rose by 5 % in 2021.",
        "She holds the rights of a citizen.",
        "https://europa.eu/last",
    ],
)
def test_a_last_sentence_is_content(last: str) -> None:
    assert read(last).blocks[-1].text == last


def test_every_language_has_every_kind_of_phrase() -> None:
    assert len(all_phrases()) == 26
    for phrases in all_phrases():
        for kind in (
            "machine_translation",
            "understand",
            "terms",
            "original",
            "commission",
            "speech",
            "photo",
            "reuse",
            "rights",
        ):
            assert getattr(phrases, kind), (phrases.language, kind)
