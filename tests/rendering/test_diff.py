from __future__ import annotations

import random
import time

import pytest

from mtqa.rendering import diff
from mtqa.rendering.diff import difference, tokens


def words(text: str) -> list[str]:
    return [text[start:end] for start, end in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don't stop, 1,234.5 km.", ["Don't", "stop", ",", "1,234.5", "km", "."]),
        ("„отвъд 5G“/6G", ["„", "отвъд", "5G", "“", "/", "6G"]),
        ("3,5 % от 2018 г.", ["3,5", "%", "от", "2018", "г", "."]),
        ("हिन्दी में", ["हिन्दी", "में"]),
        ("日本語です。", ["日", "本", "語", "で", "す", "。"]),
        ("👨\u200d👩\u200d👧 ok", ["👨\u200d👩\u200d👧", "ok"]),
        ("a\u0301b", ["a\u0301b"]),
        ("  \n", []),
    ],
)
def test_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_what_differs_is_marked_on_both_sides() -> None:
    # By hand: "black" is replaced by "white", "a" is dropped, the full stop is added.
    left, right = "The black cat saw a dog", "The white cat saw dog."
    found = difference(left, right)
    assert [left[a:b] for a, b in found.left] == ["black", "a"]
    assert [right[a:b] for a, b in found.right] == ["white", "."]
    assert found.common == pytest.approx(8 / 12)  # 4 of 6 words and 4 of 6


def test_neighbours_are_joined_and_space_does_not_count() -> None:
    left = "one  two three four"
    found = difference(left, "one four")
    assert [left[a:b] for a, b in found.left] == ["two three"]
    assert found.right == ()
    assert difference("a  b\n", "a b").left == ()


def test_capitals_count() -> None:
    assert difference("Европа", "европа").left == ((0, 6),)


@pytest.mark.parametrize("texts", [("", ""), ("", "a b"), ("a b", ""), ("a b", "c d"), ("a a a", "a")])
def test_edges(texts: tuple[str, str]) -> None:
    left, right = texts
    found = difference(left, right)
    kept_left = sum(map(len, words(left))) - sum(len(left[a:b].replace(" ", "")) for a, b in found.left)
    kept_right = sum(map(len, words(right))) - sum(len(right[a:b].replace(" ", "")) for a, b in found.right)
    assert kept_left == kept_right


def longest(left: list[str], right: list[str]) -> int:
    """Length of a longest common subsequence by the textbook's table (Wagner and Fischer, 1974)."""
    table = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i, one in enumerate(left):
        for j, other in enumerate(right):
            table[i + 1][j + 1] = table[i][j] + 1 if one == other else max(table[i][j + 1], table[i + 1][j])
    return table[-1][-1]


def test_what_is_kept_is_a_longest_common_subsequence() -> None:
    draw = random.Random(3)
    for _ in range(500):
        left = draw.choices("abcd", k=draw.randrange(11))
        right = draw.choices("abcd", k=draw.randrange(11))
        kept_left, kept_right = diff._common(left, right)
        common = [word for word, kept in zip(left, kept_left, strict=True) if kept]
        assert common == [word for word, kept in zip(right, kept_right, strict=True) if kept]
        assert len(common) == longest(left, right)


@pytest.mark.parametrize("piece", ["a b ", "a ", "ab", "1,", "a'", ". ", "語", "👨\u200d", "\u0301", "1:1a "])
def test_long_texts_take_little_time(piece: str) -> None:
    """100 kB of anything against 100 kB of something like it: seconds would mean more than linear steps per word."""
    start = time.perf_counter()
    difference(piece * (100_000 // len(piece)), "x " + piece * (90_000 // len(piece)) + " y")
    assert time.perf_counter() - start < 10


def test_very_long_texts_are_compared_by_their_words_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diff, "MAX_CELLS", 5)
    found = difference("a b c", "c b d")
    assert (found.left, found.right) == (((0, 1),), ((4, 5),))


def test_the_quick_and_the_thorough_way_find_the_same_words() -> None:
    draw = random.Random(1)
    for _ in range(3000):
        text = "".join(draw.choices("aбΩ1 2,.'’-—„“ѝ\n\u00a0€ẞ_", k=12))
        assert diff._EASY.fullmatch(text)
        quick, thorough = diff._PLAIN.finditer(text), diff._thorough().finditer(text)
        assert [match.span() for match in quick] == [match.span() for match in thorough]
