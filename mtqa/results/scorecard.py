"""The scorecard: penalty points per thousand words, after MQM's linear scoring model, and whether they are too many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from mtqa.results.interval import Interval
from mtqa.results.severity import Severity

__all__ = ["PER_WORDS", "WEIGHTS", "FoundBy", "Scorecard", "ScorecardRow", "ScorecardRules", "Standing"]

PER_WORDS = 1000
"""MQM's reference word count: what penalties are told for."""
WEIGHTS: Mapping[Severity, float] = MappingProxyType(
    {Severity.NEUTRAL: 0.0, Severity.MINOR: 1.0, Severity.MAJOR: 5.0, Severity.CRITICAL: 25.0}
)
"""Points of a finding by its severity: the multipliers of MQM 2.0 (Lommel et al., 2024)."""
MIN_WORDS = 1000
"""Fewer words are not held against a limit: MQM's linear model is calibrated on samples of 1,000 to 2,000."""


class FoundBy(StrEnum):
    """Who found the errors of a row; the two are never added up."""

    CHECKS = "checks"
    PEOPLE = "people"


class Standing(StrEnum):
    """What a penalty means under the rules."""

    NO_LIMIT = "no_limit"
    """There is no limit to hold it against."""
    TOO_SMALL = "too_small"
    """There are too few words."""
    PASSED = "passed"
    FAILED = "failed"


@dataclass(frozen=True)
class ScorecardRules:
    """How points are given, and how many are too many.

    Attributes:
        weights: Points of a finding, for every severity.
        max_penalty: The most points per thousand words that pass; None where nothing is to pass or fail.
        min_words: Words of source text below which nothing passes or fails.
    """

    weights: Mapping[Severity, float] = field(default_factory=lambda: WEIGHTS)
    max_penalty: float | None = None
    min_words: int = MIN_WORDS

    def standing(self, penalty: float, words: int) -> Standing:
        """What so many points per thousand words mean on a text of so many words."""
        if words < self.min_words:
            return Standing.TOO_SMALL
        if self.max_penalty is None:
            return Standing.NO_LIMIT
        return Standing.PASSED if penalty <= self.max_penalty else Standing.FAILED


@dataclass(frozen=True)
class ScorecardRow:
    """One system, by what checks or people found.

    Attributes:
        system: Name of the system.
        by: Who found the errors.
        words: Words of source text that were looked at.
        counts: Errors by severity, the mildest first; where several people marked the same segment, their mean.
        points: The sum of their weights.
        penalty: Points per thousand words.
        interval: How far the penalty moves when segments or documents are drawn again at random; None where too little
            was found, or the text is too small, to tell.
        standing: What it means under the rules.
    """

    system: str
    by: FoundBy
    words: int
    counts: tuple[float, float, float, float]
    points: float
    penalty: float
    interval: Interval | None
    standing: Standing


@dataclass(frozen=True)
class Scorecard:
    """The rules, and the rows of all systems: those of the checks, then those of people."""

    rules: ScorecardRules
    rows: tuple[ScorecardRow, ...]

    def row(self, system: str, by: FoundBy = FoundBy.CHECKS) -> ScorecardRow | None:
        """The row of a system; None where it has none."""
        return next((row for row in self.rows if row.system == system and row.by is by), None)
