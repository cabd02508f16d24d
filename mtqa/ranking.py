"""The order of the systems by one metric, and which of them are really told apart."""

from __future__ import annotations

from dataclasses import dataclass

from mtqa.results import Comparison, Evaluation, Score
from mtqa.statistics import clusters

__all__ = ["ALPHA", "RankedSystem", "rank_systems", "segment_wins"]

ALPHA = 0.05
"""Corrected p-values up to this are called significant."""


@dataclass(frozen=True)
class RankedSystem:
    """A system's place by one metric.

    Attributes:
        score: Its score.
        rank: The place of its cluster; systems that are not told apart share it.
        cluster: Number of its cluster, from 1.
    """

    score: Score
    rank: int
    cluster: int


def rank_systems(evaluation: Evaluation, metric: str) -> tuple[RankedSystem, ...]:
    """The systems that have a score by a metric, the best first.

    Two systems are told apart when the p-value of their comparison, corrected for all pairs, is at most 0.05.
    """
    scores = [score for score in evaluation.scores if score.metric == metric and score.value is not None]
    scores.sort(key=lambda score: (-1 if score.higher_is_better else 1) * (score.value or 0.0))
    by_name = {score.system: score for score in scores}
    apart: set[frozenset[str]] = {
        frozenset((c.system, c.baseline))
        for c in evaluation.comparisons
        if c.metric == metric and c.p_adjusted is not None and c.p_adjusted <= ALPHA
    }
    ranked: list[RankedSystem] = []
    groups = clusters(list(by_name), lambda one, other: frozenset((one, other)) in apart)
    for number, group in enumerate(groups, start=1):
        rank = len(ranked) + 1
        ranked += [RankedSystem(by_name[name], rank, number) for name in group]
    return tuple(ranked)


def segment_wins(evaluation: Evaluation, comparison: Comparison) -> tuple[int, int, int]:
    """In how many segments the system is better than the baseline, worse, and equal."""
    ours = evaluation.score(comparison.system, comparison.metric)
    theirs = evaluation.score(comparison.baseline, comparison.metric)
    if ours is None or theirs is None:
        return 0, 0, 0
    sign = 1 if ours.higher_is_better else -1
    differences = [
        sign * (a - b)
        for a, b in zip(ours.segment_values, theirs.segment_values, strict=True)
        if a is not None and b is not None
    ]
    better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    return better, worse, len(differences) - better - worse
