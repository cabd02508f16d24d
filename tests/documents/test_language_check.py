"""Is a page in the language that it is declared to be in? The pages for tests are the news of NTREX and short texts."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from mtqa.documents import Block, BlockKind, Document, PageMetadata, check_language
from mtqa.documents.language_check import _function_words
from mtqa.languages import eu_languages, language


def document(*paragraphs: str) -> Document:
    blocks = tuple(Block(BlockKind.PARAGRAPH, text, None, None) for text in paragraphs)
    return Document("page", blocks, PageMetadata())


@cache
def news(folder: Path) -> dict[str, list[list[str]]]:
    """The sentences of each document of NTREX, by language."""
    ids = (folder / "DOCUMENT_IDS.tsv").read_text(encoding="utf-8").split("\n")
    found = {}
    for tag in eu_languages():
        lines = (folder / f"{language(tag).iso639_3}.txt").read_text(encoding="utf-8").split("\n")
        documents: dict[str, list[str]] = defaultdict(list)
        for identifier, line in zip(ids, lines, strict=False):
            if identifier:
                documents[identifier].append(line)
        found[tag] = list(documents.values())
    return found


BULGARIAN = (
    "Япония е един от най-близките съюзници на ЕС. Това беше потвърдено отново по време на срещата на върха, която "
    "се проведе в Токио с председателя на Европейската комисия и с министър-председателя на Япония. Те обсъдиха как "
    "да се задълбочи партньорството и какви възможности ще създаде то за гражданите и за икономиката."
)
ENGLISH = (
    "Japan is one of the EU's closest allies. This was confirmed again at the summit that took place in Tokyo with the "
    "President of the European Commission and with the Prime Minister of Japan. They discussed how the partnership can "
    "be deepened and which opportunities it will create for citizens and for the economy."
)


def test_another_language() -> None:
    assert check_language(document(BULGARIAN), "bg") is None
    assert check_language(document(ENGLISH), "en") is None
    assert (
        check_language(document(ENGLISH), "bg")
        == "the page is in English (en), but it is declared to be in Bulgarian (bg)"
    )
    assert check_language(document(BULGARIAN), "en-GB") == (
        "the page is in Bulgarian (bg), but it is declared to be in English (en-GB)"
    )


def test_another_script() -> None:
    japanese = "日本はEUの最も緊密な同盟国の一つです。このことは東京で開かれた首脳会議で改めて確認されました。" * 3
    assert check_language(document(japanese), "bg") == (
        "the page is written in Hiragana letters, but it is declared to be in Bulgarian (bg), "
        "which is written in Cyrillic letters"
    )


def test_short_pages_are_not_judged() -> None:
    assert check_language(document("EU-Japan Summit 2022", "European Union, 2022"), "bg") is None
    assert check_language(document("Повече информация"), "en") is None


def test_pages_that_are_partly_in_the_declared_language_are_not_complained_about() -> None:
    assert check_language(document(BULGARIAN, ENGLISH), "bg") is None
    assert check_language(document(BULGARIAN, ENGLISH), "en") is None
    assert check_language(document(BULGARIAN, ENGLISH, ENGLISH), "bg") is None


def test_languages_that_are_not_known_are_not_judged() -> None:
    assert check_language(document(ENGLISH), "ja") is None
    assert check_language(document(BULGARIAN), "sr") is None


def test_one_tag_may_stand_for_both_norwegian_languages() -> None:
    nynorsk = "Eg veit ikkje kva dei har gjort, men vi må sjå korleis det går når alle er komne heim frå møtet. " * 3
    assert check_language(document(nynorsk), "no") is None
    assert check_language(document(nynorsk), "nb") is None
    assert check_language(document(nynorsk), "en") is not None


def test_every_language_of_the_union_norwegian_and_icelandic_have_function_words() -> None:
    assert set(_function_words()) >= {*eu_languages(), "nb", "nn", "is"}
    for words in _function_words().values():
        assert len(words) >= 50


@pytest.mark.data
def test_no_false_alarm_in_news(shared_data: Path) -> None:
    for tag, documents in news(shared_data / "ntrex").items():
        for sentences in documents:
            assert check_language(document(*sentences), tag) is None, sentences[0]
            assert check_language(document(sentences[0]), tag) is None, sentences[0]


@pytest.mark.data
def test_no_false_alarm_when_half_of_a_page_was_left_in_english(shared_data: Path) -> None:
    by_language = news(shared_data / "ntrex")
    alarms = pages = 0
    for tag in by_language.keys() - {"en"}:
        for sentences, english in zip(by_language[tag], by_language["en"], strict=True):
            half = (len(sentences) + 1) // 2
            pages += 1
            alarms += check_language(document(*sentences[:half], *english[half:]), tag) is not None
    # Measured: 2 of 2,829, a Finnish and an Estonian page of six sentences with hardly a function word in them.
    assert pages == 23 * 123
    assert alarms <= 2


@pytest.mark.data
def test_wrong_declarations_are_noticed(shared_data: Path) -> None:
    by_language = news(shared_data / "ntrex")
    missed = tried = misnamed = 0
    for tag in by_language:
        for other in by_language:
            if other == tag:
                continue
            for sentences in by_language[tag][::20]:
                complaint = check_language(document(*sentences), other)
                tried += 1
                missed += complaint is None
                misnamed += complaint is not None and " is in " in complaint and f"({tag})" not in complaint
    # Every twentieth document. Measured over all 67,896 combinations: 98.8 % noticed.
    assert tried == 24 * 23 * 7
    assert missed / tried < 0.02
    assert misnamed == 0


@pytest.mark.parametrize("declared", sorted(set(eu_languages()) - {"bg"}))
def test_the_example_page_is_in_bulgarian(project_root: Path, declared: str) -> None:
    from mtqa.documents import read_document

    page = read_document(project_root / "corpora" / "eu-japan-summit" / "eu-japan-summit.bg.txt")
    assert check_language(page, "bg") is None
    assert (check_language(page, declared) or "").startswith("the page is in Bulgarian (bg), but")
