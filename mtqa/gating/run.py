"""What one run of the gate is: for each language the statistics of every segment, the findings, and the texts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from mtqa.corpus import Segment
from mtqa.evaluation import Unit, document_numbers
from mtqa.languages import LanguagePair
from mtqa.results import Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FindingCounts", "LanguageRun", "Measured", "mtqa_version", "segment_keys"]

FindingCounts = Mapping[tuple[str, Severity], Mapping[int, int]]
"""For each check and severity, how many findings each segment has, by number from 0; those without stand not here."""


@dataclass(frozen=True)
class Measured:
    """One metric on one run.

    Attributes:
        metric: Spec, without what depends on the language.
        label: Name that the field uses.
        signature: What the numbers depend on; runs with different signatures are not compared.
        value: Score over all the segments that could be scored.
        statistics: Shape (segments, k); zeros where a segment could not be scored.
        scored: Shape (segments,): whether it could.
    """

    metric: str
    label: str
    signature: str
    value: float
    statistics: NDArray[np.float64]
    scored: NDArray[np.bool_]


@dataclass(frozen=True)
class LanguageRun:
    """One system's translations into one language, measured.

    Attributes:
        languages: Direction of translation.
        system: Name of the system.
        mtqa: Version of mtqa that measured it.
        keys: For each segment, five bytes that stand for its source and references.
        missing: Numbers of the segments without a translation.
        domains: How many segments each domain has.
        metrics: What could be measured.
        checks: Names of the checks that ran.
        findings: What they found.
        empty: Numbers of the segments whose translation says nothing, though the source does.
        copied: Numbers of the segments whose translation is the source over again.
        fingerprints: For each check that ran, a digest of its code, data and options.
        notes: What a reader must know about the measurement.
        texts: The translations; None where the accepted file was told not to keep them.
        segments: The segments themselves; empty in what comes from an accepted file.
        file: File that the translations came from, as the corpus names it.
    """

    languages: LanguagePair
    system: str
    mtqa: str
    keys: tuple[bytes, ...]
    missing: frozenset[int]
    domains: Mapping[str, int]
    metrics: tuple[Measured, ...]
    checks: tuple[str, ...]
    findings: FindingCounts
    empty: frozenset[int] = frozenset()
    copied: frozenset[int] = frozenset()
    fingerprints: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    texts: tuple[str | None, ...] | None = None
    segments: Sequence[Segment] = field(default=(), repr=False)
    file: str = ""

    @property
    def pair(self) -> str:
        """Direction of translation as it is printed: `en-de`."""
        return str(self.languages)

    @property
    def lost(self) -> frozenset[int]:
        """Numbers of the segments that have no translation to speak of: missing, empty, or the source over again."""
        return self.missing | self.empty | self.copied

    def documents(self, unit: Unit) -> NDArray[np.int64] | None:
        """The number of each segment's document, or None where segments are to be taken for independent.

        Raises:
            MtqaError: when documents are asked for and there are not two.
        """
        return document_numbers((segment.document for segment in self.segments), unit)

    def measured(self, metric: str) -> Measured | None:
        """What a metric showed, or None where it could not be measured."""
        return next((one for one in self.metrics if one.metric == metric), None)


def mtqa_version() -> str:
    """The installed version."""
    try:
        return version("mtqa")
    except PackageNotFoundError:
        return "unknown"


def segment_keys(segments: Sequence[Segment]) -> tuple[bytes, ...]:
    """For each segment, five bytes that stand for its source and references; repetitions are told apart by order."""
    seen: dict[bytes, int] = {}
    keys = []
    for segment in segments:
        digest = hashlib.blake2b(digest_size=16)
        for text in (segment.source, *(part for item in sorted(segment.references.items()) for part in item)):
            encoded = text.encode("utf-8", "surrogatepass")
            digest.update(b"%d:" % len(encoded))
            digest.update(encoded)
        content = digest.digest()
        seen[content] = seen.get(content, 0) + 1
        keys.append(hashlib.blake2b(content + b"%d" % seen[content], digest_size=5).digest())
    return tuple(keys)
