import pytest

from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, eu_languages, known_languages, language


def test_the_eu_has_24_official_languages() -> None:
    assert len(eu_languages()) == 24  # Regulation No 1/1958, consolidated
    assert set(known_languages()) - set(eu_languages()) == {"is", "nb", "nn", "no"}


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
