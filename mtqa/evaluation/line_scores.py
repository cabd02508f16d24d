"""Hypotheses x references x metrics -> scores, as `mtqa score` prints them: sacreBLEU's numbers, bit for bit.

Metrics of the scoring engine are read in parts, so that test sets of any size fit in memory, and resampled as sacreBLEU
does it. All other metrics go through `mtqa.evaluation.statistics`. Reading is one step (`measure_lines`), scoring what
was read another (`measured_scores`), so that parts of a test set may be read apart, and scored when they are together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from mtqa.contracts import Metric
from mtqa.engine import MetricConfig, corpus_score, corpus_sums, prepare
from mtqa.evaluation.line_signatures import line_signature
from mtqa.evaluation.scored_lines import LineSet, Resampling, SystemScore
from mtqa.files import read_in_parts
from mtqa.progress import Progress

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
    how = resampling or Resampling()
    plain = _plainly_scored(lines, metrics, workers) if not (segments or how.wanted) else None
    if plain is not None:
        return [
            replace(score, signature=line_signature(metric, lines.references_told, {}, short=short_signatures))
            for metric in metrics
            for score in plain[metric.engine_config]
        ]
    from mtqa.evaluation.measured_lines import measure_lines
    from mtqa.evaluation.measured_scores import measured_scores

    measured = measure_lines(lines, metrics, how, segments=segments, workers=workers, cache=cache, progress=progress)
    return measured_scores(
        measured,
        metrics,
        [system.name for system in lines.systems],
        lines.references_told,
        how,
        segments=segments,
        short_signatures=short_signatures,
    )


def _plainly_scored(
    lines: LineSet, metrics: Sequence[Metric], workers: int
) -> dict[MetricConfig | None, list[SystemScore]] | None:
    """Scores of a test set that fits in memory, which is the usual case: with no need of NumPy, which takes longer to
    import than a thousand lines to score. None where there is more to it."""
    configs = [metric.engine_config for metric in metrics]
    if None in configs:
        return None
    parts = read_in_parts([*lines.references, *lines.systems], as_given=lines.as_given)
    first = next(parts)
    if next(parts, None) is not None:
        return None
    n_references, names = len(lines.references), [system.name for system in lines.systems]
    return {
        config: _plain_scores(config, names, first[:n_references], first[n_references:], workers)
        for config in configs
        if config is not None
    }


def _plain_scores(
    config: MetricConfig, names: Sequence[str], references: list[list[str]], systems: list[list[str]], workers: int
) -> list[SystemScore]:
    prepared = prepare(config, references)
    scores = []
    for name, hypotheses in zip(names, systems, strict=True):
        score = corpus_score(config, corpus_sums(config, hypotheses, prepared, workers=workers))
        scores.append(SystemScore(name, score.name, "", score.score, score.details))
    return scores
