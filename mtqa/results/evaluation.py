"""What an evaluation finds: scores, comparisons, findings, and the verdict of the gate. Data only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.notebooks import columns_of, data_frame, html_block
from mtqa.results.evaluation_view import COLUMNS, comparisons_html, findings_html, scores_html
from mtqa.results.interval import Interval
from mtqa.results.judge_record import JudgeRecord
from mtqa.results.scorecard import Scorecard
from mtqa.results.severity import Severity

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Agreement",
    "Comparison",
    "DocumentScore",
    "Evaluation",
    "Finding",
    "JudgedFinding",
    "MarkedFinding",
    "Score",
    "Severity",
    "Span",
    "Suppressed",
    "Verdict",
]


@dataclass(frozen=True)
class DocumentScore:
    """The score of one document.

    Attributes:
        document: Name of the document.
        value: Score on the scale of the metric; None where it does not exist.
        n_segments: Segments that it was computed from.
    """

    document: str
    value: float | None
    n_segments: int


@dataclass(frozen=True)
class Score:
    """The value of one metric for one system on a whole corpus.

    Attributes:
        system: Name of the system.
        metric: Metric spec as it can be given on the command line: `chrf(word_order=2)`.
        label: Name that the field uses for it: `chrF2++`.
        signature: What somebody needs to compute the same number.
        value: Corpus score on the metric's own scale; None when no segment could be scored.
        interval: Confidence interval, where there is one.
        higher_is_better: Direction of the metric.
        segment_values: One per segment of the corpus; None where a segment has no score.
        n_missing: Segments left out of `value`: no hypothesis, or no reference where the metric needs one.
        documents: Scores of the documents, in the corpus's order.
    """

    system: str
    metric: str
    label: str
    signature: str
    value: float | None
    interval: Interval | None
    higher_is_better: bool
    segment_values: Sequence[float | None]
    n_missing: int
    documents: tuple[DocumentScore, ...] = ()

    def __repr__(self) -> str:
        value = "none" if self.value is None else f"{self.value:.4f}"
        ends = "" if self.interval is None else f" [{self.interval.low:.4f}, {self.interval.high:.4f}]"
        return f"<Score {self.system}: {self.label} = {value}{ends}>"

    def _repr_html_(self) -> str:
        return scores_html([self])


@dataclass(frozen=True)
class Comparison:
    """Two systems on one metric, tested on the same segments.

    Attributes:
        system: Name of the system.
        baseline: Name of the system that it is compared with.
        metric: Metric spec.
        signature: Signature of the metric and of the test.
        delta: Difference of the scores; **positive always means that `system` is better**, also for error rates.
        interval: Confidence interval of `delta`.
        p_value: Two-sided; None where it could not be computed.
        p_adjusted: Corrected for all the comparisons that were made on this metric.
        detectable: The smallest true difference that this test set would show as significant with a probability of
            80 %; "not significant" says nothing about smaller ones.
    """

    system: str
    baseline: str
    metric: str
    signature: str
    delta: float
    interval: Interval | None
    p_value: float | None
    p_adjusted: float | None = None
    detectable: float | None = None


@dataclass(frozen=True)
class Span:
    """A stretch of text, in characters (Unicode code points) from the start of the segment.

    Attributes:
        side: Whether it lies in the source or in the hypothesis.
        start: First character.
        end: One past the last character; greater than `start`.
    """

    side: Literal["source", "hypothesis"]
    start: int
    end: int


@dataclass(frozen=True)
class Finding:
    """A concrete defect that a check found.

    Attributes:
        check: Name of the check.
        category: Error category after MQM, as a path: `accuracy/untranslated`.
        severity: How much it harms.
        segment_id: Segment in which it was found.
        system: System whose output it is in.
        message: What is wrong, in plain English; a `Message` where it is known what it is made of.
        spans: Where in the texts; may be empty.
        run: Where it is about several segments, the ids of all of them in order; the first is `segment_id`.
        also: Names of checks that found something here that has the same cause, and is not told by itself.
        language: Tag of the language that the translation seems to be in instead of its own; "" for none.
        explanation: What a language model says of it in a sentence; "" where none was asked.
    """

    check: str
    category: str
    severity: Severity
    segment_id: str
    system: str
    message: str
    spans: tuple[Span, ...] = ()
    run: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    language: str = ""
    explanation: str = ""

    @property
    def segment_ids(self) -> tuple[str, ...]:
        """All segments that it is about."""
        return self.run or (self.segment_id,)

    def at(self, segment_id: str) -> Finding:
        """What it says of one of its segments: the spans are those of the first."""
        return self if segment_id == self.segment_id else replace(self, spans=())


@dataclass(frozen=True)
class Suppressed:
    """A finding that somebody has looked at and does not want to be told again.

    Attributes:
        finding: What was found.
        reason: Why it is suppressed.
    """

    finding: Finding
    reason: str


@dataclass(frozen=True)
class MarkedFinding:
    """An error that a person marked: kept apart from what checks find.

    Attributes:
        finding: What was marked; its `check` is `human`.
        rater: Who marked it; "" where the file names nobody.
    """

    finding: Finding
    rater: str


@dataclass(frozen=True)
class JudgedFinding:
    """An error that a language model marked as judge: kept apart from what checks find and from what people mark.

    Attributes:
        finding: What was marked; its `check` is the name of the judging metric.
        metric: Spec of the metric.
        model: The model that judged.
    """

    finding: Finding
    metric: str
    model: str


@dataclass(frozen=True)
class Agreement:
    """How far a metric orders systems as human judges do.

    Attributes:
        metric: Metric spec.
        n_systems: Systems that were judged.
        n_segments: Segments that were judged; the metric was computed on the same. 0 where systems were judged as a
            whole; the metric's scores are then those of all segments.
        n_pairs: Pairs of systems that the judges do not put level.
        pairwise_accuracy: Share of these pairs that the metric orders as they do, from 0 to 1 (Kocmi et al., 2021).
        kendall_tau: Kendall's tau-b of the two orders, from -1 to 1; None where one of them puts all systems level.
        pearson: Pearson's correlation of the scores, likewise, turned so that positive is agreement.
        interval: Where the share of pairs would lie for other documents and systems of the same kind; None where that
            cannot be told.
        rank: Of the metric among all, by that share: metrics that share a rank are not told apart. None where there is
            no other metric.
    """

    metric: str
    n_systems: int
    n_segments: int
    n_pairs: int
    pairwise_accuracy: float | None
    kendall_tau: float | None
    pearson: float | None
    interval: Interval | None = None
    rank: int | None = None


@dataclass(frozen=True)
class Evaluation:
    """Everything that a report or the gate needs, so that neither ever scores again.

    Attributes:
        corpus: The corpus that was evaluated, with its systems.
        primary: Name of the system under judgement.
        scores: For each metric and system.
        comparisons: Tests between every two systems: the primary one against the others first.
        findings: Of all checks, for all systems.
        checks: What each check that ran looks for (name -> text for people).
        suppressed: Findings that were suppressed; `findings` has only the others.
        checks_not_run: Checks that could not be run (name -> why, for people).
        versions: Versions of mtqa, of Python and of the packages that computed the numbers.
        settings: Seed, number of resamples and whatever else the numbers depend on.
        warnings: What the reader must know before trusting the numbers.
        agreements: How far the metrics agree with human judgements, where there are any.
        marked: The errors that people marked; no check found them, and no count of findings includes them.
        judged: The errors that language models marked as judges, likewise.
        judges: What is to be known of these judges.
        scorecard: Penalty points per thousand words; None in runs that were stored without.
    """

    corpus: Corpus
    primary: str
    scores: tuple[Score, ...]
    comparisons: tuple[Comparison, ...]
    findings: tuple[Finding, ...]
    checks: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, str | int | float] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    checks_not_run: Mapping[str, str] = field(default_factory=dict)
    agreements: tuple[Agreement, ...] = ()
    marked: tuple[MarkedFinding, ...] = ()
    judged: tuple[JudgedFinding, ...] = ()
    judges: tuple[JudgeRecord, ...] = ()
    scorecard: Scorecard | None = None

    def score(self, system: str, metric: str) -> Score | None:
        """The score of a system by a metric spec, or None where it was not computed."""
        for score in self.scores:
            if score.system == system and score.metric == metric:
                return score
        return None

    @property
    def metrics(self) -> tuple[str, ...]:
        """Specs of the metrics in the order in which they were asked for."""
        return tuple(dict.fromkeys(score.metric for score in self.scores))

    def __repr__(self) -> str:
        corpus = self.corpus
        shown = [
            f"{score.label} {score.value:.2f}" for score in self.scores if score.system == self.primary and score.value
        ]
        return (
            f"<Evaluation of '{corpus.name}' {corpus.language_pair}: {len(corpus.segments):,} segments,"
            f" {len(corpus.systems)} systems; {self.primary}: {', '.join(shown) or 'no score'};"
            f" {len(self.findings):,} findings>"
        )

    def _repr_html_(self) -> str:
        """Scores, comparisons and numbers of findings, for notebooks."""
        corpus = self.corpus
        labels = {score.metric: score.label for score in self.scores}
        title = f"{corpus.title or corpus.name}: {corpus.language_pair}, {len(corpus.segments):,} segments"
        parts = (scores_html(self.scores), comparisons_html(self.comparisons, labels), findings_html(self.findings))
        return html_block(title, *parts, notes=self.warnings)

    def to_pandas(self, what: str = "scores") -> pandas.DataFrame:
        """A data frame of pandas.

        Args:
            what: `scores`, `comparisons` or `findings`, one row for each of them; or `segments`, one row for each
                segment with the texts and, in columns called `METRIC.SYSTEM`, the scores.

        Raises:
            MtqaError: when there is no such table, or pandas is not installed.
        """
        if what == "segments":
            frame = self.corpus.to_pandas()
            for score in self.scores:
                frame[f"{score.metric}.{score.system}"] = list(score.segment_values)
            return frame
        if what not in COLUMNS:
            raise MtqaError(f"there is no table of {what}", f"There are: {', '.join([*COLUMNS, 'segments'])}.")
        return data_frame(columns_of(getattr(self, what), **COLUMNS[what]))


@dataclass(frozen=True)
class Verdict:
    """Whether the gate lets a run pass, and why.

    Attributes:
        passed: True when nothing got really worse.
        reasons: One sentence each.
    """

    passed: bool
    reasons: tuple[str, ...]
