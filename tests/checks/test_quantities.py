"""Numbers in digits, in the format of a language and in others. Expected values are read off the texts by hand."""

from __future__ import annotations

import pytest

from mtqa.checks._quantities import canonical, numbers, printed, quantities
from mtqa.languages import language


@pytest.mark.parametrize(
    ("tag", "text", "values"),
    [
        ("en", "1,234.50", ["1234.5"]),
        ("de", "1.234,50", ["1234.5"]),
        ("de", "1 234,50", ["1234.5"]),
        ("el", "500 000", ["500000"]),
        ("en", "12 500 people", ["12500"]),
        ("en", "in 2018 135 people", ["2018", "135"]),
        ("en", "1234 567", ["1234", "567"]),
        ("en", "012 500", ["12", "500"]),
        ("en", "12 50 500", ["12", "50", "500"]),
        ("en", "0.25", ["0.25"]),
        ("en", "007", ["7"]),
        ("en", "1,234,567.89", ["1234567.89"]),
        ("en", "2,06,737", ["206737"]),
        ("en", "10.30 pm", ["10", "30"]),
        ("en", "10.00 pm", ["10"]),
        ("en", "25.30 pm", ["25.3"]),
        ("en", "1.2.3", ["1", "2", "3"]),
        ("de", "½", ["0.5"]),
        ("de", "2½", ["2.5"]),
        ("de", "2 ½", ["2.5"]),
        ("de", "⅔", ["2/3"]),
        ("de", "1⅓", ["4/3"]),
        ("en", "1/2", ["0.5"]),
        ("en", "2 1/2", ["2.5"]),
        ("en", "2/3", ["2/3"]),
        ("en", "15/16", ["0.9375"]),
        ("en", "16/17", ["16", "17"]),
        ("en", "3/2", ["3", "2"]),
        ("en", "2/2", ["2", "2"]),
        ("en", "0/5", ["0", "5"]),
        ("en", "1/2/2020", ["1", "2", "2020"]),
        ("en", "1/25", ["1", "25"]),
        ("ja", "1万2500", ["12500"]),
        ("ja", "2.5億", ["250000000"]),
        ("sw", "12 500", ["12500"]),
        ("en", "1⁄2", ["0.5"]),
        ("en", "00.30 am", ["0", "30"]),
        ("ja", "2兆", ["2000000000000"]),
        ("zh", "14亿3万", ["1400030000"]),
        ("de", "1.234.567,89", ["1234567.89"]),
        ("nb", "12 500", ["12500"]),
        ("en", "12,345 67", ["12345", "67"]),
        ("en", "1,23,456 7", ["123456", "7"]),
        # neither the format of the language nor one number
        ("de", "12.34,5", ["12", "34", "5"]),
        ("de", "1,234,50", ["1", "234", "50"]),
        ("de", "1'234,5", ["1", "234", "5"]),
        ("de", "1'234", ["1", "234"]),
        ("de", "1.23", ["1", "23"]),
        ("de", "1 234.567,5", ["1", "234567.5"]),
    ],
)
def test_values(tag: str, text: str, values: list[str]) -> None:
    assert [number.value for number in numbers(text, language(tag))] == values


def test_readings_that_obey_the_language_come_first() -> None:
    (one,) = quantities("1,500", language("de"))
    assert one.readings[: one.n_strict] == (("1.5",), ("1", "500"))
    assert ("1500",) in one.readings[one.n_strict :]
    assert ("1500.5",) in quantities("1,500.5", language("de"))[0].readings
    assert ("1234.5",) in quantities("1 234.5", language("de"))[0].readings
    assert len(quantities("1 234.5", language("de"))) == 1
    assert ("1234.56",) not in quantities("1,234,56", language("de"))[0].readings
    assert ("1234567",) not in quantities("1.234,567", language("de"))[0].readings
    assert quantities("00.30", language("en"))[0].readings[1] == ("0", "30")
    for text in ("1.5", "1,500", "1.500.000", "12 500", "1,5"):
        readings = quantities(text, language("de"))[0].readings
        assert len(set(readings)) == len(readings)
    (other,) = quantities("1/2", language("en"))
    assert other.readings == (("0.5",), ("1", "2"))
    assert other.n_strict == 2


def test_places() -> None:
    text = "a 2½ and 12,5 b"
    assert [(one.start, one.end, text[one.start : one.end]) for one in quantities(text, language("de"))] == [
        (2, 4, "2½"),
        (9, 13, "12,5"),
    ]
    assert [one.start for one in quantities("in 2018 135 people", language("en"))] == [3, 8]
    assert [(one.start, one.end) for one in quantities("at 10.30 pm", language("en"))] == [(3, 8)]
    (time,) = quantities("at 10.30", language("en"))
    assert [(part.start, part.end, part.text) for part in time.parts()] == [(3, 5, "10"), (6, 8, "30")]
    assert [part.text for part in quantities("00.30", language("en"))[0].parts()] == ["00", "30"]
    assert [part.text for part in quantities("30.00", language("en"))[0].parts()] == ["30"]


def test_longest_number_that_is_read_in_several_ways() -> None:
    assert len(quantities("1." * 19 + "12", language("en"))[0].readings) >= 1
    (code,) = quantities("1.000" * 10, language("de"))
    assert len(code.readings) == 1


@pytest.mark.parametrize(
    ("whole", "decimals", "value"), [("007", "", "7"), ("0", "50", "0.5"), ("12", "00", "12"), ("١٢", "", "12")]
)
def test_canonical_form(whole: str, decimals: str, value: str) -> None:
    assert canonical(whole, decimals) == value


def test_printed_values() -> None:
    from fractions import Fraction

    assert printed(Fraction(5, 2)) == "2.5"
    assert printed(Fraction(3)) == "3"
    assert printed(Fraction(1, 3)) == "1/3"
