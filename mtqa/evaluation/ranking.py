"""The order of the systems by one metric, and which of them are really told apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum, sqrt

from mtqa.evaluation.statistics import clusters
from mtqa.results import Comparison, Evaluation, Score

__all__ = ["ALPHA", "RankedSystem", "effect_in_words", "effect_size", "rank_systems", "segment_wins"]

ALPHA = 0.05
"""Corrected p-values up to this are called significant."""


@dataclass(frozen=True)
class RankedSystem:
    """A system's place by one metric.

    Attributes:
        score: Its score.
        rank: The place of its cluster; systems that are not told apart share it.
        cluster: Number of its cluster, from 1.
        best_place: The place it has if it is as good as any system that it is not told apart from: one more than the
            number of systems that are really better.
        worst_place: The place if it is as bad as any of them.
    """

    score: Score
    rank: int
    cluster: int
    best_place: int
    worst_place: int


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
        for name in group:
            place = list(by_name).index(name)
            better = sum(frozenset((name, other)) in apart for other in list(by_name)[:place])
            worse = sum(frozenset((name, other)) in apart for other in list(by_name)[place + 1 :])
            ranked.append(RankedSystem(by_name[name], rank, number, 1 + better, len(by_name) - worse))
    return tuple(ranked)


def segment_wins(evaluation: Evaluation, comparison: Comparison) -> tuple[int, int, int]:
    """In how many segments the system is better than the baseline, worse, and equal."""
    differences = _segment_gains(evaluation, comparison)
    better, worse = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    return better, worse, len(differences) - better - worse


def effect_size(evaluation: Evaluation, comparison: Comparison) -> float | None:
    """How large the difference is beside the differences of single segments: Cohen's d for pairs (Cohen, 1988).

    The mean gain of the segments' scores divided by its standard deviation over the segments, so that metrics of any
    scale can be set beside each other; positive where the system is better. None for fewer than two segments; 0 where
    no segment differs.
    """
    gains = _segment_gains(evaluation, comparison)
    if len(gains) < 2:
        return None
    mean = fsum(gains) / len(gains)
    variance = fsum((gain - mean) ** 2 for gain in gains) / (len(gains) - 1)
    if variance == 0:
        return 0.0 if mean == 0 else None
    return mean / sqrt(variance)


def effect_in_words(size: float | None) -> str:
    """Cohen's words for an effect size: from 0.2 small, from 0.5 medium, from 0.8 large; below 0.2 very small."""
    if size is None:
        return "unknown"
    if size == 0:
        return "none"
    words = ((0.8, "large"), (0.5, "medium"), (0.2, "small"), (0.0, "very small"))
    return next(word for least, word in words if abs(size) >= least)


def _segment_gains(evaluation: Evaluation, comparison: Comparison) -> list[float]:
    """By how much the system is better in each segment that both have a score for."""
    ours = evaluation.score(comparison.system, comparison.metric)
    theirs = evaluation.score(comparison.baseline, comparison.metric)
    if ours is None or theirs is None:
        return []
    sign = 1 if ours.higher_is_better else -1
    return [
        sign * (a - b)
        for a, b in zip(ours.segment_values, theirs.segment_values, strict=True)
        if a is not None and b is not None
    ]
