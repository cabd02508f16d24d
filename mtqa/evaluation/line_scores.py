"""Hypotheses x references x metrics -> scores, as `mtqa score` prints them: sacreBLEU's numbers, bit for bit.

Metrics of the scoring engine are read in parts, so that test sets of any size fit in memory, and resampled as sacreBLEU
does it. All other metrics go through `mtqa.evaluation.statistics`. Reading is one step (`measure_lines`), scoring what
was read another (`measured_scores`), so that parts of a test set may be read apart, and scored when they are together.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.contracts import Metric
from mtqa.evaluation.measured_lines import measure_lines
from mtqa.evaluation.measured_scores import measured_scores
from mtqa.evaluation.scored_lines import LineSet, Resampling, SystemScore

if TYPE_CHECKING:
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
