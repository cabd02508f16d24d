"""Which segments two runs have in common, and what makes them incomparable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.gating.policy import Policy
from mtqa.gating.run import LanguageRun, Measured

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Match", "incomparable", "match", "missing_languages", "same_metric"]

_NAMED = 5
_ACCEPT = "Look at what changed, and if it is right, write the accepted file anew with --accept."


@dataclass(frozen=True)
class Match:
    """The segments that an accepted and a current run have in common.

    Attributes:
        accepted: Their numbers in the accepted run.
        current: Their numbers in the current run, in the same order.
        added: How many only the current run has.
        removed: How many only the accepted run has.
    """

    accepted: NDArray[np.int64]
    current: NDArray[np.int64]
    added: int
    removed: int

    @property
    def note(self) -> str:
        """What a reader must know, or ""."""
        if not self.added and not self.removed:
            return ""
        return (
            f"compared on the {len(self.current)} segments that both runs have; {self.added} were added and"
            f" {self.removed} removed"
        )


def match(accepted: LanguageRun, current: LanguageRun, policy: Policy) -> Match:
    """Pair the segments by their content: source and references, in whatever order they stand.

    Raises:
        MtqaError: when the runs cannot be compared; says what differs.
    """
    import numpy as np

    places = {key: number for number, key in enumerate(accepted.keys)}
    pairs = [(places[key], number) for number, key in enumerate(current.keys) if key in places]
    found = Match(
        accepted=np.array([a for a, _ in pairs], dtype=np.int64),
        current=np.array([c for _, c in pairs], dtype=np.int64),
        added=len(current.keys) - len(pairs),
        removed=len(accepted.keys) - len(pairs),
    )
    if not pairs:
        raise incomparable(current, "it is another test set: no segment has the same source and references")
    if policy.segments == "same" and found.note:
        raise incomparable(
            current,
            f"the test set changed: {found.added} segments were added (or their source or a reference changed) and"
            f" {found.removed} removed",
            'With segments = "intersection" in the policy, those that both runs have are compared. ' + _ACCEPT,
        )
    for name in sorted(set(accepted.domains) - set(current.domains)):
        if policy.by_domain and len(accepted.domains) > 1:
            raise incomparable(current, f"the domain '{name}' has no segments any more")
    _same_checks(accepted, current, policy)
    return found


def _same_checks(accepted: LanguageRun, current: LanguageRun, policy: Policy) -> None:
    if not policy.findings:
        return
    lacking = sorted(set(current.checks) - set(accepted.checks))
    if lacking:
        raise incomparable(current, f"the accepted run was not checked for: {', '.join(lacking)}")
    others = [name for name in current.checks if accepted.fingerprints.get(name) != current.fingerprints.get(name)]
    if others:
        raise incomparable(
            current,
            f"its findings are by other checks: the code, data or options of {_named(others)} changed since"
            f" (mtqa {accepted.mtqa} then, {current.mtqa} now)",
            "New findings may be the checks' and not the translations'. Judge the translations with the mtqa and the"
            " mtqa.toml that the run was accepted with, then write the accepted file anew with --accept.",
        )


def _named(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def same_metric(accepted: LanguageRun, now: Measured, current: LanguageRun) -> Measured:
    """The accepted numbers of the same metric with the same signature.

    Raises:
        MtqaError: when there are none.
    """
    before = accepted.measured(now.metric)
    if before is None:
        raise incomparable(current, f"the accepted run has no {now.label}")
    if before.signature != now.signature:
        raise incomparable(current, f"{now.label} is not the same metric any more: {_difference(before, now)}")
    if before.statistics.shape[1] != now.statistics.shape[1]:
        raise incomparable(current, f"the statistics of {now.label} do not have the form of the accepted ones")
    return before


def _difference(before: Measured, now: Measured) -> str:
    """The parts of two signatures that are not the same."""
    old, new = before.signature.split("|"), now.signature.split("|")
    left = ", ".join(part for part in old if part not in new) or "nothing"
    right = ", ".join(part for part in new if part not in old) or "nothing"
    return f"{left} was accepted, now it is {right}"


def incomparable(run: LanguageRun, message: str, hint: str = _ACCEPT) -> MtqaError:
    """The error of a gate that cannot judge."""
    return MtqaError(f"{run.pair}: this cannot be compared with the accepted run: {message}", hint)


def missing_languages(accepted: Sequence[LanguageRun], current: Sequence[LanguageRun]) -> list[str]:
    """Pairs that were accepted and are not there any more."""
    there = {run.pair for run in current}
    return [run.pair for run in accepted if run.pair not in there]
