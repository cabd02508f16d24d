"""The check for text left in the source language. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import run

from mtqa.languages import eu_languages
from mtqa.results import Severity

CATEGORY = "accuracy/untranslated"
COPIED_RIGHTLY = [
    "Copernicus",
    "5G",
    "EU",
    "eTranslation",
    "COVID-19",
    "Ursula von der Leyen",
    "https://digital-strategy.ec.europa.eu/en/library/japan-eu-digital-partnership-factsheet",
    "press@ec.europa.eu",
    "12 345",
]


@pytest.mark.parametrize("tag", [tag for tag in eu_languages() if tag != "en"])
def test_caption_of_the_example_is_found_in_every_language(tag: str) -> None:
    found = run("untranslated", f"en-{tag}", "European Union, 2022", "European Union, 2022")
    assert [(category, spans) for category, _, spans in found] == [(CATEGORY, ["European Union"])]


def test_caption_of_the_example_is_a_major_problem_in_bulgarian() -> None:
    assert run("untranslated", "en-bg", "European Union, 2022", "European Union, 2022")[0][1] is Severity.MAJOR


@pytest.mark.parametrize("text", COPIED_RIGHTLY)
@pytest.mark.parametrize("tag", ["bg", "el", "de", "fi"])
def test_what_is_the_same_in_both_languages_may_be_copied(tag: str, text: str) -> None:
    assert run("untranslated", f"en-{tag}", text, text) == []


def test_product_name_is_at_most_a_minor_problem() -> None:
    found = run("untranslated", "en-bg", "Apple Watch Series 4", "Apple Watch Series 4")
    assert [severity for _, severity, _ in found] == [Severity.MINOR]


@pytest.mark.parametrize(
    ("pair", "text"),
    [
        ("fr-de", "Les dirigeants ont également discuté de la situation dans la région."),
        ("de-fr", "Die Staats- und Regierungschefs sprachen auch über die Lage in der Region."),
        ("bg-en", "Европейски съюз, 2022 г."),
        ("bg-en", "Кишида"),
        ("el-de", "Ευρωπαϊκή Ένωση"),
        ("cs-sk", "Vedoucí představitelé také jednali o situaci, která v regionu nastala."),
        ("es-pt", "Los líderes también hablaron de la situación en la región y de su futuro."),
        ("pl-lt", "Przywódcy rozmawiali także o sytuacji, która panuje w regionie."),
    ],
)
def test_untranslated_segment_between_other_languages(pair: str, text: str) -> None:
    assert [severity for _, severity, _ in run("untranslated", pair, text, text)] == [Severity.MAJOR]


@pytest.mark.parametrize(
    ("pair", "hypothesis", "span"),
    [
        (
            "en-bg",
            "Лидерите обсъдиха and the security of supply chains в региона.",
            "and the security of supply chains",
        ),
        (
            "en-de",
            "Die Staatschefs sprachen and the security of supply chains an.",
            "and the security of supply chains",
        ),
        (
            "en-ga",
            "Phléigh na ceannairí and the security of supply chains freisin.",
            "and the security of supply chains",
        ),
    ],
)
def test_running_words_left_in_the_source_language(pair: str, hypothesis: str, span: str) -> None:
    source = "The leaders discussed trade and the security of supply chains in the region."
    assert run("untranslated", pair, source, hypothesis) == [(CATEGORY, Severity.MAJOR, [span])]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "He met Charles Michel in New York City.", "Er traf Charles Michel in New York City."),
        ("en-nl", "He was in the top ten.", "Hij was in de top tien."),
        ("en-sl", "It is made just-in-time.", "Izdelano je just-in-time."),
        ("es-pt", "La Comisión de la Unión Europea lo dice.", "A Comissão da União Europeia di-lo."),
        ("cs-sk", "To je pravda a nikdo o tom nemluví.", "To je pravda a nikto o tom nehovorí."),
    ],
)
def test_names_and_words_of_both_languages(pair: str, source: str, hypothesis: str) -> None:
    assert run("untranslated", pair, source, hypothesis) == []


def test_quoted_title_is_a_minor_problem() -> None:
    source = "He wrote “Just the Funny Parts and a Few Hard Truths”."
    found = run("untranslated", "en-bg", source, "Той написа „Just the Funny Parts and a Few Hard Truths“.")
    assert [severity for _, severity, _ in found] == [Severity.MINOR]


def test_same_language_on_both_sides_says_nothing() -> None:
    assert run("untranslated", "en-en", "The leaders met in the town.", "The leaders met in the town.") == []
    assert run("untranslated", "pt-pt", "Os líderes falaram com ele.", "Os líderes falaram com ele.") == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "He gave it to the farmers.", "Er gab es to the Bauern."),
        (
            "en-it",
            "The price depends on the region and the season.",
            "Il prezzo dipende dalla regione and la stagione.",
        ),
        ("en-bg", "The Ministry of Health agreed.", "Ministry of Health се съгласи."),
        ("en-sk", "He lives next door to a small school.", "Býva next door to a small school."),
    ],
)
def test_few_words_of_the_source_language(pair: str, source: str, hypothesis: str) -> None:
    assert run("untranslated", pair, source, hypothesis) != []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "He works for the Wall Street Journal.", "Er arbeitet für das Wall Street Journal."),
        ("fr-de", "La place des martyrs est pleine.", "Die Place des martyrs ist voll."),
        ("en-fr", "It follows privacy by design here.", "Elle suit la protection (« privacy by design ») ici."),
        ("en-fr", "Send it via the app.", "Envoyez-le via l’application."),
        ("en-de", "CHECK SUM 26b5c67b-86b7-4f4c-9c0d", "CHECK SUM 26b5c67b-86b7-4f4c-9c0d"),
        ("en-pl", "user_profile_save_button", "user_profile_save_button"),
    ],
)
def test_names_quotations_and_identifiers_may_stay(pair: str, source: str, hypothesis: str) -> None:
    assert run("untranslated", pair, source, hypothesis) == []


def test_hashtags_may_be_copied() -> None:
    tags = "#geologist #entrepreneurship #sustainability #success #friendship #dreams"
    assert run("untranslated", "en-de", f"To all of you out there. {tags}", f"Auf euch alle da draußen. {tags}") == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "severity"),
    [
        ('He branded it as "fake news," then.', 'Το χαρακτήρισε ως "fake news", τότε.', Severity.MINOR),
        ("He branded it as fake news then.", "Το χαρακτήρισε ως fake news τότε.", Severity.MAJOR),
    ],
)
def test_words_in_straight_quotation_marks_may_be_meant(source: str, hypothesis: str, severity: Severity) -> None:
    assert run("untranslated", "en-el", source, hypothesis) == [(CATEGORY, severity, ["fake news"])]


def test_quotation_in_a_third_language_is_copied_rightly() -> None:
    assert run("untranslated", "en-bg", "Il faut bien le faire.", "Il faut bien le faire.") == []
    assert run("untranslated", "fr-bg", "Il faut bien le faire.", "Il faut bien le faire.") != []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "severities"),
    [
        ("en-nl", "It is the senior vice president of sales.", "Het is de senior vice-president van verkoop.", []),
        ("en-sk", "He invented the World Wide Web then.", "Vtedy vynašiel world wide web ako prvý.", [Severity.MINOR]),
        ("en-sk", "He invented the other wide web then.", "Vtedy vynašiel other wide web ako prvý.", [Severity.MAJOR]),
    ],
)
def test_loan_words_and_names(pair: str, source: str, hypothesis: str, severities: list[Severity]) -> None:
    assert [severity for _, severity, _ in run("untranslated", pair, source, hypothesis)] == severities
