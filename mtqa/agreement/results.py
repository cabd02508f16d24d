"""What comes of setting metrics against people: a row for each metric and statistic, and every two metrics."""

from __future__ import annotations

from dataclasses import dataclass, field

from mtqa.results import Interval

__all__ = ["AgreementResult", "AgreementRow", "MetricPair", "Point"]


@dataclass(frozen=True)
class AgreementRow:
    """How far one metric agrees with people by one statistic.

    Attributes:
        language_pair: `en-de`; several with commas where they are pooled.
        metric: Name of the metric, or of other people (`is_people`).
        level: `system`, `segment`, `document`, `domain` or `task`.
        statistic: `accuracy`, `pearson`, `kendall`, `spearman`, `spa`, `acc_eq`, `average`, and Kendall's variants
            `tau_c`, `tau_10`, `tau_23`.
        grouping: Of segments: `item`, `system`, `none`; "" for systems.
        value: The statistic; None where it does not exist.
        interval: For other documents and systems.
        rank: Of the metric's cluster: metrics that share it are not told apart, with p-values corrected for all pairs.
        rank_uncorrected: Likewise without correction, as mt-metrics-eval has it.
        epsilon: Of accuracy with ties: the largest difference that counts as none.
        domain: The domain, at the level of domains.
        n_systems: Systems that it was computed from.
        n_segments: Segments, likewise; 0 where systems were judged as a whole.
        is_people: Whether it is not a metric but people, set beside them.
        note: What must be known of this number.
    """

    language_pair: str
    metric: str
    level: str
    statistic: str
    grouping: str
    value: float | None
    interval: Interval | None = None
    rank: int | None = None
    rank_uncorrected: int | None = None
    epsilon: float | None = None
    domain: str = ""
    n_systems: int = 0
    n_segments: int = 0
    is_people: bool = False
    note: str = ""


@dataclass(frozen=True)
class MetricPair:
    """Two metrics by one statistic.

    Attributes:
        language_pair: As of the rows.
        level: As of the rows.
        statistic: As of the rows.
        grouping: As of the rows.
        domain: As of the rows.
        better: The metric with the higher value.
        worse: The other.
        difference: By how much, on what both have scores for.
        p_value: One-sided, that the first is no better.
        p_corrected: Corrected for all pairs of metrics by this statistic.
    """

    language_pair: str
    level: str
    statistic: str
    grouping: str
    domain: str
    better: str
    worse: str
    difference: float
    p_value: float
    p_corrected: float


@dataclass(frozen=True)
class Point:
    """One system in a plot of a metric against people.

    Attributes:
        metric: The metric.
        system: The system.
        people: What people said.
        score: What the metric said, on its own scale.
        is_human: Whether the system is a human translation.
        higher_is_better: The metric's direction.
    """

    metric: str
    system: str
    people: float
    score: float
    is_human: bool = False
    higher_is_better: bool = True


@dataclass(frozen=True)
class AgreementResult:
    """All about one test set, or about several that are averaged.

    Attributes:
        language_pair: As of the rows.
        people: What people judged by: `MQM`.
        title: The test set, for people.
        n_systems: Systems that were judged.
        n_segments: Segments that were judged.
        n_documents: Documents that were drawn; 0 where segments were.
        rows: By level, statistic and value.
        pairs: Every two metrics that were tested.
        points: For the plot.
        notes: What must be known of the numbers.
        settings: What the numbers depend on.
    """

    language_pair: str
    people: str
    title: str
    n_systems: int
    n_segments: int
    n_documents: int
    rows: tuple[AgreementRow, ...]
    pairs: tuple[MetricPair, ...] = ()
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()
    settings: dict[str, str | int] = field(default_factory=dict)

    def of(self, level: str, statistic: str, grouping: str | None = None, domain: str = "") -> list[AgreementRow]:
        """The rows of one statistic, people left out, the best first."""
        return [
            row
            for row in self.rows
            if (row.level, row.statistic, row.domain) == (level, statistic, domain)
            and grouping in (None, row.grouping)
            and not row.is_people
        ]
