"""The errors that people marked, ready to be shown: apart from the findings of the checks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from mtqa.rendering.findings_by_category import severity_counts
from mtqa.rendering.labels import category_name
from mtqa.rendering.scoreboard import Scoreboard, ordered_systems
from mtqa.results import Finding

__all__ = ["MarkedRow", "MarkedTable", "marked_table"]


@dataclass(frozen=True)
class MarkedRow:
    """Errors of one category, or of one system.

    Attributes:
        label: The category in words, or the system.
        counts: Errors by severity, the gravest first.
        segments: In how many segments.
    """

    label: str
    counts: tuple[int, ...]
    segments: int


@dataclass(frozen=True)
class MarkedTable:
    """What people marked.

    Attributes:
        intro: Whose errors these are and who marked them.
        categories: Of the system under judgement, those with the gravest errors first.
        systems: All systems.
    """

    intro: str
    categories: tuple[MarkedRow, ...]
    systems: tuple[MarkedRow, ...]


def marked_table(board: Scoreboard) -> MarkedTable | None:
    """The table; None where nobody has marked errors."""
    evaluation, words = board.evaluation, board.catalogue
    if not evaluation.marked:
        return None
    by_system: dict[str, list[Finding]] = defaultdict(list)
    by_category: dict[str, list[Finding]] = defaultdict(list)
    for mark in evaluation.marked:
        by_system[mark.finding.system].append(mark.finding)
        if mark.finding.system == evaluation.primary:
            by_category[mark.finding.category].append(mark.finding)
    categories = [_row(category_name(category, words), errors) for category, errors in by_category.items()]
    raters = {mark.rater for mark in evaluation.marked if mark.rater}
    who = words.plural("marked.raters", len(raters)) if raters else words("marked.unnamed")
    return MarkedTable(
        words("marked.intro", system=evaluation.primary, raters=who),
        tuple(sorted(categories, key=lambda row: ([-count for count in row.counts], row.label))),
        tuple(_row(system.name, by_system[system.name]) for system in ordered_systems(board)),
    )


def _row(label: str, errors: list[Finding]) -> MarkedRow:
    return MarkedRow(label, severity_counts(errors), len({finding.segment_id for finding in errors}))
