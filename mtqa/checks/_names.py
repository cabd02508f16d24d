"""Names in a text, and whether another text has them: copied, inflected, or written as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from mtqa.checks._facts import Facts, facts, fold
from mtqa.checks._ordinary import is_heading, is_ordinary, may_be_part_of_a_title
from mtqa.checks._sounds import alike, first_letters, romanise, romanised, skeleton, sounds_like
from mtqa.languages import Language

__all__ = [
    "Name",
    "Text",
    "acronyms",
    "begins_sentence",
    "names",
    "resembles",
    "romanised",
    "skeleton",
    "sounds_in",
    "spelt_in",
    "stands_in",
]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;…\"“”„«»‘(\[–—*|/]|\s['-])[\s\"'“”„«»‘’(\[]*$")
_FOREIGN_TITLE = re.compile(r"[^\W\d_]+ (?:d['’]|de la |des |du |della |delle |degli )")
_SHORT_NAME = re.compile(r"\b([A-Z][a-z]{1,2}) $")
_ARTICLE = re.compile(r"\b(?:le|la|les|du|des|aux?|une?) $|\b[ld]['’]$")
"""French articles; in English, names of teams, ships and rivers have one too."""
_ACRONYM = re.compile(r"(?<![\w.&-])[A-Z]{2,6}(?![\w&]|\.\w|-\w)")
_LONG = 20_000
_SHORTEST = 4
_MANY = 400
_LONGEST_TITLE = 60
_RESEMBLING = 0.7
"""Share of the letters, in their order, that two spellings of a name have in common."""
_ALIKE_ADJECTIVE = 0.6
"""The same for a word that sounds like a name but has no capital letter."""
_ADJECTIVE = 7
"""Letters of the shortest word without a capital letter that may resemble a name: kalifornisch."""
_NO_NAME = re.compile(r"['’](?:ve|ll|re|d|m|t|VE|LL|RE|D|M|T)$|(?:^|['’])[A-Z]{2,}s?$")
"""Contractions like "I've", and abbreviations."""
_DERIVED = re.compile(
    r"(?:ians?|eans?|icans?|cans|yans?|ish|ese|ists?|isms?|tions?|ments?|ships?|(?:\w{4}[ae]nce)|ity|ities|als|(?:sh|ch)(?:wo)?m[ae]n"
    r"|ness|ology|ics|eers?|[a-z]{3}esses|hoods?|ial|ional|iens?|iennes?|aise?s?|oise?s?|aines?|ique|iques|aires?|eurs?|ables|été)$"
)
"""Endings of peoples, offices and other words that are translated."""
_SEMIVOWELS = str.maketrans("jy", "ii")
_DOING = re.compile(r"(?:ings?|[eo]rs)$")
"""Endings of words made of verbs, and also of many names: Operators, but Rodgers."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of one or several words.

    Attributes:
        start: First character.
        end: One past the last.
        words: Its words, as written, without an English genitive.
        doubtful: Whether it may be no name, or one that is translated: an office, an institution, a title.
        beginnings: How the words begin by which the language of the translation calls it, where it has its own: of a
            country, a people, a city; in small Latin letters.
        titled: Whether a title or an office stands before it, which may do without it: Mr, President.
    """

    start: int
    end: int
    words: tuple[str, ...]
    doubtful: bool = False
    beginnings: frozenset[str] = frozenset()
    titled: bool = False


def _is_titled(text: str, words: list[re.Match[str]]) -> bool:
    """Whether a text is a heading with a capital letter on most of its words, or all in capitals."""
    capitals = sum(match.group()[0].isupper() for match in words)
    return (capitals > 0.6 * len(words) and len(words) > 3) or text.isupper()


def _in_title(text: str, place: int) -> bool:
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


def _is_derived(folded: str, known: Facts) -> bool:
    """Whether a word may be no name but made of another word, and translated."""
    if _DERIVED.search(folded) or _singular(folded) in known.names:
        return True
    if not _DOING.search(folded):
        return False
    single = folded.removesuffix("s")
    verb = single.removesuffix("ing").removesuffix("er").removesuffix("or")
    return not known.words.isdisjoint((single, verb + "e" if single.endswith("or") else verb))


def _singular(folded: str) -> str:
    """The singular of an English word: Liberties, Slavs."""
    return f"{folded[:-3]}y" if folded.endswith("ies") else folded.removesuffix("s")


def begins_sentence(text: str, place: int) -> bool:
    """Whether a sentence or quotation begins at a place."""
    return place == 0 or _SENTENCE_START.search(text, max(0, place - 8), place) is not None


@lru_cache(maxsize=8192)
def names(text: str, language: Language) -> tuple[Name, ...]:
    """The names in a text: words with a capital letter within sentences. Nothing where it is not known which names are
    translated."""
    known = facts(language.primary)
    if not known.names:
        return ()
    words = list(_WORD.finditer(text[:_LONG]))
    if _is_titled(text, words) or is_heading(text, known):
        return ()
    common = _in_titles(text, words, language.primary)
    found: list[Name] = []
    previous = -2
    for index, match in enumerate(words):
        if not match.group()[0].isupper():
            continue
        word = match.group().removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
        if not _may_be_a_name(word, known):
            continue
        place = match.start()
        folded = fold(word)
        doubtful = (
            folded in known.names
            or index in common
            or _is_derived(folded, known)
            or _ARTICLE.search(text, max(0, place - 5), place) is not None
        )
        end = place + len(word)
        joined = index - 1 == previous and text[words[index - 1].end() : place] == " "
        if joined and found and found[-1].doubtful == doubtful:
            last = found.pop()
            found.append(replace(last, end=end, words=(*last.words, word)))
        elif joined or not begins_sentence(text, place):
            doubtful = doubtful or _in_title(text, place)
            short = _SHORT_NAME.search(text, max(0, place - 4), place)
            titled = index > 0 and fold(words[index - 1].group()) in known.titles
            before = fold(short[1]) if short and not titled else ""
            is_part = before and before not in known.words and not known.cardinals.find(before)[0]
            parts = (short[1], word) if short and is_part else (word,)
            found.append(Name(place, end, parts, doubtful, titled=titled))
        else:
            continue
        previous = index
    return tuple(found)


def _may_be_a_name(word: str, known: Facts) -> bool:
    """Whether a capital word is long enough, and no contraction, month, day or one of the commonest words."""
    folded = fold(word)
    if len(word) < _SHORTEST or _NO_NAME.search(word) or "-" in word:
        return False
    if known.months.find(folded)[0] or known.weekdays.find(folded)[0]:
        return False
    return folded not in known.words or folded in known.names


def _in_titles(text: str, words: list[re.Match[str]], tag: str) -> frozenset[int]:
    """Indices of the capital words that may be translated because they are ordinary words, stand beside one in the name
    of an institution or a title, or stand alone after an article, beside an abbreviation or before a number.

    The name after a title or an office ("President Macron") is none of them, nor are several words that are no ordinary
    ones after such a word ("Manager Maria Kowalska").
    """
    return frozenset(index for chain in _chains(text, words) for index in _common_of(text, words, chain, tag))


def _chains(text: str, words: list[re.Match[str]]) -> Iterator[range]:
    """The indices of capital words that stand side by side."""
    start = end = -1
    for index, match in enumerate(words):
        if not match.group()[0].isupper():
            continue
        if index == end and text[words[index - 1].end() : match.start()] in (" ", "-", " & "):
            end += 1
            continue
        if end > 0:
            yield range(start, end)
        start, end = index, index + 1
    if end > 0:
        yield range(start, end)


def _common_of(text: str, words: list[re.Match[str]], chain: range, tag: str) -> Iterable[int]:
    """Those of one chain of capital words. A word at the beginning of a sentence has a capital letter in any case."""
    titles = facts(tag).titles
    ordinary = {index: is_ordinary(words[index].group(), tag) for index in chain}
    common = [index for index in chain if ordinary[index]]
    if len(common) < len(chain) and begins_sentence(text, words[chain[0]].start()) and ordinary[chain[0]]:
        del ordinary[chain[0]]
    names_ = [index for index in ordinary if not ordinary[index]]
    if len(names_) != 1 or (names_[0] > 0 and fold(words[names_[0] - 1].group()) in titles):
        return common
    if len(ordinary) > 1 or may_be_part_of_a_title(text, words[names_[0]].start(), words[names_[0]].end()):
        return chain
    return common


class Text:
    """A text in which names are looked for.

    Args:
        text: The translation.
        explained: How the words begin that the language has for the places of the source: they are no other names.
    """

    def __init__(self, text: str, explained: Iterable[str] = ()) -> None:
        self.text = text[:_LONG]
        self._explained = tuple(explained)
        self._latin: str | None = None
        self._words: tuple[tuple[str, str], ...] | None = None

    @property
    def latin(self) -> str:
        """The text in small Latin letters."""
        if self._latin is None:
            self._latin = romanise(self.text)
        return self._latin

    def words(self, source: str) -> tuple[tuple[str, str], ...]:
        """Every longer word that does not stand in the source as it is, and the same in small Latin letters. One
        without a capital letter may be an adjective made of a name."""
        if self._words is None:
            words = {word for word in _WORD.findall(self.text) if word[0].isupper() or len(word) > _SHORTEST}
            self._words = tuple(
                (word, latin)
                for word in words
                if word not in source and (latin := romanised(word)) and not latin.startswith(self._explained)
            )
        return self._words


def spelt_in(word: str, text: Text) -> bool:
    """Whether a text has the first letters of a word of a name, in whatever alphabet."""
    latin = romanised(word)
    return latin[: max(_SHORTEST, len(latin) - 3)] in text.latin


def stands_in(word: str, text: Text, source: str) -> bool:
    """Whether the translation of a source has a word of a name: its first letters, or a capital word that sounds like
    it."""
    return spelt_in(word, text) or sounds_in(word, text, source)


def sounds_in(word: str, text: Text, source: str) -> bool:
    """Whether the translation of a source has a capital word that sounds like a word of a name."""
    latin, wanted = romanised(word), skeleton(word)
    if len(wanted) < 2 and latin[:3].translate(_SEMIVOWELS) in text.latin.translate(_SEMIVOWELS):
        return True
    begins = first_letters(latin)
    return any(
        sounds_like(word, other)
        if other[0].isupper()
        else read[0] in begins
        and alike(wanted, skeleton(other), capital=False)
        and _letters_in_common(latin, read) >= _ALIKE_ADJECTIVE
        for other, read in text.words(source)
    )


def _letters_in_common(latin: str, other: str) -> float:
    """Share of the letters, in their order, that a word has in common with one that may have a longer ending."""
    return SequenceMatcher(None, latin, other[: len(latin) + 2], autojunk=False).ratio()


def resembles(word: str, text: Text, source: str) -> bool:
    """Whether a word of a text, one that is not in the source too and has a capital letter or is an adjective perhaps,
    has most letters of a word of a name, or its first one and all consonants."""
    latin, wanted = romanised(word), skeleton(word)
    matcher = SequenceMatcher(b=latin, autojunk=False)
    for match in islice(_WORD.finditer(text.text), _MANY):
        other = match.group()
        if (other[0].isupper() or len(other) >= _ADJECTIVE) and other not in source:
            matcher.set_seq1(romanised(other)[: len(latin) + 2])
            if matcher.quick_ratio() >= _RESEMBLING and matcher.ratio() >= _RESEMBLING:
                return True
            if skeleton(other) == wanted and romanised(other)[:1] == latin[:1]:
                return True
    return False


@lru_cache(maxsize=8192)
def acronyms(text: str) -> tuple[tuple[int, int, str], ...]:
    """Words of two to six capital letters, in a text that is not all in capitals: start, end, and the word."""
    if text.isupper():
        return ()
    return tuple((match.start(), match.end(), match.group()) for match in _ACRONYM.finditer(text[:_LONG]))
