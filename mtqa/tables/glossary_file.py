"""Glossaries: concepts with their terms in several languages, from TBX, TSV or CSV.

TBX is read in version 2 (ISO 30042:2008: `martif`, `termEntry`, `langSet`, `tig` or `ntig`; what IATE exports) and
version 3 (ISO 30042:2019: `tbx`, `conceptEntry`, `langSec`, `termSec`) in both of its styles. A term whose
administrative status is deprecated, superseded or forbidden may not be used.

A table has a line of column names: language tags (`en`, `bg`), each with the terms of the language, several of them
separated by `|`; `bg.forbidden` for terms that may not be used; and, if wanted, `id`. Other columns are left alone.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import XmlReader, read_text
from mtqa.languages import language

__all__ = ["Concept", "read_glossary"]

_FORBIDDEN = re.compile(r"deprecated|superseded|forbidden|obsolete|notrecommended|not recommended", re.IGNORECASE)
_TAG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_LANG = ("xml:lang", "lang")
_ENTRIES = {"termEntry", "conceptEntry"}
_LANGUAGES = {"langSet", "langSec"}
_TERMS = {"tig", "ntig", "termSec"}
_STATUS = "administrativeStatus"


@dataclass(frozen=True)
class Concept:
    """One concept of a glossary.

    Attributes:
        id: Its identifier, or the line where it stands.
        terms: Terms that may be used, by primary language tag, the preferred one first.
        forbidden: Terms that may not, by primary language tag.
    """

    id: str
    terms: Mapping[str, tuple[str, ...]]
    forbidden: Mapping[str, tuple[str, ...]]


def read_glossary(path: Path) -> tuple[Concept, ...]:
    """The concepts of a glossary.

    Raises:
        MtqaError: naming file and line, when it cannot be read, is in no known format, or holds no term.
    """
    ending = path.suffix.lower()
    if ending in (".tbx", ".xml"):
        concepts = tuple(_Tbx(path))
    elif ending in (".tsv", ".csv", ".txt"):
        concepts = tuple(_table(path, ending))
    else:
        raise MtqaError(f"'{ending}' is no format of a glossary", "Give a TBX, TSV or CSV file.", path=path)
    if not any(concept.terms or concept.forbidden for concept in concepts):
        raise MtqaError("this glossary holds no term", "Is it TBX, or a table with language tags above?", path=path)
    return concepts


class _Gathered:
    """Terms of one concept while they are read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.allowed: dict[str, list[str]] = {}
        self.forbidden: dict[str, list[str]] = {}

    def add(self, tag: str, term: str, *, forbidden: bool) -> None:
        term = " ".join(term.split())
        if term:
            (self.forbidden if forbidden else self.allowed).setdefault(language(tag).primary, []).append(term)

    def concept(self) -> Concept:
        return Concept(
            self.name,
            {tag: tuple(dict.fromkeys(terms)) for tag, terms in self.allowed.items()},
            {tag: tuple(dict.fromkeys(terms)) for tag, terms in self.forbidden.items()},
        )


class _Tbx(XmlReader[Concept]):
    """Streams the concepts of a TBX file."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.entry: _Gathered | None = None
        self.language = ""
        self.term = ""
        self.status = ""
        self.reading = ""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        self.check_depth(1)
        name = name.rpartition(":")[2]
        if name in _ENTRIES:
            self.entry = _Gathered(attributes.get("id") or f"line {self.line}")
        elif name in _LANGUAGES:
            self.language = next((attributes[key] for key in _LANG if key in attributes), "")
            if not self.language:
                raise self.fail(f"a <{name}> does not say its language", "Give it xml:lang.")
        elif name in _TERMS:
            self.term = self.status = ""
        elif name == "term" and self.entry is not None:
            self.reading = "term"
            self.collect()
        elif (name == "termNote" and attributes.get("type") == _STATUS) or name == _STATUS:
            self.reading = "status"
            self.collect()

    def end(self, name: str) -> None:
        """An element ends."""
        self.check_depth(-1)
        name = name.rpartition(":")[2]
        if self.reading == "term" and name == "term":
            self.term, self.reading = self.collected(), ""
        elif self.reading == "status" and name in ("termNote", _STATUS):
            self.status, self.reading = self.collected(), ""
        elif name in _TERMS and self.entry is not None:
            try:
                self.entry.add(self.language, self.term, forbidden=bool(_FORBIDDEN.search(self.status)))
            except MtqaError as error:
                raise self.fail(error.message, error.hint) from None
        elif name in _ENTRIES and self.entry is not None:
            self.units.append(self.entry.concept())
            self.entry = None


def _rows(path: Path, ending: str) -> Iterator[tuple[int, list[str]]]:
    """Rows of a table with their lines. TSV knows no quotes; CSV is separated by commas or semicolons."""
    text = read_text(path)
    if ending == ".csv":
        head = text.partition("\n")[0]
        reader = csv.reader(io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ",", strict=True)
        try:
            for row in reader:
                yield reader.line_num, row
        except csv.Error as error:
            raise MtqaError(f"this is not CSV: {error}", path=path, line=reader.line_num) from None
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if line:
            yield number, line.split("\t")


def _columns(head: Sequence[str], path: Path) -> dict[int, tuple[str, bool]]:
    """Language and whether its terms are forbidden, by column."""
    found = {}
    for index, name in enumerate(head):
        tag, _, kind = name.strip().replace("_", "-").partition(".")
        if _TAG.fullmatch(tag) and kind in ("", "forbidden") and language(tag).known:
            found[index] = (tag, kind == "forbidden")
    if len({tag for tag, _ in found.values()}) < 2:
        hint = "The first line names the columns by language tags: en, bg, bg.forbidden."
        raise MtqaError("a glossary needs terms in two languages", hint, path=path, line=1)
    return found


def _table(path: Path, ending: str) -> Iterator[Concept]:
    columns: dict[int, tuple[str, bool]] = {}
    width = 0
    for number, row in _rows(path, ending):
        if not columns:
            columns, width = _columns(row, path), len(row)
            continue
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != width:
            raise MtqaError(f"{len(row)} cells where the first line has {width}", path=path, line=number)
        gathered = _Gathered(f"line {number}")
        for index, (tag, forbidden) in columns.items():
            for term in row[index].split("|"):
                gathered.add(tag, term, forbidden=forbidden)
        yield gathered.concept()
