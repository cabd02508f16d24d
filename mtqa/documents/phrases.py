"""Set phrases of pages in each language, from `phrases/<tag>.toml`, and how they are looked for in a text."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import cache
from pathlib import Path

__all__ = ["Phrases", "all_phrases", "alternatives", "fold", "mentions", "words_in"]

_WHOLE_WORD = 3
"""A phrase's word of at most so many letters stands for itself alone; a longer one for all words that begin with it."""


@dataclass(frozen=True)
class Phrases:
    """The phrases of one language, folded (see `fold`). A word stands for every word that begins with it.

    Attributes:
        language: BCP 47 tag.
        machine_translation: "machine translation", "automatically translated".
        understand: "to help you understand this page".
        terms: "conditions of use".
        original: "source language", "original version".
        commission: "European Commission".
        quality: "quality cannot be guaranteed".
        speech: Verbs that introduce a quotation: "said".
        photo: Labels of picture credits, whole words: "photo", "source".
        source_url: Labels of the address that a page was taken from.
        generated: "generated on".
        reuse: "reuse of this document is allowed".
        rights: "not owned by the EU", "right holders".
        this: "this page", "this text", "the page".
        this_translation: "this translation".
        this_is: "this is".
        auxiliaries: "has been", "was", "may be".
        translated: Verbs: "translated".
        produced: Verbs: "generated", "made".
        by_machine: "automatically", "by a machine".
        machine_translated: Both in one word, where the language has one: "maskinöversatt".
    """

    language: str
    machine_translation: tuple[str, ...]
    understand: tuple[str, ...]
    terms: tuple[str, ...]
    original: tuple[str, ...]
    commission: tuple[str, ...]
    quality: tuple[str, ...]
    speech: tuple[str, ...]
    photo: tuple[str, ...]
    source_url: tuple[str, ...]
    generated: tuple[str, ...]
    reuse: tuple[str, ...]
    rights: tuple[str, ...]
    this: tuple[str, ...]
    this_translation: tuple[str, ...]
    this_is: tuple[str, ...]
    auxiliaries: tuple[str, ...]
    translated: tuple[str, ...]
    produced: tuple[str, ...]
    by_machine: tuple[str, ...]
    machine_translated: tuple[str, ...]


def fold(text: str) -> str:
    """Text for comparison: composed characters, no case, one kind of apostrophe, hyphen and space."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return " ".join(folded.replace("’", "'").replace("\u2010", "-").replace("\u2011", "-").split())


@cache
def all_phrases() -> tuple[Phrases, ...]:
    """The phrases of all languages, in alphabetical order of their tags."""
    phrases = []
    for file in sorted(Path(__file__).with_name("phrases").glob("*.toml")):
        rows: dict[str, list[str]] = tomllib.loads(file.read_text(encoding="utf-8"))
        folded = {key: tuple(dict.fromkeys(map(fold, values))) for key, values in rows.items()}
        phrases.append(Phrases(language=file.stem, **folded))
    return tuple(phrases)


@cache
def _pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(rf"\b{alternatives(phrases)}")


def alternatives(phrases: tuple[str, ...]) -> str:
    """A pattern for any of the phrases; one that never matches where there are none."""
    return "(?:" + "|".join(_one(phrase) for phrase in phrases) + ")" if phrases else "(?!)"


def _one(phrase: str) -> str:
    return r"\W{1,3}".join(re.escape(word) + (r"\b" if len(word) <= _WHOLE_WORD else r"\w*") for word in phrase.split())


def mentions(folded: str, phrases: tuple[str, ...]) -> bool:
    """Whether one of the phrases occurs in a folded text."""
    # The first words are looked for first: that is a plain search, and most texts have none of them.
    return any(first in folded for first in _first_words(phrases)) and _pattern(phrases).search(folded) is not None


@cache
def _first_words(phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(phrase.split()[0] for phrase in phrases))


def words_in(folded: str) -> list[str]:
    """The words of a folded text."""
    return re.findall(r"\w+", folded)
