"""How a corpus is scored, and what one metric says of its systems. Data only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.contracts import Metric
from mtqa.corpus import SystemOutput
from mtqa.engine import MOST_RESAMPLED, NORMAL
from mtqa.evaluation.resampling_units import Unit
from mtqa.progress import Progress
from mtqa.results import Comparison, Finding, Score

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DEFAULT_SEED", "MetricScores", "ScoredSystem", "Settings"]

DEFAULT_SEED = 12345


@dataclass(frozen=True)
class Settings:
    """What the numbers depend on besides corpus and metric, and how they are computed.

    Attributes:
        seed: Seed of all resampling.
        n_resamples: Bootstrap resamples for intervals.
        n_trials: Trials of the randomisation test.
        workers: Threads of the scoring engine; changes no number.
        cache: Folder in which statistics are kept by content; None for nowhere. Changes no number.
        progress: Called by metrics that take long, with what they have done of their own work; None where nobody
            watches.
        unit: What is drawn at random.
        glossaries: Files of terms that the corpus is checked with.
        most_resampled: Above so many segments or documents, intervals and tests come from the normal limit.
    """

    seed: int = DEFAULT_SEED
    n_resamples: int = 1000
    n_trials: int = 10_000
    workers: int = 1
    cache: Path | None = None
    progress: Progress | None = None
    unit: Unit = Unit.AUTO
    glossaries: tuple[Path, ...] = ()
    most_resampled: int = MOST_RESAMPLED

    def within(self, n_units: int) -> Settings:
        """The same for a corpus of so many segments or documents: what is done there is done for all of its systems."""
        return replace(self, most_resampled=0 if n_units > self.most_resampled else n_units)

    def in_signature(self, kind: str) -> dict[str, int | str]:
        """What signatures say of the bootstrap (`bs`) or of exchanges (`ar`), where `within` has told of the corpus."""
        if not self.most_resampled:
            return {kind: NORMAL}
        return {"bs": self.n_resamples, "seed": self.seed} if kind == "bs" else {"ar": self.n_trials}


@dataclass(frozen=True)
class ScoredSystem:
    """The statistics of one system by one metric, for the segments that could be scored.

    Attributes:
        system: The system.
        statistics: Shape (n, k).
        positions: The n segments, as positions in the corpus, ascending.
        findings: What the metric takes for wrong in single segments.
        warnings: What the metric says about its numbers for this system.
        value: The score, where it is no function of the statistics (`Measurement.value`); there is then no interval.
    """

    system: SystemOutput
    statistics: NDArray[np.float64]
    positions: NDArray[np.int64]
    findings: tuple[Finding, ...] = ()
    warnings: tuple[str, ...] = ()
    value: float | None = None


@dataclass(frozen=True)
class MetricScores:
    """What one metric says of all systems.

    Attributes:
        metric: The metric.
        systems: The statistics of each system.
        scores: In the order of the systems.
        comparisons: Every two systems, the primary's pairs first.
    """

    metric: Metric
    systems: tuple[ScoredSystem, ...]
    scores: tuple[Score, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def is_whole(self) -> bool:
        """Whether the scores are of whole corpora, and of no other set of segments."""
        return any(scored.value is not None for scored in self.systems)
