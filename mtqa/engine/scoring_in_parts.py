"""Statistics of test sets too large to hold in memory: part by part, only the statistics or their sums are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from mtqa.engine.collected import Collected, Collecting, Keeping
from mtqa.engine.configs import MetricConfig
from mtqa.engine.extraction import Backend, Streams, extract_rows, prepare
from mtqa.engine.resampling import MetricStatistics
from mtqa.engine.rows import as_array
from mtqa.engine.signatures import VARIABLE_REFERENCES
from mtqa.errors import MtqaError

__all__ = ["Part", "PartStatistics", "collect_in_parts", "statistics_in_parts"]


@dataclass(frozen=True)
class Part:
    """Some consecutive segments of a test set.

    Attributes:
        references: Streams of references, as for `prepare`.
        systems: For each system its translations.
    """

    references: Streams
    systems: Sequence[Sequence[str]]


@dataclass(frozen=True)
class PartStatistics:
    """What `statistics_in_parts` finds.

    Attributes:
        metrics: For each metric the statistics of all systems.
        n_references: References per segment, or `VARIABLE_REFERENCES`.
    """

    metrics: tuple[MetricStatistics, ...]
    n_references: int


def statistics_in_parts(
    configs: Sequence[MetricConfig], parts: Iterable[Part], *, backend: Backend = "auto", workers: int = 1
) -> PartStatistics:
    """The statistics of all metrics and systems, with one part of the test set in memory at a time.

    Args:
        configs: The metrics.
        parts: The test set from start to end; some ten thousand segments at a time are a good measure.
        backend: As for `prepare`.
        workers: Threads for the native backend.

    Raises:
        MtqaError: There is no part, parts differ in their number of systems, or see `prepare` and `statistics`.
    """
    found, n_references = collect_in_parts(configs, parts, Keeping(), backend=backend, workers=workers)
    metrics = (MetricStatistics(one.config, tuple(map(as_array, one.rows or ()))) for one in found)
    return PartStatistics(tuple(metrics), n_references)


def collect_in_parts(
    configs: Sequence[MetricConfig],
    parts: Iterable[Part],
    keeping: Keeping,
    *,
    backend: Backend = "auto",
    workers: int = 1,
    first_segment: int = 1,
) -> tuple[list[Collected], int]:
    """What is to be kept of the statistics of a test set, for each metric, and the number of its references.

    Args:
        configs: The metrics.
        parts: As for `statistics_in_parts`.
        keeping: What is kept.
        backend: As for `prepare`.
        workers: Threads for the native backend.
        first_segment: What messages call the first segment.

    Raises:
        MtqaError: as `statistics_in_parts`.
    """
    collecting: list[Collecting] = []
    n_systems = 0
    n_references: set[int] = set()
    for part in _read_ahead(parts):
        if not collecting:
            n_systems = len(part.systems)
            collecting = [Collecting(config, len(part.references), n_systems, keeping) for config in configs]
        if len(part.systems) != n_systems:
            raise MtqaError(
                f"from segment {first_segment} on there are {len(part.systems)} systems, before {n_systems}",
                "Every system needs all segments",
            )
        for config, of_config in zip(configs, collecting, strict=True):
            prepared = prepare(config, part.references, backend=backend, first_segment=first_segment)
            n_references.add(prepared.n_references)
            of_config.add(extract_rows(prepared, part.systems, workers=workers))
        first_segment += len(part.references[0])
    if not n_references:
        raise MtqaError("there are no segments", "Give one segment at least")
    counted = n_references.pop() if len(n_references) == 1 else VARIABLE_REFERENCES
    return [of_config.collected() for of_config in collecting], counted


def _read_ahead(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts; while one is used, a thread reads the next. Statistics are counted outside Python's lock.

    Where there is only one, which is the usual case, there is no thread.
    """
    iterator = iter(parts)
    first, second = next(iterator, None), next(iterator, None)
    if first is not None:
        yield first
    del first
    if second is None:
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as pool:
        part: Part | None = second
        while part is not None:
            waiting = pool.submit(next, iterator, None)
            yield part
            part = waiting.result()
