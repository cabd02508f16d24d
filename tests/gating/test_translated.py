"""What is no translation: empty in any of the ways that engines leave, or the source handed back."""

from __future__ import annotations

import pytest

from mtqa.corpus import Segment
from mtqa.gating.translated import copied_numbers, empty_numbers
from mtqa.languages import LanguagePair, language

EN_DE = LanguagePair(language("en"), language("de"))


def empty(source: str, text: str | None) -> bool:
    return bool(empty_numbers([Segment("s", "d", source)], [text]))


def copied(source: str, text: str | None, target: str = "de", reference: str = "", origin: str = "en") -> bool:
    pair = LanguagePair(language(origin), language(target))
    return bool(copied_numbers([Segment("s", "d", source, {"A": reference} if reference else {})], [text], pair))


@pytest.mark.parametrize("text", ["", " ", "\t", "\u00a0", "\u200b\ufeff", ".", "…", " – ", "\u00ad", "« »", "\x00"])
def test_nothing_but_what_says_nothing_is_empty(text: str) -> None:
    assert empty("The train leaves.", text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("The train leaves.", "Ja"),
        ("Yes", "✓"),
        ("Price", "€"),
        ("5", "5"),
        ("—", "-"),  # punctuation for punctuation
        ("...", "…"),
        ("", ""),  # nothing for nothing
        ("\u200b", " "),
        ("The train leaves.", None),  # missing, which is another matter
    ],
)
def test_what_says_something_or_stands_for_nothing_is_not(source: str, text: str | None) -> None:
    assert not empty(source, text)


def test_an_empty_translation_of_punctuation_is_empty() -> None:
    assert empty("—", "")


@pytest.mark.parametrize(
    ("source", "text", "target"),
    [
        ("Read more about this.", "Read more about this.", "de"),
        ("Read more about this.", " read  more about THIS. ", "fr"),
        ("Read more about this.", "Read more about this.", "bg"),
    ],
)
def test_running_text_in_the_language_of_the_source_is_copied(source: str, text: str, target: str) -> None:
    assert copied(source, text, target)


def test_scripts_without_small_letters() -> None:
    assert copied("東京の列車は明日出発します。", "東京の列車は明日出発します。", "en", origin="ja")
    assert not copied("東京都庁", "東京都庁", "zh", origin="ja")
    assert not copied("東京都庁舎大通", "東京都庁舎大通", "zh", origin="ja")
    assert copied("東京都庁舎大通り", "東京都庁舎大通り", "zh", origin="ja")  # eight letters


@pytest.mark.parametrize(
    "source",
    ["Berlin", "European Commission", "The New York Times Online", "Read more here", "Angela Merkel in Berlin now"],
)
def test_names_and_headings_may_stay(source: str) -> None:
    """Fewer than four words, or fewer than two in small letters; the last has four and two."""
    assert copied(source, source) is (source == "Angela Merkel in Berlin now")


def test_a_reference_that_is_the_source_too_and_variants_of_a_language() -> None:
    text = "Read more about this."
    assert not copied(text, text, reference="read more about this.")
    assert copied(text, text, reference="Mehr dazu.")
    assert not copied("Lesen Sie das auch bitte.", "Lesen Sie das auch bitte.", "de-AT", origin="de-DE")
    assert not copied(text, "Read more about that.")
    assert not copied(text, None)


def test_numbers_are_those_of_the_segments() -> None:
    segments = [Segment(str(n), "d", "Read more about this.") for n in range(4)]
    texts = ["", "Mehr dazu.", "Read more about this.", None]
    assert empty_numbers(segments, texts) == {0}
    assert copied_numbers(segments, texts, EN_DE) == {2}
