"""Scores of bootstrap resamples in the single precision that sacreBLEU computes them in.

sacreBLEU 2.6 sums resampled statistics as float32 and scores each row of NumPy scalars. From NumPy 2 on, a float32
scalar and a Python number give a float32, so that most of the score's arithmetic is single precision, but for steps
between two Python numbers. Its intervals and p-values can be had bit for bit only by doing the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mtqa.engine.configs import BleuConfig, ChrfConfig, MetricConfig
from mtqa.engine.scores import aggregate, bleu_scores

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["resample_scores"]

_EPS = 1e-16
_EXACT = 2.0**24
"""Whole numbers up to here are exact in float32, and so are all sums on the way there."""


def resample_scores(config: MetricConfig, sums: NDArray[np.float64]) -> NDArray[np.float32] | NDArray[np.float64]:
    """The score of each resample, as an array of the type that NumPy makes of sacreBLEU's list of scores.

    Where sums are not exact in float32, which sacreBLEU then gets wrong, they are scored in float64.

    Args:
        config: The metric.
        sums: Resampled sums, shape (m, `config.columns`).

    Returns:
        Shape (m,).
    """
    import numpy as np

    single = sums.astype(np.float32)
    if sums.size and (np.abs(sums).max() > _EXACT or not np.array_equal(single, sums)):
        return aggregate(config, sums)
    if np.lib.NumpyVersion(np.__version__) < "2.0.0":
        return _by_sacrebleu(config, single)
    if isinstance(config, BleuConfig):
        return bleu_scores(config, single)
    if isinstance(config, ChrfConfig):
        return _chrf(config, single)
    return _ter(single)


def _by_sacrebleu(config: MetricConfig, sums: NDArray[np.float32]) -> NDArray[np.float64]:
    """NumPy 1 promotes scalars by other rules, which are best left to itself."""
    import numpy as np

    from mtqa.engine.by_sacrebleu import sacrebleu_metric

    metric: Any = sacrebleu_metric(config)
    return np.array([metric._compute_score_from_stats(row.copy()).score for row in sums])


def _as_list_of_scores(scores: NDArray[Any], is_single: NDArray[np.bool_]) -> NDArray[Any]:
    """A list of float32 scalars becomes a float32 array, one with a Python float among them a float64 array."""
    import numpy as np

    return scores.astype(np.float32 if is_single.all() and len(scores) else np.float64)


def _ter(sums: NDArray[np.float32]) -> NDArray[Any]:
    import numpy as np

    edits, lengths = sums[:, 0], sums[:, 1]
    defined = lengths > 0
    scores = np.where(edits > 0, 100.0, 0.0)
    scores[defined] = np.float32(100) * (edits[defined] / lengths[defined])
    return _as_list_of_scores(scores, defined)


def _chrf(config: ChrfConfig, sums: NDArray[np.float32]) -> NDArray[Any]:
    import numpy as np

    with np.errstate(divide="ignore", invalid="ignore"):
        if config.eps_smoothing:
            return _chrf_eps(config, sums)
        factor = config.beta**2
        single = np.float32
        precision, recall, effective = np.zeros((3, len(sums)), dtype=single)
        for k in range(config.order):
            in_hypothesis, in_reference, matches = sums[:, 3 * k], sums[:, 3 * k + 1], sums[:, 3 * k + 2]
            both = (in_hypothesis > 0) & (in_reference > 0)
            precision[both] += (matches / in_hypothesis)[both]
            recall[both] += (matches / in_reference)[both]
            effective += both
        precision /= effective
        recall /= effective
        score = single(1 + factor) * precision * recall
        score /= single(factor) * precision + recall
    defined = (effective > 0) & (precision + recall != 0)
    scores = np.zeros(len(sums))
    scores[defined] = single(100) * score[defined]
    return _as_list_of_scores(scores, defined)


def _chrf_eps(config: ChrfConfig, sums: NDArray[np.float32]) -> NDArray[Any]:
    """`score` is single or double, row by row: double for as long as only Python numbers were added."""
    import numpy as np

    single = np.float32
    factor = config.beta**2
    alone = (1 + factor) * _EPS * _EPS / (factor * _EPS + _EPS)
    score, is_single = np.zeros(len(sums)), np.zeros(len(sums), dtype=bool)
    for k in range(config.order):
        in_hypothesis, in_reference, matches = sums[:, 3 * k], sums[:, 3 * k + 1], sums[:, 3 * k + 2]
        has_precision, has_recall = in_hypothesis > 0, in_reference > 0
        precision = matches / in_hypothesis
        recall = np.where(has_recall, matches / in_reference, single(_EPS))
        denominator = np.where(has_precision, single(factor) * precision, single(factor * _EPS)) + recall
        numerator = np.where(has_precision, single(1 + factor) * precision, single((1 + factor) * _EPS)) * recall
        positive = denominator > 0
        term = np.where(positive, numerator / denominator, single(_EPS))
        neither = ~has_precision & ~has_recall
        term_is_single = ~neither & positive
        double_term = np.where(neither, alone, _EPS)
        term = np.where(term_is_single, term, double_term.astype(single))
        becomes_single = is_single | term_is_single
        score = np.where(becomes_single, (score.astype(single) + term).astype(np.float64), score + double_term)
        is_single = becomes_single
    scores = np.where(
        is_single,
        (single(100) * score.astype(single) / single(config.order)).astype(np.float64),
        100 * score / config.order,
    )
    return _as_list_of_scores(scores, is_single)
