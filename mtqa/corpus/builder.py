"""From rows to a corpus: what every reader hands its rows to.

As long as they are few, the corpus is made of plain tuples, and Arrow is not even imported; from some ten thousand rows
on, they go to a temporary file block by block, and the corpus is a view of that file.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mtqa.corpus.column_views import FIXED, HYPOTHESIS, REFERENCE, ColumnSegments, Identifiers, TextColumn
from mtqa.corpus.corpus import Corpus, Origin, Role, Segment, SegmentTable, SystemOutput, Value
from mtqa.corpus.rows_on_disk import Spill
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair

__all__ = ["CorpusBuilder", "default_roles"]

ROWS_IN_MEMORY = 10_000
CHARACTERS_IN_MEMORY = 8_000_000
"""From this many on, rows go to disk."""
ROWS_AT_A_TIME = 4096
CHARACTERS_AT_A_TIME = 2_000_000
"""Rows that go to disk together."""
LINES_KEPT = 500_000
"""Segments whose line is remembered, for messages."""
MOST_NAMES = 1000
"""More systems and references than any corpus has: what would have more is not a corpus."""


class CorpusBuilder:
    """Collects rows and makes a corpus of them, in memory or on disk as their number asks for.

    Args:
        name: Name of the corpus.
        language_pair: Its direction.
        path: The file that is read, for messages.
    """

    def __init__(self, name: str, language_pair: LanguagePair, path: Path | None = None) -> None:
        self.name = name
        self.language_pair = language_pair
        self.path = path
        self.n_rows = 0
        self._columns: dict[str, list[Any]] = {column: [] for column in FIXED}
        self._fixed = tuple(self._columns.values())
        self._texts: list[tuple[str, list[str | None]]] = []
        self._buffered = 0
        self._characters = 0
        self._spill: Spill | None = None
        self._lines = array("I")
        self._identifiers = Identifiers()

    def add(
        self,
        identifier: str,
        document: str,
        source: str,
        texts: Mapping[str, str | None],
        kind: str = "",
        domain: str = "",
        extra: Mapping[str, Value] | None = None,
        line: int = 0,
    ) -> None:
        """Add a segment.

        Args:
            identifier: Its id.
            document: Document that it belongs to.
            source: Source text.
            texts: References by `reference.NAME` and hypotheses by `hypothesis.NAME`; what is absent is missing.
            kind: Kind of block.
            domain: Subject or genre.
            extra: Further columns.
            line: Where it stands in the file, for messages.
        """
        if len(self._lines) < LINES_KEPT:
            self._lines.append(line)
        self._identifiers.add(identifier)
        identifiers, documents, sources, kinds, domains, extras = self._fixed
        identifiers.append(identifier)
        documents.append(document)
        sources.append(source)
        kinds.append(kind)
        domains.append(domain)
        extras.append(extra or None)
        n_characters = len(source)
        for label in texts:
            if label not in self._columns:
                self._add_column(label)
        for label, column in self._texts:
            text = texts.get(label)
            column.append(text)
            if text is not None:
                n_characters += len(text)
        self.n_rows += 1
        self._buffered += 1
        self._characters += n_characters
        if self._spill is None:
            if self._buffered > ROWS_IN_MEMORY or self._characters > CHARACTERS_IN_MEMORY:
                self._spill = Spill()
                self._flush(self._spill)
        elif self._buffered >= ROWS_AT_A_TIME or self._characters > CHARACTERS_AT_A_TIME:
            self._flush(self._spill)

    def _add_column(self, label: str) -> None:
        if len(self._columns) - len(FIXED) >= MOST_NAMES:
            raise MtqaError(f"there are more than {MOST_NAMES} systems and references", path=self.path)
        column: list[str | None] = [None] * self._buffered
        self._columns[label] = column
        self._texts.append((label, column))

    @property
    def labels(self) -> tuple[str, ...]:
        """The columns of references and systems so far, in order of first appearance."""
        return tuple(label for label, _ in self._texts)

    def _flush(self, spill: Spill) -> None:
        block = dict(self._columns)
        block["extra"] = [json.dumps(extra, ensure_ascii=False) if extra else None for extra in block["extra"]]
        try:
            spill.write(block)
        except UnicodeEncodeError:
            raise MtqaError("a text holds half a surrogate pair, which is not Unicode", path=self.path) from None
        for column in self._columns.values():
            column.clear()
        self._buffered = 0
        self._characters = 0

    def discard(self) -> None:
        """Throw the rows away, with their file; harmless when `build` was called."""
        if self._spill is not None:
            self._spill.discard()

    def build(
        self,
        roles: Mapping[str, Role] | None = None,
        origins: Mapping[str, Origin] | None = None,
        *,
        reference_origins: Mapping[str, Origin] | None = None,
        remarks: Mapping[str, Mapping[str, str]] | None = None,
        renamed: Mapping[str, str] | None = None,
        title: str = "",
        domain: str = "",
        source_origin: Origin | None = None,
        notes: Sequence[str] = (),
        warnings: Sequence[str] = (),
    ) -> Corpus:
        """The corpus of all rows that were added.

        Args:
            roles: Role of each system and the order in which they are to stand; None for `default_roles`.
            origins: Where each system's output came from.
            reference_origins: Where each reference came from.
            remarks: What each system made known about its hypotheses, by segment id.
            renamed: Columns that go by another label than the one under which they were added; "" leaves one out.
            title: Title for people.
            domain: Subject or genre of the whole.
            source_origin: Where the source came from.
            notes: What a reader must know.
            warnings: What may make numbers less trustworthy.

        Raises:
            MtqaError: as `Corpus`, naming the file.
        """
        labels = {old: new for old in self.labels if (new := (renamed or {}).get(old, old))}
        segments, hypotheses = self._tuples(labels) if self._spill is None else self._views(labels, self._spill)
        try:
            if roles is None:
                roles = default_roles(tuple(hypotheses))
            return Corpus(
                name=self.name,
                language_pair=self.language_pair,
                segments=segments,
                systems=_systems(roles, hypotheses, origins or {}, remarks or {}),
                title=title,
                domain=domain,
                source_origin=source_origin or Origin(),
                reference_origins=dict(reference_origins or {}),
                notes=tuple(notes),
                warnings=tuple(warnings),
            )
        except MtqaError as error:
            self._name_repeated_id(segments)
            raise MtqaError(error.message, error.hint, path=error.path or self.path, line=error.line) from None

    def _name_repeated_id(self, segments: Sequence[Segment]) -> None:
        """Say where the two segments with one id stand, if there are any."""
        first: dict[str, int] = {}
        repeated = segments.repeated_id() if isinstance(segments, SegmentTable) else None
        for position, segment in enumerate(segments):
            if repeated is not None and segment.id != repeated:
                continue
            if segment.id in first:
                lines = [self._lines[i] if i < len(self._lines) else 0 for i in (first[segment.id], position)]
                numbers = f"the segments {first[segment.id] + 1} and {position + 1}"
                where = f"first in line {lines[0]}" if all(lines) else numbers
                raise MtqaError(
                    f"the id '{segment.id[:80]}' is there twice ({where})",
                    "Each segment needs its own id.",
                    path=self.path,
                    line=lines[1] if all(lines) else None,
                )
            first[segment.id] = position

    def _tuples(self, labels: Mapping[str, str]) -> tuple[Sequence[Segment], dict[str, Sequence[str | None]]]:
        columns = self._columns
        references = [(new.removeprefix(REFERENCE), columns[old]) for old, new in labels.items() if _is_reference(new)]
        segments = tuple(
            Segment(
                identifier,
                document,
                source,
                {name: column[i] for name, column in references if column[i] is not None},
                kind,
                domain,
                extra or {},
            )
            for i, (identifier, document, source, kind, domain, extra) in enumerate(
                zip(*(columns[name] for name in FIXED), strict=True)
            )
        )
        return segments, {
            new.removeprefix(HYPOTHESIS): tuple(columns[old]) for old, new in labels.items() if not _is_reference(new)
        }

    def _views(
        self, labels: Mapping[str, str], spill: Spill
    ) -> tuple[Sequence[Segment], dict[str, Sequence[str | None]]]:
        if self._buffered:
            self._flush(spill)
        table = spill.table().select([*FIXED, *labels]).rename_columns([*FIXED, *labels.values()])
        return ColumnSegments(table, self._identifiers), {
            label.removeprefix(HYPOTHESIS): TextColumn(table.column(label))
            for label in labels.values()
            if not _is_reference(label)
        }


def _systems(
    roles: Mapping[str, Role],
    hypotheses: Mapping[str, Sequence[str | None]],
    origins: Mapping[str, Origin],
    remarks: Mapping[str, Mapping[str, str]],
) -> tuple[SystemOutput, ...]:
    return tuple(
        SystemOutput(name, role, hypotheses[name], origins.get(name, Origin()), remarks.get(name, {}))
        for name, role in roles.items()
        if name in hypotheses
    )


def _is_reference(label: str) -> bool:
    return label.startswith(REFERENCE)


def default_roles(systems: Sequence[str]) -> dict[str, Role]:
    """Who is judged where a file does not say: eTranslation where it is among the systems, else the first of them."""
    primary = next((name for name in systems if name.casefold() == "etranslation"), systems[0] if systems else "")
    return {name: Role.PRIMARY if name == primary else Role.BASELINE for name in systems}
