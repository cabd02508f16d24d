from __future__ import annotations

import pytest

from mtqa.languages import language, language_in_name, language_of, pair_in_name, same_language


@pytest.mark.parametrize(
    ("name", "tag"),
    [("de", "de"), ("pt-BR", "pt-BR"), ("eng_Latn", "en"), ("bul", "bg"), ("German", "de"), ("ελληνικά", "el")]
    + [(name, None) for name in ("txt", "source", "xx", "test-set", "de-de-de-de", "", "a")],
)
def test_languages_in_names(name: str, tag: str | None) -> None:
    found = language_in_name(name)
    assert (found.tag if found else None) == tag


@pytest.mark.parametrize(
    ("name", "pair"),
    [
        ("newstest2021.fr-de.all.xml", "fr-de"),
        ("wmt25.en-de_DE.jsonl", "en-de-DE"),
        ("eng_Latn-isl_Latn", "en-is"),
        ("en_de.csv", "en-de"),
        ("Europarl.de-en.tmx", "de-en"),
        ("corpus.tsv", None),
        ("test-set.tsv", None),
        ("en-en.tsv", None),
    ],
)
def test_pairs_in_names(name: str, pair: str | None) -> None:
    found = pair_in_name(name)
    assert (str(found) if found else None) == pair


def test_a_script_that_goes_without_saying_is_left_out() -> None:
    assert language_of("bul_Cyrl").tag == "bg"
    assert language_of("de-Cyrl").tag == "de-Cyrl"


def test_a_language_without_region_asks_for_all_its_regions() -> None:
    assert same_language(language("pt"), language("pt-BR"))
    assert not same_language(language("pt-PT"), language("pt-BR"))
