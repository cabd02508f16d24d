"""The rule about translations that got lost: what was there and is missing, empty or the source itself now.

That is no matter of chance: an engine that failed leaves an empty line, or hands the source back.
"""

from __future__ import annotations

from mtqa.gating.matching import Match
from mtqa.gating.outcome import Outcome, Rule, Status
from mtqa.gating.policy import Policy
from mtqa.gating.run import LanguageRun

__all__ = ["lost_outcome"]

_NAMED = 3


def lost_outcome(before: LanguageRun, now: LanguageRun, found: Match, policy: Policy) -> Outcome:
    """How many translations got lost, and which come first."""
    gone, was_gone = now.lost, before.lost
    lost = [
        current
        for earlier, current in zip(found.accepted.tolist(), found.current.tolist(), strict=True)
        if current in gone and earlier not in was_gone
    ]
    return Outcome(
        rule=Rule.MISSING,
        language=now.pair,
        subject="translations",
        status=Status.FAILED if len(lost) > policy.max_missing else Status.PASSED,
        message=f"{now.pair}: {_told(lost, now, policy.max_missing)}",
        accepted=float(len(was_gone)),
        current=float(len(gone)),
        gain=float(-len(lost)),
        tolerated=float(policy.max_missing),
        n_segments=len(found.current),
    )


def _told(lost: list[int], now: LanguageRun, most: int) -> str:
    if not lost:
        return f"no translation that was accepted got lost; {most} may"
    kinds = (("missing", now.missing), ("empty", now.empty), ("the source itself", now.copied))
    numbers = [(name, sum(number in of_kind for number in lost)) for name, of_kind in kinds]
    told = ", ".join(f"{number} {name}" for name, number in numbers if number)
    names = ", ".join(f"'{now.segments[number].id}'" for number in lost[:_NAMED])
    if len(lost) == 1:
        return f"1 translation that was accepted got lost ({told} now), that of {names}; {most} may"
    more = " and others" if len(lost) > _NAMED else ""
    return f"{len(lost)} translations that were accepted got lost ({told} now), those of {names}{more}; {most} may"
