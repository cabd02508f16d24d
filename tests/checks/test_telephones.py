"""Telephone numbers and other long numbers in groups."""

from __future__ import annotations

import pytest
from checking import marked


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("Call 00 800 6 7 8 9 10 11.", "Rufen Sie 00 800 67 89 10 11 an."),
        ("Call +32 22991111.", "Rufen Sie +32 2 299 11 11 an."),
        ("Call (+32) 2-299-11-11.", "Rufen Sie +32 2 299 11 11 an."),
        ("Call 02/299.11.11.", "Rufen Sie 02 299 11 11 an."),
        ("Call +32 2 299 11 11 or +32 2 299 22 22.", "Rufen Sie +32 22991111 oder +32 22992222 an."),
        ("Account 123 456 78", "Konto 12345678"),
    ],
)
def test_digits_in_other_groups_are_the_same_number(source: str, hypothesis: str) -> None:
    assert marked("numbers", "en-de", source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "hypothesis", "spans"),
    [
        ("Call +32 2 299 11 11.", "Rufen Sie +32 2 299 11 12 an.", [["+32 2 299 11 11", "+32 2 299 11 12"]]),
        ("Call 00 32 2 299 11 11.", "Rufen Sie 00 32 2 299 11 1 an.", [["00 32 2 299 11 11", "00 32 2 299 11 1"]]),
        ("Call +32 22991111.", "Rufen Sie +32 22991112 an.", [["+32 22991111", "+32 22991112"]]),
        (
            "Call +32 2 299 11 11 or +32 2 299 22 22.",
            "Rufen Sie +32 22992223 oder +32 22991111 an.",
            [["+32 2 299 22 22", "+32 22992223"]],
        ),
    ],
)
def test_changed_telephone_number_is_one_finding(source: str, hypothesis: str, spans: list[list[str]]) -> None:
    assert marked("numbers", "en-de", source, hypothesis) == spans


def test_numbers_that_have_nothing_in_common_are_no_changed_telephone_number() -> None:
    found = marked("numbers", "en-de", "Call +32 2 299 11 11.", "Rufen Sie +49 30 18 555 0 an.")
    assert ["+32 2 299 11 11", "+49 30 18 555 0"] not in found
    assert found != []


def test_long_amounts_are_compared_as_amounts() -> None:
    assert marked("numbers", "en-de", "It cost 12 345 678 euros.", "Es kostete 12 345 679 Euro.") == [
        ["12 345 678", "12 345 679"]
    ]
    assert marked("numbers", "en-de", "It has 1 234 567 members.", "Er hat 1.234.567 Mitglieder.") == []
