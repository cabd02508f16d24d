"""A policy as a file that people read and change."""

from __future__ import annotations

from mtqa.contracts import metrics
from mtqa.corpus_folders import toml_text
from mtqa.gating.policy import DEFAULT_METRICS, FindingRule, MetricRule, Policy

__all__ = ["policy_toml"]

_TRUTH = {True: "true", False: "false"}
_ABOUT_METRICS = """
# A drop fails when it is significant and larger than the tolerance. The default tolerance is the difference from which
# on people agree with the metric in 60 % of pairs of systems (Kocmi et al., 2024, table 2), and 1 % of the accepted
# score for metrics that are not in that table. Further settings: role = "advisory" (warns only), tolerance_percent,
# floor, floors = { de = 30.0 }, segment_loss (the most that a single segment may lose). The first metric orders the
# segments that lost most."""
_ABOUT_FINDINGS = """
# Findings of the checks. check: a name, "each" check by itself, or "all" together; severity: at least this.
# significant: fail when there are surely more than accepted, by more than `tolerance` and by more than
# tolerance_percent of the segments. Where every required metric rose surely, and one by more than its tolerance, up to
# better_percent of the segments more only warn. Without a test: max_new (the most segments with more of them than
# accepted) and most (of them at all)."""


def policy_toml(policy: Policy) -> str:
    """A policy as a file that `read_policy` reads, with a word on every setting."""
    lines = [
        "# mtqa-gate.toml: what `mtqa gate` demands. What is left out is as in the default policy (--show-policy).",
        "",
        f"alpha = {policy.alpha}  # chance of a false alarm in a run, over everything that is tested (Holm)",
        f"trials = {policy.trials}  # of the one-sided paired randomisation test",
        f"seed = {policy.seed}",
        f'segments = "{policy.segments}"  # "intersection" compares the segments that both runs have',
        f'unit = "{policy.unit}"  # what tests exchange: document, segment; auto: documents if there are several',
        f"by_domain = {_TRUTH[policy.by_domain]}  # also test each domain, where there are several",
        f"max_missing = {policy.max_missing}  # translations that may get lost: missing, empty or the source itself",
        f"texts = {_TRUTH[policy.texts]}  # keep the texts in the accepted file, to show old and new",
        _without_references(policy),
        *([] if policy.findings else ["findings = []"]),
        _ABOUT_METRICS if policy.metrics else "\n[metrics]",
    ]
    for rule in policy.metrics:
        lines += _metric(rule)
    lines.append(_ABOUT_FINDINGS)
    for finding in policy.findings:
        lines += _finding(finding)
    return "\n".join(lines) + "\n"


def _without_references(policy: Policy) -> str:
    told = "checks" if policy.checks_suffice else "refuse"
    settled = policy.without_references or policy.metrics == DEFAULT_METRICS
    words = 'where there are none, "checks" judges by the checks alone; "refuse" fails'
    return f'{"" if settled else "# "}without_references = "{told}"  # {words}'


def _metric(rule: MetricRule) -> list[str]:
    lines = ["", f"[metrics.{toml_text(rule.metric)}]", f'role = "{rule.role}"']
    if rule.tolerance is None and rule.tolerance_percent is None:
        noticeable = metrics.create(rule.metric).noticeable
        lines.append("tolerance_percent = 1.0" if noticeable is None else f"tolerance = {noticeable}")
    for key in ("tolerance", "tolerance_percent", "floor", "segment_loss"):
        if getattr(rule, key) is not None:
            lines.append(f"{key} = {getattr(rule, key)}")
    if rule.floors:
        lines.append("floors = { " + ", ".join(f'"{tag}" = {floor}' for tag, floor in rule.floors.items()) + " }")
    return lines


def _finding(rule: FindingRule) -> list[str]:
    lines = [
        "",
        "[[findings]]",
        f'check = "{rule.check}"',
        f'severity = "{rule.severity}"',
        f'role = "{rule.role}"',
        f"significant = {_TRUTH[rule.significant]}",
        f"tolerance = {rule.tolerance}",
        f"tolerance_percent = {rule.tolerance_percent}",
        f"better_percent = {rule.better_percent}",
    ]
    return lines + [f"{key} = {getattr(rule, key)}" for key in ("max_new", "most") if getattr(rule, key) is not None]
