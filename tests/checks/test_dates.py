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
        # "září" is short and "it shines" too; "July" is short
        ("en-cs", "It came in July and went in September.", "Přišlo to v červenci a odešlo v září."),
        ("en-lv", "It hit in late March and early April.", "Tas bija marta beigās un aprīļa sākumā."),
        ("en-de", "The frame from May 10 to the 26th was short.", "Die Zeitspanne vom 10. bis zum 26. Mai war kurz."),
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
        ("en-de", "It began on May 11, 2022.", "Es begann am 5. November 2022.", ["May 11", "5. November"]),
        ("en-de", "It began on May 11, 2022.", "Es begann am 5.11.2022.", ["May 11", "5.11.2022"]),
        ("en-bg", "It began on 11 May.", "Започна на 11 юни.", ["11 May", "11 юни"]),
        ("en-fr", "It began on 11 May.", "Cela a commencé le 11 mars.", ["11 May", "11 mars"]),
        ("de-en", "Es begann am 11. Mai.", "It began on 21 May.", ["11. Mai", "21 May"]),
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


# 3 April in the digits of each language: CLDR 47 (short and medium date formats), and how people type them.
NUMERIC = {
    "bg": "3.4.2017 г.", "cs": "3. 4. 2017", "da": "3.4.2017", "de": "3.4.2017", "el": "3/4/2017", "es": "3/4/2017",
    "et": "03.04.2017", "fi": "3.4.2017", "fr": "03/04/2017", "ga": "03/04/2017", "hr": "3. 4. 2017.",
    "hu": "2017. 04. 03.",
    "it": "3/4/2017", "lt": "2017-04-03", "lv": "3.4.2017.", "mt": "03/04/2017", "nl": "3-4-2017", "pl": "3.04.2017",
    "pt": "03/04/2017", "ro": "03.04.2017", "sk": "3. 4. 2017", "sl": "3. 4. 2017", "sv": "2017-04-03",
}  # fmt: skip


FORMS = ("own", "3/4/2017", "3-4-2017", "3.4.2017", "03/04/17", "2017-04-03", "2017/04/03", "2017. 4. 3.")


@pytest.mark.parametrize("tag", NUMERIC)
@pytest.mark.parametrize("form", FORMS)
def test_day_and_month_in_digits(tag: str, form: str) -> None:
    named = "Xyz 3 April 2017 zyx."
    right = f"Xyz {NUMERIC[tag] if form == 'own' else form} zyx."
    wrong = right.translate(str.maketrans("34", "43"))
    assert run("dates", f"en-{tag}", named, right) == run("dates", f"{tag}-en", right, named) == []
    for found in (run("dates", f"en-{tag}", named, wrong), run("dates", f"{tag}-en", wrong, named)):
        assert [severity for _, severity, _ in found] == [Severity.MAJOR]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "n_findings"),
    [
        ("en-US-de", "03/04/2025", "3. April 2025", 1),
        ("en-US-de", "03/04/2025", "4. März 2025", 0),
        ("en-GB-de", "03/04/2025", "3. April 2025", 0),
        ("en-GB-de", "03/04/2025", "4. März 2025", 1),
        # an English text may be of either kind, where nothing says which
        ("en-de", "03/04/2025", "3. April 2025", 0),
        ("en-de", "03/04/2025", "4. März 2025", 0),
        ("en-de", "03.04.2025", "4. März 2025", 1),
        ("de-en-US", "3. April 2025", "03/04/2025", 1),
        ("de-en-US", "3. April 2025", "04/03/2025", 0),
        # only one of the orders is a date
        ("en-US-de", "25/12/2025", "25. Dezember 2025", 0),
        ("fr-de", "12/25/2025", "25. Dezember 2025", 0),
        ("en-de", "12/25/2025", "25. November 2025", 1),
        # no dates at all
        ("fr-de", "45/45/2025 3. April", "3. April", 0),
        ("fr-de", "1/2/3/2025", "2. Januar", 0),
        ("fr-de", "192.168.3.4", "4. März", 0),
    ],
)
def test_order_of_day_and_month_is_that_of_the_region(pair: str, source: str, hypothesis: str, n_findings: int) -> None:
    from mtqa.contracts import Translation, checks
    from mtqa.corpus import Segment
    from mtqa.languages import language

    middle = pair.index("-", 3) if pair.startswith("en-") and pair.count("-") == 2 else pair.index("-")
    left, right = language(pair[:middle]), language(pair[middle + 1 :])
    translation = Translation(Segment("1", "d", f"Xyz {source}."), f"Xyz {hypothesis}.", left, right)
    assert len(list(checks.get("dates")(translation))) == n_findings


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "n_findings"),
    [
        ("en-de", "The train leaves at 12:15 a.m.", "Der Zug fährt um 12.15 Uhr ab.", 1),
        ("en-pl", "The train leaves at 12:15 a.m.", "Pociąg odjeżdża o 12.15.", 1),
        ("en-bg", "The train leaves at 12:15 p.m.", "Влакът тръгва в 0.15 ч.", 1),
        ("en-de", "The train leaves at 12:15 a.m.", "Der Zug fährt um 0.15 Uhr ab.", 0),
        ("en-de", "The train leaves at 12:15 a.m.", "Der Zug fährt um 24.15 Uhr ab.", 0),
        ("en-de", "The train leaves at 12:15 p.m.", "Der Zug fährt um 12.15 Uhr ab.", 0),
        ("en-de", "The train leaves at 12:15 a.m.", "Der Zug fährt um 12.30 Uhr ab.", 0),
        ("en-es", "The train leaves at 12:15 a.m.", "El tren sale a las 12:15 de la madrugada.", 0),
    ],
)
def test_quarter_past_midnight_is_not_past_noon(pair: str, source: str, hypothesis: str, n_findings: int) -> None:
    found = run("dates", pair, source, hypothesis)
    assert [severity for _, severity, _ in found] == [Severity.MAJOR] * n_findings
