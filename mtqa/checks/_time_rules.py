"""Rules for hours, dates and lengths of time."""

from __future__ import annotations

import re
from fractions import Fraction

from mtqa.checks._beside_numbers import beside, folded
from mtqa.checks._clocks import Clock, afternoon, clock_at
from mtqa.checks._facts import facts
from mtqa.checks._measures import Side
from mtqa.checks._number_contexts import (
    in_numeric_date,
    is_short_year,
    is_year,
    period_of,
    periods,
    same_period,
)
from mtqa.checks._number_rule import Example, PairRule, SingleRule
from mtqa.checks._number_words import word_quantities
from mtqa.checks._quantities import Number

__all__ = ["PAIRS", "SINGLES"]

_WORD = re.compile(r"[^\W\d_]+")
_OTHER_UNITS = {
    "minute": frozenset({"hour"}),
    "hour": frozenset({"day", "minute"}),
    "day": frozenset({"week", "hour"}),
    "week": frozenset({"day"}),
    "month": frozenset({"year"}),
    "year": frozenset({"month"}),
}


def _hour(number: Number, side: Side) -> Clock | None:
    """The time of day whose hour a number is."""
    clock = clock_at(number.start, side.text, side.language)
    return clock if clock is not None and number.start == clock.start else None


def _same_hour(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    one, other = _hour(source, left), _hour(hypothesis, right)
    if one is None or other is None:
        return False
    if one.of_day == other.of_day:
        return True
    if one.half or other.half or abs(one.hour - other.hour) != 12:
        return False
    return afternoon(left.text, left.language) or afternoon(right.text, right.language)


def _short_year(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    for year, side, short, other in ((source, left, hypothesis, right), (hypothesis, right, source, left)):
        if is_year(year, side) and is_short_year(short, other) and int(year.value) % 100 == int(short.value):
            return True
    return False


def _same_length_of_time(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    one, other = period_of(source, left), period_of(hypothesis, right)
    return one is not None and other is not None and same_period(one, other)


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
    if clock is None or clock.hour <= 12 or not afternoon(other.text, other.language):
        return False
    return str(clock.hour - 12) in word_quantities(other.text, other.language)


def _noon_or_midnight(number: Number, own: Side, other: Side) -> bool:
    if number.value not in ("0", "12", "24"):
        return False
    here, there = beside(own.language.primary), beside(other.language.primary)
    words = {"12": ("noon", "midnight"), "0": ("midnight",), "24": ("midnight",)}[number.value]
    named = [name for name in words if getattr(there, name).search(folded(other.text))]
    beside_word = any(getattr(here, name).match(folded(own.text), number.end + 1) for name in named)
    return bool(named) and (beside_word or _hour(number, own) is not None)


def _month_name(number: Number, own: Side, other: Side) -> bool:
    if not in_numeric_date(number, own):
        return False
    months = facts(other.language.primary).months
    return any(months.find(match.group())[0] == number.value for match in _WORD.finditer(folded(other.text)))


def _period_word(number: Number, own: Side, other: Side) -> bool:
    period = period_of(number, own)
    if period is None:
        return False
    counts = [Fraction(word) for word in word_quantities(other.text, other.language)]
    times = [Fraction(1), *(count for count in counts if count.denominator == 1)]
    named = [(how_many * count, unit) for count, unit in periods(other) for how_many in times]
    named += [(count, unit) for unit in _units_named(other) & _OTHER_UNITS[period[1]] for count in counts]
    return any(same_period(period, one) for one in named)


def _units_named(side: Side) -> set[str]:
    table = facts(side.language.primary).units
    return {table.find(match.group())[0] for match in _WORD.finditer(folded(side.text))}


_DAY_AND_NIGHT = re.compile(r"(?<!\d)24(?!\d)")


def _clock_round(number: Number, own: Side, other: Side) -> bool:
    unit = (period_of(number, own) or (0, ""))[1]
    is_all_week = number.value == "7" and unit in ("day", "week") and _DAY_AND_NIGHT.search(own.text) is not None
    if not is_all_week and (number.value, unit) != ("24", "hour"):
        return False
    return bool(beside(other.language.primary).clock_round.search(folded(other.text)))


PAIRS = (
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
            # somewhere else one of the texts says that it was after noon
            Example("en-pl", "It began at 3. The afternoon was hot.", "Zaczęło się o 15. Było gorąco."),
            Example("en-de", "It began at 3. It was hot.", "Es begann um 15 Uhr. Der Nachmittag war heiß."),
        ),
        (
            Example("en-de", "In the afternoon 5 people died.", "Am Nachmittag starben 17 Menschen."),
            Example("en-de", "Some 12 people came.", "Etwa 24 Personen kamen."),
            Example("en-de", "The price is 12 euros.", "Der Preis beträgt 0 Euro."),
            Example("en-fr", "The list has 12 names.", "La liste compte 24 noms."),
            Example("en-pl", "The train leaves at 3 p.m.", "Pociąg odjeżdża o godz. 16."),
            Example("en-it", "At 3 p.m. 5 trains left.", "Alle 15 partirono 17 treni."),
            Example("en-de", "at 10:03 p.m.", "um 22:15 Uhr"),
            Example("en-de", "In the afternoon 3 people came.", "Am Nachmittag um 15 Uhr kamen sie."),
            Example("en-de", "It began at 3. It was hot.", "Es begann um 15 Uhr. Es war heiß."),
            Example("en-de", "It began at 3. The afternoon was hot.", "Es begann um 16 Uhr. Der Nachmittag war heiß."),
            Example(
                "en-de", "It began at 3 a.m. The afternoon was hot.", "Es begann um 15 Uhr. Der Nachmittag war heiß."
            ),
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
            Example("en-de", "It has 3068 members.", "Er hat ’68 Mitglieder."),
            Example("en-de", "It cost 1968 euros.", "Es kostete ’68."),
            Example("en-lt", "In 1968 it rained.", "Tada lijo 68 dienas."),
            Example("en-es", "from 2018 to 2019", "de 2018-20"),
            Example("en-bg", "The grant is 3000 euros.", "Безвъзмездните средства са 30 евро."),
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

SINGLES = (
    SingleRule(
        "half past",
        "the hour or the minutes of a clock time at a half or a quarter, told in words",
        _minutes_in_words,
        (
            Example("en-cs", "around 11:30 p.m.", "kolem půl dvanácté"),
            Example("en-de", "at 7:30", "um halb acht"),
            Example("en-sl", "At 7:45", "Ob tričetrt na osem"),
            Example("en-es", "at 10:15", "a las diez y cuarto"),
            Example("en-fr", "at 7:30", "à 7 heures et demie"),
            Example("en-de", "at 12:30", "um halb eins"),
            Example("en-de", "at 11:30", "um halb zwölf"),
            Example("en-nl", "at 12:15", "om kwart over twaalf"),
        ),
        (
            Example("en-cs", "around 11:30 p.m.", "kolem půl desáté"),
            Example("en-de", "at 7:40", "um halb acht"),
            Example("en-de", "at 7:40", "um Viertel vor acht"),
            Example("en-de", "at 7:30", "um halb neun"),
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
            Example("fr-en", "à 15 heures", "at three in the morning"),
            Example("fr-en", "à 12 heures", "at zero in the afternoon"),
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
        "month",
        "the month of a date in digits, told by its name",
        _month_name,
        (
            Example("en-de", "on 12 June 2022", "am 12.6.2022"),
            Example("en-cs", "on September 11", "11. 9."),
            Example("sv-en", "2022-06-12", "12 June 2022"),
            Example("en-de", "in 1998-06", "im Juni 1998"),
            Example("fi-en", "12.6.2022", "12 June 2022"),
            Example("en-ko", "on 12 June 2022", "2022년 6월 12일에"),
            Example("zh-en", "2022年6月12日", "12 June 2022"),
        ),
        (
            Example("en-de", "In May 5 people died.", "Im Mai starben Menschen."),
            Example("fi-en", "12.6.2022", "12 July 2022"),
            Example("en-ja", "on 12 June 2022", "2022年7月12日に"),
            Example("en-de", "in 1998-06", "im Juli 1998"),
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
            Example("en-de", "over two decades ago", "vor mehr als 20 Jahren"),
            Example("en-fi", "183 emissions over 24 hours", "183 purkausta vuorokauden aikana"),
            Example("en-pl", "emissions over 24 hours", "emisje w ciągu doby"),
        ),
        (
            Example("en-fr", "A 5-year plan", "Un plan triennal"),
            Example("en-es", "A 6-month report", "Un informe trimestral"),
            Example("en-de", "over two decades ago", "vor mehr als 30 Jahren"),
            Example("en-es", "It has 5 members.", "Tiene un plan quinquenal."),
            Example("en-fi", "183 emissions over 36 hours", "183 purkausta vuorokauden aikana"),
        ),
    ),
    SingleRule(
        "around the clock",
        "24 hours, told as day and night or around the clock",
        _clock_round,
        (
            Example("en-de", "The helpline is open 24 hours a day.", "Die Hotline ist rund um die Uhr erreichbar."),
            Example("en-cs", "The helpline is open 24 hours a day.", "Linka pomoci je v provozu nepřetržitě."),
            Example("en-fi", "open 24 hours a day", "avoinna kellon ympäri"),
            Example("pl-en", "czynne 24 godziny", "open around the clock"),
            Example("en-cs", "It is open 24 hours a day, 7 days a week.", "Je otevřeno nepřetržitě."),
        ),
        (
            Example("en-de", "It has 24 rooms.", "Es ist rund um die Uhr geöffnet."),
            Example("en-de", "within 12 hours a day", "rund um die Uhr"),
            Example("en-de", "within 7 days", "rund um die Uhr"),
        ),
    ),
)
