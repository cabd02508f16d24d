"""The check for omissions and additions. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import math

import pytest
from checking import run, run_corpus

from mtqa.checks.omission import _n_sentences
from mtqa.results import Severity

SOURCE = (
    "The leaders discussed the military aggression of Russia against Ukraine and the shock waves that it sends "
    "throughout the world, as well as the developments in the Indo-Pacific region."
)
BULGARIAN = (
    "Лидерите обсъдиха военната агресия на Русия срещу Украйна и вълните, които тя предизвиква в целия свят, както и "
    "събитията в Индийско-Тихоокеанския регион."
)


def test_segment_without_translation_is_an_omission() -> None:
    assert run("omission", "en-bg", SOURCE, "") == [("accuracy/omission", Severity.MAJOR, [SOURCE])]
    assert run("omission", "en-bg", SOURCE, " \n") == [("accuracy/omission", Severity.MAJOR, [SOURCE])]


def test_segment_without_source_is_an_addition() -> None:
    assert run("omission", "en-bg", "", BULGARIAN) == [("accuracy/addition", Severity.MAJOR, [BULGARIAN])]


def test_marks_without_words_may_go() -> None:
    assert run("omission", "en-bg", "* * *", "") == []
    assert run("omission", "en-bg", "", "—") == []
    assert run("omission", "en-bg", "", "") == []


def test_whole_translation_is_no_problem() -> None:
    assert run("omission", "en-bg", SOURCE, BULGARIAN) == []


@pytest.mark.parametrize("share", [0.2, 0.3, 0.4])
def test_translation_that_breaks_off(share: float) -> None:
    found = run("omission", "en-bg", SOURCE, BULGARIAN[: int(share * len(BULGARIAN))].rstrip(" ,"))
    assert [(category, severity) for category, severity, _ in found] == [("accuracy/omission", Severity.MAJOR)]


def test_translation_given_twice() -> None:
    found = run("omission", "en-bg", SOURCE, f"{BULGARIAN} {BULGARIAN}")
    assert [category for category, _, _ in found] == ["accuracy/addition"]


def test_lost_sentence() -> None:
    source = "The summit was held in Tokyo on Thursday. The leaders agreed on further steps towards a partnership."
    found = run("omission", "en-de", source, "Das Gipfeltreffen fand am Donnerstag in Tokio statt.")
    assert [category for category, _, _ in found] == ["accuracy/omission"]


def test_initial_does_not_end_a_sentence() -> None:
    source = (
        "M. Morneau a remboursé cet argent le matin même, en début d'après-midi, devant la Commission des finances."
    )
    hypothesis = "Morneau zahlte das Geld am selben Morgen vor dem Finanzausschuss zurück."
    assert run("omission", "fr-de", source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "Yes.", "Selbstverständlich, ja."),
        ("de-en", "Kontaktinformationen", "Contact"),
        ("en-fi", "Read more about it", "Lue lisää"),
        ("en-fr", "Next steps", "Prochaines étapes à venir"),
    ],
)
def test_short_texts_may_differ_much(pair: str, source: str, hypothesis: str) -> None:
    assert run("omission", pair, source, hypothesis) == []


def test_threshold_follows_the_language_pair() -> None:
    """100 characters: variance 0.07**2 + 1.3**2/100, so the deviation is 0.1476; 3.6 of them are 0.531 in logarithm.

    German is longer than English by 0.169: exp(0.169 - 0.531) * 100 = 69.6 characters are the least that passes, the
    other way round exp(-0.169 - 0.531) * 100 = 49.7. Length alone is no more than a remark.
    """
    spread = math.hypot(0.07, 0.13)
    assert spread == pytest.approx(0.1476, abs=1e-4)
    english = "x" * 99 + "."
    assert run("omission", "en-de", english, "x" * 69 + ".") == []
    assert run("omission", "en-de", english, "x" * 68 + ".")[0][1] is Severity.NEUTRAL
    assert run("omission", "de-en", english, "x" * 49 + ".") == []
    assert run("omission", "de-en", english, "x" * 47 + ".")[0][1] is Severity.NEUTRAL


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-fi", "Where to find more detailed information?", "Lisätietoja"),
        ("en-sl", "How can you contact us and what will happen then?", "Kontakt"),
        ("en-de", "3. What should I do if I have been exposed to a confirmed case?", "3. Risiko-Begegnung – was tun?"),
        (
            "en-fr",
            "You find an overview in the section [Members](https://example.eu/members/of/the/federation/overview?x=1).",
            "Vous trouverez un aperçu dans la section « Membres ».",
        ),
    ],
)
def test_a_heading_may_be_brief_and_an_address_is_no_text(pair: str, source: str, hypothesis: str) -> None:
    assert run("omission", pair, source, hypothesis) == []
    assert run("fragments", pair, source, hypothesis) == []


def test_major_omissions_have_proof() -> None:
    """Three of four funds are missing; then a sentence of two."""
    source = (
        "It covers the projects of the Regional Fund (ERDF), the Cohesion Fund (CF), the Instrument for Aid (IPA) "
        "and the European Neighbourhood Instrument (ENI)."
    )
    found = run("omission", "en-fr", source, "Il couvre les projets du Fonds régional (FEDER).")
    assert [severity for _, severity, _ in found] == [Severity.MAJOR]


def test_a_brief_text_with_a_number_in_digits_is_not_too_short() -> None:
    assert run("omission", "en-hu", "It has twenty-seven members.", "27 tagja van.") == []
    assert run("omission", "en-hu", "It has twenty-seven members.", "27.") != []


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-de", "Die Maßnahme ist für die ganze Region nötig."),
        ("en-fr", "La mesure est nécessaire pour toute la région."),
        ("en-bg", "Мярката е полезна за целия регион."),
        ("en-pl", "Ten środek jest konieczny w całym regionie."),
        ("en-hu", "Az intézkedés szükséges az egész régióban."),
        ("en-el", "Το μέτρο είναι χρήσιμο για όλη την περιοχή."),
        ("en-lv", "Pasākums ir vajadzīgs visā reģionā."),
    ],
)
def test_lost_negation(pair: str, hypothesis: str) -> None:
    source = "The measure is not needed for the whole region."
    assert run("omission", pair, source, hypothesis) == [("accuracy/omission", Severity.MAJOR, ["is not"])]


@pytest.mark.parametrize(
    ("pair", "hypothesis"),
    [
        ("en-de", "Die Maßnahme ist für uns und die ganze Region nötig."),
        ("en-sv", "Åtgärden är nödvändig för oss och hela regionen."),
        ("en-nl", "De maatregel is nodig voor ons en in de hele regio."),
        ("en-it", "La misura è stata necessaria per noi e per tutta la regione."),
        ("en-el", "Αυτό το μέτρο είναι χρήσιμο για εμάς και για όλη την περιοχή."),
        ("en-fi", "Toimenpidettä tarvitaan, jotta koko alue hyötyy."),
        ("en-ga", "Tá an beart riachtanach don réigiún ar fad."),
        ("en-fr", "La mesure indiquée est nécessaire pour le développement de la région."),
        ("en-cs", "Toto opatření je nejlepší pro celý region."),
    ],
)
def test_words_that_only_begin_like_negations(pair: str, hypothesis: str) -> None:
    """und, och, ons, stata, αυτό, jotta, an, développement and nejlepší do not negate; un-, o-, on-, α- and ne- may."""
    source = "The measure is not needed for us and the whole region."
    assert run("omission", pair, source, hypothesis) == [("accuracy/omission", Severity.MAJOR, ["is not"])]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-de", "The measure is not needed for the whole region.", "Die Maßnahme ist in der ganzen Region unnötig."),
        ("en-sv", "The measure is not needed for the whole region.", "Åtgärden är obehövlig för hela regionen."),
        ("en-it", "The measure is not possible for the whole region.", "La misura è impossibile per tutta la regione."),
        ("en-cs", "The measure is not needed for the whole region.", "Opatření není v celém regionu potřeba."),
        ("en-fi", "The measure is not needed for the whole region.", "Toimenpide on tarpeeton koko alueella."),
        ("en-lt", "The measure is not needed for the whole region.", "Priemonė visam regionui nėra būtina."),
        ("en-de", "It does not open until nine in the morning.", "Es öffnet um neun Uhr am Morgen."),
        ("en-fr", "This is not only about money and power.", "Il s’agit aussi d’argent et de pouvoir."),
        ("en-it", "Why don't we meet again next week?", "Vediamoci la prossima settimana?"),
    ],
)
def test_negations_that_are_said_or_may_go(pair: str, source: str, hypothesis: str) -> None:
    assert run("omission", pair, source, hypothesis) == []


@pytest.mark.parametrize(
    ("text", "n_sentences"),
    [
        ("They drove to St. Louis. Then they came back.", 2),
        ("Mr. Smith and Sen. Lee met Dr. Kowalska.", 1),
        ("They met him. Mr. Smith left.", 2),
        ("He saw it first. Louis came later.", 2),
        ("DARPA (liet. Gynybos tyrimų agentūra) paskelbė tai.", 1),
    ],
)
def test_no_sentence_begins_after_a_title(text: str, n_sentences: int) -> None:
    assert _n_sentences(text) == n_sentences


def test_source_without_a_full_stop_is_not_cut_off() -> None:
    source = "In cases of doubt, first contact your GP or the local public health department (Gesundheitsamt)"
    hypothesis = "Bei Unsicherheit: erst Hausarzt oder Gesundheitsamt kontaktieren"
    assert [severity for _, severity, _ in run("omission", "en-de", source, hypothesis)] == [Severity.NEUTRAL]
    assert [severity for _, severity, _ in run("omission", "en-de", f"{source}.", hypothesis)] == [Severity.MAJOR]


def test_sentence_that_was_moved_is_one_minor_finding() -> None:
    lost, own = (
        "The phones of other users retrieve the DKs stored on this server.",
        "Telefony innych użytkowników pobierają klucze DK z tego serwera.",
    )
    texts = [("", own), ("The service is new.", "Usługa jest nowa."), (lost, "")]
    assert run_corpus("omission", "en-pl", texts) == [(2, [lost])]
    assert [position for position, _ in run_corpus("omission", "en-pl", [("", "Dobrze."), *texts[1:]])] == [0, 2]
    far = [texts[0], *[texts[1]] * 8, texts[2]]
    assert [position for position, _ in run_corpus("omission", "en-pl", far)] == [0, 9]


def test_two_sentences_in_one_are_not_one_lost() -> None:
    source = (
        "The app can warn you of contact with users of the official app of any country that takes part in the system. "
        "To do so, however, those users must have entered their positive test result in the app of their own country."
    )
    merged = (
        "Die App kann nur vor Begegnungen mit Nutzern der offiziellen App eines am System teilnehmenden Landes warnen, "
        "die ihr positives Testergebnis in die App ihres eigenen Landes eingegeben haben."
    )
    lost = "Die App kann vor Nutzern der offiziellen App eines am System teilnehmenden Landes warnen."
    assert run("omission", "en-de", source, merged) == []
    assert [severity for _, severity, _ in run("omission", "en-de", source, lost)] == [Severity.MAJOR]


@pytest.mark.parametrize(
    ("source", "hypothesis"),
    [
        ("This is not the first time the pump has made the headlines.", "Pumppu on päätynyt otsikoihin ennenkin."),
        ("They are still not a common sight on these coastlines.", "Ne ovat yhä harvinaisia näillä rannikoilla."),
        ("There wasn't reason to force the old team to start.", "Miksi siis pakottaa vanha joukkue aloittamaan?"),
        ("The cost to all is not worth the benefits.", "Kustannukset ovat hyötyä suuremmat."),
    ],
)
def test_what_has_a_contrary_needs_no_negation(source: str, hypothesis: str) -> None:
    assert run("omission", "en-fi", source, hypothesis) == []


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-fr", "The imperial army was not in the city.", "L’armée impériale était dans la ville."),
        ("en-es", "The inspired artist is not in the room.", "El artista inspirado está en la sala."),
        ("en-de", "The unmistakable sign is not for sale.", "Das unmissverständliche Schild steht zum Verkauf."),
        ("en-nl", "The votes against it were not counted.", "De stemmen tegen het voorstel zijn geteld."),
        ("en-sv", "The road closed but was not repaired.", "Vägen stängdes men har reparerats."),
    ],
)
def test_what_another_word_of_the_source_has_become_is_no_negation(pair: str, source: str, hypothesis: str) -> None:
    """impériale, inspirado, unmissverständlich and tegen negate in their way, but not the verb."""
    assert [kind for kind, *_ in run("omission", pair, source, hypothesis)] == ["accuracy/omission"]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-da", "He said that he was not in town that day.", "Han fortalte, at han var udenbys den dag."),
        ("en-sv", "But it was not, it was a matter of law.", "Men det var i själva verket en rättslig fråga."),
        ("en-fi", "The other sharks are not considered dangerous.", "Muita haita pidetään vaarattomina."),
        ("en-fr", "I know that they don't know the answer.", "Je sais qu’ils l’ignorent, la réponse."),
        ("en-cs", "The unexpected guests are not in the hall.", "Neočekávaní hosté nejsou v sále."),
        ("en-de", "The undecided voters are not in the hall.", "Die unentschlossenen Wähler sind nicht im Saal."),
    ],
)
def test_contraries_and_certain_words_say_not(pair: str, source: str, hypothesis: str) -> None:
    assert run("omission", pair, source, hypothesis) == []


def test_what_did_not_happen_may_be_told_by_a_contrary() -> None:
    source = "The agency confirmed that most of those arrested did not have prior criminal records."
    hypothesis = "Forvaltningen bekræftede, at de fleste af de arresterede havde rene straffeattester."
    assert [severity for _, severity, _ in run("omission", "en-da", source, hypothesis)] == [Severity.MINOR]
    must = source.replace("did not", "must not")
    assert [severity for _, severity, _ in run("omission", "en-da", must, hypothesis)] == [Severity.MAJOR]


ADDED = {
    "bg": ("Заявлението трябва да бъде подадено до края на месеца.", "Благодарим Ви за разбирането."),
    "de": ("Der Antrag muss bis zum Ende des Monats eingereicht werden.", "Vielen Dank für Ihr Verständnis."),
    "el": ("Η αίτηση πρέπει να υποβληθεί έως το τέλος του μήνα.", "Ευχαριστούμε για την κατανόηση."),
    "fr": ("La demande doit être introduite avant la fin du mois.", "Merci de votre compréhension."),
    "hu": ("A kérelmet a hónap végéig kell benyújtani.", "Köszönjük megértésüket."),
    "mt": ("L-applikazzjoni għandha titressaq sal-aħħar tax-xahar.", "Nirringrazzjawkom."),
    "pl": ("Wniosek należy złożyć przed upływem bieżącego miesiąca.", "Dziękujemy za zrozumienie."),
}


@pytest.mark.parametrize("tag", ADDED)
@pytest.mark.parametrize("source", ["The application must be submitted by the end of the month."])
def test_a_short_sentence_that_the_source_has_not(tag: str, source: str) -> None:
    right, added = ADDED[tag]
    assert run("omission", f"en-{tag}", source, right) == []
    assert run("omission", f"en-{tag}", source, f"{right} {added}") == [("accuracy/addition", Severity.MINOR, [added])]
    thanks = f"{source} Thank you for your understanding."
    assert run("omission", f"en-{tag}", thanks, f"{right} {added}") == []
    lost = run("omission", f"en-{tag}", thanks, right)
    assert [category for category, _, _ in lost] == ["accuracy/omission"]


def test_a_long_sentence_that_the_source_has_not_is_major() -> None:
    right = "Der Rat erörterte am Montag den Haushalt für das kommende Jahr."
    added = "Mehrere Minister hatten zuvor vor weiteren Kürzungen in der Landwirtschaft gewarnt."
    source = "On Monday the Council discussed the budget for the coming year."
    assert run("omission", "en-de", source, f"{right} {added}") == [("accuracy/addition", Severity.MAJOR, [added])]
    assert run("omission", "de-en", f"{right} {added}", source) == [("accuracy/omission", Severity.MAJOR, [])]


def test_a_clause_that_the_source_has_not() -> None:
    right = "Комисията прие предложение"
    added = "което беше договорено след дълги разговори с всички държави членки."
    assert run("omission", "en-bg", "The Commission adopted a proposal.", f"{right}.") == []
    assert run("omission", "en-bg", "The Commission adopted a proposal.", f"{right}, {added}") == [
        ("accuracy/addition", Severity.MINOR, [added])
    ]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        (
            "en-de",
            "The Council, which met in Brussels, adopted the conclusions without a vote.",
            "Der Rat trat in Brüssel zusammen. Er nahm die Schlussfolgerungen ohne Abstimmung an.",
        ),
        (
            "en-fi",
            "Rosa, still at hurricane strength, is 385 miles south of Punta Eugenia, Mexico.",
            "Rosa on yhä hurrikaani. Se on 620 kilometriä etelään Punta Eugeniasta Meksikossa.",
        ),
        (
            "en-lv",
            "Talk to your family: You cannot prepare them if you do not tell them what you want.",
            "Aprunājieties ar savu ģimeni. Jūs nevarat to sagatavot, ja neizstāstāt, ko vēlaties.",
        ),
        ("en-de", "BRUSSELS, Belg. -- The city has new trams.", "BRUSSELS, Belg. -- Die Stadt hat neue Straßenbahnen."),
    ],
)
def test_two_sentences_for_one_are_no_addition(pair: str, source: str, hypothesis: str) -> None:
    assert run("omission", pair, source, hypothesis) == []


def test_what_stands_twice_is_left_to_another_check() -> None:
    sentence = "Der Antrag muss bis zum Ende des Monats eingereicht werden."
    source = "The application must be submitted by the end of the month."
    ((category, _, spans),) = run("omission", "en-de", source, f"{sentence} {sentence}")
    assert (category, spans) == ("accuracy/addition", [])
