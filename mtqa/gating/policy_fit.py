"""Does a policy fit what it is used on? What it says about languages that are not there would be without effect."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mtqa.errors import MtqaError
from mtqa.gating.policy import Policy, Role
from mtqa.gating.run import LanguageRun

__all__ = ["only_checks", "refuse_idle_floors", "unmeasured"]


def refuse_idle_floors(policy: Policy, runs: Iterable[LanguageRun]) -> None:
    """Refuse floors for target languages that neither run has.

    Raises:
        MtqaError: naming them, and the languages that there are.
    """
    tags = {run.languages.target.tag for run in runs}
    for rule in policy.metrics:
        idle = sorted(set(rule.floors) - tags)
        if idle:
            raise MtqaError(
                f"the policy has a floor of {rule.metric} for {', '.join(idle)}, which is no target language here",
                f"Take one of {', '.join(sorted(tags))} in 'floors', or leave it out: it would have no effect.",
            )


def only_checks(run: LanguageRun, policy: Policy) -> bool:
    """Whether there is no metric to judge by, for want of references, and the policy is content with the checks."""
    return policy.checks_suffice and not run.metrics and bool(policy.metrics)


def unmeasured(run: LanguageRun, policy: Policy) -> Sequence[str]:
    """The metrics that the policy requires and that could not be measured."""
    if only_checks(run, policy):
        return ()
    return [one.metric for one in policy.metrics if one.role is Role.REQUIRED and run.measured(one.metric) is None]
