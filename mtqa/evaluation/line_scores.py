"""Hypotheses x references x metrics -> scores, as `mtqa score` prints them: sacreBLEU's numbers, bit for bit.

Metrics of the scoring engine are read in parts, so that test sets of any size fit in memory, and resampled as sacreBLEU
does it. All other metrics go through `mtqa.evaluation.statistics`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.contracts import Metric
from mtqa.engine import (
    BleuConfig,
    MetricConfig,
    MetricStatistics,
    Part,
    SystemResult,
    aggregate,
    approximate_randomisation,
    bootstrap_scores,
    corpus_score,
    corpus_sums,
    interval,
    paired_bootstrap,
    prepare,
    segment_config,
    segment_scores,
    signature,
    statistics_in_parts,
    system_score,
)
from mtqa.errors import MtqaError
from mtqa.evaluation.resampled_lines import Plan, documents_of_lines, resampled_results
from mtqa.evaluation.resampling_units import signed
from mtqa.evaluation.scored_lines import LineSet, Resampling, SystemScore
from mtqa.evaluation.statistics import percentile_interval
from mtqa.files import read_in_parts
from mtqa.progress import Progress
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["score_lines"]


def score_lines(
    lines: LineSet,
    metrics: Sequence[Metric],
    *,
    resampling: Resampling | None = None,
    segments: bool = False,
    workers: int = 1,
    short_signatures: bool = False,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> list[SystemScore]:
    """Score systems, each line of a file one segment.

    Args:
        lines: References and hypotheses.
        metrics: Metrics for this language pair.
        resampling: None for plain scores.
        segments: Whether the scores of single segments are wanted.
        workers: Threads.
        short_signatures: Whether the keys of sacreBLEU's signatures are abbreviated.
        cache: Folder in which metrics may keep results by content; None for none.
        progress: Called by metrics that take long, as their work goes on.

    Returns:
        By metric, in the order given, then by system.

    Raises:
        MtqaError: when files have different numbers of lines or none, or a metric needs a source and there is none.
    """
    of_engine = [config for metric in metrics if (config := metric.engine_config) is not None]
    others = [metric for metric in metrics if metric.engine_config is None]
    for metric in others:
        if lines.source is None and metric.needs_source:
            raise MtqaError(f"{metric.label} needs the source text", "Give it with -s FILE, in Python as sources.")
    how = resampling or Resampling()
    documents = documents_of_lines(lines.documents, how.unit) if how.wanted else None
    found: dict[MetricConfig | Metric, list[SystemScore]] = {}
    if of_engine:
        found |= _score_by_engine(lines, of_engine, how, documents, segments=segments, workers=workers)
    for metric in others:
        found[metric] = _score_by_metric(
            lines, metric, how, documents, segments=segments, cache=cache, progress=progress
        )
    named = []
    for metric in metrics:
        scores = found[metric.engine_config or metric]
        resampled = how.in_signature if all(score.is_resampled for score in scores) else {}
        written = _signature(metric, lines, resampled, short=short_signatures)
        written = signed(written, documents if resampled else None)
        named += [replace(score, signature=written) for score in scores]
    return named


def _signature(metric: Metric, lines: LineSet, resampling: Mapping[str, int], *, short: bool) -> str:
    config = metric.engine_config
    if config is None or not short:
        return metric.signature(lines.n_references_signed, resampling)
    text = signature(
        config,
        lines.n_references,
        bootstrap=resampling.get("bs"),
        randomisation=resampling.get("ar"),
        seed=resampling.get("seed"),
        short=True,
    )
    return f"{config.name}|{text}"


# ---- by the engine ----


def _score_by_engine(
    lines: LineSet,
    configs: Sequence[MetricConfig],
    how: Resampling,
    documents: NDArray[np.int64] | None,
    *,
    segments: bool,
    workers: int,
) -> dict[MetricConfig | Metric, list[SystemScore]]:
    n_references = len(lines.references)
    parts = read_in_parts([*lines.references, *lines.systems], as_given=lines.as_given)
    first = next(parts)
    second = next(parts, None)
    names = [system.name for system in lines.systems]
    if second is None and not (segments or how.wanted):
        # The usual case has no need of NumPy, which takes longer to import than a thousand lines to score.
        return {
            config: _plain_scores(config, names, first[:n_references], first[n_references:], workers)
            for config in configs
        }

    def all_parts() -> Iterable[Part]:
        yield Part(first[:n_references], first[n_references:])
        first.clear()
        if second is not None:
            yield Part(second[:n_references], second[n_references:])
            second.clear()
        for part in parts:
            yield Part(part[:n_references], part[n_references:])

    found = statistics_in_parts(configs, all_parts(), workers=workers)
    if documents is not None:
        results = [_results_by_document(metric, how, documents) for metric in found.metrics]
    elif how.test == "bs":
        results = paired_bootstrap(found.metrics, n_samples=how.n_trials, seed=how.seed)
    elif how.test == "ar":
        results = approximate_randomisation(
            found.metrics, n_samples=how.n_trials, seed=how.seed, n_confidence=how.n_confidence
        )
    else:
        results = [_single_results(metric, how) for metric in found.metrics]
    scores: dict[MetricConfig | Metric, list[SystemScore]] = {}
    for metric, of_metric in zip(found.metrics, results, strict=True):
        scores[metric.config] = [
            _from_result(name, metric.config, statistics, result)
            for name, statistics, result in zip(names, metric.systems, of_metric, strict=True)
        ]
        if segments:
            scores[metric.config] = [
                _with_segments(
                    score, metric.config, statistics, lines.n_references, details=len(configs) == len(names) == 1
                )
                for score, statistics in zip(scores[metric.config], metric.systems, strict=True)
            ]
    return scores


def _plain_scores(
    config: MetricConfig, names: Sequence[str], references: list[list[str]], systems: list[list[str]], workers: int
) -> list[SystemScore]:
    prepared = prepare(config, references)
    scores = []
    for name, hypotheses in zip(names, systems, strict=True):
        score = corpus_score(config, corpus_sums(config, hypotheses, prepared, workers=workers))
        scores.append(SystemScore(name, score.name, "", score.score, score.details))
    return scores


def _single_results(metric: MetricStatistics, how: Resampling) -> list[SystemResult]:
    """Each system by itself, with sacreBLEU's single-system intervals, whose mean is exact before it is rounded."""
    results = []
    for statistics in metric.systems:
        score = system_score(metric.config, statistics).score
        if not how.n_confidence:
            results.append(SystemResult(score))
            continue
        scores = bootstrap_scores(metric.config, statistics, n_samples=how.n_confidence, seed=how.seed)
        ends = percentile_interval(scores.astype(float))
        results.append(SystemResult(score, None, *interval(scores), ends.low, ends.high))
    return results


def _results_by_document(metric: MetricStatistics, how: Resampling, documents: NDArray[np.int64]) -> list[SystemResult]:
    values = [system_score(metric.config, statistics).score for statistics in metric.systems]
    rows = [statistics.astype(float) for statistics in metric.systems]

    def scores(sums: NDArray[np.float64]) -> NDArray[np.float64]:
        return aggregate(metric.config, sums, last_bit=False)

    return resampled_results(rows, values, scores, Plan(how.test, how.n_trials, how.n_samples, how.seed), documents)


def _from_result(name: str, config: MetricConfig, statistics: NDArray[Any], result: SystemResult) -> SystemScore:
    return SystemScore(
        system=name,
        metric=config.name,
        signature="",
        value=result.score,
        details=system_score(config, statistics).details if isinstance(config, BleuConfig) else "",
        **_spread(result),
    )


def _spread(result: SystemResult) -> dict[str, Any]:
    """What resampling adds to a score."""
    return {
        "mean": result.mean,
        "half_width": result.half_width,
        "interval": None if result.low is None or result.high is None else Interval(result.low, result.high),
        "p_value": result.p_value,
    }


def _with_segments(
    score: SystemScore, config: MetricConfig, statistics: NDArray[Any], n_references: int, *, details: bool
) -> SystemScore:
    of_segments = segment_config(config)
    by_row = [corpus_score(of_segments, row).details for row in statistics.tolist()] if details else []
    return replace(
        score,
        segments=tuple(segment_scores(config, statistics).tolist()),
        segment_details=tuple(by_row),
        segment_signature=f"{config.name}|{signature(of_segments, n_references)}",
    )


# ---- by any other metric ----


def _score_by_metric(
    lines: LineSet,
    metric: Metric,
    how: Resampling,
    documents: NDArray[np.int64] | None,
    *,
    segments: bool,
    cache: Path | None,
    progress: Progress | None,
) -> list[SystemScore]:
    import numpy as np

    originals, references, systems = _whole(lines)
    measured = metric.measure(originals, systems, references, cache, progress)
    missing = sorted({number for of_system in measured for number in of_system.missing})
    whole = [of_system.value for of_system in measured if of_system.value is not None]
    rows = [np.delete(of_system.statistics, missing, axis=0) for of_system in measured]
    documents = None if documents is None else np.delete(documents, missing)
    if missing and len(missing) == len(originals):
        raise MtqaError(f"{metric.label} could score none of the lines", *metric.remarks(None)[:1])
    if whole:
        values, results = whole, [SystemResult(value) for value in whole]
    else:
        values = metric.scores(np.stack([of_system.sum(axis=0) for of_system in rows])).tolist()
        plan = Plan(how.test, how.n_trials, how.n_samples, how.seed)
        results = resampled_results(rows, values, metric.resample_scores, plan, documents)
    scores = []
    for k, (system, of_system, result) in enumerate(zip(lines.systems, rows, results, strict=True)):
        score = SystemScore(system.name, metric.label, "", values[k], decimals=metric.decimals, **_spread(result))
        left_out = (f"{metric.label}: {len(missing)} lines that it could not score are left out.",) if missing else ()
        told = metric.remarks(None) if metric.is_judge and k == 0 else ()
        score = replace(score, warnings=(*measured[k].warnings, *left_out, *told), is_resampled=not whole)
        if segments and (len(of_system) or not whole):
            values_left = iter(metric.segment_scores(of_system).tolist())
            score = replace(
                score,
                segments=tuple(None if n in missing else next(values_left) for n in range(len(originals))),
                segment_signature=metric.signature(lines.n_references_signed),
            )
        scores.append(score)
    return scores


def _whole(lines: LineSet) -> tuple[list[str], list[list[str]], list[list[str]]]:
    """Sources, references by segment, and hypotheses by system."""
    sources = [*lines.references, *lines.systems, *([] if lines.source is None else [lines.source])]
    columns: list[list[str]] = [[] for _ in sources]
    for part in read_in_parts(sources, as_given=lines.as_given):
        for column, of_part in zip(columns, part, strict=True):
            column += of_part
    n, size = len(lines.references), len(columns[0])
    by_segment = zip(*columns[:n], strict=True) if n else ((),) * size
    references = [[text for text in texts if text is not None] for texts in by_segment]
    originals = [""] * size if lines.source is None else columns[-1]
    return originals, references, columns[n : n + len(lines.systems)]
