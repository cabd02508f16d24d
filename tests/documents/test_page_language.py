"""Which language a page is in."""

from __future__ import annotations

import pytest

from mtqa.documents import parse_html, recognise_language

TEXTS = {
    "en": "This is the house of the cats that we have seen in the morning, and it was not far from the river.",
    "bg": "Това е къщата на котките, които видяхме сутринта, и тя не беше далеч от реката.",
    "de": "Das ist das Haus der Katzen, die wir am Morgen gesehen haben, und es war nicht weit von dem Fluss.",
    "ja": "これは今朝見た猫の家です。川から遠くありませんでした。",
    "numbers": "12 345, 6 789",
}


@pytest.mark.parametrize(
    ("text", "declared", "language", "by"),
    [
        ("en", "", "en", "text"),
        ("bg", "", "bg", "text"),
        ("de", "de-AT", "de-AT", "text"),
        ("de", "en", "de", "text"),  # the text tells for sure
        ("ja", "ja", "ja", "declaration"),
        ("numbers", "fr", "fr", "declaration"),
        ("bg", "bg-t-en-t0-mtec", "bg", "text"),
    ],
)
def test_the_text_tells_before_the_declaration(text: str, declared: str, language: str, by: str) -> None:
    page = parse_html(f"<html lang='{declared}'><p>{TEXTS[text]}</p></html>", "page")
    recognised = recognise_language(page)
    assert recognised is not None
    assert (recognised.language.tag, recognised.by) == (language, by)


@pytest.mark.parametrize(("text", "declared"), [("numbers", ""), ("ja", ""), ("numbers", "x!"), ("numbers", "qq")])
def test_nothing_is_said_where_nothing_tells(text: str, declared: str) -> None:
    assert recognise_language(parse_html(f"<html lang='{declared}'><p>{TEXTS[text]}</p></html>", "page")) is None
