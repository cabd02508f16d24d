"""The check for spelling with Debian's dictionaries of four languages, one of them not in Unicode (Lithuanian, ISO
8859-13). What is right and wrong is read off the texts by hand."""

from __future__ import annotations

import os

import pytest
from checking import translated

from mtqa.checks._dictionaries import find_dictionary
from mtqa.contracts import checks
from mtqa.languages import LanguagePair, language


@pytest.fixture(autouse=True)
def _dictionaries(dictionaries: None) -> None:
    """The dictionaries that scripts/test installs."""
    missing = [tag for tag in ("bg", "de", "fr", "lt") if find_dictionary(language(tag)) is None]
    if missing:
        packages = "hunspell-bg hunspell-de-de hunspell-fr hunspell-lt"
        reason = f"no Hunspell dictionary for {', '.join(missing)}: install them (apt-get install {packages})"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)


def words(pair: str, source: str, hypothesis: str) -> list[str]:
    translation = translated(pair, source, hypothesis)
    return [
        hypothesis[problem.spans[0].start : problem.spans[0].end]
        for _, problem in checks.get("spelling").find((translation,))
    ]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "The flood of tweets.", "Die Tweetflut überrollte die Evakuierungszentren."),  # compounds
        ("en-de", "Mr Kowalczyk paid.", "Kowalczyks Anwalt zahlte 5.000 Euro."),  # a name with an ending
        ("en-fr", "The man of Ipswich.", "L’homme d’Ipswich, aujourd’hui à l'UEFA."),  # elision, both apostrophes
        ("en-fr", "The supersonic play-off.", "Le play-off antisoviétique, peut-être."),  # a prefix; hyphens
        ("en-lt", "The people of Lithuania.", "Lietuvos žmonės, ąžuolai ir ežerai."),  # ISO 8859-13
        ("en-bg", "The Yorkshire briefing.", "Йоркширският брифинг на министерството."),  # loans, transliterated
        ("en-bg", "A good day.", "Добър ден, хора!"),
    ],
)
def test_what_is_right_passes(pair: str, source: str, hypothesis: str) -> None:
    assert words(pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "wrong"),
    [
        ("en-de", "The new government.", "Die neue Regeirung arbeitett.", ["Regeirung", "arbeitett"]),
        ("en-de", "The policy.", "Die Wirtschaftspolitk.", ["Wirtschaftspolitk"]),
        ("en-fr", "The man of the house.", "L’hommme de la maisson.", ["L’hommme", "maisson"]),
        ("en-lt", "The people.", "Lietuvos žmoenės.", ["žmoenės"]),
        ("en-bg", "The people say so.", "Хората гвоорят така.", ["гвоорят"]),
    ],
)
def test_misspelt(pair: str, source: str, hypothesis: str, wrong: list[str]) -> None:
    assert words(pair, source, hypothesis) == wrong


def test_a_phrase_of_another_language_is_not_misspelt() -> None:
    assert words("en-de", "The law on public health.", "Das Gesetz Wet publieke gezondheid gilt.") == []


@pytest.mark.parametrize("tag", ["bg", "de", "fr", "lt"])
def test_the_usual_country_is_preferred(tag: str) -> None:
    """`de_DE` before `de_BE` and `de_LU`, which the same package links to it."""
    path = find_dictionary(language(tag))
    assert path is not None
    assert path.stem in ("bg_BG", "de_DE", "fr_FR", "lt_LT")


def test_with_a_dictionary_it_can_be_run() -> None:
    assert checks.get("spelling").why_not(LanguagePair(language("en"), language("de"))) == ""


@pytest.mark.timeout(120)
@pytest.mark.parametrize("length", [30, 31, 50, 51, 400, 200_000])
def test_endless_words_take_no_endless_time(length: int) -> None:
    """What an MT system in a loop writes. Among compounds, each of those of 80 letters alone took 16 seconds."""
    word = ("Schraube" + "nschraube" * length)[: length - 2] + "xq"
    assert words("en-de", "The screws are here.", f"Die {word} sind hier.") == []
