"""The check for the wrong language or script. What is right and wrong is read off the two texts by hand."""

from __future__ import annotations

import pytest
from checking import marked, run, translated

from mtqa.contracts import checks
from mtqa.results import Severity

SENTENCES = {
    "bg": "Лидерите обсъдиха и положението в региона, за да могат да се споразумеят за следващите стъпки.",
    "cs": "Když to bylo možné, předseda řekl, že by měli jednat také o tom, co bude dál, protože jsou už blízko.",
    "de": "Die Staats- und Regierungschefs sprachen auch über die Lage in der Region und einigten sich auf Schritte.",
    "el": "Οι ηγέτες συζήτησαν επίσης την κατάσταση στην περιοχή, ώστε να συμφωνήσουν για τα επόμενα βήματα.",
    "en": "The leaders also discussed the situation in the region, so that they could agree on the next steps.",
    "fi": "Johtajat keskustelivat myös alueen tilanteesta, jotta he voisivat sopia siitä, mitä on tehtävä.",
    "fr": "Les dirigeants ont également discuté de la situation dans la région, afin de convenir des étapes.",
    "ga": "Phléigh na ceannairí an staid sa réigiún freisin, ionas go bhféadfaidís teacht ar chomhaontú faoi seo.",
    "hu": "A vezetők a térség helyzetéről is tárgyaltak, hogy meg tudjanak állapodni arról, mi a következő lépés.",
    "pt": "Os líderes também falaram sobre a situação na região, para que pudessem chegar a acordo sobre os passos.",
    "sk": "Keď to bolo možné, predseda povedal, že by mali rokovať aj o tom, čo bude ďalej, pretože sú už blízko.",
}


@pytest.mark.parametrize("written", SENTENCES)
@pytest.mark.parametrize("declared", SENTENCES)
def test_sentence_in_another_language(written: str, declared: str) -> None:
    found = run("language", f"it-{declared}", "Il vertice si è svolto a Tokyo.", SENTENCES[written])
    assert bool(found) == (written != declared)


@pytest.mark.parametrize(
    ("tag", "hypothesis", "word"),
    [
        ("bg", "Това е aванс.", "aванс"),  # a Latin a
        ("el", "Αυτό είναι νέo.", "νέo"),  # a Latin o
        ("hr", "To je dоbro.", "dоbro"),  # a Cyrillic о
    ],
)
def test_letters_of_two_scripts_in_a_word(tag: str, hypothesis: str, word: str) -> None:
    assert run("language", f"en-{tag}", "This is good.", hypothesis) == [
        ("linguistic-conventions/spelling", Severity.MINOR, [word])
    ]


def test_words_in_letters_of_another_language() -> None:
    found = run("language", "bg-en", "Фумио Кишида", "Prime minister Фумио Кишида came")
    assert found == []  # copied from the source: the check for untranslated text speaks of that
    found = run("language", "en-de", "Fumio Kishida came", "Фумио Кишида kam")
    assert found == [("accuracy/untranslated", Severity.MAJOR, ["Фумио", "Кишида"])]


@pytest.mark.parametrize(
    ("pair", "source", "hypothesis"),
    [
        ("en-bg", "The new iPhone and 5G", "Новият iPhone и 5G"),
        ("en-de", "5 µm or 5 μm of β radiation", "5 µm oder 5 μm β-Strahlung"),
        ("en-el", "Microsoft said", "Η Microsoft δήλωσε"),
        ("en-bg", "Yes", "Да"),
    ],
)
def test_names_and_signs(pair: str, source: str, hypothesis: str) -> None:
    assert run("language", pair, source, hypothesis) == []


def test_mixed_letters_in_a_language_without_facts() -> None:
    """The Ukrainian word has a Latin "a"."""
    assert marked("language", "en-uk", "The summit was a success.", "С\u0061міт був успішним.") == [["С\u0061міт"]]
    assert marked("language", "en-uk", "The summit was a success.", "Саміт був успішним.") == []
    assert marked("language", "en-ja", "The EU summit.", "EUのサミット") == []


@pytest.mark.parametrize(
    ("tag", "hypothesis"),
    [
        ("ar", "اعتمدت المفوضية القرار"),
        ("fa", "کمیسیون تصمیم را تصویب کرد"),
        ("he", "הנציבות אימצה את ההחלטה"),
        ("hi", "आयोग ने निर्णय अपनाया"),
        ("ko", "위원회는 결정을 채택했다"),
        ("th", "คณะกรรมาธิการรับรอง"),
        ("zh", "欧盟委员会通过了决定"),
    ],
)
def test_letters_of_a_language_without_facts(tag: str, hypothesis: str) -> None:
    assert run("language", f"en-{tag}", "The Commission adopted the decision.", hypothesis) == []


def test_small_words_in_latin_letters_that_look_alike() -> None:
    source = "The Council adopted the decision."
    assert marked("language", "en-el", source, "To Συμβούλιο εξέδωσε την απόφαση.") == [["To"]]
    assert marked("language", "en-el", source, "Το Συμβούλιο εξέδωσε την απόφαση.") == []
    assert marked("language", "en-uk", source, "Комісія a Рада ухвалили рішення.") == []  # "а" is no small word there
    assert marked("language", "en-bg", "Annex A to the act", "Приложение A към акта") == []


@pytest.mark.parametrize(
    ("tag", "hypothesis", "name"),
    [
        ("bg", "Они живут здесь уже много лет.", "Russian"),
        ("bg", "Ми знаємо, що він не прийде.", "Ukrainian"),
        ("bg", "Ово је било врло тешко за њих.", "Serbian"),
        ("bg", "Тие веќе живеат овде со нив.", "Macedonian"),
        ("cs", "Keď sme prišli, bolo už neskoro a nikto tam nebol.", "Slovak"),
        ("sk", "Když jsme přišli, bylo už pozdě a nikdo tam nebyl.", "Czech"),
        ("pt", "Cuando llegamos ya era tarde y no había nadie.", "Spanish"),
        ("es", "Quando chegámos já era tarde e não havia ninguém.", "Portuguese"),
    ],
)
def test_neighbouring_languages(tag: str, hypothesis: str, name: str) -> None:
    found = run("language", f"en-{tag}", "Some sentence about people and places.", hypothesis)
    assert [(severity, texts) for _, severity, texts in found] == [(Severity.MAJOR, [hypothesis])]
    (problem,) = checks.get("language")(translated(f"en-{tag}", "Some sentence.", hypothesis))
    assert problem.message.startswith(f"this seems to be {name}")


def test_letter_of_a_neighbouring_alphabet() -> None:
    found = run("language", "en-bg", "The measures are needed.", "Мерките са нужны за всички.")
    assert [(severity, texts) for _, severity, texts in found] == [(Severity.MINOR, ["нужны"])]
    assert run("language", "en-bg", "The measures are needed.", "Мерките са нужни за всички.") == []
