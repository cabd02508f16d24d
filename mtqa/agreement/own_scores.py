"""Metrics that mtqa computes, or has computed in a stored run, as what a metric said of a test set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from mtqa.agreement.scores_from_files import means_of_segments
from mtqa.agreement.test_set import Measured, People
from mtqa.contracts import Metric, metrics
from mtqa.corpus import Corpus
from mtqa.evaluation import HUMAN, ScoredSystem, measure_systems
from mtqa.progress import Progress
from mtqa.results import Evaluation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["scores_of_metric", "scores_of_run"]


class _Ways(Protocol):
    """How metrics are computed."""

    @property
    def judged_only(self) -> bool: ...
    @property
    def workers(self) -> int: ...
    @property
    def cache(self) -> Path | None: ...


def scores_of_metric(
    corpus: Corpus, spec: str, people: People, ways: _Ways, progress: Progress | None, notes: list[str]
) -> list[Measured]:
    """Compute a metric.

    Args:
        corpus: The systems that are compared, with the references that it may use.
        spec: The metric, as on the command line.
        people: What people said, for the segments that they judged.
        ways: How.
        progress: Called as the work goes on.
        notes: Takes what must be known.

    Returns:
        The metric; none where it needs references and there are none.
    """
    import numpy as np

    metric = metrics.create(spec).for_languages(corpus.language_pair)
    if metric.needs_reference and not corpus.reference_names:
        notes.append(f"{metric.label} was not computed: there is no reference translation.")
        return []
    scored = measure_systems(corpus, metric, workers=ways.workers, cache=ways.cache, progress=progress)
    notes += metric.remarks(corpus.language_pair)
    sign = 1 if metric.higher_is_better else -1
    n_segments = len(corpus.segments)
    systems, segments = np.full(len(scored), np.nan), np.full((len(scored), n_segments), np.nan)
    domain_names = [segment.domain for segment in corpus.segments]
    domains: dict[str, NDArray[np.float64]] = {}
    for row, system in enumerate(scored):
        if not len(system.positions):
            continue
        segments[row, system.positions] = sign * metric.segment_scores(system.statistics)
        chosen = np.ones(n_segments, dtype=bool)
        if ways.judged_only and people.segments.size:
            chosen = ~np.isnan(people.segments[row])
        systems[row] = sign * _score(metric, system, chosen)
        for domain in sorted(set(domain_names)):
            inside = chosen & np.array([name == domain for name in domain_names])
            domains.setdefault(domain, np.full(len(scored), np.nan))[row] = sign * _score(metric, system, inside)
    return [Measured(metric.label, systems, segments, domains, sign > 0)]


def _score(metric: Metric, system: ScoredSystem, chosen: NDArray[np.bool_]) -> float:
    """The metric's score of some segments; NaN where none of them was scored."""
    rows = system.statistics[chosen[system.positions]]
    return float(metric.scores(rows.sum(axis=0)[None])[0]) if len(rows) else float("nan")


def scores_of_run(evaluation: Evaluation, systems: Sequence[str], people: People, judged_only: bool) -> list[Measured]:
    """The metrics of a stored run."""
    import numpy as np

    found = []
    n_segments = len(evaluation.corpus.segments)
    for spec in evaluation.metrics:
        if spec == HUMAN:
            continue
        values = np.full(len(systems), np.nan)
        segments = np.full((len(systems), n_segments), np.nan)
        first = next(score for score in evaluation.scores if score.metric == spec)
        sign = 1 if first.higher_is_better else -1
        for row, name in enumerate(systems):
            score = evaluation.score(name, spec)
            if score is None or score.value is None:
                continue
            values[row] = sign * score.value
            segments[row] = [np.nan if value is None else sign * value for value in score.segment_values]
        if judged_only:
            values = means_of_segments(segments, people, judged_only=True)
        found.append(Measured(first.label, values, segments, {}, sign > 0))
    return found
