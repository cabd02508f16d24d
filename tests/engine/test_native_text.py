"""The extension's white space and tokenizers against Python's and sacreBLEU 2.6.0's own."""

from __future__ import annotations

import sys

import pytest
from engine.lines import NATIVE_TOKENIZERS, lines
from hypothesis import given, settings
from sacrebleu.metrics.chrf import CHRF

from mtqa.engine import native
from mtqa.engine.by_sacrebleu import bleu_tokenizer

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]


def test_every_white_space_character_separates_and_no_other() -> None:
    """Expected: str.isspace, which str.split goes by."""
    text = "".join(f"a{c}" for c in EVERY_CHARACTER)
    assert native.words(text, "none") == text.split()


@pytest.mark.parametrize("tokenizer", NATIVE_TOKENIZERS)
def test_every_character_is_tokenized_alike(tokenizer: str) -> None:
    """Between letters, digits and full stops. Expected: sacreBLEU's tokenizer.

    Every character of the first three planes, every hundredth of the others, where hardly any is assigned.
    """
    tested = EVERY_CHARACTER[:0x30000] + EVERY_CHARACTER[0x30000::100]
    line = "".join(f"a{c}a1{c}1.{c}." for c in tested)
    assert native.words(line, tokenizer) == bleu_tokenizer(tokenizer)(line.rstrip()).split()


@pytest.mark.parametrize("tokenizer", NATIVE_TOKENIZERS)
@given(line=lines)
@settings(max_examples=100, deadline=None)
def test_lines_are_tokenized_alike(tokenizer: str, line: str) -> None:
    """Expected: sacreBLEU's tokenizer after the rstrip that its metrics put before it."""
    assert native.words(line, tokenizer) == bleu_tokenizer(tokenizer)(line.rstrip()).split()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Hello, world.", ["Hello", ",", "world", "."]),
        ("1.5 and 1,000.", ["1.5", "and", "1,000", "."]),
        ("a..5 x...", ["a", ".", ".5", "x", ".", ".", "."]),
        ("5-6 a-b", ["5", "-", "6", "a-b"]),
        ("&amp;lt;b&gt; <skipped>x-\ny", ["<", "b", ">", "xy"]),
    ],
)
def test_13a_by_hand(line: str, words: list[str]) -> None:
    """Expected: mteval-v13a's rules, applied by hand."""
    assert native.words(line, "13a") == words


@given(line=lines)
@settings(max_examples=100, deadline=None)
def test_words_of_chrf_are_the_same(line: str) -> None:
    """Expected: sacreBLEU's `CHRF._remove_punctuation`."""
    assert native.words(line, "chrf") == CHRF(word_order=2)._remove_punctuation(line)
