"""The extension's white space and tokenizers against Python's and sacreBLEU 2.6.0's own."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given, settings
from metrics.engine.lines import NATIVE_TOKENIZERS, lines
from sacrebleu.metrics.chrf import CHRF
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

from mtqa.metrics.engine import native
from mtqa.metrics.engine.reference import bleu_tokenizer

EVERY_CHARACTER = [chr(code) for code in range(sys.maxunicode + 1)]


def test_every_white_space_character_separates_and_no_other() -> None:
    """Expected: str.isspace, which str.split goes by."""
    separated = {words[0] if len(words) == 1 else "" for words in (native.words(f"a{c}b", "none") for c in " x")}
    assert separated == {"", "axb"}
    text = "".join(f"a{c}" for c in EVERY_CHARACTER)
    assert native.words(text, "none") == text.split()


def test_zh_sets_the_same_characters_apart() -> None:
    """Expected: sacreBLEU's `_is_chinese_char`, asked about every character."""
    for character in EVERY_CHARACTER:
        if character.isspace() or character in ".,-" or TokenizerZh._is_chinese_char(character):
            continue
        if len(native.words(f"a{character}b", "zh")) != len(bleu_tokenizer("zh")(f"a{character}b").split()):
            pytest.fail(f"U+{ord(character):04X}")
    chinese = [c for c in EVERY_CHARACTER if TokenizerZh._is_chinese_char(c)]
    text = "".join(f"a{c}" for c in chinese)
    assert native.words(text, "zh") == bleu_tokenizer("zh")(text).split()


@pytest.mark.parametrize("tokenizer", NATIVE_TOKENIZERS)
def test_every_character_is_tokenized_alike_between_letters_and_digits(tokenizer: str) -> None:
    """Expected: sacreBLEU's tokenizer, on a line with every character between letters and one with it between digits."""
    for around in ("a", "1", "."):
        line = "".join(around + c + around for c in EVERY_CHARACTER)
        assert native.words(line, tokenizer) == bleu_tokenizer(tokenizer)(line.rstrip()).split()


@pytest.mark.parametrize("tokenizer", NATIVE_TOKENIZERS)
@given(line=lines)
@settings(max_examples=300, deadline=None)
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
@settings(max_examples=300, deadline=None)
def test_words_of_chrf_are_the_same(line: str) -> None:
    """Expected: sacreBLEU's `CHRF._remove_punctuation`."""
    assert native.words(line, "chrf") == CHRF(word_order=2)._remove_punctuation(line)
