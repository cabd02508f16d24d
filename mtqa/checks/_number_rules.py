"""Rules by which two texts say the same number in different ways.

Every rule has the context in which it applies, examples that it excuses and examples of the same kind that it does not:
a rule for hours holds beside a clock time and nowhere else. `PAIRS` compare a number of the source with one of the
hypothesis; `SINGLES` look for what the other text has in place of the number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from mtqa.checks._beside_numbers import beside, folded
from mtqa.checks._clocks import Clock, afternoon, clock_at
from mtqa.checks._facts import facts
from mtqa.checks._measures import Side, is_converted
from mtqa.checks._number_contexts import (
    in_numeric_date,
    is_amount,
    is_century,
    is_decade,
    is_percentage,
    is_short_year,
    is_year,
    period_of,
    periods,
    same_period,
)
from mtqa.checks._number_words import roman, word_quantities
from mtqa.checks._quantities import Number, numbers, printed

__all__ = ["PAIRS", "SINGLES", "Example", "PairRule", "SingleRule", "said_in_words", "spelled_out"]


@dataclass(frozen=True)
class Example:
    """A pair of texts.

    Attributes:
        pair: Source and target language.
        source: Source text.
        hypothesis: Its translation.
    """

    pair: str
    source: str
    hypothesis: str


@dataclass(frozen=True)
class PairRule:
    """When a number of the source and another one of the hypothesis say the same.

    Attributes:
        name: Short name.
        when: When it applies.
        holds: Whether it does for a number of the source and one of the hypothesis.
        same: Texts in which nothing is wrong by this rule.
        wrong: Texts like them in which something is.
    """

    name: str
    when: str
    holds: Callable[[Number, Number, Side, Side], bool]
    same: tuple[Example, ...]
    wrong: tuple[Example, ...]


@dataclass(frozen=True)
class SingleRule:
    """When the other text says a number without its digits.

    Attributes:
        name: Short name.
        when: When it applies.
        holds: Whether it does for a number, its own text and the other one.
        same: Texts in which nothing is wrong by this rule.
        wrong: Texts like them in which something is.
    """

    name: str
    when: str
    holds: Callable[[Number, Side, Side], bool]
    same: tuple[Example, ...]
    wrong: tuple[Example, ...]


def _last_place(number: Number) -> Fraction:
    """What the last digit of a number counts: one in "4", a hundredth in "4.17"."""
    return Fraction(1, 10 ** len(number.value.partition(".")[2]))


def _same_in_another_scale(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    a, b = left.value(source), right.value(hypothesis)
    if not a or not b:
        return False
    for scale in {left.scaled(source) / a, left.scale_of_range(source)}:
        for other_scale in {right.scaled(hypothesis) / b, right.scale_of_range(hypothesis)}:
            if scale != other_scale and abs(a * scale - b * other_scale) < _last_place(hypothesis) * other_scale:
                return True
    return False


def _hour(number: Number, side: Side) -> Clock | None:
    """The time of day whose hour a number is."""
    clock = clock_at(number.start, side.text, side.language)
    return clock if clock is not None and number.start == clock.start else None


def _same_hour(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    one, other = _hour(source, left), _hour(hypothesis, right)
    if one is None or other is None:
        return False
    if one.hours & other.hours or {one.hour, other.hour} in ({0, 24}, {0, 12}):
        return True
    if (one.half and other.half) or abs(one.hour - other.hour) != 12:
        return False
    return afternoon(left.text, left.language) or afternoon(right.text, right.language)


def _short_year(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    for year, side, short, other in ((source, left, hypothesis, right), (hypothesis, right, source, left)):
        if is_year(year, side) and is_short_year(short, other) and int(year.value) % 100 == int(short.value):
            return True
    return False


def _same_decade(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    """1960s and '60, 1980s and the 9th decade, 19th century and 1800-talet."""
    for year, side, short, other in ((source, left, hypothesis, right), (hypothesis, right, source, left)):
        if not (year.value.isdecimal() and short.value.isdecimal() and len(year.value) in (3, 4)):
            continue
        value, count = int(year.value), int(short.value)
        if value % 100 == 0 and is_decade(year, side) and is_century(short, other) and count == value // 100 + 1:
            return True
        if value % 10 or not is_decade(year, side) or not is_decade(short, other):
            continue
        if count == value % 100 or count == value % 100 // 10 + 1 or count == value - 1000:
            return True
    return False


def _same_length_of_time(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    one, other = period_of(source, left), period_of(hypothesis, right)
    return one is not None and other is not None and same_period(one, other)


PAIRS = (
    PairRule(
        "scale",
        "told in another scale, and no more apart than the last digit of the translation counts",
        _same_in_another_scale,
        (
            Example("en-ro", "1.5 million people", "1 500 000 de oameni"),
            Example("en-es", "$3.6bn", "3600 millones de dólares"),
            Example("fr-de", "5 500 milliards d'euros", "5,5 Billionen Euro"),
            Example("en-de", "14 lakh cases", "1,4 Millionen Fälle"),
            Example("fi-en", "2,5 miljoonaa ihmistä", "2,500 thousand people"),
            Example("en-sk", "between 6,000 and 6,500", "6 až 6,5 tisíc"),
            Example("en-cs", "41.78 lakh cases", "4,2 milionu případů"),
            Example("en-cs", "41.78 lakh cases", "4,17 milionu případů"),
        ),
        (
            Example("en-ro", "1.5 million people", "150 000 de oameni"),
            Example("en-hu", "4.67 lakh cases", "46 700 eset"),
            Example("en-es", "$3.6bn", "360 millones de dólares"),
            Example("en-cs", "41.78 lakh cases", "4,19 milionu případů"),
            Example("en-de", "4.178 million cases", "4,17 Millionen Fälle"),
        ),
    ),
    PairRule(
        "hour",
        "both are hours of a clock time, and the same hour of the day",
        _same_hour,
        (
            Example("en-fi", "at 5.30pm", "kello 17.30"),
            Example("en-de", "The train leaves at 3 p.m.", "Der Zug fährt um 15 Uhr."),
            Example("en-bg", "It opens at 5 in the afternoon.", "Отваря в 17 ч."),
            Example("en-hu", "from 2 p.m. to 4 p.m.", "14 órától 16 óráig"),
            Example("en-sv", "It closes at 12 a.m.", "Det stänger kl. 24."),
            Example("de-en", "um 20 Uhr", "at 8 p.m."),
        ),
        (
            Example("en-de", "In the afternoon 5 people died.", "Am Nachmittag starben 17 Menschen."),
            Example("en-de", "Some 12 people came.", "Etwa 24 Personen kamen."),
            Example("en-de", "The price is 12 euros.", "Der Preis beträgt 0 Euro."),
            Example("en-fr", "The list has 12 names.", "La liste compte 24 noms."),
            Example("en-pl", "The train leaves at 3 p.m.", "Pociąg odjeżdża o godz. 16."),
            Example("en-it", "At 3 p.m. 5 trains left.", "Alle 15 partirono 17 treni."),
        ),
    ),
    PairRule(
        "short year",
        "one is a year, the other its last two digits after an apostrophe, another year and a dash or in a date",
        _short_year,
        (
            Example("en-es", "from 2018 to 2019", "de 2018-19"),
            Example("en-it", "It was in 1968.", "Era il '68."),
            Example("en-de", "on 12 June 2022", "am 12.6.22"),
        ),
        (
            Example("en-de", "It cost 1950 euros.", "Es kostete 50 Euro."),
            Example("en-lt", "In 1968 it rained.", "Tada lijo 68 dienas."),
            Example("en-es", "from 2018 to 2019", "de 2018-20"),
            Example("en-bg", "The grant is 3000 euros.", "Безвъзмездните средства са 30 евро."),
        ),
    ),
    PairRule(
        "decade or century",
        "both name the same decade or century, by its years or by its number",
        _same_decade,
        (
            Example("en-sv", "in the 19th century", "på 1800-talet"),
            Example("en-lt", "in the 1980s", "9-ajame dešimtmetyje"),
            Example("en-fr", "in the 1960s", "dans les années 60"),
            Example("en-bg", "in the 1960s", "през 60-те години"),
            Example("en-it", "In the 1900s", "Nel '900"),
            Example("en-fi", "in the 18th century", "1700-luvulla"),
        ),
        (
            Example("en-sv", "in the 19th century", "på 1900-talet"),
            Example("en-fr", "in the 1960s", "dans les années 70"),
            Example("en-de", "It has 1960 members.", "Er hat 60 Mitglieder."),
            Example("en-de", "It has 19 rooms.", "Es hat 1800 Zimmer."),
        ),
    ),
    PairRule(
        "length of time",
        "both are followed by units of time and as long",
        _same_length_of_time,
        (
            Example("en-de", "within 24 months", "binnen 2 Jahren"),
            Example("en-pl", "It took 14 days.", "Trwało to 2 tygodnie."),
            Example("en-fr", "for 2 weeks", "pendant 15 jours"),
        ),
        (
            Example("en-de", "within 24 months", "binnen 3 Jahren"),
            Example("en-de", "It has 24 members.", "Er hat 2 Mitglieder."),
            Example("en-pl", "It took 14 days.", "Trwało to 2 miesiące."),
        ),
    ),
)


def said_in_words(number: Number, other: Side) -> bool:
    """Whether the other text has a number word of this value, alone or at the end of a compound."""
    known = facts(other.language.primary)
    folded_text = folded(other.text)
    return (
        number.value in word_quantities(other.text, other.language)
        or known.cardinals.inside(number.value, folded_text)
        or known.ordinals.inside(number.value, folded_text)
    )


def _in_words(number: Number, own: Side, other: Side) -> bool:
    if said_in_words(number, other):
        return True
    words = word_quantities(other.text, other.language)
    scaled = own.scaled(number)
    if scaled != own.value(number) and str(scaled) in words:
        return True
    return any(scale in words and printed(own.value(number) / int(scale)) in words for scale in _SCALES)


_SCALES = ("1000", "1000000", "1000000000")


def _fraction_in_words(number: Number, own: Side, other: Side) -> bool:
    words = word_quantities(other.text, other.language)
    if is_percentage(number, own):
        return {"50": "0.5", "25": "0.25", "75": "0.25"}.get(number.value, "") in words
    over, stroke, under = number.value.partition("/")
    if not stroke and "." in number.value:
        over, _, under = str(Fraction(number.value)).partition("/")
    return bool(under) and over in words | {"1"} and bool({under, _FRACTION_WORDS.get(under, under)} & words)


_FRACTION_WORDS = {"2": "0.5", "4": "0.25"}


def _minutes_in_words(number: Number, own: Side, other: Side) -> bool:
    """The minutes of half past ten and a quarter to eight, and the hour that they are told by."""
    clock = clock_at(number.start, own.text, own.language)
    if clock is None or clock.minute not in (15, 30, 45):
        return False
    words = word_quantities(other.text, other.language)
    if not ({"0.5"} if clock.minute == 30 else {"0.25", "0.75", str(clock.minute)}) & words:
        return False
    if number.start > clock.start:
        return True
    return bool({str((clock.hour + step - 1) % 12 + 1) for step in (0, 1)} & words)


def _hour_in_words(number: Number, own: Side, other: Side) -> bool:
    clock = _hour(number, own)
    if clock is None or not 12 <= clock.hour <= 24 or not (clock.half or afternoon(other.text, other.language)):
        return False
    return str((clock.hour - 1) % 12 + 1) in word_quantities(other.text, other.language)


def _noon_or_midnight(number: Number, own: Side, other: Side) -> bool:
    if number.value not in ("0", "12", "24"):
        return False
    here, there = beside(own.language.primary), beside(other.language.primary)
    words = {"12": ("noon", "midnight"), "0": ("midnight",), "24": ("midnight",)}[number.value]
    named = [name for name in words if getattr(there, name).search(folded(other.text))]
    beside_word = any(getattr(here, name).match(folded(own.text), number.end + 1) for name in named)
    return bool(named) and (beside_word or _hour(number, own) is not None)


def _roman(number: Number, own: Side, other: Side) -> bool:
    if is_amount(number, own):
        return False
    return any(found.value == number.value for found in roman(other.text))


def _month_name(number: Number, own: Side, other: Side) -> bool:
    if not in_numeric_date(number, own):
        return False
    months = facts(other.language.primary).months
    return any(months.find(match.group())[0] == number.value for match in _WORD.finditer(folded(other.text)))


_WORD = re.compile(r"[^\W\d_]+")


def _decade_in_words(number: Number, own: Side, other: Side) -> bool:
    if not number.value.isdecimal() or not is_decade(number, own):
        return False
    value, words = int(number.value), word_quantities(other.text, other.language)
    if value < 1000 or value % 10:
        return False
    if value % 100:
        return str(value % 100) in words or str(value % 100 // 10 + 1) in words
    numerals = {found.value for found in roman(other.text)}
    return str(value // 100 + 1) in words | numerals


def _century_of_decade(number: Number, own: Side, other: Side) -> bool:
    if not number.value.isdecimal() or not is_century(number, own):
        return False
    years = (year for year in numbers(other.text, other.language) if len(year.text) == 4 and year.value.isdecimal())
    return any(int(year.value) // 100 + 1 == int(number.value) and is_decade(year, other) for year in years)


def _century_in_words(number: Number, own: Side, other: Side) -> bool:
    if not number.value.isdecimal() or not is_century(number, own) or not 2 <= int(number.value) <= 21:
        return False
    first_year = 100 * (int(number.value) - 1)
    if str(first_year) in word_quantities(other.text, other.language):
        return True
    capitals = " ".join(word for word in _WORD.findall(other.text) if word[0].isupper())
    return first_year >= 1200 and str(first_year - 1000) in word_quantities(capitals, other.language)


def _period_word(number: Number, own: Side, other: Side) -> bool:
    period = period_of(number, own)
    if period is None:
        return False
    if any(same_period(period, one) for one in periods(other)):
        return True
    mentioned = {
        name
        for match in _WORD.finditer(folded(other.text))
        if (name := facts(other.language.primary).units.find(match.group())[0])
    }
    words = word_quantities(other.text, other.language)
    return any(
        same_period(period, (Fraction(word), unit))
        for unit in mentioned & _OTHER_UNITS.get(period[1], frozenset())
        for word in words
    )


_OTHER_UNITS = {
    "minute": frozenset({"hour"}),
    "hour": frozenset({"day", "minute"}),
    "day": frozenset({"week", "hour"}),
    "week": frozenset({"day"}),
    "month": frozenset({"year"}),
    "year": frozenset({"month"}),
}


def _clock_round(number: Number, own: Side, other: Side) -> bool:
    if number.value != "24" or (period_of(number, own) or (0, ""))[1] != "hour":
        return False
    return bool(beside(other.language.primary).clock_round.search(folded(other.text)))


def _idiom(number: Number, own: Side, other: Side) -> bool:
    del other
    around = folded(own.text)[max(0, number.start - 12) : number.end + 12]
    offset = number.start - max(0, number.start - 12)
    for idiom in facts(own.language.primary).idioms:
        found = around.find(idiom)
        if found >= 0 and found <= offset < found + len(idiom):
            return True
    return False


def _converted(number: Number, own: Side, other: Side) -> bool:
    return is_converted(number, own, other)


SINGLES = (
    SingleRule(
        "word",
        "the other text has a number word of the value, or of the value with the million after it",
        _in_words,
        (
            Example("en-el", "the seven members", "τα 7 μέλη"),
            Example("en-hu", "a 5-year-old boy", "egy ötéves fiú"),
            Example("en-cs", "Police arrested a man, 37.", "Policie zatkla sedmatřicetiletého muže."),
            Example("en-da", "75 people came.", "Femoghalvfjerds personer kom."),
            Example("en-mt", "48 people came.", "Ġew tmienja u erbgħin ruħ."),
            Example("en-ga", "the 21st session", "an t-aonú seisiún is fiche"),
            Example("en-es", "the 15th session", "la decimoquinta sesión"),
            Example("en-bg", "The fund has 1.5 million euros.", "Фондът има милион и половина евро."),
            Example("en-lv", "It took 2.5 years.", "Tas ilga divarpus gadus."),
            Example("en-cs", "some 2,200 fighters", "asi dva tisíce dvě stě bojovníků"),
            Example("en-cs", "between 6,000 and 6,500", "šest až šest a půl tisíce"),
        ),
        (
            Example("en-da", "48 people came.", "Syvogfyrre personer kom."),
            Example("en-de", "It took 2.5 years.", "Es dauerte dreieinhalb Jahre."),
            Example("en-fi", "the 21st session", "kahdeskymmenestoinen istunto"),
            Example("en-el", "the 7 members", "τα οκτώ μέλη"),
        ),
    ),
    SingleRule(
        "fraction",
        "50 or 25 per cent, 30 or 15 minutes or a fraction, told as a half, a quarter or a fraction in words",
        _fraction_in_words,
        (
            Example("en-de", "50 % of them", "die Hälfte von ihnen"),
            Example("en-fr", "25 % of them", "un quart d'entre eux"),
            Example("en-it", "Add 3/8 of it.", "Aggiungerne tre ottavi."),
            Example("en-sv", "3/4 of the members", "tre fjärdedelar av medlemmarna"),
            Example("en-nl", "2/3 of the members", "twee derde van de leden"),
            Example("en-pl", "a half of them", "50 % z nich"),
        ),
        (
            Example("en-de", "50 people", "die Hälfte der Leute"),
            Example("en-fr", "It takes 30 days.", "Cela prend une demi-journée."),
            Example("en-it", "Add 3/8 of it.", "Aggiungerne tre quinti."),
            Example("en-nl", "2/3 of the members", "drie vierde van de leden"),
        ),
    ),
    SingleRule(
        "half past",
        "the hour or the minutes of a clock time at a half or a quarter, told in words",
        _minutes_in_words,
        (
            Example("en-cs", "around 11:30 p.m.", "kolem půl dvanácté"),
            Example("en-de", "at 7:30", "um halb acht"),
            Example("en-sl", "At 7:45", "Ob tričetrt na osem"),
            Example("en-es", "at 10:15", "a las diez y cuarto"),
        ),
        (
            Example("en-cs", "around 11:30 p.m.", "kolem půl desáté"),
            Example("en-de", "at 7:40", "um halb acht"),
            Example("en-de", "It costs 7.30 euros.", "Es kostet halb so viel wie acht."),
        ),
    ),
    SingleRule(
        "hour in words",
        "an hour of a clock time after noon, told in words that count to twelve",
        _hour_in_words,
        (
            Example("fr-en", "à 15 heures", "at three in the afternoon"),
            Example("de-en", "um 20 Uhr", "at eight in the evening"),
            Example("en-et", "at three p.m.", "kell 15"),
        ),
        (
            Example("fr-en", "à 15 heures", "at four in the afternoon"),
            Example("fr-en", "Il a 15 voitures.", "In the afternoon he has three cars."),
        ),
    ),
    SingleRule(
        "noon and midnight",
        "12, 0 or 24 as the hour of a clock time, told as noon or midnight",
        _noon_or_midnight,
        (
            Example("en-bg", "It starts at noon.", "Започва в 12 ч."),
            Example("en-it", "It ends at midnight.", "Finisce alle 24.00."),
            Example("en-fr", "It starts at 12 noon.", "Il commence à midi."),
            Example("en-hu", "It ends at midnight.", "Éjfélkor, 24 órakor ér véget."),
            Example("de-en", "um 0 Uhr", "at midnight"),
        ),
        (
            Example("en-de", "It starts at noon.", "Es beginnt um 14 Uhr."),
            Example("en-bg", "At noon they came.", "По обед дойдоха 12 души."),
            Example("en-it", "It ends at midnight.", "Finisce alle 12.30."),
        ),
    ),
    SingleRule(
        "Roman numeral",
        "a number that is no amount, from I to XXXIX in the other text",
        _roman,
        (
            Example("en-fr", "in the 21st century", "au XXIe siècle"),
            Example("en-pl", "the 5th chapter", "rozdział V"),
            Example("hu-en", "a XIV. kerület", "the 14th district"),
        ),
        (
            Example("en-fr", "in the 21st century", "au XXe siècle"),
            Example("en-pl", "It grew by 5 %.", "Rozdział V: wzrost."),
        ),
    ),
    SingleRule(
        "month",
        "the month of a date in digits, told by its name",
        _month_name,
        (
            Example("en-de", "on 12 June 2022", "am 12.6.2022"),
            Example("en-cs", "on September 11", "11. 9."),
            Example("sv-en", "2022-06-12", "12 June 2022"),
            Example("fi-en", "12.6.2022", "12 June 2022"),
        ),
        (
            Example("en-de", "In May 5 people died.", "Im Mai starben Menschen."),
            Example("fi-en", "12.6.2022", "12 July 2022"),
        ),
    ),
    SingleRule(
        "decade in words",
        "the years of a decade or a century, told in words or by the number of the century",
        _decade_in_words,
        (
            Example("en-de", "in the 1960s", "in den Sechzigerjahren"),
            Example("en-lv", "in the 1990s", "deviņdesmitajos gados"),
            Example("en-fr", "in the 1800s", "au XIXe siècle"),
            Example("sv-en", "på 1800-talet", "in the nineteenth century"),
        ),
        (
            Example("en-de", "in the 1960s", "in den Siebzigerjahren"),
            Example("en-de", "It has 1960 members.", "Er hat sechzig Mitglieder."),
        ),
    ),
    SingleRule(
        "century in words",
        "the number of a century, told by its hundreds in words",
        _century_in_words,
        (
            Example("en-it", "In the 18th century", "Nel Settecento"),
            Example("en-it", "In the 19th century", "Nell'Ottocento"),
            Example("en-sv", "in the 19th century", "på artonhundratalet"),
        ),
        (
            Example("en-it", "In the 19th century", "Nel Settecento"),
            Example("en-it", "It has 18 rooms.", "Ha settecento stanze."),
            Example("en-it", "In the 18th century", "Con settecento euro"),
        ),
    ),
    SingleRule(
        "century of a decade",
        "the number of a century beside a decade, where the other text has the years of the decade",
        _century_of_decade,
        (
            Example("en-cs", "in the 1930s", "v 30. letech 20. století"),
            Example("en-lv", "in the 1980s", "20. gadsimta 80. gados"),
            Example("sk-en", "v 80. rokoch 19. storočia", "in the 1880s"),
        ),
        (
            Example("en-cs", "in the 1930s", "v 30. letech 19. století"),
            Example("en-cs", "in the 1930s", "v 30. letech s 20 lidmi"),
        ),
    ),
    SingleRule(
        "period",
        "a number before a unit of time, told by a word for the period or in another unit in words",
        _period_word,
        (
            Example("en-es", "A 5-year plan", "Un plan quinquenal"),
            Example("en-fr", "Every 3 months", "Chaque trimestre"),
            Example("en-bg", "A 6-month report", "Полугодишен доклад"),
            Example("en-el", "within 48 hours", "εντός διημέρου"),
            Example("en-fr", "It takes 15 minutes.", "Cela prend un quart d'heure."),
            Example("en-ga", "for 14 days", "ar feadh dhá sheachtain"),
            Example("es-en", "Un plan de 2 años", "A biennial plan"),
        ),
        (
            Example("en-fr", "A 5-year plan", "Un plan triennal"),
            Example("en-es", "A 6-month report", "Un informe trimestral"),
            Example("en-es", "It has 5 members.", "Tiene un plan quinquenal."),
        ),
    ),
    SingleRule(
        "around the clock",
        "24 hours, told as day and night or around the clock",
        _clock_round,
        (
            Example("en-de", "The helpline is open 24 hours a day.", "Die Hotline ist rund um die Uhr erreichbar."),
            Example("en-bg", "The helpline is open 24 hours a day.", "Телефонът за помощ работи денонощно."),
            Example("en-fi", "open 24 hours a day", "avoinna ympäri vuorokauden"),
            Example("pl-en", "czynne 24 godziny", "open around the clock"),
        ),
        (
            Example("en-de", "It has 24 rooms.", "Es ist rund um die Uhr geöffnet."),
            Example("en-de", "within 12 hours a day", "rund um die Uhr"),
        ),
    ),
    SingleRule(
        "idiom",
        "digits in an expression of its own text that is told in other words",
        _idiom,
        (
            Example("en-de", "It opens 24/7.", "Es ist immer geöffnet."),
            Example("en-fr", "a catch-22", "un cercle vicieux"),
        ),
        (Example("en-fr", "a group of 22", "un groupe"),),
    ),
    SingleRule(
        "measure",
        "a number of miles, feet, pounds or degrees Fahrenheit, converted to metric units or from them",
        _converted,
        (
            Example("en-da", "winds of 85 mph", "vinde på 137 km/t"),
            Example("en-fr", "He is 6 feet tall.", "Il mesure 1,83 m."),
            Example("en-sl", "The 6-foot-6 forward", "198 cm visok napadalec"),
            Example("en-de", "It is 70°F outside.", "Draußen sind es 21 °C."),
            Example("en-bg", "Bake at 350°F.", "Печете на 180 °C."),
            Example("de-en", "Es sind 16 km.", "It is 10 miles."),
        ),
        (
            Example("en-de", "It is 70°F outside.", "Draußen sind es 35 °C."),
            Example("en-da", "winds of 85 mph", "vinde på 187 km/t"),
            Example("en-de", "85 people came.", "Es kamen 137 Leute."),
        ),
    ),
)


def spelled_out(number: Number, own: Side, other: Side) -> bool:
    """Whether the other text says a number without its digits, by one of the rules."""
    return any(rule.holds(number, own, other) for rule in SINGLES)
