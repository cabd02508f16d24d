"""The check for capital letters."""

from __future__ import annotations

import pytest
from checking import marked


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
