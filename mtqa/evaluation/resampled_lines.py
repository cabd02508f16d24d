"""Intervals and paired tests of files of lines, where sacreBLEU has no say: other metrics, and documents drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from mtqa.engine import Moments, NormalLimit, SystemResult, two_sided
from mtqa.errors import MtqaError
from mtqa.evaluation.document_intervals import interval_by_document, widened
from mtqa.evaluation.resampling_units import Unit, document_numbers
from mtqa.evaluation.scored_lines import Resampling, tested_pairs
from mtqa.evaluation.statistics import (
    Scores,
    bootstrap_p_value,
    bootstrap_scores,
    percentile_interval,
    randomisation_p_values,
)
from mtqa.files import LineSource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["documents_of_lines", "normal_results", "resampled_results"]


def documents_of_lines(names: LineSource | None, unit: Unit | str) -> NDArray[np.int64] | None:
    """The number of each line's document, or None where lines are what is drawn.

    Args:
        names: The name of each line's document; None where nobody knows.
        unit: What is asked for.

    Raises:
        MtqaError: when documents are asked for and there are not two.
    """
    if names is not None:
        return document_numbers((line.rstrip("\r") for line in names.lines()), unit)
    if Unit(unit) is Unit.DOCUMENT:
        raise MtqaError(
            "nothing says which document a line belongs to", "Give the names, one a line: --documents FILE."
        )
    return None


def resampled_results(
    units: Sequence[NDArray[np.float64]],
    values: Sequence[float],
    scores: Scores,
    how: Resampling,
    documents: NDArray[np.int64] | None,
) -> list[SystemResult]:
    """Each system's score with its interval, and its test against the first system.

    Args:
        units: For each system the statistics of what is drawn: of its lines, or the sums of its documents.
        values: For each system its score.
        scores: Turns (m, k) sums into m scores.
        how: What is resampled.
        documents: The number of each line's document, where documents are drawn; None for lines. Where there are not
            more ways to exchange documents than trials, all are tried.
    """
    if len(units[0]) > how.most_resampled:
        moments = Moments.of(units, tested_pairs(how.test, len(units)))
        return normal_results(moments, values, scores, how, documents)
    samples = bootstrap_scores(units, scores, n_samples=how.n_samples, seed=how.seed) if how.n_samples else None
    p_values: list[float | None] = [None] * len(units)
    if how.test == "ar":
        pairs = [(k, 0) for k in range(1, len(units))]
        exact = documents is not None
        p_values[1:] = randomisation_p_values(units, scores, pairs, n_trials=how.n_trials, seed=how.seed, exact=exact)
    elif how.test == "bs" and samples is not None:
        wider = 1.0 if documents is None else widened(documents)
        p_values[1:] = [
            bootstrap_p_value(samples[k] - samples[0], (values[k] - values[0]) / wider) for k in range(1, len(units))
        ]
    if samples is None:
        return [SystemResult(value, p) for value, p in zip(values, p_values, strict=True)]
    results = []
    for of_system, value, p, drawn in zip(units, values, p_values, samples, strict=True):
        if documents is None:
            ends = percentile_interval(drawn)
        else:
            ends = interval_by_document(drawn, value, scores(of_system.sum(axis=0) - of_system), documents)
        mean, half_width = float(drawn.mean()), (ends.high - ends.low) / 2
        results.append(SystemResult(value, p, mean, half_width, ends.low, ends.high))
    return results


def normal_results(
    moments: Moments,
    values: Sequence[float],
    scores: Scores,
    how: Resampling,
    documents: NDArray[np.int64] | None,
) -> list[SystemResult]:
    """As `resampled_results`, from sums and cross products of the lines or documents, with nothing drawn."""
    limit = NormalLimit(moments, scores)
    wider = 1.0 if documents is None else widened(documents)
    results = []
    for number, value in enumerate(values):
        p_value = None
        if how.test and number:
            p_value = _normal_p_value(limit, number, value - values[0], how.test, None if documents is None else wider)
        if not how.n_samples:
            results.append(SystemResult(value, p_value, is_normal=True))
            continue
        low, high = limit.interval(value, wider * limit.standard_error(number))
        results.append(SystemResult(value, p_value, value, (high - low) / 2, low, high, is_normal=True))
    return results


def _normal_p_value(limit: NormalLimit, number: int, difference: float, test: str, wider: float | None) -> float:
    """Of the difference from the first system, by the test that is asked for."""
    if test == "ar":
        return limit.randomisation_p_value(number, 0, difference)
    if wider is None:
        return limit.bootstrap_p_value(number, 0, difference)
    return two_sided(difference, wider * limit.error_of_difference(number, 0))
