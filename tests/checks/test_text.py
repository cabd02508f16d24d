"""What the checks know of words and capital letters, and what they remember of texts."""

from __future__ import annotations

from random import Random

import pytest
from checking import translated

from mtqa.checks._capitals import begins_sentence, capital_words, word_before
from mtqa.checks._facts import StemTable
from mtqa.checks._protected import _HEXADECIMAL, _HINT, _MORE_THAN_FIGURES, _candidates, only_language
from mtqa.checks._text import RareWords, folded_words


def test_rare_words_are_found_again_and_others_are_asked_for_once() -> None:
    asked: list[str] = []

    def is_one(word: str) -> bool:
        asked.append(word)
        return word == "may"

    rare = RareWords(is_one)
    assert [set(rare.among(words)) for words in (("we", "may"), ("we", "can"), ("may",), ("we",))] == [
        {"may"},
        set(),
        {"may"},
        set(),
    ]
    assert sorted(asked) == ["can", "may", "we"]


def test_a_joined_table_has_the_words_and_stems_of_all() -> None:
    table = StemTable({"1": "jan", "2": "feb*"}).joined(StemTable({"7": "sun"}))
    assert [bool(table.find(word)[0]) for word in ("jan", "february", "sun", "sunny", "march")] == [1, 1, 1, 0, 0]


@pytest.mark.parametrize("text", ["Don't stop, O'Neill: x-y 2nd A1b", "L’été à l'œil – ça², Ⅷ", "ΟΔΟΣ и 'тот' d''x"])
def test_folded_words_are_letters_with_apostrophes_inside(text: str) -> None:
    letters = "".join(
        char if char.isalnum() and not char.isdecimal() else "'" if char in "'’" else " " for char in text
    )
    words = [word for piece in letters.split() for word in piece.replace("''", " ").strip("'").split()]
    assert list(folded_words(text)) == [word.lower().replace("ς", "σ") for word in words]


@pytest.mark.parametrize(
    ("text", "before"),
    [
        ("President Macron", "President"),
        ("the 27 Macron", "the"),
        ("Macron", ""),
        ("a" * 300 + " (1) Macron", "a" * 300),
    ],
)
def test_the_word_before_a_place_is_found_however_far_away(text: str, before: str) -> None:
    assert word_before(text, text.index("Macron")) == before


def test_capital_words_have_no_letter_before_them() -> None:
    for text in ("The O'Neill iPhone of McDonald-Smith, d'Arc", "Été à l'École d’Émile, Æsop"):
        words = [word for _, _, word in capital_words(text)]
        expected = [word.strip(",") for word in text.split() if word[0].isupper()]
        assert words == expected


def test_a_sentence_begins_after_a_mark_and_not_after_a_word() -> None:
    text = "He said Yes. No (Perhaps)"
    assert [begins_sentence(text, text.index(word)) for word in ("He", "Yes", "No", "Perhaps")] == [1, 0, 1, 1]


def test_what_is_language_is_found_out_once() -> None:
    one = translated("en-de", "See www.a.eu/b now", "Siehe www.a.eu/b jetzt")
    assert only_language(one) is only_language(one) is not one
    assert "www" not in only_language(one).source
    plain = translated("en-de", "See it now", "Siehe jetzt")
    assert only_language(plain) is plain


def test_no_stretch_is_where_no_hint_is() -> None:
    """Made-up texts of what stretches are made of: 30,000, a seventh of which have a figure that stands by itself."""
    random, signs = Random(3), "ab cfLCEABDM 0123456789.,-/+():xwgt\u00a0éЖ_]>"
    looked_at = 0
    for _ in range(30_000):
        text = "".join(random.choice(signs) for _ in range(random.randrange(3, 12)))
        if _HINT.search(text) and not _MORE_THAN_FIGURES.search(text) and not _HEXADECIMAL.search(text):
            looked_at += 1
            assert not list(_candidates(text, "de")), text
    assert looked_at > 1_000
