"""The verdict: what matters most, then how good and compared with what, how sure, what to look at first.

No label such as "good" or "fair" is given to a number: there is no published scale for any of the metrics that would
hold across languages, domains and references. What can be said is said: the distance to the reference in edits per
hundred words, better or worse than another system beyond chance, and how much data stands behind it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtqa.corpus import Segment
from mtqa.evaluation import effect_in_words, effect_size
from mtqa.rendering.headline import headline
from mtqa.rendering.labels import category_name
from mtqa.rendering.medium import Medium
from mtqa.rendering.scoreboard import MetricInfo, Scoreboard, drawn_unit, is_significant
from mtqa.rendering.wording import Catalogue
from mtqa.results import Comparison, Evaluation, Severity

__all__ = ["FEW_SEGMENTS", "MANY_SEGMENTS", "VerdictText", "lowest", "reservations", "verdict"]

FEW_SEGMENTS = 100
"""Below this many segments, an evaluation also warns that its intervals are rough."""
MANY_SEGMENTS = 1000
"""The size of the yearly test sets of WMT: newstest2021 English-German has 1002 segments."""

_LOOK_AT = 3


@dataclass(frozen=True)
class VerdictText:
    """What matters most, and three paragraphs, each plain text or mark-up as the medium writes it."""

    headline: str
    how_good: str
    how_sure: str
    look_first: str


def verdict(board: Scoreboard, medium: Medium) -> VerdictText:
    """The verdict on the primary system."""
    writer = _Writer(board, medium)
    return VerdictText(headline(board, medium), writer.how_good(), writer.how_sure(), writer.look_first())


def reservations(evaluation: Evaluation) -> tuple[str, ...]:
    """Everything that the reader must know before trusting the numbers, each once."""
    corpus = evaluation.corpus
    origins = [
        corpus.source_origin,
        *(origin for _, origin in sorted(corpus.reference_origins.items())),
        *(system.origin for system in corpus.systems),
    ]
    notes = [*corpus.notes, *(origin.note for origin in origins)]
    return tuple(dict.fromkeys(text for text in (*notes, *corpus.warnings, *evaluation.warnings) if text.strip()))


def lowest(board: Scoreboard, n: int) -> tuple[Segment, ...]:
    """The segments with the lowest place of the primary system by the headline metric, the lowest first.

    Those that are as good as the best are not among them: where all are alike, none is the worst.
    """
    metric = board.headline
    if metric is None:
        return ()
    placed: list[tuple[float, int]] = []
    for position in range(len(board.evaluation.corpus.segments)):
        value = metric.segment_value(board.evaluation.primary, position)
        if value is not None:
            placed.append((-metric.badness(value), position))
    best = max((place for place, _ in placed), default=0.0)
    worse = sorted((place, position) for place, position in placed if place < best)
    return tuple(board.evaluation.corpus.segments[position] for _, position in worse[:n])


@dataclass(frozen=True)
class _Writer:
    board: Scoreboard
    medium: Medium

    @property
    def words(self) -> Catalogue:
        return self.board.catalogue

    @property
    def evaluation(self) -> Evaluation:
        return self.board.evaluation

    def _system(self) -> dict[str, str]:
        return {
            "system": self.medium.name(self.evaluation.primary),
            "language": self.medium.text(self.words.language_name(self.evaluation.corpus.language_pair.target)),
        }

    def _reference(self) -> str:
        n = len(self.evaluation.corpus.reference_names)
        return self.words("verdict.the_reference") if n == 1 else self.words("verdict.the_references", n=n)

    # How good

    def how_good(self) -> str:
        """Its score, and how it compares with others."""
        metric = self.board.headline
        if metric is None:
            key = "verdict.unscored" if self.evaluation.corpus.reference_names else "verdict.unreferenced"
            return self.words(key, **self._system())
        score = self.board.shown(metric, self.evaluation.primary)
        against = [
            c
            for c in self.evaluation.comparisons
            if c.metric == metric.spec and c.system == self.evaluation.primary and c.baseline != c.system
        ]
        if len(against) == 1:
            return self._against_one(metric, score, against[0])
        if against:
            return self._against_several(metric, score, against)
        others = [s.name for s in self.evaluation.corpus.systems if s.name != self.evaluation.primary]
        scored = [name for name in others if self.board.value(metric, name) is not None]
        if scored:
            return self._untested(metric, score, scored[0])
        return self._alone(metric, score)

    def _alone(self, metric: MetricInfo, score: str) -> str:
        if not self.evaluation.corpus.reference_names:
            return self.words("verdict.alone_free", score=score, label=self.medium.text(metric.label), **self._system())
        common = {
            "score": score,
            "label": self.medium.text(metric.label),
            "scale": metric.scale,
            "reference": self._reference(),
        }
        ter = next((m for m in self.board.metrics if m.name == "ter"), None)
        edits = self.board.value(ter, self.evaluation.primary) if ter is not None else None
        if ter is None or edits is None or ter is metric:
            return self.words("verdict.alone", **common, **self._system())
        return self.words(
            "verdict.alone_edits",
            edits=self.words.numbers.value(edits, 0),
            ter=self.medium.text(ter.label),
            value=self.board.shown(ter, self.evaluation.primary),
            **common,
            **self._system(),
        )

    def _untested(self, metric: MetricInfo, score: str, baseline: str) -> str:
        return self.words(
            "verdict.untested_one",
            score=score,
            label=self.medium.text(metric.label),
            reference=self._reference(),
            baseline=self.medium.name(baseline),
            other=self.board.shown(metric, baseline),
            **self._system(),
        )

    def _against_one(self, metric: MetricInfo, score: str, comparison: Comparison) -> str:
        significant = is_significant(comparison)
        if significant is None:
            return self._untested(metric, score, comparison.baseline)
        p = comparison.p_adjusted if comparison.p_adjusted is not None else comparison.p_value
        shown = self.words.numbers.p_value(p)
        outcome = "same" if not significant else "better" if comparison.delta > 0 else "worse"
        numbers, suffix = self.words.numbers, ""
        more: dict[str, str] = {"effect": self._effect(comparison)} if significant else {}
        if not significant and comparison.detectable is not None and comparison.interval is not None:
            suffix = "_detectable"
            more = {
                "detectable": numbers.value(comparison.detectable, metric.decimals),
                "low": numbers.value(comparison.interval.low, metric.decimals, signed=True),
                "high": numbers.value(comparison.interval.high, metric.decimals, signed=True),
            }
        return self.words(
            f"verdict.{outcome}_one{suffix}",
            score=score,
            label=self.medium.text(metric.label),
            reference=self._reference(),
            baseline=self.medium.name(comparison.baseline),
            other=self.board.shown(metric, comparison.baseline),
            p=self.words("verdict.p_below" if shown.startswith("<") else "verdict.p", p=shown),
            **more,
            **self._system(),
        )

    def _against_several(self, metric: MetricInfo, score: str, comparisons: Sequence[Comparison]) -> str:
        better = sum(bool(is_significant(c)) and c.delta > 0 for c in comparisons)
        worse = sum(bool(is_significant(c)) and c.delta <= 0 for c in comparisons)
        numbers = self.words.numbers
        best = min(comparisons, key=lambda c: c.delta)
        unclear = [c.detectable for c in comparisons if not is_significant(c) and c.detectable is not None]
        key = "verdict.best_apart" if is_significant(best) else "verdict.best_same"
        return self.words(
            "verdict.several",
            detectable=self.words("verdict.detectable", value=numbers.value(max(unclear), metric.decimals))
            if unclear
            else "",
            best=self.words(
                key,
                best=self.medium.name(best.baseline),
                gain=numbers.value(best.delta, metric.decimals, signed=True),
                effect=self._effect(best),
            ),
            score=score,
            label=self.medium.text(metric.label),
            reference=self._reference(),
            n=len(comparisons),
            better=self._how_many(better),
            worse=self._how_many(worse),
            same=self._how_many(len(comparisons) - better - worse),
            **self._system(),
        )

    def _effect(self, comparison: Comparison) -> str:
        """How large a difference is beside the differences of single segments, in words."""
        return self.words(f"effect.{effect_in_words(effect_size(self.evaluation, comparison)).replace(' ', '_')}")

    def _how_many(self, n: int) -> str:
        return self.words.numbers.count(n) if n else self.words("verdict.none")

    # How sure

    def how_sure(self) -> str:
        corpus = self.evaluation.corpus
        metric = self.board.headline
        score = metric.scores[self.evaluation.primary] if metric is not None else None
        n = len(corpus.segments) - (score.n_missing if score is not None else 0)
        size = "small" if n < FEW_SEGMENTS else "middle" if n < MANY_SEGMENTS else "large"
        placeholders = {
            "label": self.medium.text(metric.label) if metric is not None else "",
            "segments": self.words.plural("count.segments", n),
            "documents": self.words.plural("count.documents", len(corpus.documents)),
            "size": self.words(f"verdict.size_{size}"),
            "unit": self.words(f"drawn.{drawn_unit(self.evaluation)}"),
        }
        if metric is None or score is None:
            key = "verdict.sure_checks" if self.evaluation.checks else "verdict.sure_none"
            return self.words(key, **{name: placeholders[name] for name in ("segments", "documents")})
        n_references = len(corpus.reference_names)
        if n_references:
            many = self.words("verdict.many_references", n=n_references)
            placeholders["reference"] = self.words("verdict.one_reference") if n_references == 1 else many
        if score.interval is None or score.interval.low == score.interval.high:
            return self.words("verdict.sure_no_interval" if n_references else "verdict.sure_free_plain", **placeholders)
        numbers = self.words.numbers
        return self.words(
            "verdict.sure" if n_references else "verdict.sure_free",
            low=numbers.value(score.interval.low, metric.decimals),
            high=numbers.value(score.interval.high, metric.decimals),
            percent=numbers.percent(score.interval.level),
            **placeholders,
        )

    # What to look at first

    def look_first(self) -> str:
        evaluation = self.evaluation
        segments = {segment.id: segment for segment in evaluation.corpus.segments}
        findings = [f for f in evaluation.findings if f.system == evaluation.primary and f.segment_id in segments]
        free = "" if evaluation.corpus.reference_names else "_free"
        if not findings:
            worst = lowest(self.board, _LOOK_AT)
            if not worst:
                return self.words("verdict.first.clean_unscored" if evaluation.checks else "verdict.first.nothing")
            key = "clean" if evaluation.checks else "unchecked"
            return self.words(f"verdict.first.{key}{free}", segments=self._segments(worst))
        gravest = max((f.severity for f in findings), key=lambda severity: severity.rank)
        ids = dict.fromkeys(f.segment_id for f in findings if f.severity is gravest)
        first = [segments[segment_id] for segment_id in list(ids)[:_LOOK_AT]]
        categories = dict.fromkeys(f.category for f in findings if f.severity is gravest)
        what = self._what(gravest, list(categories), len(first), len(ids))
        start = self.words("verdict.first.findings_one", segments=self._segments(first), what=what)
        worst = tuple(segment for segment in lowest(self.board, 2 * _LOOK_AT) if segment not in first)[:_LOOK_AT]
        if not worst:
            return self.words("verdict.first.no_more", start=start)
        return self.words(f"verdict.first.then_worst{free}", start=start, segments=self._segments(worst))

    def _what(self, severity: Severity, categories: Sequence[str], n_shown: int, n_all: int) -> str:
        """The gravest findings in words: `a critical problem (omission)`."""
        names = [self.medium.text(self.words.inside(category_name(path, self.words))) for path in categories[:_LOOK_AT]]
        what = self.words(
            "verdict.first.found",
            severity=self.words.plural(f"severity_found.{severity.value}", n_all),
            categories=self.words("list.comma").join(names),
        )
        return self.words("verdict.first.and_more", what=what, n=n_all - n_shown) if n_all > n_shown else what

    def _segments(self, segments: Sequence[Segment]) -> str:
        names = [self.medium.segment(segment) for segment in segments]
        return self.words.plural("verdict.segment", len(names), list=self.words.joined(names))
