"""Dates, days of the week and times of day that say something else than the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from mtqa.checks._calendar import Calendar, Mention, calendar, named_months
from mtqa.checks._clocks import clocks
from mtqa.checks._facts import facts, fold, unknown
from mtqa.checks._messages import has_become
from mtqa.checks._quantities import has_digits
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["dates"]

_LONG = 20_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 20
_SURE_WEEKDAY = 6
"""Letters from which the name of a day is hardly another word of another language."""
_SEVERAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?:,| ?[-–] ?| (?:and|or|to|until|through) )(?:the )?\s?\d{1,2}")
_IN_DIGITS = frozenset({"ja", "ko", "yue", "zh"})
"""Languages of whose dates no names of months need be known."""
_PM = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))?[ \u00a0]?p\.?[ ]?m\b")
_AM_PM = re.compile(r"\d(?<!\d\d)\d?(?:[:.]\d\d)?[ \u00a0]?[ap]\.?m\b", re.IGNORECASE)
_HALF_DAYS = {"en", "el", "es", "ga", "mt", "hu", "pt", "sq", "tr"}


def _pairs(
    translation: Translation, missing: list[Mention], new: list[Mention], severity: Severity | None
) -> Iterator[Problem]:
    for one, other in zip(missing[:_SHOWN], new[:_SHOWN], strict=False):
        here, there = translation.source[one.start : one.end], translation.hypothesis[other.start : other.end]
        yield Problem(
            has_become(here, there),
            (Span("source", one.start, one.end), Span("hypothesis", other.start, other.end)),
            severity,
        )


def _among_days(mention: Mention, text: str) -> bool:
    """Whether a date is one of several days of a month, of which the translation may name another one by the month."""
    return bool(_SEVERAL.search(text, max(0, mention.start - 16), mention.end + 16))


def _changed_days(translation: Translation, left: Calendar, right: Calendar) -> Iterator[Problem]:
    """Dates whose day or month is another one."""
    in_source = {(m.day, m.month) for m in left.days} | left.possible
    in_hypothesis = {(m.day, m.month) for m in right.days} | right.possible
    other_days = {day for day, _ in in_hypothesis}
    missing = [m for m in left.days if (m.day, m.month) not in in_hypothesis]
    new = [m for m in right.days if (m.day, m.month) not in in_source]
    swapped = [(m, n) for m in missing for n in new if (m.day, m.month) == (n.month, n.day)]
    if swapped:
        yield from _pairs(translation, [m for m, _ in swapped[:1]], [n for _, n in swapped[:1]], None)
        return
    source_months = {m.month for m in left.months} | {month for _, month in left.possible}
    hypothesis_months = {m.month for m in right.months} | {month for _, month in right.possible}
    lost = [m for m in left.months if m.month not in hypothesis_months]
    found = [m for m in right.months if m.month not in source_months]
    if (
        lost and found
    ):  # May, Juni, září: short names of months are other words, too, but here may be what is looked for
        lost = [m for m in lost if m.month not in named_months(translation.hypothesis, translation.target_language)]
        found = [m for m in found if m.month not in named_months(translation.source, translation.source_language)]
    yield from _pairs(translation, lost, found, None)
    if not lost and not found:
        text = translation.source
        missing = [m for m in missing if m.day not in other_days and not _among_days(m, text)]
        new = [m for m in new if m.day not in {day for day, _ in in_source}]
        yield from _pairs(translation, missing, new, None)


def _kept_weekdays(translation: Translation, right: Calendar) -> Iterator[Mention]:
    """Days of the week that stand in the hypothesis in the source's language, as parts of names do."""
    own = translation.source_language
    if own.primary == translation.target_language.primary:
        return
    known = {m.start for m in right.weekdays}
    for mention in calendar(translation.hypothesis, own).weekdays:
        word = translation.hypothesis[mention.start : mention.end]
        if mention.start not in known and len(word) >= _SURE_WEEKDAY and word[0].isupper():
            yield mention


def _changed_weekdays(translation: Translation, left: Calendar, right: Calendar) -> Iterator[Problem]:
    if not left.weekdays:
        return
    there = (*right.weekdays, *_kept_weekdays(translation, right))
    in_source, in_hypothesis = Counter(m.month for m in left.weekdays), Counter(m.month for m in there)
    missing = [m for m in left.weekdays if m.month not in in_hypothesis]
    new = [m for m in there if m.month not in in_source]
    if missing and not new:  # Monday and Tuesday: Tuesday and Tuesday
        again = (m for m in there if in_hypothesis[m.month] > in_source[m.month])
        new = [m for index, m in enumerate(again) if index]
    yield from _pairs(translation, missing, new, Severity.MINOR)


def _changed_hours(translation: Translation) -> Iterator[Problem]:
    """Hours after noon that have become hours before noon, and "p.m." where the language has no such thing."""
    source, hypothesis = translation.source[:_LONG], translation.hypothesis[:_LONG]
    known = facts(translation.target_language.primary)
    if not known.known:
        return
    numbers = set(re.findall(r"\d+", hypothesis))
    for match in islice(_PM.finditer(source), _SHOWN):
        hour = int(match.group(1))
        if not 1 <= hour <= 11 or str(hour) not in numbers or str(hour + 12) in numbers:
            continue
        words = re.findall(r"[^\W\d_]+(?:\.[^\W\d_]+)*", hypothesis)
        if not any(known.afternoon.find(fold(word))[0] for word in words) and not _PM.search(hypothesis):
            yield Problem(
                Message("“{time}” is after noon, “{hour}” alone is before noon", time=match.group(), hour=hour),
                (Span("source", match.start(), match.end()),),
                Severity.MINOR,
            )
    if translation.target_language.primary not in _HALF_DAYS and (found := _AM_PM.search(hypothesis)):
        yield Problem(
            Message(
                "“{time}” is not how {language} gives the time",
                time=found.group(),
                language=translation.target_language,
            ),
            (Span("hypothesis", found.start(), found.end()),),
            Severity.MINOR,
            "locale-conventions/date-format",
        )


def _swapped_twelve(translation: Translation) -> Iterator[Problem]:
    """A quarter past midnight that has become a quarter past noon, or the other way round."""
    source, hypothesis = translation.source[:_LONG], translation.hypothesis[:_LONG]
    theirs = clocks(hypothesis, translation.target_language)
    for clock in clocks(source, translation.source_language)[:_SHOWN]:
        if clock.hour != 12 or not clock.half or any(other.of_day == clock.of_day for other in theirs):
            continue
        changed = [o for o in theirs if o.minute == clock.minute and o.of_day == 12 - clock.of_day and not o.half]
        for other in changed[:1]:
            here, there = source[clock.start : clock.end], hypothesis[other.start : other.end]
            am = Message("“{here}” a.m. is after midnight, “{there}” is not")
            pm = Message("“{here}” p.m. is after noon, “{there}” is not")
            message = (am if clock.half == "am" else pm).of(here=here, there=there)
            yield Problem(
                message,
                (Span("source", clock.start, clock.end), Span("hypothesis", other.start, other.end)),
            )


def _unable(pair: LanguagePair, options: None) -> str:
    del options
    return unknown(*(language for language in (pair.source, pair.target) if language.primary not in _IN_DIGITS))


@checks.register("dates", category="accuracy/mistranslation/date", severity=Severity.MAJOR, unable=_unable)
def dates(translation: Translation) -> Iterator[Problem]:
    """A date has another day or month than in the source, or the two are swapped; a day of the week is another one; an
    hour after noon has become one before noon, or is given in a way that the language does not have."""
    source, hypothesis = translation.source, translation.hypothesis
    if not source or not hypothesis:
        return
    left = calendar(source, translation.source_language)
    if left.days or left.months:
        right = calendar(hypothesis, translation.target_language)
        yield from _changed_days(translation, left, right)
        yield from _changed_weekdays(translation, left, right)
    elif left.weekdays:
        yield from _changed_weekdays(translation, left, calendar(hypothesis, translation.target_language))
    if has_digits(source) and _AM_PM.search(source):
        yield from _changed_hours(translation)
        if facts(translation.target_language.primary).known:
            yield from _swapped_twelve(translation)
