"""The rules about metrics: no sure drop, no score below its floor, no segment that loses too much."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.contracts import Metric, metrics
from mtqa.errors import MtqaError
from mtqa.gating.document_tests import Trials, change_by_document
from mtqa.gating.matching import Match, incomparable, same_metric
from mtqa.gating.outcome import Outcome, Rule, Status, status_for
from mtqa.gating.policy import MetricRule, Policy
from mtqa.gating.policy_fit import only_checks
from mtqa.gating.run import LanguageRun, Measured
from mtqa.gating.significance import ChangeTest, change_test, told_p

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["DropTest", "drop_tests", "limit_outcomes", "n_drop_tests"]

_ROUNDING = 1e-9


@dataclass(frozen=True)
class DropTest:
    """The change of a metric on all segments of a language, or on those of a domain, before the correction.

    Attributes:
        rule: The rule that asks for it.
        outcome: The scores.
        test: How sure the change is.
    """

    rule: MetricRule
    outcome: Outcome
    test: ChangeTest

    def decided(self, p: float, p_rise: float, detectable: float | None, alpha: float) -> Outcome:
        """The outcome with its corrected p-values.

        Args:
            p: Corrected p-value of a drop.
            p_rise: Corrected p-value of a rise.
            detectable: The smallest drop that would have been found.
            alpha: Up to which p-value a change is sure.
        """
        gain, tolerated = self.test.gain, self.outcome.tolerated or 0.0
        beyond = -gain > tolerated + _ROUNDING
        status = Status.PASSED
        if beyond:
            status = status_for(self.rule.role) if p <= alpha else Status.WARNED
        improved = gain > tolerated + _ROUNDING and p_rise <= alpha
        told = self._told(p_rise if improved else p, detectable, alpha, beyond=beyond, improved=improved)
        return replace(
            self.outcome,
            status=status,
            message=f"{self.outcome.where}: {self.outcome.subject} {told}",
            p_adjusted=p,
            p_rise=p_rise,
            detectable=detectable,
            improved=improved,
        )

    def _told(self, p: float, detectable: float | None, alpha: float, *, beyond: bool, improved: bool) -> str:
        one, gain = self.outcome, self.test.gain
        on = f"on {one.n_segments} segment{'s' * (one.n_segments != 1)}"
        change = f"{self._number(one.accepted)} to {self._number(one.current)} {on}"
        by = self._number(abs(gain))
        if not self.test.n_changed:
            return f"is unchanged ({self._number(one.current)} {on})"
        if improved:
            return f"rose by {by} ({change}; {told_p(p)})"
        if gain < 0 and p <= alpha:
            tolerated = f"{self._number(one.tolerated)} is tolerated" if beyond else "which is tolerated"
            return f"dropped by {by} ({change}; {told_p(p)}){'; ' if beyond else ', '}{tolerated}"
        if beyond and self.test.least_p > alpha:
            unit = "documents" if self.test.by_document else "segments"
            return f"dropped by {by} ({change}), which may be chance: too few {unit} changed to tell"
        if beyond:
            found = f"a drop of {self._number(detectable)} would have been found"
            return f"dropped by {by} ({change}), which may be chance ({told_p(p)}); {found}"
        return f"did not surely drop ({change}; {told_p(p)})"

    def _number(self, value: float | None) -> str:
        return f"{value or 0.0:.{self.outcome.decimals}f}"


def n_drop_tests(now: LanguageRun, policy: Policy) -> int:
    """How many tests `drop_tests` makes, at most."""
    return len(policy.metrics) * (1 + len(_domains(now, policy)))


def _domains(now: LanguageRun, policy: Policy) -> list[str]:
    """The domains that are tested besides the whole: all, where there are several."""
    return sorted(now.domains) if policy.by_domain and len(now.domains) > 1 else []


def drop_tests(
    before: LanguageRun, now: LanguageRun, found: Match, policy: Policy, trials: Trials
) -> Iterator[DropTest]:
    """The tests of every metric that was measured, on all segments and on each domain.

    Args:
        before: The accepted run.
        now: The current run.
        found: The segments of both.
        policy: What is demanded.
        trials: How changes are tested.

    Raises:
        MtqaError: when the accepted run has not the same metric, or a domain has no segment to compare.
    """
    import numpy as np

    of_segment = np.array([now.segments[number].domain for number in found.current.tolist()])
    documents = now.documents(policy.unit)
    for rule in policy.metrics:
        measured = now.measured(rule.metric)
        if measured is None:
            continue
        earlier = same_metric(before, measured, now)
        both = earlier.scored[found.accepted] & measured.scored[found.current]
        for domain in (None, *_domains(now, policy)):
            chosen = both if domain is None else both & (of_segment == domain)
            rows = earlier.statistics[found.accepted[chosen]], measured.statistics[found.current[chosen]]
            numbers = None if documents is None else documents[found.current[chosen]]
            yield _drop_test(now, rule, domain, rows, numbers, trials)


def _drop_test(
    now: LanguageRun,
    rule: MetricRule,
    domain: str | None,
    rows: tuple[NDArray[np.float64], NDArray[np.float64]],
    documents: NDArray[np.int64] | None,
    trials: Trials,
) -> DropTest:
    metric = metrics.create(rule.metric).for_languages(now.languages)
    earlier, current = rows
    if not len(current):
        where = "" if domain is None else f" in the domain '{domain}'"
        raise incomparable(now, f"no segment{where} has {metric.label} in both runs")
    before, after = (float(metric.scores(part.sum(axis=0)[None])[0]) for part in rows)
    if not math.isfinite(before) or not math.isfinite(after):
        raise MtqaError(f"{now.pair}: {metric.label} gave {after} after {before}, which cannot be judged")
    scores, higher = metric.resample_scores, metric.higher_is_better
    if documents is None:
        test = change_test(earlier, current, scores, higher_is_better=higher, n_trials=trials.number, seed=trials.seed)
    else:
        test = change_by_document(earlier, current, documents, scores, higher_is_better=higher, trials=trials)
    outcome = Outcome(
        rule=Rule.DROP,
        language=now.pair,
        domain=domain,
        subject=metric.label,
        status=Status.PASSED,
        message="",
        accepted=before,
        current=after,
        gain=test.gain,
        tolerated=rule.tolerated(metric, before),
        p_value=test.p_drop,
        n_segments=len(current),
        decimals=4 if max(abs(before), abs(after)) <= 2 and (metric.noticeable or 0.0) < 0.1 else 2,
    )
    return DropTest(rule, outcome, test)


def limit_outcomes(before: LanguageRun, now: LanguageRun, found: Match, policy: Policy) -> Iterator[Outcome]:
    """The rules that need no test: was it measured at all, floors, and what single segments may lose."""
    for rule in policy.metrics:
        metric = metrics.create(rule.metric).for_languages(now.languages)
        measured = now.measured(rule.metric)
        if measured is None and only_checks(now, policy):
            continue
        if measured is None:
            told = f"{metric.label} could not be measured: there is no reference. Not evaluated is not passed"
            yield Outcome(Rule.EVALUATED, now.pair, metric.label, status_for(rule.role), f"{now.pair}: {told}")
            continue
        floor = rule.floors.get(now.languages.target.tag, rule.floor)
        if floor is not None:
            yield _floor(now, rule, metric, measured, floor)
        if rule.segment_loss is not None:
            earlier = same_metric(before, measured, now)
            yield _segment_loss(now, rule, metric, earlier, measured, found)


def _floor(now: LanguageRun, rule: MetricRule, metric: Metric, measured: Measured, floor: float) -> Outcome:
    gain = (measured.value - floor) * (1.0 if metric.higher_is_better else -1.0)
    below = gain < -_ROUNDING
    decimals = max(2, metric.decimals)
    shown = f"{metric.label} {measured.value:.{decimals}f}"
    told = f"{shown} {'is' if below else 'is not'} worse than the floor of {floor:g}"
    return Outcome(
        rule=Rule.FLOOR,
        decimals=decimals,
        language=now.pair,
        subject=metric.label,
        status=status_for(rule.role) if below else Status.PASSED,
        message=f"{now.pair}: {told}",
        current=measured.value,
        gain=gain,
        n_segments=int(measured.scored.sum()),
    )


def _segment_loss(
    now: LanguageRun, rule: MetricRule, metric: Metric, earlier: Measured, measured: Measured, found: Match
) -> Outcome:
    import numpy as np

    limit = rule.segment_loss or 0.0
    both = earlier.scored[found.accepted] & measured.scored[found.current]
    rows = found.current[both]
    old = metric.segment_scores(earlier.statistics[found.accepted[both]])
    losses = (old - metric.segment_scores(measured.statistics[rows])) * (1.0 if metric.higher_is_better else -1.0)
    if not np.isfinite(losses).all():
        raise MtqaError(f"{now.pair}: {metric.label} gave a segment score that is no number")
    worst = int(np.argmax(losses))
    too_much = int((losses > limit + _ROUNDING).sum())
    told = f"no segment loses more than {limit:g} {metric.label}"
    if too_much:
        told = (
            f"{too_much} segment(s) lose more than {limit:g} {metric.label}; the worst,"
            f" '{now.segments[int(rows[worst])].id}', loses {losses[worst]:.{max(2, metric.decimals)}f}"
        )
    return Outcome(
        rule=Rule.SEGMENT_LOSS,
        decimals=max(2, metric.decimals),
        language=now.pair,
        subject=metric.label,
        status=status_for(rule.role) if too_much else Status.PASSED,
        message=f"{now.pair}: {told}",
        current=float(losses[worst]),
        tolerated=limit,
        n_segments=len(losses),
    )
