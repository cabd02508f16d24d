"""The numbers check. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import marked, run

from mtqa.results import Severity

SAME = [
    # formats
    ("en-de", "It cost 1,234.5 euros.", "Es kostete 1.234,5 Euro."),
    ("en-fr", "Some 12,500 people came.", "Quelque 12\u202f500 personnes sont venues."),
    ("en-bg", "Some 12,500 people came.", "Дойдоха около 12 500 души."),
    ("en-pl", "Some 12,500 people came.", "Przyszło około 12\u00a0500 osób."),
    ("de-en", "Es waren 3,5 Prozent.", "It was 3.5 per cent."),
    ("fi-en", "Hinta oli 1 250,75 euroa.", "The price was 1,250.75 euros."),
    ("en-hr", "In 2018 135 people came.", "Godine 2018. došlo je 135 ljudi."),
    ("en-de", "It has 2,06,737 cases.", "Es gibt 206.737 Fälle."),
    # ordinals, dates, decades, centuries
    ("en-bg", "the 28th EU-Japan summit", "28-ата среща на върха ЕС-Япония"),
    ("en-de", "on 12 June 2022", "am 12.6.2022"),
    ("en-cs", "on September 11", "11. září"),
    ("en-fr", "in the 21st century", "au XXIe siècle"),
    ("en-sv", "in the 19th century", "på 1800-talet"),
    ("en-de", "in the 1960s", "in den Sechzigerjahren"),
    ("en-es", "from 2018 to 2019", "de 2018-19"),
    ("en-lt", "in the 1980s", "9-ajame dešimtmetyje"),
    # hours
    ("en-fi", "at 5.30pm", "kello 17.30"),
    ("en-de", "at 3 p.m.", "um 15:00 Uhr"),
    ("en-cs", "around 11:30 p.m.", "kolem půl dvanácté"),
    # words and digits
    ("en-el", "the seven members", "τα 7 μέλη"),
    ("en-hu", "a 5-year-old boy", "egy ötéves fiú"),
    ("en-de", "Police arrested a man, 37.", "Die Polizei verhaftete einen siebenunddreißigjährigen Mann."),
    ("en-cs", "Police arrested a man, 37.", "Policie zatkla sedmatřicetiletého muže."),
    ("en-fi", "at 7 a.m.", "aamuseitsemältä"),
    ("en-ga", "at the age of 17", "in aois seacht mbliana déag"),
    ("en-it", "24 hours", "ventiquattro ore"),
    ("en-mt", "12 members", "tnax-il membru"),
    ("en-cs", "some 2,200 fighters", "asi dva tisíce dvě stě bojovníků"),
    ("de-fr", "etwa 1 ½ m tief", "profonde de 1,50 m"),
    ("en-lv", "1.5 hours", "pusotru stundu"),
    ("en-de", "three of the five", "drei der 5"),
    ("en-ga", "the seven seas", "na seacht bhfarraige"),
    ("en-sl", "for four days", "štiridnevni"),
    # scales
    ("en-ro", "1.5 million people", "1 500 000 de oameni"),
    ("en-es", "$3.6bn", "3600 millones de dólares"),
    ("fr-de", "5 500 milliards d'euros", "5,5 Billionen Euro"),
    ("en-nl", "5 million", "vijf miljoen"),
    ("en-de", "14 lakh cases", "1,4 Millionen Fälle"),
    # units
    ("en-da", "winds of 85 mph", "vinde på 137 km/t"),
    ("en-fr", "1 to 4 inches of rain", "de 2,5 à 10 cm de pluie"),
    ("en-sl", "The 6-foot-6 forward", "198 cm visok napadalec"),
    ("en-pl", "It reached 80 degrees Fahrenheit.", "Temperatura sięgnęła 27 stopni."),
    # what is no number
    ("en-de", "It opens 24/7.", "Es ist rund um die Uhr geöffnet."),
    ("fr-de", "le carbone", "das CO2"),
    ("en-de", "after Covid-19", "nach Corona"),
    ("en-pt", "See https://example.org/2019/05", "Ver https://example.org/pt"),
]

WRONG = [
    ("en-bg", "the 28th summit", "27-ата среща на върха", ["28", "27"]),
    ("en-de", "It grew by 1.5 per cent.", "Es wuchs um 15 Prozent.", ["1.5", "15"]),
    ("en-sk", "It grew by 12,500.", "Vzrástlo to o 12,5.", ["12,500", "12,5"]),
    ("en-el", "in May 2022", "τον Μάιο", ["2022"]),
    ("en-lt", "on 12 June", "birželio 21 d.", ["12", "21"]),
    ("en-et", "The members met.", "Kohtusid 27 liiget.", ["27"]),
    ("en-ga", "from 2018 to 2019", "ó 2018 go 2010", ["2019", "2010"]),
    ("en-lt", "Gerrard made eight changes.", "Gerrardas atliko keturis keitimus.", ["eight", "keturis"]),
    ("en-fi", "for five years", "seitsemän vuoden ajan", ["five", "seitsemän"]),
    ("en-hu", "4.67 lakh cases", "46 700 eset", ["4.67", "46 700"]),
]


@pytest.mark.parametrize(("pair", "source", "hypothesis"), SAME)
def test_same_number_in_another_form_is_no_problem(pair: str, source: str, hypothesis: str) -> None:
    assert marked("numbers", pair, source, hypothesis) == []


@pytest.mark.parametrize(("pair", "source", "hypothesis", "spans"), WRONG)
def test_other_number_is_found_where_it_stands(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("numbers", pair, source, hypothesis) == [spans]


def test_number_formatted_as_in_the_source_is_a_minor_problem_of_convention() -> None:
    found = run("numbers", "en-it", "a magnitude of 7.5", "una magnitudo di 7.5")
    assert found == [("locale-conventions/number-format", Severity.MINOR, ["7.5"])]


def test_thousands_copied_into_a_language_where_they_mean_a_fraction() -> None:
    found = run("numbers", "en-de", "some 1,500 people", "etwa 1,500 Menschen")
    assert found == [("locale-conventions/number-format", Severity.MINOR, ["1,500"])]


def test_aside_in_another_currency_may_go() -> None:
    found = run("numbers", "en-sv", "worth $200 billion (£150 billion)", "värda 200 miljarder dollar")
    assert found == [("accuracy/mistranslation", Severity.MINOR, ["150"])]


def test_empty_texts_and_languages_without_facts() -> None:
    assert marked("numbers", "en-de", "", "12") == []
    assert marked("numbers", "en-de", "12", "") == []
    assert marked("numbers", "en-sw", "12,500 people", "watu 12,500") == []
    assert marked("numbers", "en-sw", "in 2018", "mwaka 2019") == [["2018", "2019"]]


def test_very_long_text_is_only_counted() -> None:
    found = run("numbers", "en-de", "1 " * 20_000, "1 " * 19_999)
    assert found == [("accuracy/mistranslation", Severity.MAJOR, [])]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-lt", "It takes nine months.", "Tai trunka šešis mėnesius.", ["nine", "šešis"]),
        ("en-lv", "It opens in nine shops.", "To atver četros veikalos.", ["nine", "četros"]),
        ("en-mt", "It opens in nine shops.", "Jiftaħ f’erba’ ħwienet.", ["nine", "f’erba"]),
        ("en-sk", "With five people.", "So šiestimi ľuďmi.", ["five", "šiestimi"]),
        ("en-bg", "Nineteen people came.", "Дойдоха деветдесет души.", ["Nineteen", "деветдесет"]),
        ("en-de", "Thirteen people came.", "Dreißig Personen kamen.", ["Thirteen", "Dreißig"]),
        ("en-el", "Twelve people came.", "Ήρθαν έντεκα άτομα.", ["Twelve", "έντεκα"]),
        # the ordinal beside it is the same on both sides
        (
            "en-de",
            "In the fourth minute, then eleven later.",
            "In der vierten Minute, dann vier später.",
            ["eleven", "vier"],
        ),
        # "fem" is no May
        ("en-sv", "They may lead by thirty.", "De må leda med fem.", ["thirty", "fem"]),
    ],
)
def test_another_number_word_in_any_form(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("numbers", pair, source, hypothesis) == [spans]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-fr", "Ninety-two people came.", "Quatre-vingt-douze personnes sont venues."),
        ("en-fr", "75 people came.", "Soixante-quinze personnes sont venues."),
        ("en-fr", "80 people came.", "Quatre-vingts personnes sont venues."),
        ("en-sl", "25 people came.", "Prišlo je petindvajset ljudi."),
        ("en-da", "Ninety-two people came.", "92 mennesker kom."),
        ("en-bg", "As shown[1] before.", "Както е показано преди."),  # a note mark, which another check looks after
        # Friday is the fifth day
        ("en-lt", "They avoided it on the back nine on Friday.", "Jos jie išvengė ir penktadienio popietę."),
        # "sé" is six, and "he"; "nouă" is nine, and "new"
        ("en-ga", "The author of Five Lives is here.", "Tá údar an leabhair anseo, dúirt sé."),
        ("en-ro", "The nine-year plan has three parts.", "Planul pe nouă ani are trei părți."),
    ],
)
def test_tens_that_are_counted_otherwise(pair: str, source: str, hypothesis: str) -> None:
    assert marked("numbers", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        ("en-de", "It cost 2 billion.", "Es kostete 2 Billionen.", ["2", "2"]),
        ("en-es", "It cost 1.5 billion.", "Costó 1,5 billones.", ["1.5", "1,5"]),
        ("en-bg", "It cost 3 million.", "Струва 3 милиарда.", ["3", "3"]),
        ("en-ro", "It has 25 billion.", "Are 25 de milioane.", ["25", "25"]),
        ("fr-en", "Cela coûte 5 milliards.", "It costs 5 million.", ["5", "5"]),
    ],
)
def test_another_scale(pair: str, source: str, hypothesis: str, spans: list[str]) -> None:
    assert marked("numbers", pair, source, hypothesis) == [spans]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "It cost 2 billion.", "Es kostete 2 Milliarden."),
        ("en-es", "It cost 1.5 billion.", "Costó 1500 millones."),
        ("en-pt", "It cost 2 billion.", "Custou 2 mil milhões."),
        ("en-fi", "It cost 2bn.", "Se maksoi 2 mrd. euroa."),
    ],
)
def test_same_scale(pair: str, source: str, hypothesis: str) -> None:
    assert marked("numbers", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-ja", "It has 12,500 members.", "会員数は1万2500人です。"),
        ("en-ja", "It cost 2.5 million.", "250万円かかった。"),
        ("en-zh", "It has 1.4 billion people.", "有14亿人口。"),
        ("en-ko", "It has 120,000 members.", "회원은 12만 명이다."),
    ],
)
def test_numbers_that_count_in_ten_thousands(pair: str, source: str, hypothesis: str) -> None:
    assert marked("numbers", pair, source, hypothesis) == []
    assert marked("numbers", pair, source, hypothesis.replace("2", "3").replace("14", "15")) != []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "n_findings"),
    [
        ("en-cs", "41.78 lakh cases", "4,17 milionu případů", 0),  # 4,178,000
        ("en-cs", "41.78 lakh cases", "4,2 milionu případů", 0),
        ("en-cs", "41.78 lakh cases", "4,19 milionu případů", 1),
        ("en-de", "4.178 million cases", "4,17 Millionen Fälle", 1),  # the same scale: not told in other words
    ],
)
def test_number_told_in_another_scale_may_be_rounded(pair: str, source: str, hypothesis: str, n_findings: int) -> None:
    assert len(run("numbers", pair, source, hypothesis)) == n_findings


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis", "spans"),
    [
        # every number of a date by itself
        ("de-fi", "am 12.6.2022", "13.7.2022", [["12", "13"], ["6", "7"]]),
        # a fraction beside a whole number
        ("en-de", "5 and ½ litre", "5 Liter", [["½"]]),
        ("en-de", "It cost 100 euros.", "Es kostete Geld.", [["100"]]),
        ("en-de", "It has 60 km2.", "Es hat 70 km².", [["60", "70"]]),
        ("en-bg", "It has 60 km2 in all.", "Има общо 60 км2.", []),
        ("en-de", "It is 5 m3.", "Es sind 5 m³.", []),
        # short names and scales
        ("de-fr", "2G beim Einkaufen", "la VR pour les courses", []),
        ("en-bg", "The G8 met in Japan.", "Срещата беше в Япония.", []),
        ("en-de", "The A310 flies.", "Das Flugzeug fliegt.", [["310"]]),
        ("en-de", "The A310 flies.", "Der A330 fliegt.", [["310", "330"]]),
        ("en-de", "a 10W panel", "eine Tafel", [["10"]]),
        ("en-de", "a full-size studio", "ein 1:1-Studio", []),
        ("en-cs", "a 1-1 draw", "remíza 1:1", []),
        ("en-de", "a 3:2 win", "ein Sieg", [["3"], ["2"]]),
        # number words of languages whose words are not known
        ("cs-uk", "je 24 hodin k dispozici", "працює цілодобово", []),
        ("cs-uk", "je 240 hodin k dispozici", "працює цілодобово", [["240"]]),
        ("cs-uk", "je 24 hodin k dispozici", "працює 23 години", [["24", "23"]]),
        # copied with a name
        ("en-de", "the “Apache 2.0 License”", "die „Apache 2.0 License“", []),
        ("en-de", "under Apache 2.0 and 3.5 others", "unter Apache 2.0 und 3.5 anderen", [["3.5"]]),
    ],
)
def test_numbers_by_themselves_and_in_names(pair: str, source: str, hypothesis: str, spans: list[list[str]]) -> None:
    assert marked("numbers", pair, source, hypothesis) == spans


@pytest.mark.parametrize(
    ("source", "hypothesis", "severity"),
    [
        ("It cost 100 euros.", "Es kostete Geld.", Severity.MAJOR),
        ("It is 100 % sure.", "Es ist völlig sicher.", Severity.MINOR),
        ("It is 90 % sure.", "Es ist völlig sicher.", Severity.MAJOR),
        ("It had (some 90) rooms.", "Es hatte Zimmer.", Severity.MINOR),
        ("It had (old) 90 rooms.", "Es hatte Zimmer.", Severity.MAJOR),
        ("It had 1 room.", "Es hatte Platz.", Severity.MINOR),
        ("It had 0 rooms.", "Es hatte Platz.", Severity.MINOR),
        ("It is 7 miles off.", "Es ist weit weg.", Severity.MINOR),
        ("It had 2 rooms.", "Es hatte Platz.", Severity.MAJOR),
    ],
)
def test_how_bad_a_lost_number_is(source: str, hypothesis: str, severity: Severity) -> None:
    assert [found[1] for found in run("numbers", "en-de", source, hypothesis)] == [severity]


def test_messages() -> None:
    from checking import translated

    from mtqa.contracts import checks

    def messages(source: str, hypothesis: str) -> list[str]:
        return [problem.message for problem in checks.get("numbers")(translated("en-de", source, hypothesis))]

    assert messages("It has 5 rooms.", "Es hat 7 Zimmer.") == ["“5” has become “7”"]
    assert messages("It has 5 rooms.", "Es hat Zimmer.") == ["“5” is missing from the translation"]
    assert messages("It has rooms.", "Es hat 7 Zimmer.") == ["“7” is not in the source"]
    assert messages("It has 2.5 of it.", "Es hat 2.5 davon.") == ["“2.5” is not how German writes this number"]
    assert messages("It has 2 billion.", "Es hat 2 Billionen.") == ["“2 billion” has become “2 billionen”"]
    assert messages("1 2 3 " * 4000, "1 2 3 " * 3999) == [
        "3 numbers of the source are missing from the translation, and 0 are not in the source"
    ]
    many = " ".join(map(str, range(1000, 1045)))
    assert messages(many, "Nichts davon.") == [
        "45 numbers of the source are missing from the translation, and 0 are not in the source"
    ]
    assert len(messages(" ".join(map(str, range(1000, 1040))), "Nichts davon.")) == 40


@pytest.mark.parametrize(
    ("source", "hypothesis", "found"),
    [
        ("Ask on the l10n list.", "Fragen Sie auf der Liste.", []),
        ("The B2B market grows.", "Der Markt wächst.", []),
        ("It works with IPv6 only.", "Es geht nur mit dem neuen.", []),
        ("It costs EUR50m.", "Es kostet etwas.", [["50"]]),
        ("It takes 8h30min.", "Es dauert.", [["8"], ["30"]]),
    ],
)
def test_figures_inside_short_names_are_no_quantities(source: str, hypothesis: str, found: list[list[str]]) -> None:
    assert marked("numbers", "en-de", source, hypothesis) == found


@pytest.mark.parametrize("text", ["3.1.", "3.1)", "2.4.1", " 10.2. "])
def test_the_number_of_a_section_stands_alone_as_it_is(text: str) -> None:
    assert marked("numbers", "en-fr", text, text) == []


def test_a_decimal_number_that_stands_alone_is_written_as_the_language_does() -> None:
    assert marked("numbers", "en-fr", "3.1", "3.1") == [["3.1"]]
