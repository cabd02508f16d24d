"""The check for words in Latin letters in Greek and Bulgarian texts."""

from __future__ import annotations

import pytest
from checking import run_corpus


@pytest.mark.parametrize(
    ("pair", "hypothesis", "word"),
    [
        ("en-bg", "Те подписаха agreement в Токио.", "agreement"),
        ("en-el", "Υπέγραψαν agreement στο Τόκιο.", "agreement"),
    ],
)
def test_word_left_in_latin_letters(pair: str, hypothesis: str, word: str) -> None:
    assert run_corpus("transliteration", pair, [("They signed an agreement in Tokyo.", hypothesis)]) == [(0, [word])]


def test_addresses_marks_and_other_languages_are_left_alone() -> None:
    texts = [("See info@agreement.eu and pdf-agreement.", "Вж. info@agreement.eu и pdf-agreement.")]
    assert run_corpus("transliteration", "en-bg", texts) == []
    assert run_corpus("transliteration", "en-fr", [("They signed an agreement.", "Ils signèrent un agreement.")]) == []


def test_name_copied_here_and_transliterated_elsewhere() -> None:
    texts = [("Then Kishida came.", "Тогава Кишида дойде.")] * 3 + [("We saw Kishida.", "Видяхме Kishida.")]
    assert run_corpus("transliteration", "en-bg", texts) == [(3, ["Kishida"])]
    assert run_corpus("transliteration", "en-bg", texts[3:]) == []


def test_word_in_a_longer_name_that_is_never_transliterated() -> None:
    texts = [("Then Kishida came.", "Тогава Кишида дойде.")] * 3
    assert run_corpus("transliteration", "en-bg", [*texts, ("He read Kishida Tribune.", "Чете Kishida Tribune.")]) == []
    assert run_corpus("transliteration", "en-bg", [*texts, ("He read of Kishida.", "Чете за Kishida.")]) != []
