"""Words with a capital letter, and which of them may be ordinary words of a title, an institution or a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mtqa.checks._facts import facts, fold
from mtqa.checks._ordinary import is_ordinary, may_be_part_of_a_title
from mtqa.checks._text import folded_words

__all__ = ["Capital", "begins_sentence", "capital_words", "in_title", "is_titled", "may_be_translated", "word_before"]

Capital = tuple[int, int, str]
"""A word with a capital letter: first character, one past the last, and the word."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_CAPITAL = re.compile(r"[^\W\d_a-zà-öø-ÿ](?<![^\W\d_].)(?<![^\W\d_][-'’].)[^\W\d_]*(?:[-'’][^\W\d_]+)*")
_ASCII_CAPITAL = re.compile(r"[A-Z](?<![A-Za-z].)(?<![A-Za-z][-'].)[A-Za-z]*(?:[-'][A-Za-z]+)*")
"""A word that begins with no small letter, in any text and in one of ASCII."""
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\"“”„«»‘(\[–—*|/]|\s['-])[\s\"'“”„«»‘’(\[]*$")
_FOREIGN_TITLE = re.compile(r"[^\W\d_]+ (?:d['’]|de la |des |du |della |delle |degli )")
_LONG = 20_000
_LONGEST_TITLE = 60
_BETWEEN = (" ", "-", " & ")
"""What stands between capital words that belong together."""
_REACH = 48
"""Characters before a name among which the word before it is looked for at first."""
_TITLED, _FEW = 0.6, 3
"""The share of words with a capital letter from which a text is a heading, and words of one too short for that."""


def capital_words(text: str) -> list[Capital]:
    """Start, end and form of the words that begin with a capital letter."""
    pattern = _ASCII_CAPITAL if text.isascii() else _CAPITAL
    found = [(match.start(), match.end(), match.group()) for match in pattern.finditer(text)]
    return found if pattern is _ASCII_CAPITAL else [one for one in found if one[2][0].isupper()]


def is_titled(text: str, n_capitals: int) -> bool:
    """Whether a text is a heading with a capital letter on most of its words, or all in capitals."""
    if text.isupper():
        return True
    text = text[:_LONG]
    if n_capitals <= _TITLED * (_FEW + 1) or n_capitals <= _TITLED * (len(folded_words(text)) - text.count("-")):
        return False  # there are as many words as that at least
    n_words = len(_WORD.findall(text))
    return n_words > _FEW and n_capitals > _TITLED * n_words


def in_title(text: str, place: int) -> bool:
    """Whether a word stands in a quotation that is no speech but a title: short, most words in capitals; or begins a
    French or Italian one, which may be translated: Ballon d'Or."""
    if _FOREIGN_TITLE.match(text, place):
        return True
    if text.count('"', 0, place) % 2 == 0:
        return False
    start, end = text.rfind('"', 0, place) + 1, text.find('"', place)
    if not start < end < start + _LONGEST_TITLE:
        return False
    words = _WORD.findall(text, start, end)
    return sum(1 for word in words if word[0].isupper()) * 2 > len(words)


def begins_sentence(text: str, place: int) -> bool:
    """Whether a sentence or quotation begins at a place."""
    if place > 1 and text[place - 1] == " " and text[place - 2].isalnum():
        return False
    return place == 0 or _SENTENCE_START.search(text, max(0, place - 8), place) is not None


def word_before(text: str, place: int) -> str:
    """The word before a place, however far away; "" where there is none."""
    if text[place - 1 : place] == " ":
        word = text[text.rfind(" ", 0, place - 1) + 1 : place - 1]
        if word.isalpha():
            return word
    reach = _REACH
    while True:
        start = max(0, place - reach)
        words = list(_WORD.finditer(text, start, place))
        if not start or (words and words[-1].start() > start + 1):
            return words[-1].group() if words else ""
        reach *= 4


def may_be_translated(text: str, capitals: Sequence[Capital], index: int, tag: str) -> bool:
    """Whether one of the capital words of a text may be translated because it is an ordinary word, stands beside one in
    the name of an institution or a title, or stands alone after an article, beside an abbreviation or before a number.

    The name after a title or an office ("President Macron") is no such word, nor are several words that are no ordinary
    ones after such a word ("Manager Maria Kowalska").
    """
    if is_ordinary(capitals[index][2], tag):
        return True
    chain = _chain(text, capitals, index)
    names = [other for other in chain if not is_ordinary(capitals[other][2], tag)]
    start, end, _ = capitals[index]
    if len(names) > 1 or fold(word_before(text, start)) in facts(tag).titles:
        return False
    alone = len(chain) - (index != chain[0] and begins_sentence(text, capitals[chain[0]][0])) == 1
    return not alone or may_be_part_of_a_title(text, start, end)


def _chain(text: str, capitals: Sequence[Capital], index: int) -> range:
    """The indices of the capital words that stand side by side with one of them. A word at the beginning of a sentence
    has a capital letter in any case."""
    first, last = index, index
    while first > 0 and text[capitals[first - 1][1] : capitals[first][0]] in _BETWEEN:
        first -= 1
    while last + 1 < len(capitals) and text[capitals[last][1] : capitals[last + 1][0]] in _BETWEEN:
        last += 1
    return range(first, last + 1)
