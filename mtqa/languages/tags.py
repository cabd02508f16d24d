"""Language tags (BCP 47) and what depends on them: names, script, number format, quotation marks, tokenizer.

The facts stand in `languages.toml`; nothing here knows a particular language but for the tokenizers that sacreBLEU
reserves for Chinese, Japanese and Korean.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError

__all__ = ["Language", "LanguagePair", "eu_languages", "known_languages", "language"]

_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_TOKENIZERS = {"zh": "zh", "ja": "ja-mecab", "ko": "ko-mecab"}


@dataclass(frozen=True)
class Language:
    """A language and its conventions.

    Attributes:
        tag: BCP 47 tag in canonical case: `bg`, `pt-BR`, `zh-Hant`.
        name: English name; the tag itself where the language is not in the table.
        own_name: Its name in the language itself.
        iso639_3: Three-letter code, or "" where not in the table.
        script: ISO 15924 code of the script it is written in, or "" where not known.
        decimal: The decimal sign.
        groups: Signs that may separate groups of three digits, the usual one first.
        quotes: Pairs (opening, closing) of quotation marks, the usual one first.
        known: Whether the facts come from the table (False: conservative defaults).
    """

    tag: str
    name: str
    own_name: str = ""
    iso639_3: str = ""
    script: str = ""
    decimal: str = "."
    groups: tuple[str, ...] = (",", "\u00a0", "\u202f")
    quotes: tuple[tuple[str, str], ...] = (("“", "”"),)
    known: bool = field(default=False)

    def __hash__(self) -> int:
        """By the tag alone, which equal languages have in common: they are keys of many caches."""
        return hash(self.tag)

    @cached_property
    def primary(self) -> str:
        """The language without script or region: `pt` of `pt-BR`."""
        return self.tag.partition("-")[0]

    @property
    def tokenizer(self) -> str:
        """The tokenizer that sacreBLEU 2.6 takes for BLEU with this target language."""
        return _TOKENIZERS.get(self.primary, "13a")

    @property
    def right_to_left(self) -> bool:
        """Whether text in this language runs from right to left."""
        return self.primary in {"ar", "fa", "he", "ps", "ur", "yi", "dv", "ug"} or self.script in {"Arab", "Hebr"}

    def __str__(self) -> str:
        return self.tag


@dataclass(frozen=True)
class LanguagePair:
    """A direction of translation, printed as `en-bg`."""

    source: Language
    target: Language

    def __str__(self) -> str:
        return f"{self.source.tag}-{self.target.tag}"


@cache
def _table() -> dict[str, Language]:
    text = Path(__file__).with_name("languages.toml").read_text(encoding="utf-8")
    return {
        tag: Language(
            tag=tag,
            name=row["name"],
            own_name=row["own_name"],
            iso639_3=row["iso639_3"],
            script=row["script"],
            decimal=row["decimal"],
            groups=tuple(row["groups"]),
            quotes=tuple((opening, closing) for opening, closing in row["quotes"]),
            known=True,
        )
        for tag, row in tomllib.loads(text).items()
    }


@cache
def _regions() -> dict[str, dict[str, Any]]:
    return tomllib.loads(Path(__file__).with_name("regions.toml").read_text(encoding="utf-8"))


def _of_region(base: Language) -> Language:
    """A language with the number format and quotation marks of its region, where they are other ones."""
    row = _regions().get(base.tag)
    if row is None:
        return base
    quotes = tuple((opening, closing) for opening, closing in row["quotes"])
    return replace(base, decimal=row["decimal"], groups=tuple(row["groups"]), quotes=quotes)


@cache
def eu_languages() -> tuple[str, ...]:
    """The tags of the 24 official languages of the European Union, in alphabetical order."""
    text = Path(__file__).with_name("languages.toml").read_text(encoding="utf-8")
    return tuple(sorted(tag for tag, row in tomllib.loads(text).items() if row.get("eu")))


def known_languages() -> tuple[str, ...]:
    """Tags of all languages in the table, in alphabetical order."""
    return tuple(sorted(_table()))


def _canonical(tag: str) -> str:
    first, *rest = tag.split("-")
    parts = [first.lower()]
    for part in rest:
        if len(part) == 4 and part.isalpha():
            parts.append(part.title())
        elif len(part) == 2 and part.isalpha():
            parts.append(part.upper())
        else:
            parts.append(part.lower())
    return "-".join(parts)


@cache
def language(tag: str) -> Language:
    """The language of a BCP 47 tag; underscores and any case are accepted, and so are three-letter codes of the table.

    Raises:
        MtqaError: when `tag` is not shaped like a language tag.
    """
    cleaned = tag.strip().replace("_", "-")
    if not _TAG.fullmatch(cleaned):
        raise MtqaError(f"'{tag}' is not a language tag", "Use a BCP 47 tag such as bg, de or pt-BR.")
    canonical = _canonical(cleaned)
    primary = canonical.partition("-")[0]
    for row in _table().values():
        if primary in (row.tag, row.iso639_3):
            known_tag = row.tag + canonical[len(primary) :]
            name = row.name if known_tag == row.tag else f"{row.name} ({known_tag})"
            return _of_region(replace(row, tag=known_tag, name=name))
    return Language(tag=canonical, name=canonical)
