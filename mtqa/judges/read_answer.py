"""What a judge's answer says, however it is written; or what is wrong with it. Never a guess.

Thoughts are cut off, then tables and lists are looked for (`loose_json`), then plain text (`plain_answers`). Where an
answer can be understood in two ways it is not understood.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from mtqa.judges.answer_words import category_of, choice_of, field_of, folded, phrases, severity_of
from mtqa.judges.loose_json import CutList, CutTable, Found, is_cut, json_values
from mtqa.judges.plain_answers import error_in_line, plain_reading
from mtqa.judges.plain_numbers import number_in
from mtqa.judges.readings import AnswerKind, Choice, JudgedError, Reading, Trouble
from mtqa.results import Severity

__all__ = ["read_answer", "without_thoughts"]

_THOUGHTS = re.compile(
    r"<(think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad)>.*?</\1>"
    r"|\[THINK\].*?\[/THINK\]|◁think▷.*?◁/think▷"
    r"|<\|channel\|>\s*(?:analysis|commentary)\b.*?(?:<\|end\|>|(?=<\|channel\|>\s*final))",
    re.DOTALL | re.IGNORECASE,
)
_END_OF_THOUGHTS = re.compile(
    r"^.*(?:</(?:think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad)>|\[/THINK\]|◁/think▷)",
    re.DOTALL | re.IGNORECASE,
)
_THOUGHTS_BEGIN = re.compile(
    r"^\s*(?:<(?:think|thinking|thought|thoughts|reasoning|reflection|analysis|scratchpad)>|\[THINK\]|◁think▷"
    r"|<\|channel\|>\s*(?:analysis|commentary)\b)",
    re.IGNORECASE,
)
_MARKS = re.compile(r"<\|[a-z_]{2,30}\|>(?:\s*(?:final|assistant)\b)?|<(?:start|end)_of_turn>|</s>|\[/?INST\]")
_LOOP = re.compile(r"(.{3,240}?)\1{9,}[^\n]{0,240}$", re.DOTALL)
_LOOKED_AT = 4000
_SAME_ERROR = 8
"""So many errors that are the same in every respect are a loop."""
_DEEPEST = 4
_ENGLISH = frozenset({"the", "is", "a", "of", "and", "to", "translation", "score", "error", "errors", "in"})
_WORDS_TO_TELL = 6
_NO_SEVERITY = frozenset({Severity.NEUTRAL})


def without_thoughts(text: str) -> str | None:
    """An answer without what was thought before it; None where the thoughts have no end."""
    text = _THOUGHTS.sub(" ", text)
    text = _END_OF_THOUGHTS.sub("", text)
    if _THOUGHTS_BEGIN.match(text):
        return None
    return _MARKS.sub(" ", text).strip()


def read_answer(
    text: str, kind: AnswerKind, lowest: float = 0.0, highest: float = 100.0, finish: str = ""
) -> Reading | Trouble:
    """Read an answer.

    Args:
        text: All that the model wrote.
        kind: What it was asked for.
        lowest: The lowest number that may be given.
        highest: The highest.
        finish: Why the model stopped, as the service says: `stop`, `length`, `content_filter`.
    """
    if finish == "content_filter":
        return Trouble.REFUSED
    said = without_thoughts(text)
    if said is None:
        return Trouble.CUT if not _is_loop(text) else Trouble.LOOP
    reading = _Answer(kind, lowest, highest).read(said, cut=finish == "length")
    if isinstance(reading, Reading):
        return reading if not _same_over_and_over(reading) else Trouble.LOOP
    if _is_loop(said):
        return Trouble.LOOP
    return _why(said, reading)


def _why(said: str, trouble: Trouble) -> Trouble:
    """What is wrong with an answer that could not be read."""
    start = said.casefold().replace("’", "'")[:300]
    if any(phrase in start for phrase in phrases("refusals")):
        return Trouble.REFUSED
    words = re.findall(r"[^\W\d_]+", said.casefold())
    in_other_script = sum(not word.isascii() for word in words) > len(words) / 2
    foreign = len(words) >= _WORDS_TO_TELL and not _ENGLISH & set(words)
    if trouble is Trouble.UNREADABLE and (foreign or (words and in_other_script)):
        return Trouble.LANGUAGE
    return trouble


def _is_loop(text: str) -> bool:
    return _LOOP.search(text[-_LOOKED_AT:].rstrip()) is not None


def _same_over_and_over(reading: Reading) -> bool:
    counts = Counter(reading.errors)
    return max(counts.values(), default=0) >= _SAME_ERROR


class _Answer:
    """Reads what was asked for out of tables and lists, or else plain text."""

    def __init__(self, kind: AnswerKind, lowest: float, highest: float) -> None:
        self.kind = kind
        self.lowest = lowest
        self.highest = highest

    def read(self, said: str, *, cut: bool) -> Reading | Trouble:
        if not said:
            return Trouble.CUT if cut else Trouble.UNREADABLE
        found = [(one, self.meant(one.value)) for one in json_values(said)]
        readings = [(one, reading) for one, reading in found if reading is not None]
        if readings:
            return self.chosen(said, readings)
        if any(is_cut(one.value) for one, _ in found):
            return Trouble.CUT
        plain = plain_reading(said, self.kind, self.lowest, self.highest)
        if plain is not None:
            return Trouble.CUT if cut and self.kind.has_errors else plain
        return Trouble.CUT if cut else Trouble.UNREADABLE

    def chosen(self, said: str, readings: Sequence[tuple[Found, Reading | Trouble]]) -> Reading | Trouble:
        """The one reading that there is; of several the last, where words before it say that it counts."""
        different = list(dict.fromkeys(reading for _, reading in readings))
        if len(different) == 1:
            return different[0]
        last, reading = readings[-1]
        before = said[readings[-2][0].end : last.start].casefold()
        if any(word in before for word in phrases("final")):
            return reading
        return self._joined(said, readings) or Trouble.UNREADABLE

    def _joined(self, said: str, readings: Sequence[tuple[Found, Reading | Trouble]]) -> Reading | None:
        """Errors written one table after another, with nothing but spaces and commas between."""
        if self.kind is not AnswerKind.ERRORS or not all(isinstance(one.value, dict) for one, _ in readings):
            return None
        if any(isinstance(reading, Trouble) or len(reading.errors) != 1 for _, reading in readings):
            return None
        gaps = [said[a.end : b.start] for (a, _), (b, _) in pairwise(readings)]
        if any(gap.strip(" \t\r\n,;") for gap in gaps) or any(field_of(one.value, "errors") for one, _ in readings):
            return None
        return Reading(tuple(error for _, one in readings if isinstance(one, Reading) for error in one.errors))

    def meant(self, value: Any, depth: int = 0) -> Reading | Trouble | None:
        """What a table or list says; None where it has nothing to do with what was asked."""
        if self.kind is AnswerKind.CHOICE:
            return self.choice(value, depth)
        if self.kind is AnswerKind.NUMBER:
            number = self.number(value, depth)
            return number if number is None or isinstance(number, Trouble) else Reading(number=number)
        errors = self.errors(value, depth)
        if self.kind is AnswerKind.ERRORS or errors is None or isinstance(errors, Trouble):
            return errors if errors is None or isinstance(errors, Trouble) else Reading(errors)
        number = self.number(value, depth)
        if number is None:
            return Trouble.CUT if is_cut(value) else Trouble.UNREADABLE
        return number if isinstance(number, Trouble) else Reading(errors, number)

    # ---- numbers and choices ----

    def number(self, value: Any, depth: int) -> float | Trouble | None:
        if not isinstance(value, dict):
            inner = value[0] if isinstance(value, list) and len(value) == 1 and not is_cut(value) else None
            return self.number(inner, depth + 1) if isinstance(inner, dict) else None
        key = field_of(value, "score")
        if key is None:
            found = [one for child in self._inside(value, depth) if (one := self.number(child, depth + 1)) is not None]
            return found[0] if len(found) == 1 else None
        said = value[key]
        if isinstance(said, dict):
            return self.number(said, depth + 1) if depth < _DEEPEST else None
        if isinstance(said, list) and len(said) == 1 and not is_cut(said):
            said = said[0]
        number = number_in(said, self.lowest, self.highest)
        return Trouble.UNREADABLE if number is None else number

    def choice(self, value: Any, depth: int) -> Reading | Trouble | None:
        if isinstance(value, list):
            while isinstance(value, list) and len(value) == 1 and not isinstance(value, CutList):
                value = value[0]
            only: Choice | None = choice_of(value) if isinstance(value, str) else None
            if only is not None:
                return Reading(choice=only)
            return self.choice(value, depth + 1) if isinstance(value, dict) else None
        if not isinstance(value, dict):
            return None
        key = field_of(value, "choice")
        if key is not None and not isinstance(value[key], dict):
            choice = choice_of(value[key])
            return Trouble.UNREADABLE if choice is None else Reading(choice=choice)
        found = [one for child in self._inside(value, depth) if (one := self.choice(child, depth + 1)) is not None]
        return found[0] if len(found) == 1 else None

    @staticmethod
    def _inside(value: Mapping[str, Any], depth: int) -> Iterator[Any]:
        """The tables inside a table that may wrap the answer."""
        if depth < _DEEPEST:
            yield from (child for child in value.values() if isinstance(child, dict | list) and child)

    # ---- errors ----

    def errors(self, value: Any, depth: int) -> tuple[JudgedError, ...] | Trouble | None:
        """The errors that a table or list holds."""
        if isinstance(value, list):
            return self.listed(value)
        if not isinstance(value, dict) or depth > _DEEPEST:
            return None
        key = field_of(value, "errors")
        if key is not None and not (isinstance(value[key], str) and field_of(value, "severity")):
            return self.under(value[key])
        if field_of(value, "severity") is not None:
            return self.listed([value]) if not isinstance(value, CutTable) else Trouble.CUT
        grouped = self.grouped(value)
        if grouped is not None:
            return grouped
        none = field_of(value, "none")
        if none is not None and value[none] is True:
            return ()
        found = [one for child in self._inside(value, depth) if (one := self.errors(child, depth + 1)) is not None]
        return found[0] if len(found) == 1 else None

    def under(self, said: Any) -> tuple[JudgedError, ...] | Trouble:
        """What stands under `errors`."""
        if said is None or said is False or said == {}:
            return Trouble.CUT if isinstance(said, CutTable) else ()
        if isinstance(said, str):
            return () if not said.strip() or _says_none(said) else Trouble.UNREADABLE
        if isinstance(said, dict):
            return self.under_table(said)
        if isinstance(said, list):
            return self._nothing(said)
        return () if said == 0 and not isinstance(said, bool) else Trouble.UNREADABLE

    def _nothing(self, said: Any) -> tuple[JudgedError, ...] | Trouble:
        listed = self.listed(said)
        return Trouble.UNREADABLE if listed is None else listed

    def under_table(self, said: dict[str, Any]) -> tuple[JudgedError, ...] | Trouble:
        grouped = self.grouped(said)
        if grouped is not None:
            return grouped
        if field_of(said, "severity") is not None:
            return self._nothing([said])
        inside = [child for child in said.values() if isinstance(child, dict)]
        if len(inside) == len(said) and not is_cut(said):  # numbered: {"1": {...}, "2": {...}}
            return self._nothing(inside)
        deeper = field_of(said, "errors")
        if deeper is not None and isinstance(said[deeper], list):
            return self.under(said[deeper])
        return Trouble.CUT if is_cut(said) else Trouble.UNREADABLE

    def grouped(self, value: Mapping[str, Any]) -> tuple[JudgedError, ...] | Trouble | None:
        """Errors under their severities: {"major": [...], "minor": [...]}."""
        groups = {key: severity for key in value if (severity := severity_of(key)) and not key.strip().isdigit()}
        if not groups or any(severity is Severity.NEUTRAL for severity in groups.values()):
            return None
        if is_cut(value):
            return Trouble.CUT
        errors: list[JudgedError] = []
        for key, severity in groups.items():
            said = value[key]
            if isinstance(said, int | float) and not isinstance(said, bool):
                return Trouble.UNREADABLE if said else self._only_counts(groups, value)
            items = said if isinstance(said, list) else [] if said in (None, {}, "", False) else [said]
            for item in items:
                if isinstance(item, str) and (not item.strip() or _says_none(item)):
                    continue
                error = self.item(item, severity)
                if error is None or isinstance(error, Trouble):
                    return Trouble.UNREADABLE
                errors.append(error)
        return tuple(errors)

    @staticmethod
    def _only_counts(groups: Mapping[str, Severity], value: Mapping[str, Any]) -> tuple[JudgedError, ...] | Trouble:
        """Counts in place of errors: none, where all of them are 0."""
        return () if all(value[key] == 0 for key in groups) else Trouble.UNREADABLE

    def listed(self, items: list[Any]) -> tuple[JudgedError, ...] | Trouble | None:
        """Errors of a list; None where it holds something else."""
        if is_cut(items):
            looks_right = any(isinstance(item, dict) and field_of(item, "severity") for item in items)
            return Trouble.CUT if looks_right or not items else None
        errors: list[JudgedError] = []
        for item in items:
            error = self.item(item, None)
            if isinstance(error, Trouble):
                return error
            if error is None:
                if isinstance(item, str) and _says_none(item):
                    continue
                return None if not errors and not isinstance(item, dict) else Trouble.UNREADABLE
            if error.severity not in _NO_SEVERITY:
                errors.append(error)
        return tuple(errors)

    def item(self, item: Any, severity: Severity | None) -> JudgedError | Trouble | None:
        """One error; None where it is none. `severity` where the group has one."""
        if isinstance(item, str):
            return error_in_line(item, severity)
        if not isinstance(item, dict):
            return None
        keys = {name: field_of(item, name) for name in ("severity", "category", "words", "where")}
        if keys["severity"] is not None:
            severity = severity_of(item[keys["severity"]])
            if severity is None:
                return Trouble.UNREADABLE
        category = item.get(keys["category"] or "", "")
        if isinstance(category, list):
            category = "/".join(str(part) for part in category)
        if isinstance(category, str) and category and _says_none(category):
            severity = Severity.NEUTRAL
        if severity is None:
            return None if keys["category"] is None and keys["words"] is None else Trouble.UNREADABLE
        path = category_of(category)
        if path == "accuracy/non-translation" and severity is not Severity.NEUTRAL:
            severity = Severity.CRITICAL
        words = self.words(item, keys["words"], (keys["severity"], keys["category"], keys["where"]))
        return JudgedError(severity, path, words, _in_source(item.get(keys["where"] or "")))

    @staticmethod
    def words(item: Mapping[str, Any], key: str | None, others: Sequence[str | None]) -> str:
        said = item[key] if key is not None else None
        if key is None:
            named = next((name for name in item if folded(name) in ("error", "fehler", "erreur", "issue")), None)
            said = item[named] if named is not None and named not in others else None
        if isinstance(said, dict):
            inner = field_of(said, "words")
            said = said[inner] if inner is not None else None
        if isinstance(said, list):
            said = next((one for one in said if isinstance(one, str)), None)
        return said.strip() if isinstance(said, str) else ""


def _in_source(said: object) -> bool:
    return isinstance(said, str) and folded(said) in (
        *("source", "quelle", "ausgangstext", "original", "fuente", "origen", "fonte", "bron", "zrodlo", "zdroj"),
        *("изходентекст", "источник", "原文", "원문", "sourcetext"),
    )


def _says_none(text: str) -> bool:
    words = text.strip().strip(".!。*'\"“”„ ").casefold()
    return words in phrases("none") or folded(words) in ("noerror", "noerrors", "none", "na", "nil", "-", "")
