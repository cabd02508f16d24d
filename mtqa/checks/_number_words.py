"""Numbers in words: what the number words of a text come to, alone, in one word and one after another."""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction
from functools import lru_cache

from mtqa.checks._facts import Facts, facts, fold
from mtqa.checks._quantities import Number, canonical, printed
from mtqa.checks._text import WORD, folded_words
from mtqa.languages import Language

__all__ = ["cardinals", "roman", "word_counts", "word_quantities"]

_ROMAN = re.compile(r"(?<![^\W_])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})(?![IVXLCDM])")
_UNITS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "": 0}
_SURE_VALUES = frozenset({str(value) for value in (*range(3, 10), *range(11, 20), *range(20, 100, 10))})
_SURE_LENGTH = 4
_SHORT = 3
"""Letters of the shortest number in the middle of a word."""
_HALF = Fraction(1, 2)
_FAR, _REACH, _HALF_REACH = 9, 2, 3
"""Words between numbers that have nothing to do with each other, that go together in some languages, and before a
half."""
_PARTS = 6
"""Number words that are looked for in one word."""
_ENDING = 6
"""Letters of the longest ending within a word whose parts are all inflected."""
_CLAUSE = re.compile(r"[,;:.!?()]")


def _next_part(rest: str, known: Facts) -> tuple[Fraction, int]:
    """The next number in what is left of a word, and how many letters of it are used; (0, 0) where there is none."""
    for skipped in range(_ENDING + 1 if known.inflected_parts else 1):
        tail = rest[skipped:]
        options = [known.scales.find(tail), known.cardinals.prefix(tail), known.ordinals.prefix(tail)]
        if known.inflected_parts:
            options.append(known.teens.find(tail))
        value, length = max(options, key=lambda option: option[1])
        if value and (length >= (_SURE_LENGTH if skipped else _SHORT) or length == len(tail) > 1):
            return Fraction(value), skipped + length
    return Fraction(0), 0


def _without_linker(rest: str, known: Facts) -> str:
    for linker in known.linkers:
        if rest.startswith(linker) and len(rest) > len(linker) + 2:
            return rest[len(linker) :]
    return rest


def _joined(total: Fraction, part: Fraction, known: Facts) -> Fraction | None:
    """Two numbers within one word taken together, or None where they do not go together."""
    if part == _HALF:
        return total + _HALF if total < 100 else None
    if known.inflected_parts and part == 10 and 2 <= total < 10:
        return total * 10
    if part >= 100 and total < part:
        return total * part
    if part >= 20 > total or part < 10 <= total and not total % 10 or part < 100 <= total and not total % 100:
        return total + part
    return None


@lru_cache(maxsize=65536)
def _compound(word: str, tag: str) -> frozenset[str]:
    """Values of a word that is, or begins with, number words: "dreiundzwanzig", "zweihundert", "kolmevuotias"."""
    known = facts(tag)
    first, length = known.cardinals.prefix(word)
    ordinal, ordinal_length = known.ordinals.find(word)
    scale, scale_length = known.scales.find(word)
    values = set()
    if ordinal and (ordinal_length >= length or first in ("0.25", "0.5")):
        values.add(ordinal)
    if not first and scale and scale_length < len(word):
        first, length = scale, scale_length
    if not first:
        if not ordinal:
            return frozenset(values)
        first, length = ordinal, ordinal_length
    values.add(first)
    total = Fraction(first)
    pending = Fraction(0)
    rest = word[length:]
    for _ in range(_PARTS):
        part, used = _next_part(_without_linker(rest, known), known)
        if not used:
            break
        together = _joined(total, part, known)
        if together is None:
            break
        total = together
        rest = _without_linker(rest, known)[used:]
        values.add(printed(total + pending))
        if total >= 1000 and total % 1000 == 0:
            pending += total
            part, used = _next_part(_without_linker(rest, known), known)
            if not used or part >= 1000:
                break
            total = part
            rest = _without_linker(rest, known)[used:]
            values.add(printed(total + pending))
    return frozenset(values)


@lru_cache(maxsize=65536)
def _word_values(word: str, tag: str) -> frozenset[str]:
    """Values of a folded word, or of what follows the apostrophe in it: the Maltese "b'erba"."""
    found = _compound(word, tag)
    return found if found or "'" not in word else _compound(word.rpartition("'")[2], tag)


def word_counts(text: str, language: Language) -> Counter[str]:
    """How many words of a text have each value, be they cardinals or ordinals."""
    tag = language.primary
    return Counter(value for word in folded_words(text) for value in _word_values(word, tag))


@lru_cache(maxsize=65536)
def _scale(word: str, tag: str) -> str:
    return facts(tag).scales.find(word)[0]


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
        if value >= 100 and self.current or not self._fits(value):
            return False
        self.current += value
        return True

    def _multiplied(self, value: Fraction) -> bool:
        """Whether a word multiplies what stands before it: six hundred, two dozen, quatre-vingt."""
        if value == 20:
            return self.known.vigesimal and self.current % 100 == 4
        return (value == 100 and 0 < self.current < 100) or (value in (10, 12) and 1 < self.current < 10)

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
        self.last = Fraction(0)

    def clause(self) -> None:
        """What follows belongs to no number before it."""
        self.gap = self.since_unit = _FAR

    def word(self, word: str) -> None:
        """Take the next folded word."""
        scale = _scale(word, self.tag)
        found = set(_word_values(word, self.tag)) | ({scale} if scale else set())
        if "0.5" in found:
            self._half()
        if not found:
            self.gap += 1
            self.since_unit = 0 if self.known.units.find(word)[0] else self.since_unit + 1
            return
        self.values |= found
        value = max(Fraction(item) for item in found)
        if self.gap > (_REACH if self.known.units_first else 1) or not self.run.add(value):
            self.run = _Run(self.known)
            self.run.add(value)
        self.values.update(printed(item) for item in self.run.values if item)
        self.gap = 0
        if value >= 1:
            self.last = max(self.run.values)

    def _half(self) -> None:
        """The half of "two years and a half", "a million and a half" and, without a number, "hodinu a půl"."""
        if self.gap <= _HALF_REACH and self.last:
            scale = next((size for size in (10**12, 10**9, 10**6, 1000) if self.last >= size), 1)
            self.values.add(printed(self.last + _HALF * scale))
        elif self.since_unit == 1:
            self.values.add("1.5")


@lru_cache(maxsize=512)
def word_quantities(text: str, language: Language) -> frozenset[str]:
    """Values of all number words of a text, alone and with their neighbours ("two and a half thousand")."""
    reader = _Reader(language.primary)
    known = reader.known
    if not known.known:
        return frozenset()
    teens = False
    end = 0
    for match in WORD.finditer(text):
        if _CLAUSE.search(text, end, match.start()):
            reader.clause()
        end = match.end()
        word = fold(match.group())
        teens = teens or bool(known.teens.find(word)[0])
        reader.word(word)
    if teens:
        reader.values.update([str(int(item) + 10) for item in reader.values if len(item) == 1])
    return frozenset(reader.values)


@lru_cache(maxsize=65536)
def _cardinal(word: str, tag: str) -> str:
    value, length = facts(tag).cardinals.find(word)
    if not value and "'" in word:
        return _cardinal(word.rpartition("'")[2], tag)
    return value if value in _SURE_VALUES and (length == len(word) or length >= _SURE_LENGTH) else ""


@lru_cache(maxsize=4096)
def cardinals(text: str, language: Language) -> tuple[Number, ...]:
    """The number words from three to ninety that can hardly be anything else."""
    tag = language.primary
    if not any(_cardinal(word, tag) for word in folded_words(text)):
        return ()
    return tuple(
        Number(match.start(), match.end(), match.group(), value)
        for match in WORD.finditer(text)
        if (value := _cardinal(fold(match.group()), tag))
    )


def roman(text: str) -> tuple[Number, ...]:
    """Roman numerals from I to XXXIX, also with an ending ("XXe")."""
    return tuple(
        Number(match.start(), match.end(), match.group(), canonical(str(10 * len(match.group(1)) + _UNITS[match[2]])))
        for match in _ROMAN.finditer(text)
        if match.end() > match.start()
    )
