"""What is to be known of a language model that judged, and how far it agrees with people. Data only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mtqa.results.interval import Interval

__all__ = ["EXPLAINED_BY", "JudgeAgreement", "JudgeRecord"]

EXPLAINED_BY = "explained_by"
"""The setting of an evaluation that names the model which explained findings."""


@dataclass(frozen=True)
class JudgeAgreement:
    """How far a judge agrees with people, by one statistic.

    Attributes:
        statistic: `spa` (soft pairwise accuracy of systems) or `acc_eq` (pairwise accuracy of segments, with ties).
        value: From 0 to 1; None where it does not exist.
        interval: Its interval; None where there is none.
    """

    statistic: str
    value: float | None
    interval: Interval | None = None


@dataclass(frozen=True)
class JudgeRecord:
    """What is to be known of a language model's judgements before they are believed.

    Attributes:
        metric: Metric spec.
        label: Name of the metric.
        model: The model that judged.
        protocol: What it was asked.
        prompt: Digest of the words of the prompt.
        dates: Day or days of its answers.
        sent_to: The machine that the texts were sent to.
        here: Whether that is the machine on which this was run.
        counts: How often what happened, by name: `asked`, `kept`, `missing`, `unreadable`, `refused` ...
        cost: What this run cost at the prices given; None where they are not known.
        n_labels: Translations that people have judged, and this judge too.
        agreements: How far it agrees with these people; empty where there are too few of them.
    """

    metric: str
    label: str
    model: str
    protocol: str
    prompt: str
    dates: str
    sent_to: str
    here: bool
    counts: Mapping[str, int] = field(default_factory=dict)
    cost: float | None = None
    n_labels: int = 0
    agreements: tuple[JudgeAgreement, ...] = ()
