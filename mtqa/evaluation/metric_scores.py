"""The scores of a corpus's systems by one metric, their intervals, and the test of every two systems."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.contracts import Measurement, Metric, Surroundings
from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.engine import StatisticsCache, prepare, system_statistics
from mtqa.errors import MtqaError
from mtqa.evaluation.repeated_scores import widened
from mtqa.evaluation.resampling_units import corpus_documents, signed
from mtqa.evaluation.scored_systems import DEFAULT_SEED, MetricScores, ScoredSystem, Settings
from mtqa.evaluation.statistics import compare_all_pairs, holm, score_intervals
from mtqa.evaluation.texts_on_demand import OnDemand
from mtqa.progress import Progress
from mtqa.results import Comparison, DocumentScore, Finding, Interval, Message, Score, Severity

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = [
    "DEFAULT_SEED",
    "MetricScores",
    "ScoredSystem",
    "Settings",
    "measure_systems",
    "reference_counts",
    "score_by_metric",
    "statistics_within",
    "summarise",
]


def reference_counts(corpus: Corpus) -> str:
    """How many references the segments have, as it stands in signatures: "1", "2" or "var"."""
    counts = {len(segment.references) for segment in corpus.segments} - {0}
    return str(counts.pop()) if len(counts) == 1 else "var"


def score_by_metric(
    corpus: Corpus, metric: Metric, spec: str, primary: str, settings: Settings, advance: Callable[[str], None]
) -> MetricScores:
    """Score every system of a corpus by one metric.

    Args:
        corpus: The corpus, with at least one system.
        metric: The metric as it is used for the corpus's languages.
        spec: What it was asked for as.
        primary: The system whose comparisons come first.
        settings: Resampling and the like.
        advance: Called with what is done next: the systems, their intervals, and the pairs.

    Raises:
        MtqaError: when the metric is faulty.
    """
    advance(f"{metric.label}: {len(corpus.systems)} systems")
    systems = statistics_within(corpus, metric, settings)
    return summarise(corpus, metric, spec, systems, primary, settings, advance)


def summarise(
    corpus: Corpus,
    metric: Metric,
    spec: str,
    systems: Sequence[ScoredSystem],
    primary: str,
    settings: Settings,
    advance: Callable[[str], None],
) -> MetricScores:
    """Scores, intervals and comparisons from the statistics of the systems; arguments as for `score_by_metric`."""
    n_references = reference_counts(corpus)
    whole = any(scored.value is not None for scored in systems)
    documents = None if whole else corpus_documents(corpus, settings.unit)
    settings = settings.within(len(corpus.segments) if documents is None else int(documents.max()) + 1)
    bootstrap = {} if whole else settings.in_signature("bs")
    signature = signed(metric.signature(n_references, bootstrap), documents)
    advance(f"{metric.label}: intervals")
    scores = _scores(corpus, metric, spec, systems, signature, settings, documents)
    advance(f"{metric.label}: every pair of systems")
    primary_first = sorted(systems, key=lambda scored: scored.system.name != primary)
    if whole:
        return MetricScores(metric, tuple(systems), tuple(scores), _differences(primary_first, spec, metric, signature))
    paired = signed(metric.signature(n_references, {**bootstrap, **settings.in_signature("ar")}), documents)
    comparisons = _compare(primary_first, spec, metric, paired, settings, documents) if len(systems) > 1 else []
    return MetricScores(metric, tuple(systems), tuple(scores), tuple(comparisons))


# ---- statistics ----


def measure_systems(
    corpus: Corpus, metric: Metric, *, workers: int = 1, cache: Path | None = None, progress: Progress | None = None
) -> list[ScoredSystem]:
    """The statistics of all systems of a corpus by a metric, without intervals and comparisons.

    Args:
        corpus: The corpus, with at least one system.
        metric: The metric as it is used for the corpus's languages.
        workers: Threads of the scoring engine.
        cache: Folder in which statistics are kept.
        progress: Called by metrics that take long.

    Raises:
        MtqaError: when the metric is faulty.
    """
    return statistics_within(corpus, metric, Settings(workers=workers, cache=cache, progress=progress))


def statistics_within(
    corpus: Corpus, metric: Metric, settings: Settings, within: range | None = None
) -> list[ScoredSystem]:
    """The statistics of all systems; those that translate the same segments are scored together.

    Args:
        corpus: The corpus, with at least one system.
        metric: The metric as it is used for the corpus's languages.
        settings: How they are computed.
        within: Positions of the segments that are scored; None for all.

    Raises:
        MtqaError: when the metric is faulty.
    """
    import numpy as np

    groups: dict[bytes, list[SystemOutput]] = {}
    positions_of: dict[bytes, list[int]] = {}
    for system in corpus.systems:
        positions = [
            position
            for position, (segment, hypothesis) in enumerate(zip(corpus.segments, system.hypotheses, strict=True))
            if hypothesis is not None and (segment.references or not metric.needs_reference)
        ]
        key = np.asarray(positions, dtype=np.int64).tobytes()
        groups.setdefault(key, []).append(system)
        positions_of[key] = positions
    if metric.compares and len(groups) > 1:
        shared = sorted(set.intersection(*map(set, positions_of.values())))
        groups, positions_of = {b"": list(corpus.systems)}, {b"": shared}
    scored: dict[str, ScoredSystem] = {}
    for key, systems in groups.items():
        positions = positions_of[key] if within is None else [n for n in positions_of[key] if n in within]
        rows = _rows(corpus, metric, systems, positions, settings)
        for system, measured in zip(systems, rows, strict=True):
            n_rows = len(measured.statistics)
            if n_rows != len(positions) and (n_rows or measured.value is None):
                raise MtqaError(f"the metric {metric.label} gave {n_rows} rows for {len(positions)} segments")
            is_there = np.ones(len(positions), dtype=bool)
            is_there[list(measured.missing)] = False
            scored[system.name] = ScoredSystem(
                system,
                measured.statistics[is_there] if n_rows else measured.statistics,
                np.asarray(positions, dtype=np.int64)[is_there],
                _findings(corpus, metric, system, positions, measured),
                tuple(
                    Message("{label}: {message}", label=system.name, message=warning) for warning in measured.warnings
                ),
                measured.value,
            )
    return [scored[system.name] for system in corpus.systems]


def _rows(
    corpus: Corpus, metric: Metric, systems: Sequence[SystemOutput], positions: Sequence[int], settings: Settings
) -> list[Measurement]:
    import numpy as np

    sources = OnDemand(positions, lambda position: corpus.segments[position].source)
    texts = OnDemand(positions, lambda position: _references(corpus.segments[position]))
    outputs = [OnDemand(positions, partial(_hypothesis, system.hypotheses)) for system in systems]
    config = metric.engine_config
    if config is None and metric.in_stretches:
        return metric.measure(sources, outputs, texts, settings.cache, settings.progress)
    references, hypotheses = texts[:], [output[:] for output in outputs]
    if config is None or not positions:
        names = tuple(system.name for system in systems)
        metric = metric.within(Surroundings(corpus, positions, names, settings.glossaries))
        return metric.measure(sources[:], hypotheses, references, settings.cache, settings.progress)
    most = max(len(of_segment) for of_segment in references)
    streams = [
        [of_segment[k] if k < len(of_segment) else None for of_segment in references] for k in range(most)
    ]  # one list per reference, with None where a segment has fewer
    prepared = prepare(config, streams)
    if settings.cache is None:
        found = system_statistics(prepared, hypotheses, workers=settings.workers)
    else:
        found = StatisticsCache(settings.cache).statistics(prepared, hypotheses, workers=settings.workers)
    return [Measurement(np.asarray(rows, dtype=np.float64)) for rows in found]


def _references(segment: Segment) -> list[str]:
    return [segment.references[name] for name in sorted(segment.references)]


def _hypothesis(hypotheses: Sequence[str | None], position: int) -> str:
    return hypotheses[position] or ""


def _findings(
    corpus: Corpus, metric: Metric, system: SystemOutput, positions: Sequence[int], measured: Measurement
) -> tuple[Finding, ...]:
    return tuple(
        Finding(
            check=metric.name,
            category=problem.category or "other",
            severity=problem.severity or Severity.MINOR,
            segment_id=corpus.segments[position].id,
            system=system.name,
            message=problem.message,
            spans=problem.spans,
        )
        for position, problems in (zip(positions, measured.problems, strict=True) if measured.problems else ())
        for problem in problems
    )


# ---- scores ----


def _scores(
    corpus: Corpus,
    metric: Metric,
    spec: str,
    systems: Sequence[ScoredSystem],
    signature: str,
    settings: Settings,
    numbers: NDArray[np.int64] | None,
) -> list[Score]:
    whole = any(scored.value is not None for scored in systems)
    intervals = {} if whole else _intervals(metric, systems, settings, numbers)
    scores = []
    for scored in systems:
        segment_values: list[float | None] = [None] * len(corpus.segments)
        value = None
        documents: tuple[DocumentScore, ...] = ()
        if len(scored.statistics):
            by_segment = metric.segment_scores(scored.statistics)
            for position, segment_value in zip(scored.positions.tolist(), by_segment.tolist(), strict=True):
                segment_values[position] = segment_value
        if whole:
            value = scored.value
        elif len(scored.positions):
            value = float(metric.scores(scored.statistics.sum(axis=0)[None])[0])
            documents = _document_scores(corpus, scored, metric)
        scores.append(
            Score(
                system=scored.system.name,
                metric=spec,
                label=metric.label,
                signature=signature,
                value=value,
                interval=intervals.get(scored.system.name),
                higher_is_better=metric.higher_is_better,
                segment_values=segment_values,
                n_missing=len(corpus.segments) - len(scored.positions),
                documents=documents,
            )
        )
    return scores


def _intervals(
    metric: Metric, systems: Sequence[ScoredSystem], settings: Settings, numbers: NDArray[np.int64] | None
) -> Mapping[str, Interval]:
    """The interval of each system's score, where there are two units to draw from.

    Systems that translate the same segments are resampled at once.
    """
    together: dict[bytes, list[ScoredSystem]] = {}
    for scored in systems:
        together.setdefault(scored.positions.tobytes(), []).append(scored)
    intervals: dict[str, Interval] = {}
    for group in together.values():
        of_group = score_intervals(
            [scored.statistics for scored in group],
            metric.resample_scores,
            n_samples=settings.n_resamples,
            seed=settings.seed,
            documents=None if numbers is None else numbers[group[0].positions],
            most_resampled=settings.most_resampled,
        )
        for scored, interval in zip(group, of_group, strict=True):
            if interval is not None:
                intervals[scored.system.name] = widened(interval, metric, scored.statistics)
    return intervals


def _document_scores(corpus: Corpus, scored: ScoredSystem, metric: Metric) -> tuple[DocumentScore, ...]:
    import numpy as np

    numbers = {name: number for number, name in enumerate(corpus.documents)}
    of_row = np.array([numbers[corpus.segments[position].document] for position in scored.positions.tolist()])
    sums = np.zeros((len(numbers), scored.statistics.shape[1]))
    np.add.at(sums, of_row, scored.statistics)
    counts = np.bincount(of_row, minlength=len(numbers)).tolist()
    values = metric.scores(sums).tolist()
    return tuple(
        DocumentScore(name, value if count else None, count)
        for name, value, count in zip(corpus.documents, values, counts, strict=True)
    )


# ---- comparisons ----


def _differences(scored: Sequence[ScoredSystem], spec: str, metric: Metric, signature: str) -> tuple[Comparison, ...]:
    """Every pair of systems that translate the same segments, by scores of whole corpora: nothing is tested."""
    direction = 1.0 if metric.higher_is_better else -1.0
    return tuple(
        Comparison(
            one.system.name, other.system.name, spec, signature, direction * (one.value - other.value), None, None
        )
        for i, one in enumerate(scored)
        for other in scored[i + 1 :]
        if one.value is not None and other.value is not None
        if one.positions.tobytes() == other.positions.tobytes()
    )


def _compare(
    scored: Sequence[ScoredSystem],
    spec: str,
    metric: Metric,
    signature: str,
    settings: Settings,
    numbers: NDArray[np.int64] | None,
) -> list[Comparison]:
    """Every pair of systems, the first system's pairs first, each on the segments that both have."""
    import numpy as np

    direction = 1.0 if metric.higher_is_better else -1.0

    def gain(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return direction * metric.resample_scores(sums)

    def test(members: Sequence[ScoredSystem]) -> list[Comparison]:
        shared = members[0].positions
        for member in members[1:]:
            shared = np.intersect1d(shared, member.positions)
        documents = None if numbers is None else numbers[shared]
        if len(shared) < 2 or (documents is not None and len(np.unique(documents)) < 2):
            return []
        rows = [member.statistics[np.searchsorted(member.positions, shared)] for member in members]
        pairs = compare_all_pairs(
            rows,
            gain,
            n_samples=settings.n_resamples,
            n_trials=settings.n_trials,
            seed=settings.seed,
            documents=documents,
            most_resampled=settings.most_resampled,
        )
        return [
            Comparison(
                system=members[pair.first].system.name,
                baseline=members[pair.second].system.name,
                metric=spec,
                signature=signature,
                delta=pair.delta,
                interval=widened(pair.interval, metric, rows[pair.first], rows[pair.second]),
                p_value=pair.p_value,
                detectable=pair.detectable,
            )
            for pair in pairs
        ]

    if all(np.array_equal(member.positions, scored[0].positions) for member in scored):
        found = test(scored)
    else:
        found = [c for i, one in enumerate(scored) for other in scored[i + 1 :] for c in test([one, other])]
    adjusted = holm([comparison.p_value for comparison in found])
    return [replace(comparison, p_adjusted=p) for comparison, p in zip(found, adjusted, strict=True)]
