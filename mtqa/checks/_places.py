"""What countries, peoples, languages and cities are called in another language, after the Unicode CLDR and a list."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

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


_Called = tuple[str, str]
"""The kind and the code of a place, or the kind and what a language calls it."""


@dataclass(frozen=True)
class _Named:
    """What CLDR calls countries and continents, languages and cities in one language, by code."""

    territories: Mapping[str, str]
    languages: Mapping[str, str]
    cities: Mapping[str, str]

    def items(self) -> Iterator[tuple[_Called, str]]:
        """All names, each with its kind and code."""
        yield from ((("territory", code), name) for code, name in self.territories.items() if code != _WHOLE_WORLD)
        yield from ((("language", code), name) for code, name in self.languages.items())
        yield from ((("city", code), name) for code, name in self.cities.items())


@lru_cache(maxsize=64)
def _named(tag: str) -> _Named | None:
    """None for a language that CLDR does not know. A city without a name is called as in English."""
    from babel import Locale, UnknownLocaleError
    from babel.core import get_global

    try:
        locale = Locale.parse(tag)
    except (UnknownLocaleError, ValueError):
        return None
    zones = locale.time_zones
    cities = {code: zones[code].get("city") if code in zones else None for code in get_global("zone_territories")}
    return _Named(
        dict(locale.territories.items()),
        dict(locale.languages.items()),
        {code: city or code.rpartition("/")[2].replace("_", " ") for code, city in cities.items()},
    )


@lru_cache(maxsize=64)
def _written(source: str) -> tuple[tuple[_Called, tuple[str, ...]], ...]:
    """How a language writes each name that CLDR has in it: kind and code, and the folded forms."""
    named = _named(source)
    rows = []
    for key, name in named.items() if named else ():
        forms = [form for form in _BRACKETED.split(name) if len(form) >= _SHORTEST and not form.isupper()]
        if forms:
            rows.append((key, tuple(map(fold, forms))))
    return tuple(rows)


@lru_cache(maxsize=8192)
def _all_beginnings(called: frozenset[_Called]) -> frozenset[str]:
    """How the words begin of some names; most of them are never asked for."""
    return frozenset(beginning for kind, name in called for beginning in _beginnings(kind, name))


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
    """Folded names in the source language -> what the target language calls them.

    Attributes:
        places: Countries, continents, cities and the peoples called after them.
        languages: Languages.
        alike: Single words among both by their first letters.
    """

    places: Mapping[str, set[_Called]]
    languages: Mapping[str, set[_Called]]
    alike: Mapping[str, Sequence[str]]


def _peoples(of_source: _Named, of_target: _Named) -> Iterator[tuple[str, str, set[_Called]]]:
    """What "British English" and the like tell: country, people, and the words for them."""
    for code, name in of_source.languages.items():
        language, _, country = code.partition("_")
        translated = of_target.languages.get(code)
        if len(country) == 2 and translated and language in of_target.languages:
            own = romanised(of_target.languages[language])[:_SHARED]
            words = {word for word in _WORD.findall(translated) if len(word) >= _SHORTEST}
            called = {("language", word) for word in words if not romanised(word).startswith(own)}
            people = name.removesuffix(of_source.languages[language]).strip()
            yield of_source.territories.get(country, ""), people, called


@cache
def _listed() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """Names by language of the places that CLDR does not know, by their English names."""
    rows: Mapping[str, str] = tomllib.loads(_DATA.read_text(encoding="utf-8"))
    return {
        name: {"en": (name,), **{cell[:2]: tuple(cell[3:].split("/")) for cell in row.split()}}
        for name, row in rows.items()
    }


def _exonyms(source: str, target: str) -> Iterator[tuple[str, set[_Called]]]:
    """Folded names of places in the source language, with and without accents, and those of the target language."""
    for names in _listed().values():
        if target in names and source in names:
            called = {("city", name) for name in names[target]}
            for name in names[source]:
                yield fold(name), called
                yield romanised(name), called


@lru_cache(maxsize=64)
def _table(source: str, target: str) -> _Table:
    of_source, of_target = _named(source), _named(target)
    if of_source is None or of_target is None:
        return _Table({}, {}, {})
    translated = dict(of_target.items())
    places: dict[str, set[_Called]] = {}
    languages: dict[str, set[_Called]] = {}
    for key, forms in _written(source):
        if key in translated:
            table = languages if key[0] == "language" else places
            for form in forms:
                table.setdefault(form, set()).add((key[0], translated[key]))
    for name, called in _exonyms(source, target):
        places.setdefault(name, set()).update(called)
    elsewhere = {name[:_SHARED] for name in places if " " not in name}
    for country, people, called in _peoples(of_source, of_target):
        if fold(country) in places and len(people) >= _SHORTEST and fold(people)[:_SHARED] not in elsewhere:
            places[fold(country)] |= called
            places[fold(people)] = places.get(fold(people), set()) | places[fold(country)]
    alike: dict[str, list[str]] = {}
    for name in places | languages:
        if " " not in name:
            alike.setdefault(name[:_PEOPLE_SHARED], []).append(name)
    return _Table(places, languages, alike)


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
        return _lenited(_all_beginnings(frozenset(table.places.get(folded, ()))), target)
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
    return _lenited(_all_beginnings(frozenset().union(*places, *languages)), target)
