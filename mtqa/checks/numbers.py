"""Numbers that were lost, changed or made up."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from mtqa.checks._amount_rules import said_in_words
from mtqa.checks._clocks import clock_at
from mtqa.checks._facts import facts
from mtqa.checks._house_style import THOUSANDS, other_thousands
from mtqa.checks._measures import Side, all_values, measured
from mtqa.checks._messages import has_become
from mtqa.checks._number_contexts import is_percentage
from mtqa.checks._number_rules import same_number, spelled_out
from mtqa.checks._number_words import cardinals, roman, word_counts
from mtqa.checks._protected import language_of
from mtqa.checks._quantities import Number, Quantity, has_digits, numbers as digits_in, quantities
from mtqa.checks._signs import changed_signs
from mtqa.checks._telephones import compare_grouped
from mtqa.contracts import Problem, Translation, checks
from mtqa.results import Message, Severity, Span

__all__ = ["numbers"]

_FRACTION = re.compile(r"[½¼¾⅓⅔⅛⅜⅝⅞⅕⅖⅗⅘⅙⅚]")
_DIGITS = re.compile(r"\d+")
_LONG = 20_000
"""Characters beyond which a text is no segment and its numbers are only counted."""
_MANY = 40
"""With more numbers than this out of place the texts have nothing to do with each other."""
_NO_NUMBER = re.compile(
    r"\[\d{1,3}\]"  # a note mark
    r"|(?<![^\W_])(?:[kcdmhµ]?m|[км]?м|χλμ|μ|τ\.?μ)[23](?![^\W_])"  # a power: km2
    r"|(?i:covid)\w{0,4}[-‑–\s]?19"
)
_NO_NUMBER_HINT = re.compile(r"\d(?:(?<=\[\d)|(?<=[^\W\d_][23]))")
_COVID = re.compile("[cC][oO][vV][iI][dD]")
_TRUE_SCALE = re.compile(r"(?<![\d:.,])1\s?:\s?1(?![\d:]|[.,]\d)")
_GLUED = re.compile(r"[A-ZА-ЯΑ-Ω]v?\d{1,2}(?!\w)|(?<!\w)\d[GKD](?!\w)|(?<![^\W_])[^\W\d_]{1,2}\d{1,2}[^\W\d_]+(?!\w)")
"""Figures that are part of a short name: G7, IPv6, 5G, l10n, B2B."""
_NAME_BEFORE = re.compile(r"(?<!\w)([^\W\d_]*[A-ZА-ЯΑ-Ω][^\W\d_]*)[ \u00a0-]$")
_FEW = 100
"""The largest number that is often written in words."""


def _has_figures(text: str) -> bool:
    """Whether a text has a digit or the sign of a fraction."""
    return has_digits(text) or (not text.isascii() and _FRACTION.search(text) is not None)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match.group())


def _cleaned(text: str) -> str:
    """Note marks, powers of units and the 19 of Covid-19 blanked out, everything else in its place."""
    has_some = _NO_NUMBER_HINT.search(text) or ("19" in text and _COVID.search(text))
    return _NO_NUMBER.sub(_blank, text) if has_some else text


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
    if sorted(one.readings[0] for one in source) == sorted(one.readings[0] for one in hypothesis):
        return [], [], []
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
        known_parts = parts and Counter(part.value for part in parts) <= known
        if len(quantity.readings[0]) == 1 and not known_parts:
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


def _strict_values(quantities_: tuple[Quantity, ...]) -> set[str]:
    return {
        value for quantity in quantities_ for reading in quantity.readings[: quantity.n_strict] for value in reading
    }


def _drop_pairs(source: list[Number], hypothesis: list[Number], left: Side, right: Side) -> None:
    """Take away pairs that say the same; of several equal numbers each may be meant."""
    own, others = _by_value(left), _by_value(right)
    for number in list(source):
        for other in hypothesis:
            pairs = product({number, *own.get(number.value, ())}, {other, *others.get(other.value, ())})
            if any(same_number(one, two, left, right) for one, two in pairs):
                source.remove(number)
                hypothesis.remove(other)
                break


def _by_value(side: Side) -> dict[str, list[Number]]:
    values: dict[str, list[Number]] = {}
    for number in digits_in(side.text, side.language)[:_MANY]:
        values.setdefault(number.value, []).append(number)
    return values


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
    _drop_pairs(source, hypothesis, left, right)
    source = [n for n in source if not spelled_out(n, left, right)]
    hypothesis = [n for n in hypothesis if not spelled_out(n, right, left)]
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
            yield Problem(has_become(source, hypothesis), (left.span(number), right.span(other)))


def _weight(number: Number, side: Side) -> Severity | None:
    """Numbers that people leave out or put in where nothing is lost: what an aside gives in another currency or unit,
    "one", and "a hundred per cent"."""
    opening = side.text.rfind("(", 0, number.start)
    aside = opening > side.text.rfind(")", 0, number.start)
    whole = number.value == "100" and is_percentage(number, side)
    return Severity.MINOR if aside or whole or number.value in ("0", "1") or measured(number, side) else None


def _says_nothing(number: Number, own: Side, other: Side) -> bool:
    """Whether the other text may well have a number in another form that is not known: a short name such as 2G, G7 or
    l10n, the scale 1:1, or a number word of a language whose words are not known."""
    patterns = (_GLUED, _TRUE_SCALE)
    if any(found.start() <= number.start < found.end() for one in patterns for found in one.finditer(own.text)):
        return True
    value = own.value(number)
    return not facts(other.language.primary).known and value.denominator == 1 and value <= _FEW


def _in_name(source: Quantity, hypothesis: Quantity, left: Side, right: Side) -> bool:
    """Whether a number is copied together with the name before it, as a version is: "Apache 2.0"."""
    if source.text != hypothesis.text:
        return False
    here, there = _NAME_BEFORE.search(left.text[: source.start]), _NAME_BEFORE.search(right.text[: hypothesis.start])
    return here is not None and there is not None and here.group(1) == there.group(1)


def _too_many(missing: int, added: int) -> Problem:
    return Problem(
        Message(
            "{n} numbers of the source are missing from the translation, and {added} are not in the source",
            n=missing,
            added=added,
        )
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
            and not (spelled_out(n, here, there) if int(n.value) >= 20 else said_in_words(n, there))
        ]

    lost = [number for number in elsewhere(own, left, right) if not measured(number, left)]
    new = elsewhere(translated, right, left) if lost else []
    if lost and not new:  # four from fifteen: four from four; the fourth and the ninth: the fourth and the fourth
        counts = word_counts(left.text, left.language), word_counts(right.text, right.language)
        repeated = {value for value, times in counts[1].items() if times > counts[0][value] > 0}
        new = [number for number in translated if number.value in repeated][-1:]
    paired = min(len(lost), len(new))
    for number, other in zip(lost[:paired], new[:paired], strict=True):
        yield Problem(has_become(number.text, other.text), (left.span(number), right.span(other)))


@dataclass(frozen=True)
class Options:
    """What can be set in `mtqa.toml`.

    Attributes:
        thousands: What sets off thousands in the house style: a space, full stop, comma or apostrophe; "" for all that
            is usual.

    Raises:
        ValueError: when it is something else.
    """

    thousands: str = ""

    def __post_init__(self) -> None:
        if self.thousands not in ("", *THOUSANDS):
            raise ValueError(f"'thousands' must be one of: {', '.join(map(repr, THOUSANDS))}")


def _foreign_formats(
    foreign: Sequence[tuple[Quantity, Quantity]], told: Sequence[Span], left: Side, right: Side
) -> Iterator[Problem]:
    """Numbers in a format that the target language does not have."""
    target = right.language
    for own, quantity in foreign:
        if not target.known or any(span.start <= quantity.start < span.end for span in told):
            continue
        if not _in_name(own, quantity, left, right) and clock_at(quantity.start, right.text, target) is None:
            yield Problem(
                Message("“{number}” is not how {language} writes this number", number=quantity.text, language=target),
                (Span("hypothesis", quantity.start, quantity.end),),
                Severity.MINOR,
                "locale-conventions/number-format",
            )


@checks.register("numbers", category="accuracy/mistranslation", severity=Severity.MAJOR, options=Options)
def numbers(translation: Translation, options: Options) -> Iterator[Problem]:
    """A number of the source is missing from the translation or has another value there, or the translation has a
    number that the source has not. A number may be written in words or digits, in the format of either language or as
    a Roman numeral; converted units and hours are recognised."""
    if not translation.source or not translation.hypothesis:
        return
    in_digits = _has_figures(translation.source) or _has_figures(translation.hypothesis)
    if len(translation.source) > _LONG or len(translation.hypothesis) > _LONG:
        if in_digits:
            yield from _roughly(translation)
        return
    source_text, hypothesis_text = language_of(translation)
    if in_digits:
        source_text, hypothesis_text = _cleaned(source_text), _cleaned(hypothesis_text)
    elif not cardinals(source_text, translation.source_language):
        return
    left = Side("source", source_text, translation.source_language)
    right = Side("hypothesis", hypothesis_text, translation.target_language)
    yield from _other_word(left, right)
    if not in_digits:
        return
    house_style = list(other_thousands(translation, options.thousands)) if options.thousands else []
    yield from house_style
    left, right, problems = compare_grouped(left, right)
    yield from problems
    yield from changed_signs(left, right)
    yield from _other_scale(left, right)
    source, hypothesis, foreign = _unmatched(left, right)
    if len(source) > _MANY or len(hypothesis) > _MANY:
        yield _too_many(len(source), len(hypothesis))
        return
    paired = min(len(source), len(hypothesis))
    for number, other in zip(source[:paired], hypothesis[:paired], strict=True):
        yield Problem(
            has_become(number.text, other.text),
            (left.span(number), right.span(other)),
            Severity.MINOR if measured(number, left) else None,
        )
    for number in source[paired:]:
        if not _says_nothing(number, left, right):
            message = Message("“{number}” is missing from the translation", number=number.text)
            yield Problem(message, (left.span(number),), _weight(number, left))
    for number in hypothesis[paired:]:
        if not _says_nothing(number, right, left):
            message = Message("“{number}” is not in the source", number=number.text)
            yield Problem(message, (right.span(number),), _weight(number, right))
    told = [span for problem in house_style for span in problem.spans]
    yield from _foreign_formats(foreign, told, left, right)
