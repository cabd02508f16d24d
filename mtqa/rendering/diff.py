"""Which words differ between two texts: a longest common subsequence of words, in time that no input can blow up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

__all__ = ["Difference", "Range", "difference", "tokens"]

Range = tuple[int, int]
"""Characters from start to one before end."""

MAX_CELLS = 400_000_000
"""Words of one text times words of the other, one bit each (50 MB), up to which they are compared in order."""


@dataclass(frozen=True)
class Difference:
    """How two texts differ.

    Attributes:
        left: Stretches of the left text that the right one does not have, in order, neighbours joined.
        right: Stretches of the right text that the left one does not have.
        common: Share of the words of both texts that they have in common, in order; between 0 and 1.
    """

    left: tuple[Range, ...]
    right: tuple[Range, ...]
    common: float


# Thai and Lao, Burmese, Khmer, kana, ideographs: scripts that put no space between words.
_ALONE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_APOSTROPHES = "'\u2019"

_PLAIN = re.compile(rf"\d+(?:[.,:]\d+)+(?!\w)|\w+(?:[{_APOSTROPHES}]\w+)*|[^\w\s]")
"""Words, numbers and single signs, for texts that `_EASY` holds."""


@cache
def _marks() -> str:
    """The combining marks, which `\\w` does not know as parts of words."""
    return "".join(chr(code) for code in range(0x300, 0x12000) if unicodedata.category(chr(code))[0] == "M")


# Latin, Greek and Cyrillic without combining marks and joiners, and the signs that go with them.
_EASY = re.compile("[\u0000-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u200b\u200e-\u20cf\u2100-\u2bff]*")


@cache
def _thorough() -> re.Pattern[str]:
    """As `_PLAIN`, with marks and joiners as parts of words, and characters that stand alone."""
    marks = _marks()
    letter = rf"(?:(?![{_ALONE}])[\w{marks}\u200c\u200d])"
    return re.compile(
        rf"\d+(?:[.,:]\d+)+(?!{letter})|{letter}+(?:[{_APOSTROPHES}]{letter}+)*"
        rf"|[{_ALONE}][{marks}]*|(?:[^\w\s][{marks}]*\u200d)*[^\w\s][{marks}]*"
    )


@lru_cache(maxsize=64)
def tokens(text: str) -> tuple[Range, ...]:
    """Where the words and signs of a text are."""
    pattern = _PLAIN if _EASY.fullmatch(text) else _thorough()
    return tuple(match.span() for match in pattern.finditer(text))


def difference(left: str, right: str) -> Difference:
    """Compare two texts word by word; capitals count, white space does not.

    Time grows with the product of the lengths over 64 (Hyyrö, 2004: one row of the table is one integer); above
    `MAX_CELLS`, only words that the other text lacks altogether are reported, in linear time.
    """
    spans_left, spans_right = tokens(left), tokens(right)
    words_left = [left[start:end] for start, end in spans_left]
    words_right = [right[start:end] for start, end in spans_right]
    if len(words_left) * len(words_right) <= MAX_CELLS:
        kept_left, kept_right = _common(words_left, words_right)
    else:
        known_left, known_right = set(words_left), set(words_right)
        kept_left = [word in known_right for word in words_left]
        kept_right = [word in known_left for word in words_right]
    total = len(words_left) + len(words_right)
    return Difference(
        _stretches(spans_left, kept_left),
        _stretches(spans_right, kept_right),
        (sum(kept_left) + sum(kept_right)) / total if total else 1.0,
    )


def _common(left: list[str], right: list[str]) -> tuple[list[bool], list[bool]]:
    """For each word, whether it belongs to a longest common subsequence."""
    first = 0
    while first < min(len(left), len(right)) and left[first] == right[first]:
        first += 1
    last = 0
    while last < min(len(left), len(right)) - first and left[-1 - last] == right[-1 - last]:
        last += 1
    inner_left, inner_right = left[first : len(left) - last], right[first : len(right) - last]
    kept_left, kept_right = [False] * len(inner_left), [False] * len(inner_right)
    places: dict[str, int] = {}
    for j, word in enumerate(inner_right):
        places[word] = places.get(word, 0) | 1 << j
    # A zero bit j of row i: taking word j makes the subsequence of the first i words and the first j + 1 words longer.
    full = (1 << len(inner_right)) - 1
    row = full
    rows = [row]
    for word in inner_left:
        matches = row & places.get(word, 0)
        row = ((row + matches) | (row - matches)) & full
        rows.append(row)
    i, j = len(inner_left), len(inner_right)
    while i and j:
        if rows[i] >> (j - 1) & 1:
            j -= 1
        elif not rows[i - 1] >> (j - 1) & 1:
            i -= 1
        else:
            i, j = i - 1, j - 1
            kept_left[i] = kept_right[j] = True
    ends = [True] * first, [True] * last
    return [*ends[0], *kept_left, *ends[1]], [*ends[0], *kept_right, *ends[1]]


def _stretches(spans: tuple[Range, ...], kept: list[bool]) -> tuple[Range, ...]:
    """The words that were not kept, neighbours joined with the space between them."""
    stretches: list[Range] = []
    joined = False
    for (start, end), is_kept in zip(spans, kept, strict=True):
        if not is_kept:
            if joined:
                stretches[-1] = (stretches[-1][0], end)
            else:
                stretches.append((start, end))
        joined = not is_kept
    return tuple(stretches)
