"""Intervals and p-values from sums and cross products, for test sets too large to resample: the normal limit.

The sums of a resample of n units are nearly normal where n is large, and a score is nearly linear that close to its
value (the delta method; Cramér, 1946, section 27.7). Their covariance is known from the cross products of the
statistics, which add up as the statistics do; no unit has to be kept. What is drawn and exchanged is the same as in
`resampling`, and so are the tests; only chance is reckoned and not drawn, so that there is no seed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Moments", "NormalLimit", "two_sided"]

_UNITS_AT_ONCE = 8192
_STEP = 1e-4
"""Of the differences that take the place of derivatives, as a share of each sum."""
_SAME = 1e-9
_Z = 1.959963984540054
"""Of the standard normal distribution, 97.5 % lie below."""


@dataclass(frozen=True)
class Moments:
    """Sums and cross products of the statistics of several systems on the same units (segments or documents).

    Those of two sets of units add up to those of both: exactly, for whole numbers, as long as they are below 2**53.

    Attributes:
        n_units: Number of units.
        sums: Shape (systems, k).
        pairs: The systems whose products there are: pairs of their numbers.
        products: For each pair (i, j) the sum over units of column times column, shape (pairs, k, k).
    """

    n_units: int
    sums: NDArray[np.float64]
    pairs: tuple[tuple[int, int], ...]
    products: NDArray[np.float64]

    @classmethod
    def of(cls, systems: Sequence[NDArray[Any]], pairs: Iterable[tuple[int, int]] = ()) -> Moments:
        """The moments of statistics, each of shape (units, k); with the products of each system with itself.

        Args:
            systems: For each system the statistics.
            pairs: Pairs of systems that are to be compared.
        """
        import numpy as np

        wanted = _with_themselves(len(systems), pairs)
        width = systems[0].shape[1]
        sums, products = np.zeros((len(systems), width)), np.zeros((len(wanted), width, width))
        for start in range(0, len(systems[0]), _UNITS_AT_ONCE):
            blocks = [rows[start : start + _UNITS_AT_ONCE].astype(np.float64) for rows in systems]
            for number, block in enumerate(blocks):
                sums[number] += block.sum(axis=0)
            for number, (i, j) in enumerate(wanted):
                products[number] += blocks[i].T @ blocks[j]
        return cls(len(systems[0]), sums, wanted, products)

    def __add__(self, other: Moments) -> Moments:
        """The moments of the units of both; they must be of the same systems and pairs."""
        if self.pairs != other.pairs or self.sums.shape != other.sums.shape:
            raise ValueError("these are moments of other systems or metrics")
        products = self.products + other.products
        return Moments(self.n_units + other.n_units, self.sums + other.sums, self.pairs, products)

    def product(self, i: int, j: int) -> NDArray[np.float64]:
        """The cross products of one system with another or itself."""
        found: NDArray[np.float64]
        found = self.products[self.pairs.index((i, j) if (i, j) in self.pairs else (j, i))]
        return found if (i, j) in self.pairs else found.T


def _with_themselves(n_systems: int, pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    return (*((number, number) for number in range(n_systems)), *pairs)


@dataclass(frozen=True)
class NormalLimit:
    """What moments say of how sure scores and differences are.

    Attributes:
        moments: Sums and cross products.
        scores: Turns sums of shape (m, k) into m scores; smooth, so not cut to whole numbers anywhere.
    """

    moments: Moments
    scores: Callable[[NDArray[np.float64]], NDArray[np.float64]]

    def standard_error(self, system: int) -> float:
        """By how much the score of resamples strays: the limit of the bootstrap's."""
        return math.sqrt(max(0.0, self._bootstrap_product(system, system)))

    def error_of_difference(self, one: int, other: int) -> float:
        """By how much the difference of two systems strays on the same resamples."""
        both = self._bootstrap_product(one, one) + self._bootstrap_product(other, other)
        return math.sqrt(max(0.0, both - 2 * self._bootstrap_product(one, other)))

    def interval(self, value: float, error: float) -> tuple[float, float]:
        """The 95 % interval about a score or difference with a standard error."""
        return value - _Z * error, value + _Z * error

    def randomisation_p_value(self, one: int, other: int, difference: float) -> float:
        """Two-sided p-value of exchanging the outputs of two systems unit by unit, with probability one half."""
        gradient = self._gradient((self.moments.sums[one] + self.moments.sums[other]) / 2)
        crossed = self.moments.product(one, other)
        products = self.moments.product(one, one) + self.moments.product(other, other) - crossed - crossed.T
        return two_sided(difference, math.sqrt(max(0.0, float(gradient @ products @ gradient))))

    def bootstrap_p_value(self, one: int, other: int, difference: float) -> float:
        """The p-value that sacreBLEU's paired bootstrap comes to: of absolute differences about their mean."""
        error = self.error_of_difference(one, other)
        if not error:
            return two_sided(difference, error)
        ratio = abs(difference) / error
        density = math.exp(-ratio * ratio / 2) / math.sqrt(2 * math.pi)
        folded_mean = 2 * density + ratio * (1 - 2 * _below(-ratio))
        reached = ratio + folded_mean
        return max(sys.float_info.min, _below(ratio - reached) + _below(-ratio - reached))

    def _bootstrap_product(self, one: int, other: int) -> float:
        """The covariance of two systems' scores over resamples."""
        moments = self.moments
        centred = moments.product(one, other) - _outer(moments.sums[one], moments.sums[other]) / moments.n_units
        return float(self._gradient(moments.sums[one]) @ centred @ self._gradient(moments.sums[other]))

    def _gradient(self, sums: NDArray[np.float64]) -> NDArray[np.float64]:
        """How the score changes with each sum; a sum that is 0 is 0 in every resample, and changes nothing."""
        import numpy as np

        steps = np.abs(sums) * _STEP
        moved = np.diag(steps)
        differences = self.scores(sums + moved) - self.scores(sums - moved)
        return np.asarray(np.divide(differences, 2 * steps, out=np.zeros_like(steps), where=steps > 0))


def _outer(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    return np.outer(one, other)


def _below(value: float) -> float:
    """The share of the standard normal distribution below a value."""
    return math.erfc(-value / math.sqrt(2)) / 2


def two_sided(difference: float, error: float) -> float:
    """How often chance alone makes a difference at least as large; never 0, however large it is.

    Args:
        difference: The difference.
        error: Its standard error under chance alone.
    """
    if abs(difference) <= _SAME:
        return 1.0
    return max(sys.float_info.min, math.erfc(abs(difference) / error / math.sqrt(2))) if error else sys.float_info.min
