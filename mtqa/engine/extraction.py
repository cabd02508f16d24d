"""Sufficient statistics of every segment: one function over two interchangeable backends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from mtqa.engine import by_sacrebleu, native
from mtqa.engine.configs import MetricConfig, TerConfig
from mtqa.engine.exact_sums import running_total
from mtqa.engine.rows import Rows, as_array, new_rows
from mtqa.engine.signatures import VARIABLE_REFERENCES
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sacrebleu.metrics.base import Metric

__all__ = [
    "Backend",
    "PreparedReferences",
    "Streams",
    "backend_for",
    "corpus_sums",
    "extract_rows",
    "looks_tokenized",
    "prepare",
    "statistics",
    "system_statistics",
]

Backend: TypeAlias = Literal["auto", "native", "reference"]
_TOKENIZED_LINES = 100
Streams: TypeAlias = Sequence[Sequence[str | None]]


@dataclass(frozen=True)
class PreparedReferences:
    """References of one test set, checked and made ready for one metric; serves any number of systems.

    Attributes:
        config: The metric.
        backend: `native` or `reference`.
        n_segments: Number of segments.
        n_references: References per segment, or `VARIABLE_REFERENCES` where segments differ.
        streams: The references as they were given.
        first_segment: Number of the first segment, for messages.
    """

    config: MetricConfig
    backend: Literal["native", "reference"]
    n_segments: int
    n_references: int
    streams: tuple[list[str | None], ...] = field(repr=False)
    first_segment: int
    _lines: tuple[list[str | None], ...] = field(repr=False)  # the streams as the native backend reads them
    _counts: tuple[int, ...] = field(repr=False)  # references of each segment, or one number for all
    _metric: Metric | None = field(repr=False)


def backend_for(backend: Backend) -> Literal["native", "reference"]:
    """The backend that `auto` stands for here.

    Raises:
        MtqaError: `native` is asked for and not there.
    """
    if backend == "auto":
        return "native" if native.available() else "reference"
    if backend == "native" and not native.available():
        raise MtqaError(
            "the native scoring engine is not there", "Install mtqa where there is a C compiler, with sacreBLEU 2.6"
        )
    return backend


def prepare(
    config: MetricConfig, references: Streams, *, backend: Backend = "auto", first_segment: int = 1
) -> PreparedReferences:
    """Checks references and makes them ready for any number of systems.

    Args:
        config: The metric.
        references: Streams of references: `references[k][i]` is reference k of segment i, None where it is missing.
        backend: `native`, `reference`, or `auto` for the first of them that is there.
        first_segment: What messages call the first segment, where these are part of a larger test set.

    Raises:
        MtqaError: There is no stream or no segment, streams differ in length, or a segment has no reference.
    """
    streams = tuple(list(stream) for stream in references)
    if not streams or not streams[0]:
        raise MtqaError("there are no references", "Give one stream of references at least, with one segment at least")
    n_segments = len(streams[0])
    for number, stream in enumerate(streams, start=1):
        if len(stream) != n_segments:
            raise MtqaError(
                f"reference 1 has {n_segments} segments, reference {number} has {len(stream)}",
                "Every reference needs the same number of segments; put None where one is missing",
            )
    counts: tuple[int, ...] = (len(streams),)
    if any(None in stream for stream in streams):
        counts = tuple(sum(text is not None for text in texts) for texts in zip(*streams, strict=True))
        if 0 in counts:
            number = first_segment + counts.index(0)
            raise MtqaError(f"segment {number} has no reference", "Leave that segment out, or translate it")
    different = set(counts)
    chosen = backend_for(backend)
    return PreparedReferences(
        config=config,
        backend=chosen,
        n_segments=n_segments,
        n_references=different.pop() if len(different) == 1 else VARIABLE_REFERENCES,
        streams=streams,
        first_segment=first_segment,
        _lines=tuple(native.prepare_lines(config, stream, references=True) for stream in streams)
        if chosen == "native"
        else (),
        _counts=counts,
        _metric=None if chosen == "native" else by_sacrebleu.sacrebleu_metric(config, streams),
    )


def statistics(
    config: MetricConfig,
    hypotheses: Sequence[str],
    references: Streams | PreparedReferences,
    *,
    backend: Backend = "auto",
    workers: int = 1,
) -> NDArray[np.int64] | NDArray[np.float64]:
    """Sufficient statistics of every segment: exactly the numbers of sacreBLEU's `_extract_corpus_statistics`.

    Args:
        config: The metric.
        hypotheses: One system's translations.
        references: Streams of references (`references[k][i]`, None where missing), or what `prepare` made of them.
        backend: As for `prepare`, which has decided it already where `references` come from there.
        workers: Threads for the native backend.

    Returns:
        Shape (segments, `config.columns`): int64 for BLEU and chrF; float64 for TER, whose reference length is a mean.

    Raises:
        MtqaError: Lengths differ, a hypothesis is missing, or see `prepare`.
    """
    prepared = _prepared(config, references, backend)
    return system_statistics(prepared, [hypotheses], workers=workers)[0]


def system_statistics(
    references: PreparedReferences, systems: Sequence[Sequence[str]], *, workers: int = 1
) -> list[NDArray[np.int64] | NDArray[np.float64]]:
    """The statistics of several systems, for which each reference is read only once.

    Args:
        references: From `prepare`.
        systems: Each system's translations.
        workers: Threads for the native backend.

    Returns:
        One array for each system, as `statistics` returns them.

    Raises:
        MtqaError: Lengths differ, or a hypothesis is missing.
    """
    return [as_array(rows) for rows in extract_rows(references, systems, workers=workers)]


def extract_rows(references: PreparedReferences, systems: Sequence[Sequence[str]], *, workers: int = 1) -> list[Rows]:
    """As `system_statistics`, with rows in any form, for which the native backend needs no NumPy."""
    config = references.config
    lists = [_checked(references, hypotheses) for hypotheses in systems]
    if references._metric is not None:
        return [_as_array(config, by_sacrebleu.extract(references._metric, hypotheses)) for hypotheses in lists]
    rows = [new_rows(references.n_segments, config.columns, "q") for _ in lists]
    if rows:
        _extract(references, lists, rows, workers)
    if isinstance(config, TerConfig):
        return [native.mean_lengths(of_system, references._counts) for of_system in rows]
    return list(rows)


def _as_array(config: MetricConfig, rows: list[Any]) -> NDArray[Any]:
    import numpy as np

    return np.array(rows, dtype=np.float64 if isinstance(config, TerConfig) else np.int64)


def corpus_sums(
    config: MetricConfig,
    hypotheses: Sequence[str],
    references: Streams | PreparedReferences,
    *,
    backend: Backend = "auto",
    workers: int = 1,
) -> list[float]:
    """The sums of `statistics` over all segments, in Python's numbers.

    Args:
        config: The metric.
        hypotheses: One system's translations.
        references: As for `statistics`.
        backend: As for `statistics`.
        workers: Threads for the native backend.

    Returns:
        `config.columns` numbers, ints but for TER: sacreBLEU's, with additions in its order.

    Raises:
        MtqaError: As for `statistics`.
    """
    prepared = _prepared(config, references, backend)
    return running_total(None, extract_rows(prepared, [hypotheses], workers=workers)[0])


def _prepared(config: MetricConfig, references: Streams | PreparedReferences, backend: Backend) -> PreparedReferences:
    if not isinstance(references, PreparedReferences):
        return prepare(config, references, backend=backend)
    if references.config != config:
        raise MtqaError(
            f"the references were prepared for {references.config}, not for {config}", "Prepare them for this metric"
        )
    return references


def _checked(references: PreparedReferences, hypotheses: Sequence[str]) -> list[str]:
    texts = list(hypotheses)
    if len(texts) != references.n_segments:
        raise MtqaError(
            f"the hypotheses have {len(texts)} segments, the references have {references.n_segments}",
            "Every hypothesis needs its references, line by line",
        )
    missing: list[Any] = texts
    if None in missing:
        number = references.first_segment + missing.index(None)
        raise MtqaError(f"the hypothesis of segment {number} is missing", "Leave that segment out")
    return texts


def _extract(references: PreparedReferences, systems: list[list[str]], outputs: list[Any], workers: int) -> None:
    lines = [native.prepare_lines(references.config, hypotheses) for hypotheses in systems]
    try:
        native.extract(references.config, lines, references._lines, outputs, references.n_segments, workers)
    except OverflowError as error:
        raise MtqaError(f"{references.config.name}: {error}", "Is the text in lines, one for each segment?") from error


def looks_tokenized(hypotheses: Sequence[str]) -> bool:
    """Whether a hundred segments or more end in a space and a full stop, upon which sacreBLEU warns for BLEU.

    Args:
        hypotheses: One system's translations, before any tokenization.
    """
    return sum(line.endswith(" .") for line in hypotheses) >= _TOKENIZED_LINES
