"""Machine-translation notices.

The Bulgarian notice is that of the example page; the English and the Swedish one are those of the Commission's sites
(Joinup, JRC). The others were written for this test after the Bulgarian one. Real notices may be worded differently:
that is what the invariants are for, which are tested by themselves.
"""
# ruff: noqa: E501

from __future__ import annotations

from pathlib import Path

import pytest
from documents.summit_page import NOTICE, ORIGINAL, TERMS

from mtqa.documents import find_notice, parse_text
from mtqa.documents.drafts import Link
from mtqa.documents.notices import is_terms_address, read_language_tag
from mtqa.documents.phrases import all_phrases, fold
from mtqa.languages import eu_languages

NOTICES = {
    "bg": NOTICE,
    "cs": "Toto je strojový překlad poskytnutý službou eTranslation Evropské komise, který vám pomůže porozumět této stránce. Přečtěte si prosím podmínky použití. Původní verzi najdete na stránce ve zdrojovém jazyce.",
    "da": "Dette er en maskinoversættelse fra Europa-Kommissionens eTranslation-tjeneste, der skal hjælpe dig med at forstå denne side. Læs venligst betingelserne for brug. Se siden på kildesproget for at læse den originale version.",
    "de": "Dies ist eine maschinelle Übersetzung durch den Dienst eTranslation der Europäischen Kommission, um Ihnen das Verständnis dieser Seite zu erleichtern. Bitte lesen Sie die Nutzungsbedingungen. Um die Originalfassung zu lesen, rufen Sie die Seite in der Ausgangssprache auf.",
    "el": "Πρόκειται για μηχανική μετάφραση που παρέχεται από την υπηρεσία eTranslation της Ευρωπαϊκής Επιτροπής για να σας βοηθήσει να κατανοήσετε τη σελίδα. Διαβάστε τους όρους χρήσης. Για να διαβάσετε την αρχική έκδοση, δείτε τη σελίδα στη γλώσσα-πηγή.",
    "en": "This is a machine translation provided by the European Commission's eTranslation service to help you understand this page. Please read the conditions of use. To read the original version, go to the source language page.",
    "es": "Esta es una traducción automática facilitada por el servicio eTranslation de la Comisión Europea para ayudarle a comprender esta página. Lea las condiciones de uso. Para leer la versión original, consulte la página en la lengua de origen.",
    "et": "See on Euroopa Komisjoni teenuse eTranslation tehtud masintõlge, et aidata teil mõista selle lehe sisu. Palun lugege kasutustingimusi. Algversiooni lugemiseks vaadake lähtekeelset lehte.",
    "fi": "Tämä on Euroopan komission eTranslation-palvelun tuottama konekäännös, jonka tarkoituksena on auttaa sinua ymmärtämään tätä sivua. Lue käyttöehdot. Alkuperäinen versio on lähtökielisellä sivulla.",
    "fr": "Ceci est une traduction automatique fournie par le service eTranslation de la Commission européenne pour vous aider à comprendre cette page. Veuillez lire les conditions d’utilisation. Pour lire la version originale, consultez la page en langue source.",
    "ga": "Meaisínaistriúchán é seo arna sholáthar ag seirbhís eTranslation an Choimisiúin Eorpaigh chun cabhrú leat an leathanach seo a thuiscint. Léigh na coinníollacha úsáide. Chun an bunleagan a léamh, téigh chuig an leathanach sa teanga foinse.",
    "hr": "Ovo je strojni prijevod usluge eTranslation Europske komisije koji vam može pomoći u razumijevanju ove stranice. Pročitajte uvjete uporabe. Izvornu verziju možete pročitati na stranici na izvornom jeziku.",
    "hu": "Ez egy gépi fordítás, amelyet az Európai Bizottság eTranslation szolgáltatása készített, hogy segítsen megérteni ezt az oldalt. Kérjük, olvassa el a felhasználási feltételeket. Az eredeti változat a forrásnyelvi oldalon olvasható.",
    "is": "Þetta er vélþýðing frá eTranslation-þjónustu framkvæmdastjórnar Evrópusambandsins til að hjálpa þér að skilja þessa síðu. Vinsamlegast lestu notkunarskilmálana. Til að lesa upprunalegu útgáfuna, sjá síðuna á frummálinu.",
    "it": "Questa è una traduzione automatica fornita dal servizio eTranslation della Commissione europea per aiutarti a comprendere questa pagina. Leggi le condizioni d'uso. Per leggere la versione originale, consulta la pagina nella lingua di partenza.",
    "lt": "Tai mašininis vertimas, kurį pateikė Europos Komisijos paslauga „eTranslation“, kad padėtų suprasti šį puslapį. Perskaitykite naudojimo sąlygas. Originalią versiją rasite puslapyje originalo kalba.",
    "lv": "Šis ir mašīntulkojums, ko nodrošina Eiropas Komisijas pakalpojums eTranslation, lai palīdzētu jums saprast šo lapu. Lūdzu, izlasiet lietošanas nosacījumus. Oriģinālo versiju skatiet lapā avotvalodā.",
    "mt": "Din hija traduzzjoni awtomatika pprovduta mis-servizz eTranslation tal-Kummissjoni Ewropea biex jgħinek tifhem din il-paġna. Jekk jogħġbok aqra l-kundizzjonijiet tal-użu. Biex taqra l-verżjoni oriġinali, mur fil-paġna bil-lingwa tas-sors.",
    "nl": "Dit is een machinevertaling van de dienst eTranslation van de Europese Commissie om u te helpen deze pagina te begrijpen. Lees de gebruiksvoorwaarden. De oorspronkelijke versie staat op de pagina in de brontaal.",
    "no": "Dette er en maskinoversettelse fra Europakommisjonens tjeneste eTranslation for å hjelpe deg å forstå denne siden. Les vilkårene for bruk. Originalversjonen finner du på siden på kildespråket.",
    "pl": "Jest to tłumaczenie maszynowe wykonane przez usługę eTranslation Komisji Europejskiej, aby pomóc w zrozumieniu tej strony. Prosimy zapoznać się z warunkami użytkowania. Wersja oryginalna jest na stronie w języku źródłowym.",
    "pt": "Esta é uma tradução automática efetuada pelo serviço eTranslation da Comissão Europeia para o ajudar a compreender esta página. Leia as condições de utilização. Para ler a versão original, consulte a página na língua de partida.",
    "ro": "Aceasta este o traducere automată oferită de serviciul eTranslation al Comisiei Europene pentru a vă ajuta să înțelegeți această pagină. Vă rugăm să citiți condițiile de utilizare. Pentru versiunea originală, consultați pagina în limba sursă.",
    "sk": "Toto je strojový preklad, ktorý poskytla služba eTranslation Európskej komisie, aby vám pomohla porozumieť tejto stránke. Prečítajte si podmienky používania. Pôvodnú verziu nájdete na stránke v zdrojovom jazyku.",
    "sl": "To je strojni prevod, ki ga je zagotovila storitev eTranslation Evropske komisije v pomoč pri razumevanju te strani. Preberite pogoje uporabe. Izvirno različico najdete na strani v izvornem jeziku.",
    "sv": "Sidan maskinöversätts av EU-kommissionens verktyg eTranslation för att hjälpa dig att förstå innehållet. Läs användarvillkoren.",
}

# The same notice, but without the service's name: phrases alone have to do.
UNNAMED = {language: text.replace("eTranslation", "X") for language, text in NOTICES.items()}


def test_there_is_a_notice_for_every_language() -> None:
    assert set(NOTICES) == {*eu_languages(), "no", "is"}
    assert {phrases.language for phrases in all_phrases()} == set(NOTICES)


@pytest.mark.parametrize("language", sorted(NOTICES))
def test_notices(language: str) -> None:
    notice = find_notice(NOTICES[language])
    assert notice is not None
    assert notice.service == "eTranslation"
    assert notice.language == language
    assert notice.text == NOTICES[language]


@pytest.mark.parametrize("language", sorted(UNNAMED))
def test_notices_by_their_phrases_alone(language: str) -> None:
    notice = find_notice(UNNAMED[language])
    assert notice is not None
    assert notice.service == ""
    assert notice.language == language


def test_addresses() -> None:
    links = [
        Link("Моля, прочетете условията за използване", TERMS),
        Link("вижте страницата на изходния език", ORIGINAL),
    ]
    notice = find_notice(NOTICE, links)
    assert notice is not None
    assert (notice.terms_url, notice.original_url) == (TERMS, ORIGINAL)
    assert find_notice(NOTICE, links[::-1]) == notice
    written_out = find_notice(f"{NOTICE} ({TERMS}) ({ORIGINAL})")
    assert written_out is not None
    assert (written_out.terms_url, written_out.original_url) == (TERMS, ORIGINAL)


@pytest.mark.parametrize(
    "url",
    [
        TERMS,
        "https://commission.europa.eu/languages-our-websites/use-machine-translation-europa_bg",
        "https://ec.europa.eu/info/use-machine-translation-europa-exclusion-liability_de",
        "http://EC.EUROPA.EU/INFO/machine-translation-exclusion-liability",
    ],
)
def test_the_address_of_the_terms_makes_a_notice(url: str) -> None:
    assert is_terms_address(url)
    # In a language that there are no phrases for.
    notice = find_notice("機械翻訳です。", [Link("利用条件", url)])
    assert notice is not None
    assert notice.terms_url == url


@pytest.mark.parametrize(
    ("tag", "languages"),
    [
        ("bg-t-en-t0-mtec", ("bg", "en")),
        ("no-t-da-t0-mtec", ("no", "da")),
        ("pt-BR-t-en-t0-mtec", ("pt-BR", "en")),
        ("bg", None),
        ("bg-t-en", None),
        ("en-t-jp-m0-true", None),
    ],
)
def test_language_tags(tag: str, languages: tuple[str, str] | None) -> None:
    assert read_language_tag(tag) == languages


@pytest.mark.parametrize(
    "text",
    [
        "eTranslation is the European Commission's machine translation service.",
        "The Commission uses machine translation, and so do the Member States.",
        "In the new release, eTranslation supports Ukrainian and Arabic.",
        "Machine translation helps people; the European Commission has offered it for many years.",
        "Maschinelle Übersetzung ist heute besser als ihr Ruf.",
        "Die Qualität der Übersetzung hängt von der Ausgangssprache ab.",
        "Преводачите на Европейската комисия използват машинен превод.",
        "",
    ],
)
def test_text_about_machine_translation_is_no_notice(text: str) -> None:
    assert find_notice(text) is None


def test_notices_are_found_wherever_they_stand() -> None:
    for order in (("Title of it", NOTICE, "Content of the page."), ("Title of it", "Content of the page.", NOTICE)):
        document = parse_text("\n\n".join(order), "page.txt")
        assert [block.text for block in document.blocks] == ["Title of it", "Content of the page."]
        assert document.metadata.notice is not None


def test_phrases_are_stored_folded() -> None:
    for phrases in all_phrases():
        for phrase in (*phrases.machine_translation, *phrases.speech, *phrases.photo):
            assert phrase == fold(phrase)
            assert phrase


@pytest.mark.data
def test_no_false_hit_in_news(shared_data: Path) -> None:
    files = sorted((shared_data / "ntrex").glob("*.txt"))
    assert len(files) == 25
    hits = []
    for file in files:
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1):
            if find_notice(line) is not None:
                hits.append(f"{file.name}:{number}: {line}")
    assert hits == []
