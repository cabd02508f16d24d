"""Lines of files, read and measured: what metrics make of them before anything is scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.contracts import Measurement, Metric
from mtqa.engine import Collected, MetricConfig, Part, collect_in_parts
from mtqa.errors import MtqaError
from mtqa.evaluation.engine_results import keeping_for
from mtqa.evaluation.resampling_units import Unit
from mtqa.evaluation.scored_lines import LineSet, Resampling
from mtqa.files import read_in_parts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.progress import Progress

__all__ = ["MeasuredLines", "measure_lines"]


@dataclass(frozen=True)
class MeasuredLines:
    """What metrics have made of lines, before anything is scored.

    Attributes:
        n_segments: How many lines were read.
        by_engine: For each metric of the scoring engine what was kept of its statistics.
        by_metric: For each other metric what it measured, by system.
        documents: The number of each line's document; None where lines are drawn, or nothing is.
    """

    n_segments: int
    by_engine: Mapping[MetricConfig, Collected] = field(default_factory=dict)
    by_metric: Mapping[Metric, Sequence[Measurement]] = field(default_factory=dict)
    documents: NDArray[np.int64] | None = None


def measure_lines(
    lines: LineSet,
    metrics: Sequence[Metric],
    how: Resampling,
    *,
    segments: bool = False,
    workers: int = 1,
    cache: Path | None = None,
    progress: Progress | None = None,
    within: tuple[int, int, int] | None = None,
) -> MeasuredLines:
    """Read lines, and keep of them what scores are made of.

    Args:
        lines: References and hypotheses.
        metrics: As for `score_lines`, as are the next ones.
        how: How sure the scores are to be told.
        segments: As for `score_lines`.
        workers: As for `score_lines`.
        cache: As for `score_lines`.
        progress: As for `score_lines`.
        within: The first line to read, the one after the last, and how many there are; None for all.

    Raises:
        MtqaError: as `score_lines`.
    """
    others = [metric for metric in metrics if metric.engine_config is None]
    for metric in others:
        if lines.source is None and metric.needs_source:
            raise MtqaError(f"{metric.label} needs the source text", "Give it with -s FILE, in Python as sources.")
    documents = _documents(lines, how)
    if documents is not None and within is not None:
        _check_documents(documents, within[2])
        documents = documents[within[0] : within[1]]
    by_engine = _by_engine(lines, metrics, how, documents, segments=segments, workers=workers, within=within)
    by_metric: dict[Metric, Sequence[Measurement]] = {}
    n_segments = next((one.n_segments for one in by_engine.values()), 0)
    if others:
        originals, references, systems = _whole(lines, within)
        n_segments = len(originals)
        for metric in others:
            by_metric[metric] = metric.measure(originals, systems, references, cache, progress)
    if documents is not None and metrics:
        _check_documents(documents, n_segments)
    return MeasuredLines(n_segments, by_engine, by_metric, documents)


def _documents(lines: LineSet, how: Resampling) -> NDArray[np.int64] | None:
    if not how.wanted or (lines.documents is None and how.unit is not Unit.DOCUMENT):
        return None
    from mtqa.evaluation.resampled_lines import documents_of_lines

    return documents_of_lines(lines.documents, how.unit)


def _check_documents(documents: NDArray[np.int64], n_segments: int) -> None:
    if len(documents) != n_segments:
        raise MtqaError(
            f"documents are named for {len(documents)} lines, and there are {n_segments}", "Name one for every line."
        )


def _by_engine(
    lines: LineSet,
    metrics: Sequence[Metric],
    how: Resampling,
    documents: NDArray[np.int64] | None,
    *,
    segments: bool,
    workers: int,
    within: tuple[int, int, int] | None,
) -> dict[MetricConfig, Collected]:
    configs = [config for metric in metrics if (config := metric.engine_config) is not None]
    if not configs:
        return {}
    start, stop, n_segments = _range(within)
    n_references = len(lines.references)

    def parts() -> Iterator[Part]:
        n_read = 0
        together = [*lines.references, *lines.systems]
        for part in read_in_parts(together, as_given=lines.as_given, start=start, stop=stop):
            n_read += len(part[0])
            if documents is not None and n_read > len(documents):
                _check_documents(documents, n_read)
            yield Part(part[:n_references], part[n_references:])

    keeping = keeping_for(
        how, documents, len(lines.systems), segments=segments, n_segments=n_segments, splits=within is not None
    )
    found, _ = collect_in_parts(configs, parts(), keeping, workers=workers, first_segment=start + 1)
    return dict(zip(configs, found, strict=True))


def _whole(lines: LineSet, within: tuple[int, int, int] | None) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Sources, references by segment, and hypotheses by system."""
    start, stop, _ = _range(within)
    sources = [*lines.references, *lines.systems, *([] if lines.source is None else [lines.source])]
    columns: list[list[str]] = [[] for _ in sources]
    for part in read_in_parts(sources, as_given=lines.as_given, start=start, stop=stop):
        for column, of_part in zip(columns, part, strict=True):
            column += of_part
    n, size = len(lines.references), len(columns[0])
    by_segment = zip(*columns[:n], strict=True) if n else ((),) * size
    references = [[text for text in texts if text is not None] for texts in by_segment]
    originals = [""] * size if lines.source is None else columns[-1]
    return originals, references, columns[n : n + len(lines.systems)]


def _range(within: tuple[int, int, int] | None) -> tuple[int, int | None, int]:
    """As `read_in_parts` takes it: the last part ends where all files end, which must be at the same line."""
    start, stop, n_segments = within or (0, 0, 0)
    return start, None if stop == n_segments else stop, n_segments
