"""Scores from sums of statistics, in sacreBLEU's arithmetic: one score with its details, or many at once."""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from mtqa.engine.configs import BleuConfig, ChrfConfig, MetricConfig

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["MetricScore", "aggregate", "corpus_score", "segment_config", "segment_scores"]

_LOG_OF_ZERO = -9999999999  # an int, as in sacreBLEU: Python's sum adds ints and floats differently
_EPS = 1e-16


@dataclass(frozen=True)
class MetricScore:
    """One score as sacreBLEU shows it.

    Attributes:
        name: `BLEU`, `chrF2`, `TER`.
        score: The score, from 0 to 100 for BLEU and chrF, from 0 on for TER.
        details: What sacreBLEU prints after a BLEU score (precisions, brevity penalty, lengths); "" for the others.
    """

    name: str
    score: float
    details: str = ""


def corpus_score(config: MetricConfig, sums: Sequence[float]) -> MetricScore:
    """The score of a corpus, or of one segment, from its summed statistics; needs no NumPy.

    Args:
        config: The metric.
        sums: `config.columns` numbers, as from `corpus_sums`.
    """
    if isinstance(config, BleuConfig):
        return _bleu(config, sums)
    if isinstance(config, ChrfConfig):
        return MetricScore(config.name, _chrf(config, sums))
    return MetricScore(config.name, _ter(sums))


def segment_config(config: MetricConfig) -> MetricConfig:
    """The metric as it is used for single segments: BLEU with effective order, the others unchanged."""
    return replace(config, effective_order=True) if isinstance(config, BleuConfig) else config


def segment_scores(config: MetricConfig, statistics: NDArray[Any]) -> NDArray[np.float64]:
    """The score of every segment by itself, as sacreBLEU's `sentence_bleu`, `sentence_chrf` and `sentence_ter`.

    Args:
        config: The metric; BLEU's order is always the effective one here.
        statistics: Shape (segments, `config.columns`).

    Returns:
        Shape (segments,).
    """
    return aggregate(segment_config(config), statistics)


def aggregate(config: MetricConfig, sums: NDArray[Any], *, last_bit: bool = True) -> NDArray[np.float64]:
    """The scores that `corpus_score` gives for each row of sums.

    Args:
        config: The metric.
        sums: Shape (m, `config.columns`), integers or float64.
        last_bit: Whether BLEU must agree to the last bit, for which logarithms are taken one by one.

    Returns:
        Shape (m,).
    """
    import numpy as np

    values = np.asarray(sums, dtype=np.float64)
    if values.ndim != 2 or values.shape[1] != config.columns:
        raise ValueError(f"{config.name} needs sums of shape (m, {config.columns}), not {values.shape}")
    if isinstance(config, BleuConfig):
        return bleu_scores(config, values, last_bit=last_bit)
    if isinstance(config, ChrfConfig):
        return chrf_scores(config, values)
    return ter_scores(values)


def _bleu(config: BleuConfig, sums: Sequence[float]) -> MetricScore:
    order = config.max_ngram_order
    hypothesis_length, reference_length = int(sums[0]), int(sums[1])
    correct, total = list(sums[2 : 2 + order]), list(sums[2 + order :])
    penalty = brevity_penalty(hypothesis_length, reference_length)
    precisions = [0.0] * order
    score = 0.0
    if any(correct):
        halvings, effective = 1.0, order
        smoothing = config.smoothing or 0
        for n in range(order):
            if config.smooth_method == "add-k" and n > 0:
                correct[n] += smoothing
                total[n] += smoothing
            if total[n] == 0:
                break
            if config.effective_order:
                effective = n + 1
            if correct[n] != 0:
                precisions[n] = 100.0 * correct[n] / total[n]
            elif config.smooth_method == "exp":
                halvings *= 2
                precisions[n] = 100.0 / (halvings * total[n])
            elif config.smooth_method == "floor":
                precisions[n] = 100.0 * smoothing / total[n]
        logarithms = [_log(precision) for precision in precisions[:effective]]
        score = penalty * math.exp(sum(logarithms) / effective)
    ratio = hypothesis_length / reference_length if reference_length else 0
    details = (
        f"{'/'.join(f'{precision:.1f}' for precision in precisions)} (BP = {penalty:.3f} ratio = {ratio:.3f} "
        f"hyp_len = {hypothesis_length:d} ref_len = {reference_length:d})"
    )
    return MetricScore(config.name, score, details)


def brevity_penalty(hypothesis_length: int, reference_length: int) -> float:
    """BLEU's factor for hypotheses shorter than their references, from 0 to 1."""
    if hypothesis_length >= reference_length:
        return 1.0
    return math.exp(1 - reference_length / hypothesis_length) if hypothesis_length > 0 else 0.0


def _log(value: float) -> float:
    return _LOG_OF_ZERO if value == 0.0 else math.log(value)


def _chrf(config: ChrfConfig, sums: Sequence[float]) -> float:
    factor = config.beta**2
    score = precision = recall = 0.0
    effective = 0
    for k in range(config.order):
        in_hypothesis, in_reference, matches = sums[3 * k : 3 * k + 3]
        p = matches / in_hypothesis if in_hypothesis > 0 else _EPS
        r = matches / in_reference if in_reference > 0 else _EPS
        denominator = factor * p + r
        score += ((1 + factor) * p * r / denominator) if denominator > 0 else _EPS
        if in_hypothesis > 0 and in_reference > 0:
            precision += p
            recall += r
            effective += 1
    if config.eps_smoothing:
        return 100 * score / config.order
    if effective == 0:
        return 0.0
    precision /= effective
    recall /= effective
    if not precision + recall:
        return 0.0
    score = (1 + factor) * precision * recall
    score /= (factor * precision) + recall
    return 100 * score


def _ter(sums: Sequence[float]) -> float:
    edits, length = sums
    if length > 0:
        return 100 * (edits / length)
    return 100.0 if edits > 0 else 0.0


def bleu_scores(
    config: BleuConfig, sums: NDArray[Any], *, whole_smoothing: bool = False, last_bit: bool = True
) -> NDArray[np.float64]:
    """BLEU of each row of float64 sums.

    Args:
        config: The metric.
        sums: Shape (m, columns).
        whole_smoothing: Whether add-k's smoothed counts are cut to whole numbers. sacreBLEU does so in approximate
            randomisation, where it adds to counts in arrays of integers.
        last_bit: As for `aggregate`.
    """
    import numpy as np

    order, smoothing = config.max_ngram_order, config.smoothing or 0
    correct, total = sums[:, 2 : 2 + order].T.copy(), sums[:, 2 + order :].T.copy()
    matched = (correct != 0).any(axis=0)
    going_on = np.ones(len(sums), dtype=bool)
    effective = np.full(len(sums), order)
    halvings = np.ones(len(sums))
    precisions = np.zeros((order, len(sums)))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for n in range(order):
            if config.smooth_method == "add-k" and n > 0:
                correct[n] += smoothing
                total[n] += smoothing
                if whole_smoothing:
                    correct[n], total[n] = np.trunc(correct[n]), np.trunc(total[n])
            going_on &= total[n] != 0
            if config.effective_order:
                effective[going_on] = n + 1
            none = going_on & (correct[n] == 0)
            some = going_on & ~none
            precisions[n][some] = (100.0 * correct[n] / total[n])[some]
            if config.smooth_method == "exp":
                halvings[none] *= 2
                precisions[n][none] = (100.0 / (halvings * total[n]))[none]
            elif config.smooth_method == "floor":
                precisions[n][none] = (100.0 * smoothing / total[n])[none]
    scores = np.zeros(len(sums))
    if not matched.any():
        return scores
    geometric_means = _geometric_means if last_bit else _geometric_means_by_numpy
    scores[matched] = geometric_means(
        precisions[:, matched],
        effective[matched],
        sums[matched, 0],
        sums[matched, 1],
    )
    return scores


def _geometric_means(
    precisions: NDArray[np.float64],
    orders: NDArray[np.int64],
    hypothesis_lengths: NDArray[np.float64],
    reference_lengths: NDArray[np.float64],
) -> list[float]:
    """Of the first `orders` of each column of precisions, with the brevity penalty.

    By Python's own log, exp and sum: NumPy's may differ in the last bit.
    """
    import numpy as np

    logarithms = [list(map(math.log if all(row) else _log, row)) for row in precisions.tolist()]
    rows = zip(*logarithms, strict=True)
    if (orders == len(precisions)).all():
        sums: Iterable[float] = map(sum, rows)
    else:
        sums = (sum(of_row[:n]) for of_row, n in zip(rows, orders.tolist(), strict=True))
    means = map(math.exp, map(operator.truediv, sums, orders.tolist()))
    is_short = np.trunc(hypothesis_lengths) < np.trunc(reference_lengths)
    if not is_short.any():
        return list(means)
    lengths = zip(hypothesis_lengths.tolist(), reference_lengths.tolist(), strict=True)
    penalties = [brevity_penalty(int(hypothesis), int(reference)) for hypothesis, reference in lengths]
    return list(map(operator.mul, penalties, means))


def _geometric_means_by_numpy(
    precisions: NDArray[np.float64],
    orders: NDArray[np.int64],
    hypothesis_lengths: NDArray[np.float64],
    reference_lengths: NDArray[np.float64],
) -> NDArray[np.float64]:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        logarithms = np.where(precisions > 0, np.log(precisions), _LOG_OF_ZERO)
        logarithms[np.arange(len(precisions))[:, None] >= orders] = 0
        penalties = np.where(
            hypothesis_lengths >= reference_lengths,
            1.0,
            np.where(hypothesis_lengths > 0, np.exp(1 - reference_lengths / hypothesis_lengths), 0.0),
        )
    return np.asarray(penalties * np.exp(logarithms.sum(axis=0) / orders))


def chrf_scores(config: ChrfConfig, sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """chrF of each row of float64 sums."""
    import numpy as np

    factor = config.beta**2
    score, precision, recall, effective = np.zeros((4, len(sums)))
    with np.errstate(divide="ignore", invalid="ignore"):
        for k in range(config.order):
            in_hypothesis, in_reference, matches = sums[:, 3 * k], sums[:, 3 * k + 1], sums[:, 3 * k + 2]
            p = np.where(in_hypothesis > 0, matches / in_hypothesis, _EPS)
            r = np.where(in_reference > 0, matches / in_reference, _EPS)
            denominator = factor * p + r
            score += np.where(denominator > 0, (1 + factor) * p * r / denominator, _EPS)
            both = (in_hypothesis > 0) & (in_reference > 0)
            precision[both] += p[both]
            recall[both] += r[both]
            effective += both
        if config.eps_smoothing:
            return np.asarray(100 * score / config.order, dtype=np.float64)
        precision /= effective
        recall /= effective
        score = (1 + factor) * precision * recall
        score /= (factor * precision) + recall
    scores = np.zeros(len(sums))
    defined = (effective > 0) & (precision + recall != 0)
    scores[defined] = 100 * score[defined]
    return scores


def ter_scores(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """TER of each row of float64 sums."""
    import numpy as np

    edits, lengths = sums[:, 0], sums[:, 1]
    scores = np.where(edits > 0, 100.0, 0.0)
    defined = lengths > 0
    scores[defined] = 100 * (edits[defined] / lengths[defined])
    return scores
