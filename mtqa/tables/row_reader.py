"""Rows of a table -> corpora, whatever the table was read from.

Where a cell cannot say by itself what it is, the column `mtqa` does: JSON such as `{"missing": ["hypothesis.engine"]}`,
with the lists `missing` (there is no text, where an empty cell would mean an empty one), `empty` (the text is empty,
where an empty cell would mean that there is none), and `escaped` (an apostrophe was put before the text so that no
spreadsheet takes it for a formula).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.corpus import HYPOTHESIS, REFERENCE, Corpus, CorpusBuilder, Value, default_roles
from mtqa.errors import MtqaError
from mtqa.files import LONGEST_SEGMENT, check_segment, parse_json
from mtqa.languages import Language, LanguagePair, Wanted, language_of, pair_in_name
from mtqa.tables.column_meanings import TableOptions, language_of_heading, plan_columns
from mtqa.tables.corpus_metadata import Metadata

__all__ = ["EXTRA", "FORMULA", "TYPED", "RowReader"]

EXTRA = "extra."
"""Before the name of an extra column that would otherwise be taken for something else."""
TYPED = "json."
"""Before the heading of an extra column of TSV or CSV whose values are numbers, true or false, written as JSON."""
FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, CSV injection); writers escape it with an apostrophe."""
MOST_COLUMNS = 2000
MOST_PAIRS = 1000


@dataclass
class RowReader:
    """Collects rows into one corpus per language pair.

    Args:
        path: The table, for messages.
        name: Name of the corpora.
        columns: Names of its columns, in order.
        options: What the user says.
        languages: Target languages that are wanted; None for all.
        blank_is_null: Whether an empty cell is all that the format has for "no value" (TSV, CSV).
        unit: What a row is called in messages: a `line`, or a `row`.
        metadata: What the file itself says about the corpora.
    """

    path: Path
    name: str
    columns: Sequence[str]
    options: TableOptions = field(default_factory=TableOptions)
    languages: Sequence[str] | None = None
    blank_is_null: bool = False
    unit: str = "line"
    metadata: Mapping[str, Metadata] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._wanted = Wanted(self.languages)
        self._builders: dict[str, CorpusBuilder] = {}
        self._present: dict[str, set[str]] = {}
        self._pairs: dict[tuple[str, str, str], LanguagePair] = {}
        self._n_rows = 0
        self._warnings: dict[str, None] = {}
        self.set_columns(self.columns)

    def set_columns(self, columns: Sequence[str]) -> None:
        """The table has (from now on) these columns.

        Raises:
            MtqaError: when they cannot be understood.
        """
        if len(columns) > MOST_COLUMNS:
            raise MtqaError(f"there are more than {MOST_COLUMNS} columns", path=self.path)
        options = self.options
        self.columns = columns
        self.plan = plan = plan_columns(columns, options.told, system=options.system, path=self.path)
        self._index = at = {column: i for i, column in enumerate(columns)}
        self._texts = [(at[column], label) for column, label in plan.texts.items()]
        self._extra = [(at[column], *self._extra_name(column)) for column in plan.extra]
        self._languages = [(at[column], language) for column, language in plan.by_language.items()]

    def _extra_name(self, column: str) -> tuple[str, bool]:
        """Name of the extra value that a column holds, and whether it is written as JSON."""
        typed = self.blank_is_null and column.startswith(TYPED)
        return column.removeprefix(TYPED if typed else "").removeprefix(EXTRA), typed

    def fail(self, message: str, line: int, hint: str = "") -> MtqaError:
        if self.unit == "line":
            return MtqaError(message, hint, path=self.path, line=line)
        return MtqaError(f"{self.unit} {line}: {message}", hint, path=self.path)

    # One row ----------------------------------------------------------------------------------------------------------

    def add(self, cells: Sequence[Any], line: int) -> None:
        """Add a row; `cells` are as many as the columns."""
        self._n_rows += 1
        notes = self._notes(cells, line)
        if notes:
            cells = self._unescape(cells, notes)
        if self._languages:
            self._add_by_language(cells, line)
            return
        pair = self._pair(cells, line)
        if not self._wanted.has(pair.target):
            return
        texts: dict[str, str | None] = {}
        for i, label in self._texts:
            self._add_text(texts, label, cells[i], line)
        if notes:
            for column in notes.get("missing", ()):
                texts.pop(self.plan.texts.get(column, ""), None)
            for column in notes.get("empty", ()):
                if column in self.plan.texts:
                    texts[self.plan.texts[column]] = ""
                    self._present.setdefault(str(pair), set()).add(self.plan.texts[column])
        source = self._text(cells[self._index[self.plan.source]], "source", line)
        if source is None:
            raise self.fail("the source is missing", line)
        self._add_segment(pair, cells, source, texts, line)

    def _add_segment(
        self, pair: LanguagePair, cells: Sequence[Any], source: str, texts: Mapping[str, str | None], line: int
    ) -> None:
        key = str(pair)
        builder = self._builders.get(key)
        if builder is None:
            builder = self._builders[key] = CorpusBuilder(self.name, pair, self.path)
            self._present.setdefault(key, set())
        present = self._present[key]
        for label, text in texts.items():
            if label not in present and (text or (text is not None and not self.blank_is_null)):
                present.add(label)
        plan = self.plan
        builder.add(
            self._word(cells, plan.id, line) or str(builder.n_rows + 1),
            self._word(cells, plan.document, line) or self.name,
            source,
            texts,
            self._word(cells, plan.kind, line),
            self._word(cells, plan.domain, line),
            self._extras(cells, line) if self._extra else None,
            line if self.unit == "line" else 0,
        )

    def _add_by_language(self, cells: Sequence[Any], line: int) -> None:
        source_language = self._source_language()
        source: str | None = None
        for i, language in self._languages:
            if language == source_language:
                source = self._text(cells[i], "source", line)
        if source is None:
            raise self.fail(f"there is no text in the source language '{source_language}'", line)
        for i, language in self._languages:
            if language == source_language or not self._wanted.has(language):
                continue
            target = self._text(cells[i], language.tag, line)
            if target is None:
                continue
            is_reference = self.options.target == "reference"
            label = f"{REFERENCE}A" if is_reference else HYPOTHESIS + (self.options.system or "target")
            self._add_segment(LanguagePair(source_language, language), cells, source, {label: target}, line)

    def _source_language(self) -> Language:
        told = self.options.source_language
        languages = [language for _, language in self._languages]
        if told:
            wanted = language_of(told)
            if wanted not in languages:
                raise MtqaError(f"no column is in the source language '{wanted}'", path=self.path)
            return wanted
        pair = pair_in_name(self.path.name)
        if pair is not None and pair.source in languages:
            return pair.source
        self._warnings.setdefault(
            f"Nothing says which language is the source; '{languages[0]}' was taken, whose column comes first."
            " Say it with --source-language."
        )
        return languages[0]

    def _text(self, value: Any, what: str, line: int) -> str | None:
        if value is None:
            return None
        if not isinstance(value, str):
            raise self.fail(f"the {what} is {_kind(value)}, not a text", line)
        if len(value) > LONGEST_SEGMENT:
            check_segment(value, self.path, line if self.unit == "line" else None)
        return value

    def _add_text(self, texts: dict[str, str | None], label: str, value: Any, line: int) -> None:
        if isinstance(value, str) or value is None:
            text = self._text(value, label, line)
            if text is not None and not (text == "" and self.blank_is_null and label.startswith(REFERENCE)):
                texts[label] = text
            return
        if label.startswith(REFERENCE) and isinstance(value, list):
            for number, item in enumerate(value):
                self._add_text(texts, f"{REFERENCE}{_letter(number)}", _unwrap(item), line)
            return
        if isinstance(value, dict):
            start = label.split(".")[0] + "."
            for name, item in value.items():
                self._add_text(texts, start + _reference_name(str(name)), _unwrap(item), line)
            return
        raise self.fail(f"the {label} is {_kind(value)}, not a text", line)

    def _word(self, cells: Sequence[Any], column: str, line: int) -> str:
        if not column:
            return ""
        value = cells[self._index[column]]
        if value is None:
            return ""
        if isinstance(value, str):
            return self._text(value, column, line) or ""
        if isinstance(value, (int, float)):
            return str(value)
        raise self.fail(f"'{column}' is {_kind(value)}, not a text", line)

    def _extras(self, cells: Sequence[Any], line: int) -> dict[str, Value]:
        extras: dict[str, Value] = {}
        for i, column, typed in self._extra:
            value = cells[i]
            if value is None or (value == "" and self.blank_is_null and value is not _EMPTY):
                continue
            if isinstance(value, str):
                text = self._text(value, column, line) or ""
                extras[column] = _typed(text) if typed else str(text)
            elif isinstance(value, (int, float)):
                extras[column] = value
            else:
                extras[column] = json.dumps(value, ensure_ascii=False, default=str)
        return extras

    # Notes about cells, which `mtqa corpus convert` writes ------------------------------------------------------------

    def _notes(self, cells: Sequence[Any], line: int) -> dict[str, list[str]]:
        if not self.plan.mtqa:
            return {}
        text = cells[self._index[self.plan.mtqa]]
        if not text:
            return {}
        try:
            notes = parse_json(text)
            if isinstance(notes, dict) and all(
                isinstance(names, list) and all(isinstance(name, str) for name in names) for names in notes.values()
            ):
                return notes
        except (ValueError, TypeError, RecursionError):
            pass
        raise self.fail(f"the column '{self.plan.mtqa}' was changed", line, "Restore it, or empty it.")

    def _unescape(self, cells: Sequence[Any], notes: Mapping[str, list[str]]) -> Sequence[Any]:
        cells = list(cells)
        for column in notes.get("escaped", ()):
            i = self._index.get(column)
            if i is not None and isinstance(cells[i], str):
                cells[i] = cells[i].removeprefix("'")
        for column in notes.get("empty", ()):
            i = self._index.get(column)
            if i is not None and not cells[i]:
                cells[i] = _EMPTY
        return cells

    # Languages --------------------------------------------------------------------------------------------------------

    def _pair(self, cells: Sequence[Any], line: int) -> LanguagePair:
        plan = self.plan
        key = (self._word(cells, plan.source_lang, line), self._word(cells, plan.target_lang, line), "")
        if plan.language_pair:
            key = (*key[:2], self._word(cells, plan.language_pair, line))
        pair = self._pairs.get(key)
        if pair is None:
            if len(self._pairs) >= MOST_PAIRS:
                raise self.fail(f"there are more than {MOST_PAIRS} language pairs", line)
            pair = self._pairs[key] = self._find_pair(*key, line)
        return pair

    def _find_pair(self, source: str, target: str, pair: str, line: int) -> LanguagePair:
        if pair and not (source and target):
            parsed = pair_in_name(pair)
            if parsed is None:
                raise self.fail(f"'{pair[:40]}' is not a language pair such as en-de", line)
            return parsed
        named = pair_in_name(self.path.name)
        options = self.options
        source = options.source_language or source or (named.source.tag if named else "") or self._heading("source")
        target = options.target_language or target or (named.target.tag if named else "") or self._heading("text")
        target = target or self._wanted.only
        if not source or not target:
            raise MtqaError(
                f"nothing says which language the {'translations are' if source else 'source is'} in",
                "Say it with --source-language TAG and --language TAG"
                " (or name the file NAME.en-de.tsv, or add columns source_lang and target_lang).",
                path=self.path,
            )
        try:
            return LanguagePair(language_of(source), language_of(target))
        except MtqaError as error:
            raise self.fail(error.message, line, error.hint) from None

    def _heading(self, which: str) -> str:
        """The language that the heading of the source column, or of the only translation, names."""
        texts = list(self.plan.texts)
        heading = self.plan.source if which == "source" else texts[0] if len(texts) == 1 else ""
        language = language_of_heading(heading) if heading else None
        return language.tag if language else ""

    # The end ----------------------------------------------------------------------------------------------------------

    def corpora(self) -> tuple[Corpus, ...]:
        """The corpora of the rows that were added.

        Raises:
            MtqaError: when there were no rows, or none in a language that is wanted.
        """
        if not self._n_rows:
            raise MtqaError("there are no segments in this file, only a heading", path=self.path)
        self._wanted.check((builder.language_pair.target for builder in self._builders.values()), self.path)
        return tuple(self._corpus(key, builder) for key, builder in self._builders.items())

    def _corpus(self, key: str, builder: CorpusBuilder) -> Corpus:
        present = self._present[key]
        empty = [label for label in builder.labels if label not in present]
        # A column without any text belongs to another language, or was never filled in.
        warnings = list(self._warnings)
        if len(self._builders) == 1 and not self.metadata:
            warnings += [
                f"The column of the {label.replace('.', ' ', 1)} is empty and was left out." for label in empty
            ]
        systems = tuple(
            label.removeprefix(HYPOTHESIS)
            for label in builder.labels
            if label.startswith(HYPOTHESIS) and label in present
        )
        roles = {name: self.plan.roles[name] for name in systems if name in self.plan.roles}
        if len(roles) < len(systems):
            roles = default_roles(systems)
        dropped = dict.fromkeys(empty, "")
        about = self.metadata.get(key)
        if about is None:
            return builder.build(roles, renamed=dropped, warnings=warnings)
        return about.build(builder, renamed=dropped, roles=roles)

    def discard(self) -> None:
        """Throw away what was read."""
        for builder in self._builders.values():
            builder.discard()


class _Empty(str):
    """An empty text, in a place where an empty cell would mean that there is none."""


_EMPTY = _Empty()


def _typed(text: str) -> Value:
    try:
        value = parse_json(text)
    except (ValueError, RecursionError):
        return text
    return value if isinstance(value, (str, int, float)) else text


def _kind(value: object) -> str:
    names = {bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "an object"}
    return names.get(type(value), f"a {type(value).__name__}")


def _letter(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else str(number + 1)


def _unwrap(value: Any) -> Any:
    """WMT's JSONL has `{"refA": {"ref": "..."}}`."""
    return value["ref"] if isinstance(value, dict) and "ref" in value else value


def _reference_name(name: str) -> str:
    return name[3:] if name.startswith("ref") and len(name) == 4 else name
