"""Names in a text, and whether another text has them: copied, inflected, or written as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import islice

from mtqa.checks._capitals import begins_sentence, capital_words, in_title, is_titled, may_be_translated, word_before
from mtqa.checks._facts import Facts, facts, fold
from mtqa.checks._ordinary import is_heading
from mtqa.checks._sounds import SHORTEST_SKELETON, alike, first_letters, romanise, romanised, skeleton, sounds_like
from mtqa.languages import Language

__all__ = [
    "Name",
    "Text",
    "acronyms",
    "names",
    "resembles",
    "romanised",
    "skeleton",
    "small_words",
    "sounds_in",
    "spelt_in",
    "stands_in",
]

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_SHORT_NAME = re.compile(r"\b([A-Z][a-z]{1,2}) $")
_ARTICLE = re.compile(r"\b(?:le|la|les|du|des|aux?|une?) $|\b[ld]['’]$")
"""French articles; in English, names of teams, ships and rivers have one too."""
_ACRONYM = re.compile(r"[A-Z](?<![\w.&-].)[A-Z]{1,5}(?![\w&]|\.\w|-\w)")
_SMALL = re.compile(r"(?<![^\W_])[a-zà-öø-ÿ]{3,}(?![^\W_])")
_LONG = 20_000
_SHORTEST = 4
_MANY = 400
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


@lru_cache(maxsize=8192)
def names(text: str, language: Language) -> tuple[Name, ...]:
    """The names in a text: words with a capital letter within sentences. Nothing where it is not known which names are
    translated."""
    known = facts(language.primary)
    capitals = capital_words(text[:_LONG]) if known.names else []
    if not capitals or is_titled(text, len(capitals)) or is_heading(text, known):
        return ()
    found: list[Name] = []
    previous = -2
    for index, (place, _, written) in enumerate(capitals):
        joined = index - 1 == previous and text[capitals[previous][1] : place] == " "
        if not joined and begins_sentence(text, place):
            continue
        word = written.removesuffix("'s").removesuffix("’s").removesuffix("'").removesuffix("’")
        doubtful = _is_doubtful(word, language.primary)
        if doubtful is None:
            continue
        doubtful = (
            doubtful
            or may_be_translated(text, capitals, index, language.primary)
            or _ARTICLE.search(text, max(0, place - 5), place) is not None
        )
        if joined and found[-1].doubtful == doubtful:
            before = found.pop()
            found.append(replace(before, end=place + len(word), words=(*before.words, word)))
        else:
            found.append(_name(text, place, word, doubtful or in_title(text, place), known))
        previous = index
    return tuple(found)


def _name(text: str, place: int, word: str, doubtful: bool, known: Facts) -> Name:
    """A name of one word, or of two where a short capital word stands before it that is no ordinary one."""
    titled = fold(word_before(text, place)) in known.titles
    before = text[max(0, place - 4) : place]
    short = None if titled or before.islower() else _SHORT_NAME.search(text, max(0, place - 4), place)
    parts: tuple[str, ...] = (word,)
    if short is not None:
        folded = fold(short[1])
        if folded not in known.words and not known.cardinals.find(folded)[0]:
            parts = (short[1], word)
    return Name(place, place + len(word), parts, doubtful, titled=titled)


@lru_cache(maxsize=65536)
def _is_doubtful(word: str, tag: str) -> bool | None:
    """Whether a capital word may be no name, or one that is translated, for all that it is itself; None where it is no
    name: too short, a contraction, a month, a day or one of the commonest words."""
    known, folded = facts(tag), fold(word)
    if len(word) < _SHORTEST or _NO_NAME.search(word) or "-" in word:
        return None
    if known.months.find(folded)[0] or known.weekdays.find(folded)[0]:
        return None
    if folded in known.names:
        return True
    return None if folded in known.words else _is_derived(folded, known)


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """The words in small letters of some texts."""
    pieces = {piece for text in texts for piece in text[:_LONG].split()}
    return frozenset(_SMALL.findall(" ".join(pieces)))


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

    def has(self, word: str, beginning: str) -> bool:
        """Whether the text has the beginning of a word, as it is or in Latin letters.

        Args:
            word: The word.
            beginning: Its first letters, romanised.
        """
        return (word.isascii() and word[: len(beginning)] in self.text) or beginning in self.latin

    def words(self, source: str, begins: str = "") -> Iterator[tuple[str, str]]:
        """Every longer word that does not stand in the source as it is, and the same in small Latin letters. One
        without a capital letter may be an adjective made of a name.

        Args:
            source: The source.
            begins: The small Latin letters that the words begin with; empty for all.
        """
        if self._words is None:
            words = {word for word in _WORD.findall(self.text) if word[0].isupper() or len(word) > _SHORTEST}
            self._words = tuple((word, romanised(word[:2])[:1]) for word in words if word not in source)
        for word, first in self._words:
            if not begins or (first and first in begins):
                latin = romanised(word)
                if latin and not latin.startswith(self._explained):
                    yield word, latin


@lru_cache(maxsize=65536)
def _beginning(word: str) -> str:
    """The first letters of a word of a name, in Latin ones, which it has in all its forms."""
    latin = romanised(word)
    return latin[: max(_SHORTEST, len(latin) - 3)]


def spelt_in(word: str, text: Text) -> bool:
    """Whether a text has the first letters of a word of a name, in whatever alphabet."""
    return text.has(word, _beginning(word))


def stands_in(word: str, text: Text, source: str) -> bool:
    """Whether the translation of a source has a word of a name: its first letters, or a capital word that sounds like
    it."""
    return spelt_in(word, text) or sounds_in(word, text, source)


def sounds_in(word: str, text: Text, source: str) -> bool:
    """Whether the translation of a source has a capital word that sounds like a word of a name."""
    latin, wanted = romanised(word), skeleton(word)
    if len(wanted) < 2 and latin[:3].translate(_SEMIVOWELS) in text.latin.translate(_SEMIVOWELS):
        return True
    if len(wanted) <= SHORTEST_SKELETON:  # may begin with another letter, and makes no adjectives
        return any(sounds_like(word, other) for other, _ in text.words(source) if other[0].isupper())
    return any(
        sounds_like(word, other)
        if other[0].isupper()
        else alike(wanted, skeleton(other), capital=False) and _letters_in_common(latin, read) >= _ALIKE_ADJECTIVE
        for other, read in text.words(source, first_letters(latin))
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
