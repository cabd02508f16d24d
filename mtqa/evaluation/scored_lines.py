"""What is scored line by line, how it is resampled, and what comes of it. Data only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from mtqa.engine import DEFAULT_SEED, MOST_RESAMPLED, NORMAL, VARIABLE_REFERENCES
from mtqa.evaluation.resampling_units import Unit
from mtqa.files import LineSource
from mtqa.results import Interval

__all__ = ["LineSet", "References", "Resampling", "SystemScore", "tested_pairs"]


@dataclass(frozen=True)
class References:
    """How many references segments have.

    Attributes:
        most: The most that any segment has.
        varying: Whether some have fewer.
    """

    most: int
    varying: bool = False

    @property
    def number(self) -> int:
        """How many each segment has, or `VARIABLE_REFERENCES`."""
        return VARIABLE_REFERENCES if self.varying else self.most

    @property
    def signed(self) -> str:
        """The same, as it stands in signatures: "1", "2" or "var"."""
        return "var" if self.varying else str(self.most)


@dataclass(frozen=True)
class LineSet:
    """What is scored, line by line.

    Attributes:
        references: One or more; none where no metric needs one.
        systems: One or more, with different names.
        source: The originals, for metrics that look at them; None where there are none.
        documents: The name of each line's document; None where nobody knows.
        as_given: Whether white space at the ends of lines stays, as in sacreBLEU's library; its command line takes it
            away. Only then a reference may lack a line (None).
        varying: Whether some segments have fewer references than others.
    """

    references: tuple[LineSource, ...]
    systems: tuple[LineSource, ...]
    source: LineSource | None = None
    documents: LineSource | None = None
    as_given: bool = False
    varying: bool = False

    @property
    def references_told(self) -> References:
        """How many references the segments have."""
        return References(len(self.references), self.varying)


@dataclass(frozen=True)
class Resampling:
    """How sure the scores are to be told.

    Attributes:
        test: Test every system against the first: `bs` for the paired bootstrap, `ar` for approximate randomisation.
        n_trials: Resamples or trials of that test.
        n_confidence: Bootstrap resamples for intervals; 0 for none. A paired bootstrap brings its own.
        seed: For `numpy.random.default_rng`; 0 is a seed like any other.
        unit: What is drawn and exchanged: lines, as sacreBLEU does, or documents.
        most_resampled: Above so many lines or documents, nothing is drawn: intervals and p-values come from the normal
            limit.
    """

    test: Literal["", "bs", "ar"] = ""
    n_trials: int = 1000
    n_confidence: int = 0
    seed: int = DEFAULT_SEED
    unit: Unit = Unit.AUTO
    most_resampled: int = MOST_RESAMPLED

    @property
    def n_samples(self) -> int:
        """Bootstrap resamples that are drawn at all."""
        return self.n_trials if self.test == "bs" else self.n_confidence

    @property
    def wanted(self) -> bool:
        """Whether anything is to be resampled."""
        return bool(self.test or self.n_confidence)

    def in_signature(self, is_normal: bool) -> dict[str, int | str]:
        """What signatures say of it, as sacreBLEU's do; `normal` and no seed where nothing was drawn."""
        if is_normal:
            return {self.test or "bs": NORMAL} if self.wanted else {}
        if self.test:
            return {self.test: self.n_trials, "seed": self.seed}
        return {"bs": self.n_confidence, "seed": self.seed} if self.n_confidence else {}


@dataclass(frozen=True)
class SystemScore:
    """The score of one system by one metric.

    Attributes:
        system: Its name.
        metric: The name that the field uses: `chrF2++`.
        signature: Of `value` and of all that comes with it.
        value: The corpus score.
        details: What sacreBLEU prints after a BLEU score; "" for all others.
        mean: Mean score of bootstrap resamples; None where there were none, and so are the next two.
        half_width: Half the width of the interval, sacreBLEU's "±".
        interval: The 95 % percentile interval.
        p_value: Of the difference from the first system; None for the first, and without a test.
        segments: The score of each segment, None for one that the metric could not score; None where they were not
            asked for.
        segment_details: As `details`, for each segment, where only one system and metric were asked for.
        segment_signature: Of the segments' scores.
        warnings: What the metric says about its numbers.
        decimals: Decimals that are worth showing.
        is_resampled: Whether resampling says anything of it: not where the metric is one of whole corpora.
        is_normal: Whether what it says comes from the normal limit.
    """

    system: str
    metric: str
    signature: str
    value: float
    details: str = ""
    mean: float | None = None
    half_width: float | None = None
    interval: Interval | None = None
    p_value: float | None = None
    segments: tuple[float | None, ...] | None = None
    segment_details: tuple[str, ...] = ()
    segment_signature: str = ""
    warnings: tuple[str, ...] = ()
    decimals: int = 1
    is_resampled: bool = True
    is_normal: bool = False


def tested_pairs(test: str, n_systems: int) -> tuple[tuple[int, int], ...]:
    """The pairs of systems that are tested: each with the first, where there is a test."""
    return tuple((number, 0) for number in range(1, n_systems)) if test else ()
