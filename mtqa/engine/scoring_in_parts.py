"""Statistics of test sets too large to hold in memory: part by part, only the statistics are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mtqa.engine.configs import MetricConfig
from mtqa.engine.extraction import Backend, Streams, prepare, system_statistics
from mtqa.engine.resampling import MetricStatistics
from mtqa.engine.signatures import VARIABLE_REFERENCES
from mtqa.errors import MtqaError

__all__ = ["Part", "PartStatistics", "statistics_in_parts"]


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
    import numpy as np

    by_metric: list[list[list[Any]]] = []  # by metric, system and part
    n_references: set[int] = set()
    first_segment = 1
    for part in _read_ahead(parts):
        if not by_metric:
            by_metric = [[[] for _ in part.systems] for _ in configs]
        for config, of_config in zip(configs, by_metric, strict=True):
            if len(part.systems) != len(of_config):
                raise MtqaError(
                    f"from segment {first_segment} on there are {len(part.systems)} systems, before {len(of_config)}",
                    "Every system needs all segments",
                )
            prepared = prepare(config, part.references, backend=backend, first_segment=first_segment)
            n_references.add(prepared.n_references)
            for of_system, statistics in zip(
                of_config, system_statistics(prepared, part.systems, workers=workers), strict=True
            ):
                of_system.append(statistics)
        first_segment += len(part.references[0])
    if not n_references:
        raise MtqaError("there are no segments", "Give one segment at least")
    metrics = []
    for config, of_config in zip(configs, by_metric, strict=True):
        whole = []
        for of_system in of_config:
            whole.append(np.concatenate(of_system))
            of_system.clear()
        metrics.append(MetricStatistics(config, tuple(whole)))
    return PartStatistics(
        metrics=tuple(metrics),
        n_references=n_references.pop() if len(n_references) == 1 else VARIABLE_REFERENCES,
    )


def _read_ahead(parts: Iterable[Part]) -> Iterator[Part]:
    """The parts; while one is used, a thread reads the next. Statistics are counted outside Python's lock."""
    from concurrent.futures import ThreadPoolExecutor

    iterator = iter(parts)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(next, iterator, None)
        while (part := waiting.result()) is not None:
            waiting = pool.submit(next, iterator, None)
            yield part
