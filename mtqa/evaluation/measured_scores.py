"""Scores of lines that were measured, of the whole test set or of parts that were put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from mtqa.contracts import Measurement, Metric
from mtqa.engine import (
    BleuConfig,
    Collected,
    MetricConfig,
    SystemResult,
    as_array,
    corpus_score,
    segment_config,
    segment_scores,
    signature,
)
from mtqa.errors import MtqaError
from mtqa.evaluation.engine_results import engine_results
from mtqa.evaluation.line_signatures import line_signature
from mtqa.evaluation.measured_lines import MeasuredLines
from mtqa.evaluation.resampling_units import signed, sums_of_documents
from mtqa.evaluation.scored_lines import References, Resampling, SystemScore
from mtqa.results import Interval

__all__ = ["measured_scores"]


def measured_scores(
    measured: MeasuredLines,
    metrics: Sequence[Metric],
    systems: Sequence[str],
    references: References,
    how: Resampling,
    *,
    segments: bool = False,
    short_signatures: bool = False,
) -> list[SystemScore]:
    """The scores of lines that were measured.

    Args:
        measured: What was measured of all lines.
        metrics: The metrics.
        systems: Names of the systems.
        references: How many references there were.
        how: How sure the scores are to be told.
        segments: Whether the scores of single segments are wanted.
        short_signatures: As for `score_lines`.

    Returns:
        As `score_lines`.
    """
    found: dict[MetricConfig | Metric, list[SystemScore]] = {}
    found.update(_engine_scores(measured, systems, references, how, segments=segments).items())
    for metric, of_metric in measured.by_metric.items():
        found[metric] = _metric_scores(measured, metric, of_metric, systems, references, how, segments=segments)
    named = []
    for metric in metrics:
        scores = found[metric.engine_config or metric]
        is_resampled = all(score.is_resampled for score in scores)
        resampled = how.in_signature(any(score.is_normal for score in scores)) if is_resampled else {}
        written = line_signature(metric, references, resampled, short=short_signatures)
        written = signed(written, measured.documents if resampled else None)
        named += [replace(score, signature=written) for score in scores]
    return named


def _engine_scores(
    measured: MeasuredLines, systems: Sequence[str], references: References, how: Resampling, *, segments: bool
) -> dict[MetricConfig, list[SystemScore]]:
    found = list(measured.by_engine.values())
    if not found:
        return {}
    results = engine_results(found, how, measured.documents)
    alone = len(found) == len(systems) == 1
    return {
        one.config: [
            _with_segments(_from_result(name, one, k, result), one, k, references, details=alone)
            if segments
            else _from_result(name, one, k, result)
            for k, (name, result) in enumerate(zip(systems, of_metric, strict=True))
        ]
        for one, of_metric in zip(found, results, strict=True)
    }


def _from_result(name: str, found: Collected, number: int, result: SystemResult) -> SystemScore:
    config = found.config
    return SystemScore(
        system=name,
        metric=config.name,
        signature="",
        value=result.score,
        details=corpus_score(config, found.totals[number]).details if isinstance(config, BleuConfig) else "",
        **_spread(result),
    )


def _spread(result: SystemResult) -> dict[str, Any]:
    """What resampling adds to a score."""
    return {
        "mean": result.mean,
        "half_width": result.half_width,
        "interval": None if result.low is None or result.high is None else Interval(result.low, result.high),
        "p_value": result.p_value,
        "is_normal": result.is_normal,
    }


def _with_segments(
    score: SystemScore, found: Collected, number: int, references: References, *, details: bool
) -> SystemScore:
    of_segments = segment_config(found.config)
    statistics = as_array((found.rows or ())[number])
    by_row = [corpus_score(of_segments, row).details for row in statistics.tolist()] if details else []
    return replace(
        score,
        segments=tuple(segment_scores(found.config, statistics).tolist()),
        segment_details=tuple(by_row),
        segment_signature=f"{found.config.name}|{signature(of_segments, references.number)}",
    )


# ---- by any other metric ----


def _metric_scores(
    lines: MeasuredLines,
    metric: Metric,
    measured: Sequence[Measurement],
    systems: Sequence[str],
    references: References,
    how: Resampling,
    *,
    segments: bool,
) -> list[SystemScore]:
    import numpy as np

    from mtqa.evaluation.resampled_lines import resampled_results

    n_segments = lines.n_segments
    missing = sorted({number for of_system in measured for number in of_system.missing})
    whole = [of_system.value for of_system in measured if of_system.value is not None]
    rows = [np.delete(of_system.statistics, missing, axis=0) for of_system in measured]
    documents = None if lines.documents is None else np.delete(lines.documents, missing)
    if missing and len(missing) == n_segments:
        raise MtqaError(f"{metric.label} could score none of the lines", *metric.remarks(None)[:1])
    if whole:
        values, results = whole, [SystemResult(value) for value in whole]
    else:
        values = metric.scores(np.stack([of_system.sum(axis=0) for of_system in rows])).tolist()
        units = rows if documents is None else sums_of_documents(rows, documents)
        results = resampled_results(units, values, metric.resample_scores, how, documents)
    scores = []
    for k, (system, of_system, result) in enumerate(zip(systems, rows, results, strict=True)):
        score = SystemScore(system, metric.label, "", values[k], decimals=metric.decimals, **_spread(result))
        left_out = (f"{metric.label}: {len(missing)} lines that it could not score are left out.",) if missing else ()
        told = metric.remarks(None) if metric.is_judge and k == 0 else ()
        score = replace(score, warnings=(*measured[k].warnings, *left_out, *told), is_resampled=not whole)
        if segments and (len(of_system) or not whole):
            values_left = iter(metric.segment_scores(of_system).tolist())
            score = replace(
                score,
                segments=tuple(None if n in missing else next(values_left) for n in range(n_segments)),
                segment_signature=metric.signature(references.signed),
            )
        scores.append(score)
    return scores
