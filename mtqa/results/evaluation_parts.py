"""Whether the parts of an evaluation agree: names that are there, counts that add up, values inside their intervals."""

from __future__ import annotations

from collections.abc import Container, Iterable

from mtqa.errors import MtqaError
from mtqa.results.evaluation import Comparison, Evaluation, Finding, Score
from mtqa.results.interval import Interval

__all__ = ["check_parts"]


def check_parts(evaluation: Evaluation) -> None:
    """Look for parts that disagree.

    Raises:
        MtqaError: naming the first two that do.
    """
    systems = {system.name for system in evaluation.corpus.systems}
    _known(evaluation.primary, systems, "primary", "system")
    for score in evaluation.scores:
        _check_score(score, evaluation, systems)
    pairs = [(score.metric, score.system) for score in evaluation.scores]
    if len(set(pairs)) < len(pairs):
        raise MtqaError("a metric has two scores for one system")
    metrics = set(evaluation.metrics)
    for comparison in evaluation.comparisons:
        _check_comparison(comparison, metrics, systems)
    _check_findings(evaluation, systems)
    for row in evaluation.scorecard.rows if evaluation.scorecard else ():
        _known(row.system, systems, "scorecard", "system")
    for agreement in evaluation.agreements:
        _known(agreement.metric, metrics, "agreements", "metric")
    for judge in evaluation.judges:
        _known(judge.metric, metrics, "judges", "metric")
    for judged in evaluation.judged:
        _known(judged.metric, metrics, "judged", "metric")


def _check_findings(evaluation: Evaluation, systems: set[str]) -> None:
    corpus = evaluation.corpus
    segments = {segment.id: number for number, segment in enumerate(corpus.segments)}
    hypotheses = {system.name: system.hypotheses for system in corpus.systems}
    kinds: tuple[tuple[str, Iterable[Finding]], ...] = (
        ("findings", evaluation.findings),
        ("suppressed", (one.finding for one in evaluation.suppressed)),
        ("marked", (one.finding for one in evaluation.marked)),
        ("judged", (one.finding for one in evaluation.judged)),
    )
    for what, findings in kinds:
        for finding in findings:
            _known(finding.system, systems, what, "system")
            for segment_id in finding.segment_ids:
                _known(segment_id, segments, what, "segment")
            if finding.segment_id != finding.segment_ids[0]:
                raise MtqaError(f"{what}: the run of segments does not begin with '{finding.segment_id[:80]}'")
            number = segments[finding.segment_id]
            texts = {"source": corpus.segments[number].source, "hypothesis": hypotheses[finding.system][number] or ""}
            for span in finding.spans:
                if span.end > len(texts[span.side]):
                    raise MtqaError(
                        f"{what} marks words past the end of the {span.side} of '{finding.segment_id[:80]}'"
                    )


def _known(name: str, names: Container[str], what: str, kind: str) -> None:
    if name not in names:
        raise MtqaError(f"{what} names the {kind} '{name[:80]}', which is not there")


def _check_score(score: Score, evaluation: Evaluation, systems: set[str]) -> None:
    what = f"the score of '{score.system[:80]}' by {score.metric[:80]}"
    n_segments = len(evaluation.corpus.segments)
    _known(score.system, systems, "scores", "system")
    if len(score.segment_values) != n_segments:
        raise MtqaError(f"{what} has {len(score.segment_values)} values for {n_segments} segments")
    n_without = sum(value is None for value in score.segment_values)
    if n_without == n_segments and score.n_missing < n_segments and not score.documents and score.interval is None:
        return  # people judged the system as a whole, or the metric has nothing to say of one segment
    if n_without != score.n_missing:
        raise MtqaError(f"{what} says that {score.n_missing} segments are missing, and {n_without} have no value")
    if (score.value is None) != (n_without == n_segments):
        raise MtqaError(f"{what} is {score.value}, though {n_segments - n_without} segments have a value")
    if score.documents:
        n_counted = sum(one.n_segments for one in score.documents)
        if n_counted != n_segments - n_without:
            raise MtqaError(f"{what} counts {n_counted} segments by document, and {n_segments - n_without} in all")
        documents = set(evaluation.corpus.documents)
        for one in score.documents:
            _known(one.document, documents, what, "document")
            if (one.value is None) != (one.n_segments == 0):
                raise MtqaError(f"{what} is {one.value} for a document of {one.n_segments} segments")
    _check_interval(score.value, score.interval, what)


def _check_comparison(comparison: Comparison, metrics: set[str], systems: set[str]) -> None:
    what = f"the comparison of '{comparison.system[:80]}' with '{comparison.baseline[:80]}' by {comparison.metric[:80]}"
    for name in (comparison.system, comparison.baseline):
        _known(name, systems, "comparisons", "system")
    _known(comparison.metric, metrics, "comparisons", "metric")
    if comparison.system == comparison.baseline:
        raise MtqaError(f"{what} is of a system with itself")
    p, adjusted = comparison.p_value, comparison.p_adjusted
    if adjusted is not None and (p is None or adjusted < p - 1e-12):
        raise MtqaError(f"{what} has the p-value {p}, and {adjusted} after correction, which cannot be smaller")
    _check_interval(comparison.delta, comparison.interval, what)


def _check_interval(value: float | None, interval: Interval | None, what: str) -> None:
    """An interval of resampled values may just miss the value itself, but not by more than it is wide."""
    if interval is None:
        return
    width = interval.high - interval.low
    if width < 0:
        raise MtqaError(f"{what} has an interval from {interval.low:g} to {interval.high:g}, which is upside down")
    slack = width + 1e-9 * (1.0 + abs(interval.low) + abs(interval.high))
    if value is None or not interval.low - slack <= value <= interval.high + slack:
        raise MtqaError(f"{what} is {value}, far from its interval from {interval.low:g} to {interval.high:g}")
