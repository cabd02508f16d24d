"""Languages in the names of files and columns: what counts as a language there, and which one it is.

`mtqa.languages` accepts every well-shaped tag. In a name, `test.txt` or `data-set` must not be taken for one, so here
only the codes in `language_names.toml` count, and the names of the languages that mtqa has facts about.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.languages.tags import Language, LanguagePair, known_languages, language

__all__ = ["is_code", "language_in_name", "language_of", "pair_in_name", "same_language"]

_SHAPE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Z][a-z]{3})?(?:[-_][A-Za-z]{2})?")
_PAIR = re.compile(
    r"(?<![A-Za-z0-9])([a-z]{2,3}(?:_[A-Z][A-Za-z]{1,3}){0,2})[-_]([a-z]{2,3}(?:[-_][A-Z][A-Za-z]{1,3}){0,2})(?![A-Za-z0-9])"
)


def language_of(tag: str) -> Language:
    """The language of a tag as test sets write it (`de_DE`, `eng_Latn`), without a script that goes without saying.

    Raises:
        MtqaError: when it is not shaped like a language tag.
    """
    if len(tag) > 40:
        raise MtqaError(f"'{tag[:40]}...' is not a language tag", "Use a BCP 47 tag such as bg, de or pt-BR.")
    parsed = language(tag)
    if parsed.known and parsed.script and parsed.tag.endswith(f"-{parsed.script}"):
        return language(parsed.tag.removesuffix(f"-{parsed.script}"))
    return parsed


@cache
def language_in_name(name: str) -> Language | None:
    """The language that a part of a file name or a column heading stands for (`de`, `pt-BR`, `eng_Latn`, `German`)."""
    cleaned = name.strip()
    if _SHAPE.fullmatch(cleaned):
        primary = re.split("[-_]", cleaned)[0].lower()
        if primary in _codes():
            try:
                return language_of(cleaned)
            except MtqaError:
                return None
    return _by_name().get(cleaned.casefold())


def is_code(text: str) -> bool:
    """Whether it is the code of a language, in small letters and without script or region: `pt`, `bul`."""
    return text in _codes()


@cache
def _codes() -> frozenset[str]:
    text = Path(__file__).with_name("language_names.toml").read_text(encoding="utf-8")
    return frozenset(code for codes in tomllib.loads(text).values() for code in codes.split())


@cache
def _by_name() -> dict[str, Language]:
    languages = [language(tag) for tag in known_languages()]
    return {name.casefold(): named for named in languages for name in (named.name, named.own_name) if name}


def pair_in_name(name: str) -> LanguagePair | None:
    """The language pair that a file name tells: `newstest2021.fr-de.all.xml`, `wmt25.en-de_DE.jsonl`."""
    for matched in _PAIR.finditer(name):
        source, target = language_in_name(matched[1]), language_in_name(matched[2])
        if source is not None and target is not None and source != target:
            return LanguagePair(source, target)
    return None


def same_language(one: Language, other: Language) -> bool:
    """Whether somebody who asks for one may be given the other: the same tag, or one of them without its region."""
    return one.tag == other.tag or (one.primary == other.primary and (one.primary in (one.tag, other.tag)))
