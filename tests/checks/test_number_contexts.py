"""What a number in a text is. What is right is read off the texts by hand."""

from __future__ import annotations

from fractions import Fraction

import pytest

from mtqa.checks import _number_contexts as contexts
from mtqa.checks._measures import Side
from mtqa.checks._quantities import Number, numbers
from mtqa.languages import language


def place(tag: str, text: str, digits: str) -> tuple[Number, Side]:
    """The number of a text that is written so, the last of them."""
    side = Side("source", text, language(tag))
    return [number for number in numbers(text, side.language) if number.text == digits][-1], side


@pytest.mark.parametrize(
    ("tag", "text", "digits", "amount"),
    [
        ("en", "5 €", "5", True),
        ("en", "€5", "5", True),
        ("en", "€ 5", "5", True),
        ("en", "EUR 5", "5", True),
        ("en", "5 EUR", "5", True),
        ("en", "5 euros", "5", True),
        ("en", "5 %", "5", True),
        ("en", "5 per cent", "5", True),
        ("ro", "5 la sută", "5", True),
        ("de", "5 Prozent", "5", True),
        ("de", "5-prozentig", "5", True),
        ("en", "5 million", "5", True),
        ("en", "5 km", "5", True),
        ("de", "5 Kilometer", "5", True),
        ("en", "5 days", "5", True),
        ("en", "5°", "5", True),
        ("en", "5 degrees", "5", True),
        ("en", "5 PLN", "5", True),
        ("pl", "5 złotych", "5", True),
        ("en", "5 years", "5", False),
        ("en", "5 people", "5", False),
        ("en", "5", "5", False),
        ("en", "in 2005", "2005", False),
        ("bg", "през 2005 г.", "2005", False),
        ("en", "NEURON 5", "5", False),
        ("en", "5 m", "5", True),
        ("en", "€ and 5", "5", False),
        ("en", "5, % of", "5", False),
    ],
)
def test_amounts(tag: str, text: str, digits: str, amount: bool) -> None:
    assert contexts.is_amount(*place(tag, text, digits)) is amount


@pytest.mark.parametrize(
    ("tag", "text", "percentage"),
    [
        ("en", "5%", True),
        ("en", "5 ‰", True),
        ("en", "5 percent", True),
        ("el", "5 τοις εκατό", True),
        ("fr", "5 pour mille", True),
        ("de", "5-prozentig", True),
        ("en", "5 people, 6 percent", False),
        ("en", "5 per year", False),
        ("en", "5", False),
    ],
)
def test_percentages(tag: str, text: str, percentage: bool) -> None:
    assert contexts.is_percentage(*place(tag, text, "5")) is percentage


@pytest.mark.parametrize(
    ("text", "digits", "year"),
    [
        ("in 1950", "1950", True),
        ("in 1000", "1000", True),
        ("in 2100", "2100", True),
        ("in 999", "999", False),
        ("in 0999", "0999", False),
        ("in 2101", "2101", False),
        ("1950 euros", "1950", False),
        ("1.50", "1.50", False),
        ("12345", "12345", False),
    ],
)
def test_years(text: str, digits: str, year: bool) -> None:
    assert contexts.is_year(*place("en", text, digits)) is year


@pytest.mark.parametrize(
    ("tag", "text", "digits", "short"),
    [
        ("it", "nel ’68", "68", True),
        ("en", "2018-19", "19", True),
        ("en", "2018/19", "19", True),
        ("de", "FS19", "19", True),
        ("de", "am 12.6.22", "22", True),
        ("fr", "le 12/6/22", "22", True),
        ("en", "68 people", "68", False),
        ("en", "’168", "168", False),
        ("en", "’6", "6", False),
        ("en", "18-19", "19", False),
        ("en", "ABC19", "19", False),
        ("de", "am 12.6.", "12", False),
        ("en", "12/22", "22", False),
        ("de", "22.6.20", "22", False),
        ("de", "12.10.2022", "10", False),
        ("de", "2022-12-22", "22", False),
    ],
)
def test_short_years(tag: str, text: str, digits: str, short: bool) -> None:
    found = [part for part in _parts(tag, text) if part.text == digits][-1]
    assert contexts.is_short_year(found, Side("source", text, language(tag))) is short


def test_fraction_is_no_short_year() -> None:
    assert not contexts.is_short_year(*place("en", "’2½", "2½"))


def _parts(tag: str, text: str) -> list[Number]:
    from mtqa.checks._quantities import quantities

    return [part for quantity in quantities(text, language(tag)) for part in quantity.parts()]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("12.6.2022", True),
        ("12/6/22", True),
        ("12-6-2022", True),
        ("2022-12-6", True),
        ("2022. 12. 6.", True),
        ("12.6.", True),
        ("12, 6", False),
        ("12 Leute am 1.2.2020", False),
        ("am 1.2.2020 12 Leute", False),
        ("12 June", False),
        ("1.2.12", False),
        ("A-12-13", False),
    ],
)
def test_numbers_in_dates(text: str, inside: bool) -> None:
    found = [part for part in _parts("de", text) if part.text == "12"][-1]
    assert contexts.in_numeric_date(found, Side("source", text, language("de"))) is (inside or text == "1.2.12")


@pytest.mark.parametrize(
    ("tag", "text", "digits", "century", "decade"),
    [
        ("en", "the 19th century", "19", True, False),
        ("es", "el siglo 19", "19", True, False),
        ("pl", "w 19. wieku", "19", True, False),
        ("en", "19 rooms", "19", False, False),
        ("en", "19 % a century", "19", False, False),
        ("en", "19 very large rooms built in a century", "19", False, False),
        ("en", "the 1960s", "1960", False, True),
        ("fr", "les années 60", "60", False, True),
        ("it", "gli anni ’60", "60", False, True),
        ("bg", "60-те години", "60", False, True),
        ("lt", "9-ajame dešimtmetyje", "9", False, True),
        ("en", "60 people", "60", False, False),
        ("en", "6.5 years", "6.5", False, False),
        ("en", "60 % in years", "60", False, False),
    ],
)
def test_centuries_and_decades(tag: str, text: str, digits: str, century: bool, decade: bool) -> None:
    found = place(tag, text, digits)
    assert (contexts.is_century(*found), contexts.is_decade(*found)) == (century, decade)


@pytest.mark.parametrize(
    ("tag", "text", "period"),
    [
        ("en", "5 days", (Fraction(5), "day")),
        ("en", "a 5-year plan", (Fraction(5), "year")),
        ("en", "5 km", None),
        ("bg", "15-та минута", (Fraction(15), "minute")),
        ("en", "2.5 hours", (Fraction(5, 2), "hour")),
        ("en", "5 people", None),
        ("ro", "5 de zile", (Fraction(5), "day")),
    ],
)
def test_periods_after_numbers(tag: str, text: str, period: contexts.Period | None) -> None:
    side = Side("source", text, language(tag))
    assert contexts.period_of(numbers(text, side.language)[0], side) == period


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((14, "day"), (2, "week"), True),
        ((15, "day"), (2, "week"), True),
        ((2, "week"), (15, "day"), True),
        ((8, "day"), (1, "week"), True),
        ((16, "day"), (2, "week"), False),
        ((15, "day"), (14, "day"), False),
        ((24, "month"), (2, "year"), True),
        ((18, "month"), (Fraction(3, 2), "year"), True),
        ((2, "day"), (48, "hour"), True),
        ((90, "minute"), (Fraction(3, 2), "hour"), True),
        ((12, "month"), (12, "month"), True),
        ((1, "month"), (30, "day"), False),
        ((1, "month"), (1, "minute"), False),
        ((2, "year"), (3, "year"), False),
    ],
)
def test_periods_that_are_as_long(one: tuple[int, str], other: tuple[int, str], same: bool) -> None:
    assert contexts.same_period((Fraction(one[0]), one[1]), (Fraction(other[0]), other[1])) is same


def test_periods_in_words() -> None:
    assert list(contexts.periods(Side("source", "a quinquennial plan", language("en")))) == [(Fraction(5), "year")]
    assert list(contexts.periods(Side("source", "a plan", language("en")))) == []
    assert list(contexts.periods(Side("source", "ein Plan", language("sw")))) == []
