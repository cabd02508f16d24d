"""Numbers that were lost, changed or made up."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from fractions import Fraction

from mtqa.checks._facts import facts, fold
from mtqa.checks._measures import Side, all_values, drop_conversions, measured
from mtqa.checks._quantities import (
    Number,
    Quantity,
    cardinals,
    numbers as digits_in,
    quantities,
    roman,
    word_counts,
    word_quantities,
)
from mtqa.checks._text import without_addresses
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Severity, Span

__all__ = ["numbers"]

_DIGIT = re.compile(r"\d")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]+")
_FRACTION_WORDS = {"0.5": ("50", "30"), "0.25": ("25", "15"), "0.75": ("75", "45")}
_PERIODS = {"14": "2", "21": "3", "28": "4", "48": "2", "72": "3", "24": "2", "36": "3", "18": "1.5", "90": "1.5"}
_LONG = 20_000
"""Characters beyond which a text is no segment and its numbers are only counted."""
_MANY = 40
"""With more numbers than this out of place the texts have nothing to do with each other."""
_FORMULA = re.compile(r"\b(?:CO2|CH4|N2O|NO[2x]|SO2|O[23]|H2O?)\b")
_NOTE = re.compile(r"\[\d{1,3}\]")
_COVID = re.compile(r"(?i:covid)\w{0,4}[-‑–\s]?19")


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _cleaned(text: str) -> str:
    """Addresses, note marks, chemical formulas and the 19 of Covid-19 blanked out, everything else in its place."""
    text = without_addresses(text)
    if "[" in text:
        text = _NOTE.sub(_blank, text)
    if "19" in text:
        text = _COVID.sub(_blank, text)
    if "O" in text or "H" in text or "N" in text:
        text = _FORMULA.sub(_blank, text)
    return text


def _in_idiom(number: Number, side: Side) -> bool:
    """Whether a number is part of an expression that translators put in other words."""
    around = side.text[max(0, number.start - 12) : number.end + 12].lower()
    offset = number.start - max(0, number.start - 12)
    for idiom in facts(side.language.primary).idioms:
        found = around.find(idiom)
        if found >= 0 and found <= offset < found + len(idiom):
            return True
    return False


def _readings(quantity: Quantity) -> tuple[tuple[str, ...], ...]:
    """Strict readings; where none of them is one number, the readings by other conventions too."""
    strict = quantity.readings[: quantity.n_strict]
    return strict if len(quantity.readings[0]) == 1 else quantity.readings


def _cancel(
    source: tuple[Quantity, ...], hypothesis: tuple[Quantity, ...]
) -> tuple[list[Quantity], list[Quantity], list[tuple[Quantity, Quantity]]]:
    """Take away what is the same on both sides.

    Returns:
        What remains of the source, what remains of the hypothesis, and the pairs that are the same only if one of them
        is read by the conventions of another language.
    """
    waiting: dict[tuple[str, ...], deque[int]] = {}
    for index, quantity in enumerate(hypothesis):
        waiting.setdefault(quantity.readings[0], deque()).append(index)
    open_source = []
    for quantity in source:
        same = waiting.get(quantity.readings[0])
        if same:
            same.popleft()
        else:
            open_source.append(quantity)
    open_hypothesis = sorted(index for indices in waiting.values() for index in indices)
    if not open_source or not open_hypothesis:
        return open_source, [hypothesis[index] for index in open_hypothesis], []
    foreign: list[tuple[Quantity, Quantity]] = []
    by_reading: dict[tuple[str, ...], deque[int]] = {}
    for index in open_hypothesis:
        for reading in _readings(hypothesis[index]):
            by_reading.setdefault(reading, deque()).append(index)
        by_reading.setdefault((hypothesis[index].text,), deque()).append(index)
    used: set[int] = set()
    remaining = []
    for quantity in open_source:
        for reading in (*_readings(quantity), (quantity.text,)):
            found = by_reading.get(reading, ())
            while found and found[0] in used:
                found.popleft()
            if found:
                used.add(found[0])
                other = hypothesis[found[0]]
                both_single = len(quantity.readings[0]) == len(other.readings[0]) == 1
                if both_single or reading not in other.readings[: other.n_strict]:
                    foreign.append((quantity, other))
                break
        else:
            remaining.append(quantity)
    return remaining, [hypothesis[index] for index in open_hypothesis if index not in used], foreign


def _atoms(quantities_: list[Quantity], others: list[Quantity]) -> list[Number]:
    """Single numbers; what could be one number or several is taken apart if the other side has one of the parts."""
    known = Counter(part.value for quantity in others for part in quantity.parts())
    atoms: list[Number] = []
    for quantity in quantities_:
        parts = list(quantity.parts())
        if len(quantity.readings[0]) == 1 and not (len(parts) > 1 and Counter(part.value for part in parts) <= known):
            atoms.append(Number(quantity.start, quantity.end, quantity.text, quantity.readings[0][0]))
        else:
            atoms.extend(parts)
    return [atom for atom in atoms if atom.text != "00"]


def _drop_common(source: list[Number], hypothesis: list[Number]) -> tuple[list[Number], list[Number]]:
    common = Counter(number.value for number in source) & Counter(number.value for number in hypothesis)

    def rest(side: list[Number]) -> list[Number]:
        left = common.copy()
        kept = []
        for number in side:
            if left[number.value] > 0:
                left[number.value] -= 1
            else:
                kept.append(number)
        return kept

    return rest(source), rest(hypothesis)


def _said_in_words(number: Number, other: Side) -> bool:
    words = word_quantities(other.text, other.language)
    known = facts(other.language.primary)
    folded = fold(other.text)
    return (
        number.value in words
        or _PERIODS.get(number.value) in words
        or known.cardinals.inside(number.value, folded)
        or known.ordinals.inside(number.value, folded)
    )


def _spelled_out(number: Number, own: Side, other: Side) -> bool:
    """Whether the other side says it in words, Roman numerals or as a month."""
    words = word_quantities(other.text, other.language)
    value = own.value(number)
    known = facts(other.language.primary)
    if _said_in_words(number, other):
        return True
    scaled = own.scaled(number)
    if scaled != value and str(scaled) in words:
        return True
    if any(number.value in minutes and fraction in words for fraction, minutes in _FRACTION_WORDS.items()):
        return True
    if value.denominator != 1:
        return False
    if 0 < value < 40 and any(found.value == number.value for found in roman(other.text)):
        return True
    if 1 <= value <= 12 and own.text[number.end : number.end + 3] in (":30", ".30") and "0.5" in words:
        return str(value % 12 + 1) in words
    if value >= 1000 and any(
        scale in words and (str(value / int(scale)) in words or value / int(scale) in all_values(other))
        for scale in ("1000", "1000000", "1000000000")
    ):
        return True
    if 1 <= value <= 12 and any(
        known.months.find(fold(match.group()))[0] == number.value for match in _WORD.finditer(other.text)
    ):
        return True
    return _same_period(value, other)


def _same_period(value: Fraction, other: Side) -> bool:
    """Whether the other side names the decade or century another way: 1960s and sixties, 1900s and 20th century."""
    words = word_quantities(other.text, other.language)
    others = {part.value for quantity in quantities(other.text, other.language) for part in quantity.parts()}
    others |= {found.value for found in roman(other.text)} | words
    if value >= 1000 and value % 10 == 0:
        return str(value % 100) in words or (
            str(value / 100 + 1 if value % 100 == 0 else value % 100 / 10 + 1) in others
        )
    if 1 <= value <= 10 and any(
        len(item) == 4 and item.isdecimal() and item[-1] == "0" and int(item[2]) + 1 == value for item in others
    ):
        return True
    if 10 <= value <= 21:
        return str((value - 1) * 100) in others or any(
            len(item) == 4 and item.isdecimal() and item[-1] == "0" and int(item[:2]) + 1 == value for item in others
        )
    return False


def _same_otherwise(source: Number, hypothesis: Number, left: Side, right: Side) -> bool:
    """Whether two numbers say the same in different ways."""
    a, b = left.value(source), right.value(hypothesis)
    scaled_a, scaled_b = left.scaled(source), right.scaled(hypothesis)
    if {a, scaled_a} & {b, scaled_b} and (scaled_a, scaled_b) != (a, b):
        return True
    if a and b and scaled_a / a != scaled_b / b and abs(scaled_a - scaled_b) < _last_place(hypothesis) * scaled_b / b:
        return True
    for x, y, one, other in ((a, b, source, hypothesis), (b, a, hypothesis, source)):
        if y == x + 12 and 1 <= x <= 12 and _afternoon(left, right):
            return True
        if x == 12 and y in (0, 24):
            return True
        if x >= 1000 and x.denominator == 1 and len(one.value) == 4 and len(other.text) == 2 and y == x % 100:
            return True
    return len(source.text) == 4 and source.text == hypothesis.text + "00"


def _last_place(number: Number) -> Fraction:
    """What the last digit of a number counts: one in "4", a hundredth in "4.17"."""
    return Fraction(1, 10 ** len(number.value.partition(".")[2]))


def _afternoon(left: Side, right: Side) -> bool:
    return any(
        facts(side.language.primary).afternoon.find(fold(match.group()))[0]
        for side in (left, right)
        for match in re.finditer(r"[^\W\d_]+(?:\.[^\W\d_]+)*", side.text)
    )


def _strict_values(quantities_: tuple[Quantity, ...]) -> set[str]:
    return {
        value for quantity in quantities_ for reading in quantity.readings[: quantity.n_strict] for value in reading
    }


def _unmatched(left: Side, right: Side) -> tuple[list[Number], list[Number], list[tuple[Quantity, Quantity]]]:
    all_source = quantities(left.text, left.language)
    all_hypothesis = quantities(right.text, right.language)
    rest_source, rest_hypothesis, foreign = _cancel(all_source, all_hypothesis)
    if not rest_source and not rest_hypothesis:
        return [], [], foreign
    if len(rest_source) > 8 * _MANY or len(rest_hypothesis) > 8 * _MANY:
        return _atoms(rest_source, []), _atoms(rest_hypothesis, []), []
    source, hypothesis = _drop_common(
        _atoms(rest_source, list(all_hypothesis)), _atoms(rest_hypothesis, list(all_source))
    )
    if len(source) > _MANY or len(hypothesis) > _MANY:
        return source, hypothesis, foreign
    for number in list(source):
        for other in hypothesis:
            if _same_otherwise(number, other, left, right):
                source.remove(number)
                hypothesis.remove(other)
                break
    source = [n for n in source if not _spelled_out(n, left, right)]
    hypothesis = [n for n in hypothesis if not _spelled_out(n, right, left)]
    if source or hypothesis:
        source, hypothesis = drop_conversions(source, hypothesis, left, right)
        hypothesis, source = drop_conversions(hypothesis, source, right, left)
    in_source, in_hypothesis = _strict_values(all_source), _strict_values(all_hypothesis)
    return (
        [n for n in source if n.value not in in_hypothesis],
        [n for n in hypothesis if n.value not in in_source],
        foreign,
    )


def _other_scale(left: Side, right: Side) -> Iterator[Problem]:
    """The same number of something else: a billion is a thousand million in English, a million million in German."""
    scales = facts(left.language.primary).scales
    for number in digits_in(left.text, left.language)[:_MANY]:
        word = left.word_after(number)
        if len(word) < 2 or not scales.find(word)[0]:
            continue
        scaled, value = left.scaled(number), left.value(number)
        same = [one for one in digits_in(right.text, right.language)[:_MANY] if right.value(one) == value]
        other = next((one for one in same if right.scaled(one) not in (value, scaled)), None)
        if other is not None and len(right.word_after(other)) > 1 and scaled not in all_values(right):
            source = f"{number.text} {word}"
            hypothesis = f"{other.text} {right.word_after(other)}"
            yield Problem(f"“{source}” has become “{hypothesis}”", (left.span(number), right.span(other)))


def _weight(number: Number, side: Side) -> Severity | None:
    """Numbers that people leave out or put in where nothing is lost: what an aside gives in another currency or unit,
    "one", and "a hundred per cent"."""
    opening = side.text.rfind("(", 0, number.start)
    if opening > side.text.rfind(")", 0, number.start) or number.value in ("0", "1", "100") or measured(number, side):
        return Severity.MINOR
    return None


def _too_many(missing: int, added: int) -> Problem:
    return Problem(
        f"{missing} numbers of the source are missing from the translation, and {added} are not in the source"
    )


def _roughly(translation: Translation) -> Iterator[Problem]:
    """For texts too long to be segments: only whether the digits are the same."""
    source = Counter(_DIGITS.findall(translation.source))
    hypothesis = Counter(_DIGITS.findall(translation.hypothesis))
    if source != hypothesis:
        yield _too_many((source - hypothesis).total(), (hypothesis - source).total())


def _with_units(number: Number, side: Side) -> int:
    """The ninety-two that a ninety is part of."""
    value = int(number.value)
    unit = facts(side.language.primary).cardinals.find(side.word_after(number))[0] if value >= 20 else ""
    return value + int(unit) if unit.isdecimal() and int(unit) < 10 else value


def _other_word(left: Side, right: Side) -> Iterator[Problem]:
    """Number words that became other number words. Only where both sides have one that the other has not: a number word
    alone is too often said in another way."""
    own = cardinals(left.text, left.language)
    if not own:
        return
    translated = cardinals(right.text, right.language)
    values = Counter(number.value for number in own), Counter(number.value for number in translated)
    if values[0] <= values[1] or values[1] <= values[0]:
        return

    def elsewhere(numbers_: tuple[Number, ...], here: Side, there: Side) -> list[Number]:
        known = {str(value) for value in all_values(there)} | {number.value for number in roman(there.text)}
        return [
            n
            for n in numbers_
            if n.value not in known
            and str(_with_units(n, here)) not in known
            and not (_spelled_out(n, here, there) if int(n.value) >= 20 else _said_in_words(n, there))
        ]

    lost = [number for number in elsewhere(own, left, right) if not measured(number, left)]
    new = elsewhere(translated, right, left) if lost else []
    if lost and not new:  # four from fifteen: four from four; the fourth and the ninth: the fourth and the fourth
        counts = word_counts(left.text, left.language), word_counts(right.text, right.language)
        repeated = {value for value, times in counts[1].items() if times > counts[0][value] > 0}
        new = [number for number in translated if number.value in repeated][-1:]
    paired = min(len(lost), len(new))
    for number, other in zip(lost[:paired], new[:paired], strict=True):
        yield Problem(f"“{number.text}” has become “{other.text}”", (left.span(number), right.span(other)))


@checks.register("numbers", category="accuracy/mistranslation", severity=Severity.MAJOR)
def numbers(translation: Translation) -> Iterator[Problem]:
    """A number of the source is missing from the translation or has another value there, or the translation has a
    number that the source has not. A number may be written in words or digits, in the format of either language or as
    a Roman numeral; converted units and hours are recognised."""
    if not translation.source or not translation.hypothesis:
        return
    in_digits = _DIGIT.search(translation.source) or _DIGIT.search(translation.hypothesis)
    if len(translation.source) > _LONG or len(translation.hypothesis) > _LONG:
        if in_digits:
            yield from _roughly(translation)
        return
    left = Side("source", _cleaned(translation.source), translation.source_language)
    right = Side("hypothesis", _cleaned(translation.hypothesis), translation.target_language)
    yield from _other_word(left, right)
    if not in_digits:
        return
    yield from _other_scale(left, right)
    source, hypothesis, foreign = _unmatched(left, right)
    if len(source) > _MANY or len(hypothesis) > _MANY:
        yield _too_many(len(source), len(hypothesis))
        return
    source = [number for number in source if not _in_idiom(number, left)]
    hypothesis = [number for number in hypothesis if not _in_idiom(number, right)]
    paired = min(len(source), len(hypothesis))
    for number, other in zip(source[:paired], hypothesis[:paired], strict=True):
        yield Problem(
            f"“{number.text}” has become “{other.text}”",
            (left.span(number), right.span(other)),
            Severity.MINOR if measured(number, left) else None,
        )
    for number in source[paired:]:
        yield Problem(f"“{number.text}” is missing from the translation", (left.span(number),), _weight(number, left))
    for number in hypothesis[paired:]:
        yield Problem(f"“{number.text}” is not in the source", (right.span(number),), _weight(number, right))
    if translation.target_language.known:
        for _, quantity in foreign:
            yield Problem(
                f"“{quantity.text}” is not how {translation.target_language.name} writes this number",
                (Span("hypothesis", quantity.start, quantity.end),),
                Severity.MINOR,
                "locale-conventions/number-format",
            )
