"""Several language pairs together: accuracy pooled over them, and the weighted average over the tasks of a campaign.

As in mt-metrics-eval: correlations are brought to 0 to 1 before they are averaged, and the test of two averages adds
up the draws of the tasks' tests.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING

from mtqa.agreement.agreed import Settings
from mtqa.agreement.campaigns import Campaign
from mtqa.agreement.results import AgreementRow, MetricPair
from mtqa.agreement.test_set import TestSet
from mtqa.agreement.views import Kind, View, views_of
from mtqa.correlation import cluster_ranks, interval_of, pairwise_accuracy, tested_draws
from mtqa.evaluation import ALPHA
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["task_average"]

_CORRELATIONS = ("pearson", "kendall", "spearman")


@dataclass(frozen=True, eq=False)
class _Column:
    """One task, for the metrics that all tasks have.

    Attributes:
        weight: What it counts.
        values: One for each metric, from 0 to 1.
        resampled: Shape (metrics, resamples), or (metrics, 0).
        draws: Shape (draws + 1, pairs of metrics), the first minus the second; the first row is what is observed.
    """

    weight: float
    values: NDArray[np.float64]
    resampled: NDArray[np.float64]
    draws: NDArray[np.float64]


def task_average(
    test_sets: Sequence[TestSet], settings: Settings, known: Campaign | None = None
) -> tuple[list[AgreementRow], list[MetricPair], list[str]]:
    """Rows over several language pairs, their pairs of metrics, and notes.

    Args:
        test_sets: One for each language pair.
        settings: As for each of them.
        known: The campaign whose average is wanted; None for accuracy pooled over language pairs alone.
    """
    import numpy as np

    test_sets = sorted(test_sets, key=lambda one: one.language_pair)
    pair = ",".join(test_set.language_pair for test_set in test_sets)
    looks = [_looks(test_set, settings) for test_set in test_sets]
    parts = known.tasks if known else ()
    names = _common(looks, [part.level for part in parts] or ["system"])
    dropped = sorted({metric.name for test_set in test_sets for metric in test_set.metrics} - set(names))
    notes = [f"Left out of the average, because they lack scores somewhere: {', '.join(dropped)}."] if dropped else []
    rows: list[AgreementRow] = []
    pairs: list[MetricPair] = []
    if not names:
        return rows, pairs, notes
    pooled = _pooled(looks, names, settings) if len(test_sets) > 1 else None
    if pooled is not None:
        found, tested = _told(pair, "system", "accuracy", names, [pooled])
        rows, pairs = rows + found, pairs + tested
    columns = []
    for part in parts:
        kind = Kind(part.statistic, part.grouping)
        if part.pooled and pooled is not None:
            columns.append(_Column(len(test_sets), pooled.values, pooled.resampled, pooled.draws))
            continue
        columns += [_column(look[part.level], kind, names, settings) for look in looks]
    if columns:
        total = sum(column.weight for column in columns)
        scaled = [_Column(c.weight / total, c.values, c.resampled, c.draws) for c in columns]
        if all(np.isfinite(column.values).all() for column in scaled):
            found, tested = _told(pair, "task", "average", names, scaled)
            rows, pairs = rows + found, pairs + tested
    return rows, pairs, notes


def _looks(test_set: TestSet, settings: Settings) -> dict[str, View]:
    views = views_of(test_set, ("system", "segment"), settings.ways, judged_only=settings.judged_only)
    return {view.level: view for view in views}


def _common(looks: Sequence[dict[str, View]], levels: Sequence[str]) -> list[str]:
    """Metrics that have all that is averaged, in every language pair."""
    sets = []
    for look in looks:
        for level in levels:
            if level not in look:
                return []
            view = look[level]
            kind = Kind("accuracy") if level == "system" else Kind("acc_eq", "item")
            people = view.scores(kind, view.people)
            sets.append({m.name for m in view.metrics if _covers(view.scores(kind, m), people)})
    return sorted(set.intersection(*sets)) if sets else []


def _covers(scores: NDArray[np.float64], people: NDArray[np.float64]) -> bool:
    import numpy as np

    return scores.shape == people.shape and not bool((np.isnan(scores) & ~np.isnan(people)).any())


def _column(view: View, kind: Kind, names: Sequence[str], settings: Settings) -> _Column:
    import numpy as np

    metrics = [next(metric for metric in view.metrics if metric.name == name) for name in names]
    found = [view.value(kind, metric) for metric in metrics]
    values = np.array([np.nan if one.value is None else one.value for one in found])
    resampled = [view.resampled(kind, metric, one) for metric, one in zip(metrics, found, strict=True)]
    known = [draws for draws in resampled if draws is not None]
    together = np.stack(known) if len(known) == len(names) else np.zeros((len(names), 0))
    n_pairs = len(names) * (len(names) - 1) // 2
    draws = np.zeros((1 + settings.n_permutations, n_pairs))
    tested = view.tested(kind, metrics, [one.value for one in found])
    if tested is not None:
        numbers = {(i, j): number for number, (i, j) in enumerate(combinations(range(len(names)), 2))}
        for (i, j), observed, null in zip(tested.pairs, tested.observed, tested.null.T, strict=True):
            sign = 1 if i < j else -1
            draws[:, numbers[min(i, j), max(i, j)]] = sign * np.concatenate([[observed], null])
    if kind.statistic in _CORRELATIONS:
        return _Column(1.0, (values + 1) / 2, (together + 1) / 2, draws / 2)
    return _Column(1.0, values, together, draws)


def _pooled(looks: Sequence[dict[str, View]], names: Sequence[str], settings: Settings) -> _Column:
    """Pairwise accuracy over the pairs of systems of all language pairs; metrics are standardised over all systems."""
    import numpy as np

    kind = Kind("accuracy")
    columns = [_column(look["system"], kind, names, settings) for look in looks]
    people = [look["system"].people.systems for look in looks]
    n_pairs = np.array([len(one) * (len(one) - 1) / 2 for one in people])
    shares = n_pairs / n_pairs.sum()
    values = sum(share * column.values for share, column in zip(shares, columns, strict=True))
    resampled = sum(share * column.resampled for share, column in zip(shares, columns, strict=True))
    ends = np.cumsum([0, *(len(one) for one in people)])
    merged = []
    for name in names:
        of_pairs = [next(metric.systems for metric in look["system"].metrics if metric.name == name) for look in looks]
        scores = np.concatenate(of_pairs)
        merged.append((scores - scores.mean()) / (scores.std() or 1.0))
    kept = np.random.default_rng(settings.seed).random((settings.n_permutations + 1, ends[-1])) < 0.5
    kept[0] = True
    draws = []
    for i, j in combinations(range(len(names)), 2):
        sides = np.where(kept, merged[i], merged[j]), np.where(kept, merged[j], merged[i])
        accuracies = [
            sum(
                share * pairwise_accuracy(judged, side[:, start:end])
                for share, judged, start, end in zip(shares, people, ends[:-1], ends[1:], strict=True)
            )
            for side in sides
        ]
        draws.append(accuracies[0] - accuracies[1])
    together = np.stack(draws, axis=1) if draws else np.zeros((len(kept), 0))
    return _Column(1.0, np.asarray(values), np.asarray(resampled), together)


def _told(
    pair: str, level: str, statistic: str, names: Sequence[str], columns: Sequence[_Column]
) -> tuple[list[AgreementRow], list[MetricPair]]:
    """Rows and pairs of a weighted average."""
    import numpy as np

    values = np.sum([column.weight * column.values for column in columns], axis=0)
    resampled = np.zeros((len(names), 0))
    if all(column.resampled.shape[1] for column in columns):
        resampled = np.sum([column.weight * column.resampled for column in columns], axis=0)
    draws = np.sum([column.weight * column.draws for column in columns], axis=0)
    order = sorted(range(len(names)), key=lambda k: (-values[k], names[k]))
    tested = tested_draws(len(names), order, draws) if len(draws) > 1 else None
    ranks: list[Sequence[int | None]] = [[None] * len(names)] * 2
    if tested is not None:
        ranks = [list(cluster_ranks(tested.matrix(order, corrected=c), ALPHA)) for c in (True, False)]
    rows = []
    for place, k in enumerate(order):
        ends = interval_of(resampled[k]) if resampled.shape[1] else None
        interval = None if ends is None else Interval(*ends)
        row = AgreementRow(pair, names[k], level, statistic, "", float(values[k]), interval)
        rows.append(_ranked(row, ranks[0][place], ranks[1][place]))
    pairs = [
        MetricPair(pair, level, statistic, "", "", names[i], names[j], float(d), float(p), float(c))
        for (i, j), d, p, c in (
            zip(tested.pairs, tested.observed, tested.p_values, tested.corrected, strict=True) if tested else ()
        )
    ]
    return rows, pairs


def _ranked(row: AgreementRow, rank: int | None, uncorrected: int | None) -> AgreementRow:
    return replace(row, rank=rank, rank_uncorrected=uncorrected)
