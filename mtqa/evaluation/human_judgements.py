"""Human judgements beside the metrics: as scores of their own, and how far metrics agree with them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts import Level, Metric
from mtqa.corpus import Corpus
from mtqa.evaluation.agreement_uncertainty import Scored, with_uncertainty
from mtqa.evaluation.judgement_file import HUMAN, Judgements
from mtqa.evaluation.metric_scores import MetricScores, ScoredSystem, Settings, summarise
from mtqa.evaluation.resampling_units import corpus_documents
from mtqa.results import Agreement, Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["agreements", "score_by_judgements"]


@dataclass(frozen=True)
class _JudgementMetric(Metric):
    """Judgements as a metric: the mean of what was said of the segments."""

    name: ClassVar[str] = HUMAN
    summary: ClassVar[str] = "What people said of the translations."
    needs_reference: ClassVar[bool] = False

    judgements: Judgements
    higher_is_better: bool  # type: ignore[misc]

    @property
    def label(self) -> str:
        return self.judgements.label

    def scores(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        return np.asarray(sums[:, 0] / np.maximum(sums[:, 1], 1))

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        del n_references
        told = self.judgements
        parts = [self.label, f"file:{told.file}", f"level:{told.level.value}", f"raters:{told.n_raters or 'unnamed'}"]
        parts += [f"scale:{told.scale}", "score:mean"]
        return "|".join([*parts, *(f"{key}:{value}" for key, value in (resampling or {}).items())])


def score_by_judgements(
    corpus: Corpus, judgements: Judgements, primary: str, settings: Settings, advance: Callable[[str], None]
) -> MetricScores:
    """The systems' mean judgements, with intervals and comparisons like those of any metric.

    Systems that nobody judged have no score. Arguments as for `score_by_metric`.
    """
    import numpy as np

    metric = _JudgementMetric(judgements, judgements.higher_is_better)
    if judgements.level is not Level.SEGMENT:
        return _scores_as_given(corpus, metric)
    systems = []
    for system in corpus.systems:
        values = judgements.values.get(system.name, ())
        positions = [position for position, value in enumerate(values) if value is not None]
        rows = np.array([[values[position], 1.0] for position in positions], dtype=np.float64).reshape(-1, 2)
        systems.append(ScoredSystem(system, rows, np.asarray(positions, dtype=np.int64)))
    return summarise(corpus, metric, HUMAN, systems, primary, settings, advance)


def _scores_as_given(corpus: Corpus, metric: _JudgementMetric) -> MetricScores:
    """Scores of whole systems or domains: without intervals and tests, for which there are no segments."""
    scores = [
        Score(
            system=system.name,
            metric=HUMAN,
            label=metric.label,
            signature=metric.signature(""),
            value=metric.judgements.means.get(system.name),
            interval=None,
            higher_is_better=metric.higher_is_better,
            segment_values=[None] * len(corpus.segments),
            n_missing=0,
        )
        for system in corpus.systems
    ]
    return MetricScores(metric, (), tuple(scores), ())


def agreements(
    metrics: Sequence[tuple[str, MetricScores]], human: MetricScores, corpus: Corpus, settings: Settings
) -> list[Agreement]:
    """How far each metric orders the systems as people do: on the segments that people judged, or, where they judged
    systems as a whole, on all.

    Args:
        metrics: Specs and scores of metrics.
        human: Scores of `score_by_judgements`.
        corpus: The corpus, whose documents are drawn for intervals.
        settings: The seed, and what is drawn.
    """
    import numpy as np

    documents = corpus_documents(corpus, settings.unit)
    n_segments_of_all = len(corpus.segments)
    judged = [scored for scored in human.systems if len(scored.positions)]
    if not judged:
        return _agreements_of_systems(metrics, human, settings.seed)
    agreed, compared = [], []
    people = _scored(human, {one.system.name: one.positions for one in judged}, n_segments_of_all)
    for spec, of_metric in metrics:
        if of_metric.is_whole:
            continue  # it has no score of the segments that were judged
        by_name = {scored.system.name: scored for scored in of_metric.systems}
        on: dict[str, NDArray[np.int64]] = {}
        pairs: list[tuple[float, float]] = []
        n_segments = 0
        for scored in judged:
            ours = by_name[scored.system.name]
            shared = np.intersect1d(scored.positions, ours.positions)
            if not len(shared):
                continue
            n_segments = max(n_segments, len(shared))
            on[scored.system.name] = shared
            rows = ours.statistics[np.searchsorted(ours.positions, shared)]
            human_rows = scored.statistics[np.searchsorted(scored.positions, shared)]
            pairs.append(
                (
                    _signed(of_metric.metric, rows.sum(axis=0)),
                    _signed(human.metric, human_rows.sum(axis=0)),
                )
            )
        if len(pairs) > 1:
            agreed.append(_agreement(spec, pairs, n_segments))
            compared.append(_scored(of_metric, on, n_segments_of_all))
    return with_uncertainty(agreed, compared, people, documents, settings.seed)


def _scored(of_metric: MetricScores, on: Mapping[str, NDArray[np.int64]], n_segments: int) -> Scored:
    """Scores on chosen segments, turned so that higher is better."""
    import numpy as np

    systems, segments = {}, {}
    for scored in of_metric.systems:
        chosen = on.get(scored.system.name)
        if chosen is None or not len(chosen):
            continue
        rows = scored.statistics[np.searchsorted(scored.positions, chosen)]
        systems[scored.system.name] = _signed(of_metric.metric, rows.sum(axis=0))
        values = np.full(n_segments, np.nan)
        values[chosen] = of_metric.metric.segment_scores(rows)
        segments[scored.system.name] = values if of_metric.metric.higher_is_better else -values
    return Scored(systems, segments)


def _agreements_of_systems(
    metrics: Sequence[tuple[str, MetricScores]], human: MetricScores, seed: int
) -> list[Agreement]:
    """Agreement of the metrics' scores of whole systems with people's."""
    theirs = {score.system: score.value for score in human.scores}
    agreed, compared = [], []
    for spec, of_metric in metrics:
        pairs = [
            (_turned(of_metric.metric, score.value), _turned(human.metric, value))
            for score in of_metric.scores
            if score.value is not None and (value := theirs.get(score.system)) is not None
        ]
        if len(pairs) > 1:
            agreed.append(_agreement(spec, pairs, 0))
            compared.append(_as_given(of_metric))
    return with_uncertainty(agreed, compared, _as_given(human), None, seed)


def _as_given(of_metric: MetricScores) -> Scored:
    given = {score.system: score.value for score in of_metric.scores}
    return Scored({name: _turned(of_metric.metric, v) for name, v in given.items() if v is not None}, {})


def _turned(metric: Metric, value: float) -> float:
    return value if metric.higher_is_better else -value


def _signed(metric: Metric, sums: NDArray[np.float64]) -> float:
    return _turned(metric, float(metric.scores(sums[None])[0]))


def _agreement(spec: str, pairs: Sequence[tuple[float, float]], n_segments: int) -> Agreement:
    import numpy as np

    concordant = discordant = n_pairs = metric_ties = human_ties = 0
    for i, (metric, human) in enumerate(pairs):
        for other_metric, other_human in pairs[i + 1 :]:
            n_pairs += 1
            product = (metric - other_metric) * (human - other_human)
            concordant += product > 0
            discordant += product < 0
            metric_ties += metric == other_metric
            human_ties += human == other_human
    tied = math.sqrt((n_pairs - metric_ties) * (n_pairs - human_ties))
    ours, theirs = np.array(pairs).T
    spread = float(ours.std() * theirs.std())
    return Agreement(
        metric=spec,
        n_systems=len(pairs),
        n_segments=n_segments,
        n_pairs=n_pairs - human_ties,
        pairwise_accuracy=concordant / (n_pairs - human_ties) if n_pairs > human_ties else None,
        kendall_tau=(concordant - discordant) / tied if tied else None,
        pearson=float(((ours - ours.mean()) * (theirs - theirs.mean())).mean() / spread) if spread else None,
    )
