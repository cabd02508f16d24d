"""A stretch of a text that is no language, and its kinds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Kind", "Stretch"]


class Kind(StrEnum):
    """What a stretch is that is no language; the value is its name."""

    PLACEHOLDER = "placeholder"
    """What a program replaces: {name}, %(count)d, {{ limit }}, and the syntax of ICU messages."""
    TAG = "tag"
    """A tag with its attributes."""
    ENTITY = "entity"
    """A character written in HTML's way: &nbsp;."""
    ADDRESS = "address"
    """A web address."""
    EMAIL = "e-mail address"
    ACCOUNT = "account name"
    """@name."""
    FILE = "file name"
    """A path or the name of a file."""
    CITATION = "citation"
    """Of a legal act, its place in the Official Journal, or a case."""
    REFERENCE = "reference"
    """To a document, account or publication: COM(2024) 123 final, an IBAN, a DOI."""
    STANDARD = "standard"
    """EN 301 549, ISO 9001:2015."""
    CODE = "code"
    """Letters and figures with a hyphen or stroke: AB-12X."""
    IDENTIFIER = "identifier"
    """A name in a program, a key, a hash."""
    SECTION = "section number"
    VERSION = "version"
    PHONE = "telephone number"
    FORMULA = "formula"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of a text that is no language.

    Attributes:
        kind: What it is.
        start: First character.
        end: One past the last character.
        key: What makes two stretches of a kind the same; "" for what is not compared.
        means: Suffixes that a citation may have, in English: EC, EU, EEC. Empty goes with everything.
        firm: Whether it is certain by itself. What is not counts only where the other text has it too.
    """

    kind: Kind
    start: int
    end: int
    key: str
    means: frozenset[str] = frozenset()
    firm: bool = True
