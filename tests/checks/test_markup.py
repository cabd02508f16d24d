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
        ("a heading", "**заглавие **тук", ["**", "**"]),
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
        ("en-fi", "Käytä koodia AB-12Y.", [["AB-12X", "AB-12Y"]]),
        ("en-el", "Χρησιμοποιήστε τον κωδικό.", [["AB-12X"]]),
    ],
)
def test_codes(pair: str, hypothesis: str, lost: list[list[str]]) -> None:
    assert marked("markup", pair, "Use the code AB-12X.", hypothesis) == lost


def test_names_with_figures_are_no_codes() -> None:
    assert marked("markup", "en-cs", "COVID-19 spreads in the G20.", "Covid-19 se šíří v G20.") == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "severity"),
    [
        ("en-de", "It has {{ limit }} signs.", "Es hat Zeichen.", Severity.MAJOR),
        ("en-fr", "Hello :user.", "Bonjour :utilisateur.", Severity.MAJOR),
        ("en-bg", "Dear %name%,", "Уважаеми %име%,", Severity.MAJOR),
        (
            "en-lt",
            "{n, plural, one {# day} other {# days}}",
            "{dienos, plural, one {# diena} other {# dienų}}",
            Severity.MAJOR,
        ),
        ("en-de", "Directive 95/46/EC", "Richtlinie 95/64/EG", Severity.MAJOR),
        ("en-el", "COM(2024) 123 final", "COM(2024) 132 final", Severity.MAJOR),
        ("en-sv", "the standard EN 301 549", "standarden", Severity.MINOR),
        ("en-et", "open report.pdf", "ava aruanne.pdf", Severity.MINOR),
        ("nl-mt", '<a href="https://a.eu/x">hier</a>', '<a href="https://a.eu/y">hawn</a>', Severity.MAJOR),
    ],
)
def test_what_is_no_language_is_one_finding_when_it_is_lost(
    pair: str, source: str, hypothesis: str, severity: Severity
) -> None:
    assert [one[1] for one in run("markup", pair, source, hypothesis)] == [severity]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "an area of 60 km2", "eine Fläche von 60 km²"),
        ("en-bg", "an area of 60 m²", "площ от 60 м2"),
        ("en-es", "Insert <date of birth> here.", "Escriba <fecha de nacimiento> aquí."),
        ("de-fr", "Ein **kurzer** und **guter** Film", "Un film **court** et bon"),
        ("en-fr", "It has 27 Member States (EU-27).", "Elle compte 27 États membres (UE-27)."),
    ],
)
def test_what_is_no_change(pair: str, source: str, hypothesis: str) -> None:
    assert marked("markup", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "severity"),
    [
        ("Yes, I speak it <laugh/>.", "Ja, ich spreche es <lachen/>.", Severity.MINOR),
        (
            "<parallel_talk> So, yes </parallel_talk>",
            "<überlappende_Sprache> Also ja </überlappende_Sprache>",
            Severity.MINOR,
        ),
        ("Yes, I speak it <laugh/>.", "Ja, ich spreche es.", Severity.MAJOR),
        ("The <title/> is here.", "Der <titel/> ist hier.", Severity.MAJOR),
        ("It is <b>new</b>.", "Es ist <neu>neu</neu>.", Severity.MAJOR),
    ],
)
def test_notes_of_a_transcript_may_be_translated(source: str, hypothesis: str, severity: Severity) -> None:
    assert {one for _, one, _ in run("markup", "en-de", source, hypothesis)} == {severity}


def test_the_same_tag_lost_twice_is_one_finding() -> None:
    source = "Read <em>this</em> and <em>that</em>."
    assert marked("markup", "en-de", source, "Lesen Sie dies und das.") == [["<em>", "<em>"], ["</em>", "</em>"]]
