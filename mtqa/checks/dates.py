"""Dates, days of the week and times of day that say something else than the source."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice

from mtqa.checks._clocks import clocks
from mtqa.checks._facts import StemTable, facts, fold, unknown
from mtqa.checks._messages import has_become
from mtqa.checks._quantities import has_digits
from mtqa.checks._text import RareWords, folded_words
from mtqa.contracts import Problem, Translation, checks
from mtqa.languages import Language, LanguagePair
from mtqa.results import Message, Severity, Span

__all__ = ["dates"]

_LONG = 20_000
"""Characters of a text that are looked at: no segment is longer."""
_SHOWN = 20
_SURE_WEEKDAY = 6
"""Letters from which the name of a day is hardly another word of another language."""
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_NUMERIC_HINT = re.compile(r"\d[./-][ \u00a0]?\d")
_DAY_FOLLOWS = re.compile(r"\.?,?[ \u00a0]\d{1,2}(?![\d:%]|[.,]\d\d\d)")
_BEFORE = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:\.?º?ª?|[-.]?(?:st|nd|rd|th|er|ú|d|ta'))?[ \u00a0\u202f]?(?:de |of |ta[’'] |d[’'])?$"
)
_AFTER = re.compile(
    r"^[^\W\d_]{0,2}\.?[ \u00a0\u202f](?:the )?(\d{1,2})(?!\d|[:,.]\d|[ \u00a0](?:percent|%|million|o[’']clock))"
)
_NUMERIC = re.compile(r"(?<![\d./-])(\d{1,2})([./-])[ \u00a0]?(\d{1,2})\2[ \u00a0]?(?:\d{4}|\d{2})(?![\d/]|[.-]\d)")
_ISO = re.compile(r"(?<![\d./-])(?:19|20)\d\d([-./])[ \u00a0]?(\d{1,2})\1[ \u00a0]?(\d{1,2})(?![\d/])")
_DOTTED = re.compile(r"(?<![\d.,-])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?:[ \u00a0]?(?:\d{4}|\d{2}))?(?![\d]|\.\d)")
_SHORT = re.compile(r"(?<![\d.,])(\d{1,2})\.[ \u00a0]?(\d{1,2})\.(?!\d)")
_SEVERAL = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?:,| ?[-–] ?| (?:and|or|to|until|through) )(?:the )?\s?\d{1,2}")
_PM = re.compile(r"(?<![\d:.])(\d{1,2})(?:[:.](\d\d))?[ \u00a0]?p\.?[ ]?m\b")
_AM_PM = re.compile(r"\d(?<!\d\d)\d?(?:[:.]\d\d)?[ \u00a0]?[ap]\.?m\b", re.IGNORECASE)
_MONTH_FIRST = frozenset(f"en-{region}" for region in ("US", "PH", "PR", "GU", "AS", "MP", "VI", "UM", "MH")) | {
    "es-PR"
}
"""Languages that put the month of a date in digits before the day (CLDR 47)."""
_EITHER = frozenset({"en", "en-CA", "en-ZA"})
"""Those in which both orders are found."""
_HALF_DAYS = {"en", "el", "es", "ga", "mt", "hu", "pt", "sq", "tr"}
_AMBIGUOUS = {
    "may",
    "march",
    "mars",
    "mai",
    "set",
    "mar",
    "sept",
    "meán",
    "fómhair",
    "samhna",
    "dec",
    "jan",
    "maj",
    "mart",
    "jun",
    "jul",
    "kim",
    "nov",
}
"""Names of months that are other words too, in one language or another: they count next to a number only."""


@dataclass(frozen=True, slots=True)
class _Mention:
    """A date, month or day of the week as it stands in a text.

    Attributes:
        start: First character.
        end: One past the last.
        day: Day of the month, 0 where there is none.
        month: Month or day of the week, from 1.
    """

    start: int
    end: int
    day: int
    month: int


@dataclass(frozen=True)
class _Calendar:
    """The dates of one text.

    Attributes:
        days: Dates with the name of a month and a day.
        months: Names of months, with a day or without.
        weekdays: Days of the week.
        possible: All readings (day, month) of dates in digits, also of those that may be read in two ways.
    """

    days: tuple[_Mention, ...]
    months: tuple[_Mention, ...]
    weekdays: tuple[_Mention, ...]
    possible: frozenset[tuple[int, int]]


def _day(text: str, start: int, end: int) -> int:
    for match in (_BEFORE.search(text, max(0, start - 12), start), _AFTER.search(text[end : end + 14])):
        if match and 1 <= int(match.group(1)) <= 31:
            return int(match.group(1))
    return 0


_NO_DATES = _Calendar((), (), (), frozenset())


@cache
def _words_of_dates(tag: str) -> RareWords:
    """The words that are, or are part of, the name of a month or a day of the week."""
    known = facts(tag)
    return RareWords(known.months.joined(known.weekdays, known.weekday_abbreviations, StemTable({"any": "feira"})).has)


@dataclass(frozen=True, slots=True)
class _Names:
    """What a word names: a day of the week, or months by their numbers; "" and none where it names nothing.

    Attributes:
        weekday: Number of the day.
        short: Number of the day that the word may be the short form of.
        months: Numbers of the months.
        is_month: Whether it is certain without a number that a month is named.
    """

    weekday: str
    short: str
    months: tuple[str, ...]
    is_month: bool


@lru_cache(maxsize=65536)
def _names(word: str, tag: str) -> _Names | None:
    """What a folded word with its hyphens names; None for most words."""
    known = facts(tag)
    parts = (word, *word.split("-")) if "-" in word else (word,)
    weekday = next((value for part in parts if (value := known.weekdays.find(part)[0])), "")
    short = "" if weekday else known.weekday_abbreviations.find(word)[0]
    months = tuple(value for part in parts if (value := known.months.find(part)[0]))
    is_month = len(word) > 4 and word not in _AMBIGUOUS and not known.cardinals.find(word)[0]
    return _Names(weekday, short, months, is_month) if weekday or short or months else None


@lru_cache(maxsize=4096)
def _calendar(text: str, language: Language) -> _Calendar:
    days: list[_Mention] = []
    months: list[_Mention] = []
    weekdays: list[_Mention] = []
    rare = _words_of_dates(language.primary).among(folded_words(text))
    if rare:
        for match in islice(_WORD.finditer(fold(text[:_LONG])), 4000):
            word = match.group()
            if word not in rare and ("-" not in word or rare.isdisjoint(word.split("-"))):
                continue
            names = _names(word, language.primary)
            if names is None:
                continue
            start, end = match.span()
            if names.short and _before_day(text, match, facts(language.primary).words):
                weekdays.append(_Mention(start, end, 0, int(names.short)))
                continue
            if names.weekday and _is_weekday(text[start:end], language):
                weekdays.append(_Mention(start, end, 0, int(names.weekday)))
                continue
            if not names.months:
                continue
            months += [_Mention(start, end, 0, int(value)) for value in names.months[1:]]
            day = _day(text, start, end)
            mention = _Mention(start, end, day, int(names.months[0]))
            if day:
                days.append(mention)
            if day or names.is_month:
                months.append(mention)
    if not (days or months or weekdays) and not has_digits(text):
        return _NO_DATES
    numeric, possible = _numeric_dates(text, language)
    return _Calendar((*days, *numeric), (*months, *numeric), tuple(weekdays), possible)


def _numeric_dates(text: str, language: Language) -> tuple[list[_Mention], frozenset[tuple[int, int]]]:
    """Dates in digits whose order is certain, by the format or by the language; all that dates in digits may say."""
    if not has_digits(text) or not _NUMERIC_HINT.search(text, 0, _LONG):
        return [], frozenset()
    found: dict[tuple[int, int], _Mention] = {}
    dates_ = list(_readings(text[:_LONG], language))
    for start, end, readings in dates_:
        if len(readings) == 1:
            found.setdefault((start, end), _Mention(start, end, *readings[0]))
    possible = {reading for _, _, readings in dates_ for reading in readings}
    if "." in text:
        for match in islice(_DOTTED.finditer(text[:_LONG]), _SHOWN):
            day, number = int(match.group(1)), int(match.group(2))
            if 1 <= day <= 31 and 1 <= number <= 12 and not any(s <= match.start() < e for s, e in found):
                found[match.span()] = _Mention(*match.span(), day, number)
        for match in islice(_SHORT.finditer(text[:_LONG]), _SHOWN):
            if not any(start <= match.start() < end for start, end, _ in dates_):
                possible.update(_valid([(int(match.group(1)), int(match.group(2)))]))
    return list(found.values()), frozenset(possible)


def _readings(text: str, language: Language) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """Where dates of three numbers stand, and what (day, month) each may be.

    A date that begins with the year goes on with the month in all languages. In others the day comes first, but for
    the English of the United States and its neighbours; an English text whose region is not known may mean both, where
    it does not divide the numbers by full stops.
    """
    for match in islice(_NUMERIC.finditer(text), _SHOWN):
        one, other = int(match.group(1)), int(match.group(3))
        orders = [(other, one)] if language.tag in _MONTH_FIRST else [(one, other)]
        if language.tag in _EITHER and match.group(2) != ".":
            orders = [(one, other), (other, one)]
        yield match.start(), match.end(), _valid(orders) or _valid([order[::-1] for order in orders])
    for match in islice(_ISO.finditer(text), _SHOWN):
        yield match.start(), match.end(), _valid([(int(match.group(3)), int(match.group(2)))])


def _valid(orders: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The readings (day, month) that are dates, each of them once."""
    return list(dict.fromkeys((day, month) for day, month in orders if 1 <= day <= 31 and 1 <= month <= 12))


def _before_day(text: str, match: re.Match[str], words: frozenset[str]) -> bool:
    """Whether a number follows a word and none stands before it, as with the "Mo." of "Mo., 5. Mai"; what is a common
    word too, such as the Danish "man", has to have the full stop."""
    if match.group() in words and not text.startswith(".", match.end()):
        return False
    return bool(_DAY_FOLLOWS.match(text, match.end())) and not text[: match.start()].rstrip(" \u00a0.")[-1:].isdigit()


def _is_weekday(text: str, language: Language) -> bool:
    """Whether a word is one: the third and the fourth of Greek and Maltese are only with a capital letter."""
    if language.primary in ("de", "el", "en", "mt"):
        return any(part[:1].isupper() for part in text.split("-"))
    return True


def _pairs(
    translation: Translation, missing: list[_Mention], new: list[_Mention], severity: Severity | None
) -> Iterator[Problem]:
    for one, other in zip(missing[:_SHOWN], new[:_SHOWN], strict=False):
        here, there = translation.source[one.start : one.end], translation.hypothesis[other.start : other.end]
        here, there = (f"{one.day} {here}" if one.day else here), (f"{other.day} {there}" if other.day else there)
        yield Problem(
            has_become(here, there),
            (Span("source", one.start, one.end), Span("hypothesis", other.start, other.end)),
            severity,
        )


def _among_days(mention: _Mention, text: str) -> bool:
    """Whether a date is one of several days of a month, of which the translation may name another one by the month."""
    return bool(_SEVERAL.search(text, max(0, mention.start - 16), mention.end + 16))


def _named(text: str, language: Language) -> frozenset[int]:
    """The months that words of a text may name."""
    months = facts(language.primary).months
    return frozenset(int(value) for word in folded_words(text[:_LONG]) if (value := months.find(word)[0]))


def _changed_days(translation: Translation, left: _Calendar, right: _Calendar) -> Iterator[Problem]:
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
        lost = [m for m in lost if m.month not in _named(translation.hypothesis, translation.target_language)]
        found = [m for m in found if m.month not in _named(translation.source, translation.source_language)]
    yield from _pairs(translation, lost, found, None)
    if not lost and not found:
        text = translation.source
        missing = [m for m in missing if m.day not in other_days and not _among_days(m, text)]
        new = [m for m in new if m.day not in {day for day, _ in in_source}]
        yield from _pairs(translation, missing, new, None)


def _kept_weekdays(translation: Translation, right: _Calendar) -> Iterator[_Mention]:
    """Days of the week that stand in the hypothesis in the source's language, as parts of names do."""
    own = translation.source_language
    if own.primary == translation.target_language.primary:
        return
    known = {m.start for m in right.weekdays}
    for mention in _calendar(translation.hypothesis, own).weekdays:
        word = translation.hypothesis[mention.start : mention.end]
        if mention.start not in known and len(word) >= _SURE_WEEKDAY and word[0].isupper():
            yield mention


def _changed_weekdays(translation: Translation, left: _Calendar, right: _Calendar) -> Iterator[Problem]:
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
    return unknown(pair.source, pair.target)


@checks.register("dates", category="accuracy/mistranslation/date", severity=Severity.MAJOR, unable=_unable)
def dates(translation: Translation) -> Iterator[Problem]:
    """A date has another day or month than in the source, or the two are swapped; a day of the week is another one; an
    hour after noon has become one before noon, or is given in a way that the language does not have."""
    source, hypothesis = translation.source, translation.hypothesis
    if not source or not hypothesis:
        return
    left = _calendar(source, translation.source_language)
    if left.days or left.months:
        right = _calendar(hypothesis, translation.target_language)
        yield from _changed_days(translation, left, right)
        yield from _changed_weekdays(translation, left, right)
    elif left.weekdays:
        yield from _changed_weekdays(translation, left, _calendar(hypothesis, translation.target_language))
    if has_digits(source) and _AM_PM.search(source):
        yield from _changed_hours(translation)
        if facts(translation.target_language.primary).known:
            yield from _swapped_twelve(translation)
