"""A test set -> how far each metric agrees with people, how sure that is, and which metrics are told apart."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.agreement.results import AgreementResult, AgreementRow, MetricPair, Point
from mtqa.agreement.test_set import Measured, People, TestSet
from mtqa.agreement.views import Kind, View, Ways, views_of
from mtqa.correlation import cluster_ranks
from mtqa.evaluation import ALPHA
from mtqa.progress import Progress

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LEVELS", "Settings", "measure_agreement"]

LEVELS = ("system", "segment", "document", "domain")
ONE_RATER = "one rater"


@dataclass(frozen=True)
class Settings:
    """What is computed.

    Attributes:
        levels: Of `system`, `segment`, `document`, `domain`.
        groupings: How segments are grouped, `item`, `system`, `none`; empty for what is usual with each statistic.
        judged_only: Whether scores of systems and documents are those of the judged segments.
        n_resamples: For intervals; 0 for none.
        n_permutations: For tests; 0 for none.
        seed: Of all draws.
        all_tests: Test metrics by Kendall's and Spearman's correlation too.
    """

    levels: tuple[str, ...] = ("system", "segment")
    groupings: tuple[str, ...] = ()
    judged_only: bool = False
    n_resamples: int = 1000
    n_permutations: int = 1000
    seed: int = 12345
    all_tests: bool = False

    @property
    def ways(self) -> Ways:
        """How often is drawn."""
        return Ways(self.n_resamples, self.n_permutations, self.seed, self.all_tests)


def measure_agreement(
    test_set: TestSet, settings: Settings | None = None, progress: Progress | None = None
) -> AgreementResult:
    """Set all metrics of a test set against people.

    Args:
        test_set: What people and metrics said.
        settings: What is computed.
        progress: Called before each statistic.

    Raises:
        MtqaError: when a grouping would need too many pairs.
    """
    settings = settings or Settings()
    rows: list[AgreementRow] = []
    pairs: list[MetricPair] = []
    looks = _views(test_set, settings)
    work = [(view, kind) for view in looks for kind in view.kinds(settings.groupings)]
    for number, (view, kind) in enumerate(work):
        if progress is not None:
            progress(f"{test_set.language_pair}: {kind.statistic} by {view.level}", number, len(work))
        of_kind, tested = _of_kind(test_set.language_pair, view, kind)
        rows += [*of_kind, *_of_people(test_set, view, kind, settings.ways)]
        pairs += tested
    return AgreementResult(
        language_pair=test_set.language_pair,
        people=test_set.people.label,
        title=test_set.title,
        n_systems=len(test_set.systems),
        n_segments=_n_judged(test_set.people),
        n_documents=int(test_set.documents.max()) + 1 if test_set.by_document else 0,
        rows=tuple(rows),
        pairs=tuple(pairs),
        points=tuple(_points(test_set)),
        notes=(*test_set.notes, _how_computed(test_set, settings)),
        settings={
            "segments": "judged" if settings.judged_only else "all",
            "permutations": settings.n_permutations,
            "resamples": settings.n_resamples,
            "seed": settings.seed,
        },
    )


def _views(test_set: TestSet, settings: Settings) -> list[View]:
    return views_of(test_set, settings.levels, settings.ways, judged_only=settings.judged_only)


def _n_judged(people: People) -> int:
    import numpy as np

    return int((~np.isnan(people.segments)).any(axis=0).sum()) if people.segments.size else 0


def _how_computed(test_set: TestSet, settings: Settings) -> str:
    if not test_set.people.segments.size:
        return "People judged systems as a whole: there is no accuracy with ties and no soft accuracy."
    where = "the segments that people judged" if settings.judged_only else "all segments"
    other = "all" if settings.judged_only else "judged"
    n_all = test_set.people.segments.shape[1]
    return (
        f"Scores of systems are those of {where} ({_n_judged(test_set.people)} of {n_all} were judged); --segments"
        f" {other} takes the others. People's scores are means of what they judged."
    )


def _of_kind(pair: str, view: View, kind: Kind) -> tuple[list[AgreementRow], list[MetricPair]]:
    """The rows of all metrics by one statistic, and every two of them."""
    found = [view.value(kind, metric) for metric in view.metrics]
    there = [k for k, one in enumerate(found) if one.value is not None]
    there.sort(key=lambda k: (-(found[k].value or 0.0), view.metrics[k].name))
    metrics, values = [view.metrics[k] for k in there], [found[k].value for k in there]
    tested = view.tested(kind, metrics, values)
    ranks: list[Sequence[int | None]] = [[None] * len(there)] * 2
    if tested is not None:
        order = range(len(there))
        ranks = [list(cluster_ranks(tested.matrix(order, corrected=c), ALPHA)) for c in (True, False)]
    rows = [
        AgreementRow(
            language_pair=pair,
            metric=metric.name,
            level=view.level,
            statistic=kind.statistic,
            grouping=kind.grouping,
            value=found[k].value,
            interval=view.interval(kind, metric, found[k]),
            rank=ranks[0][place],
            rank_uncorrected=ranks[1][place],
            epsilon=found[k].epsilon,
            domain=view.domain,
            n_systems=found[k].n_systems,
            n_segments=found[k].n_segments,
            note=metric.note,
        )
        for place, (k, metric) in enumerate(zip(there, metrics, strict=True))
    ]
    if tested is None:
        return rows, []
    pairs = [
        MetricPair(
            pair,
            view.level,
            kind.statistic,
            kind.grouping,
            view.domain,
            metrics[better].name,
            metrics[worse].name,
            float(difference),
            float(p),
            float(corrected),
        )
        for (better, worse), difference, p, corrected in zip(
            tested.pairs, tested.observed, tested.p_values, tested.corrected, strict=True
        )
    ]
    return rows, pairs


def _of_people(test_set: TestSet, view: View, kind: Kind, ways: Ways) -> list[AgreementRow]:
    """Other people beside the metrics: what metrics can at best be expected to reach."""
    if view.level not in ("system", "segment"):
        return []
    rows = []
    for other in test_set.others:
        measured = Measured(other.label, other.systems, other.segments)
        rows += _people_row(test_set.language_pair, view, kind, measured, "other judges of the same translations")
    if test_set.people.halves is not None:
        one, rest = test_set.people.halves
        means = [_mean(scores) for scores in (one, rest)]
        others = replace(test_set.people, systems=means[1], segments=rest)
        inner = View(view.level, others, [], test_set.documents, replace(ways, n_permutations=0))
        measured = Measured(ONE_RATER, means[0], one)
        note = "one rater against the others, on what several judged"
        rows += _people_row(test_set.language_pair, inner, kind, measured, note)
    return rows


def _mean(segments: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    known = ~np.isnan(segments)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(known, segments, 0.0).sum(axis=1) / known.sum(axis=1))


def _people_row(pair: str, view: View, kind: Kind, measured: Measured, note: str) -> list[AgreementRow]:
    found = view.value(kind, measured)
    if found.value is None:
        return []
    return [
        AgreementRow(
            language_pair=pair,
            metric=measured.name,
            level=view.level,
            statistic=kind.statistic,
            grouping=kind.grouping,
            value=found.value,
            interval=view.interval(kind, measured, found),
            epsilon=found.epsilon,
            n_systems=found.n_systems,
            n_segments=found.n_segments,
            is_people=True,
            note=note,
        )
    ]


def _points(test_set: TestSet) -> list[Point]:
    return [
        Point(
            metric.name,
            system,
            float(test_set.people.systems[row]),
            float(metric.systems[row]) * (1 if metric.higher_is_better else -1),
            system in test_set.humans,
            metric.higher_is_better,
        )
        for metric in test_set.metrics
        for row, system in enumerate(test_set.systems)
        if math.isfinite(metric.systems[row]) and math.isfinite(test_set.people.systems[row])
    ]
