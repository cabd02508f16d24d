"""Abbreviations that each language has its own official form for: ECB, EZB, BCE, ЕЦБ."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType

__all__ = ["official_forms", "spelt_out", "wrong_forms"]

_DATA = Path(__file__).with_name("data") / "_official_forms.toml"
_KEY = "en"


@cache
def _forms() -> tuple[Mapping[str, tuple[str, ...]], ...]:
    """Forms by language of each of what the table names, the first the usual one."""
    rows = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    table: list[Mapping[str, tuple[str, ...]]] = []
    for name, row in rows.items():
        by_tag = (cell.partition(":") for cell in row.split())
        forms = {tag: tuple(own.split("/")) for tag, _, own in by_tag}
        table.append(MappingProxyType({_KEY: (name,), **forms}))
    return tuple(table)


@cache
def _by_form(language: str) -> Mapping[str, frozenset[int]]:
    """Rows of the table by the form of a language."""
    table: dict[str, set[int]] = {}
    for row, forms in enumerate(_forms()):
        for form in forms.get(language, ()):
            table.setdefault(form, set()).add(row)
    return MappingProxyType({form: frozenset(rows) for form, rows in table.items()})


def official_forms(abbreviation: str, source: str, target: str) -> frozenset[str]:
    """What the target language writes for an abbreviation of the source language: all its official forms.

    Args:
        abbreviation: As the source has it; an English plural s may follow.
        source: Primary tag of the source language.
        target: That of the target language.

    Returns:
        None where the abbreviation is not known, or the target language has no form of its own.
    """
    rows = _by_form(source).get(abbreviation) or _by_form(source).get(abbreviation.removesuffix("s"), frozenset())
    return frozenset(form for row in rows for form in _forms()[row].get(target, ()))


def wrong_forms(abbreviations: frozenset[str], source: str, target: str) -> frozenset[str]:
    """Official forms of the target language that stand for none of the abbreviations that a source has."""
    right = {form for one in abbreviations for form in official_forms(one, source, target)} | abbreviations
    return frozenset(_by_form(target)) - right


@lru_cache(maxsize=4096)
def _words_of(form: str) -> re.Pattern[str]:
    """Words that begin with the letters of an abbreviation, and perhaps a short one between two of them."""
    return re.compile(r"(?<!\w)" + r"\w+ (?:[^\W\d_]{1,3} )?".join(form) + r"\w+", re.IGNORECASE)


def spelt_out(form: str, text: str) -> bool:
    """Whether a text has the words that an abbreviation stands for, as far as their first letters tell."""
    return any(match.group()[0].isupper() for match in _words_of(form).finditer(text))
