"""Numbers in running text: digits in a language's format, and number words.

A stretch of digits is read strictly by the conventions of its language first; other readings are kept beside it, so
that "10.30" may be ten thirty or 10.3, and "1,500" left as it was in a German text is seen for what it is. All values
are canonical decimal strings ("1500", "0.25"), never floats.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from mtqa.checks._facts import facts, fold
from mtqa.checks._text import WORD, folded_words
from mtqa.languages import Language

__all__ = [
    "Number",
    "Quantity",
    "canonical",
    "cardinals",
    "numbers",
    "quantities",
    "roman",
    "word_counts",
    "word_quantities",
]

_SPACES = " \u00a0\u202f\u2009"
_CHUNK = re.compile(rf"\d+(?:[.,'’{_SPACES}]\d+)*")
_SEPARATORS = re.compile(rf"[.,'’{_SPACES}]")
_DIGITS = re.compile(r"\d+")
_ROMAN = re.compile(r"(?<![^\W_])(?=[IVX])(X{0,3})(IX|IV|V?I{0,3})(?![IVXLCDM])")
_UNITS = {"I": 1, "II": 2, "III": 3, "IV": 4, "V": 5, "VI": 6, "VII": 7, "VIII": 8, "IX": 9, "": 0}
_FRACTIONS = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "1/3", "⅔": "2/3", "⅛": "0.125"}
_HOUR = re.compile(r"[0-2]?\d[.,][0-5]\d\s?(?i:[ap]\.?\s?m\b)")
_SURE_VALUES = frozenset(
    {"3", "4", "5", "6", "7", "8", "9", "11", "15", "20", "30", "40", "50", "60", "70", "80", "90"}
)
_SURE_LENGTH = 4
_MIXED = re.compile(r"(?<!\d)(\d{1,6})\s?([½¼¾⅓⅔⅛])")
_LONGEST = 40
"""Digits of the longest number that is read in more than one way; a longer one is a code."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it stands.

    Attributes:
        start: First character in the text.
        end: One past the last.
        text: As written.
        value: Canonical value.
    """

    start: int
    end: int
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A stretch of digits with its readings.

    Attributes:
        start: First character in the text.
        end: One past the last.
        text: As written.
        readings: Values of each reading, the strict one first; a reading as several numbers has several values.
        n_strict: How many of the readings obey the language's conventions; the others obey those of some language.
    """

    start: int
    end: int
    text: str
    readings: tuple[tuple[str, ...], ...]
    n_strict: int

    def parts(self) -> Iterator[Number]:
        """The numbers between the separators, each by itself."""
        for match in _DIGITS.finditer(self.text):
            if not (match.group() == "00" and match.start()):  # 10.00 is an hour
                yield Number(
                    self.start + match.start(), self.start + match.end(), match.group(), canonical(match.group())
                )


def _ascii(digits: str) -> str:
    return digits if digits.isascii() else "".join(str(unicodedata.decimal(char)) for char in digits)


def canonical(whole: str, decimals: str = "") -> str:
    """The canonical form of a number: no zeros before, and none after the decimal point."""
    whole = _ascii(whole).lstrip("0") or "0"
    decimals = _ascii(decimals).rstrip("0")
    return f"{whole}.{decimals}" if decimals else whole


def _grouped(parts: list[str]) -> bool:
    return len(parts[0]) <= 3 and parts[0][0] != "0" and all(len(part) == 3 for part in parts[1:])


def _single(parts: list[str], signs: list[str], decimal: str | None, groups: frozenset[str]) -> str | None:
    """The parts read as one number by these conventions, or None; None for `decimal` takes point and comma alike."""
    is_decimal = signs[-1] in ".," if decimal is None else signs[-1] == decimal
    if is_decimal:
        before = parts[:-1]
        inner = set(signs[:-1])
        if not inner or (len(inner) == 1 and signs[-1] not in inner and inner <= groups and _grouped(before)):
            return canonical("".join(before), parts[-1])
    if len(set(signs)) == 1 and signs[0] in groups and _grouped(parts):
        return canonical("".join(parts))
    return None


@cache
def _conventions(decimal: str, groups: tuple[str, ...]) -> frozenset[str]:
    signs = set(groups) - {decimal}
    if signs & set(_SPACES):
        signs |= set(_SPACES)
    return frozenset(signs)


_ANY_GROUP = frozenset(".,'’" + _SPACES)
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")


def _read(start: int, text: str, language: Language) -> Iterator[Quantity]:
    signs = _SEPARATORS.findall(text)
    if not signs:
        yield Quantity(start, start + len(text), text, ((canonical(text),),), 1)
        return
    parts = _SEPARATORS.split(text)
    groups = _conventions(language.decimal, language.groups)
    spaced = [sign in _SPACES for sign in signs]
    strict = _single(parts, signs, language.decimal, groups) if len(text) <= _LONGEST else None
    if strict is None and len(text) <= _LONGEST and _INDIAN.fullmatch(text):
        strict = canonical(*text.replace(",", "").split("."))
    if strict is None and any(spaced) and not (len(text) <= _LONGEST and _single(parts, signs, None, _ANY_GROUP)):
        position = 0
        piece = 0
        for index, sign_is_space in enumerate([*spaced, True]):
            piece += len(parts[index])
            if sign_is_space:
                yield from _read(start + position, text[position : position + piece], language)
                position += piece + 1
                piece = 0
            else:
                piece += 1
        return
    apart = tuple(canonical(part) for index, part in enumerate(parts) if not (index and part == "00"))
    readings: list[tuple[str, ...]] = [] if strict is None else [(strict,)]
    readings.append(apart)
    n_strict = len(readings)
    if len(text) <= _LONGEST:
        lax = {
            _single(parts, signs, None, _ANY_GROUP),
            _single(parts, signs, "", _ANY_GROUP),
            _single(parts, signs, ".", _ANY_GROUP),
            _single(parts, signs, ",", _ANY_GROUP),
        }
        readings += sorted((value,) for value in lax if value is not None and (value,) not in readings)
    yield Quantity(start, start + len(text), text, tuple(readings), n_strict)


def _read_hour(start: int, text: str) -> Iterator[Quantity]:
    parts = tuple(canonical(part) for index, part in enumerate(_SEPARATORS.split(text)) if not (index and part == "00"))
    yield Quantity(start, start + len(text), text, (parts,), 1)


@lru_cache(maxsize=4096)
def quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """All stretches of digits in a text, in order."""
    return tuple(
        quantity
        for match in _CHUNK.finditer(text)
        for quantity in (
            _read(match.start(), match.group(), language)
            if not _HOUR.match(text, match.start())
            else _read_hour(match.start(), match.group())
        )
    )


def numbers(text: str, language: Language) -> tuple[Number, ...]:
    """The numbers of a text that is written in digits, each in its first reading."""
    found: list[Number] = []
    for quantity in quantities(text, language):
        first = quantity.readings[0]
        if len(first) == 1:
            found.append(Number(quantity.start, quantity.end, quantity.text, first[0]))
        else:
            found.extend(quantity.parts())
    return tuple(found)


def _compound(word: str, tag: str) -> set[str]:
    """Values of a word that is, or begins with, number words: "dreiundzwanzig", "zweihundert", "kolmevuotias"."""
    known = facts(tag)
    first, length = known.cardinals.prefix(word)
    ordinal, ordinal_length = known.ordinals.find(word)
    values = set()
    if ordinal and ordinal_length >= length:
        values.add(ordinal)
    if not first:
        return values
    values.add(first)
    total = Fraction(first)
    rest = word[length:]
    for _ in range(4):
        for linker in known.linkers:
            if rest.startswith(linker) and len(rest) > len(linker) + 2:
                rest = rest[len(linker) :]
                break
        value, length = known.scales.find(rest)
        if not value:
            value, length = known.cardinals.prefix(rest)
        if not value or length < 3:
            break
        factor = Fraction(value)
        if factor >= 100 and total < factor:
            total *= factor
        elif factor >= 20 > total or factor < 100 <= total or factor < 10 <= total:
            total += factor
        else:
            break
        rest = rest[length:]
        values.add(_print(total))
    return values


def _print(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else _decimal(value)


def _decimal(value: Fraction) -> str:
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == value else str(value)


@lru_cache(maxsize=65536)
def _word_values(word: str, tag: str) -> frozenset[str]:
    """Values of a folded word, or of what follows the apostrophe in it: the Maltese "b'erba"."""
    found = _compound(word, tag)
    return frozenset(found if found or "'" not in word else _compound(word.rpartition("'")[2], tag))


def word_counts(text: str, language: Language) -> Counter[str]:
    """How many words of a text have each value, be they cardinals or ordinals."""
    tag = language.primary
    return Counter(value for word in folded_words(text) for value in _word_values(word, tag))


@lru_cache(maxsize=65536)
def _scale(word: str, tag: str) -> str:
    return facts(tag).scales.find(word)[0]


class _Run:
    """Number words one after another, added up: "two thousand two hundred", "zwei komma"."""

    def __init__(self) -> None:
        self.total = Fraction(0)
        self.current = Fraction(0)

    def add(self, value: Fraction) -> bool:
        """Take one more word; False where it cannot continue the run."""
        if value >= 1000:
            if 0 < self.total <= value:
                return False
            self.total += (self.current or 1) * value
            self.current = Fraction(0)
        elif value >= 100 or value in (10, 12):
            if not 0 < self.current < (100 if value >= 100 else 10):
                return value < 100 and self._plus(value)
            self.current *= value
        else:
            return self._plus(value)
        return True

    def _plus(self, value: Fraction) -> bool:
        room = next((limit for limit in (1, 10, 100, 1000) if value < limit), 1000)
        if self.current % room or (value >= 10 and 0 < self.current < 100 and self.current % 20):
            return False
        self.current += value
        return True

    @property
    def values(self) -> tuple[Fraction, Fraction]:
        return self.total + self.current, self.current


@lru_cache(maxsize=512)
def word_quantities(text: str, language: Language) -> frozenset[str]:
    """Values of all number words of a text, alone and with their neighbours ("two and a half thousand")."""
    tag = language.primary
    values = {_FRACTIONS[char] for char in _FRACTIONS if char in text}
    if values:
        for match in _MIXED.finditer(text):
            values.add(_print(Fraction(canonical(match.group(1))) + Fraction(_FRACTIONS[match.group(2)])))
    known = facts(tag)
    if not known.known:
        return frozenset(values)
    run = _Run()
    gap = 0
    teens = False
    for match in WORD.finditer(text):
        word = fold(match.group())
        teens = teens or bool(known.teens.find(word)[0])
        scale = _scale(word, tag)
        found = set(_word_values(word, tag)) | ({scale} if scale else set())
        if not found:
            gap += 1
            continue
        values |= found
        value = max(Fraction(item) for item in found)
        if gap > 1 or not run.add(value):
            run = _Run()
            run.add(value)
        gap = 0
        values.update(_print(item) for item in run.values if item)
    if teens:
        values |= {str(int(item) + 10) for item in values if len(item) == 1}
    return frozenset(values)


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


def roman(text: str) -> Iterator[Number]:
    """Roman numerals from I to XXXIX, also with an ending ("XXe")."""
    for match in _ROMAN.finditer(text):
        if match.end() > match.start():
            value = 10 * len(match.group(1)) + _UNITS[match.group(2)]
            yield Number(match.start(), match.end(), match.group(), str(value))
