"""All the words of the reports: one data file per language of the reader, `strings/<tag>.toml`.

An entry is plain text with placeholders in braces, or a table of plural forms as CLDR names them (`one`, `few`,
`other`). Mark-up never stands in an entry; where a placeholder is filled with mark-up, everything else is escaped and
the whole becomes mark-up. Two tables have what mtqa says elsewhere in English: `said` what checks and evaluations
report, `defined` what checks and metrics say of themselves. Their keys are the English texts, and English has neither.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from mtqa.errors import MtqaError
from mtqa.languages import Language, LanguagePair, language
from mtqa.rendering.number_format import Numbers
from mtqa.rendering.visible import plain
from mtqa.results import Message, MessagePart, filled_in

__all__ = ["Catalogue", "catalogue", "catalogue_tags"]

_FOLDER = Path(__file__).with_name("strings")
_CAPITAL_NOUNS = frozenset({"de", "lb"})
"""Languages that write nouns with a capital letter everywhere."""


@dataclass(frozen=True)
class Catalogue:
    """The words of the reports in one language.

    Attributes:
        language: The reader's language.
        entries: Texts by dotted key; of a plural, each form under its own key (`segments.one`).
    """

    language: Language
    entries: Mapping[str, str]

    @property
    def numbers(self) -> Numbers:
        """Formats numbers in this language."""
        return Numbers(self.language)

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of `key` with its placeholders filled; `Markup` when one of the values is.

        Raises:
            KeyError: when the catalogue has no such text, or a placeholder is not given.
        """
        template = self.entries[key]
        shown = {name: self._shown(value) for name, value in values.items()}
        if any(isinstance(value, Markup) for value in shown.values()):
            return Markup.escape(template).format(**shown)
        return template.format(**shown)

    def _shown(self, value: object) -> object:
        if isinstance(value, int) and not isinstance(value, bool):
            return self.numbers.count(value)
        return plain(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    def plural(self, key: str, n: int, /, **values: object) -> str:
        """The form of `key` for `n`, which is also the placeholder `n`."""
        return self(self._form(key, n), n=n, **values)

    def _form(self, key: str, n: int) -> str:
        """The key of the plural form that the language uses with `n`."""
        wanted = f"{key}.{_plural_rule(self.language.primary)(n)}"
        return wanted if wanted in self.entries else f"{key}.other"

    def said(self, text: str) -> str:
        """What a check or an evaluation says, in the reader's language; as it is where that is not known.

        Only of a `Message` it is known what is said. Others come from plug-ins, from a client's own rules, and from
        runs that an older mtqa stored.
        """
        template = self._template(text)
        if template is None or not isinstance(text, Message):
            return text
        return filled_in(template, {name: self._part(part) for name, part in text.parts.items()})

    def speaks(self, text: str) -> bool:
        """Whether `said` or `defined` says this text in the reader's language."""
        return self.language.tag == "en" or self._template(text) is not None or f"defined.{text}" in self.entries

    def _template(self, text: str) -> str | None:
        if not isinstance(text, Message):
            return None
        key, n = f"said.{text.template}", text.parts.get("n")
        template = self.entries.get(key)
        return template or (self.entries.get(self._form(key, n)) if isinstance(n, int) else None)

    def _part(self, part: MessagePart) -> str:
        if isinstance(part, Language):
            return self.language_name(part)
        if isinstance(part, tuple):
            return self("list.comma").join(self("list.quoted", text=text) for text in part)
        if isinstance(part, str):
            return self.said(part)
        return self.numbers.count(part) if isinstance(part, int) else self.numbers.percent(part)

    def defined(self, text: str) -> str:
        """What a check looks for or a metric measures, which a plug-in says of itself, in the reader's language."""
        return self.entries.get(f"defined.{text}", text)

    def find(self, key: str, default: str) -> str:
        """The text of `key`, or `default` where the catalogue has none."""
        return self.entries.get(key, default)

    def language_name(self, spoken: Language) -> str:
        """A language in the reader's words; its English name where the catalogue has none."""
        return self.entries.get(f"language.{spoken.tag}", spoken.name)

    def pair_name(self, pair: LanguagePair) -> str:
        """A direction of translation in words."""
        return self("head.pair", source=self.language_name(pair.source), target=self.language_name(pair.target))

    def inside(self, name: str) -> str:
        """A name that stands by itself with a capital letter, as it is written inside a sentence."""
        return name if self.language.primary in _CAPITAL_NOUNS else name.lower()

    def joined(self, items: list[str]) -> str:
        """An enumeration in words: `a, b and c`. `Markup` when the items are."""
        if len(items) < 2:
            return items[0] if items else ""
        comma, last = self("list.comma"), self("list.last")
        if any(isinstance(item, Markup) for item in items):
            return Markup.escape(comma).join(items[:-1]) + Markup.escape(last) + items[-1]
        return comma.join(items[:-1]) + last + items[-1]


def _flatten(prefix: str, table: Mapping[str, Any]) -> dict[str, str]:
    flat: dict[str, str] = {}
    for name, value in table.items():
        key = f"{prefix}.{name}" if prefix else name
        if isinstance(value, Mapping):
            flat |= _flatten(key, value)
        else:
            flat[key] = str(value)
    return flat


@cache
def _plural_rule(tag: str) -> Callable[[int], str]:
    """Tells by CLDR which plural form a language uses with a number."""
    from babel import Locale

    return Locale.parse(tag).plural_form


def catalogue_tags() -> tuple[str, ...]:
    """The languages that reports are written in: one file of words each, English first."""
    return ("en", *sorted(file.stem for file in _FOLDER.glob("*.toml") if file.stem != "en"))


@cache
def catalogue(tag: str = "en") -> Catalogue:
    """The catalogue of a language.

    Raises:
        MtqaError: when the reports have not been translated into it.
    """
    spoken = language(tag)
    path = _FOLDER / f"{spoken.tag}.toml"
    if not path.is_file():
        raise MtqaError(f"reports are not written in '{spoken.tag}'", f"There are: {', '.join(catalogue_tags())}.")
    return Catalogue(spoken, _flatten("", tomllib.loads(path.read_text(encoding="utf-8"))))
