"""The check for names and abbreviations. What is right and wrong is read off the two texts by hand; what countries and
cities are called is the Unicode CLDR's (babel 2.18)."""

from __future__ import annotations

import pytest
from checking import marked, run, run_corpus

from mtqa.checks._names import names, romanised, skeleton
from mtqa.languages import language

SOURCE = "The prime minister Fumio Kishida came to Brussels."


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-bg", "Министър-председателят Фумио Кишида дойде в Брюксел."),
        ("en-el", "Ο πρωθυπουργός Φουμίο Κισίντα ήρθε στις Βρυξέλλες."),
        ("en-cs", "Předseda vlády Fumio Kišida přijel do Bruselu."),
        ("en-lv", "Premjerministrs Fumio Kišida ieradās Briselē."),
        ("en-fi", "Pääministeri Fumio Kishidan vierailu Brysselissä."),
        ("en-de", "Der Premierminister Kishida kam nach Brüssel."),
        ("en-hu", "Kisida Fumio miniszterelnök Brüsszelbe jött."),
    ],
)
def test_names_in_any_script_and_case(pair: str, hypothesis: str) -> None:
    assert run_corpus("names", pair, [(SOURCE, hypothesis)]) == []


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-bg", "Министър-председателят дойде в Брюксел."),
        ("en-de", "Der Premierminister kam nach Brüssel."),
        ("en-el", "Ο πρωθυπουργός ήρθε στις Βρυξέλλες."),
        ("en-fr", "Le premier ministre Dubreuil est venu à Bruxelles."),
    ],
)
def test_lost_name(pair: str, hypothesis: str) -> None:
    assert run_corpus("names", pair, [(SOURCE, hypothesis)]) == [(0, ["Fumio Kishida"])]


def test_name_that_is_translated_everywhere_is_left_alone() -> None:
    texts = [("Then Hradec Zelena was built.", "Dann wurde Grünburg gebaut.")] * 2
    assert run_corpus("names", "en-de", texts) == []


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-cs", "Na jaře odjel z Číny do Německa."),
        ("en-fi", "Keväällä hän lähti Kiinasta Saksaan."),
        ("en-hu", "Tavasszal Kínából Németországba utazott."),
        ("en-el", "Την άνοιξη έφυγε από την Κίνα για τη Γερμανία."),
        ("en-bg", "През пролетта той замина от Китай за Германия."),
        ("en-ga", "D'fhág sé an tSín agus chuaigh sé go dtí an Ghearmáin san earrach."),
        ("en-mt", "Fir-rebbiegħa telaq miċ-Ċina lejn il-Ġermanja."),
    ],
)
def test_country_as_the_language_calls_it(pair: str, hypothesis: str) -> None:
    assert run_corpus("names", pair, [("He left China for Germany in spring.", hypothesis)]) == []


@pytest.mark.parametrize(
    ("pair", "hypothesis", "lost"),
    [
        ("en-cs", "Na jaře odjel z Číny.", "Germany"),  # the consonants of China are among those of Germany
        ("en-de", "Im Frühling reiste er von Polen nach Deutschland.", "China"),
        ("en-bg", "През пролетта той замина за Германия.", "China"),
        ("en-cs", "Na jaře odjel kvůli medicíně do Německa.", "China"),  # "cin", as in Čína
        ("en-ga", "D'fhág sé agus chuaigh sé go dtí an Ghearmáin san earrach.", "China"),
    ],
)
def test_lost_country(pair: str, hypothesis: str, lost: str) -> None:
    assert run_corpus("names", pair, [("He left China for Germany in spring.", hypothesis)]) == [(0, [lost])]


def test_people_and_adjectives_of_a_country() -> None:
    source = "Two Bolivians and a Japanese painter met a British one in Prague."
    good = "Dva Bolivijci a japonský malíř se v Praze setkali s britským."
    assert run_corpus("names", "en-cs", [(source, good)]) == []
    bad = "Dva cestující a malíř se setkali s jiným."
    found = [name for _, (name,) in run_corpus("names", "en-cs", [(source, bad)])]
    assert found == ["Bolivians", "Japanese", "British", "Prague"]


def test_country_in_the_name_of_a_person_is_part_of_the_name() -> None:
    assert run_corpus("names", "en-lv", [("We saw Jordan Spieth play.", "Redzējām spēlējam Džordanu Spītu.")]) == []


def test_words_with_a_capital_letter_that_are_no_names() -> None:
    texts = [("They said “I've seen the MEPs and the Operators”.", "Sie sagten, sie hätten die Abgeordneten gesehen.")]
    assert run_corpus("names", "en-de", texts) == []


def test_title_may_do_without_the_name_that_was_told_before() -> None:
    texts = [("Then Kishida came.", "Dann kam Kishida.")] * 3 + [
        ("Nobody saw President Kishida leave.", "Niemand sah den Präsidenten gehen.")
    ]
    assert run_corpus("names", "en-de", texts) == []


def test_name_told_just_before_may_become_a_pronoun() -> None:
    texts = [
        ("Then Kishida came.", "Dann kam Kishida."),
        ("Then Kishida spoke.", "Dann sprach er."),
        ("Nobody saw Kishida leave.", "Niemand sah ihn gehen."),
    ]
    assert run_corpus("names", "en-de", texts) == []


def test_spelling_of_a_name_changes() -> None:
    texts = [("Then Kishida came.", "Тогава Кишида дойде.")] * 4 + [("We saw Kishida.", "Видяхме Косидо.")]
    assert run_corpus("names", "en-bg", texts) == [(4, ["Косидо"])]


def test_changed_abbreviation() -> None:
    texts = [("The rules of the BJP changed.", "Die Regeln der BPJ änderten sich.")]
    assert run_corpus("names", "en-de", texts) == [(0, ["BJP", "BPJ"])]


def test_abbreviation_of_the_language_itself_is_right() -> None:
    assert run_corpus("names", "en-fr", [("The rules of NATO changed.", "Les règles de l'OTAN ont changé.")]) == []


def test_names_sound_alike() -> None:
    assert skeleton("Kishida") == skeleton("Кишида") == skeleton("Κισίντα".replace("ντ", "δ"))
    assert romanised("Кишида") == "kishida"
    assert romanised("Łódź") == "lodz"
    assert romanised("Μπράιτον") == "braiton"
    assert romanised("Джонсън") == "jonsan"


def test_name_that_all_others_keep_is_missing_although_it_was_told_before() -> None:
    told, lost = ("Then Kishida came.", "Dann kam Kishida."), ("Nobody saw Kishida leave.", "Niemand war zu sehen.")
    assert run_corpus("names", "en-de", [told, ("It rained.", "Es regnete."), lost]) == [(2, ["Kishida"])]


def test_name_of_the_segment_before_may_be_a_pronoun_or_a_word_for_it() -> None:
    texts = [
        ("It is CoronaMelder.", "Es ist CoronaMelder."),
        ("No one must use CoronaMelder.", "Niemand muss sie nutzen."),
    ]
    assert run_corpus("names", "en-de", texts) == []


def test_parts_of_a_lost_name_are_one_finding() -> None:
    texts = [("Nobody was at Quimby Court Tamworth then.", "Niemand war zu sehen.")]
    assert run_corpus("names", "en-de", texts) == [(0, ["Quimby Court Tamworth"])]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-cs", "See the Annex and the Appendix for details.", "Podrobnosti viz příloha a dodatek."),
        ("en-sv", "All data come from Implementing Bodies and Audit Authorities.", "All data kommer från organen."),
        ("en-lt", "Choose between Regions, Topics and Funding Programmes.", "Rinkitės iš sąrašo."),
        ("en-el", "The Union's Digital Compass sets targets.", "Η ψηφιακή πυξίδα της Ένωσης θέτει στόχους."),
        ("en-fi", "Under Annex XII and Chapter 4, costs are refunded.", "Kulut korvataan liitteen XII nojalla."),
        ("en-de", "DNS Compliant - the standard is met.", "Der Standard ist erfüllt."),
        ("en-hr", "Follow #BlueOcean today.", "Pratite #PlaviOcean danas."),
        ("en-it", "How the Green Deal Changes Funding for Small Farms", "Come cambiano i fondi per le piccole aziende"),
        ("en-sv", "They met in Antwerp.", "De träffades i Antwerpen."),
        ("en-cs", "They met in Aachen and Regensburg.", "Sešli se v Cáchách a Řezně."),
        ("en-sk", "They met in Vienna and Venice.", "Stretli sa vo Viedni a v Benátkach."),
        ("en-el", "They met in Munich.", "Συναντήθηκαν στο Μόναχο."),
    ],
)
def test_ordinary_words_with_a_capital_letter_and_exonyms(pair: str, source: str, hypothesis: str) -> None:
    assert run("names", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "lost"),
    [
        ("en-de", "The report was written by Manager Jana Horakova.", "Jana Horakova"),
        ("en-fr", "Its office is in Ljutomer now.", "Ljutomer"),
        ("en-pl", "He worked for Minister Quimby then.", "Quimby"),
    ],
)
def test_names_beside_ordinary_words(pair: str, source: str, lost: str) -> None:
    assert marked("names", pair, source, "Abc def ghi jkl.") == [[lost]]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-bg", "The ECB and the IMF agreed.", "ЕЦБ и МВФ се споразумяха."),
        ("en-pl", "The ECB and the IMF agreed.", "EBC i MFW uzgodniły to."),
        ("en-es", "The DPO and NATO answered.", "El DPD y la OTAN respondieron."),
        ("en-ga", "The EU and the UN met.", "Tháinig AE agus NA le chéile."),
        ("en-lv", "The GDP fell.", "IKP kritās."),
        ("fr-de", "La BCE a décidé.", "Die EZB hat entschieden."),
    ],
)
def test_official_abbreviations(pair: str, source: str, hypothesis: str) -> None:
    assert run_corpus("names", pair, [(source, hypothesis)] * 8) == []


def test_official_abbreviation_of_something_else() -> None:
    assert marked("names", "en-fr", "The ECB raised its rates.", "La BEI a relevé ses taux.") == [["ECB", "BEI"]]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-el", "They asked the minister Walid Karo.", "Ρώτησαν τον υπουργό Ουαλίντ."),
        ("en-el", "It happened in Idlib again.", "Συνέβη ξανά στο Ίντλιμπ."),
        ("en-el", "Then they spoke to Tom Reed.", "Μετά μίλησαν στον Ριντ."),
        ("en-el", "The hospital Louis Pasteur is there.", "Εκεί βρίσκεται το νοσοκομείο Λουί."),
        ("en-bg", "It is known as Puff Daddy now.", "Сега е известен като Пъф Деди."),
        ("en-bg", "He came from Wellingborough then.", "Тогава дойде от Уелингбъроу."),
        ("en-lt", "They drove on to Iowa then.", "Tada jie važiavo į Ajovą."),
        ("en-el", "It fuelled the Washington gossip.", "Τροφοδοτεί τα κουτσομπολιά της Ουάσιγκτον."),
        ("en-sl", "Then a New York nanny sued them.", "Tedaj jih je tožila newyorška varuška."),
        ("en-ga", "He pledged to support young Mexicans.", "Thug sé tacaíocht do Mheicsicigh óga."),
    ],
)
def test_names_as_they_sound(pair: str, source: str, hypothesis: str) -> None:
    assert marked("names", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("source", "doubtful"),
    [
        ("They heard of Brexiteers again.", True),
        ("They heard of Liberties again.", True),
        ("They heard of Headmistresses again.", True),
        ("They heard of Slavs again.", True),
        ("They are connected by WiFi again.", True),
        ("They heard of the old Insp again.", True),
        ("The five-time Ballon d'Or winner came.", True),
        ("They heard of Rodgers again.", False),
        ("They heard of Ballon again.", False),
    ],
)
def test_words_that_may_be_no_names(source: str, doubtful: bool) -> None:
    assert [name.doubtful for name in names(source, language("en"))] == [doubtful]


def test_name_that_is_called_otherwise_throughout() -> None:
    kept = [(f"It is on Kalmora, page {n}.", f"Kalmora szigetén, {n}. oldal.") for n in range(9)]
    rain = ("It rained.", "Esett.")
    other = [("They came to Kalmora then.", "Akkor Tesfinaura érkeztek."), rain] * 2
    lost = [("They came to Kalmora then.", "Akkor megérkeztek."), rain] * 2
    assert run_corpus("names", "en-hu", [*kept, rain, *other]) == []
    assert run_corpus("names", "en-hu", [*kept, rain, *lost]) == [(10, ["Kalmora"]), (12, ["Kalmora"])]


def test_abbreviation_that_is_spelt_out() -> None:
    kept = [(f"The EU has page {n}.", f"Tá leathanach {n} ag an AE.") for n in range(39)] + [
        ("It rained.", "Báisteach.")
    ]
    assert run_corpus("names", "en-ga", [*kept, ("It joins the EU soon.", "Aontachas leis an Aontas Eorpach.")]) == []
    assert run_corpus("names", "en-ga", [*kept, ("It joins the EU soon.", "Aontachas go luath.")]) == [(40, ["EU"])]
    assert run_corpus("names", "en-ga", [*kept[:-1], ("It joins the EU soon.", "Aontachas go luath.")]) == []


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("The process in Retiring is followed.", "Dem Prozess in Sich zurückziehen wird gefolgt."),
        ("More is told in Interacting with new members.", "Mehr steht in Umgang mit neuen Mitgliedern."),
    ],
)
def test_the_title_of_a_section_is_no_name(source: str, hypothesis: str) -> None:
    assert marked("names", "en-de", source, hypothesis) == []
