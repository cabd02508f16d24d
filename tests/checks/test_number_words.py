"""Numbers in words. `spelled_numbers.tsv`: how Unicode's CLDR 42 spells numbers out, as ICU 72.1 formats them (rules
"spellout-cardinal" and "spellout-ordinal"), without the soft hyphens; the forms of Slovene in which CLDR is wrong
("dvaset" for "dvajset") are left out."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from mtqa.checks._number_words import cardinals, roman, word_counts, word_quantities
from mtqa.languages import eu_languages, language

SPELLED = [
    line.split("\t")
    for line in Path(__file__).with_name("spelled_numbers.tsv").read_text(encoding="utf-8").rstrip("\n").split("\n")[1:]
]


@pytest.mark.parametrize("tag", eu_languages())
def test_numbers_that_cldr_spells_out_are_read(tag: str) -> None:
    rows = [(value, form) for row_tag, value, _, form in SPELLED if row_tag == tag]
    assert len(rows) > 10
    missed = [form for value, form in rows if value not in word_quantities(f"Xyz {form} zyx.", language(tag))]
    assert missed == []


@pytest.mark.parametrize("tag", eu_languages())
def test_numbers_that_cldr_spells_out_are_not_read_as_the_next_ones(tag: str) -> None:
    """Twenty-one is not twenty-two, nor two hundred and fifty two hundred and sixty."""
    wrong = [
        form
        for row_tag, value, _, form in SPELLED
        if row_tag == tag
        and (int(value) > 20 or len(form) > 9)
        and {str(int(value) + 1), str(int(value) + 10), str(int(value) * 10)} & word_quantities(form, language(tag))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("tag", "text", "values", "others"),
    [
        # words that stand side by side, added up and multiplied
        ("en", "two thousand two hundred and five", {"2205"}, {"2207", "4000"}),
        ("en", "three hundred thousand", {"300000", "300"}, {"3000"}),
        ("en", "twenty, one of them", {"20", "1"}, {"21"}),
        ("en", "one and twenty", {"1", "20"}, {"21"}),
        ("en", "five six", {"5", "6"}, {"11", "56", "30"}),
        ("en", "two dozen", {"24"}, {"14"}),
        ("en", "two million three thousand", {"2003000"}, {"5000000"}),
        ("en", "a thousand million", {"1000", "1000000"}, {"1001000"}),
        ("fr", "quatre-vingt-dix-sept", {"97"}, {"87"}),
        ("fr", "soixante-douze", {"72"}, {"62"}),
        ("es", "cuatro veinte", {"4", "20"}, {"80"}),
        ("mt", "erbgħa u għoxrin", {"24"}, {"80"}),
        ("ga", "an ceathrú cruinniú is tríocha", {"34"}, {"43"}),
        ("bg", "сто и двадесет", {"120"}, {"2000"}),
        # in one word
        ("de", "zweitausenddreihundertfünfundvierzig", {"2345"}, {"2354"}),
        ("de", "einhundertfünfzigtausend", {"150000"}, {"1000"}),
        ("de", "fünfjährig", {"5"}, {"50"}),
        ("nl", "drieëntwintig", {"23"}, {"32"}),
        ("da", "femoghalvfjerds", {"75"}, {"57"}),
        ("fi", "kahdessakymmenessäviidessä", {"25"}, {"52", "7"}),
        ("fi", "kolmentoista", {"13"}, {"30"}),
        ("hu", "kétezer-ötszáz", {"2000", "500"}, {"2005"}),
        ("it", "millecinquecento", {"1500"}, {"5000"}),
        ("sv", "tjugoförsta", {"21"}, {"1"}),
        # halves
        ("en", "two years and a half", {"2.5"}, {"1.5"}),
        ("en", "two. A half of them", {"2", "0.5"}, {"2.5"}),
        ("en", "two of the people that came on the half", {"2"}, {"2.5"}),
        ("cs", "hodinu a půl", {"1.5"}, {"2.5"}),
        ("cs", "hodina trvala celou půlku dne", set(), {"1.5"}),
        ("en", "two million and a half", {"2500000"}, {"2000000.5"}),
        ("en", "three thousand and a half", {"3500"}, {"3000.5"}),
        ("en", "two and a half thousand", {"2500"}, {"2000.5"}),
        ("de", "dreieinhalb", {"3.5"}, {"2.5"}),
        ("lt", "dvejus su puse metų", {"2.5"}, {"1.5"}),
        # an apostrophe before the number
        ("mt", "b’erba’ snin", {"4"}, set()),
    ],
)
def test_number_words_together(tag: str, text: str, values: set[str], others: set[str]) -> None:
    found = word_quantities(text, language(tag))
    assert values <= found
    assert not others & found


def test_values_are_decimal_or_fractions() -> None:
    assert all(Fraction(value) >= 0 for value in word_quantities("one third of two and a half", language("en")))
    assert word_quantities("three of them", language("sw")) == frozenset()


def test_sure_cardinals_stand_for_themselves() -> None:
    found = cardinals("One of seven ate nineteen, two the ninety-first.", language("en"))
    assert [(number.text, number.value, number.start) for number in found] == [
        ("seven", "7", 7), ("nineteen", "19", 17), ("ninety", "90", 35),
    ]  # fmt: skip
    assert [number.value for number in cardinals("Ġew f’seba’ siegħat.", language("mt"))] == ["7"]
    assert cardinals("siebte Woche", language("de")) == ()


def test_which_cardinals_are_sure() -> None:
    small = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    large = "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
    found = [int(number.value) for number in cardinals(f"{small} {large}", language("en"))]
    assert found == [*range(3, 10), *range(11, 20), *range(20, 100, 10)]


def test_all_roman_numerals() -> None:
    units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]
    for value in range(1, 40):
        assert [number.value for number in roman("X" * (value // 10) + units[value % 10])] == [str(value)]


def test_words_are_counted_by_value() -> None:
    counts = word_counts("four of the fourth and four", language("en"))
    assert counts["4"] == 3


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("XXI", ["21"]),
        ("au XIXe siècle", ["19"]),
        ("IV. V, XXXIX", ["4", "5", "39"]),
        ("XL MIX civil", []),
        ("AIV", []),
    ],
)
def test_roman_numerals(text: str, values: list[str]) -> None:
    assert [number.value for number in roman(text)] == values
