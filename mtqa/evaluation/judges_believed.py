"""What judges marked, apart from findings; and how far they are to be believed: as far as they agree with people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist
from typing import TYPE_CHECKING

from mtqa.corpus import Corpus
from mtqa.correlation import calibrate, interval_of, item_pairs, soft_pairwise_accuracy
from mtqa.evaluation.findings import Checking
from mtqa.evaluation.judgement_file import HUMAN
from mtqa.evaluation.metric_scores import MetricScores
from mtqa.results import Interval, JudgeAgreement, JudgedFinding, JudgeRecord, Message

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["FEWEST_LABELS", "glossaries_of", "how_far_believed", "judge_records", "judged_findings"]

FEWEST_LABELS = 50
"""Translations that people have judged, below which nothing is said of a judge's agreement with them."""
_SAMPLES = 1000
_SEED = 12345
_MOST_SEGMENTS = 1500
"""Of one system, of which every two are compared."""


def glossaries_of(checking: Checking, corpus: Corpus) -> tuple[Path, ...]:
    """The files of terms that the checks are configured with."""
    options = [one.options_for(corpus.language_pair.target) for one in checking.chosen]
    named = [getattr(one, "glossary", ()) for one in options]
    return tuple(dict.fromkeys(path for paths in named if isinstance(paths, tuple) for path in paths))


def judged_findings(scored: Sequence[tuple[str, MetricScores]]) -> tuple[JudgedFinding, ...]:
    """What judges marked.

    Args:
        scored: Specs and scores of metrics.
    """
    return tuple(
        JudgedFinding(finding, spec, record.model)
        for spec, of_metric in scored
        if (record := of_metric.metric.record()) is not None
        for system in of_metric.systems
        for finding in system.findings
    )


def judge_records(
    scored: Sequence[tuple[str, MetricScores]], documents: NDArray[np.int64] | None
) -> tuple[JudgeRecord, ...]:
    """What is to be known of each judge, with its agreement with the people who judged the same translations.

    Args:
        scored: Specs and scores of metrics, those of people among them.
        documents: The number of each segment's document, to draw documents; None for segments.
    """
    human = dict(scored).get(HUMAN)
    records = []
    for spec, of_metric in scored:
        record = of_metric.metric.record()
        if record is not None:
            records.append(_with_agreement(replace(record, metric=spec), of_metric, human, documents))
    return tuple(records)


def how_far_believed(records: Sequence[JudgeRecord]) -> list[str]:
    """A warning for each judge that was not measured against people."""
    return [
        Message(
            "{label}: how far it agrees with people is not measured for this language and text ({number} of at least"
            " {least} translations have labels). Read its score as an opinion, and give labels with --human.",
            label=record.label,
            number=record.n_labels,
            least=FEWEST_LABELS,
        )
        for record in records
        if not record.agreements
    ]


def _with_agreement(
    record: JudgeRecord, of_metric: MetricScores, human: MetricScores | None, documents: NDArray[np.int64] | None
) -> JudgeRecord:
    """The record with the judge's agreement, where enough of its translations have labels."""
    if human is None or not of_metric.systems or not human.systems:
        return record
    shape = len(of_metric.systems), len(of_metric.scores[0].segment_values)
    ours, theirs = _scores_by_segment(of_metric, shape), _scores_by_segment(human, shape)
    both = ~_is_nan(ours) & ~_is_nan(theirs)
    n_labels = int(both.sum())
    if n_labels < FEWEST_LABELS:
        return replace(record, n_labels=n_labels)
    return replace(record, n_labels=n_labels, agreements=tuple(_agreements(theirs, ours, both, documents)))


def _is_nan(scores: NDArray[np.float64]) -> NDArray[np.bool_]:
    import numpy as np

    return np.isnan(scores)


def _scores_by_segment(scores: MetricScores, shape: tuple[int, int]) -> NDArray[np.float64]:
    """Segment scores of shape (systems, segments), turned so that higher is better; NaN where there is none."""
    import numpy as np

    found = np.full(shape, np.nan)
    sign = 1.0 if scores.metric.higher_is_better else -1.0
    for row, scored in enumerate(scores.systems):
        found[row, scored.positions] = sign * scores.metric.segment_scores(scored.statistics)
    return found


def _agreements(
    people: NDArray[np.float64],
    judge: NDArray[np.float64],
    both: NDArray[np.bool_],
    documents: NDArray[np.int64] | None,
) -> Iterator[JudgeAgreement]:
    """Soft pairwise accuracy of systems, where there are two; accuracy of pairs of translations, with ties."""
    import numpy as np

    judged = both.any(axis=1)
    people, judge = (np.where(both, scores, np.nan)[judged] for scores in (people, judge))
    shown = both.any(axis=0)
    people, judge = (scores[:, shown] for scores in (people, judge))
    if len(people) < 2:
        yield _accuracy_of_one(people[0], judge[0])
        return
    units = np.arange(people.shape[1]) if documents is None else np.unique(documents[shown], return_inverse=True)[1]
    n_units = int(units.max()) + 1
    drawn = np.random.default_rng(_SEED).multinomial(n_units, np.full(n_units, 1 / n_units), size=_SAMPLES)[:, units]
    soft = soft_pairwise_accuracy(people, judge)
    if np.isfinite(soft):
        yield JudgeAgreement("spa", soft, _interval(_soft_accuracies(people, judge, drawn) + soft))
    pairs = item_pairs(~np.isnan(people) & ~np.isnan(judge), "item")
    calibrated = calibrate(people, judge, pairs)
    if calibrated is not None:
        segment = pairs.first % people.shape[1]
        right = np.bincount(segment, pairs.weights * calibrated.correct, people.shape[1])
        there = np.bincount(segment, pairs.weights, people.shape[1])
        yield JudgeAgreement("acc_eq", calibrated.value, _interval((drawn @ right) / (drawn @ there)))


def _soft_accuracies(
    people: NDArray[np.float64], judge: NDArray[np.float64], drawn: NDArray[np.int64]
) -> NDArray[np.float64]:
    """How soft pairwise accuracy moves when segments are drawn anew, the same systems being compared: the permutation
    distribution of each difference is taken for the normal one that it approaches."""
    import numpy as np

    i, j = np.triu_indices(len(people), 1)
    weights = np.concatenate([np.ones((1, drawn.shape[1])), drawn])
    cdf = np.vectorize(NormalDist().cdf)
    sure = []
    for scores in (people, judge):
        apart = np.nan_to_num(scores[i] - scores[j])
        spread = np.sqrt(weights @ (apart**2).T)
        sure.append(cdf((weights @ apart.T) / np.where(spread > 0, spread, 1.0)))
    values = 1 - np.abs(sure[0] - sure[1]).mean(axis=1)
    return np.asarray(values[1:] - values[0])


def _accuracy_of_one(people: NDArray[np.float64], judge: NDArray[np.float64]) -> JudgeAgreement:
    """Accuracy of pairs of segments, with ties, where people judged one system only."""
    import numpy as np

    chosen = np.arange(len(people))
    if len(people) > _MOST_SEGMENTS:
        chosen = np.sort(np.random.default_rng(_SEED).choice(len(people), _MOST_SEGMENTS, replace=False))
    people, judge = people[chosen], judge[chosen]
    calibrated = calibrate(people[None], judge[None], grouping="none")
    if calibrated is None:
        return JudgeAgreement("acc_eq", None)
    n = len(people)
    right = np.zeros((n, n))
    right[np.triu_indices(n, 1)] = calibrated.correct
    drawn = np.random.default_rng(_SEED).multinomial(n, np.full(n, 1 / n), size=_SAMPLES).astype(np.float64)
    pairs = (drawn.sum(axis=1) ** 2 - (drawn**2).sum(axis=1)) / 2
    return JudgeAgreement("acc_eq", calibrated.value, _interval(((drawn @ right) * drawn).sum(axis=1) / pairs))


def _interval(samples: NDArray[np.float64]) -> Interval | None:
    import numpy as np

    ends = interval_of(np.clip(samples, 0.0, 1.0))
    return None if ends is None else Interval(*ends)
