"""Corpora as the rows of one table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtqa.corpus import Corpus, Segment, Value
from mtqa.tables import extra_column
from mtqa.writers._output import reference_label, role_labels, rows_of

__all__ = ["Cell", "CorpusTable"]

Cell = Value | None
FIXED = ("id", "document", "source_lang", "target_lang", "kind", "domain", "source")


@dataclass(frozen=True)
class CorpusTable:
    """The columns that corpora have together.

    Attributes:
        corpora: The corpora.
        references: Column of each reference, by its name.
        systems: Column of each system, by its name.
        extra: Column of each extra value, by its name.
        fixed: The other columns; `kind` and `domain` only where a segment has one.
    """

    corpora: Sequence[Corpus]
    references: dict[str, str]
    systems: dict[str, str]
    extra: dict[str, str]
    fixed: tuple[str, ...]

    @classmethod
    def of(cls, corpora: Sequence[Corpus]) -> CorpusTable:
        """The table of some corpora."""
        references = dict.fromkeys(name for corpus in corpora for name in corpus.reference_names)
        extra: dict[str, None] = {}
        used: set[str] = set()
        for corpus in corpora:
            for segment in corpus.segments:
                if segment.kind:
                    used.add("kind")
                if segment.domain:
                    used.add("domain")
                extra |= dict.fromkeys(segment.extra)
        return cls(
            corpora,
            {name: reference_label(name) for name in references},
            role_labels(corpora),
            {name: extra_column(name) for name in extra},
            tuple(column for column in FIXED if column not in ("kind", "domain") or column in used),
        )

    @property
    def columns(self) -> tuple[str, ...]:
        """All columns, in order."""
        return (*self.fixed, *self.references.values(), *self.systems.values(), *self.extra.values())

    def rows(self) -> Iterator[tuple[Segment, dict[str, Cell]]]:
        """The cells of each segment by column; those that are not there are absent, missing hypotheses are None."""
        for corpus in self.corpora:
            pair = corpus.language_pair
            labels = [self.systems[system.name] for system in corpus.systems]
            for segment, hypotheses in rows_of(corpus):
                cells: dict[str, Cell] = {
                    "id": segment.id,
                    "document": segment.document,
                    "source_lang": pair.source.tag,
                    "target_lang": pair.target.tag,
                    "kind": segment.kind,
                    "domain": segment.domain,
                    "source": segment.source,
                }
                cells = {column: cells[column] for column in self.fixed}
                for name, text in segment.references.items():
                    cells[self.references[name]] = text
                cells |= dict(zip(labels, hypotheses, strict=True))
                for name, value in segment.extra.items():
                    cells[self.extra[name]] = value
                yield segment, cells
