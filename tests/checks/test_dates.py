"""The check for dates. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import marked, run

from mtqa.results import Severity


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "The meeting on May 11 was short.", "Das Treffen am 11. Mai war kurz."),
        ("en-de", "The meeting on May 11, 2022 was short.", "Das Treffen am 11.05.2022 war kurz."),
        ("en-bg", "The meeting on 11 May was short.", "Срещата на 11 май беше кратка."),
        ("en-lt", "The meeting on 11 May was short.", "Gegužės 11 d. posėdis buvo trumpas."),
        ("en-hu", "The meeting on 11 May 2022 was short.", "A 2022. május 11-i ülés rövid volt."),
        ("en-es", "The meeting on 11 May was short.", "La reunión del 11 de mayo fue breve."),
        ("en-fi", "The meeting on 11 May was short.", "Kokous 11.5. oli lyhyt."),
        ("en-pl", "They may march on Sunday.", "Mogą maszerować w niedzielę."),
        ("en-el", "The third came on Tuesday.", "Ο τρίτος ήρθε την Τρίτη."),
        ("en-pt", "It opens on Monday.", "Abre na segunda-feira."),
        ("en-mt", "On Wednesday four came.", "Nhar l-Erbgħa ġew erbgħa."),
        ("en-de", "Mon 5 May, 3 to 5.", "Mo., 5. Mai, 3 bis 5."),
        ("en-da", "On Sunday you can see 25.", "Om søndagen kan man 25 se."),
        ("en-cs", "Tuesday night or Tuesday morning.", "V úterý večer nebo ráno."),
        ("en-de", "At 3 p.m. it rained.", "Um 15 Uhr regnete es."),
        ("en-cs", "At 3 p.m. it rained.", "Ve 3 odpoledne pršelo."),
        ("fr-de", "En mars-avril il pleuvait.", "Im März und April regnete es."),
        ("en-sw", "The meeting on May 11 was short.", "Mkutano wa Mei 11 ulikuwa mfupi."),
    ],
)
def test_same_date_in_any_form(pair: str, source: str, hypothesis: str) -> None:
    assert run("dates", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-de", "It began on May 11, 2022.", "Es begann am 5. November 2022.", ["May", "November"]),
        ("en-de", "It began on May 11, 2022.", "Es begann am 5.11.2022.", ["May", "5.11.2022"]),
        ("en-bg", "It began on 11 May.", "Започна на 11 юни.", ["May", "юни"]),
        ("en-fr", "It began on 11 May.", "Cela a commencé le 11 mars.", ["May", "mars"]),
        ("de-en", "Es begann am 11. Mai.", "It began on 21 May.", ["Mai", "May"]),
    ],
)
def test_another_date(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert run("dates", pair, source, hypothesis) == [("accuracy/mistranslation/date", Severity.MAJOR, spans)]


@pytest.mark.parametrize(
    ("pair", "hypothesis", "word"),
    [
        ("en-de", "Sie öffnet am Dienstag.", "Dienstag"),
        ("en-el", "Ανοίγει την Τρίτη.", "Τρίτη"),
        ("en-hr", "Otvara se u utorak.", "utorak"),
        ("en-pt", "Abre na terça-feira.", "terça-feira"),
    ],
)
def test_another_day_of_the_week(pair: str, hypothesis: str, word: str) -> None:
    assert run("dates", pair, "It opens on Monday.", hypothesis)[0][1:] == (Severity.MINOR, ["Monday", word])


def test_hours() -> None:
    assert marked("dates", "en-de", "At 3 p.m. it rained.", "Um 3 Uhr regnete es.") == [["3 p.m"]]
    assert marked("dates", "en-de", "At 3:30 pm it rained.", "Um 3:30 pm regnete es.") == [["3:30 pm"]]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        # one day becomes two times the other
        ("en-de", "From Monday night to Tuesday.", "Von Dienstag Nacht bis Dienstag.", ["Monday", "Dienstag"]),
        # a name that is kept
        ("en-fi", "On Monday Night Live he sang.", "Saturday Night Livessa hän lauloi.", ["Monday", "Saturday"]),
        ("en-bg", "It was on Monday.", "Беше в Sunday.", ["Monday", "Sunday"]),
        ("en-de", "Mon 5 May", "Di., 5. Mai", ["Mon", "Di"]),
        ("en-fr", "Sunday 5 May", "lun. 5 mai", ["Sunday", "lun"]),
    ],
)
def test_another_day_of_the_week_in_other_forms(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("dates", pair, source, hypothesis)[0] == spans
