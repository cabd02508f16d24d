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
from mtqa.languages import LanguagePair

if TYPE_CHECKING:
    from datasets import Dataset

__all__ = ["Corpus", "Origin", "Role", "Segment", "SegmentTable", "SystemOutput", "Value"]

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
        role: What it is to the evaluation.
        hypotheses: One per segment; None is missing (not delivered), "" is empty (delivered, nothing in it).
        origin: Where it came from.
        remarks: What the system itself made known about hypotheses, by segment id: that one was cut, say.
    """

    name: str
    role: Role
    hypotheses: Sequence[str | None]
    origin: Origin = field(default_factory=Origin)
    remarks: Mapping[str, str] = field(default_factory=dict)

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
        language_pair: Direction of translation.
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
            repeat, or when there are no segments.
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
        if not self.segments:
            raise MtqaError(f"the corpus '{self.name}' has no segments", "Check that the source text is not empty.")
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
