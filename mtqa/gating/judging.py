"""The rules of a policy, applied to an accepted and a current run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtqa.errors import MtqaError
from mtqa.gating.accepted import AcceptedRun
from mtqa.gating.document_tests import Trials
from mtqa.gating.finding_rules import FindingTest, count_outcomes, finding_tests, n_finding_tests
from mtqa.gating.losses import changes_of
from mtqa.gating.lost_rules import lost_outcome
from mtqa.gating.matching import Match, match, missing_languages
from mtqa.gating.metric_rules import DropTest, drop_tests, limit_outcomes, n_drop_tests
from mtqa.gating.outcome import GateResult, Outcome, Rule
from mtqa.gating.policy import ALL_CHECKS, EACH_CHECK, Policy, Role
from mtqa.gating.policy_fit import only_checks, refuse_idle_floors
from mtqa.gating.run import LanguageRun
from mtqa.gating.significance import corrected, detectable_drop, trials_needed

__all__ = ["judge"]


def judge(
    accepted: AcceptedRun,
    runs: Sequence[LanguageRun],
    policy: Policy,
    *,
    only_some: bool = False,
) -> GateResult:
    """Compare runs with the accepted one.

    Args:
        accepted: What they are compared with.
        runs: The current run, one for each pair of languages.
        policy: What is demanded.
        only_some: Whether languages that were accepted and are not among `runs` were left out on purpose.

    Raises:
        MtqaError: when they cannot be compared, when there is nothing to judge, or a score is no number.
    """
    refuse_idle_floors(policy, [*accepted.languages, *runs])
    pairs, notes = _pairs(accepted, runs, policy, only_some=only_some)
    compared = [(before, now, match(before, now, policy)) for before, now in pairs]
    notes += [f"{now.pair}: {note}" for before, now, found in compared for note in _notes(before, now, found, policy)]
    n_tests = sum(n_drop_tests(now, policy) + n_finding_tests(now, policy) for _, now in pairs)
    n_trials = trials_needed(policy.trials, policy.alpha, n_tests)
    trials = Trials(n_trials, policy.seed, policy.alpha / max(1, n_tests))
    found_tests = [test for one in compared for test in finding_tests(*one, policy, trials)]
    drops = [test for one in compared for test in drop_tests(*one, policy, trials)]
    limits = [outcome for one in compared for outcome in _untested(*one, policy)]
    if not drops and not found_tests and all(one.rule in (Rule.EVALUATED, Rule.MISSING) for one in limits):
        raise MtqaError(
            "no metric was evaluated and no finding counted, so there is nothing to judge",
            "The metrics of the policy need references: add them, or write rules about findings.",
        )
    changes, changes_by = changes_of(compared, policy)
    order = {now.pair: number for number, (_, now) in enumerate(pairs)}
    outcomes = [*_decided(drops, found_tests, policy), *limits]
    return GateResult(
        corpus=accepted.corpus,
        accepted_on=accepted.date,
        policy=policy,
        languages=tuple(order),
        outcomes=tuple(sorted(outcomes, key=lambda one: order[one.language])),
        changes=changes,
        changes_by=changes_by,
        n_tests=len(drops) + len(found_tests),
        notes=tuple(notes),
        scores=tuple((now.pair, one.metric, one.value) for _, now in pairs for one in now.metrics),
        files=tuple((now.pair, now.file) for _, now in pairs),
    )


def _pairs(
    accepted: AcceptedRun, runs: Sequence[LanguageRun], policy: Policy, *, only_some: bool
) -> tuple[list[tuple[LanguageRun, LanguageRun]], list[str]]:
    """The accepted and the current run of each language, and what to say about languages that have only one."""
    if not runs:
        raise MtqaError("there is nothing to judge", "The corpus has no language.")
    gone = [] if only_some else missing_languages(accepted.languages, runs)
    new = [run.pair for run in runs if accepted.language(run.pair) is None]
    hint = 'Accept again, or allow it with segments = "intersection" in the policy.'
    if policy.segments == "same":
        if gone:
            raise MtqaError(f"languages of the accepted run are not there any more: {', '.join(gone)}", hint)
        if new:
            raise MtqaError(f"languages that were never accepted: {', '.join(new)}", hint)
    notes = [f"{pair}: was accepted and is not there any more, so it was not judged" for pair in gone]
    notes += [f"{pair}: was never accepted, so it was not judged" for pair in new]
    pairs = [(before, run) for run in runs if (before := accepted.language(run.pair)) is not None]
    if not pairs:
        raise MtqaError("the accepted run and the current one have no language in common", hint)
    return pairs, notes


def _notes(before: LanguageRun, now: LanguageRun, found: Match, policy: Policy) -> Iterator[str]:
    """What a reader must know about one language."""
    if found.note:
        yield found.note
    if before.system != now.system:
        yield f"the accepted translations are by '{before.system}', these by '{now.system}'"
    unchecked = sorted(set(before.checks) - set(now.checks))
    if unchecked and any(rule.check in (ALL_CHECKS, EACH_CHECK) for rule in policy.findings):
        yield f"the accepted translations were also checked for what these were not: {', '.join(unchecked)}"
    if only_checks(now, policy):
        yield "there are no references, so only what the checks find is judged, and no metric"
    if unit := _unit_note(now, policy):
        yield unit
    yield from now.notes


def _unit_note(now: LanguageRun, policy: Policy) -> str:
    """What is exchanged where that is documents; "" for segments."""
    documents = now.documents(policy.unit)
    if documents is None:
        return ""
    n = len(set(documents.tolist()))
    return f"changes were tested by document ({n} documents), as the segments of one change together"


def _untested(before: LanguageRun, now: LanguageRun, found: Match, policy: Policy) -> Iterator[Outcome]:
    """What came of the rules that need no test."""
    yield from limit_outcomes(before, now, found, policy)
    yield lost_outcome(before, now, found, policy)
    yield from count_outcomes(before, now, found, policy)


def _decided(drops: Sequence[DropTest], found: Sequence[FindingTest], policy: Policy) -> Iterator[Outcome]:
    """All tests with their corrected p-values; required and advisory rules are corrected apart."""
    better: set[str] = set()
    for role in Role:  # the required ones first
        of_drops = [one for one in drops if one.rule.role is role]
        of_findings = [one for one in found if one.rule.role is role]
        least = [one.test.least_p for one in of_drops] + [one.least_p for one in of_findings]
        p_values = [one.test.p_drop for one in of_drops] + [one.p_value for one in of_findings]
        adjusted = corrected(p_values, least, policy.alpha)
        rises = corrected([one.test.p_rise for one in of_drops], least[: len(of_drops)], policy.alpha)
        told = [
            drop.decided(p, rise, detectable_drop(drop.test, policy.alpha, len(adjusted)), policy.alpha)
            for drop, p, rise in zip(of_drops, adjusted[: len(of_drops)], rises, strict=True)
        ]
        if role is Role.REQUIRED:
            better = _better(told, policy)
        yield from told
        for finding, p in zip(of_findings, adjusted[len(of_drops) :], strict=True):
            yield finding.decided(p, policy.alpha, better=finding.outcome.language in better)


def _better(required: Sequence[Outcome], policy: Policy) -> set[str]:
    """Languages in which every required metric surely rose, and at least one by more than its tolerance."""
    whole = [one for one in required if one.domain is None]
    risen = {one.language for one in whole if one.improved}
    others = {one.language for one in whole if one.p_rise is None or one.p_rise > policy.alpha}
    return risen - others
