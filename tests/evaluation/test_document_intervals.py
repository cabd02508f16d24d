"""Expected values: simulation of documents that differ, and hand calculations."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mtqa.evaluation.document_intervals import (
    degrees_of_freedom,
    detectable_by_document,
    interval_by_document,
    widened,
)
from mtqa.evaluation.statistics import compare_all_pairs, score_intervals

Array = NDArray[np.float64]


def mean(sums: Array) -> Array:
    """Mean of segment scores, from the columns (score, 1)."""
    return np.asarray(sums[:, 0] / sums[:, 1])


def drawn_test_set(rng: np.random.Generator, n_documents: int) -> tuple[list[Array], Array]:
    """Two systems whose scores differ by document: of 1 to 15 segments, with effects as large as those of segments."""
    sizes = rng.integers(1, 16, size=n_documents)
    documents = np.repeat(np.arange(n_documents), sizes)
    systems = []
    for _ in range(2):
        values = rng.normal(size=n_documents)[documents] + rng.normal(size=len(documents))
        systems.append(np.stack([values, np.ones_like(values)], axis=1))
    return systems, documents


@pytest.mark.parametrize("n_documents", [4, 9, 12, 40])
def test_intervals_cover_what_they_promise(n_documents: int) -> None:
    """The true mean and difference are 0. Of 400 test sets 95 % +- 2.2 % (two standard errors) should cover them."""
    rng = np.random.default_rng(n_documents)
    covered = {"score": 0, "difference": 0, "score by segment": 0}
    n_tests = 400
    for number in range(n_tests):
        systems, documents = drawn_test_set(rng, n_documents)
        interval = score_intervals(systems, mean, n_samples=300, seed=number, documents=documents)[0]
        by_segment = score_intervals(systems, mean, n_samples=300, seed=number)[0]
        assert interval is not None
        assert by_segment is not None
        covered["score"] += interval.low <= 0 <= interval.high
        covered["score by segment"] += by_segment.low <= 0 <= by_segment.high
        pair = compare_all_pairs(systems, mean, n_samples=300, n_trials=1, seed=number, documents=documents)[0]
        covered["difference"] += pair.interval.low <= 0 <= pair.interval.high
    assert 0.93 <= covered["score"] / n_tests <= 0.985, covered
    assert 0.93 <= covered["difference"] / n_tests <= 0.985, covered
    assert covered["score by segment"] / n_tests < 0.75, covered


def test_few_documents_get_students_interval() -> None:
    """By hand: three documents of one segment each with 1, 2, 6: mean 3, standard error sqrt(7 / 3), t(2) = 4.303."""
    values = np.array([1.0, 2.0, 6.0])
    left_out = (values.sum() - values) / 2
    interval = interval_by_document(np.zeros(10), 3.0, left_out, np.arange(3))
    assert (interval.low + interval.high) / 2 == pytest.approx(3.0)
    assert (interval.high - interval.low) / 2 == pytest.approx(4.3027 * np.sqrt(7 / 3), abs=1e-3)


def test_unequal_documents_have_fewer_degrees_of_freedom() -> None:
    assert degrees_of_freedom(np.repeat(np.arange(10), 7)) == 9
    assert degrees_of_freedom(np.repeat(np.arange(10), [60] + [1] * 9)) == 1  # 69 * 69 / (3600 + 9) is 1.3


def test_detectable_difference_and_width_by_the_textbook() -> None:
    """Ten equal documents: (2.262 + 0.883) * error * sqrt(10 / 9), and 2.262 / 1.960 * sqrt(10 / 9)."""
    documents = np.arange(10)
    assert detectable_by_document(2.0, documents) == pytest.approx(2 * (2.262 + 0.883) * np.sqrt(10 / 9), abs=0.005)
    assert widened(documents) == pytest.approx(2.262 / 1.960 * np.sqrt(10 / 9), abs=0.001)


def test_nothing_can_be_drawn_from_one_document() -> None:
    rows = np.ones((5, 2))
    assert score_intervals([rows], mean, n_samples=10, seed=1, documents=np.zeros(5, dtype=np.int64)) == [None]
