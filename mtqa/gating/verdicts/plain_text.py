"""The verdict as text for a terminal or a log."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.gating import GateResult, HistoryEntry, SegmentChange
from mtqa.rendering import plain

__all__ = ["WORST", "headline", "sentence", "text_report", "worst_changes"]

WORST = 10
"""How many of the segments that lost most are shown."""


def headline(result: GateResult) -> str:
    """The verdict in one line."""
    return f"{'PASSED' if result.passed else 'FAILED'}: {plain(result.corpus)}: {sentence(result)}"


def sentence(result: GateResult) -> str:
    """How many rules hold."""
    against = f"compared with the run accepted on {result.accepted_on}"
    n_rules = len(result.outcomes)
    if result.passed:
        return f"all {n_rules} rules hold, {against}"
    return f"{len(result.failures)} of {n_rules} rules are broken, {against}"


def worst_changes(result: GateResult) -> tuple[SegmentChange, ...]:
    """The segments that lost most, or got new findings."""
    return tuple(one for one in result.changes if one.loss > 0 or one.new_findings)[:WORST]


def text_report(result: GateResult, history: Sequence[HistoryEntry] = ()) -> str:
    """The whole verdict: what failed, by how much, how sure; warnings; and the segments that lost most.

    Args:
        result: The verdict.
        history: Earlier runs and this one, for the trend.
    """
    lines = [headline(result)]
    for title, messages in (
        ("Failed", [one.message for one in result.failures]),
        ("Warnings", [one.message for one in result.warnings]),
        ("Better than accepted", [one.message for one in result.improvements]),
        ("Notes", list(result.notes)),
    ):
        if messages:
            lines += ["", f"{title}:", *(f"  {plain(message)}" for message in messages)]
    worst = worst_changes(result)
    if worst:
        by = f", by {result.changes_by}" if result.changes_by else ""
        lines += ["", f"Segments that lost most{by} ({len(result.changes)} changed):"]
        for number, change in enumerate(worst, start=1):
            lines += _segment(number, change)
    if len(history) > 1:
        lines += ["", f"Trend: {', '.join(entry.verdict for entry in history[-10:])}"]
    lines += ["", _sureness(result)]
    if result.suggests_accept:
        lines.append("It is better than the accepted run beyond noise: make it the accepted one with --accept.")
    return "\n".join(lines) + "\n"


def _segment(number: int, change: SegmentChange) -> list[str]:
    scores = ""
    if change.accepted is not None and change.current is not None:
        d = change.decimals
        scores = f"  {change.accepted:.{d}f} to {change.current:.{d}f} ({-change.loss:+.{d}f})"
    found = f"  new findings: {', '.join(change.new_findings)}" if change.new_findings else ""
    old = "(not kept in the accepted file, or missing)" if change.old is None else plain(change.old)
    new = "(missing)" if change.new is None else plain(change.new)
    return [
        f"  {number}. {change.language} {plain(change.segment_id)}{scores}{found}",
        f"     source    {plain(change.source)}",
        f"     accepted  {old}",
        f"     current   {new}",
    ]


def _sureness(result: GateResult) -> str:
    return (
        f"{result.n_tests} significance tests over {len(result.languages)} language(s), corrected so that the chance of"
        f" any false alarm is at most {100 * result.policy.alpha:g} %."
    )
