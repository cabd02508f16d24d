"""The check for currencies, percentages and units. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import run

from mtqa.results import Severity


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "It cost $5 million.", "Es kostete 5 Millionen Dollar."),
        ("en-bg", "It cost £5 million.", "Струва 5 милиона паунда."),
        ("en-fi", "It cost £125m.", "Se maksoi 125 miljoonaa puntaa."),
        ("en-de", "It cost $100.", "Es kostete 100 USD, also 92 Euro."),
        ("en-el", "It grew by 5 percent.", "Αυξήθηκε κατά 5 τοις εκατό."),
        ("en-lt", "It grew by 5 percent.", "Išaugo 5 proc."),
        ("en-mt", "It grew by 5 %.", "Kiber b’5 fil-mija."),
        ("en-de", "It is 80 feet deep.", "Es ist 24 Meter tief."),
        ("en-fr", "It is 5 km away.", "C'est à 5 kilomètres."),
        ("en-bg", "It opened on 30 May 2005 in Sofia.", "Открит е на 30 май 2005 г. в София."),
        ("en-es", "It cost 5 thousand.", "Costó 5 mil."),
        ("en-cs", "A 550 pound hog.", "Prase o váze 550 liber."),
        ("en-cs", "It is 130 miles long.", "Je dlouhé 130 mil."),  # "mil" is short for million elsewhere
        ("en-ga", "Within 40 miles.", "Laistigh de 40 míle."),  # and "míle" is a thousand
        ("en-sv", "It covers 20 square kilometres.", "Den täcker 20 kvadratkilometer."),
        ("en-pl", "It was 20 degrees Celsius.", "Było 20 stopni Celsjusza."),
        ("en-hu", "It took five days.", "Öt napig tartott."),
        ("en-fr", "It took 5 days.", "Il a fallu cinq jours."),
        ("en-pt", "A shot from 30 yards.", "Um remate a 30 metros."),  # nothing depends on it
        ("en-fi", "He is 100 percent sure.", "Hän on sataprosenttisen varma."),
        ("en-es", "It cost 5 million US dollars.", "Costó 5 millones de dólares estadounidenses."),
        ("en-pl", "A four-day working week.", "Czterodniowy tydzień pracy."),
    ],
)
def test_same_amount_in_any_form(pair: str, source: str, hypothesis: str) -> None:
    assert run("units", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-de", "A £10m fund.", "Ein 10-Millionen-Euro-Fonds.", ["£10", "10-Millionen-Euro"]),
        ("en-cs", "It was $266.5 million.", "Činily 266,5 milionu EUR.", ["$266.5", "266,5 milionu EUR"]),
        ("en-bg", "It cost €5.", "Струва 5 долара.", ["€5", "5 долара"]),
        ("en-de", "You see it 80 feet down.", "Man sieht es in 80 Metern Tiefe.", ["80 feet", "80 Metern"]),
        ("en-pl", "About 30,000 acres burned.", "Spłonęło około 30 000 hektarów.", ["30,000 acres", "30 000 hektarów"]),
        ("en-fr", "It grew by 5 percent.", "La croissance était de 5.", ["5 percent"]),
        ("en-cs", "It is 130 feet long.", "Je dlouhé 130 mil.", ["130 feet", "130 mil"]),
        ("en-ga", "Within 40 kilometers.", "Laistigh de 40 míle.", ["40 kilometers", "40 míle"]),
        (
            "en-sv",
            "It covers 20 square miles.",
            "Den täcker 20 kvadratkilometer.",
            ["20 square miles", "20 kvadratkilometer"],
        ),
        (
            "en-el",
            "It was 20 degrees Celsius.",
            "Ήταν 20 βαθμοί Φαρενάιτ.",
            ["20 degrees Celsius", "20 βαθμοί Φαρενάιτ"],
        ),
        ("en-hu", "It took five days.", "Öt hétig tartott.", ["five days", "Öt hétig"]),
        ("en-bg", "It took 5 hours.", "Отне 5 минути.", ["5 hours", "5 минути"]),
    ],
)
def test_another_unit(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert run("units", pair, source, hypothesis) == [("accuracy/mistranslation/unit", Severity.MAJOR, spans)]


def test_lost_currency_is_minor() -> None:
    assert run("units", "en-sv", "It cost $140 million.", "Det kostade 140 miljoner.")[0][1:] == (
        Severity.MINOR,
        ["$140"],
    )


def test_amount_in_words_in_another_currency_is_minor() -> None:
    """No digits in the translation at all."""
    assert run("units", "en-sl", "It cost €2 billion.", "Stalo je dve milijardi dolarjev.")[0][1:] == (
        Severity.MINOR,
        ["€2"],
    )


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [("en-ja", "それは5ドルかかった。"), ("en-be", "Гэта каштавала 5 долараў."), ("en-tr", "5 dolar tuttu.")],
)
def test_words_of_other_languages_are_not_known(pair: str, hypothesis: str) -> None:
    assert run("units", pair, "It cost $5.", hypothesis) == []
    assert run("units", pair, "It cost $5.", hypothesis.replace("5", "€5"))[0][2] == ["$5", "€5"]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("fr-de", "Hier, j’ai commandé 2 livres.", "Gestern habe ich 2 Bücher bestellt."),
        ("es-en", "Pesa 3 libras.", "It weighs 3 units."),
        ("de-en", "Er hat 3 Kronen.", "He has 3 wreaths."),
        ("en-de", "The ring is 92.5 Sterling Silver.", "Der Ring ist aus 92,5er Sterlingsilber."),
    ],
)
def test_word_that_means_something_else_too_is_no_lost_currency(pair: str, source: str, hypothesis: str) -> None:
    assert run("units", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("fr-de", "Cela coûte 2 livres.", "Es kostet 2 Euro.", ["2 livres", "2 Euro"]),
        ("en-de", "It costs 2 crowns.", "Es kostet 2 Dollar.", ["2 crowns", "2 Dollar"]),
        ("en-de", "0.5‰ alcohol", "0,5 % Alkohol", ["0.5‰", "0,5 %"]),
        ("en-fr", "0.5% alcohol", "0,5 pour mille d'alcool", ["0.5%", "0,5 pour mille"]),
        ("pl-en", "0,5 promila alkoholu", "0.5 percent alcohol", ["0,5 promila", "0.5 percent"]),
    ],
)
def test_another_one_is_found_all_the_same(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert run("units", pair, source, hypothesis) == [("accuracy/mistranslation/unit", Severity.MAJOR, spans)]


def test_a_hundred_per_cent_may_be_said_in_other_words() -> None:
    assert run("units", "en-hr", "She is 100 percent certain of a hundred things.", "Potpuno je sigurna u sto.") == []
    assert run("units", "en-hr", "She is 90 percent certain.", "Sigurna je devedeset.") != []
    assert run("units", "en-hr", "She is 100 percent certain.", "Sigurna je 100.") != []


def test_dollar_of_a_country_is_no_placeholder() -> None:
    assert run("units", "en-fr", "It costs 5 US dollars.", "Cela coûte 5 $US.") == []
