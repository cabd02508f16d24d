"""The words in which judges answer, in several languages: what a field, a severity or a category is called."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import cast

from mtqa.judges.readings import Choice
from mtqa.results import Severity

__all__ = ["category_of", "choice_of", "field_of", "fields_named", "folded", "phrases", "severity_of", "severity_words"]

_SIGNS = re.compile(r"[\W_]+")
_CATEGORY_PARTS = re.compile(r"[/>:|,;–—]| - ")


def folded(text: str) -> str:
    """Small letters and digits alone, without accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return _SIGNS.sub("", "".join(sign for sign in decomposed if not unicodedata.combining(sign)))


@cache
def _table() -> Mapping[str, Mapping[str, Sequence[str]]]:
    path = Path(__file__).with_suffix(".toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def _by_word(part: str) -> Mapping[str, str]:
    table = _table()[part]
    last_parts = {folded(name.rpartition("/")[2]): name for name in table}
    return last_parts | {folded(word): name for name, words in table.items() for word in (*words, name)}


@cache
def fields_named(name: str) -> tuple[str, ...]:
    """What a field may be called, folded, the surest first."""
    return tuple(dict.fromkeys(folded(word) for word in _table()["fields"][name]))


def field_of(table: Mapping[str, object], name: str) -> str | None:
    """The key of a table under which a field stands; None where it stands under none."""
    keys = {folded(key): key for key in reversed(list(table))}
    return next((keys[word] for word in fields_named(name) if word in keys), None)


def severity_of(text: object) -> Severity | None:
    """A severity in a judge's words; None where they are not known."""
    if isinstance(text, bool) or not isinstance(text, str | int | float):
        return None
    words = _by_word("severities")
    shown = f"{text:g}" if isinstance(text, float) else str(text)
    named = words.get(folded(shown))
    if named is None:
        named = words.get(folded(re.split(r"[(/,:;（]", shown, maxsplit=1)[0]))  # major (5), major / schwer
    return None if named is None else Severity(named)


@cache
def severity_words() -> Mapping[str, Severity]:
    """All words for severities, as they are written; without the numbers."""
    table = _table()["severities"]
    return {word: Severity(name) for name, words in table.items() for word in (*words, name) if not word.isdigit()}


def category_of(text: object) -> str:
    """An error category in a judge's words as an MQM path; `other` where they are not known.

    Of several parts (`accuracy/omission`) the last that is known says most.
    """
    if not isinstance(text, str):
        return "other"
    words = _by_word("categories")
    whole = words.get(folded(text))
    if whole:
        return whole
    parts = [part.strip(" ()[]*\"'") for part in re.split(r"[()（）]", text) for part in _CATEGORY_PARTS.split(part)]
    return next((words[folded(part)] for part in reversed(parts) if folded(part) in words), "other")


def choice_of(text: object) -> Choice | None:
    """Which of two translations is meant; None where that is not plain."""
    if isinstance(text, bool) or not isinstance(text, str | int):
        return None
    return cast("Choice | None", _by_word("choices").get(folded(str(text))))


@cache
def phrases(name: str) -> tuple[str, ...]:
    """Phrases of a kind, in small letters, the longest first."""
    return tuple(sorted((phrase.casefold() for phrase in _table()["phrases"][name]), key=len, reverse=True))
