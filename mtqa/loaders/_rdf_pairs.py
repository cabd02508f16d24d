"""Originals and machine translations of the same property, found together again."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby, islice
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.languages import Language, LanguagePair, TransformedTag, language_of, same_language, transformed_tag
from mtqa.loaders._rdf_lines import TaggedLiteral

__all__ = ["Pairs", "Property", "TextStore", "pair_up"]

_ROWS_AT_A_TIME = 5000
_MOST_VALUES = 100_000
"""Texts of one property of one subject."""


class TextStore:
    """The texts of a file, on the disk as far as they are many, and by subject and property again.

    Args:
        path: The file, for messages.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        # The empty name stands for a file that SQLite makes when it must, and removes.
        self._database = sqlite3.connect("", isolation_level=None)
        self._rows: list[tuple[str, str, str, str, int]] = []
        self.count = 0
        with self._telling():
            self._database.execute("PRAGMA journal_mode = OFF")
            self._database.execute("CREATE TABLE texts (subject, property, tag, text, line)")
            self._database.execute("BEGIN")

    def add(self, literal: TaggedLiteral) -> None:
        """Keep a text."""
        self.count += 1
        self._rows.append((literal.subject, literal.property, literal.tag, literal.text, literal.line))
        if len(self._rows) >= _ROWS_AT_A_TIME:
            self._write()

    def _write(self) -> None:
        with self._telling():
            self._database.executemany("INSERT INTO texts VALUES (?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()

    def by_property(self) -> Iterator[list[TaggedLiteral]]:
        """The texts of each property of each subject, in the order of their names."""
        self._write()
        with self._telling():
            rows = self._database.execute(
                "SELECT subject, property, tag, text, line FROM texts ORDER BY subject, property, rowid"
            )
            for key, group in groupby(
                (TaggedLiteral(*row) for row in rows), lambda text: (text.subject, text.property)
            ):
                texts = list(islice(group, _MOST_VALUES + 1))
                if len(texts) > _MOST_VALUES:
                    message = f"the property {key[1][:80]} of {key[0][:80]} has more than {_MOST_VALUES:,} texts"
                    raise MtqaError(message, "This is no catalogue.", path=self._path)
                yield texts

    def close(self) -> None:
        """Give the space back."""
        self._database.close()

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, UnicodeEncodeError) as error:
            raise MtqaError(
                f"its texts cannot be sorted: {error}", "Is there space for temporary files?", path=self._path
            ) from None


@dataclass(frozen=True)
class Pairs:
    """What one original has in one language.

    Attributes:
        pair: Original and target language.
        source: The original.
        hypotheses: Machine translations by the name of the machine.
        reference: The translation that no machine made, None where there is none or none for sure.
        line: Line of the first machine translation.
    """

    pair: LanguagePair
    source: str
    hypotheses: dict[str, str]
    reference: str | None
    line: int


@dataclass
class Property:
    """The texts of one property of one subject.

    Attributes:
        originals: Texts by language, each once.
        translated: Translations by what their tag says, each once, with their lines.
    """

    originals: dict[Language, dict[str, int]] = field(default_factory=dict)
    translated: dict[TransformedTag, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, texts: Sequence[TaggedLiteral]) -> Property:
        """The texts, sorted by what their tags say; a tag that is none is passed over."""
        made = cls()
        for text in texts:
            said = transformed_tag(text.tag)
            if said is not None:
                made.translated.setdefault(said, {}).setdefault(text.text, text.line)
            else:
                try:
                    spoken = language_of(text.tag)
                except MtqaError:
                    continue
                made.originals.setdefault(spoken, {}).setdefault(text.text, text.line)
        return made

    def originals_in(self, wanted: Language) -> list[str]:
        """The originals in a language; those in it without or with a region only where there are none in just it."""
        if wanted in self.originals:
            return list(self.originals[wanted])
        return [text for spoken, texts in self.originals.items() if same_language(spoken, wanted) for text in texts]

    def human(self, pair: LanguagePair) -> str | None:
        """The one translation that no machine made: one that names its source, else a text in the target language."""
        named = self.translated.get(TransformedTag(pair.target, pair.source, ""))
        texts = list(named) if named else self.originals_in(pair.target)
        return texts[0] if len(texts) == 1 else None


def pair_up(texts: Sequence[TaggedLiteral], counts: dict[LanguagePair, Counter[str]]) -> Iterator[Pairs]:
    """The originals of one property that have machine translations, with these.

    Values of a property have no order. Several are paired only where one alone is left on each side, once those that
    were not changed in translation stand with themselves.

    Args:
        texts: Of one property of one subject.
        counts: Takes, for each direction, how many machine translations were `paired`, lack an original (`without`), or
            could not be told apart (`unclear`).
    """
    values = Property.of(texts)
    found: dict[tuple[LanguagePair, str], Pairs] = {}
    for said, translations in values.translated.items():
        if not said.engine:
            continue
        pair = LanguagePair(said.source, said.language)
        count = counts.setdefault(pair, Counter())
        originals = values.originals_in(said.source)
        matched = _matched(originals, list(translations))
        count["paired"] += len(matched)
        count["unclear" if originals else "without"] += len(translations) - len(matched)
        for original, translation in matched.items():
            if (pair, original) not in found:
                human = values.human(pair) if len(originals) == 1 else None
                found[pair, original] = Pairs(pair, original, {}, human, translations[translation])
            found[pair, original].hypotheses[said.service] = translation
    # RDF knows no order: what was written as it may be in another syntax comes in one order all the same.
    yield from sorted(found.values(), key=lambda pairs: (str(pairs.pair), pairs.source))


def _matched(originals: Sequence[str], translations: Sequence[str]) -> dict[str, str]:
    """Translations by their originals, as far as they are sure."""
    if len(originals) != len(translations):
        return {}
    same = set(originals) & set(translations) if len(originals) > 1 else set()
    matched = {text: text for text in originals if text in same}
    rest = [text for text in originals if text not in matched]
    others = [text for text in translations if text not in matched]
    if len(rest) == 1 and len(others) == 1:
        matched[rest[0]] = others[0]
    return matched
