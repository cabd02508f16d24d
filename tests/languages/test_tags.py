import pytest

from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, eu_languages, known_languages, language


def test_the_eu_has_24_official_languages() -> None:
    assert len(eu_languages()) == 24  # Regulation No 1/1958, consolidated
    assert set(known_languages()) - set(eu_languages()) == {"is", "nb", "nn", "no", "uk"}


@pytest.mark.parametrize(
    ("written", "tag"),
    [("bg", "bg"), ("BUL", "bg"), ("pt_br", "pt-BR"), ("zh-hant-TW", "zh-Hant-TW"), (" deu ", "de"), ("xx", "xx")],
)
def test_tags_are_brought_into_canonical_form(written: str, tag: str) -> None:
    assert language(written).tag == tag


@pytest.mark.parametrize("written", ["", "b", "english", "../bg", "bg bg", "d1"])
def test_what_is_no_tag_is_refused(written: str) -> None:
    with pytest.raises(MtqaError, match="not a language tag"):
        language(written)


def test_facts_come_from_the_table() -> None:
    # CLDR 46: numbers and delimiters of bg and ga
    assert language("bg").script == "Cyrl"
    assert language("bg").decimal == ","
    assert language("bg").quotes[0] == ("„", "“")
    assert language("ga").decimal == "."
    assert not language("xx").known


# CLDR 47 through Babel 2.18; the quotation marks of Swiss German: Federal Chancellery, Schreibweisungen.
@pytest.mark.parametrize(
    ("tag", "decimal", "group", "quotes"),
    [
        ("de-CH", ".", "’", ("«", "»")),
        ("de-LI", ".", "’", ("«", "»")),
        ("it-CH", ".", "’", ("«", "»")),
        ("es-MX", ".", ",", ("“", "”")),
        ("pt-BR", ",", ".", ("“", "”")),
        ("fr-LU", ",", ".", ("«", "»")),
        ("de-AT", ",", ".", ("„", "“")),
    ],
)
def test_region_has_its_own_format(tag: str, decimal: str, group: str, quotes: tuple[str, str]) -> None:
    known = language(tag)
    assert known.tag == tag
    assert (known.decimal, known.groups[0], known.quotes[0]) == (decimal, group, quotes)
    assert known.known


def test_every_official_language_may_group_digits_by_spaces() -> None:
    # Interinstitutional Style Guide, 6.4: thousands are divided by a space in all languages
    for tag in eu_languages():
        assert {" ", "\u00a0", "\u202f"} <= set(language(tag).groups)


def test_pair_prints_like_wmt_writes_it() -> None:
    assert str(LanguagePair(language("eng"), language("bul"))) == "en-bg"


def test_tokenizer_is_the_one_sacrebleu_would_take() -> None:
    # sacreBLEU 2.6, sacrebleu/metrics/bleu.py: _get_default_tokenizer_for_target_lang
    from sacrebleu.metrics.bleu import BLEU

    for tag in ("de", "zh", "ja", "ko", "bg"):
        wanted = (
            BLEU.TOKENIZER_DEFAULT if tag in ("de", "bg") else {"zh": "zh", "ja": "ja-mecab", "ko": "ko-mecab"}[tag]
        )
        assert language(tag).tokenizer == wanted
