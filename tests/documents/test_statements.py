"""Notices of other services than the Commission's, and plain ones.

The English sentences are those of the European e-Justice Portal and of common practice; those in the other languages were
written for this test. Sentences of the second kind speak about machine translation and are content.
"""
# ruff: noqa: E501

from __future__ import annotations

import pytest

from mtqa.documents import find_notice, parse_html, parse_text
from mtqa.documents.statements import find_grade
from mtqa.languages import eu_languages

GRADED = {
    "bg": ("Тази страница е преведена машинно и качеството на превода не може да бъде гарантирано. Качеството на този превод е оценено като: средно", "средно"),
    "cs": ("Tato stránka byla strojově přeložena a její kvalitu nelze zaručit. Kvalita tohoto překladu byla vyhodnocena jako: průměrná", "průměrná"),
    "da": ("Denne side er maskinoversat, og kvaliteten kan ikke garanteres. Kvaliteten af denne oversættelse er vurderet som: middel", "middel"),
    "de": ("Diese Seite wurde maschinell übersetzt; die Qualität kann nicht garantiert werden. Die Qualität dieser Übersetzung wurde bewertet als: durchschnittlich", "durchschnittlich"),
    "el": ("Αυτή η σελίδα έχει μεταφραστεί μηχανικά και η ποιότητα δεν είναι εγγυημένη. Η ποιότητα της μετάφρασης αξιολογήθηκε ως: μέτρια", "μέτρια"),
    "en": ("This page has been machine translated and the quality cannot be guaranteed. The quality of this translation has been assessed as: average", "average"),
    "es": ("Esta página ha sido traducida automáticamente y no se puede garantizar la calidad. La calidad de esta traducción se ha evaluado como: media", "media"),
    "et": ("See leht on masintõlgitud ja kvaliteeti ei saa tagada. Tõlke kvaliteedile on antud hinnang: keskmine", "keskmine"),
    "fi": ("Tämä sivu on käännetty koneellisesti, eikä käännöksen laatua voida taata. Käännöksen laatu on arvioitu seuraavaksi: keskinkertainen.", "keskinkertainen"),
    "fr": ("Cette page a été traduite automatiquement et la qualité ne peut être garantie. La qualité de cette traduction a été évaluée comme suit : moyenne", "moyenne"),
    "ga": ("Rinneadh an leathanach seo a aistriú go huathoibríoch agus ní féidir an cháilíocht a ráthú. Rinneadh cáilíocht an aistriúcháin seo a mheas mar: meánach", "meánach"),
    "hr": ("Ova je stranica strojno prevedena i njezina se kvaliteta ne može jamčiti. Kvaliteta ovog prijevoda ocijenjena je kao: prosječna", "prosječna"),
    "hu": ("Ezt az oldalt géppel fordították, és a minősége nem garantálható. A fordítás minőségének értékelése: átlagos", "átlagos"),
    "it": ("Questa pagina è stata tradotta automaticamente e la qualità non può essere garantita. La qualità della traduzione è stata valutata: media", "media"),
    "lt": ("Šis puslapis išverstas automatiškai, todėl kokybė negarantuojama. Šio vertimo kokybė įvertinta taip: vidutinė", "vidutinė"),
    "lv": ("Šī lapa ir tulkota automātiski, un kvalitāti nevar garantēt. Šī tulkojuma kvalitāte ir novērtēta kā: vidēja", "vidēja"),
    "mt": ("Din il-paġna ġiet tradotta awtomatikament u l-kwalità ma tistax tiġi garantita. Il-kwalità ta’ din it-traduzzjoni ġiet ivvalutata bħala: medja", "medja"),
    "nl": ("Deze pagina is machinaal vertaald en de kwaliteit kan niet worden gegarandeerd. De kwaliteit van deze vertaling is beoordeeld als: gemiddeld", "gemiddeld"),
    "pl": ("Ta strona została przetłumaczona maszynowo i nie można zagwarantować jakości. Jakość tego tłumaczenia oceniono jako: średnia", "średnia"),
    "pt": ("Esta página foi traduzida automaticamente e não é possível garantir a qualidade. A qualidade desta tradução foi avaliada como: média", "média"),
    "ro": ("Această pagină a fost tradusă automat și calitatea nu poate fi garantată. Calitatea acestei traduceri a fost evaluată ca: medie", "medie"),
    "sk": ("Táto stránka bola strojovo preložená a jej kvalitu nemožno zaručiť. Kvalita tohto prekladu bola vyhodnotená ako: priemerná", "priemerná"),
    "sl": ("Ta stran je bila strojno prevedena, zato kakovosti ni mogoče zagotoviti. Kakovost tega prevoda je ocenjena kot: povprečna", "povprečna"),
    "sv": ("Den här sidan har maskinöversatts och kvaliteten kan inte garanteras. Översättningens kvalitet har bedömts som: medelgod", "medelgod"),
}  # fmt: skip

PLAIN = [
    ("bg", "Този текст беше преведен автоматично."), ("bg", "Това е машинен превод."), ("bg", "Преведено автоматично с DeepL"),
    ("cs", "Tento text byl přeložen automaticky."), ("cs", "Toto je strojový překlad."), ("cs", "Strojově přeloženo z angličtiny"),
    ("da", "Denne tekst er oversat automatisk."), ("da", "Dette er en maskinoversættelse."), ("da", "Automatisk oversat"),
    ("de", "Diese Seite wurde maschinell übersetzt"), ("de", "Dies ist eine automatische Übersetzung aus dem Englischen."), ("de", "Maschinell übersetzt"), ("de", "Hinweis: Dieser Artikel wurde mit DeepL übersetzt."),
    ("el", "Το κείμενο αυτό μεταφράστηκε αυτόματα."), ("el", "Αυτή είναι μηχανική μετάφραση."), ("el", "Μεταφράστηκε αυτόματα"),
    ("en", "This text was translated automatically."), ("en", "This is a machine translation."), ("en", "Machine translated from German"), ("en", "Please note that this article has been translated using DeepL."), ("en", "This translation was generated automatically and may contain errors."), ("en", "The content below has been translated by Google Translate."),
    ("es", "Este texto se ha traducido de forma automática."), ("es", "Esta es una traducción automática."), ("es", "Traducido automáticamente"),
    ("et", "See tekst on tõlgitud automaatselt."), ("et", "See on masintõlge."), ("et", "Masintõlgitud"),
    ("fi", "Tämä teksti on konekäännetty."), ("fi", "Tämä on konekäännös."), ("fi", "Käännetty automaattisesti"),
    ("fr", "Ce texte a été traduit par une machine."), ("fr", "Il s’agit d’une traduction automatique."), ("fr", "Traduit automatiquement de l’anglais"), ("fr", "Cette traduction a été générée automatiquement."),
    ("ga", "Aistríodh an téacs seo go huathoibríoch."), ("ga", "Meaisínaistriúchán é seo."), ("ga", "Meaisínaistríodh an leathanach seo."),
    ("hr", "Ovaj je tekst automatski preveden."), ("hr", "Ovo je strojni prijevod."), ("hr", "Strojno prevedeno"),
    ("hu", "Ez a szöveg gépi fordítással készült."), ("hu", "Ez egy gépi fordítás."), ("hu", "Gépileg lefordítva"),
    ("it", "Questo testo è stato tradotto in modo automatico."), ("it", "Questa è una traduzione automatica."), ("it", "Tradotto automaticamente con DeepL"),
    ("lt", "Šis tekstas buvo išverstas automatiškai."), ("lt", "Tai mašininis vertimas."), ("lt", "Išversta automatiškai"),
    ("lv", "Šis teksts tika tulkots automātiski."), ("lv", "Šis ir mašīntulkojums."), ("lv", "Tulkots automātiski"),
    ("mt", "Dan it-test ġie tradott awtomatikament."), ("mt", "Din hija traduzzjoni awtomatika."), ("mt", "Tradott awtomatikament"),
    ("nl", "Deze tekst is automatisch vertaald."), ("nl", "Dit is een machinevertaling."), ("nl", "Automatisch vertaald uit het Engels"),
    ("pl", "Ten tekst przetłumaczono automatycznie."), ("pl", "To jest tłumaczenie maszynowe."), ("pl", "Przetłumaczono maszynowo z angielskiego"),
    ("pt", "Este texto foi traduzido por uma máquina."), ("pt", "Esta é uma tradução automática."), ("pt", "Traduzido automaticamente do inglês"),
    ("ro", "Acest text a fost tradus automat."), ("ro", "Aceasta este o traducere automată."), ("ro", "Tradus automat"),
    ("sk", "Tento text bol preložený automaticky."), ("sk", "Toto je strojový preklad."), ("sk", "Strojovo preložené z angličtiny"),
    ("sl", "To besedilo je bilo samodejno prevedeno."), ("sl", "To je strojni prevod."), ("sl", "Samodejno prevedeno"),
    ("de", "Achtung: Die folgende Übersetzung wurde maschinell erstellt."), ("fr", "Cette page a été traduite à l’aide d’un outil de traduction automatique."), ("pl", "Uwaga: strona przetłumaczona maszynowo."),
    ("sv", "Denna text är maskinellt översatt."), ("sv", "Det här är en maskinöversättning."), ("sv", "Maskinöversatt från engelska"),
]  # fmt: skip

CONTENT = [
    ("de", "Der Dienst eTranslation der Europäischen Kommission hilft den Behörden, Texte aus anderen Ländern zu verstehen."),
    ("de", "Die Europäische Kommission bietet mit eTranslation eine maschinelle Übersetzung an; die Qualität der Übersetzung hängt von der Ausgangssprache ab."),
    ("de", "Diese Seite zeigt, wie Texte maschinell übersetzt werden."),
    ("de", "Wenn Sie eTranslation nutzen, gelten die Nutzungsbedingungen der Kommission."),
    ("de", "Die Anträge werden automatisch übersetzt und an die Mitgliedstaaten weitergeleitet."),
    ("de", "Diese Seite wurde nicht maschinell übersetzt."),
    ("en", "This page explains how documents are machine translated."),
    ("en", "This is a machine translation service for public administrations."),
    ("en", "This page was generated automatically."),
    ("en", "eTranslation helps public administrations understand texts; the quality of the translation differs between languages."),
    ("en", "Machine translated documents are kept for 24 hours."),
    ("en", "The requests are translated automatically."),
    ("en", "This page has not been machine translated."),
    ("fr", "Cette page présente la traduction automatique."),
    ("fr", "Les textes sont traduits automatiquement par le service eTranslation."),
    ("bg", "Преводите се извършват автоматично от службата eTranslation."),
    ("bg", "Тази страница представя машинния превод в институциите."),
    ("cs", "Na této stránce najdete informace o strojovém překladu."),
    ("da", "Denne side handler om automatisk oversættelse."),
    ("el", "Η σελίδα αυτή παρουσιάζει τη μηχανική μετάφραση."),
    ("es", "Esta página trata de la traducción automática en la administración."),
    ("et", "See leht tutvustab masintõlget."),
    ("fi", "Tällä sivulla kerrotaan konekäännöksestä."),
    ("ga", "Tá eolas ar an leathanach seo faoin meaisínaistriúchán."),
    ("hr", "Na ovoj se stranici opisuje strojni prijevod."),
    ("hu", "Ez az oldal a gépi fordítást mutatja be."),
    ("it", "Questa pagina presenta la traduzione automatica."),
    ("lt", "Šiame puslapyje pristatomas mašininis vertimas."),
    ("lv", "Šajā lapā ir informācija par mašīntulkošanu."),
    ("mt", "Din il-paġna tippreżenta t-traduzzjoni awtomatika."),
    ("nl", "Op deze pagina leest u meer over machinevertaling."),
    ("pl", "Na tej stronie opisano tłumaczenie maszynowe."),
    ("pt", "Esta página apresenta a tradução automática."),
    ("ro", "Această pagină prezintă traducerea automată."),
    ("sk", "Táto stránka opisuje strojový preklad."),
    ("sl", "Na tej strani je opisan strojni prevod."),
    ("sv", "Den här sidan handlar om maskinöversättning."),
]  # fmt: skip


@pytest.mark.parametrize("language", sorted(GRADED))
def test_a_notice_with_a_grade(language: str) -> None:
    text, grade = GRADED[language]
    notice = find_notice(text)
    assert notice is not None
    assert (notice.language, notice.grade, notice.text) == (language, grade, text)


def test_there_is_one_for_every_language_of_the_eu() -> None:
    assert (
        set(GRADED)
        == set(eu_languages())
        == {language for language, _ in PLAIN}
        == {language for language, _ in CONTENT}
    )


@pytest.mark.parametrize(("language", "text"), PLAIN, ids=lambda value: value[:40])
def test_plain_notices(language: str, text: str) -> None:
    notice = find_notice(text)
    assert notice is not None
    assert notice.language == language


@pytest.mark.parametrize(("language", "text"), CONTENT, ids=lambda value: value[:40])
def test_what_is_said_about_machine_translation_is_content(language: str, text: str) -> None:
    assert find_notice(text) is None


def test_the_language_of_the_portal_is_not_needed() -> None:
    assert find_grade("The quality of this translation has been assessed as: unreliable.") == "unreliable"
    assert find_grade("The quality of this translation has been assessed.") is None
    assert find_grade("What counts for the quality of a translation: accuracy, fluency and style.") is None


def test_the_service_is_named() -> None:
    for text, service in (("This page has been translated by DeepL.", "DeepL"), ("This is a machine translation.", "")):
        notice = find_notice(text)
        assert notice is not None
        assert notice.service == service


GRADE = "The quality of this translation has been assessed as: average"


@pytest.mark.parametrize(
    "markup", ["<p>{}</p><p>{}</p>", "<p>{} {}</p>", "<div class='alert'><p>{}</p><p>{}</p></div>"]
)
def test_a_grade_in_a_paragraph_of_its_own_belongs_to_the_notice(markup: str) -> None:
    statement = "This page has been machine translated and the quality cannot be guaranteed."
    page = (
        f"<html><body><main><h1>Succession</h1>{markup.format(statement, GRADE)}<p>The law applies.</p></main></body>"
    )
    document = parse_html(page, "page.html")
    assert [block.text for block in document.blocks] == ["Succession", "The law applies."]
    assert document.metadata.notice is not None
    assert document.metadata.notice.grade == "average"


def test_a_grade_without_a_notice_is_content() -> None:
    document = parse_text(f"The title\n\nOne sentence of the text.\n\n{GRADE}\n\nAnother sentence.", "page.txt")
    assert GRADE in [block.text for block in document.blocks]
