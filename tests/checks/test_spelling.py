"""The check for spelling, with a small dictionary made here."""

from __future__ import annotations

from pathlib import Path

import pytest
from checking import translated

from mtqa.checks._dictionaries import find_dictionary
from mtqa.checks.spelling import Options
from mtqa.contracts import checks
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, language

PAIR = LanguagePair(language("en"), language("de"))


def dictionary(folder: Path, name: str = "de_DE") -> Options:
    (folder / f"{name}.aff").write_text("SET UTF-8\nSFX S Y 1\nSFX S 0 es .\n", encoding="utf-8")
    (folder / f"{name}.dic").write_text("6\nHaus/S\ndas\nist\nalt\nschön\nschönsten\n", encoding="utf-8")
    return Options((folder / f"{name}.dic",))


def words(options: Options, *hypotheses: str) -> list[tuple[int, str]]:
    translations = [translated("en-de", "The house in Tokyo is ald.", hypothesis) for hypothesis in hypotheses]
    return [
        (position, translations[position].hypothesis[problem.spans[0].start : problem.spans[0].end])
        for position, problem in checks.get("spelling").find(translations, options)
    ]


def test_words_of_the_dictionary_names_and_words_of_the_source_pass(tmp_path: Path) -> None:
    assert words(dictionary(tmp_path), "das Hauses ist ald", "Tokio ist schön", "das EU Haus") == []


def test_unknown_word(tmp_path: Path) -> None:
    assert words(dictionary(tmp_path), "das Haus ist shcön") == [(0, "shcön")]


def test_word_that_is_near_none_of_the_dictionary_may_be_a_new_one(tmp_path: Path) -> None:
    assert words(dictionary(tmp_path), "das Haus ist kryptografisch") == []
    assert words(dictionary(tmp_path), "das Haus ist schän") == []


@pytest.mark.parametrize("word", ["shcön", "schöön", "schhön"])
def test_one_slip_is_found_with_what_was_meant(tmp_path: Path, word: str) -> None:
    translation = translated("en-de", "The house in Tokyo is ald.", f"das Haus ist {word}")
    (_, problem), *rest = checks.get("spelling").find([translation], dictionary(tmp_path))
    assert not rest
    assert problem.message == f"“{word}” is not in the dictionary, which has “schön”"
    assert words(dictionary(tmp_path), "das ist am schösten") == [(0, "schösten")]


def test_word_that_comes_again_and_again_is_a_term(tmp_path: Path) -> None:
    assert words(dictionary(tmp_path), *["das ist shcön"] * 3) == []
    assert words(dictionary(tmp_path), *["das ist shcön"] * 2) == [(0, "shcön"), (1, "shcön")]


def test_unknown_words_side_by_side_are_of_another_language(tmp_path: Path) -> None:
    assert words(dictionary(tmp_path), "das Haus (shcön gezondheid) ist alt") == []
    assert words(dictionary(tmp_path), "das Haus ist shcön, gezondheid") == [(0, "shcön")]


def test_own_words_pass(tmp_path: Path) -> None:
    options = dictionary(tmp_path)
    assert words(Options(options.dictionary, ("shcön",)), "das ist shcön") == []


def test_dictionaries_are_found(dictionaries: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dictionary(tmp_path)
    monkeypatch.setenv("MTQA_DICTIONARIES", str(tmp_path))
    assert find_dictionary(language("de")) == tmp_path / "de_DE.dic"
    monkeypatch.setenv("MTQA_DICTIONARIES", "")
    assert find_dictionary(language("de")) is None
    monkeypatch.delenv("MTQA_DICTIONARIES")
    monkeypatch.setenv("DICPATH", str(tmp_path))
    assert find_dictionary(language("de")) == tmp_path / "de_DE.dic"
    assert find_dictionary(language("de-AT"), (tmp_path,)) == tmp_path / "de_DE.dic"
    assert find_dictionary(language("mt"), (tmp_path,)) is None


@pytest.mark.parametrize(
    ("tag", "names", "best"),
    [
        ("de", ["de_AT", "de_DE_frami", "de_LU"], "de_DE_frami"),
        ("de", ["de_AT", "de_DE", "de_DE_frami"], "de_DE"),
        ("de-AT", ["de_AT_frami", "de_DE"], "de_AT_frami"),
        ("de", ["hyph_de_DE", "dev_IN"], None),
        ("fr", ["fr", "fr_CA"], "fr"),
        ("no", ["nb_NO", "nn_NO"], "nb_NO"),
        ("nn", ["nb_NO", "nn_NO"], "nn_NO"),
        ("pt", ["pt_BR", "pt_PT"], "pt_PT"),
        ("pt-BR", ["pt-BR", "pt_PT"], "pt-BR"),
    ],
)
def test_the_dictionary_that_suits_best(tmp_path: Path, tag: str, names: list[str], best: str | None) -> None:
    for name in names:
        dictionary(tmp_path, name)
    assert find_dictionary(language(tag), (tmp_path,)) == (None if best is None else tmp_path / f"{best}.dic")


def test_without_dictionary_it_says_how_to_get_one(tmp_path: Path) -> None:
    check = checks.get("spelling")
    assert "`apt-get install hunspell-de-de`" in check.why_not(PAIR, Options((tmp_path,)))
    maltese = LanguagePair(language("en"), language("mt"))
    assert "Debian has none" in check.why_not(maltese, Options((tmp_path,)))
    turkish = LanguagePair(language("en"), language("tr"))
    assert "`hunspell-tr`" in check.why_not(turkish, Options((tmp_path,)))


def test_without_dictionary_it_is_not_run(tmp_path: Path) -> None:
    check = checks.get("spelling")
    assert "no Hunspell dictionary for German" in check.why_not(PAIR, Options((tmp_path,)))
    assert "spelling" in checks.default_names()


def test_damaged_dictionary_is_named(tmp_path: Path) -> None:
    options = dictionary(tmp_path, "de_AT")
    (tmp_path / "de_AT.aff").write_text("SET UTF-8\nSFX S Y many\n", encoding="utf-8")
    with pytest.raises(MtqaError, match="cannot be read"):
        words(options, "das ist fnord")
