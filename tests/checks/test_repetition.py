"""The check for repetitions. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import marked, run

from mtqa.results import Severity

CATEGORY = "linguistic-conventions/duplication"


@pytest.mark.parametrize(
    ("pair", "hypothesis", "span", "severity"),
    [
        ("en-bg", "Лидерите на на ЕС се срещнаха.", "на на", Severity.MINOR),
        ("en-da", "De vil tilbage og og gøre det.", "og og", Severity.MINOR),
        ("en-ga", "breathnú ar an an gcluiche", "an an", Severity.MINOR),
        ("en-de", "Das ist gut, gut, gut, gut.", "gut, gut, gut, gut", Severity.MAJOR),
        ("en-fi", "Se on totta se on totta se on totta.", "Se on totta se on totta se on totta", Severity.MAJOR),
        (
            "en-hu",
            "A vezetők a helyzetről és a jövőről beszéltek. A vezetők a helyzetről és a jövőről beszéltek.",
            "A vezetők a helyzetről és a jövőről beszéltek. A vezetők a helyzetről és a jövőről beszéltek",
            Severity.MAJOR,
        ),
        ("en-lt", "Taaaaaaip", "aaaaaaa", Severity.MAJOR),
    ],
)
def test_repetition(pair: str, hypothesis: str, span: str, severity: Severity) -> None:
    found = run("repetition", pair, "The leaders met and talked.", hypothesis)
    if hypothesis == "Taaaaaaip":
        span = "aaaaaa"
    assert found == [(CATEGORY, severity, [span])]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "those who run the churches", "Menschen, die die Kirchen leiten"),
        ("en-fr", "We meet.", "Nous nous rencontrons."),
        ("en-it", "No, no, no.", "No, no, no."),
        ("en-sv", "It is very, very good.", "Det är mycket, mycket bra."),
        ("en-pl", "the same and the same", "to samo i to samo"),
        ("en-cs", "Yes, yes, yes, yes!", "Ano, ano, ano, ano!"),
        ("en-el", "slowly", "σιγά σιγά, κάτω κάτω"),
    ],
)
def test_repetition_that_is_meant(pair: str, source: str, hypothesis: str) -> None:
    assert run("repetition", pair, source, hypothesis) == []


def test_words_without_spaces() -> None:
    """Japanese and Thai: the same syllables four times and more."""
    assert marked("repetition", "en-ja", "He said it.", "彼は言った言った言った言った言った。") == [
        ["言った言った言った言った言った"]
    ]
    assert marked("repetition", "en-th", "Good.", "ดีมากดีมากดีมากดีมาก") == [["ดีมากดีมากดีมากดีมาก"]]
    assert marked("repetition", "en-ja", "He said it again and again.", "彼は何度も何度も言った。") == []


@pytest.mark.parametrize(
    ("pair", "hypothesis", "span"),
    [
        ("en-bg", "Той живее в в столицата.", "в в"),
        ("en-pl", "Pracuje z z bratem.", "z z"),
        ("en-it", "Lui e e lei partirono.", "e e"),
        ("en-lt", "Jis ir ir ji.", "ir ir"),
        ("en-hu", "A a kormány dönt.", "A a"),
        ("en-el", "Ο ο υπουργός μίλησε.", "Ο ο"),
    ],
)
def test_word_of_one_letter_that_stands_twice(pair: str, hypothesis: str, span: str) -> None:
    assert marked("repetition", pair, "He and she left with their friends.", hypothesis) == [[span]]


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-cs", "Formáty A5 a A3 jsou k dispozici."),
        ("en-cs", "Skupiny A a A+ jsou otevřené."),
        ("en-sk", "Body A a B sú jasné."),
        ("en-bg", "Точки а и б, а после – в."),
        ("en-de", "Die, die die Lage kennen, schweigen."),
        ("en-de", "Ich weiß, dass das, das das Amt sagt, stimmt."),
        ("en-nl", "Hij weet dat dat zo is."),
        ("en-sv", "Det, det det handlar om, är pengar."),
        ("en-ru", "Она видит, что что-то не так."),
        ("en-fi", "Kohta 5 a ja kohta 6 a ovat voimassa."),
    ],
)
def test_letters_that_are_labels_and_chains_of_pronouns(pair: str, hypothesis: str) -> None:
    assert marked("repetition", pair, "Something about groups and sizes.", hypothesis) == []


def test_chain_without_a_clause_is_a_slip() -> None:
    assert marked("repetition", "en-de", "The report is here.", "Der der der Bericht ist da.") == [["Der der der"]]


def test_sentence_with_a_number_that_stands_twice() -> None:
    text = "Er traf 2019 die Minister der drei Länder."
    assert marked("repetition", "en-de", "He met the ministers in 2019.", f"{text} {text}") == [[f"{text} {text}"[:-1]]]
