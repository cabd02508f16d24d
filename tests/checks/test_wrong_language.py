"""Pages and stretches of them that are in another language than declared. The texts were written for these tests; which
language each is in is known from that."""

from __future__ import annotations

import pytest
from checking import run_corpus, translated

from mtqa.contracts import checks
from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.evaluation import Checking, run_checks
from mtqa.languages import LanguagePair, language
from mtqa.results import Finding, Severity

ENGLISH = (
    "The Commission published a new report today on the situation in the region.",
    "Citizens can find all information on the website.",
    "More information",
    "12.5 %",
    "Contact",
    "All countries must respect the law that was adopted last year.",
    "If you have questions, call the office.",
)
PAGES = {
    "bg": """Комисията публикува днес нов доклад за положението в региона.
Гражданите могат да намерят цялата информация на уебсайта.
Повече информация
12,5 %
За контакти
Всички държави трябва да спазват закона, който беше приет миналата година.
Ако имате въпроси, обадете се в службата.""",
    "ru": """Комиссия сегодня опубликовала новый доклад о положении в регионе.
Граждане могут найти всю информацию на сайте.
Подробнее
12,5 %
Контакты
Все страны должны соблюдать закон, который был принят в прошлом году.
Если у вас есть вопросы, позвоните в офис.""",
    "uk": """Комісія сьогодні опублікувала нову доповідь про становище в регіоні.
Громадяни можуть знайти всю інформацію на сайті.
Докладніше
12,5 %
Контакти
Усі країни повинні дотримуватися закону, який було ухвалено минулого року.
Якщо у вас є запитання, зателефонуйте до офісу.""",
    "mk": """Комисијата денес објави нов извештај за состојбата во регионот.
Граѓаните можат да ги најдат сите информации на веб-страницата.
Повеќе информации
12,5 %
Контакт
Сите земји мора да го почитуваат законот што беше донесен минатата година.
Ако имате прашања, јавете се во канцеларијата.""",
    "sr": """Комисија је данас објавила нови извештај о стању у региону.
Грађани могу да нађу све информације на веб-страници.
Више информација
12,5 %
Контакт
Све земље морају да поштују закон који је усвојен прошле године.
Ако имате питања, позовите канцеларију.""",
    "cs": """Komise dnes zveřejnila novou zprávu o situaci v regionu.
Občané najdou všechny informace na internetových stránkách.
Více informací
12,5 %
Kontakt
Všechny země musí dodržovat zákon, který byl přijat v loňském roce.
Pokud máte otázky, zavolejte do kanceláře.""",
    "sk": """Komisia dnes uverejnila novú správu o situácii v regióne.
Občania nájdu všetky informácie na webovej stránke.
Viac informácií
12,5 %
Kontakt
Všetky krajiny musia dodržiavať zákon, ktorý bol prijatý v minulom roku.
Ak máte otázky, zavolajte do kancelárie.""",
    "pt": """A Comissão publicou hoje um novo relatório sobre a situação na região.
Os cidadãos podem encontrar todas as informações no sítio Web.
Mais informações
12,5 %
Contacto
Todos os países devem respeitar a lei que foi adotada no ano passado.
Se tiver dúvidas, telefone para o escritório.""",
    "es": """La Comisión ha publicado hoy un nuevo informe sobre la situación en la región.
Los ciudadanos pueden encontrar toda la información en el sitio web.
Más información
12,5 %
Contacto
Todos los países deben respetar la ley que se aprobó el año pasado.
Si tiene preguntas, llame a la oficina.""",
    "el": """Η Επιτροπή δημοσίευσε σήμερα νέα έκθεση για την κατάσταση στην περιοχή.
Οι πολίτες μπορούν να βρουν όλες τις πληροφορίες στον ιστότοπο.
Περισσότερες πληροφορίες
12,5 %
Επικοινωνία
Όλες οι χώρες πρέπει να σέβονται τον νόμο που εγκρίθηκε πέρυσι.
Αν έχετε ερωτήσεις, τηλεφωνήστε στο γραφείο.""",
}
PAIRS = [
    *[("bg", tag) for tag in ("ru", "uk", "mk", "sr", "el")],
    *[("cs", "sk"), ("sk", "cs"), ("pt", "es"), ("es", "pt"), ("pt", "cs"), ("el", "bg")],
]


def page(declared: str, hypotheses: list[str], document: str = "about.html") -> Corpus:
    sources = [*ENGLISH] * (len(hypotheses) // len(ENGLISH))
    return Corpus(
        "c",
        LanguagePair(language("en"), language(declared)),
        tuple(Segment(f"s{number}", document, source) for number, source in enumerate(sources)),
        (SystemOutput("x", Role.PRIMARY, tuple(hypotheses)),),
    )


def lines(tag: str) -> list[str]:
    return PAGES[tag].split("\n")


def findings(declared: str, hypotheses: list[str]) -> tuple[Finding, ...]:
    return run_checks(page(declared, hypotheses), Checking().without(["spelling"])).findings


@pytest.mark.parametrize(("declared", "written"), PAIRS)
def test_a_page_in_another_language_is_one_finding_that_names_page_and_language(declared: str, written: str) -> None:
    (found,) = findings(declared, lines(written))
    assert (found.check, found.severity, found.language) == ("language", Severity.CRITICAL, written)
    assert found.run == tuple(f"s{number}" for number in range(7))
    assert found.message.endswith("the whole page “about.html”, 7 segments")


@pytest.mark.parametrize("tag", ["bg", "cs", "sk", "pt", "es", "el"])
def test_a_page_in_its_own_language_is_not_suspected(tag: str) -> None:
    assert run_corpus("language", f"en-{tag}", list(zip(ENGLISH, lines(tag), strict=True))) == []


@pytest.mark.parametrize(("declared", "written"), PAIRS)
def test_a_half_in_another_language_is_one_finding_that_names_its_ends(declared: str, written: str) -> None:
    (found,) = (one for one in findings(declared, lines(declared) + lines(written)) if one.check == "language")
    assert found.language == written
    assert set(found.run) >= {"s8", "s9", "s10", "s11", "s12"}
    assert not set(found.run) & {f"s{number}" for number in range(7)}
    assert f"from {found.run[0]} to {found.run[-1]}" in found.message


def test_a_sentence_in_another_language_is_no_page() -> None:
    mixed = [*lines("cs")[:6], lines("sk")[5]]
    (found,) = (one for one in findings("cs", mixed) if one.check == "language")
    assert (found.segment_id, found.run, found.language) == ("s6", (), "sk")


def test_a_menu_of_short_headings_is_told_by_all_of_them() -> None:
    """None of them is long enough to be judged by itself."""
    slovak = [
        "Čo je nové",
        "Ako sa zapojiť",
        "Viac o nás",
        "Kto sme",
        "Čo robíme",
        "Ak chcete pomôcť",
        "Kde nás nájdete",
    ]
    czech = [
        "Co je nového",
        "Jak se zapojit",
        "Více o nás",
        "Kdo jsme",
        "Co děláme",
        "Chcete-li pomoci",
        "Kde nás najdete",
    ]
    assert len(run_corpus("language", "en-cs", list(zip(ENGLISH, slovak, strict=True)))) == len(slovak)
    assert run_corpus("language", "en-cs", list(zip(ENGLISH, czech, strict=True))) == []


@pytest.mark.parametrize(
    ("declared", "text", "script"),
    [
        ("bg", "أعلنت المفوضية اليوم عن تقرير جديد", "Arabic"),
        ("de", "أعلنت المفوضية اليوم عن تقرير جديد", "Arabic"),
        ("fr", "欧盟委员会今天发布了关于该地区局势的新报告。", "Chinese"),
        ("bg", "Komisyon bugün bölgedeki durum hakkında yeni bir rapor yayınladı.", "Latin"),
    ],
)
def test_letters_of_no_language_of_the_union(declared: str, text: str, script: str) -> None:
    (problem,) = checks.get("language")(translated(f"en-{declared}", ENGLISH[0], text))
    assert problem.message.startswith(f"this is written in {script} letters")


def test_names_in_their_own_letters_are_no_other_script() -> None:
    source = "European Commission, Meta Platforms, Google Ireland, Microsoft Azure, TikTok Technology"
    assert not list(checks.get("language")(translated("en-bg", source, source.replace("European ", ""))))
    assert not list(checks.get("language")(translated("en-de", "The sign 福", "Das Zeichen 福")))


def test_a_long_page_in_two_languages_by_turns_is_told_line_by_line() -> None:
    """No run is longer than its lines, however many there are."""
    turns = [lines("sk")[5], *lines("cs")[:6]] * 600
    found = run_corpus("language", "en-cs", [(ENGLISH[0], text) for text in turns])
    assert [position for position, _ in found] == list(range(0, len(turns), 7))
