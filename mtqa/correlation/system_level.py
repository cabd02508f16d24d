"""Statistics of a few scores, one for each system: pairwise accuracy, Pearson, Kendall, Spearman.

All take people's scores and a metric's as arrays whose last axis is the systems, and work on many such rows at once. A
weight says how often a system counts, as in a bootstrap over systems: two copies of one system make no pair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["kendall", "pair_weights", "pairwise_accuracy", "pearson", "spearman"]

FLAT = 1e-24
"""Up to this share of the mean square, the variance of scores is rounding: they are all the same."""


def pair_weights(weights: NDArray[np.float64], n_systems: int) -> NDArray[np.float64]:
    """How often each pair of systems counts, shape (..., pairs), in the order of `numpy.triu_indices`."""
    import numpy as np

    first, second = np.triu_indices(n_systems, 1)
    product: NDArray[np.float64] = weights[..., first] * weights[..., second]
    return product


def _signs(scores: NDArray[np.float64]) -> NDArray[np.int8]:
    import numpy as np

    first, second = np.triu_indices(scores.shape[-1], 1)
    one, other = scores[..., first], scores[..., second]
    return (one > other).view(np.int8) - (one < other).view(np.int8)


def pairwise_accuracy(
    people: NDArray[np.float64], metric: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Share of the pairs of systems that the metric orders as people do (Kocmi et al., 2021).

    As in mt-metrics-eval, two systems level for both count as ordered alike, and level for one of them as not. NaN
    where there is no pair.
    """
    import numpy as np

    alike = _signs(people) == _signs(metric)
    if weights is None:
        return np.asarray(np.count_nonzero(alike, axis=-1) / max(1, alike.shape[-1]))
    counts = pair_weights(weights, people.shape[-1])
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((alike * counts).sum(axis=-1) / counts.sum(axis=-1))


def kendall(
    people: NDArray[np.float64], metric: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Kendall's tau-b; NaN where one of the two puts all systems level."""
    import numpy as np

    ours, theirs = _signs(metric), _signs(people)
    counts = np.ones(ours.shape[-1]) if weights is None else pair_weights(weights, people.shape[-1])

    def total(verdicts: NDArray[np.int8]) -> NDArray[np.float64]:
        return np.asarray(verdicts @ counts if counts.ndim == 1 else (verdicts * counts).sum(axis=-1))

    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(total(ours * theirs) / np.sqrt(total(np.abs(ours)) * total(np.abs(theirs))))


def pearson(
    people: NDArray[np.float64], metric: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Pearson's correlation; NaN where one of the two does not vary."""
    import numpy as np

    counts = np.ones(people.shape[-1]) if weights is None else weights
    total = counts.sum(axis=-1, keepdims=True)
    ours, theirs = (x - (counts * x).sum(axis=-1, keepdims=True) / total for x in (metric, people))
    squares = [(counts * x**2).sum(axis=-1) for x in (ours, theirs)]
    flat = [square <= FLAT * (counts * x**2).sum(axis=-1) for square, x in zip(squares, (metric, people), strict=True)]
    with np.errstate(invalid="ignore", divide="ignore"):
        r = (counts * ours * theirs).sum(axis=-1) / np.sqrt(squares[0] * squares[1])
    return np.where(flat[0] | flat[1], np.nan, r)


def spearman(
    people: NDArray[np.float64], metric: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    """Spearman's correlation: Pearson's of the ranks, of which level systems share the mean."""
    return pearson(_ranks(people, weights), _ranks(metric, weights), weights)


def _ranks(scores: NDArray[np.float64], weights: NDArray[np.float64] | None) -> NDArray[np.float64]:
    """Ranks from 1 up; each copy of a system counts as one that is level with it."""
    import numpy as np

    counts = np.ones(scores.shape[-1]) if weights is None else weights
    below = (scores[..., None, :] < scores[..., :, None]) + 0.5 * (scores[..., None, :] == scores[..., :, None])
    return np.asarray((below * counts[..., None, :]).sum(axis=-1) + 0.5)
