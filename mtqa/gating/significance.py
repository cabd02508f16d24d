"""Did it really get worse? One-sided paired tests, and a correction over everything that is tested.

A segment's change says nothing by itself: a system that is trained again phrases many segments anew, some better, some
worse. Under the null hypothesis each change could as well have gone the other way, so exchanging the two outputs of a
segment by the toss of a coin gives the distribution of the difference that noise makes (approximate randomisation;
Noreen, 1989; Riezler and Maxwell, 2005).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

from mtqa.engine import all_signs
from mtqa.evaluation import t_quantile

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["ChangeTest", "change_test", "corrected", "detectable_drop", "increase_p_value", "told_p", "trials_needed"]

_ENOUGH = 100
"""Trials that reach the observed change after which no more are drawn: the p-value is then known within a tenth."""
_TRIALS_AT_ONCE = 1000
_CELLS_AT_ONCE = 4_000_000
_SAME = 1e-9
"""Differences this small are rounding: a trial that comes so near the observed change has reached it."""


@dataclass(frozen=True)
class ChangeTest:
    """The change of one score, tested in both directions.

    Attributes:
        gain: Current score minus accepted score, turned so that positive means better.
        p_drop: Chance of a drop at least as large, if nothing but noise had changed; between 0 and 1, never 0.
        p_rise: The same for a rise.
        least_p: The smallest p-value that these segments could give.
        noise: Standard deviation of the gain that noise makes.
        n_changed: Segments, or documents, whose statistics are not the same.
        by_document: Whether documents were exchanged.
        df: Degrees of freedom where Student's t was asked, too, because there are few documents; 0 where it was not.
    """

    gain: float
    p_drop: float
    p_rise: float
    least_p: float
    noise: float
    n_changed: int
    by_document: bool = False
    df: int = 0


def change_test(
    accepted: NDArray[np.float64],
    current: NDArray[np.float64],
    scores: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    higher_is_better: bool,
    n_trials: int,
    seed: int,
    exact: bool = False,
) -> ChangeTest:
    """Approximate randomisation of two runs over the same segments.

    Segments that did not change are the same whichever way they are exchanged, so only the changed ones are drawn.
    Trials stop early once 100 of them reached the observed change (Besag and Clifford, 1991), which keeps the p-value
    valid: a change that is clearly noise costs little.

    Args:
        accepted: Statistics, shape (n, k).
        current: Statistics of the same segments.
        scores: Turns (m, k) sums into m scores.
        higher_is_better: Direction of the metric.
        n_trials: Most trials; the smallest p-value is 1 / (n_trials + 1).
        seed: Seed of NumPy's `default_rng`.
        exact: Whether to go through all exchanges instead, where they are not more than the trials.
    """
    import numpy as np

    direction = 1.0 if higher_is_better else -1.0
    changed = np.flatnonzero((accepted != current).any(axis=1))
    total_accepted, total_current = accepted.sum(axis=0), current.sum(axis=0)
    before, after = scores(np.stack([total_accepted, total_current])).tolist()
    gain = direction * (after - before)
    if not len(changed) or not math.isfinite(gain):
        return ChangeTest(gain, 1.0, 1.0, 1.0, 0.0, len(changed))
    moves = (current - accepted)[changed]
    every = exact and 2.0 ** len(changed) <= n_trials
    drops: list[NDArray[np.bool_]] = []
    rises: list[NDArray[np.bool_]] = []
    squares, done, reached = 0.0, 0, 0
    for exchanged in [all_signs(len(changed))] if every else _exchanges(len(changed), n_trials, seed):
        moved = exchanged.astype(np.float64) @ moves
        trials = direction * (scores(total_current - moved) - scores(total_accepted + moved))
        drops.append(trials <= gain + _SAME)
        rises.append(trials >= gain - _SAME)
        squares += float(trials @ trials)
        done += len(trials)
        reached += int(np.count_nonzero((drops if gain < 0 else rises)[-1]))
        if reached >= _ENOUGH:
            break
    p_value = _share if every else _sequential_p_value
    return ChangeTest(
        gain=gain,
        p_drop=p_value(np.concatenate(drops)),
        p_rise=p_value(np.concatenate(rises)),
        least_p=max(0.5 ** min(len(changed), 1000), 0.0 if every else 1.0 / (n_trials + 1)),
        noise=math.sqrt(squares / done),
        n_changed=len(changed),
    )


def _exchanges(n: int, n_trials: int, seed: int) -> Iterator[NDArray[np.int8]]:
    """Random exchanges of n segments, block by block."""
    import numpy as np

    rng = np.random.default_rng(seed)
    size = max(1, min(_TRIALS_AT_ONCE, _CELLS_AT_ONCE // n))
    for first in range(0, n_trials, size):
        yield rng.integers(0, 2, size=(min(size, n_trials - first), n), dtype=np.int8)


def _share(reached: NDArray[np.bool_]) -> float:
    """The p-value of all exchanges that there are."""
    return float(reached.mean())


def _sequential_p_value(reached: NDArray[np.bool_]) -> float:
    """The p-value of trials that stop at the 100th that reached the observed value (Besag and Clifford, 1991)."""
    import numpy as np

    where = np.flatnonzero(reached)
    if len(where) >= _ENOUGH:
        return _ENOUGH / (int(where[_ENOUGH - 1]) + 1)
    return (len(where) + 1) / (len(reached) + 1)


def increase_p_value(changes: Sequence[int]) -> tuple[float, float]:
    """How surely counts grew: the exact one-sided sign-flip test of their sum.

    Args:
        changes: Current count minus accepted count of every segment; zeros do not matter.

    Returns:
        The chance of a sum at least as large if every change could as well have gone the other way, and the smallest
        p-value that changes of these sizes could give.
    """
    import numpy as np

    sizes: dict[int, int] = {}
    for change in changes:
        if change:
            sizes[abs(change)] = sizes.get(abs(change), 0) + 1
    if not sizes:
        return 1.0, 1.0
    # The sum of those changes that go up decides the whole sum: its distribution is a product of binomial ones.
    distribution = np.ones(1)
    for size, number in sorted(sizes.items()):
        steps = np.arange(number)
        logarithms = np.concatenate([[0.0], np.cumsum(np.log((number - steps) / (steps + 1.0)))])
        spread = np.zeros(size * number + 1)
        spread[::size] = np.exp(logarithms - number * math.log(2.0))
        distribution = np.convolve(distribution, spread)
    upward = sum(change for change in changes if change > 0)
    return min(1.0, float(distribution[upward:].sum())), float(distribution[-1])


def corrected(p_values: Sequence[float], least: Sequence[float], alpha: float) -> list[float]:
    """p-values corrected so that the chance of any false alarm among all of them is at most `alpha`.

    Tests that could not have come out significant however bad the run was cannot raise a false alarm, and do not count
    (Tarone, 1990); the others are corrected as Holm (1979) does. Those that do not count get 1.

    Args:
        p_values: One-sided p-values.
        least: For each test the smallest p-value that it could have given.
        alpha: The chance of a false alarm that is accepted.
    """
    from mtqa.evaluation import holm

    number = 1
    while sum(floor <= alpha / number for floor in least) > number:
        number += 1
    counted = [p if floor <= alpha / number else None for p, floor in zip(p_values, least, strict=True)]
    return [1.0 if p is None else p for p in holm(counted)]


def told_p(p: float) -> str:
    """A p-value in words: `p = 0.0123`, `p < 0.0001`."""
    return "p < 0.0001" if p < 0.0001 else f"p = {p:.4f}"


def detectable_drop(test: ChangeTest, alpha: float, n_tests: int) -> float | None:
    """The smallest true drop that would have been significant with a probability of 80 %, as far as this run can tell.

    Args:
        test: What was found.
        alpha: Chance of a false alarm over all tests.
        n_tests: How many tests there are.
    """
    if not test.noise:
        return None
    normal, sure = NormalDist(), 1.0 - alpha / max(1, n_tests)
    quantile = t_quantile(sure, test.df) if test.df else normal.inv_cdf(sure)
    return (quantile + normal.inv_cdf(0.8)) * test.noise


def trials_needed(wanted: int, alpha: float, n_tests: int) -> int:
    """The trials to draw, so that the smallest p-value lies well below what the correction asks of the smallest."""
    return max(wanted, math.ceil(5 * n_tests / alpha))
