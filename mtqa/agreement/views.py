"""One look at a test set: by system, by segment, by document or in one domain; its statistics, resamples and tests."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from mtqa.agreement.test_set import Measured, People, TestSet, by_group
from mtqa.correlation import (
    Resampled,
    Tested,
    calibrate,
    compare_metrics,
    grouped_kendall,
    grouped_pearson,
    interval_of,
    item_pairs,
    kendall,
    pairwise_accuracy,
    pearson,
    soft_pairwise_accuracy,
    spearman,
)
from mtqa.results import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from mtqa.correlation import Pairs

__all__ = ["GROUPINGS", "VARIANTS", "Found", "Kind", "View", "Ways", "views_of"]

_OF_SYSTEMS = {"accuracy": pairwise_accuracy, "pearson": pearson, "kendall": kendall, "spearman": spearman}
VARIANTS = {"tau_c": "c", "tau_10": "10", "tau_23": "23"}
"""Kendall's variants beside tau-b: they are told, and not tested."""
GROUPINGS = {"acc_eq": "item", "kendall": "item", "pearson": "none"}
"""How segments are grouped by default, as the shared tasks do."""


@dataclass(frozen=True)
class Kind:
    """A statistic, and how segments are grouped for it; "" for scores of systems."""

    statistic: str
    grouping: str = ""

    @property
    def is_of_segments(self) -> bool:
        """Whether it is computed from scores of segments that stand for themselves."""
        return bool(self.grouping) or self.statistic == "spa"

    @property
    def is_tested(self) -> bool:
        """Whether metrics are tested by it; without groups by segment there are too many pairs to exchange them."""
        pairs = self.statistic in ("acc_eq", "kendall") and self.grouping not in ("", "item")
        return self.statistic not in VARIANTS and not pairs

    @property
    def is_leading(self) -> bool:
        """Whether shared tasks rank metrics by it: it is tested without being asked for."""
        return self.statistic in ("accuracy", "spa", "acc_eq", "pearson") and self.grouping in ("", "item", "none")


@dataclass(frozen=True)
class Ways:
    """How often is drawn.

    Attributes:
        n_resamples: For intervals; 0 for none.
        n_permutations: For tests; 0 for none.
        seed: Of all draws.
        all_tests: Test metrics by every statistic that allows it, not only by those that lead.
    """

    n_resamples: int = 1000
    n_permutations: int = 1000
    seed: int = 12345
    all_tests: bool = False


@dataclass(frozen=True)
class Found:
    """A value.

    Attributes:
        value: The statistic; None where it does not exist.
        epsilon: Of accuracy with ties.
        n_systems: Systems that it was computed from.
        n_segments: Segments, or documents.
    """

    value: float | None
    epsilon: float | None = None
    n_systems: int = 0
    n_segments: int = 0


class View:
    """One look at a test set.

    Args:
        level: `system`, `segment`, `document` or `domain`.
        people: What people said there.
        metrics: What metrics said.
        documents: For each segment (or document) the number of what is drawn with it.
        ways: How often is drawn.
        domain: The domain.
    """

    def __init__(
        self,
        level: str,
        people: People,
        metrics: Sequence[Measured],
        documents: NDArray[np.int64],
        ways: Ways,
        *,
        domain: str = "",
    ) -> None:
        import numpy as np

        self.level, self.domain = level, domain
        self.people, self.metrics = people, tuple(metrics)
        self._documents = documents
        self._judged = (~np.isnan(people.segments)).any(axis=0)
        self._cut: dict[int, NDArray[np.float64]] = {}
        self._n_resamples, self._n_permutations, self._seed = ways.n_resamples, ways.n_permutations, ways.seed
        self._all_tests = ways.all_tests
        self._pairs: dict[tuple[bytes, str], Pairs] = {}

    def kinds(self, groupings: Sequence[str] = ()) -> list[Kind]:
        """The statistics of this level, with groupings of segments besides the usual ones."""
        of_systems = [Kind(name) for name in _OF_SYSTEMS]
        if self.people.segments.size:
            of_systems.append(Kind("spa"))
        if self.level == "system":
            return of_systems
        if self.level == "domain":
            return [*of_systems, *([Kind("acc_eq", "item")] if self.people.segments.size else [])]
        kinds = [Kind(name, grouping) for name, usual in GROUPINGS.items() for grouping in groupings or (usual,)]
        wanted = groupings or ("item",)
        return kinds + [Kind(variant, grouping) for variant in VARIANTS for grouping in wanted]

    def scores(self, kind: Kind, of: Measured | People) -> NDArray[np.float64]:
        """The scores that a statistic is computed from."""
        return self._of_segments(of) if kind.is_of_segments else of.systems

    def _of_segments(self, of: Measured | People) -> NDArray[np.float64]:
        """Scores of the segments that people judged."""
        if not of.segments.size:
            return of.segments
        if id(of) not in self._cut:
            self._cut[id(of)] = of.segments[:, self._judged]
        return self._cut[id(of)]

    def value(self, kind: Kind, metric: Measured) -> Found:
        """A statistic of one metric."""
        import numpy as np

        people, ours = self.scores(kind, self.people), self.scores(kind, metric)
        if people.shape != ours.shape or not people.size:
            return Found(None)
        shared = ~(np.isnan(people) | np.isnan(ours))
        by_system = shared.reshape(len(shared), -1).any(axis=1)
        n_segments = int(shared.any(axis=0).sum()) if shared.ndim > 1 else self._n_judged
        if by_system.sum() < 2:
            return Found(None)
        epsilon = None
        if not kind.grouping and kind.statistic != "spa":
            value = float(_OF_SYSTEMS[kind.statistic](people[shared], ours[shared]))
        elif kind.statistic == "spa":
            value = soft_pairwise_accuracy(people, ours)
        elif kind.statistic == "acc_eq":
            calibrated = calibrate(people, ours, self._compared(shared, kind.grouping))
            value, epsilon = (math.nan, None) if calibrated is None else (calibrated.value, calibrated.epsilon)
        elif kind.statistic == "pearson":
            value = grouped_pearson(people, ours, kind.grouping)
        else:
            value = self._taus(metric, kind.grouping)[VARIANTS.get(kind.statistic, "b")]
        return Found(None if math.isnan(value) else value, epsilon, int(by_system.sum()), n_segments)

    def _taus(self, metric: Measured, grouping: str) -> dict[str, float]:
        key = (id(metric), grouping)
        if key not in self._known_taus:
            self._known_taus[key] = grouped_kendall(self._of_segments(self.people), self._of_segments(metric), grouping)
        return self._known_taus[key]

    @cached_property
    def _known_taus(self) -> dict[tuple[int, str], dict[str, float]]:
        return {}

    @cached_property
    def _kept_taus(self) -> dict[int, dict[str, NDArray[np.float64]]]:
        return {}

    @cached_property
    def _n_judged(self) -> int:
        return int(self._judged.sum())

    def _compared(self, shared: NDArray[np.bool_], grouping: str) -> Pairs:
        key = (shared.tobytes(), grouping)
        if key not in self._pairs:
            self._pairs[key] = item_pairs(shared, grouping)
        return self._pairs[key]

    @cached_property
    def _resampled(self) -> Resampled:
        people = self._of_segments(self.people)
        documents = self._documents[self._judged] if people.size else self._documents[:0]
        n_documents = int(self._documents.max()) + 1
        return Resampled(people, documents, n_documents, n_samples=self._n_resamples, seed=self._seed)

    @cached_property
    def _resampled_people(self) -> NDArray[np.float64]:
        return self._resampled.system_scores(self.people.systems, self.people.segments, self._documents)

    def resampled(self, kind: Kind, metric: Measured, found: Found) -> NDArray[np.float64] | None:
        """The statistic for other documents and systems; None where that is not computed."""
        import numpy as np

        if not self._n_resamples or found.value is None:
            return None
        draws = self._resampled
        if not kind.is_of_segments:
            ours = draws.system_scores(metric.systems, metric.segments, self._documents)
            return draws.system_statistic(kind.statistic, self._resampled_people, ours)
        people, scores = self._of_segments(self.people), self._of_segments(metric)
        if kind.statistic == "spa":
            return draws.soft_accuracy(scores, found.value)
        if kind.statistic == "acc_eq" and kind.grouping == "item":
            pairs = self._compared(~(np.isnan(people) | np.isnan(scores)), "item")
            calibrated = calibrate(people, scores, pairs)
            return None if calibrated is None else draws.tie_accuracy(pairs, calibrated.correct)
        if kind.statistic == "pearson":
            return draws.pearson(scores, kind.grouping)
        if kind.grouping == "item" and kind.statistic != "tau_c":
            if id(metric) not in self._kept_taus:
                self._kept_taus[id(metric)] = draws.kendall(scores)
            return self._kept_taus[id(metric)][VARIANTS.get(kind.statistic, "b")]
        return None

    def interval(self, kind: Kind, metric: Measured, found: Found) -> Interval | None:
        """Where the statistic lies for other documents and systems of the same kind."""
        values = self.resampled(kind, metric, found)
        ends = None if values is None else interval_of(values)
        return None if ends is None else Interval(*ends)

    def tested(self, kind: Kind, metrics: Sequence[Measured], values: Sequence[float | None]) -> Tested | None:
        """Every two metrics by one statistic; None where they are not tested."""
        wanted = kind.is_tested and (kind.is_leading or self._all_tests)
        if not self._n_permutations or not wanted or len(metrics) < 2:
            return None
        return compare_metrics(
            kind.statistic,
            kind.grouping or ("item" if kind.statistic == "acc_eq" else ""),
            self.scores(kind, self.people),
            [self.scores(kind, metric) for metric in metrics],
            [math.nan if value is None else value for value in values],
            n_draws=self._n_permutations,
            seed=self._seed,
        )


def views_of(test_set: TestSet, levels: Sequence[str], ways: Ways, *, judged_only: bool) -> list[View]:
    """The looks at a test set that levels stand for; `domain` gives one for each domain.

    A level that needs scores of segments, where people gave none, gives none.
    """
    found = []
    for level in levels:
        if level == "system":
            found.append(View("system", test_set.people, test_set.metrics, test_set.documents, ways))
        elif level == "domain":
            found += [_domain(test_set, name, judged_only, ways) for name in sorted(set(test_set.domain_names) - {""})]
        elif test_set.people.segments.size:
            metrics = [metric for metric in test_set.metrics if metric.segments.size]
            if level == "segment":
                found.append(View("segment", test_set.people, metrics, test_set.documents, ways))
            else:
                found.append(_documents(test_set, metrics, judged_only, ways))
    return found


def _documents(test_set: TestSet, metrics: Sequence[Measured], judged_only: bool, ways: Ways) -> View:
    """Documents in place of segments: the means of their segments' scores."""
    from dataclasses import replace

    import numpy as np

    names, judged = by_group(test_set.people.segments, test_set.document_names)
    people = replace(test_set.people, segments=judged)
    known = ~np.isnan(test_set.people.segments)

    def means(segments: NDArray[np.float64]) -> NDArray[np.float64]:
        chosen = np.where(known, segments, np.nan) if judged_only else segments
        return by_group(chosen, test_set.document_names)[1]

    of_documents = [replace(metric, segments=means(metric.segments)) for metric in metrics]
    return View("document", people, of_documents, np.arange(len(names)), ways)


def _domain(test_set: TestSet, name: str, judged_only: bool, ways: Ways) -> View:
    """One domain: its scores of systems where files have them, else the means of its segments."""
    from dataclasses import replace

    import numpy as np

    from mtqa.agreement.scores_from_files import means_of_segments

    inside = np.array([domain == name for domain in test_set.domain_names])
    nothing = np.full(len(test_set.systems), np.nan)

    def part(segments: NDArray[np.float64]) -> NDArray[np.float64]:
        return segments[:, inside] if segments.size else segments

    people = replace(test_set.people, segments=part(test_set.people.segments))
    means = means_of_segments(people.segments, people, judged_only=False) if people.segments.size else nothing
    people = replace(people, systems=test_set.people.domains.get(name, means))
    metrics = []
    for metric in test_set.metrics:
        segments = part(metric.segments)
        own = means_of_segments(segments, people, judged_only) if segments.size else nothing
        metrics.append(replace(metric, systems=metric.domains.get(name, own), segments=segments))
    _, numbers = np.unique(test_set.documents[inside], return_inverse=True)
    return View("domain", people, metrics, numbers, ways, domain=name)
