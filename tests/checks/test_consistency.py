"""The check for consistency over a corpus."""

from __future__ import annotations

import pytest
from checking import run_corpus, translated

from mtqa.contracts import checks
from mtqa.results import Severity


@pytest.mark.parametrize(
    ("pair", "usual", "other"),
    [
        ("en-de", "Die Kommission hat heute zugestimmt.", "Die Kommission stimmte heute zu."),
        ("en-bg", "Комисията днес даде съгласието си.", "Днес Комисията се съгласи."),
    ],
)
def test_one_source_two_translations(pair: str, usual: str, other: str) -> None:
    source = "The Commission agreed today."
    assert run_corpus("consistency", pair, [(source, other), (source, usual), (source, usual)]) == [(0, [other])]
    assert run_corpus("consistency", pair, [(source, usual), (source.upper(), f"{usual.lower()} ")]) == []


def test_short_text_may_differ() -> None:
    found = checks.get("consistency").find(
        [translated("en-fr", "Open", "Ouvert"), translated("en-fr", "Open", "Ouvrir")]
    )
    assert [problem.severity for _, problem in found] == [Severity.NEUTRAL]


def test_one_translation_of_different_sources() -> None:
    text = "Das Gipfeltreffen fand in Tokio statt."
    texts = [("The summit was held in Tokyo.", text), ("Nobody knows what happened then.", text)]
    assert run_corpus("consistency", "en-de", texts) == [(1, [text])]


def test_sources_with_common_words_may_be_translated_alike() -> None:
    text = "Das Gipfeltreffen fand in Tokio statt."
    texts = [("The summit was held in Tokyo.", text), ("The summit took place in Tokyo.", text)]
    assert run_corpus("consistency", "en-de", texts) == []


def test_greek_capitals_have_no_accents() -> None:
    assert run_corpus("consistency", "en-el", [("Country", "ΧΏΡΑ"), ("COUNTRY", "ΧΩΡΑ"), ("Country", "Χώρα")]) == []
