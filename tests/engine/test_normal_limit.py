"""The normal limit says what resampling says, as far as chance lets resampling say it, and adds up over parts."""

from __future__ import annotations

import random
from functools import reduce
from itertools import pairwise
from operator import add
from typing import Any

import numpy as np
import pytest
from engine.lines import DEFAULTS, WORDS, random_change
from numpy.typing import NDArray

from mtqa.engine import (
    MetricConfig,
    MetricStatistics,
    Moments,
    NormalLimit,
    aggregate,
    approximate_randomisation,
    bootstrap_scores,
    paired_bootstrap,
    statistics,
)


@pytest.fixture(scope="module")
def texts() -> tuple[list[str], list[list[str]]]:
    generator = random.Random(5)
    reference = [" ".join(generator.choices(WORDS, k=generator.randrange(5, 25))) for _ in range(2000)]
    close = [random_change(generator, line) for line in reference]
    return reference, [
        close,
        [random_change(generator, line) if n % 4 == 0 else close[n] for n, line in enumerate(reference)],
    ]


def _rows(config: MetricConfig, texts: tuple[list[str], list[list[str]]]) -> list[NDArray[Any]]:
    reference, systems = texts
    return [np.asarray(statistics(config, system, [reference])) for system in systems]


def _limit(config: MetricConfig, rows: list[NDArray[Any]]) -> NormalLimit:
    return NormalLimit(Moments.of(rows, [(1, 0)]), lambda sums: aggregate(config, sums, last_bit=False))


@pytest.mark.parametrize("config", DEFAULTS, ids=lambda config: config.name)
def test_intervals_and_p_values_are_those_of_resampling(
    config: MetricConfig, texts: tuple[list[str], list[list[str]]]
) -> None:
    """A standard error from 4000 resamples strays by one per cent, and a p-value from 20,000 trials by 0.004."""
    rows = _rows(config, texts)
    limit = _limit(config, rows)
    drawn = bootstrap_scores(config, rows[0], n_samples=4000)
    assert limit.standard_error(0) == pytest.approx(float(np.std(drawn.astype(float))), rel=0.05)
    by_chance = approximate_randomisation([MetricStatistics(config, tuple(rows))], n_samples=20_000)[0]
    difference = by_chance[1].score - by_chance[0].score
    assert limit.randomisation_p_value(1, 0, difference) == pytest.approx(by_chance[1].p_value, abs=0.015)
    resampled = paired_bootstrap([MetricStatistics(config, tuple(rows))], n_samples=4000)[0]
    assert limit.bootstrap_p_value(1, 0, difference) == pytest.approx(resampled[1].p_value, abs=0.03)


@pytest.mark.parametrize("config", DEFAULTS, ids=lambda config: config.name)
def test_moments_of_parts_add_up_to_the_last_bit(
    config: MetricConfig, texts: tuple[list[str], list[list[str]]]
) -> None:
    rows = _rows(config, texts)
    whole = Moments.of(rows, [(1, 0)])
    bounds = [0, 1, 700, 1999, 2000]
    parts = [Moments.of([of_system[start:stop] for of_system in rows], [(1, 0)]) for start, stop in pairwise(bounds)]
    together = reduce(add, parts)
    assert together.n_units == whole.n_units
    assert np.array_equal(together.sums, whole.sums)
    assert np.array_equal(together.products, whole.products)


def test_a_mean_has_the_standard_error_of_a_mean() -> None:
    """By hand: the standard deviation (with n) over the square root of n, to the accuracy of the derivative."""
    values = np.random.default_rng(2).normal(60, 15, 5000)
    rows = np.stack([values, np.ones(5000)], axis=1)
    limit = NormalLimit(Moments.of([rows]), lambda sums: sums[:, 0] / sums[:, 1])
    assert limit.standard_error(0) == pytest.approx(values.std() / np.sqrt(5000), rel=1e-6)
    low, high = limit.interval(60.0, 1.0)
    assert (low, high) == pytest.approx((60 - 1.959964, 60 + 1.959964), abs=1e-5)


def test_systems_that_are_the_same_are_not_told_apart_and_others_never_surely(
    texts: tuple[list[str], list[list[str]]],
) -> None:
    config = DEFAULTS[0]
    rows = _rows(config, texts)
    same = _limit(config, [rows[0], rows[0]])
    assert same.randomisation_p_value(1, 0, 0.0) == same.bootstrap_p_value(1, 0, 0.0) == 1.0
    assert same.error_of_difference(1, 0) == pytest.approx(0, abs=1e-6)
    assert 0 < _limit(config, rows).randomisation_p_value(1, 0, 90.0) < 1e-200
