"""What the checks know about languages: number words, months, the commonest words, how long texts run.

One TOML file per language in `data/`, named by its primary tag. A language without a file has empty facts, and the
checks then do only what needs no knowledge of the language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from mtqa.languages import Language
from mtqa.results import Message

__all__ = ["Facts", "StemTable", "Units", "facts", "fold", "units", "unknown"]

_DATA = Path(__file__).with_name("data")
_SAME_AS = {"no": "nb"}
_STEM = 2
_LONG = 6
_LONGEST = 16


def fold(text: str) -> str:
    """Lower case, one apostrophe, one Greek sigma, and Romanian letters with commas; as long as the text itself."""
    if text.isascii():
        return text.lower()
    text = text.replace("İ", "i").lower()
    return text.replace("’", "'").replace("ʼ", "'").replace("ς", "σ").replace("ş", "ș").replace("ţ", "ț")


class StemTable:
    """Words and stems with a value each; a word has the value of its longest stem.

    Args:
        rows: Value -> words separated by spaces; a star at the end makes a stem of a word.
    """

    __slots__ = ("_any_stem", "_lengths", "_long", "_stems", "_words")

    def __init__(self, rows: Mapping[str, str]) -> None:
        self._words: dict[str, str] = {}
        self._stems: dict[str, list[tuple[str, str]]] = {}
        for value, words in rows.items():
            for word in fold(words).split():
                if word.endswith("*"):
                    stem = word[:-1]
                    self._stems.setdefault(stem[:_STEM], []).append((stem, value))
                else:
                    self._words.setdefault(word, value)
        self._lengths = _lengths_by_start(self._words)
        self._long: dict[str, set[str]] = {}
        for word, value in [*self._words.items(), *(pair for stems in self._stems.values() for pair in stems)]:
            if len(word) >= _LONG:
                self._long.setdefault(value, set()).add(word)
        for stems in self._stems.values():
            stems.sort(key=lambda pair: -len(pair[0]))
        self._any_stem = {start: tuple(stem for stem, _ in stems) for start, stems in self._stems.items()}

    def __bool__(self) -> bool:
        return bool(self._words or self._stems)

    def find(self, word: str) -> tuple[str, int]:
        """Value of a folded word and the length of what matched; ("", 0) where there is none."""
        value = self._words.get(word)
        if value is not None:
            return value, len(word)
        start = word[:_STEM]
        if word.startswith(self._any_stem.get(start, ())):
            return next((value, len(stem)) for stem, value in self._stems[start] if word.startswith(stem))
        return "", 0

    def has(self, word: str) -> bool:
        """Whether a folded word has a value."""
        return word in self._words or word.startswith(self._any_stem.get(word[:_STEM], ()))

    @property
    def beginnings(self) -> tuple[str, ...]:
        """What every word that has a value begins with: the words and the stems."""
        return (*self._words, *(stem for rows in self._stems.values() for stem, _ in rows))

    def joined(self, *others: StemTable) -> StemTable:
        """A table that has the words and stems of several, whatever their values."""
        tables = (self, *others)
        words = [word for table in tables for word in table._words]
        stems = [f"{stem}*" for table in tables for rows in table._stems.values() for stem, _ in rows]
        return StemTable({"any": " ".join([*words, *stems])})

    def inside(self, value: str, text: str) -> bool:
        """Whether a long stem or word of this value occurs anywhere in a folded text, as the end of a compound say."""
        return any(stem in text for stem in self._long.get(value, ()))

    def prefix(self, word: str) -> tuple[str, int]:
        """Like `find`, but whole words count as the beginning of a compound too; the longest wins."""
        value, length = self.find(word)
        for end in self._lengths.get(word[:_STEM], ()):
            if end <= length:
                break
            whole = self._words.get(word[:end]) if end <= len(word) else None
            if whole is not None:
                return whole, end
        return value, length


def _lengths_by_start(words: Iterable[str]) -> dict[str, tuple[int, ...]]:
    """How long the words are that begin with the same two letters, the longest first; one of a single letter, and one
    that is longer than any number word, is no beginning of a compound."""
    lengths: dict[str, set[int]] = {}
    for word in words:
        if 1 < len(word) <= _LONGEST:
            lengths.setdefault(word[:_STEM], set()).add(len(word))
    return {start: tuple(sorted(found, reverse=True)) for start, found in lengths.items()}


@dataclass(frozen=True)
class Facts:
    """What is known about one language.

    Attributes:
        tag: Primary language tag.
        function_words: Articles, pronouns, conjunctions, forms of the auxiliaries: what no longer text does without.
        words: Function words and other frequent words, above all those of headings, captions and links.
        heading_words: Ordinary words that titles, headings and names of institutions are made of.
        cardinals: Number words, by value.
        ordinals: Ordinal words, by value.
        scales: Thousand, million, ..., by value.
        months: Names of the months, by number.
        weekdays: Names of the days of the week, by number, Monday first.
        weekday_abbreviations: Short forms of their names, which only count before a number, as in "Mo., 5. Mai".
        never_last: Words that no sentence ends with: articles, conjunctions, prepositions.
        names: Names that are translated, and words that look like names: countries, peoples, titles.
        titles: Titles and offices that stand before a name.
        asking: Words that questions begin with.
        acronyms: Abbreviations in capital letters that other languages have their own for.
        afternoon: Words that say that an hour is one after noon.
        teens: The word that adds ten to the unit before it and may stand apart from it: the "déag" of Irish.
        inflected_parts: Whether each part of a number word is inflected: the Finnish "kahdessakymmenessäyhdessä".
        units_first: Whether units stand before tens as words of their own: the Maltese "wieħed u għoxrin".
        vigesimal: Whether some tens are counted in twenties: the French "quatre-vingt-dix".
        linkers: What joins the parts of a number word: the "und" of "dreiundzwanzig".
        units: Words for units of measurement, by what they mean.
        currencies: Words for currencies, by what they mean.
        ambiguous_currencies: Words for currencies that mean something else too: the French "livre" is a book.
        unit_modifiers: What may stand between a number and its unit, or before a unit in one word: "square", "Quadrat".
        imperial: Units that translators convert (miles, feet, pounds), by their factors; "F" is Fahrenheit.
        idioms: Expressions with digits that are no numbers: "24/7".
        letters: Its small letters, those beyond a to z.
        dash_ends_quotation: Whether a dash before "he said" may do so without a closing quotation mark.
        opening_marks: Marks that open questions and exclamations.
        longest_ending: Letters that an inflected form may have more than the word.
        spaced_marks: Marks that stand after a space, those together that a text writes alike.
        nouns_have_capitals: Whether all nouns begin with a capital letter.
        compounds: Whether new words are made by writing several as one.
        doubles: Words that may stand twice in a row: the "die die" of German.
        length: Natural logarithm of the length in characters of a text in this language, relative to English.
        known: Whether there is a file for the language.
    """

    tag: str
    function_words: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    heading_words: frozenset[str] = frozenset()
    cardinals: StemTable = field(default_factory=lambda: StemTable({}))
    ordinals: StemTable = field(default_factory=lambda: StemTable({}))
    scales: StemTable = field(default_factory=lambda: StemTable({}))
    months: StemTable = field(default_factory=lambda: StemTable({}))
    weekdays: StemTable = field(default_factory=lambda: StemTable({}))
    weekday_abbreviations: StemTable = field(default_factory=lambda: StemTable({}))
    never_last: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    asking: frozenset[str] = frozenset()
    acronyms: frozenset[str] = frozenset()
    afternoon: StemTable = field(default_factory=lambda: StemTable({}))
    units: StemTable = field(default_factory=lambda: StemTable({}))
    currencies: StemTable = field(default_factory=lambda: StemTable({}))
    ambiguous_currencies: StemTable = field(default_factory=lambda: StemTable({}))
    unit_modifiers: StemTable = field(default_factory=lambda: StemTable({}))
    imperial: StemTable = field(default_factory=lambda: StemTable({}))
    teens: StemTable = field(default_factory=lambda: StemTable({}))
    inflected_parts: bool = False
    units_first: bool = False
    vigesimal: bool = False
    linkers: tuple[str, ...] = ()
    idioms: tuple[str, ...] = ()
    letters: frozenset[str] = frozenset()
    dash_ends_quotation: bool = False
    opening_marks: str = ""
    longest_ending: int = 5
    spaced_marks: tuple[str, ...] = ()
    nouns_have_capitals: bool = False
    compounds: bool = False
    doubles: frozenset[str] = frozenset()
    length: float | None = None
    known: bool = False


def _row(tag: str) -> dict[str, Any]:
    path = _DATA / f"{tag}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}


@cache
def _lengths() -> Mapping[str, float]:
    return MappingProxyType(tomllib.loads((_DATA / "_lengths.toml").read_text(encoding="utf-8"))["length"])


def unknown(*languages: Language) -> str:
    """That nothing is known about some languages, for people; "" where all are known."""
    strange = [language for language in languages if not facts(language.primary).known]
    if len(strange) < 2:
        return Message("its words are not known for {language}", language=strange[0]) if strange else ""
    return Message("its words are not known for {first} and {second}", first=strange[0], second=strange[1])


@dataclass(frozen=True)
class Units:
    """Signs and codes of currencies and units of measurement, and words for percentages, in all languages.

    Attributes:
        currencies: Signs and codes of currencies, by what they mean.
        units: Those of units of measurement.
        percent: Words for "per cent" and "per mille", by "percent" and "permille".
        percent_phrases: What says "per cent" in several words, folded.
        permille_phrases: What says "per mille" so.
        alike: Pairs of units that stand for each other.
        dimensions: Units that measure the same, length or weight, say.
    """

    currencies: StemTable
    units: StemTable
    percent: StemTable
    percent_phrases: tuple[str, ...]
    permille_phrases: tuple[str, ...]
    alike: frozenset[frozenset[str]]
    dimensions: tuple[frozenset[str], ...]


@cache
def units() -> Units:
    """What stands in `_units.toml`."""
    row = tomllib.loads((_DATA / "_units.toml").read_text(encoding="utf-8"))
    return Units(
        StemTable(row["currencies"]),
        StemTable(row["units"]),
        StemTable({name: row["percent"][name] for name in ("percent", "permille")}),
        tuple(dict.fromkeys(map(fold, row["percent"]["phrases"]))),
        tuple(dict.fromkeys(map(fold, row["percent"]["permille_phrases"]))),
        frozenset(frozenset(pair.split()) for pair in row["alike"]),
        tuple(frozenset(names.split()) for names in row["dimensions"]),
    )


@cache
def facts(tag: str) -> Facts:
    """Facts about a language by its primary tag (`Language.primary`)."""
    tag = _SAME_AS.get(tag, tag)
    if not (tag.isascii() and tag.isalpha()):
        return Facts(tag)
    row = _row(tag)
    if not row:
        return Facts(tag)
    return Facts(
        tag=tag,
        function_words=frozenset(fold(row["function_words"]).split()),
        words=frozenset(fold(row["function_words"] + row["common_words"]).split()),
        heading_words=frozenset(fold(row.get("heading_words", "")).split()),
        cardinals=StemTable(row["numbers"]),
        ordinals=StemTable(row["ordinals"]),
        scales=StemTable(row["scales"]),
        months=StemTable({str(number): names for number, names in enumerate(row["months"], 1)}),
        weekdays=StemTable({str(number): names for number, names in enumerate(row["weekdays"], 1)}),
        weekday_abbreviations=StemTable(
            {str(number): names for number, names in enumerate(row.get("weekday_abbreviations", ()), 1)}
        ),
        never_last=frozenset(fold(row["never_last"]).split()),
        names=frozenset(fold(row.get("names", "")).split()),
        titles=frozenset(fold(row.get("titles", "")).split()),
        asking=frozenset(fold(row.get("asking", "")).split()),
        acronyms=frozenset(row.get("translated_acronyms", "").split()),
        afternoon=StemTable({"pm": row["afternoon"]}),
        units=StemTable(row["units"]),
        currencies=StemTable(row["currencies"]),
        ambiguous_currencies=StemTable({"ambiguous": row.get("ambiguous_currencies", "")}),
        unit_modifiers=StemTable({"modifier": row["unit_modifiers"]}),
        imperial=StemTable(row.get("imperial", {})),
        teens=StemTable({"10": row.get("teens", "")}),
        inflected_parts=row.get("inflected_parts", False),
        units_first=row.get("units_first", False),
        vigesimal=row.get("vigesimal", False),
        linkers=tuple(row.get("linkers", ())),
        idioms=tuple(row.get("idioms", ())),
        letters=frozenset(row["letters"]),
        dash_ends_quotation=row.get("dash_ends_quotation", False),
        opening_marks=row.get("opening_marks", ""),
        longest_ending=row.get("longest_ending", 5),
        spaced_marks=tuple(row.get("spaced_marks", ())),
        nouns_have_capitals=row.get("nouns_have_capitals", False),
        compounds=row.get("compounds", False),
        doubles=frozenset(fold(row.get("doubles", "")).split()),
        length=_lengths().get(tag),
        known=True,
    )
