"""The check for terms of a glossary."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import translated

from mtqa.checks.terminology import Options
from mtqa.contracts import checks
from mtqa.languages import LanguagePair, language

ROWS = (
    ("en", "bg", "de", "de.forbidden", "fi", "el", "pl"),
    (
        "free trade agreement|FTA",
        "споразумение за свободна търговия",
        "Freihandelsabkommen",
        "Freihandelsvertrag",
        "vapaakauppasopimus",
        "",
        "",
    ),
    ("agreement", "споразумение|съгласие", "Abkommen", "", "sopimus", "", ""),
    ("IT", "ИТ", "IT", "", "tietotekniikka", "", ""),
    ("member state", "", "", "", "jäsenvaltio", "κράτος μέλος", "państwo członkowskie"),
    ("water", "", "Wasser", "", "", "νερό", "woda"),
)
TERMS = "".join("\t".join(row) + "\n" for row in ROWS)


def find(tmp_path: Path, pair: str, source: str, hypothesis: str) -> list[tuple[str, list[str]]]:
    path = tmp_path / "terms.tsv"
    path.write_text(TERMS, encoding="utf-8")
    one = translated(pair, source, hypothesis)
    texts = {"source": source, "hypothesis": hypothesis}
    return [
        (problem.message, [texts[span.side][span.start : span.end] for span in problem.spans])
        for _, problem in checks.get("terminology").find([one], Options((path,)))
    ]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-bg", "They signed free trade agreements.", "Подписаха споразумения за свободна търговия."),
        ("en-de", "The Free Trade Agreement of 1994", "Das Freihandelsabkommens von 1994"),
        ("en-fi", "The FTA is in force.", "Vapaakauppasopimukset ovat voimassa."),
        ("en-de", "They know it.", "Sie wissen es."),
        ("en-de", "All agreements hold.", "Alle Handelsabkommen gelten."),
        ("en-bg", "The new IT.", "Новите ИТ."),
        ("en-el", "Of the member states.", "Των κρατών μελών."),  # the accent moves
        ("en-pl", "In the member states.", "W państwach członkowskich."),
        ("en-fi", "In the member states.", "Jäsenvaltioissa."),
        ("en-de", "A watermelon.", "Eine Melone."),
    ],
)
def test_terms_in_any_form_pass(tmp_path: Path, pair: str, source: str, hypothesis: str) -> None:
    assert find(tmp_path, pair, source, hypothesis) == []


def test_other_word_than_the_glossary_has(tmp_path: Path) -> None:
    assert find(tmp_path, "en-bg", "The FTA is in force.", "Търговският пакт е в сила.") == [
        ("the glossary says “споразумение за свободна търговия” for “FTA”", ["FTA"])
    ]


def test_longer_term_covers_the_shorter_one(tmp_path: Path) -> None:
    assert [spans for _, spans in find(tmp_path, "en-fi", "A free trade agreement.", "Kauppa.")] == [
        ["free trade agreement"]
    ]


def test_forbidden_term(tmp_path: Path) -> None:
    assert find(tmp_path, "en-de", "A free trade agreement.", "Ein Freihandelsvertrag.") == [
        ("the glossary forbids “Freihandelsvertrag”: say “Freihandelsabkommen”", ["Freihandelsvertrag"])
    ]


def test_without_glossary_it_is_not_run() -> None:
    check = checks.get("terminology")
    assert "no glossary" in check.why_not(LanguagePair(language("en"), language("de")))
    assert "terminology" not in checks.default_names()
