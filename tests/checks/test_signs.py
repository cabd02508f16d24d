"""Minus signs that are lost or put in. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import run, translated

from mtqa.contracts import Problem, checks
from mtqa.languages import eu_languages
from mtqa.results import Severity


@pytest.mark.parametrize("tag", [tag for tag in eu_languages() if tag != "en"])
@pytest.mark.parametrize("sign", ["-", "−", "–"])
def test_lost_sign_is_found_in_every_language(tag: str, sign: str) -> None:
    english = f"Growth was {sign}0.5% in May."
    decimal = "0.5" if tag in ("ga", "mt") else "0,5"
    assert run("numbers", f"en-{tag}", english, f"Xyz {decimal} %.") != []
    assert run("numbers", f"{tag}-en", f"Xyz {decimal} %.", english) != []
    assert run("numbers", f"en-{tag}", english, f"Xyz −{decimal} %.") == []


@pytest.mark.parametrize(
    ("tag", "text"),
    [
        ("bg", "Растежът намаля с 0,5 %."), ("cs", "Růst klesl o 0,5 %."), ("da", "Væksten faldt med 0,5 %."),
        ("de", "Das Wachstum ging um 0,5 % zurück."), ("el", "Η ανάπτυξη μειώθηκε κατά 0,5 %."),
        ("es", "El crecimiento cayó un 0,5 %."), ("et", "Kasv vähenes 0,5 %."), ("fi", "Kasvu väheni 0,5 %."),
        ("fr", "La croissance a reculé de 0,5 %."), ("ga", "Thit an fás 0.5 %."), ("hr", "Rast je pao za 0,5 %."),
        ("hu", "A növekedés 0,5 %-kal csökkent."), ("it", "La crescita è diminuita dello 0,5 %."),
        ("lt", "Augimas sumažėjo 0,5 %."), ("lv", "Izaugsme samazinājās par 0,5 %."),
        ("mt", "It-tkabbir naqas b’0.5 %."), ("nl", "De groei daalde met 0,5 %."),
        ("pl", "Wzrost spadł o 0,5 %."), ("pt", "O crescimento caiu 0,5 %."),
        ("ro", "Creșterea a scăzut cu 0,5 %."), ("sk", "Rast klesol o 0,5 %."), ("sl", "Rast se je zmanjšal za 0,5 %."),
        ("sv", "Tillväxten minskade med 0,5 %."),
    ],
)  # fmt: skip
def test_word_that_says_less_is_a_sign(tag: str, text: str) -> None:
    assert run("numbers", f"en-{tag}", "Growth was -0.5% in all.", text) == []
    assert run("numbers", f"{tag}-en", text, "Growth was -0.5% in all.") == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "It was minus 30 °C.", "Es waren -30 °C."),
        ("en-fi", "It was -30 °C.", "Oli 30 astetta pakkasta."),
        ("en-sv", "In the years 2011-2016", "Under åren 2011–2016"),
        ("en-de", "Articles 5-7 apply.", "Die Artikel 5 bis 7 gelten."),
        ("en-de", "5 - 7 days", "5 bis 7 Tage"),
        ("en-de", "5 -7 days", "5 bis 7 Tage"),
        ("en-de", "5%-7% of all", "5 % bis 7 % von allen"),
        ("en-mt", "Signed on 30 October 2007.", "Iffirmat fit-30 ta' Ottubru 2007."),
        ("en-de", "-5 apples are enough", "5 Äpfel reichen"),  # an item of a list
        ("en-de", "It was -0 degrees.", "Es waren 0 Grad."),
        ("en-de", "From -5 to 5 degrees", "Von −5 bis 5 Grad"),
        ("en-de", "Temperatures of -5 °C and 5 °C", "Temperaturen von 5 °C und -5 °C"),
        ("en-de", "It was (5) -30 times.", "Es war (5) 30 Mal."),
        ("en-sw", "It was -30.", "Ilikuwa 30."),  # a language whose words are not known
    ],
)
def test_no_sign_is_lost(pair: str, source: str, hypothesis: str) -> None:
    assert run("numbers", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "severity", "spans"),
    [
        ("The balance is -200 euros.", "Der Saldo beträgt 200 Euro.", Severity.MAJOR, ["-200", "200"]),
        ("The balance is -€200.", "Der Saldo beträgt 200 €.", Severity.MAJOR, ["-€200", "200"]),
        ("The score was -200.", "Das Ergebnis war 200.", Severity.MINOR, ["-200", "200"]),
        ("The score was −200.", "Das Ergebnis war 200.", Severity.MAJOR, ["−200", "200"]),
        ("−200 was the score.", "200 war das Ergebnis.", Severity.MAJOR, ["−200", "200"]),
        ("The score was 200.", "Das Ergebnis war (−200).", Severity.MAJOR, ["200", "−200"]),
        # the verb says the same in both, so that the sign is needed
        ("It fell to -30 °C.", "Sie fiel auf 30 °C.", Severity.MAJOR, ["-30", "30"]),
        ("-30 °C was measured.", "30 °C wurden gemessen.", Severity.MAJOR, ["-30", "30"]),
        ("From -5 to -7 degrees", "Von −5 bis 7 Grad", Severity.MAJOR, ["-7", "7"]),
    ],
)
def test_lost_sign(source: str, hypothesis: str, severity: Severity, spans: list[str]) -> None:
    assert run("numbers", "en-de", source, hypothesis) == [("accuracy/mistranslation", severity, spans)]


def test_messages_name_the_source_first() -> None:
    assert [problem.message for problem in problems("It was −5.", "Es war 5.")] == ["“−5” has become “5”"]
    assert [problem.message for problem in problems("It was 5.", "Es war −5.")] == ["“5” has become “−5”"]


def test_another_number_is_told_once() -> None:
    assert [problem.message for problem in problems("It was −5.", "Es war 6.")] == ["“5” has become “6”"]


def problems(source: str, hypothesis: str) -> list[Problem]:
    return list(checks.get("numbers")(translated("en-de", source, hypothesis)))
