"""The scores and comparisons of an evaluation, ready to be shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from mtqa.contracts import metrics, parse_spec
from mtqa.corpus import Role, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import ALPHA, rank_systems
from mtqa.rendering.number_format import decimals_for
from mtqa.rendering.plots import Axis, axis_for, axis_labels, interval_row
from mtqa.rendering.wording import Catalogue
from mtqa.results import Comparison, Evaluation, Interval, Score

__all__ = [
    "ComparisonRow",
    "ComparisonTable",
    "MetricInfo",
    "ScoreRow",
    "Scoreboard",
    "comparison_tables",
    "drawn_unit",
    "is_significant",
    "labelled_axis",
    "level_of",
    "metric_rows",
    "ordered_systems",
    "ranks",
    "role_name",
]

# How well metrics agree with people's judgements of systems, best first: neural metrics before chrF before BLEU and TER
# (Kocmi et al., WMT 2021, "To ship or not to ship"; Freitag et al., WMT 2022, "Stop using BLEU").
_TRUSTED = ("xcomet", "metricx", "comet", "cometkiwi", "bleurt", "chrf", "bleu", "ter")


@dataclass(frozen=True)
class MetricInfo:
    """A metric as the report speaks of it.

    Attributes:
        spec: Metric spec.
        name: The metric without its options.
        label: Name that the field uses.
        higher_is_better: Direction.
        decimals: Decimals of its numbers.
        meaning: What it measures, in a sentence or two.
        scale: How to read the numbers.
        signatures: All that occur, usually one.
        scores: By system.
    """

    spec: str
    name: str
    label: str
    higher_is_better: bool
    decimals: int
    meaning: str
    scale: str
    signatures: tuple[str, ...]
    scores: Mapping[str, Score]

    def segment_value(self, system: str, position: int) -> float | None:
        """The score of a segment; None where there is none."""
        score = self.scores.get(system)
        value = score.segment_values[position] if score is not None and position < len(score.segment_values) else None
        return value if value is not None and math.isfinite(value) else None

    def badness(self, value: float) -> float:
        """A number that is greater the worse the value is."""
        return -value if self.higher_is_better else value


@dataclass(frozen=True)
class Scoreboard:
    """The metrics of an evaluation.

    Attributes:
        evaluation: The evaluation.
        catalogue: Words of the report.
    """

    evaluation: Evaluation
    catalogue: Catalogue

    @cached_property
    def metrics(self) -> tuple[MetricInfo, ...]:
        """In the order in which they were asked for."""
        return tuple(self._info(spec) for spec in self.evaluation.metrics)

    def _info(self, spec: str) -> MetricInfo:
        scores = [score for score in self.evaluation.scores if score.metric == spec]
        name, summary = _described(spec)
        higher = scores[0].higher_is_better
        words = self.catalogue
        meaning = words.find(f"metric.{name}.meaning", words.defined(summary) or words("metric.other.meaning"))
        scale = words.find(
            f"metric.{name}.scale", words("metric.other.scale_higher" if higher else "metric.other.scale_lower")
        )
        return MetricInfo(
            spec=spec,
            name=name,
            label=scores[0].label,
            higher_is_better=higher,
            decimals=decimals_for(scores),
            meaning=meaning,
            scale=scale,
            signatures=tuple(dict.fromkeys(score.signature for score in scores)),
            scores={score.system: score for score in scores},
        )

    @cached_property
    def headline(self) -> MetricInfo | None:
        """The metric by which segments are ordered and the verdict speaks: the most trustworthy one with a value."""
        present = [m for m in self.metrics if self.value(m, self.evaluation.primary) is not None]
        for name in _TRUSTED:
            for metric in present:
                if metric.name == name:
                    return metric
        return present[0] if present else None

    def value(self, metric: MetricInfo, system: str) -> float | None:
        """The score of a system; None where there is none."""
        score = metric.scores.get(system)
        return score.value if score is not None and score.value is not None and math.isfinite(score.value) else None

    def shown(self, metric: MetricInfo, system: str) -> str:
        """The score of a system as text."""
        return self.catalogue.numbers.value(self.value(metric, system), metric.decimals)


def _described(spec: str) -> tuple[str, str]:
    """Name and own description of a metric; a stored run may hold one that is no longer installed."""
    try:
        name = parse_spec(spec).name
    except MtqaError:
        return spec, ""
    try:
        return name, metrics.get(name).summary
    except MtqaError:
        return name, ""


def ordered_systems(board: Scoreboard) -> tuple[SystemOutput, ...]:
    """The primary system, then the others from best to worst by the headline metric, those without a score last."""
    systems = board.evaluation.corpus.systems
    headline = board.headline

    def place(item: tuple[int, SystemOutput]) -> tuple[bool, float, int]:
        number, system = item
        value = board.value(headline, system.name) if headline is not None else None
        worst = headline.badness(value) if headline is not None and value is not None else math.inf
        return system.name != board.evaluation.primary, worst, number

    return tuple(system for _, system in sorted(enumerate(systems), key=place))


def ranks(board: Scoreboard, metric: MetricInfo) -> Mapping[str, int]:
    """The place of each system by a metric, shared by systems that are not told apart; empty without comparisons."""
    if not any(c.metric == metric.spec for c in board.evaluation.comparisons):
        return {}
    return {ranked.score.system: ranked.rank for ranked in rank_systems(board.evaluation, metric.spec)}


def level_of(evaluation: Evaluation, catalogue: Catalogue) -> str:
    """The coverage of the intervals as a percentage; "" where there are none."""
    for score in evaluation.scores:
        if score.interval is not None:
            return catalogue.numbers.percent(score.interval.level)
    return ""


def drawn_unit(evaluation: Evaluation) -> str:
    """What was drawn and exchanged at random: `segment` or `document`; segments in runs that do not say."""
    return "document" if evaluation.settings.get("unit") == "document" else "segment"


@dataclass(frozen=True)
class ScoreRow:
    """One system's score by one metric.

    Attributes:
        system: Name.
        primary: Whether it is the system under judgement.
        role: What it is to the evaluation, in words.
        value: The score as text.
        interval: Its interval as text; "" where there is none.
        plot: Dot and interval.
        missing: How many segments were left out, in words; "" for none.
    """

    system: str
    primary: bool
    role: str
    value: str
    interval: str
    plot: Markup
    missing: str


def role_name(system: SystemOutput, primary: str, catalogue: Catalogue) -> str:
    """What a system is to the evaluation, in words."""
    if system.name == primary:
        return catalogue("scores.judged")
    return catalogue("scores.reference" if system.role is Role.REFERENCE else "scores.baseline")


def metric_rows(board: Scoreboard, metric: MetricInfo) -> tuple[list[ScoreRow], Markup]:
    """One row per system, the best first, and the axis of the plots."""
    words = board.catalogue
    values: list[float] = []
    for system_score in metric.scores.values():
        values += [system_score.value] if system_score.value is not None else []
        values += [system_score.interval.low, system_score.interval.high] if system_score.interval is not None else []
    axis = axis_for(values)
    rows = []

    def badness(system: SystemOutput) -> float:
        value = board.value(metric, system.name)
        return math.inf if value is None else metric.badness(value)

    for system in sorted(ordered_systems(board), key=badness):
        score = metric.scores.get(system.name)
        interval = score.interval if score is not None else None
        value = board.shown(metric, system.name)
        rows.append(
            ScoreRow(
                system=system.name,
                primary=system.name == board.evaluation.primary,
                role=role_name(system, board.evaluation.primary, words),
                value=value,
                interval=words.numbers.interval(interval, metric.decimals) if interval is not None else "",
                plot=interval_row(
                    axis,
                    board.value(metric, system.name),
                    interval,
                    _title(words, "scores.plot_title", value, interval, metric.decimals, system=system.name),
                    primary=system.name == board.evaluation.primary,
                ),
                missing=words.plural("scores.missing", score.n_missing)
                if score is not None and score.n_missing
                else "",
            )
        )
    return rows, labelled_axis(axis, words, metric.decimals)


def _title(
    words: Catalogue,
    key: str,
    value: str,
    interval: Interval | None,
    decimals: int,
    *,
    signed: bool = False,
    **names: str,
) -> str:
    if interval is None:
        return words(f"{key}_plain", value=value, **names)
    numbers = words.numbers
    return words(
        key,
        value=value,
        level=numbers.percent(interval.level),
        low=numbers.value(interval.low, decimals, signed=signed),
        high=numbers.value(interval.high, decimals, signed=signed),
        **names,
    )


def labelled_axis(axis: Axis, words: Catalogue, decimals: int) -> Markup:
    """The labels below plots on `axis`; `decimals` where the ticks do not tell."""
    # Ticks are round: as many decimals as the step between them needs.
    step = min((b - a for a, b in zip(axis.ticks, axis.ticks[1:], strict=False)), default=1.0)
    needed = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else decimals
    return axis_labels(axis, [words.numbers.value(tick, needed) for tick in axis.ticks])


@dataclass(frozen=True)
class ComparisonRow:
    """One comparison.

    Attributes:
        baseline: The system that the primary one is compared with.
        gain: Difference as text, positive for better.
        interval: Its interval as text.
        plot: Dot and interval.
        p_value: Corrected for the number of comparisons where it is, as text.
        detectable: The smallest true difference that the test would probably have shown, as text.
        reading: What it means, in words.
        significant: Whether chance is an unlikely explanation.
    """

    baseline: str
    gain: str
    interval: str
    plot: Markup
    p_value: str
    detectable: str
    reading: str
    significant: bool


@dataclass(frozen=True)
class ComparisonTable:
    """The comparisons of the primary system with the others by one metric.

    Attributes:
        system: The primary system.
        label: The metric.
        signature: Signature of metric and test.
        rows: One per baseline.
        axis: Axis of the plots.
    """

    system: str
    label: str
    signature: str
    rows: tuple[ComparisonRow, ...]
    axis: Markup


def is_significant(comparison: Comparison) -> bool | None:
    """Whether chance is an unlikely explanation of a difference; None where that was not tested."""
    p = comparison.p_adjusted if comparison.p_adjusted is not None else comparison.p_value
    return None if p is None or not math.isfinite(p) else p <= ALPHA


def comparison_tables(board: Scoreboard) -> tuple[ComparisonTable, ...]:
    """One table per metric: the primary system against each of the others."""
    primary = board.evaluation.primary
    tables = []
    for metric in board.metrics:
        against = [c for c in board.evaluation.comparisons if c.metric == metric.spec and c.system == primary]
        against.sort(key=lambda c: c.delta)
        if against:
            tables.append(_comparison_table(board, metric, primary, against))
    return tuple(tables)


def _comparison_table(
    board: Scoreboard, metric: MetricInfo, system: str, comparisons: Sequence[Comparison]
) -> ComparisonTable:
    words = board.catalogue
    values = [c.delta for c in comparisons]
    for c in comparisons:
        values += [c.interval.low, c.interval.high] if c.interval is not None else []
    axis = axis_for(values, marked=0.0)
    rows = []
    for c in comparisons:
        gain = words.numbers.value(c.delta, metric.decimals, signed=True)
        significant = is_significant(c)
        reading = (
            "untested" if significant is None else "same" if not significant else "better" if c.delta > 0 else "worse"
        )
        names = {"system": system, "baseline": c.baseline, "label": metric.label}
        title = _title(words, "comparisons.plot_title", gain, c.interval, metric.decimals, signed=True, **names)
        rows.append(
            ComparisonRow(
                baseline=c.baseline,
                gain=gain,
                interval=words.numbers.interval(c.interval, metric.decimals, signed=True),
                plot=interval_row(axis, c.delta, c.interval, title, primary=bool(significant)),
                p_value=words.numbers.p_value(c.p_adjusted if c.p_adjusted is not None else c.p_value),
                detectable=words.numbers.value(c.detectable, metric.decimals),
                reading=words(f"comparisons.{reading}"),
                significant=bool(significant),
            )
        )
    signature = comparisons[0].signature
    return ComparisonTable(system, metric.label, signature, tuple(rows), labelled_axis(axis, words, metric.decimals))
