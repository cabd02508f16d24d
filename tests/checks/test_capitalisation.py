"""The check for capital letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from checking import marked, run_corpus, translated

from mtqa.contracts import checks
from mtqa.results import Severity


def test_names_with_a_prefix_in_any_script() -> None:
    assert marked("capitalisation", "en-el", "Then McDonnell spoke.", "Τότε μίλησε ο ΜακΝτόνελ.") == []
    assert marked("capitalisation", "en-bg", "Then McDonnell spoke.", "Тогава говори МакДонъл.") == []
    assert marked("capitalisation", "en-el", "Then the house fell.", "Τότε έπεσε το σπιΤιο.") == [["σπιΤιο"]]


def test_name_that_other_sources_have() -> None:
    texts = [("CoronaMelder is here.", "Tu jest CoronaMelder."), ("The app is new.", "Nowa jest CoronaMelder.")]
    assert run_corpus("capitalisation", "en-pl", texts) == []
    assert run_corpus("capitalisation", "en-pl", texts[1:]) == [(0, ["CoronaMelder"])]


def test_word_in_letters_of_two_scripts_is_found_by_them() -> None:
    assert marked("capitalisation", "en-bg", "It is new.", "Ново е CoronaМelder.") == []  # a Cyrillic М
    assert marked("language", "en-bg", "It is new.", "Ново е CoronaМelder.") == [["CoronaМelder"]]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "The house is old.", "Das Haus ist alt."),
        ("en-nl", "The house is old.", "'t Huis is oud."),
        ("en-ga", "In Ireland it rains.", "hÉire, áit a mbíonn báisteach."),
        ("en-fr", "iPhone sales fell.", "iPhone : les ventes baissent."),
        ("en-it", "and so on", "e così via"),
        ("en-de", "All members came.", "Alle MitgliederInnen kamen."),
        ("en-es", "He met McGregor.", "Vio a McGregor."),
        ("en-bg", "YouTube is down.", "YouTube не работи."),
        ("en-fr", "It cost 5 million. Then it fell.", "Cela coûtait 5 mio. puis cela a baissé."),
    ],
)
def test_capitals_where_they_belong(pair: str, source: str, hypothesis: str) -> None:
    assert marked("capitalisation", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-fr", "The house is old.", "la maison est vieille.", ["la"]),
        ("en-bg", "The house is old.", "къщата е стара.", ["къщата"]),
        ("en-es", "The house is old.", "La viVienda es vieja.", ["viVienda"]),
        ("en-el", "The house is old.", "ΤΟ ΣΠΙΤΙ ΕΙΝΑΙ ΠΑΛΙΟ.", ["ΤΟ ΣΠΙΤΙ ΕΙΝΑΙ ΠΑΛΙΟ."]),
        ("en-fi", "THE HOUSE IS OLD", "Talo on vanha", ["Talo on vanha"]),
        ("en-sv", "The house is old. The garden is new.", "Huset är gammalt. trädgården är ny.", ["trädgården"]),
    ],
)
def test_capitals_where_they_do_not(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("capitalisation", pair, source, hypothesis) == [spans]


def test_name_that_is_one_word_here_and_two_in_the_source() -> None:
    assert marked("capitalisation", "en-cs", "It is the Bola Wrap.", "Je to BolaWrap.") == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-et", "Project name", "projekti nimi"),
        ("en-ro", "Validation code", "codul de validare;"),
        ("en-sl", "When you call us:", "ko nas pokličete:"),
        ("en-cs", "Open it in powerpoint.", "Otevřete to v PowerPointu."),
        ("en-bg", "Follow #CleanSea now.", "Следвайте #ЧистоМоре сега."),
        (
            "en-de",
            "The rule (see p. 4) holds, e.g. for us. It is new.",
            "Die Regel (s. S. 4) gilt, z. B. für uns. Sie ist neu.",
        ),
        ("en-fr", "so it goes. so it goes.", "ainsi va la vie. ainsi va la vie."),
    ],
)
def test_items_labels_and_brands_may_begin_small(pair: str, source: str, hypothesis: str) -> None:
    assert marked("capitalisation", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "word"),
    [
        ("en-it", "The law is old. It must change.", "La legge è vecchia. deve cambiare.", "deve"),
        ("en-lv", "The law is old. It must change.", "Likums ir vecs. tas jāmaina.", "tas"),
        ("en-el", "The law is old. It must change.", "Ο νόμος είναι παλιός. πρέπει να αλλάξει.", "πρέπει"),
        ("en-hr", "The law is old. And it must change.", "Zakon je star. i mora se promijeniti.", "i"),
    ],
)
def test_second_sentence_that_begins_small(pair: str, source: str, hypothesis: str, word: str) -> None:
    assert marked("capitalisation", pair, source, hypothesis) == [[word]]


def test_item_after_a_colon_may_begin_small() -> None:
    texts = [
        ("We store the following:", "Съхраняваме следното:"),
        ("The address of the device that you use.", "адреса на устройството, което ползвате."),
        ("Nothing else is stored by us.", "нищо друго не се съхранява от нас."),
    ]
    assert run_corpus("capitalisation", "en-bg", texts) == [(2, ["нищо"])]


def test_what_a_text_does_throughout_is_one_remark() -> None:
    texts = [(f"The house number {n} is old.", f"das Haus Nummer {n} ist alt.") for n in range(6)]
    found = list(checks.get("capitalisation").find([translated("en-de", *text) for text in texts]))
    assert [(position, problem.severity) for position, problem in found] == [(0, Severity.NEUTRAL)]
    assert "throughout this text (6 of 6 places)" in found[0][1].message


@pytest.mark.parametrize(
    ("source", "hypothesis", "found"),
    [
        ("Universal Declaration of Human Rights", "ALLMÄN FÖRKLARING OM DE MÄNSKLIGA RÄTTIGHETERNA", 0),
        ("Everyone has the right to life.", "VAR OCH EN HAR RÄTT TILL LIV.", 1),
        ("Everyone has the right to life", "VAR OCH EN HAR RÄTT TILL LIV", 1),
    ],
)
def test_a_title_may_be_in_capitals(source: str, hypothesis: str, found: int) -> None:
    assert len(marked("capitalisation", "en-sv", source, hypothesis)) == found


@pytest.mark.parametrize("kind", ["title", "heading"])
def test_a_heading_that_looks_otherwise_is_no_error(kind: str) -> None:
    assert _found("en-fi", [(kind, "The house is old", "TALO ON VANHA"), (kind, "OUR NEW HOUSE", "Uusi talomme")]) == []


@pytest.mark.parametrize(("kind", "found"), [("paragraph", []), ("heading", [1]), ("", [1])])
def test_a_sentence_may_go_on_after_a_paragraph_without_end(kind: str, found: list[int]) -> None:
    texts = [
        (kind, "The General Assembly", "L'Assemblée générale"),
        (kind, "Proclaims this rule.", "proclame la règle."),
    ]
    assert _found("en-fr", texts) == found


def test_a_sentence_does_not_go_on_after_a_full_stop() -> None:
    texts = [
        ("paragraph", "The house is old.", "La maison est vieille."),
        ("paragraph", "It is big.", "elle est grande."),
    ]
    assert _found("en-fr", texts) == [1]


def _found(pair: str, texts: list[tuple[str, str, str]]) -> list[int]:
    """The positions in which something is found, of texts with their kinds."""
    plain = [translated(pair, source, hypothesis, str(number)) for number, (_, source, hypothesis) in enumerate(texts)]
    kinds = [kind for kind, _, _ in texts]
    page = [replace(one, segment=replace(one.segment, kind=kind)) for one, kind in zip(plain, kinds, strict=True)]
    return [position for position, _ in checks.get("capitalisation").find(page)]
