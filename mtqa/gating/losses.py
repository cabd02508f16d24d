"""The segments that changed, those that lost most first."""

from __future__ import annotations

from collections.abc import Sequence

from mtqa.contracts import Metric, metrics
from mtqa.gating.matching import Match, same_metric
from mtqa.gating.outcome import SegmentChange
from mtqa.gating.policy import Policy
from mtqa.gating.run import LanguageRun

__all__ = ["changes_of"]

Scores = dict[int, tuple[float, float, float]]
"""For each current segment: accepted score, current score, loss."""


def changes_of(
    matched: Sequence[tuple[LanguageRun, LanguageRun, Match]], policy: Policy
) -> tuple[tuple[SegmentChange, ...], str]:
    """Every segment whose translation, score or findings changed.

    Returns:
        The segments by loss, and the label of the metric that the loss is measured by: the first of the policy.
    """
    changes: list[SegmentChange] = []
    label, decimals = "", 1
    for before, now, found in matched:
        scores, metric = _scores(before, now, found, policy)
        if metric is not None:
            label, decimals = label or metric.label, metric.decimals
        grown = _grown(before, now, found)
        for earlier, current in zip(found.accepted.tolist(), found.current.tolist(), strict=True):
            old = None if before.texts is None else before.texts[earlier]
            new = None if now.texts is None else now.texts[current]
            one = scores.get(current)
            same_text = before.texts is None or old == new
            if same_text and (one is None or one[0] == one[1]) and current not in grown:
                continue
            segment = now.segments[current]
            changes.append(
                SegmentChange(
                    language=now.pair,
                    number=current,
                    segment_id=segment.id,
                    document=segment.document,
                    source=segment.source,
                    old=old,
                    new=new,
                    accepted=one[0] if one else None,
                    current=one[1] if one else None,
                    loss=one[2] if one else 0.0,
                    new_findings=tuple(grown.get(current, ())),
                    decimals=decimals,
                )
            )
    changes.sort(key=lambda one: (-one.loss, -len(one.new_findings), one.language, one.number))
    return tuple(changes), label


def _scores(before: LanguageRun, now: LanguageRun, found: Match, policy: Policy) -> tuple[Scores, Metric | None]:
    measured = now.measured(policy.metrics[0].metric) if policy.metrics else None
    if measured is None:
        return {}, None
    earlier = same_metric(before, measured, now)
    metric = metrics.create(measured.metric).for_languages(now.languages)
    both = earlier.scored[found.accepted] & measured.scored[found.current]
    rows = found.current[both]
    old = metric.segment_scores(earlier.statistics[found.accepted[both]])
    new = metric.segment_scores(measured.statistics[rows])
    losses = (old - new) * (1.0 if metric.higher_is_better else -1.0)
    return dict(zip(rows.tolist(), zip(old.tolist(), new.tolist(), losses.tolist(), strict=True), strict=True)), metric


def _grown(before: LanguageRun, now: LanguageRun, found: Match) -> dict[int, list[str]]:
    """For each current segment the checks that found more than before."""
    places = dict(zip(found.current.tolist(), found.accepted.tolist(), strict=True))
    totals: dict[tuple[int, str], int] = {}
    for (check, _), counts in now.findings.items():
        for number, count in counts.items():
            totals[number, check] = totals.get((number, check), 0) + count
    old: dict[tuple[int, str], int] = {}
    for (check, _), counts in before.findings.items():
        for number, count in counts.items():
            old[number, check] = old.get((number, check), 0) + count
    grown: dict[int, list[str]] = {}
    for (number, check), count in sorted(totals.items()):
        if number in places and count > old.get((places[number], check), 0):
            grown.setdefault(number, []).append(check)
    return grown
