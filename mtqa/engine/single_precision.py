"""Scores of bootstrap resamples in the single precision that sacreBLEU computes them in.

sacreBLEU 2.6 sums resampled statistics as float32 and scores each row of NumPy scalars. From NumPy 2 on, a float32
scalar and a Python number give a float32, so that most of the score's arithmetic is single precision, but for steps
between two Python numbers. Its intervals and p-values can be had bit for bit only by doing the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtqa.engine import native
from mtqa.engine.configs import MetricConfig
from mtqa.engine.rows import Rows, as_array, as_rows

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ResampleScores", "resample_scores", "scores_of_sums"]

_EXACT = 2.0**24
"""Whole numbers up to here are exact in float32, and so are all sums on the way there."""


@dataclass(frozen=True)
class ResampleScores:
    """The score of each resample of one system.

    Attributes:
        values: Float64, shape (m,): a `memoryview` or an array.
        is_single: Whether NumPy makes a float32 array of sacreBLEU's list of these scores: then they are float32, and
            so is what follows from them. One Python float among them, and it is a float64 array.
    """

    values: Any
    is_single: bool

    def array(self) -> NDArray[Any]:
        """The scores as NumPy has them, shape (m,), float32 or float64."""
        import numpy as np

        return np.array(self.values, dtype=np.float32 if self.is_single else np.float64)


def resample_scores(config: MetricConfig, sums: NDArray[np.float64]) -> NDArray[np.float32] | NDArray[np.float64]:
    """The score of each resample, as an array of the type that NumPy makes of sacreBLEU's list of scores.

    Where sums are not exact in float32, which sacreBLEU then gets wrong, they are scored in float64.

    Args:
        config: The metric.
        sums: Resampled sums, shape (m, `config.columns`).

    Returns:
        Shape (m,).
    """
    return scores_of_sums(config, sums).array()


def scores_of_sums(config: MetricConfig, sums: Rows) -> ResampleScores:
    """As `resample_scores`, of float64 sums in any form; needs no NumPy where the C extension is there."""
    found = (
        native.resample_scores(config, as_rows(sums)) if native.available() else _by_sacrebleu(config, as_array(sums))
    )
    if found is None:
        from mtqa.engine.scores import aggregate

        found = (aggregate(config, as_array(sums)), False)
    return ResampleScores(*found)


def _by_sacrebleu(config: MetricConfig, sums: NDArray[np.float64]) -> tuple[Any, bool] | None:
    """Without the extension, sacreBLEU itself scores each row; None where it would sum wrongly."""
    import numpy as np

    from mtqa.engine.by_sacrebleu import sacrebleu_metric

    single = sums.astype(np.float32)
    if sums.size and (np.abs(sums).max() > _EXACT or not np.array_equal(single, sums)):
        return None
    metric: Any = sacrebleu_metric(config)
    scores = np.array([metric._compute_score_from_stats(row.copy()).score for row in single])
    return scores.astype(np.float64), scores.dtype == np.float32
