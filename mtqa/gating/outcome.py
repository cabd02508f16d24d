"""What the gate finds: one outcome for each rule, language and domain, and the segments that changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from mtqa.gating.policy import Policy, Role
from mtqa.notebooks import bounded, html_block, html_table
from mtqa.results import Verdict

__all__ = ["GateResult", "Outcome", "Rule", "SegmentChange", "Status", "status_for"]


class Rule(StrEnum):
    """The kinds of rules."""

    DROP = "drop"
    """No score drops surely and by more than is tolerated."""
    FLOOR = "floor"
    """No score lies below its floor."""
    SEGMENT_LOSS = "segment_loss"
    """No single segment loses more than is allowed."""
    FINDINGS = "findings"
    """Findings do not surely become more."""
    NEW_FINDINGS = "new_findings"
    """No more segments than allowed have new findings."""
    MOST_FINDINGS = "most_findings"
    """There are no more findings than allowed."""
    MISSING = "missing"
    """No translation got lost."""
    EVALUATED = "evaluated"
    """Every metric that is asked for was measured."""


class Status(StrEnum):
    """What came of a rule."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"


def status_for(role: Role) -> Status:
    """What a broken rule of this role leads to."""
    return Status.FAILED if role is Role.REQUIRED else Status.WARNED


@dataclass(frozen=True)
class Outcome:
    """What came of one rule for one language, or for one domain of it.

    Attributes:
        rule: The kind of rule.
        language: Pair of languages: `en-de`.
        domain: Domain, or None where the rule is about all segments.
        subject: What it is about: the label of a metric, or checks and severity.
        status: What came of it.
        message: One sentence for people.
        accepted: Accepted score or number; None where there is none.
        current: Current score or number.
        gain: How much better the current one is; negative means worse, whatever the direction of the metric.
        tolerated: How much worse it may be; None where that is not the question.
        p_value: One-sided, for "worse"; None where nothing was tested.
        p_adjusted: Corrected for everything that was tested.
        p_rise: One-sided, for "better", corrected; None where that was not tested.
        detectable: The smallest drop that would have been found with a probability of 80 %.
        n_segments: Segments that were compared.
        improved: Whether it is surely better, by more than the tolerance.
        decimals: Decimals of scores that are worth showing.
    """

    rule: Rule
    language: str
    subject: str
    status: Status
    message: str
    domain: str | None = None
    accepted: float | None = None
    current: float | None = None
    gain: float | None = None
    tolerated: float | None = None
    p_value: float | None = None
    p_adjusted: float | None = None
    p_rise: float | None = None
    detectable: float | None = None
    n_segments: int = 0
    improved: bool = False
    decimals: int = 2

    @property
    def where(self) -> str:
        """Language and domain in words, as `message` begins."""
        if self.domain is None:
            return self.language
        return f"{self.language}, " + (f"domain '{self.domain}'" if self.domain else "segments without a domain")

    @property
    def p_told(self) -> float | None:
        """The p-value that the message gives: of the rise where it is better, else of what would be worse."""
        return self.p_rise if self.improved else self.p_adjusted

    @property
    def told(self) -> str:
        """The message without the words that say where."""
        return self.message.removeprefix(f"{self.where}: ")


@dataclass(frozen=True)
class SegmentChange:
    """A segment that is translated otherwise than accepted.

    Attributes:
        language: Pair of languages.
        number: Its number in the current corpus, from 0.
        segment_id: Its id.
        document: Its document.
        source: Source text.
        old: Accepted translation; None where it was missing or not kept.
        new: Current translation; None where it is missing.
        accepted: Accepted score, or None.
        current: Current score, or None.
        loss: How much it lost, in points of the metric that orders them; negative for a gain; 0 where there is none.
        new_findings: Checks that found more than before.
        decimals: Decimals of its scores that are worth showing.
    """

    language: str
    number: int
    segment_id: str
    document: str
    source: str
    old: str | None
    new: str | None
    accepted: float | None
    current: float | None
    loss: float
    new_findings: tuple[str, ...]
    decimals: int = 1


@dataclass(frozen=True)
class GateResult:
    """The verdict with everything that led to it.

    Attributes:
        corpus: Name of the corpus.
        accepted_on: Day on which the accepted run was accepted.
        policy: What was demanded.
        languages: Pairs of languages that were judged.
        outcomes: By language, in the order of the rules.
        changes: Segments that changed, those that lost most first.
        changes_by: Label of the metric that orders them; "" where none does.
        n_tests: How many significance tests were made.
        notes: What a reader must know.
        scores: For each language and metric the current score over all segments.
        files: For each language the file with the translations, as the corpus names it; "" where it is not known.
    """

    corpus: str
    accepted_on: str
    policy: Policy
    languages: tuple[str, ...]
    outcomes: tuple[Outcome, ...]
    changes: tuple[SegmentChange, ...]
    changes_by: str
    n_tests: int
    notes: tuple[str, ...]
    scores: tuple[tuple[str, str, float], ...]
    files: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        counts = f"{len(self.outcomes)} rules, {len(self.failures)} failed, {len(self.warnings)} warned"
        return f"<GateResult of '{self.corpus}': {'passed' if self.passed else 'FAILED'}; {counts}>"

    def _repr_html_(self) -> str:
        """What came of the rules, those that failed first, for notebooks."""
        order = list(Status)[::-1]
        outcomes = sorted(self.outcomes, key=lambda one: order.index(one.status))
        shown, rest = bounded([[one.status, one.message] for one in outcomes], "rules")
        headings = ["status", "rule"]
        title = f"{self.corpus}: {'passed' if self.passed else 'FAILED'}, compared with the run of {self.accepted_on}"
        return html_block(title, html_table(headings, shown, texts=headings), notes=[rest, *self.notes])

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """The rules that turn the gate red."""
        return tuple(one for one in self.outcomes if one.status is Status.FAILED)

    @property
    def warnings(self) -> tuple[Outcome, ...]:
        """The rules that only warn."""
        return tuple(one for one in self.outcomes if one.status is Status.WARNED)

    @property
    def improvements(self) -> tuple[Outcome, ...]:
        """What is surely better than accepted."""
        return tuple(one for one in self.outcomes if one.improved)

    @property
    def passed(self) -> bool:
        """Whether nothing failed, and something was judged at all."""
        return bool(self.outcomes) and not self.failures

    @property
    def suggests_accept(self) -> bool:
        """Whether the current run should become the accepted one: it passed, and something improved beyond noise."""
        return self.passed and bool(self.improvements)

    @property
    def verdict(self) -> Verdict:
        """The verdict alone."""
        return Verdict(self.passed, tuple(one.message for one in self.failures))
