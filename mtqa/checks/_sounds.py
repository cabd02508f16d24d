"""How names sound: in Latin letters, and as the consonants that are left of them in another spelling."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from mtqa.checks._facts import fold

__all__ = ["SHORTEST_SKELETON", "alike", "first_letters", "romanise", "romanised", "skeleton", "sounds_like"]

SHORTEST_SKELETON = 2
"""Letters of the shortest skeleton that tells a name; one with fewer must be the whole of the other word, too."""
_LETTERS = {
    **dict(zip("абвгдезийклмнопрстуфъьыэѝё", "abvgdeziiklmnoprstufa'ieie", strict=True)),
    **dict(zip("жхцчшщюя", ("zh", "h", "ts", "ch", "sh", "sht", "yu", "ya"), strict=True)),
    **dict(zip("αβγδεζηικλμνξοπρσςτυφχωάέήίόύώϊϋΐΰ", "avgdeziiklmnxoprsstifhoaeiioioiuiu", strict=True)),
    **dict(zip("θψßæøłđþðıħœə", ("th", "ps", "ss", "ae", "o", "l", "d", "th", "d", "i", "h", "oe", "a"), strict=True)),
}


def _plain(char: str) -> str:
    """A letter without its accents."""
    return "".join(part for part in unicodedata.normalize("NFD", char) if not unicodedata.combining(part))


_GREEK = re.compile(r"[α-ω]")
_GREEK_PAIRS = {
    **dict(zip(("μπ", "ντ", "γκ", "τζ", "γγ"), ("b", "d", "g", "j", "ng"), strict=True)),
    **dict(zip(("ου", "ει", "οι", "αι", "αυ", "ευ"), ("u", "i", "i", "e", "av", "ev"), strict=True)),
}
"""What two Greek letters stand for together, the first three at the beginning of words."""
_GREEK_PAIR = re.compile(r"\b(?:μπ|ντ|γκ)|τζ|γγ|ο[υύ]|[εοα][ιί]|[αε][υύ]")
_TABLE = str.maketrans({char: _plain(char) for char in map(chr, range(0xC0, 0x250))} | _LETTERS)
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")
_SENTENCE = 40
"""Characters from which a text is no word, and hardly all of its letters are beyond ASCII if the first is Latin."""
_LAST_LATIN = "\u024f"
_GREEK_DOUBLE = re.compile(r"μπ|ντ|γκ")
"""What may be one letter anywhere in a foreign name."""
_SEMIVOWEL_U = re.compile(r"u[aeio]")
_SILENT = re.compile(r"[aeiou][sxtd]$")
_BEGINNINGS = ("ckqgxszjth", "vwfbpu", "ijyeh", "uwovgh", "aeoh", "dtnm")
"""Letters that stand for the same sound at the beginning of names in different languages."""
_ALIKE_LETTERS = {letter: "".join(group for group in _BEGINNINGS if letter in group) for letter in "".join(_BEGINNINGS)}
"""The letters that can begin a name in another language, by that in one language."""
_CLASSES = {
    **dict.fromkeys("bpfvw", "P"),
    **dict.fromkeys("ckqgxszj", "K"),
    **dict.fromkeys("dt", "T"),
    **dict.fromkeys("l", "L"),
    **dict.fromkeys("mn", "N"),
    **dict.fromkeys("r", "R"),
}


@lru_cache(maxsize=65536)
def romanised(word: str) -> str:
    """Lower-case Latin letters without accents that a word in Latin, Greek or Cyrillic letters is like."""
    return romanise(word)


def romanise(text: str) -> str:
    """The same of a whole text, which is not remembered."""
    folded = fold(text)
    if folded.isascii():
        return folded
    if "дж" in folded:
        folded = folded.replace("дж", "j")
    if _GREEK.search(folded):
        folded = _GREEK_PAIR.sub(lambda match: _GREEK_PAIRS[_plain(match.group())], folded)
    first = _BEYOND_ASCII.search(folded) if len(folded) > _SENTENCE else None
    if first is None or first.group() > _LAST_LATIN:
        return folded.translate(_TABLE)
    return _BEYOND_ASCII.sub(lambda match: _translated(match.group()), folded)  # there are few such letters


@lru_cache(maxsize=4096)
def _translated(letters: str) -> str:
    return letters.translate(_TABLE)


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """The consonants of a word by where they are spoken, one of several alike: Kishida and Кишида are KT with a K."""
    latin = romanised(word)
    latin = latin.replace("ph", "f").replace("th", "t").replace("tz", "c").replace("ts", "c").replace("dz", "c")
    out: list[str] = []
    for char in latin:
        kind = _CLASSES.get(char, "")
        if kind and (not out or out[-1] != kind):
            out.append(kind)
    return "".join(out)


@lru_cache(maxsize=65536)
def _skeletons(word: str) -> frozenset[str]:
    """The skeletons that a word may have, as it is spoken: an English w may be a u, a j an i, Greek writes d, b and g
    with two letters, final letters and "gh" may be silent: Walid and Ουαλίντ, Iowa and Ajova, Louis and Λουί."""
    one_letter = _GREEK_DOUBLE.sub(lambda match: _GREEK_PAIRS[match.group()], fold(word))
    latin = {romanised(one) for one in (word, one_letter, fold(word).replace("γκ", "νγκ"))}
    latin |= {f"w{one[1:]}" for one in latin if _SEMIVOWEL_U.match(one)}
    latin |= {one.replace("j", "i") for one in latin if "j" in one}
    latin |= {one[:-1] for one in latin if _SILENT.search(one)}
    latin |= {one.replace("gh", "") for one in latin if "gh" in one[1:]}
    return frozenset(map(skeleton, latin))


def first_letters(latin: str) -> str:
    """The letters that a name may begin with in another language, by its own one."""
    return _ALIKE_LETTERS.get(latin[0], latin[0]) + ("i" if latin[0] == "j" else "")


def sounds_like(word: str, other: str) -> bool:
    """Whether a capital word sounds like a word of a name. One of a single consonant or none must have hardly any
    other, and may begin with another vowel."""
    begins = romanised(other)[0] in first_letters(romanised(word))
    if not begins and len(skeleton(word)) > SHORTEST_SKELETON:
        return False
    return any(
        one[:1] == two[:1] and abs(len(one) - len(two)) < SHORTEST_SKELETON
        if len(one) < SHORTEST_SKELETON
        else begins and alike(one, two, capital=True)
        for one in _skeletons(word)
        for two in _skeletons(other)
    )


def alike(wanted: str, other: str, *, capital: bool) -> bool:
    """Whether two skeletons are those of one name: the endings may differ, and in a longer one a consonant."""
    if not capital:
        return len(wanted) > 2 and other.startswith(wanted)
    if other.startswith(wanted) or (len(wanted) > 2 and len(other) > 2 and wanted.startswith(other)):
        return True
    if len(wanted) < 3 or abs(len(wanted) - len(other)) > 1:
        return False
    return _without_one(wanted, other) or _without_one(other, wanted)


def _without_one(long: str, short: str) -> bool:
    """Whether two skeletons are the same but for one consonant of the first."""
    for index, (one, two) in enumerate(zip(long, short, strict=False)):
        if one != two:
            return long[index + 1 :] in (short[index:], short[index + 1 :])
    return True
