"""What the columns of a table mean: guessed from their names, or told."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.corpus import HYPOTHESIS, REFERENCE, Role
from mtqa.errors import MtqaError
from mtqa.languages import Language, language_in_name

__all__ = ["ROW_NOTES", "ColumnPlan", "TableOptions", "language_of_heading", "plan_columns"]

ROW_NOTES = "mtqa"
"""Column for what a cell cannot say by itself: see `mtqa.tables.row_reader`."""

_MEANINGS = {
    "id": ("id", "segment_id", "segmentid", "seg_id", "segid", "tuid"),
    "document": ("document", "doc_id", "docid", "document_id", "doc"),
    "source": ("source", "src", "source_text", "src_text", "original"),
    "kind": ("kind",),
    "domain": ("domain",),
    "source_lang": ("source_lang", "src_lang", "source_language", "srclang", "sourcelang"),
    "target_lang": ("target_lang", "tgt_lang", "target_language", "trglang", "tgtlang", "targetlang"),
    "language_pair": ("lp", "language_pair", "langs", "lang_pair", "langpair"),
    "mtqa": (ROW_NOTES,),
}
_REFERENCES = ("reference", "ref", "reference_text", "ref_text", "references", "refs")
_POST_EDITS = ("pe", "post_edit", "postedit", "post-edit")
_HYPOTHESES = ("hypothesis", "hyp", "mt", "mt_text", "machine_translation", "translation")
MALTESE = "mt"
"""A language, but in tables more often machine translation."""
_TARGETS = ("target", "tgt", "trg", "target_text", "tgt_text")
_NAMED = {
    "reference.": REFERENCE,
    "ref.": REFERENCE,
    "ref:": REFERENCE,
    "hypothesis.": HYPOTHESIS,
    "hyp.": HYPOTHESIS,
    "mt.": HYPOTHESIS,
    "target.": HYPOTHESIS,
    "primary.": HYPOTHESIS,
    "baseline.": HYPOTHESIS,
    "human.": HYPOTHESIS,
}
_ROLES = {"primary.": Role.PRIMARY, "baseline.": Role.BASELINE, "human.": Role.REFERENCE}
_LETTERED = re.compile(r"ref_?([A-Z])")
_OF_LANGUAGE = ("translation", "sentence", "text")
"""What may stand before a language, as in `translation.de`."""


@dataclass(frozen=True)
class TableOptions:
    """What the user says about a table; the options of all loaders of tables.

    Attributes:
        source: Column of the source text, where its name does not tell.
        hypothesis: Column of the translation under judgement.
        reference: Column of the reference.
        id: Column of the ids.
        document: Column of the documents.
        columns: Further columns: `{'hypothesis.deepl': 'DeepL', 'reference.B': 'Ref 2', 'domain': 'Field'}`.
        source_language: Language of the sources, where no column says.
        target_language: Language of the translations, where no column says.
        target: What a column that is named after a language holds: `hypothesis` (it is what is judged) or `reference`.
        system: What to call the system of a column that names none.
    """

    source: str = ""
    hypothesis: str = ""
    reference: str = ""
    id: str = ""
    document: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    source_language: str = ""
    target_language: str = ""
    target: str = "hypothesis"
    system: str = ""

    def __post_init__(self) -> None:
        if self.target not in ("hypothesis", "reference"):
            raise ValueError("target must be 'hypothesis' or 'reference'")
        if not isinstance(self.columns, Mapping) or not all(
            isinstance(text, str) for item in self.columns.items() for text in item
        ):
            raise ValueError("columns must look like {'hypothesis.deepl': 'DeepL'}")

    @property
    def told(self) -> dict[str, str]:
        """Meaning -> column, of the columns that were told."""
        named = {name: getattr(self, name) for name in ("source", "hypothesis", "reference", "id", "document")}
        return {**{name: column for name, column in named.items() if column}, **self.columns}


@dataclass(frozen=True)
class ColumnPlan:
    """Which column holds what. Columns are named as in the table; "" stands for a column that is not there.

    Attributes:
        source: The source text; "" where it is one of `by_language`.
        id: Id of the segment.
        document: Its document.
        kind: Kind of block.
        domain: Subject or genre.
        source_lang: Language of the source.
        target_lang: Language of the translations.
        language_pair: Both languages, as `en-de`.
        mtqa: The notes that `mtqa corpus convert` writes about cells.
        texts: Label (`reference.A`, `hypothesis.engine`) of each column with a translation.
        by_language: Language of each column that is named after one.
        roles: Roles of systems, where the columns name them.
        extra: All other columns.
    """

    source: str = ""
    id: str = ""
    document: str = ""
    kind: str = ""
    domain: str = ""
    source_lang: str = ""
    target_lang: str = ""
    language_pair: str = ""
    mtqa: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    by_language: Mapping[str, Language] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    extra: tuple[str, ...] = ()


def plan_columns(
    columns: Sequence[str], told: Mapping[str, str] | None = None, *, system: str = "", path: Path | None = None
) -> ColumnPlan:
    """Find out what the columns of a table mean.

    Args:
        columns: Names as they stand in the table.
        told: Meanings that the user gives -> column: `source`, `id`, `reference.A`, `hypothesis.engine`, ...
        system: What to call the system of a column that names none.
        path: The file, for messages.

    Raises:
        MtqaError: when there is no source column, two columns mean the same, or a told column does not exist.
    """
    return _Planner(columns, told or {}, system, path).plan()


class _Planner:
    def __init__(self, columns: Sequence[str], told: Mapping[str, str], system: str, path: Path | None) -> None:
        self.columns = columns
        self.told = told
        self.system = system
        self.path = path
        self.meanings: dict[str, str] = {}
        self.texts: dict[str, str] = {}
        self.roles: dict[str, Role] = {}
        self.by_language: dict[str, Language] = {}

    def wrong(self, message: str, hint: str = "") -> MtqaError:
        return MtqaError(message, hint, path=self.path, line=1 if self.path else None)

    def plan(self) -> ColumnPlan:
        seen: set[str] = set()
        for column in self.columns:
            if column in seen:
                raise self.wrong(f"two columns are named '{column[:80]}'", "Give each column its own name.")
            seen.add(column)
        self.take_told(seen)
        rest = [column for column in self.columns if column not in self.taken()]
        rest = [column for column in rest if not self.take_guessed(column, rest)]
        if "source" not in self.meanings:
            self.take_languages(rest)
        if "source" not in self.meanings and not self.by_language:
            raise self.no_source()
        return ColumnPlan(
            **self.meanings,
            texts=self.texts,
            by_language=self.by_language,
            roles=self.roles,
            extra=tuple(column for column in self.columns if column not in self.taken()),
        )

    def taken(self) -> set[str]:
        return {*self.meanings.values(), *self.texts, *self.by_language}

    def take_told(self, columns: set[str]) -> None:
        for meaning, column in self.told.items():
            if column not in columns:
                raise self.wrong(f"there is no column '{column}'", f"There are: {self.listed()}.")
            if meaning in _MEANINGS:
                self.meanings[meaning] = column
                continue
            label = self.label(meaning)
            if label is None:
                raise self.wrong(
                    f"'{meaning}' is not something that a column can hold",
                    f"Use {', '.join(_MEANINGS)}, reference, reference.NAME, hypothesis or hypothesis.NAME.",
                )
            self.take_text(column, label, meaning)

    def take_guessed(self, column: str, columns: Sequence[str]) -> bool:
        """Take the column if its name says what it holds."""
        name = column.strip().lower().replace(" ", "_")
        for meaning, names in _MEANINGS.items():
            if name in names:
                if meaning in self.told:
                    return False
                if meaning in self.meanings:
                    raise self.wrong(
                        f"both '{self.meanings[meaning]}' and '{column}' could be the {meaning}",
                        f"Say which: --column {shlex.quote(f'{meaning}={column}')}.",
                    )
                self.meanings[meaning] = column
                return True
        if any(told in (REFERENCE, HYPOTHESIS) or "." in told for told in self.told) and name in _TARGETS:
            return False
        label = self.label(column.strip(), columns)
        if label is None or label in self.texts.values():
            return False
        self.take_text(column, label, column.strip())
        return True

    def label(self, name: str, columns: Sequence[str] = ()) -> str | None:
        """`reference.A`, `hypothesis.engine`, or None where the name is not that of a translation."""
        lowered = name.lower()
        for prefix, label in _NAMED.items():
            if lowered.startswith(prefix) and len(name) > len(prefix):
                return label + name[len(prefix) :]
        if lettered := _LETTERED.fullmatch(name):
            return REFERENCE + lettered[1]
        lowered = lowered.replace(" ", "_")
        if lowered in _REFERENCES:
            return REFERENCE + "A"
        if lowered in _POST_EDITS:
            return REFERENCE + "pe"
        if lowered in _HYPOTHESES:
            return HYPOTHESIS + (self.system or lowered)
        if lowered in _TARGETS:
            # Beside a column of machine translations, the target is the human translation.
            others = {column.strip().lower().replace(" ", "_") for column in columns}
            return REFERENCE + "A" if others & set(_HYPOTHESES) else HYPOTHESIS + (self.system or lowered)
        return None

    def take_text(self, column: str, label: str, name: str) -> None:
        if label in self.texts.values():
            other = next(c for c, meaning in self.texts.items() if meaning == label)
            raise self.wrong(f"both '{other}' and '{column}' are the {label.replace('.', ' ', 1)}")
        self.texts[column] = label
        for prefix, role in _ROLES.items():
            if name.lower().startswith(prefix):
                self.roles[label.removeprefix(HYPOTHESIS)] = role

    def take_languages(self, columns: Sequence[str]) -> None:
        """Take the columns as texts in the languages that they are named after, if they are; `mt` is then Maltese."""
        maltese = [
            column for column in self.texts if column.strip().lower() == MALTESE and column not in self.told.values()
        ]
        by_language = {
            column: named
            for column in self.columns
            if column in (*columns, *maltese) and (named := _language_of_column(column)) is not None
        }
        if len(by_language) > 1:
            self.by_language = by_language
            for column in maltese:
                del self.texts[column]

    def listed(self) -> str:
        shown = ", ".join(f"'{column[:40]}'" for column in self.columns[:20])
        return shown + (", ..." if len(self.columns) > 20 else "")

    def no_source(self) -> MtqaError:
        guess = next(iter(self.columns), "COLUMN")
        other = self.columns[1] if len(self.columns) > 1 else "COLUMN"
        return self.wrong(
            f"no column is the source (there are: {self.listed()})",
            "Say which is, for example:"
            f" --column {shlex.quote(f'source={guess[:40]}')} --column {shlex.quote(f'hypothesis={other[:40]}')}",
        )


def language_of_heading(column: str) -> Language | None:
    """The language that the heading of a text names; none where it is a usual name of such a column, as `mt` is."""
    return None if column.strip().lower() in _HYPOTHESES else language_in_name(column)


def _language_of_column(column: str) -> Language | None:
    prefix, _, rest = column.strip().partition(".")
    return language_in_name(rest if rest and prefix in _OF_LANGUAGE else column)
