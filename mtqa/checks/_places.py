"""What countries, peoples, languages and cities are called in another language, after the Unicode CLDR and a list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from mtqa.checks._facts import fold
from mtqa.checks._names import romanised

__all__ = ["place_beginnings"]

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_VARIANTS, _BRACKETED = re.compile(r"[(/]"), re.compile(r"\s*[()]\s*")
_BEFORE = re.compile(r"^[a-zħ]{1,2}(?=[A-ZĊĠĦŻÁÉÍÓÚ])")
"""What Irish sets before the capital letter of a name: the t of "an tSín"."""
_LENITED = re.compile(r"^an [BCDFGMPT]h")
"""The h that the Irish article brings: "an Ghréig" is "Gréig" elsewhere."""
_PEOPLE = re.compile(r"(?:ians?|eans?|ans?|ese|ish|is?)$")
"""English endings of peoples and of adjectives made of countries."""
_DATA = Path(__file__).with_name("data") / "_exonyms.toml"
_SHORTEST = 4
_SHARED = 4
_APART = 4
"""How many letters a country and its language have in common, and how many apart: Germany, German."""
_PEOPLE_SHARED = 3
_COUNTRY_LONGER = 3
_STEM = 5
_ENDINGS = {"territory": 3, "city": 3, "language": 5}
"""Letters at the end that may change where the name is declined or made an adjective: češtin|a, čes|ký."""
_WHOLE_WORLD = "001"
_LENITING = "bcdfgmpst"


def _names(locale: Any) -> dict[tuple[str, str], str]:
    """Names of all countries, continents, languages and cities that CLDR has in a language, by kind and code."""
    from babel.core import get_global

    names = {("territory", code): name for code, name in locale.territories.items() if code != _WHOLE_WORLD}
    names |= {("language", code): name for code, name in locale.languages.items()}
    for code in get_global("zone_territories"):
        city = locale.time_zones.get(code, {}).get("city")
        names["city", code] = city or code.rpartition("/")[2].replace("_", " ")  # called as in English
    return names


def _beginnings(kind: str, name: str) -> Iterator[str]:
    """The first letters of the longest word of a name, without the ending that declension changes."""
    for variant in _VARIANTS.split(name):
        words = _WORD.findall(variant)
        if words:
            latin = romanised(_BEFORE.sub("", max(words, key=len)))
            yield latin[: max(3, min(len(latin) - _ENDINGS[kind], _STEM))]
            if _LENITED.match(variant):
                yield latin[0] + latin[2 : max(4, min(len(latin) - _ENDINGS[kind], _STEM))]


@dataclass(frozen=True)
class _Table:
    """Folded names in the source language -> beginnings of the words of the target language.

    Attributes:
        places: Countries, continents, cities and the peoples called after them.
        languages: Languages.
        alike: Single words among both by their first letters.
    """

    places: Mapping[str, frozenset[str]]
    languages: Mapping[str, frozenset[str]]
    alike: Mapping[str, Sequence[str]]


def _peoples(of_source: Any, of_target: Any) -> Iterator[tuple[str, str, set[str]]]:
    """What "British English" and the like tell: country, people, and the words for them."""
    for code, name in of_source.languages.items():
        language, _, country = code.partition("_")
        translated = of_target.languages.get(code)
        if len(country) == 2 and translated and language in of_target.languages:
            own = romanised(of_target.languages[language])[:_SHARED]
            words = {word for word in _WORD.findall(translated) if len(word) >= _SHORTEST}
            beginnings = {
                b for word in words if not romanised(word).startswith(own) for b in _beginnings("language", word)
            }
            people = name.removesuffix(of_source.languages[language]).strip()
            yield of_source.territories.get(country, ""), people, beginnings


@cache
def _listed() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Names by language of the places that CLDR does not know, by their English names."""
    rows: Mapping[str, str] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {
        name: {"en": (name,), **{cell[:2]: tuple(cell[3:].split("/")) for cell in row.split()}}
        for name, row in rows.items()
    }


def _exonyms(source: str, target: str) -> Iterator[tuple[str, set[str]]]:
    """Folded names of places in the source language, with and without accents, and how those of the target begin."""
    for names in _listed().values():
        if target in names and source in names:
            beginnings = {beginning for name in names[target] for beginning in _beginnings("city", name)}
            for name in names[source]:
                yield fold(name), beginnings
                yield romanised(name), beginnings


@lru_cache(maxsize=64)
def _table(source: str, target: str) -> _Table:
    from babel import Locale, UnknownLocaleError

    try:
        of_source, of_target = Locale.parse(source), Locale.parse(target)
    except (UnknownLocaleError, ValueError):
        return _Table({}, {}, {})
    translated = _names(of_target)
    places: dict[str, set[str]] = {}
    languages: dict[str, set[str]] = {}
    for (kind, code), name in _names(of_source).items():
        if (kind, code) in translated:
            table = languages if kind == "language" else places
            for variant in _BRACKETED.split(name):
                if len(variant) >= _SHORTEST and not variant.isupper():
                    table.setdefault(fold(variant), set()).update(_beginnings(kind, translated[kind, code]))
    for name, beginnings in _exonyms(source, target):
        places.setdefault(name, set()).update(beginnings)
    elsewhere = {name[:_SHARED] for name in places if " " not in name}
    for country, people, beginnings in _peoples(of_source, of_target):
        if fold(country) in places and len(people) >= _SHORTEST and fold(people)[:_SHARED] not in elsewhere:
            places[fold(country)] |= beginnings
            places[fold(people)] = places.get(fold(people), set()) | places[fold(country)]
    alike: dict[str, list[str]] = {}
    for name in places | languages:
        if " " not in name:
            alike.setdefault(name[:_PEOPLE_SHARED], []).append(name)
    return _Table(
        {name: frozenset(beginnings) for name, beginnings in places.items()},
        {name: frozenset(beginnings) for name, beginnings in languages.items()},
        alike,
    )


def _related(one: str, other: str) -> bool:
    """Whether one name may be a country, and the other its language."""
    return one[:_SHARED] == other[:_SHARED] and max(len(one), len(other)) <= _SHARED + _APART


def _lenited(beginnings: frozenset[str], target: str) -> frozenset[str]:
    """The same with and without the h that Irish sets after a first consonant: Meicsiceach, do Mheicsicigh."""
    if target != "ga":
        return beginnings
    plain = {one[0] + one[2:] if one[1:2] == "h" else one for one in beginnings}
    return beginnings | plain | {f"{one[0]}h{one[1:]}" for one in plain if one[0] in _LENITING}


@lru_cache(maxsize=8192)
def place_beginnings(phrase: str, source: str, target: str) -> frozenset[str]:
    """How the words begin by which the target language has a place, or a people or language called after one.

    Args:
        phrase: As the source writes it: "United States", "Bolivians", "Greek".
        source: Primary tag of the source language.
        target: That of the language of the translation.

    Returns:
        Beginnings in small Latin letters, those of related names too (Germany for German); none where the place is
        not known, in one language or the other.
    """
    table = _table(source, target)
    folded = fold(phrase)
    if " " in folded:
        return _lenited(table.places.get(folded, frozenset()), target)
    stem = _PEOPLE.sub("", folded)
    is_people = stem != folded and len(stem) >= _PEOPLE_SHARED
    is_known = folded in table.places or folded in table.languages
    alike = table.alike.get(folded[:_PEOPLE_SHARED], ())
    related = [name for name in alike if name == folded or (is_known and _related(name, folded))]
    countries = [
        name for name in alike if is_people and 0 <= len(name) - len(stem) <= _COUNTRY_LONGER and name.startswith(stem)
    ]
    places = [table.places[name] for name in (*related, *countries) if name in table.places]
    languages = [table.languages[name] for name in related if places and name in table.languages]
    return _lenited(frozenset().union(*places, *languages), target)
