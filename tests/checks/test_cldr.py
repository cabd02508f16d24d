"""The facts about languages held against Unicode's CLDR, as Babel 2.18 has it (CLDR 47).

What CLDR says otherwise is either mended in the data files or stands here with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from typing import Any

import babel.dates
import babel.numbers
import pytest
from checking import run

from mtqa.checks._facts import facts, fold
from mtqa.checks._quantities import numbers, quantities
from mtqa.checks._unit_words import lexicon_of
from mtqa.languages import Language, eu_languages, language

TAGS = (*eu_languages(), "is", "nb", "nn", "uk")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
_LETTERS = re.compile(r"[^\W\d_]+")


def locale(tag: str) -> Any:
    """Portuguese and English of Europe: CLDR's `pt` is Brazil's, its `en` that of the United States."""
    return babel.Locale.parse({"pt": "pt_PT", "en": "en_GB"}.get(tag, tag))


def words(text: str) -> list[str]:
    return _LETTERS.findall(fold(text))


def leaves(table: Any) -> Iterator[str]:
    """The forms of a table by number and case."""
    if isinstance(table, str):
        yield table
        return
    for key in table:
        if key not in ("per", "compound", "gender", "dnam"):
            yield from leaves(table[key])


@pytest.mark.parametrize("tag", TAGS)
def test_decimal_and_grouping_signs(tag: str) -> None:
    symbols = locale(tag).number_symbols["latn"]
    own = language(tag)
    assert own.decimal == symbols["decimal"]
    assert symbols["group"].replace("’", "'").translate(_SPACES) in {sign.translate(_SPACES) for sign in own.groups}


# Opening and closing marks, then those of a quotation within a quotation: CLDR 42, read through ICU 72.1
# (ulocdata_getDelimiter), since Babel does not carry them.
QUOTES = {
    "bg": "„“„“", "cs": "„“‚‘", "da": "“”‘’", "de": "„“‚‘", "el": "«»“”", "en": "“”‘’", "es": "«»“”", "et": "„“‚‘",
    "fi": "””’’", "fr": "«»«»", "ga": "“”‘’", "hr": "„“‚‘", "hu": "„”»«", "is": "„“‚‘", "it": "«»“”", "lt": "„“„“",
    "lv": "“”‘’", "mt": "“”‘’", "nb": "«»‘’", "nl": "‘’‘’", "nn": "«»‘’", "pl": "„”«»", "pt": "«»“”", "ro": "„”«»",
    "sk": "„“‚‘", "sl": "„“‚‘", "sv": "””’’", "uk": "«»„“",
}  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_quotation_marks(tag: str) -> None:
    """The usual marks are among those of the table, whichever of them stands first there."""
    assert tuple(QUOTES[tag][:2]) in language(tag).quotes


@pytest.mark.parametrize("tag", TAGS)
def test_numbers_that_babel_writes_are_read(tag: str) -> None:
    own = language(tag)
    for value, canonical in ((1234567.89, "1234567.89"), (12345, "12345"), (0.25, "0.25"), (12.5, "12.5")):
        text = babel.numbers.format_decimal(value, locale=locale(tag))
        (quantity,) = quantities(text, own)
        assert quantity.readings[0] == (canonical,), text


@pytest.mark.parametrize("tag", TAGS)
def test_words_for_large_numbers(tag: str) -> None:
    """The forms of thousand, million and so on in "12 million", by number; CLDR has none of Maltese, and newer ones
    (48, in Babel 2.19) give the root's "12K" in their place."""
    scales = facts(tag).scales
    of_no_language = set(babel.Locale.parse("root")._data["compact_decimal_formats"]["short"]["other"].values())
    of_no_language = {pattern.pattern for pattern in of_no_language}
    wrong = {}
    for forms in locale(tag)._data["compact_decimal_formats"].get("long", {}).values():
        for power, pattern in forms.items():
            found = [scales.find(word)[0] for word in words(pattern.pattern.replace("'", ""))]
            value = 1
            for scale in found:
                value *= int(scale or 1)
            zeros = pattern.pattern.count("0")
            if pattern.pattern in of_no_language:
                continue
            if zeros and words(pattern.pattern) and value * 10 ** (zeros - 1) != int(power):
                wrong[pattern.pattern] = (power, value)
    assert wrong == {}


@pytest.mark.parametrize("width", ["wide", "abbreviated"])
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("tag", TAGS)
def test_months(tag: str, context: str, width: str) -> None:
    """An abbreviation that is one of the language's commonest words, the Czech "pro" (for), is none here."""
    names = babel.dates.get_month_names(width, context, locale(tag))
    known = facts(tag).months
    wrong = {
        name: known.find(words(name)[0])[0]
        for number, name in names.items()
        if words(name) and known.find(words(name)[0])[0] != str(number) and words(name)[0] not in facts(tag).words
    }
    assert wrong == {}


@pytest.mark.parametrize("width", ["wide", "abbreviated"])
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("tag", TAGS)
def test_days_of_the_week(tag: str, context: str, width: str) -> None:
    """The single letters of Estonian and Hungarian calendars are no abbreviations here."""
    names = babel.dates.get_day_names(width, context, locale(tag))
    known = facts(tag)
    wrong = {}
    for number, name in names.items():
        parts = [fold(part) for part in (name.rstrip("."), *re.split(r"[\s.-]", name)) if len(part) > 1]
        found = {table.find(part)[0] for part in parts for table in (known.weekdays, known.weekday_abbreviations)}
        if parts and str(number + 1) not in found:
            wrong[name] = found
    assert wrong == {}


UNITS = {
    "length-kilometer": "km", "length-meter": "m", "length-centimeter": "cm", "length-millimeter": "mm",
    "length-mile": "mile", "length-yard": "yard", "length-foot": "foot", "length-inch": "inch",
    "mass-kilogram": "kg", "mass-gram": "g", "mass-tonne": "tonne", "mass-pound": "pound", "mass-ounce": "ounce",
    "volume-liter": "litre", "volume-gallon": "gallon", "area-hectare": "hectare", "area-acre": "acre",
    "power-watt": "watt", "temperature-celsius": "celsius", "temperature-fahrenheit": "fahrenheit",
    "duration-second": "second", "duration-minute": "minute", "duration-hour": "hour", "duration-day": "day",
    "duration-week": "week", "duration-month": "month", "duration-year": "year",
}  # fmt: skip


@pytest.mark.parametrize("tag", TAGS)
def test_words_for_units(tag: str) -> None:
    """All forms by number and case in the long style; the abbreviations are many and mean several things. Where CLDR
    has no long form (48, in Babel 2.19, of Maltese and Irish), its own narrow or the root's stands there."""
    lexicon = lexicon_of("units", tag)
    patterns, root = (each._data["unit_patterns"] for each in (locale(tag), babel.Locale.parse("root")))
    wrong = {}
    for unit, name in UNITS.items():
        forms = patterns.get(unit, {})
        abbreviated = set(leaves(forms.get("narrow", {}))) | set(leaves(root.get(unit, {})))
        for form in set(leaves(forms.get("long", {}))) - abbreviated:
            text = form.replace("{0}", "")
            if words(text) and name not in {lexicon.find(word) for word in words(text)}:
                wrong[form] = name
    assert wrong == {}


CURRENCIES = {
    "EUR": "euro", "USD": "dollar", "GBP": "pound", "JPY": "yen", "CHF": "franc", "INR": "rupee", "RUB": "rouble",
    "CNY": "yuan", "KRW": "won", "SEK": "crown", "DKK": "crown", "NOK": "crown", "ISK": "crown", "CZK": "crown",
    "PLN": "zloty", "HUF": "forint", "BGN": "lev", "RON": "leu",
}  # fmt: skip
OTHER_CURRENCIES = {
    (
        "sl",
        "leu",
    ): "romunski lev: the Romanian and the Bulgarian currency have one name in Slovene, which is taken for lev",
    ("uk", "won"): "вони, вона: the forms of the currency are also “they” and “she”",
}


@pytest.mark.parametrize("tag", TAGS)
def test_names_and_signs_of_currencies(tag: str) -> None:
    lexicon = lexicon_of("currencies", tag)
    wrong = {}
    for code, name in CURRENCIES.items():
        names = {babel.numbers.get_currency_name(code, count, locale(tag)) for count in (None, 1, 2, 5, 1.5)}
        for form in names:
            found = {lexicon.find(word) for word in words(form)}
            if form != code and name not in found and (tag, name) not in OTHER_CURRENCIES:
                wrong[form] = name
    assert wrong == {}


@pytest.mark.parametrize("code", ["EUR", "USD", "GBP", "JPY"])
@pytest.mark.parametrize("tag", TAGS)
def test_amounts_that_babel_writes_are_read(tag: str, code: str) -> None:
    """A currency that is another one in the source is seen, the same one is not."""
    english, text = (babel.numbers.format_currency(1250, code, locale=locale(one)) for one in ("en", tag))
    other = babel.numbers.format_currency(1250, "USD" if code != "USD" else "EUR", locale=locale("en"))
    assert run("units", f"en-{tag}", f"It cost {english} then.", f"Xyz {text} zyx.") == []
    assert run("units", f"en-{tag}", f"It cost {other} then.", f"Xyz {text} zyx.") != []


@pytest.mark.parametrize("style", ["short", "medium", "long", "full"])
@pytest.mark.parametrize("tag", TAGS)
def test_dates_that_babel_writes_are_read(tag: str, style: str) -> None:
    for day, month in ((11, 2), (25, 2), (3, 10), (30, 5)):
        text = babel.dates.format_date(date(2026, month, day), style, locale(tag))
        english = babel.dates.format_date(date(2026, month, day), "full", locale("en"))
        assert run("dates", f"en-{tag}", f"It was on {english}.", f"Xyz {text}.") == [], text
        if style in ("long", "full"):
            other = babel.dates.format_date(date(2026, month % 12 + 1, day), "long", locale("en"))
            assert run("dates", f"en-{tag}", f"It was on {other}.", f"Xyz {text}.") != [], text


@pytest.mark.parametrize("tag", TAGS)
def test_percentages_that_babel_writes_are_read(tag: str) -> None:
    text = babel.numbers.format_percent(0.125, "#,##0.0 %", locale=locale(tag))
    own: Language = language(tag)
    assert [Fraction(number.value) for number in numbers(text, own)] == [Fraction("12.5")]
    assert run("units", f"en-{tag}", "It grew by 12.5 percent.", f"Xyz {text}.") == []
