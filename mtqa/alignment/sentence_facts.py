"""What the data files in `sentence_rules/` say about where a language's sentences end."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.languages import language as language_of

__all__ = ["BRACKETS", "INVISIBLE", "QUOTES", "WIDE", "Kind", "SentenceRules", "rules_of"]

_RULES = Path(__file__).with_name("sentence_rules")

_TERMINATORS = ".…!?‼⁇⁈⁉\u037e։؟۔।॥။።፧᙮᠃᠉"
WIDE = "。！？｡．"  # no space follows these
INVISIBLE = "\u200b\u200e\u200f\u2060\ufeff"
QUOTES = "\"'”’“‘»«›‹"
BRACKETS = ")]}」』）】》〉"
# What closes a sentence after its terminator: quotes, brackets, note marks; "“" only where a space follows (German).
_CLOSING = rf"(?:[{re.escape(QUOTES + BRACKETS + INVISIBLE)}]|[¹²³⁰⁴-⁹]|\[\d{{1,3}}\]){{0,8}}"


class Kind(Enum):
    """What an abbreviation's full stop may be; the comments in `default.toml` say it at length."""

    NEVER = auto()
    COMPANIES = auto()
    CLOCK = auto()
    BEFORE_CAPITAL = auto()
    DATES = auto()
    BEFORE_OPENER = auto()
    BEFORE_NUMBER = auto()


@dataclass(frozen=True)
class SentenceRules:
    """What the data files say about one language, the general rules included.

    Attributes:
        ends: Matches a run of terminators.
        closing: Matches the quotes, brackets and note marks that close a sentence after them; perhaps nothing.
        abbreviations: Their kinds, by the abbreviation without its last full stop; lower case stands for any case.
        openers: Words that begin a sentence when they take a capital, in lower case.
        name_particles: Words that follow an initial inside a name, in lower case.
        months: Names of months in the forms that follow an ordinal, in lower case.
        acts: Words for acts of law that follow an ordinal, in lower case.
        weekdays: Days of the week that take a capital, in lower case.
        clock_words: What stands after a place whose time is meant ("Brussels time"), in lower case.
        copulas: Forms of "to be" and the like, which follow the subject of a new sentence, in lower case.
        ordinals: Whether a number with a full stop is an ordinal.
        nouns_capitalised: Whether any noun takes a capital.
    """

    ends: re.Pattern[str]
    closing: re.Pattern[str]
    abbreviations: dict[str, Kind]
    openers: frozenset[str]
    name_particles: frozenset[str]
    months: frozenset[str]
    acts: frozenset[str]
    weekdays: frozenset[str]
    clock_words: frozenset[str]
    copulas: frozenset[str]
    ordinals: bool
    nouns_capitalised: bool


@cache
def rules_of(primary: str) -> SentenceRules:
    tables = [_facts("default")]
    if (_RULES / f"{primary}.toml").is_file():
        own = _facts(primary)
        tables += [own, *(_facts(name) for name in own.get("includes", "").split())]

    def words(key: str) -> frozenset[str]:
        return frozenset(word.lower() for table in tables for word in table.get(key, "").split())

    abbreviations: dict[str, Kind] = {}
    for table in tables:  # the language's own file after the general one, and so before it
        for kind in reversed(Kind):
            for form in table.get("abbreviations", {}).get(kind.name.lower(), "").split():
                abbreviations[form] = kind
    # Closing quotation marks that may stand off by a space: « French », and inside out in » German «.
    pairs = language_of(primary).quotes
    spaced = "«" if any(closing == "«" for _, closing in pairs) else "»"
    if all(opening != "”" for opening, _ in pairs):
        spaced += "”"
    return SentenceRules(
        ends=re.compile(f"[{re.escape(_TERMINATORS + WIDE + ''.join(words('question_marks')))}]+"),
        closing=re.compile(rf"{_CLOSING}(?:\s[{spaced}](?!\w))?"),
        abbreviations=abbreviations,
        openers=words("openers"),
        name_particles=words("name_particles"),
        months=words("months"),
        acts=words("acts"),
        weekdays=words("weekdays"),
        clock_words=words("clock_words"),
        copulas=words("copulas"),
        ordinals=any(table.get("ordinals", False) for table in tables),
        nouns_capitalised=any(table.get("nouns_capitalised", False) for table in tables),
    )


def _facts(name: str) -> dict[str, Any]:
    return tomllib.loads((_RULES / f"{name}.toml").read_text(encoding="utf-8"))
