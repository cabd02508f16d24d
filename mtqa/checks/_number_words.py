"""Numbers in words: what the number words of a text come to, alone, in one word and one after another."""

from __future__ import annotations

import re
from collections import Counter, deque
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from mtqa.checks._facts import Facts, StemTable, facts
from mtqa.checks._quantities import Number, canonical, printed
from mtqa.checks._text import WORD, RareWords, folded_words
from mtqa.languages import Language

__all__ = ["cardinals", "roman", "word_counts", "word_quantities"]

_ROMAN = re.compile(r"(?<![^\W_])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})(?![IVXLCDM])")
_UNITS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "": 0}
_SURE_VALUES = frozenset({str(value) for value in (*range(3, 10), *range(11, 20), *range(20, 100, 10))})
_SURE_LENGTH = 4
_SHORT = 3
"""Letters of the shortest number in the middle of a word."""
_HALF = Fraction(1, 2)
_FAR, _REACH, _HALF_REACH = 9, 2, 4
"""Words between numbers that have nothing to do with each other, that go together in some languages, and before a
half."""
_CONJUNCTION = 3
"""Letters of the longest word for "and" or "a" before a half."""
_PARTS = 6
"""Number words that are looked for in one word."""
_ENDING = 6
"""Letters of the longest ending within a word whose parts are all inflected."""
_TIMES_OF_DAY = {"fi": ("aamu", "iltapäivä", "ilta", "yö")}
"""What may stand before an hour in one word with it."""
_ALSO_OTHER_WORDS = {
    "et": frozenset({"kuus"}),
    "fr": frozenset({"neuf"}),
    "ga": frozenset({"sé"}),
    "hu": frozenset({"hat"}),
    "it": frozenset({"sei"}),
    "ro": frozenset({"nouă"}),
}
"""Number words that are another word as often: the Irish "sé" is "he", the Italian "sei" is "you are"."""
_CLAUSE = re.compile(r"[,;:.!?()]")
_ZERO = Fraction(0)
_NO_VALUES: frozenset[str] = frozenset()


def _next_part(rest: str, known: Facts) -> tuple[Fraction, int]:
    """The next number in what is left of a word, and how many letters of it are used; (0, 0) where there is none."""
    for skipped in range(_ENDING + 1 if known.inflected_parts else 1):
        tail = rest[skipped:]
        options = [known.scales.find(tail), known.ordinals.prefix(tail), known.cardinals.prefix(tail)]
        value, length = max(options, key=lambda option: (option[0] != "0.25", option[1]))
        if length >= (_SURE_LENGTH if skipped else _SHORT) or length == len(tail) > 1:
            return Fraction(value), skipped + length
    return Fraction(0), 0


def _without_linker(rest: str, known: Facts) -> str:
    for linker in known.linkers:
        if rest.startswith(linker) and len(rest) > len(linker) + 2:
            return rest[len(linker) :]
    return rest


def _joined(total: Fraction, part: Fraction, whole: Fraction, known: Facts) -> tuple[Fraction, Fraction] | None:
    """What one more part of a word makes of the hundreds and thousands before it and of what stands after them; None
    where it does not go with them."""
    if part == _HALF:
        return (whole, total + _HALF) if total and total.denominator == 1 else None
    if known.inflected_parts and part == 10 and 2 <= total < 10:
        return whole, total * 10
    if part >= 1000:
        count = (whole + total) % 1_000_000
        return (count * part, Fraction(0)) if 0 < count < 1000 else None
    if part >= 100:
        return (whole, (total or 1) * part) if total < 100 and not whole % 1000 else None
    if not total or part >= 20 > total or (part < 10 <= total and not total % 10):
        return whole, total + part
    return None


def _first_parts(word: str, known: Facts) -> tuple[set[tuple[str, int]], set[str]]:
    """The numbers that a word may begin with and their letters, and the values that it has by that alone."""
    cardinal, length = known.cardinals.prefix(word)
    ordinal, ordinal_length = known.ordinals.find(word)
    values = {cardinal} if cardinal else set()
    if ordinal and (ordinal_length >= length or cardinal in ("0.25", "0.5")):
        values.add(ordinal)
    starts = {start for start in ((cardinal, length), (ordinal, ordinal_length)) if start[0]}
    return starts or {start for start in (known.scales.find(word),) if start[0]}, values


@cache
def _beginnings(tag: str) -> tuple[str, ...]:
    """What every word with a value begins with."""
    known = facts(tag)
    return (*known.cardinals.beginnings, *known.ordinals.beginnings, *known.scales.beginnings)


@lru_cache(maxsize=65536)
def _compound(word: str, tag: str) -> frozenset[str]:
    """Values of a word that is, or begins with, number words: "dreiundzwanzig", "zweihundert", "kolmevuotias"."""
    if not word.startswith(_beginnings(tag)):
        return _NO_VALUES
    known = facts(tag)
    starts, values = _first_parts(word, known)
    for first, length in starts:
        values |= _joined_values(Fraction(first), word[length:], known)
    return frozenset(values)


def _joined_values(total: Fraction, rest: str, known: Facts) -> set[str]:
    """What the parts of a word come to after the first one, part by part."""
    values = set()
    whole = Fraction(0)
    for _ in range(_PARTS):
        if total >= 100 and not total % 100:  # "zweitausend" goes on with "dreihundert", "einhundert" with "eins"
            whole, total = whole + total, Fraction(0)
        rest = _without_linker(rest, known)
        if known.inflected_parts and 0 < total < 10 and (teens := _teens(rest, known)):
            rest, total = rest[teens:], total + 10
        else:
            part, used = _next_part(rest, known)
            together = _joined(total, part, whole, known) if used else None
            if together is None:
                break
            whole, total = together
            rest = rest[used:]
        values.add(printed(whole + total))
    return values


def _teens(rest: str, known: Facts) -> int:
    """Letters of a word up to the end of what adds ten to the unit before it: the "toista" of Finnish."""
    for skipped in range(_ENDING + 1) if known.teens else ():
        length = known.teens.find(rest[skipped:])[1]
        if length:
            return skipped + length
    return 0


@lru_cache(maxsize=65536)
def _word_values(word: str, tag: str) -> frozenset[str]:
    """Values of a folded word, or of what follows the apostrophe or the time of day in it: the Maltese "b'erba", the
    Finnish "aamuviideltä"."""
    found = _compound(word, tag)
    if found:
        return found
    rest = word.rpartition("'")[2]
    for beginning in _TIMES_OF_DAY.get(tag, ()):
        rest = rest.removeprefix(beginning)
    return _compound(rest, tag) if rest and rest != word else found


def word_counts(text: str, language: Language) -> Counter[str]:
    """How many words of a text have each value, be they cardinals or ordinals."""
    tag = language.primary
    return Counter(value for word in folded_words(text) for value in _word_values(word, tag))


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a word says of numbers.

    Attributes:
        values: Its values, as a cardinal, an ordinal or a scale; none for most words.
        largest: The largest of them.
        is_half: Whether it is a word for a half.
        is_unit: Whether it is one for a unit.
        is_teen: Whether it adds ten.
    """

    values: frozenset[str] = _NO_VALUES
    largest: Fraction = _ZERO
    is_half: bool = False
    is_unit: bool = False
    is_teen: bool = False


_NO_NUMBER = _Meaning()


@cache
def _all_words(tag: str) -> StemTable:
    known = facts(tag)
    return known.cardinals.joined(known.ordinals, known.scales, known.units, known.teens)


def _tells_number(word: str, tag: str) -> bool:
    """Whether a word may say something of numbers: it begins with a word that does, or has an apostrophe, or a time of
    day before it."""
    return "'" in word or _all_words(tag).prefix(word)[1] > 0 or word.startswith(_TIMES_OF_DAY.get(tag, ()))


@lru_cache(maxsize=65536)
def _meaning(word: str, tag: str) -> _Meaning:
    known = facts(tag)
    if not _tells_number(word, tag):
        return _NO_NUMBER
    scale = known.scales.find(word)[0]
    values = _word_values(word, tag) | ({scale} if scale else _NO_VALUES)
    largest = max(map(Fraction, values), default=_ZERO)
    is_unit, is_teen = bool(known.units.find(word)[0]), bool(known.teens.find(word)[0])
    return _Meaning(values, largest, known.cardinals.find(word)[0] == "0.5", is_unit, is_teen)


class _Run:
    """Number words one after another, added up: "two thousand two hundred", "quatre-vingt-dix", "wieħed u għoxrin"."""

    def __init__(self, known: Facts) -> None:
        self.known = known
        self.total = Fraction(0)
        self.current = Fraction(0)

    def add(self, value: Fraction) -> bool:
        """Take one more word; False where it cannot continue the run."""
        if value >= 1000:
            if 0 < self.total <= value:
                return False
            self.total += (self.current or 1) * value
            self.current = Fraction(0)
            return True
        if self._multiplied(value):
            self.current *= value
            return True
        if (value >= 100 and self.current) or not self._fits(value):
            return False
        self.current += value
        return True

    def _multiplied(self, value: Fraction) -> bool:
        """Whether a word multiplies what stands before it: six hundred, two dozen, quatre-vingt."""
        if value == 20:
            return self.known.vigesimal and self.current % 100 == 4
        return (value == 100 and 0 < self.current < 100) or (value == 12 and 1 < self.current < 10)

    def _fits(self, value: Fraction) -> bool:
        """Whether a word adds to what stands before it: twenty-one, a hundred and ten, soixante-quinze."""
        below = self.current % 100
        if self.known.vigesimal and 10 <= value < 20 and below in (60, 80):
            return True
        if self.known.units_first and 20 <= value < 100 and 0 < below < 10:
            return True
        room = next(limit for limit in (1, 10, 100, 1000) if value < limit)
        return not self.current % room

    @property
    def values(self) -> tuple[Fraction, Fraction]:
        """What the run comes to, with the thousands and without."""
        return self.total + self.current, self.current


class _Reader:
    """Reads the number words of a text from left to right."""

    def __init__(self, tag: str) -> None:
        self.tag = tag
        self.known = facts(tag)
        self.values: set[str] = set()
        self.run = _Run(self.known)
        self.gap = self.since_unit = _FAR
        self.position = 0
        self.teens = False
        self.recent: deque[tuple[int, Fraction]] = deque(maxlen=2)

    def clause(self) -> None:
        """What follows belongs to no number before it."""
        self.gap = self.since_unit = _FAR
        self.recent.clear()

    def word(self, word: str) -> None:
        """Take the next folded word."""
        self.position += 1
        meaning = _meaning(word, self.tag)
        self.teens = self.teens or meaning.is_teen
        if meaning.is_half and self._half():
            return
        if not meaning.values:
            self.gap += 1
            short = len(word) <= _CONJUNCTION
            self.since_unit = 0 if meaning.is_unit else self.since_unit + 1 if short else _FAR
            return
        self.values |= meaning.values
        value = meaning.largest
        if self.gap > (_REACH if self.known.units_first else 1) or not self.run.add(value):
            self.run = _Run(self.known)
            self.run.add(value)
        self.values.update(printed(item) for item in self.run.values if item)
        self.gap = 0
        if value >= 1:
            self.recent.append((self.position, max(self.run.values)))

    def _half(self) -> bool:
        """The half of "two years and a half", "a million and a half" and, without a number, "hodinu a půl"; whether it
        is such a half."""
        near = [value for position, value in self.recent if self.position - position <= _HALF_REACH]
        for value in near:
            scale = next((size for size in (10**12, 10**9, 10**6, 1000) if value >= size), 1)
            self.values.add(printed(value + _HALF * scale))
        if near:
            self.run = _Run(self.known)
            self.run.current = near[-1] + _HALF
            self.gap = 0
        elif self.since_unit in (1, 2):
            self.values.add("1.5")
        self.values.add("0.5")
        return bool(near)


@lru_cache(maxsize=512)
def word_quantities(text: str, language: Language) -> frozenset[str]:
    """Values of all number words of a text, alone and with their neighbours ("two and a half thousand")."""
    reader = _Reader(language.primary)
    if not reader.known.known:
        return frozenset()
    end = 0
    for match, word in zip(WORD.finditer(text), folded_words(text), strict=True):
        start = match.start()
        if (start - end > 1 or text[end] != " ") and _CLAUSE.search(text, end, start):
            reader.clause()
        end = match.end()
        reader.word(word)
    if reader.teens:
        units = [int(item) for item in reader.values if item.isdecimal() and 0 < int(item) % 100 < 10]
        reader.values.update(str(unit + 10) for unit in units)
    return frozenset(reader.values)


def _cardinal(word: str, tag: str) -> str:
    """The value of a folded word that is a number word from three to ninety and hardly anything else."""
    if word in _ALSO_OTHER_WORDS.get(tag, ()) or facts(tag).weekdays.find(word)[0]:
        return ""
    value, length = facts(tag).cardinals.find(word)
    if not value and "'" in word:
        return _cardinal(word.rpartition("'")[2], tag)
    return value if value in _SURE_VALUES and (length == len(word) or length >= _SURE_LENGTH) else ""


@cache
def _sure_words(tag: str) -> RareWords:
    has = facts(tag).cardinals.has
    return RareWords(lambda word: (has(word) or "'" in word) and _cardinal(word, tag))


@lru_cache(maxsize=4096)
def cardinals(text: str, language: Language) -> tuple[Number, ...]:
    """The number words from three to ninety that can hardly be anything else."""
    tag, words = language.primary, folded_words(text)
    rare = _sure_words(tag).among(words)
    if not rare:
        return ()
    return tuple(
        Number(match.start(), match.end(), match.group(), _cardinal(word, tag))
        for match, word in zip(WORD.finditer(text), words, strict=True)
        if word in rare
    )


def roman(text: str) -> tuple[Number, ...]:
    """Roman numerals from I to XXXIX, also with an ending ("XXe")."""
    return tuple(
        Number(match.start(), match.end(), match.group(), canonical(str(10 * len(match.group(1)) + _UNITS[match[2]])))
        for match in _ROMAN.finditer(text)
        if match.end() > match.start()
    )
