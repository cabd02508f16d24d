"""Numbers in running text, written in digits in a language's format.

A stretch of digits is read strictly by the conventions of its language first; other readings are kept beside it, so
that "10.30" may be ten thirty or 10.3, and "1,500" left as it was in a German text is seen for what it is. All values
are canonical decimal strings ("1500", "0.25"), never floats.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache

from mtqa.languages import Language

__all__ = ["Number", "Quantity", "canonical", "has_digits", "numbers", "printed", "quantities"]

_SPACES = " \u00a0\u202f\u2009"
_CHUNK = re.compile(rf"\d+(?:[.,'’{_SPACES}]\d+)*")
_SEPARATORS = re.compile(rf"[.,'’{_SPACES}]")
_DIGITS = re.compile(r"\d+")
_DIGIT = re.compile(r"\d")
_HOUR = re.compile(r"(?:[01]?\d|2[0-4])[.,][0-5]\d\s?(?i:[ap]\.?\s?m\b)")
_MYRIADS = {sign: 10**power for signs, power in (("万萬만", 4), ("億亿억", 8), ("兆조", 12)) for sign in signs}
_MYRIAD = re.compile(r"\d{1,12}(?:[,.]\d{1,12}){0,4}[万萬만億亿억兆조](?:\d[\d,]{0,12}[万萬만億亿억]?){0,3}")
_MYRIAD_PART = re.compile(r"(\d[\d,]*(?:\.\d+)?)([万萬만億亿억兆조]?)")
_FRACTION_SIGN = re.compile("[½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚]")
_VULGAR = re.compile(r"(?<![\d.,/])(?:(\d{1,6})[ \u00a0\u202f\u2009]?)?([½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚])")
_SLASHED = re.compile(r"(?<![\d.,/:-])(?:(\d{1,3})[ \u00a0\u202f])?(\d{1,2})[/⁄](\d{1,2})(?![\d/%]|[.,:-]\d)")
_SMALLEST_PART = 16
"""The largest denominator of a fraction with a stroke; 1/25 is a number of something."""
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


@lru_cache(maxsize=8192)
def has_digits(text: str) -> bool:
    """Whether a text has a digit; what was last asked for is remembered."""
    return _DIGIT.search(text) is not None


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


def _myriads(text: str) -> Iterator[Quantity]:
    """Numbers that count in ten thousands, as in Chinese, Japanese and Korean: 1万2500, 2.5億."""
    for match in _MYRIAD.finditer(text):
        total = Fraction(0)
        for part in _MYRIAD_PART.finditer(match.group()):
            digits = _ascii(part.group(1)).replace(",", "")
            total += Fraction(digits) * _MYRIADS.get(part.group(2), 1)
        yield Quantity(match.start(), match.end(), match.group(), ((printed(total),),), 1)


def _vulgar(text: str) -> Iterator[Quantity]:
    """Numbers with a sign for a fraction: ½, 2¾."""
    for match in _VULGAR.finditer(text):
        value = Fraction(unicodedata.numeric(match.group(2))).limit_denominator(8)
        whole = int(match.group(1) or 0)
        yield Quantity(match.start(), match.end(), match.group(), ((printed(whole + value),),), 1)


def _slashed(text: str) -> Iterator[Quantity]:
    """Fractions with a stroke, 3/4 and 2 1/2; the two numbers by themselves are another reading."""
    for match in _SLASHED.finditer(text):
        over, under = int(match.group(2)), int(match.group(3))
        if not 0 < over < under <= _SMALLEST_PART:
            continue
        value = int(match.group(1) or 0) + Fraction(over, under)
        apart = tuple(canonical(part) for part in match.groups() if part)
        yield Quantity(match.start(), match.end(), match.group(), ((printed(value),), apart), 2)


def printed(value: Fraction) -> str:
    """The canonical form of a value; a fraction where no decimal number has the value."""
    text = f"{float(value):.6f}".rstrip("0").rstrip(".")
    return text if Fraction(text) == value else str(value)


def _blanked(text: str, taken: list[Quantity]) -> str:
    for one in taken:
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


@lru_cache(maxsize=4096)
def quantities(text: str, language: Language) -> tuple[Quantity, ...]:
    """All stretches of digits in a text, in order."""
    if not has_digits(text) and (text.isascii() or not _FRACTION_SIGN.search(text)):
        return ()
    taken: list[Quantity] = []
    if not text.isascii():
        taken = list(_myriads(text)) or (list(_vulgar(text)) if _FRACTION_SIGN.search(text) else [])
        text = _blanked(text, taken)
    if "/" in text or "⁄" in text:
        slashed = list(_slashed(text))
        text = _blanked(text, slashed)
        taken += slashed
    found = [
        quantity
        for match in _CHUNK.finditer(text)
        for quantity in (
            _read(match.start(), match.group(), language)
            if not _HOUR.match(text, match.start())
            else _read_hour(match.start(), match.group())
        )
    ]
    return tuple(sorted((*taken, *found), key=lambda one: one.start)) if taken else tuple(found)


@lru_cache(maxsize=4096)
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
