"""The check for addresses, tags, placeholders. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import marked, run

from mtqa.results import Severity


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("See https://ec.europa.eu/info/law_en.", "Вижте https://ec.europa.eu/info/law_bg."),
        ("See www.example.org/en/news", "Вижте www.example.org/bg/news"),
        ("See (https://example.org/a_(b))", "Вижте (https://example.org/a_(b))."),
        ("Write to press@ec.europa.eu.", "Пишете на press@ec.europa.eu"),
        ("It is <b>new</b><br/>", "<b>Ново</b> е<br />"),
        ("{0} of %d files, %(name)s", "%(name)s: {0} от %d файла"),
        ("100 % sure and 50% done", "Сигурно на 100% и готово на 50 %"),
        ("a note[1] and x²", "бележка[1] и x²"),
        ("President **von der Leyen**", "председателят **Фон дер Лайен**"),
        ("a < b and c > d", "a < b и c > d"),
    ],
)
def test_what_came_through(source: str, hypothesis: str) -> None:
    assert marked("markup", "en-bg", source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "spans"),
    [
        ("See https://ec.europa.eu/info.", "Вижте https://ec.europa.eu/инфо.", ["https://ec.europa.eu/info", "https://ec.europa.eu/инфо"]),
        ("See https://ec.europa.eu/info.", "Вижте.", ["https://ec.europa.eu/info"]),
        ("Write to press@ec.europa.eu.", "Пишете на преса.", ["press@ec.europa.eu"]),
        ("It is <b>new</b>.", "Ново <b>е.", ["</b>"]),
        ("It is new.", "Ново е.</seg>", ["</seg>"]),
        ("Hello, {name}!", "Здравей, {име}!", ["{name}", "{име}"]),
        ("Found %d files.", "Намерени са % d файла.", ["%d"]),
        ("a note[1]", "бележка", ["[1]"]),
    ],
)  # fmt: skip
def test_what_was_lost_or_changed(source: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("markup", "en-bg", source, hypothesis) == [spans]


def test_categories_and_severities() -> None:
    assert run("markup", "en-de", "See www.a.org", "Siehe")[0][:2] == ("accuracy/do-not-translate", Severity.MAJOR)
    assert run("markup", "en-de", "<b>Yes", "Ja")[0][:2] == ("design-and-markup/markup-tag", Severity.MAJOR)
    assert run("markup", "en-de", "Yes¹", "Ja")[0][:2] == ("design-and-markup/markup-tag", Severity.MINOR)


def test_without_source_nothing_is_compared() -> None:
    assert run("markup", "en-de", "", "<b>") == []
    assert run("markup", "en-de", "<b>", "") == []


@pytest.mark.parametrize(
    ("pair", "hypothesis", "lost"),
    [
        ("en-hu", "Az AB-12X kódot használja.", []),
        ("en-de", "Der AB-12X-Code gilt.", []),
        ("en-bg", "Използвайте код AB 12X.", []),
        ("en-fi", "Käytä koodia AB-12Y.", [["AB-12X"]]),
        ("en-el", "Χρησιμοποιήστε τον κωδικό.", [["AB-12X"]]),
    ],
)
def test_codes(pair: str, hypothesis: str, lost: list[list[str]]) -> None:
    assert marked("markup", pair, "Use the code AB-12X.", hypothesis) == lost


def test_names_with_figures_are_no_codes() -> None:
    assert marked("markup", "en-cs", "COVID-19 spreads in the G20.", "Covid-19 se šíří v G20.") == []
