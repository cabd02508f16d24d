"""Times of day: which numbers are hours. What is one is read off the texts by hand."""

from __future__ import annotations

import pytest
from checking import marked

from mtqa.checks._clocks import afternoon, clock_at, clocks
from mtqa.languages import language


def read(tag: str, text: str) -> list[tuple[str, int, str]]:
    return [(text[c.start : c.end], c.of_day, c.half) for c in clocks(text, language(tag))]


@pytest.mark.parametrize(
    ("tag", "text", "found"),
    [
        ("en", "at 3 p.m.", [("3", 15, "pm")]),
        ("en", "at 12:15 a.m.", [("12:15", 0, "am")]),
        ("en", "at 12 p.m.", [("12", 12, "pm")]),
        ("en", "at 5 in the afternoon", [("5", 17, "pm")]),
        ("en", "at 9 in the morning", [("9", 9, "am")]),
        ("en", "It opens at 5.", [("5", 5, "")]),
        ("en", "from 9 a.m. to 5 p.m.", [("9", 9, "am"), ("5", 17, "pm")]),
        ("en", "between 2 and 4 p.m.", [("2", 2, ""), ("4", 16, "pm")]),
        ("en", "at 0500 sharp", [("0500", 5, "")]),
        ("de", "um 24 Uhr", [("24", 0, "")]),
        ("de", "gegen 8 Uhr abends", [("8", 20, "pm")]),
        ("de", "9-17 Uhr", [("9", 9, ""), ("17", 17, "")]),
        ("fr", "à 15 h 30", [("15 h 30", 15, "")]),
        ("fr", "à 15h30", [("15h30", 15, "")]),
        ("hu", "délután 5-kor", [("5", 17, "pm")]),
        ("sv", "kl. 17.30", [("17.30", 17, "")]),
        ("el", "στις 5 μ.μ.", [("5", 17, "pm")]),
        ("el", "στις 5 π.μ.", [("5", 5, "am")]),
        ("bg", "в 15 ч.", [("15", 15, "")]),
        ("cs", "ve 23.30 místního času", [("23.30", 23, "")]),
        ("mt", "fit-15:00", [("15:00", 15, "")]),
        ("es", "a las 5 p. m.", [("5", 17, "pm")]),
        ("en", "Arrival 15:00 tomorrow", [("15:00", 15, "")]),
        ("fr", "Départ 15 h 30 demain", [("15 h 30", 15, "")]),
        ("en", "Doors 5 in the evening", [("5", 17, "pm")]),
        ("en", "at 5 Monday, at 6 tonight", [("5", 5, ""), ("6", 18, "pm")]),
        ("en", "12 people came at 5.", [("5", 5, "")]),
        ("en", "at 13:00 p.m.", [("13:00", 13, "")]),
        # no hours
        ("en", "Doors 5 people in the evening", []),
        ("en", "In the afternoon 5 people died.", []),
        ("en", "about 12 people", []),
        ("en", "at 5 %", []),
        ("en", "at 5 € each", []),
        ("en", "by 2.5 million", []),
        ("en", "at 25:10", []),
        ("en", "10:30:15 and 1:20,5", []),
        ("en", "at 5-year intervals", []),
        ("en", "at 5/6", []),
        ("en", "G7 at B5", []),
        ("de", "um 5 Prozent", []),
        ("de", "um 5 Euro", []),
        ("pl", "o 15 procent", []),
        ("en", "05/06 0512/33", []),
    ],
)
def test_hours_of_the_day(tag: str, text: str, found: list[tuple[str, int, str]]) -> None:
    assert read(tag, text) == found


def test_minutes() -> None:
    assert [(c.hour, c.minute) for c in clocks("at 7:45, 8.15 a.m. or 9", language("en"))][:2] == [(7, 45), (8, 15)]
    assert [(c.hour, c.minute) for c in clocks("at 0745 sharp", language("en"))] == [(7, 45)]
    assert [(c.hour, c.minute) for c in clocks("à 15 h 30", language("fr"))] == [(15, 30)]
    assert [(c.hour, c.minute) for c in clocks("à 15 heures", language("fr"))] == [(15, 0)]


def test_clock_at_a_place() -> None:
    text, english = "at 7:45 p.m.", language("en")
    assert clock_at(3, text, english) == clock_at(5, text, english) == clocks(text, english)[0]
    assert clock_at(2, text, english) is None
    assert clock_at(7, text, english) is None


def test_afternoon_in_words() -> None:
    assert afternoon("heute Nachmittag", language("de"))
    assert not afternoon("heute Vormittag", language("de"))


def test_a_time_of_day_with_a_full_stop_is_no_foreign_number() -> None:
    """German, Bulgarian and Hungarian write 17.30 for the time of day, and 17,30 for the number."""
    source = "The office is open from 9.00 to 17.30 on working days."
    assert marked("numbers", "en-de", source, "Das Büro ist an Werktagen von 9.00 bis 17.30 Uhr geöffnet.") == []
    assert marked("numbers", "en-bg", source, "Службата е отворена от 9.00 до 17.30 часа в работни дни.") == []
    price = "The price rose from 9.25 to 17.30 euros."
    assert marked("numbers", "en-de", price, "Der Preis stieg von 9,25 auf 17.30 Euro.") == [["17.30"]]
