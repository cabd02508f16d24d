"""The rules about findings: whether there are surely more of them, or more than a number."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mtqa.gating.document_tests import Trials, increase_by_document
from mtqa.gating.matching import Match, incomparable
from mtqa.gating.outcome import Outcome, Rule, Status, status_for
from mtqa.gating.policy import ALL_CHECKS, EACH_CHECK, FindingRule, Policy, Role
from mtqa.gating.run import LanguageRun
from mtqa.gating.significance import increase_p_value, told_p
from mtqa.results import Severity

__all__ = ["FindingTest", "count_outcomes", "finding_tests", "n_finding_tests"]


@dataclass(frozen=True)
class FindingTest:
    """A test whether findings became more, before the correction.

    Attributes:
        rule: The rule that asks for it.
        outcome: What was counted.
        p_value: Chance of such an increase if every change could as well have gone the other way.
        least_p: The smallest p-value that these changes could have given.
    """

    rule: FindingRule
    outcome: Outcome
    p_value: float
    least_p: float

    def decided(self, p: float, alpha: float, *, better: bool) -> Outcome:
        """The outcome with its corrected p-value.

        Args:
            p: Corrected p-value.
            alpha: Up to which p-value an increase is sure.
            better: Whether the translations are surely better by the metrics.
        """
        one = self.outcome
        more = int(-(one.gain or 0.0))
        tolerated, if_better = self.rule.tolerated(one.n_segments), self.rule.tolerated_if_better(one.n_segments)
        change = f"{one.accepted or 0:.0f} to {one.current or 0:.0f} on {one.n_segments} segments"
        status = status_for(self.rule.role) if p <= alpha and more > tolerated else Status.PASSED
        weighed = status is not Status.PASSED and better and more <= if_better
        if weighed:
            status, tolerated = Status.WARNED, if_better
        if status is not Status.PASSED:
            why = ", as the required metrics surely rose" if weighed else ""
            message = f"findings of {one.subject} became more ({change}; {told_p(p)}); {tolerated} is tolerated{why}"
        elif more > 0:
            message = f"findings of {one.subject} did not surely become more ({change}; {told_p(p)})"
        else:
            message = f"findings of {one.subject} did not become more ({change})"
        return replace(
            one,
            status=status,
            message=f"{one.language}: {message}",
            tolerated=float(tolerated),
            p_value=self.p_value,
            p_adjusted=p,
        )


def n_finding_tests(now: LanguageRun, policy: Policy) -> int:
    """How many tests `finding_tests` makes."""
    return sum(1 for _ in _rules(policy, now, lambda rule: rule.significant))


def finding_tests(
    before: LanguageRun, now: LanguageRun, found: Match, policy: Policy, trials: Trials
) -> Iterator[FindingTest]:
    """The tests that the rules of a policy ask for."""
    documents = now.documents(policy.unit)
    of_pairs = None if documents is None else documents[_both(before, now, found)[1]].tolist()
    for rule, checks in _rules(policy, now, lambda rule: rule.significant):
        earlier, current = _pairs(before, now, found, checks, rule.severity)
        changes = [b - a for a, b in zip(earlier, current, strict=True)]
        p, least = increase_p_value(changes) if of_pairs is None else increase_by_document(changes, of_pairs, trials)
        outcome = Outcome(
            rule=Rule.FINDINGS,
            language=now.pair,
            subject=_subject(checks, rule),
            status=Status.PASSED,
            message="",
            accepted=float(sum(earlier)),
            current=float(sum(current)),
            gain=float(sum(earlier) - sum(current)),
            n_segments=len(current),
        )
        yield FindingTest(rule, outcome, p, least)


def count_outcomes(before: LanguageRun, now: LanguageRun, found: Match, policy: Policy) -> Iterator[Outcome]:
    """The rules that only count."""
    for rule, checks in _rules(policy, now, lambda rule: rule.max_new is not None):
        earlier, current = _pairs(before, now, found, checks, rule.severity)
        new, most = sum(b > a for a, b in zip(earlier, current, strict=True)), rule.max_new or 0
        subject = _subject(checks, rule)
        yield Outcome(
            rule=Rule.NEW_FINDINGS,
            language=now.pair,
            subject=subject,
            status=status_for(rule.role) if new > most else Status.PASSED,
            message=f"{now.pair}: {new} segments have new findings of {subject}; {most} may have",
            accepted=float(sum(earlier)),
            current=float(sum(current)),
            gain=float(-new),
            tolerated=float(most),
            n_segments=len(current),
        )
    for rule, checks in _rules(policy, now, lambda rule: rule.most is not None):
        total, most = sum(_counts(now, checks, rule.severity).values()), rule.most or 0
        subject = _subject(checks, rule)
        yield Outcome(
            rule=Rule.MOST_FINDINGS,
            language=now.pair,
            subject=subject,
            status=status_for(rule.role) if total > most else Status.PASSED,
            message=f"{now.pair}: there are {total} findings of {subject}; {most} may be",
            current=float(total),
            gain=float(most - total),
            tolerated=float(most),
            n_segments=len(now.keys),
        )


def _rules(
    policy: Policy, now: LanguageRun, demands: Callable[[FindingRule], bool]
) -> Iterator[tuple[FindingRule, tuple[str, ...]]]:
    """The rules that demand something, each with the checks it takes together; of two about the same, the first."""
    seen: set[tuple[str, Role]] = set()
    for rule in policy.findings:
        for checks in _checks(rule, now) if demands(rule) else ():
            about = (_subject(checks, rule), rule.role)
            if about not in seen:
                seen.add(about)
                yield rule, checks


def _checks(rule: FindingRule, now: LanguageRun) -> list[tuple[str, ...]]:
    """The checks that the rule takes together: one group, or one for each check."""
    if rule.check == EACH_CHECK:
        return [(check,) for check in now.checks]
    if rule.check not in (ALL_CHECKS, *now.checks):
        raise incomparable(now, f"the check '{rule.check}' cannot be run for these languages", "Change the policy.")
    return [now.checks] if rule.check == ALL_CHECKS else [(rule.check,)]


def _subject(checks: Sequence[str], rule: FindingRule) -> str:
    worst = list(Severity)[-1]
    level = rule.severity.value if rule.severity is worst else f"{rule.severity.value} or worse"
    return f"{'all checks' if rule.check == ALL_CHECKS else checks[0]} ({level})"


def _counts(run: LanguageRun, checks: Sequence[str], severity: Severity) -> dict[int, int]:
    counts: dict[int, int] = {}
    for (check, level), of_segments in run.findings.items():
        if check in checks and level.rank >= severity.rank:
            for number, count in of_segments.items():
                counts[number] = counts.get(number, 0) + count
    return counts


def _pairs(
    before: LanguageRun, now: LanguageRun, found: Match, checks: Sequence[str], severity: Severity
) -> tuple[list[int], list[int]]:
    """Accepted and current numbers of findings of the segments that are translated in both runs."""
    old, new = _counts(before, checks, severity), _counts(now, checks, severity)
    accepted, current = _both(before, now, found)
    return [old.get(a, 0) for a in accepted], [new.get(c, 0) for c in current]


def _both(before: LanguageRun, now: LanguageRun, found: Match) -> tuple[list[int], list[int]]:
    """Accepted and current numbers of the segments that are translated in both runs."""
    both = [
        (a, c)
        for a, c in zip(found.accepted.tolist(), found.current.tolist(), strict=True)
        if a not in before.missing and c not in now.missing
    ]
    return [a for a, _ in both], [c for _, c in both]
