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


def test_more_digits_changed_are_another_number() -> None:
    other = "+32 2 299 11 11", "+32 2 299 44 41"  # three digits are other ones
    assert marked("numbers", "en-de", f"Call {other[0]}.", f"Rufen Sie {other[1]} an.") != [list(other)]
    two = "+32 2 299 11 11", "+32 2 299 44 11"
    assert marked("numbers", "en-de", f"Call {two[0]}.", f"Rufen Sie {two[1]} an.") == [list(two)]
    shorter = "+32 2 299 11 11", "+32 2 299 11"
    for one, other in (shorter, shorter[::-1]):
        assert marked("numbers", "en-de", f"Call {one}.", f"Rufen Sie {other} an.") != [[one, other]]


def test_only_telephone_numbers_are_told_as_a_whole() -> None:
    assert marked("numbers", "en-de", "Call 02 299 11 11.", "Rufen Sie 02 299 11 12 an.") == [["12"]]
    one, other = "+32 2 299 11 11", "322 299 11 12"
    for source, hypothesis in ((one, other), (other, one)):
        found = marked("numbers", "en-de", f"Call {source}.", f"Rufen Sie {hypothesis} an.")
        assert [source, hypothesis] not in found


def test_what_follows_a_telephone_number_is_found_where_it_stands() -> None:
    assert marked("numbers", "en-de", "Call +32 22991111 for 5 days.", "+32 2 299 11 11, für 6 Tage.") == [["5", "6"]]


@pytest.mark.parametrize(("digits", "n_findings"), [("1 23 456", 2), ("12 34 567", 0), ("1 234 567 890 123 45", 0)])
def test_shortest_and_longest_that_are_taken_as_a_whole(digits: str, n_findings: int) -> None:
    text = digits.replace(" ", "")
    assert (len(marked("numbers", "en-de", f"No {digits}.", f"Nr. {text}.")) > 0) == (n_findings > 0)


def test_numbers_that_have_nothing_in_common_are_no_changed_telephone_number() -> None:
    found = marked("numbers", "en-de", "Call +32 2 299 11 11.", "Rufen Sie +49 30 18 555 0 an.")
    assert ["+32 2 299 11 11", "+49 30 18 555 0"] not in found
    assert found != []


def test_long_amounts_are_compared_as_amounts() -> None:
    assert marked("numbers", "en-de", "It cost 12 345 678 euros.", "Es kostete 12 345 679 Euro.") == [
        ["12 345 678", "12 345 679"]
    ]
    assert marked("numbers", "en-de", "It has 1 234 567 members.", "Er hat 1.234.567 Mitglieder.") == []
