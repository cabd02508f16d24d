"""Tags of translated texts: RFC 6497, data.europa.eu's use of it, and Google's private subtags."""

from __future__ import annotations

import pytest

from mtqa.languages import transformed_tag


@pytest.mark.parametrize(
    ("tag", "language", "source", "engine", "service"),
    [
        ("de-t-en-t0-mtec", "de", "en", "mtec", "eTranslation"),
        ("DE-T-EN-T0-MTEC", "de", "en", "mtec", "eTranslation"),
        ("pt-br-t-en-gb-t0-mtec", "pt-BR", "en-GB", "mtec", "eTranslation"),
        ("zh-Hant-TW-t-zh-hans-t0-und", "zh-Hant-TW", "zh-Hans", "und", "und"),
        ("sr-Latn-t-hr-t0-deepl-pro", "sr-Latn", "hr", "deepl-pro", "deepl pro"),
        ("bg-t-en-t0-mtec-2024", "bg", "en", "mtec-2024", "eTranslation 2024"),
        ("de-t-en", "de", "en", "", ""),
        ("de-u-co-phonebk-t-en-t0-mtec", "de", "en", "mtec", "eTranslation"),
        ("de-t-en-k0-windows-t0-mtec-x-note", "de", "en", "mtec", "eTranslation"),
        ("de-t-en-t0", "de", "en", "und", "und"),
        ("de-x-mtfrom-en", "de", "en", "mtfrom", "mtfrom"),
        ("iw-x-mtfrom-en-gb", "iw", "en-GB", "mtfrom", "mtfrom"),
    ],
)
def test_tags_of_translations(tag: str, language: str, source: str, engine: str, service: str) -> None:
    said = transformed_tag(tag)
    assert said is not None
    assert (said.language.tag, said.source.tag, said.engine, said.service) == (language, source, engine, service)


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "de",
        "de-AT",
        "t-en",
        "de-t",
        "de-t-t0-mtec",
        "de-x-t-en-t0-mtec",  # all behind x is private
        "ru-Latn-t-ru-m0-bgn",  # transliterated
        "en-t-en-t0-mtec",
        "de-t-en-t0-mtec!",
        "de--t-en",
        "de-t-en-t0-" + "a" * 300,
        "d\u00e9-t-en-t0-mtec",
    ],
)
def test_tags_that_say_nothing_of_a_translation(tag: str) -> None:
    assert transformed_tag(tag) is None
