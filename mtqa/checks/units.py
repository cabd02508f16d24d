"""Currencies, percentages and units of measurement that were lost or changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, lru_cache
from itertools import islice
from typing import Literal

from mtqa.checks._facts import facts, fold, units as unit_tables, unknown
from mtqa.checks._measures import Side, all_values
from mtqa.checks._messages import has_become, percentage
from mtqa.checks._number_words import cardinals
from mtqa.checks._protected import language_of
from mtqa.checks._quantities import Number, has_digits, numbers
from mtqa.checks._text import WORD
from mtqa.checks._unit_words import Lexicon, lexicon_of, words_of
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["units"]

_LONG = 20_000
_MANY, _MOST_TOKENS = 60, 4000
_ENDING = 3
_TOLERANCE = Fraction(1, 10)
_TOKEN = re.compile(r"[€$£¥₹₽₩%‰]|°\s?[CF]|[^\W\d_]+")
_AFTER = re.compile(r"(?:[ \u00a0\u202f\u2009]{0,2}|-(?=\w\w))([€$£¥₹₽₩%‰]|°\s?[CF]|[^\W\d_]+(?:/[^\W\d_]+)?)")
_LINK = re.compile(r"[ \u00a0](?:de|di|do|ta['’]|of)(?=[ \u00a0])|[ \u00a0]d(?=['’])")
_BEFORE = re.compile(r"(?:([€$£¥₹₽₩])|\b(EUR|USD|GBP|CHF|JPY|US\$))[ \u00a0\u202f]?$")


@dataclass(frozen=True, slots=True)
class _Unit:
    """A number with its unit.

    Attributes:
        start: First character of both.
        end: One past the last.
        text: As written.
        value: The number; with the scale after it ("million") where there is one.
        plain: The number without it.
        digits: Its digits alone, however they are grouped; "" of a number in words.
        name: What the unit means.
        sure: Whether its word means nothing else.
    """

    start: int
    end: int
    text: str
    value: Fraction
    plain: Fraction
    digits: str
    name: str
    sure: bool = True

    def same(self, other: _Unit) -> bool:
        """Whether both have the same number."""
        return self.value == other.value or self.plain == other.plain or (self.digits == other.digits != "")


def _attached(side: Side, kind: Literal["currencies", "units", "percent"]) -> list[_Unit]:
    """Numbers with a unit of a kind next to them."""
    found: list[_Unit] = []
    if kind != "percent" and not words_of(kind, side.text, side.language.primary):
        return found
    lexicon = lexicon_of(kind, side.language.primary)
    scales = facts(side.language.primary).scales
    members = _numbers(side)
    if kind == "percent" and not numbers(side.text, side.language):
        members = tuple(_beside(side.text, number) for number in _any_number_words(side))
    for number, before, after in members:
        name = lexicon.find(fold(before.group(1) or before.group(2))) if before else ""
        start, end = (before.start(), number.end) if before and name else (number.start, number.end)
        scaled = bool(name)
        if after and not name:
            word = fold(after.group(1))
            scaled = bool(scales.find(word)[0]) and not lexicon.find(word)
            if scaled:
                linked = _LINK.match(side.text, after.end())
                after = _AFTER.match(side.text, linked.end() if linked else after.end())
            name, end = _name_after(side, lexicon, after, number.value, before is not None)
        if kind == "percent" and not name:
            name, end = _percent_phrase_after(side.text, number.end)
        if name:
            digits = "".join(char for char in number.text if char.isdigit())
            value = side.scaled(number) if scaled else side.value(number)
            sure = kind != "currencies" or not _ambiguous(side.text[start:end], side)
            found.append(_Unit(start, end, side.text[start:end], value, side.value(number), digits, name, sure))
    return found


_Beside = tuple[Number, re.Match[str] | None, re.Match[str] | None]
"""A number, the sign or code before it and the word or sign after it."""


def _beside(text: str, number: Number) -> _Beside:
    before = _BEFORE.search(text, max(0, number.start - 5), number.start)
    return number, before, _AFTER.match(text, number.end)


@lru_cache(maxsize=512)
def _numbers(side: Side) -> tuple[_Beside, ...]:
    """The numbers of a text, those in digits first, with what stands beside them."""
    members = (*numbers(side.text, side.language)[:_MANY], *_number_words(side))
    return tuple(_beside(side.text, number) for number in members)


def _any_number_words(side: Side) -> list[Number]:
    """All number words, also those that mean other things where no percentage follows them: "ten", "one"."""
    if not _any_percent_word(side.text):
        return []
    table = facts(side.language.primary).cardinals
    words = [(match, *table.find(fold(match.group()))) for match in islice(WORD.finditer(side.text), 1000)]
    return [
        Number(match.start(), match.end(), match.group(), value)
        for match, value, length in words
        if value.isdecimal() and length == len(match.group())
    ]


def _ambiguous(text: str, side: Side) -> bool:
    """Whether all that names a currency in a text may name something else: a book, a weight, the crown of a king."""
    table = facts(side.language.primary).ambiguous_currencies
    lexicon = lexicon_of("currencies", side.language.primary)
    names = [word for match in _TOKEN.finditer(text) if lexicon.find(word := fold(match.group()))]
    return all(table.find(word)[0] for word in names)


def _either(phrases: Iterable[str], before: str) -> re.Pattern[str]:
    return re.compile(rf"{before}(?:{'|'.join(map(re.escape, phrases))})(?!\w)", re.IGNORECASE)


@cache
def _any_percent_phrase() -> re.Pattern[str]:
    return _either((*unit_tables().percent_phrases, *unit_tables().permille_phrases), r"(?<!\w)")


@cache
def _percent_phrases() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """What stands for "per cent" and "per mille" in several words, after a number."""
    tables, space = unit_tables(), r"[ \u00a0\u202f-]"
    phrases = [phrase for phrase in tables.percent_phrases if " " in phrase]
    return ("percent", _either(phrases, space)), ("permille", _either(tables.permille_phrases, space))


def _percent_phrase_after(text: str, end: int) -> tuple[str, int]:
    """Which of the two follows a number, and where it ends."""
    for name, pattern in _percent_phrases():
        if phrase := pattern.match(text, end):
            return name, phrase.end()
    return "", end


def _number_words(side: Side) -> list[Number]:
    """Number words that are no compounds: the unit of "fünftägig" is in the word, what follows is none."""
    table = facts(side.language.primary).cardinals
    found = cardinals(side.text, side.language)[:_MANY]
    if not found:
        return []
    return [number for number in found if len(number.text) - table.find(fold(number.text))[1] <= _ENDING]


def _name_after(
    side: Side, lexicon: Lexicon, after: re.Match[str] | None, value: str, elsewhere: bool
) -> tuple[str, int]:
    """What the unit that begins with a match means, and where it ends: it may be the word after a "square"."""
    for _ in range(2):
        if after is None:
            break
        word = fold(after.group(1))
        name = "" if _misleading(word, value, elsewhere) else lexicon.find(word)
        if name:
            return name, after.end()
        if not (lexicon.any_modifier and word.isalpha()) and not lexicon.modifiers.find(word)[0]:
            break
        after = _AFTER.match(
            side.text, after.end() + 1 if side.text[after.end() : after.end() + 1] == "." else after.end()
        )
    return "", 0


def _misleading(word: str, value: str, elsewhere: bool) -> bool:
    """Whether what follows a number only looks like a unit: £125m, 2005 г., 550 pounds of weight or of money."""
    if word.isalpha() and (elsewhere or word.startswith("pound")):
        return True
    return len(word) == 1 and word.isalpha() and len(value) == 4 and value[:2] in ("19", "20")


def _mentioned(side: Side, kind: Literal["currencies", "units"]) -> set[str]:
    """Everything in a text that may be a unit of a kind, next to a number or not."""
    return set(map(lexicon_of(kind, side.language.primary).find, words_of(kind, side.text, side.language.primary)))


def _currencies(left: Side, right: Side) -> Iterator[Problem]:
    own, other = _attached(left, "currencies"), _attached(right, "currencies")
    in_source = {unit.name for unit in own} | (_mentioned(left, "currencies") if other else set())
    in_hypothesis = {unit.name for unit in other} | (_mentioned(right, "currencies") if own else set())
    lost = [unit for unit in own if unit.name not in in_hypothesis]
    new = [unit for unit in other if unit.name not in in_source]
    amounts = all_values(right) if lost else set()
    for unit in lost:
        changed = next((one for one in new if one.same(unit)), None)
        span = Span("source", unit.start, unit.end)
        if changed is not None:
            spans = (span, Span("hypothesis", changed.start, changed.end))
            yield Problem(has_become(unit.text, changed.text), spans)
        elif unit.sure and {unit.value, unit.plain} & amounts and not new and facts(right.language.primary).known:
            others = _mentioned(right, "currencies") - _mentioned(left, "currencies")
            another = Message("the currency of “{amount}” is another one")
            message = another if others else Message("the currency of “{amount}” is missing")
            yield Problem(message.of(amount=unit.text), (span,), Severity.MINOR)


def _has_percent(text: str) -> bool:
    return "%" in text or "‰" in text or _any_percent_word(text)


@lru_cache(maxsize=4096)
def _any_percent_word(text: str) -> bool:
    table, folded = unit_tables().percent, fold(text)
    if any(map(folded.__contains__, _percent_hints())) and (
        table.inside("percent", folded)
        or table.inside("permille", folded)
        or any(table.find(token)[0] for token in _TOKEN.findall(folded)[:_MOST_TOKENS])
    ):
        return True
    phrases = (*unit_tables().percent_phrases, *unit_tables().permille_phrases)
    return any(map(folded.__contains__, phrases)) and _any_percent_phrase().search(folded) is not None


@cache
def _percent_hints() -> tuple[str, ...]:
    """What every word for per cent and per mille has one of."""
    return unit_tables().percent.beginnings


def _percentages(left: Side, right: Side) -> Iterator[Problem]:
    if not _has_percent(left.text) and not _has_percent(right.text):
        return
    own, others = _attached(left, "percent"), _attached(right, "percent")
    for unit in own:
        same = [one for one in others if one.same(unit)]
        if same and all(one.name != unit.name for one in same):
            spans = (Span("source", unit.start, unit.end), Span("hypothesis", same[0].start, same[0].end))
            yield Problem(has_become(unit.text, same[0].text), spans)
    for found, one, other, lost in ((own, left, right, True), (others, right, left, False)):
        if found and facts(other.language.primary).known and not _has_percent(other.text):
            unit_ = next((unit for unit in found if _stands_alone(unit, other)), None)
            if unit_ is not None:
                yield Problem(percentage(unit_.text, lost=lost), (Span(one.side, unit_.start, unit_.end),))


def _stands_alone(unit: _Unit, other: Side) -> bool:
    """Whether the other text has the number of a percentage; a hundred per cent may be said in many ways."""
    if unit.value == 100:
        return any(other.value(number) == 100 for number in numbers(other.text, other.language))
    return unit.value in all_values(other)


def _measures(left: Side, right: Side) -> Iterator[Problem]:
    """The same number with another unit."""
    own = _attached(left, "units")
    if not own:
        return
    other = _attached(right, "units")
    here, there = {unit.name for unit in own}, {unit.name for unit in other}
    if here == there:
        return
    mentioned = _mentioned(right, "units")
    values: set[Fraction] | None = None
    for unit in own:
        same = [one for one in other if one.same(unit)]
        if not unit.value or any(one.name == unit.name for one in same):
            continue
        span = Span("source", unit.start, unit.end)
        changed = next((one for one in same if one.name not in here), None)
        if changed is not None:
            if frozenset((unit.name, changed.name)) not in unit_tables().alike:
                spans = (span, Span("hypothesis", changed.start, changed.end))
                yield Problem(has_become(unit.text, changed.text), spans)
            continue
        if unit.name in there or unit.name in mentioned:
            continue
        values = values if values is not None else {right.value(one) for one in numbers(right.text, right.language)}
        if unit.value in values and _another_of_its_kind(unit, mentioned, left) and not _converted(unit, values, left):
            yield Problem(Message("the unit of “{amount}” is another one", amount=unit.text), (span,), Severity.MINOR)


def _another_of_its_kind(unit: _Unit, mentioned: set[str], left: Side) -> bool:
    """Whether a text has a unit of length, say, where the source has another one, although not beside the number."""
    kind = next((names for names in unit_tables().dimensions if unit.name in names), frozenset())
    others = {name for name in mentioned & kind if frozenset((unit.name, name)) not in unit_tables().alike}
    return bool(others) and not others & _mentioned(left, "units")


def _converted(unit: _Unit, values: set[Fraction], side: Side) -> bool:
    """Whether one of the values is about that of a unit which translators convert."""
    words = WORD.findall(fold(unit.text))
    factors = facts(side.language.primary).imperial.find(words[-1])[0].split() if words else []
    converted = [unit.value * Fraction(factor) for factor in factors if factor != "F"]
    return "F" in factors or any(abs(value - one) <= one * _TOLERANCE for value in values for one in converted)


def _limited(pair: LanguagePair) -> str:
    return unknown(pair.source, pair.target)


@checks.register("units", category="accuracy/mistranslation/unit", severity=Severity.MAJOR, limited=_limited)
def units(translation: Translation) -> Iterator[Problem]:
    """An amount is in another currency than in the source, or its currency or percent sign is missing; a number has
    another unit than in the source. Converted amounts and measures are not reported."""
    source, hypothesis = language_of(translation)
    source, hypothesis = source[:_LONG], hypothesis[:_LONG]
    in_digits = has_digits(source) or has_digits(hypothesis)
    if not in_digits and not cardinals(source, translation.source_language):
        return
    left = Side("source", source, translation.source_language)
    right = Side("hypothesis", hypothesis, translation.target_language)
    if in_digits:
        yield from _currencies(left, right)
        yield from _percentages(left, right)
        yield from _measures(left, right)
    elif _number_words(left):
        yield from _measures(left, right)
