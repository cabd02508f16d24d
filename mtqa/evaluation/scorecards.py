"""Findings and human annotations -> a scorecard of penalty points per thousand words.

The points are MQM's, and so is the sum: weights by severity, divided by the words of the source that were looked at
(the evaluation word count, which ASTM's practice takes of the source). A finding about a run of segments counts once
for each of them: a page that is half untranslated has more than one error.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mtqa.corpus import Corpus
from mtqa.evaluation.document_intervals import interval_by_document
from mtqa.evaluation.judgement_file import Judgements
from mtqa.evaluation.metric_scores import DEFAULT_SEED
from mtqa.evaluation.resampling_units import Unit, corpus_documents, sums_of_documents
from mtqa.results import (
    PER_WORDS,
    Evaluation,
    Finding,
    FoundBy,
    Interval,
    Scorecard,
    ScorecardRow,
    ScorecardRules,
    Severity,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["scorecard", "scorecard_of", "source_words"]

FEWEST = 10
"""Segments (or documents) with points below which there is no interval: resamples of fewer say how few there are."""
_RESAMPLES = 1000
_LEVEL = 0.95
_AT_ONCE = 4_000_000

Counts = dict[Severity, float]


def source_words(text: str) -> int:
    """Length of a text in words; scripts without spaces count two characters as a word, roughly."""
    letters = 0 if text.isascii() else sum("\u3040" <= c <= "\u9fff" or "\u0e00" <= c <= "\u0eff" for c in text)
    return max(len(text.split()), round(letters / 2))


def scorecard_of(evaluation: Evaluation) -> Scorecard:
    """The scorecard of an evaluation; of one that was stored without, the checks' by the default rules."""
    if evaluation.scorecard is not None:
        return evaluation.scorecard
    seed = evaluation.settings.get("seed")
    return scorecard(
        evaluation.corpus,
        evaluation.findings if evaluation.checks else None,
        ScorecardRules(),
        seed=seed if isinstance(seed, int) else DEFAULT_SEED,
        unit=Unit.AUTO if evaluation.settings.get("unit") == Unit.DOCUMENT.value else Unit.SEGMENT,
    )


def scorecard(
    corpus: Corpus,
    findings: Iterable[Finding] | None,
    rules: ScorecardRules,
    judgements: Judgements | None = None,
    *,
    seed: int = DEFAULT_SEED,
    unit: Unit = Unit.AUTO,
) -> Scorecard:
    """The points of every system, by what the checks found and, apart from them, by what people marked.

    Args:
        corpus: What was checked.
        findings: What the checks found; None where none ran.
        rules: Weights and limit.
        judgements: What people said; only errors that they marked count.
        seed: Of the intervals.
        unit: What is drawn for the intervals.
    """
    card = _Card(corpus, rules, seed, unit)
    rows = [] if findings is None else list(card.of_checks(findings))
    if judgements is not None and judgements.marked:
        rows += card.of_people(judgements)
    return Scorecard(rules, tuple(rows))


@dataclass(frozen=True)
class _Card:
    corpus: Corpus
    rules: ScorecardRules
    seed: int
    unit: Unit

    def of_checks(self, findings: Iterable[Finding]) -> Iterator[ScorecardRow]:
        """What the checks found: every segment that was delivered was looked at."""
        positions = {segment.id: position for position, segment in enumerate(self.corpus.segments)}
        found: dict[str, dict[int, Counts]] = defaultdict(lambda: defaultdict(dict))
        for finding in findings:
            for segment_id in finding.segment_ids:
                counts = found[finding.system][positions[segment_id]]
                counts[finding.severity] = counts.get(finding.severity, 0.0) + 1.0
        words = [source_words(segment.source) for segment in self.corpus.segments]
        for system in self.corpus.systems:
            read = {n: words[n] for n, hypothesis in enumerate(system.hypotheses) if hypothesis is not None}
            yield self._row(system.name, FoundBy.CHECKS, read, found[system.name])

    def of_people(self, judgements: Judgements) -> Iterator[ScorecardRow]:
        """What people marked: of segments that several judged, the mean; of what nobody judged, nothing."""
        raters: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
        found: dict[str, dict[int, Counts]] = defaultdict(lambda: defaultdict(dict))
        for rating in judgements.ratings:
            if rating.position is None or (rating.value is None and not rating.errors):
                continue
            raters[rating.system][rating.position] += 1
            counts = found[rating.system][rating.position]
            for error in rating.errors:
                counts[error.severity] = counts.get(error.severity, 0.0) + 1.0
        for system in self.corpus.systems:
            judged = raters[system.name]
            if judged:
                read = {n: source_words(self.corpus.segments[n].source) for n in sorted(judged)}
                mean = {n: {s: c / judged[n] for s, c in counts.items()} for n, counts in found[system.name].items()}
                yield self._row(system.name, FoundBy.PEOPLE, read, mean)

    def _row(self, system: str, by: FoundBy, words: dict[int, int], found: Mapping[int, Counts]) -> ScorecardRow:
        total = sum(words.values())
        low, minor, major, high = (sum(c.get(severity, 0.0) for c in found.values()) for severity in Severity)
        points = {n: sum(self.rules.weights[s] * c for s, c in counts.items()) for n, counts in found.items()}
        penalty = PER_WORDS * sum(points.values()) / total if total else 0.0
        interval = self._interval(words, points) if total >= self.rules.min_words else None
        return ScorecardRow(
            system=system,
            by=by,
            words=total,
            counts=(low, minor, major, high),
            points=sum(points.values()),
            penalty=penalty,
            interval=interval,
            standing=self.rules.standing(penalty, total),
        )

    def _interval(self, words: dict[int, int], points: Mapping[int, float]) -> Interval | None:
        """The percentile interval of resamples; None where too few segments or documents have points."""
        import numpy as np

        rows = np.array([[points.get(n, 0.0), length] for n, length in words.items()], dtype=np.float64)
        documents = corpus_documents(self.corpus, self.unit)
        if documents is not None:
            documents = documents[np.fromiter(words, dtype=np.int64)]
            (rows,) = sums_of_documents([rows], documents)
        if np.count_nonzero(rows[:, 0]) < FEWEST:
            return None
        samples = self._resampled(rows)
        if documents is None:
            low, high = np.quantile(samples, [(1 - _LEVEL) / 2, (1 + _LEVEL) / 2])
            return Interval(float(low), float(high), _LEVEL)
        rest = rows.sum(axis=0) - rows
        observed = PER_WORDS * float(rows[:, 0].sum() / rows[:, 1].sum())
        wide = interval_by_document(samples, observed, PER_WORDS * rest[:, 0] / rest[:, 1], documents)
        return Interval(max(0.0, wide.low), wide.high, wide.level)

    def _resampled(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        import numpy as np

        generator, n = np.random.default_rng(self.seed), len(rows)
        step = max(1, _AT_ONCE // n)
        sums = []
        for start in range(0, _RESAMPLES, step):
            drawn = generator.integers(0, n, size=(min(step, _RESAMPLES - start), n))
            sums.append(rows[drawn].sum(axis=1))
        drawn_sums = np.concatenate(sums)
        return np.asarray(PER_WORDS * drawn_sums[:, 0] / np.maximum(drawn_sums[:, 1], 1.0))
