"""A parallel corpus: source segments, named references and the outputs of MT systems, for one language pair."""

from __future__ import annotations

import hashlib
import sys
import warnings
from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, language_pair
from mtqa.notebooks import data_frame, html_block, html_table, shortened

if TYPE_CHECKING:
    import pandas
    from datasets import Dataset

__all__ = ["Corpus", "Origin", "Role", "Segment", "SegmentTable", "SystemOutput", "Value"]

_SHOWN_SEGMENTS = 5
_MOST_COLUMNS = 4
"""What a notebook shows of a corpus: so many segments, and so many references and systems."""

Value = str | int | float | bool
"""What an extra column of a segment may hold."""


class Role(StrEnum):
    """What a system output is to the evaluation."""

    PRIMARY = "primary"
    """The translation under judgement."""
    BASELINE = "baseline"
    """A translation that the primary one is measured against."""
    REFERENCE = "reference"
    """A human translation that is scored like a system (for orientation)."""


@dataclass(frozen=True)
class Origin:
    """Where a text came from: what somebody needs to find or to make it again. Every field may be empty.

    Attributes:
        service: Service or organisation that produced the text.
        model: Model name or path.
        revision: Revision of the model or version of the service.
        precision: Arithmetic of a neural model (`float32`, `int8`).
        decoding: Decoding settings.
        prompt: Prompt of an instruction-tuned model.
        date: Date as written in the source; never interpreted.
        licence: Licence of the text.
        attribution: Whom to credit.
        url: Where the text was published.
        file: File that it was read from, relative to the corpus.
        note: Anything a reader must know, in plain words.
    """

    service: str = ""
    model: str = ""
    revision: str = ""
    precision: str = ""
    decoding: str = ""
    prompt: str = ""
    date: str = ""
    licence: str = ""
    attribution: str = ""
    url: str = ""
    file: str = ""
    note: str = ""


@dataclass(frozen=True)
class Segment:
    """One unit of the source, usually a sentence, with its reference translations.

    Attributes:
        id: Unique in the corpus.
        document: Document that it belongs to; segments of a document stand together, in order.
        source: Source text; "" where a translation says something that the source does not (an addition).
        references: Reference translations by name. A missing reference is absent from the mapping; "" means that the
            reference translator wrote nothing here.
        kind: Kind of block that it comes from (`title`, `paragraph`, ...), or "".
        domain: Subject or genre, or "".
        extra: What else the file said about it, by the name that it has there: further columns, properties, notes.
    """

    id: str
    document: str
    source: str
    references: Mapping[str, str] = field(default_factory=dict)
    kind: str = ""
    domain: str = ""
    extra: Mapping[str, Value] = field(default_factory=dict)


class SegmentTable(Sequence[Segment]):
    """Segments that are kept by column, on disk rather than in memory; each is made when it is asked for.

    Large corpora come with one (`mtqa.corpus.column_views`). It is used like any other sequence; what needs only one
    column of a million segments asks for that column.
    """

    @abstractmethod
    def column(self, name: str) -> Iterator[str]:
        """The values of `id`, `document`, `source`, `kind` or `domain`, one per segment."""

    @property
    @abstractmethod
    def reference_names(self) -> tuple[str, ...]:
        """Names of the references that at least one segment has, in alphabetical order."""

    @abstractmethod
    def repeated_id(self) -> str | None:
        """An id that two segments have, or None."""


@dataclass(frozen=True)
class SystemOutput:
    """The translation of all segments by one system.

    Attributes:
        name: Unique in the corpus.
        role: What it is to the evaluation; its value, such as "primary", is taken too.
        hypotheses: One per segment; None is missing (not delivered), "" is empty (delivered, nothing in it).
        origin: Where it came from.
        remarks: What the system itself made known about hypotheses, by segment id: that one was cut, say.

    Raises:
        MtqaError: when there is no such role, or the hypotheses are one text.
    """

    name: str
    role: Role
    hypotheses: Sequence[str | None]
    origin: Origin = field(default_factory=Origin)
    remarks: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if type(self.role) is not Role:
            if self.role not in tuple(Role):
                raise MtqaError(
                    f"there is no role '{self.role}'", f"The role of a system is one of: {', '.join(Role)}."
                )
            object.__setattr__(self, "role", Role(self.role))
        if isinstance(self.hypotheses, str):
            raise MtqaError(f"the hypotheses of '{self.name}' are one text", "Give a list with one for each segment.")

    def __repr__(self) -> str:
        return f"<SystemOutput '{self.name}', {self.role}, {len(self.hypotheses):,} hypotheses>"

    @cached_property
    def n_missing(self) -> int:
        """How many hypotheses are missing."""
        return sum(hypothesis is None for hypothesis in self.hypotheses)


def _digest(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(str(len(encoded)).encode())
        digest.update(b":")
        digest.update(encoded)
    return digest.hexdigest()


def _repeated_id(segments: Sequence[Segment]) -> str | None:
    if isinstance(segments, SegmentTable):
        return segments.repeated_id()
    seen: set[str] = set()
    for segment in segments:
        if segment.id in seen:
            return segment.id
        seen.add(segment.id)
    return None


@dataclass(frozen=True)
class Corpus:
    """Segments and the systems that translated them.

    Attributes:
        name: Name of the corpus.
        language_pair: Direction of translation; a text such as "en-de" is taken too.
        segments: In reading order.
        systems: Outputs, each with one hypothesis per segment.
        title: Title for people.
        domain: Subject or genre of the whole.
        source_origin: Where the source text came from.
        reference_origins: Where each reference came from, by its name.
        notes: What a reader of the results must know about how the corpus was made.
        warnings: What may make numbers on this corpus less trustworthy.

    Raises:
        MtqaError: when a system has more or fewer hypotheses than there are segments, when segment ids or system names
            repeat, when there are no segments, or they are texts, or the language pair is none.
    """

    name: str
    language_pair: LanguagePair
    segments: Sequence[Segment]
    systems: Sequence[SystemOutput]
    title: str = ""
    domain: str = ""
    source_origin: Origin = field(default_factory=Origin)
    reference_origins: Mapping[str, Origin] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if type(self.language_pair) is not LanguagePair:
            object.__setattr__(self, "language_pair", language_pair(self.language_pair))
        if not self.segments:
            raise MtqaError(f"the corpus '{self.name}' has no segments", "Check that the source text is not empty.")
        if isinstance(self.segments, str) or isinstance(self.segments[0], str):
            raise MtqaError(
                f"the segments of the corpus '{self.name}' are texts",
                "Give Segment(id, document, source, references), or score plain lists with mtqa.score.",
            )
        repeated = _repeated_id(self.segments)
        if repeated is not None:
            raise MtqaError(
                f"the corpus '{self.name}' has two segments with the id '{repeated}'", "Each segment needs its own id."
            )
        names: set[str] = set()
        for system in self.systems:
            if system.name in names:
                raise MtqaError(
                    f"the corpus '{self.name}' has two systems named '{system.name}'", "Give each system its own name."
                )
            names.add(system.name)
            if len(system.hypotheses) != len(self.segments):
                raise MtqaError(
                    f"system '{system.name}' has {len(system.hypotheses)} hypotheses for {len(self.segments)} segments",
                    "Each segment needs exactly one hypothesis.",
                    path=system.origin.file or None,
                )

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over language pair, segment ids, sources and references: what makes two runs comparable."""

        def parts() -> Iterable[str]:
            yield str(self.language_pair)
            for segment in self.segments:
                yield from (segment.id, segment.document, segment.source)
                for name in sorted(segment.references):
                    yield from (name, segment.references[name])

        return _digest(parts())

    @cached_property
    def reference_names(self) -> tuple[str, ...]:
        """Names of the references that at least one segment has, in alphabetical order."""
        if isinstance(self.segments, SegmentTable):
            return self.segments.reference_names
        return tuple(sorted({name for segment in self.segments for name in segment.references}))

    @cached_property
    def documents(self) -> tuple[str, ...]:
        """Names of the documents in order of first appearance."""
        if isinstance(self.segments, SegmentTable):
            return tuple(dict.fromkeys(self.segments.column("document")))
        return tuple(dict.fromkeys(segment.document for segment in self.segments))

    @property
    def primary(self) -> SystemOutput:
        """The system under judgement: the one with that role, else the first.

        Raises:
            MtqaError: when there is no system at all.
        """
        for system in self.systems:
            if system.role is Role.PRIMARY:
                return system
        if not self.systems:
            raise MtqaError(
                f"the corpus '{self.name}' ({self.language_pair}) has no system output to judge",
                "Add a translation that is not a reference, or let a system make one with --baseline.",
            )
        return self.systems[0]

    def system(self, name: str) -> SystemOutput:
        """The system with this name.

        Raises:
            MtqaError: when there is none; the message lists those that there are.
        """
        for system in self.systems:
            if system.name == name:
                return system
        names = ", ".join(system.name for system in self.systems) or "none"
        raise MtqaError(f"the corpus '{self.name}' has no system named '{name}'", f"It has: {names}.")

    def with_systems(self, systems: Sequence[SystemOutput]) -> Corpus:
        """This corpus with other systems; everything else stays."""
        return Corpus(
            name=self.name,
            language_pair=self.language_pair,
            segments=self.segments,
            systems=systems,
            title=self.title,
            domain=self.domain,
            source_origin=self.source_origin,
            reference_origins=self.reference_origins,
            notes=self.notes,
            warnings=self.warnings,
        )

    def __repr__(self) -> str:
        systems = ", ".join(system.name for system in self.systems) or "no system"
        references = ", ".join(self.reference_names) or "none"
        return shortened(
            f"<Corpus '{self.name}' {self.language_pair}, {len(self.segments):,} segments, references: {references};"
            f" systems: {systems}>",
            400,
        )

    def _repr_html_(self) -> str:
        """The first segments, for notebooks."""
        references, systems = self.reference_names[:_MOST_COLUMNS], self.systems[:_MOST_COLUMNS]
        rows = []
        for n in range(min(len(self.segments), _SHOWN_SEGMENTS)):
            segment = self.segments[n]
            texts = [segment.source, *map(segment.references.get, references), *(s.hypotheses[n] for s in systems)]
            rows.append([segment.id, *(None if text is None else shortened(text) for text in texts)])
        headings = ["segment", "source", *(f"reference {name}" for name in references), *(s.name for s in systems)]
        title = f"{self.title or self.name}: {self.language_pair}; segments: {len(self.segments):,}, documents:"
        title += f" {len(self.documents):,}, systems: {len(self.systems)}"
        rest = [f"The first {len(rows)} segments."] if len(rows) < len(self.segments) else []
        return html_block(title, html_table(headings, rows, texts=headings), notes=[*rest, *self.warnings])

    def to_pandas(self) -> pandas.DataFrame:
        """A data frame with one row for each segment; columns are called as in tables that mtqa reads.

        Raises:
            MtqaError: when pandas is not installed.
        """
        segments = list(self.segments)
        columns: dict[str, Sequence[object]] = {
            name: [getattr(segment, name) for segment in segments] for name in ("id", "document", "source")
        }
        for name in self.reference_names:
            columns[f"reference.{name}"] = [segment.references.get(name) for segment in segments]
        columns |= {f"hypothesis.{system.name}": list(system.hypotheses) for system in self.systems}
        columns |= {name: [getattr(segment, name) for segment in segments] for name in ("kind", "domain")}
        for name in dict.fromkeys(name for segment in segments for name in segment.extra):
            columns.setdefault(name, [segment.extra.get(name) for segment in segments])
        return data_frame(columns)

    def to_dataset(self) -> Dataset:
        """Forwards to `mtqa.to_dataset`, which takes its place; goes with the next release."""
        return _public("to_dataset")(self)

    @staticmethod
    def from_dataset(
        dataset: Dataset, *, name: str = "dataset", source_language: str = "", target_language: str = ""
    ) -> Corpus:
        """Forwards to `mtqa.from_dataset`, which takes its place; goes with the next release."""
        corpus: Corpus = _public("from_dataset")(
            dataset, name=name, source_language=source_language, target_language=target_language
        )
        return corpus


def _public(name: str) -> Callable[..., Any]:
    """A function of the public interface, which is loaded before this module: nothing here imports what is above it."""
    warnings.warn(f"Corpus.{name} is now mtqa.{name}", DeprecationWarning, stacklevel=3)
    function: Callable[..., Any] = getattr(sys.modules["mtqa"], name)
    return function
