"""The sequential test, against plain arithmetic, and how often it is wrong."""

from __future__ import annotations

import math
from statistics import NormalDist

import numpy as np
import pytest
from numpy.typing import NDArray

from mtqa.correlation import walks


def of(differences: NDArray[np.float64], n_documents: int | None = None):
    return walks(differences, np.full(len(differences), n_documents or differences.shape[1]))


def test_p_values_are_those_of_the_farthest_point() -> None:
    """By hand: 4 of 4 documents with 1 each: sums 1 2 3 4, root of the projected squares always 2: farthest 2."""
    walk = of(np.ones((1, 4)))
    assert walk.p_values[0] == pytest.approx(4 * NormalDist().cdf(-2))
    walk = of(np.array([[1.0, 1.0, 1.0, -3.0]]))
    assert walk.sums[0] == 0
    assert walk.p_values[0] == pytest.approx(min(1, 4 * NormalDist().cdf(-3 / math.sqrt(3 * 4 / 3))))


def test_documents_that_were_not_judged_for_both_are_passed_over() -> None:
    gaps = of(np.array([[1.0, np.nan, 2.0, np.nan, -1.0]]), 9)
    whole = of(np.array([[1.0, 2.0, -1.0]]), 9)
    assert gaps.n_documents[0] == whole.n_documents[0] == 3
    for name in ("sums", "p_values", "chances"):
        assert getattr(gaps, name)[0] == getattr(whole, name)[0]


def test_nothing_judged_tells_nothing() -> None:
    for differences in (np.zeros((2, 0)), np.full((2, 3), np.nan), np.zeros((2, 3))):
        walk = of(differences, 5)
        assert list(walk.p_values) == [1.0, 1.0]


@pytest.mark.parametrize("tails", ["normal", "grave"])
def test_false_alarms_are_at_most_one_in_twenty_however_often_one_looks(tails: str) -> None:
    """2,000 campaigns of 120 documents, a look after each; up to 6 % is chance of so many campaigns."""
    generator = np.random.default_rng(7)
    draws = generator.normal(size=(2000, 120))
    if tails == "grave":
        graves = generator.random(draws.shape) < 0.03
        draws = np.round(draws * 2) + 25 * graves * generator.choice([-1, 1], draws.shape)
    assert (of(draws).p_values <= 0.05).mean() <= 0.06


def test_looking_with_a_test_for_one_look_would_not_be_honest() -> None:
    """What the bounds are for: a t-test at every document finds a difference in far more than 5 % of the same."""
    draws = np.random.default_rng(7).normal(size=(2000, 120))
    counts = np.arange(1, 121)
    z = np.abs(np.cumsum(draws, axis=1)) / np.sqrt(counts)
    assert (z[:, 10:].max(axis=1) >= 1.96).mean() > 0.25


def test_real_differences_are_found_and_level_ones_become_hopeless() -> None:
    generator = np.random.default_rng(1)
    draws = np.concatenate([generator.normal(0.5, 1, (200, 100)), generator.normal(0, 1, (200, 100))])
    apart = of(draws).p_values <= 0.05
    assert apart[:200].mean() > 0.95
    half = of(draws[:, :50], 100)
    assert (half.chances[:200] > 0.5).mean() > 0.9
    assert (half.chances[200:] < 0.1).mean() > 0.4
