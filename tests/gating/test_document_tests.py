"""Expected values: hand calculations, and simulation of runs in which nothing got worse."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from mtqa.gating.document_tests import Trials, change_by_document, increase_by_document
from mtqa.gating.significance import ChangeTest, change_test

Array = NDArray[np.float64]
MANY = Trials(10_000, 1, 0.05 / 17)


def mean(sums: Array) -> Array:
    return np.asarray(sums[:, 0] / sums[:, 1])


def rows(values: Array) -> Array:
    return np.stack([values, np.ones_like(values)], axis=1)


def change(before: Array, now: Array, documents: Array, trials: Trials = MANY) -> ChangeTest:
    return change_by_document(rows(before), rows(now), documents, mean, higher_is_better=True, trials=trials)


def test_a_drop_in_one_of_many_documents_is_one_toss_of_the_coin() -> None:
    """Forty segments of one document got worse: 1/2, where segments for themselves would say 1 in 10,000."""
    documents = np.repeat(np.arange(12), 40)
    before = np.full(480, 5.0)
    now = before - (documents == 3)
    test = change(before, now, documents)
    assert (test.p_drop, test.least_p, test.n_changed, test.by_document) == (0.5, 0.5, 1, True)
    assert change_test(rows(before), rows(now), mean, higher_is_better=True, n_trials=9999, seed=1).p_drop < 0.001


def test_all_of_twelve_documents_worse_is_exact() -> None:
    documents = np.repeat(np.arange(12), 5)
    assert change(np.full(60, 5.0), np.full(60, 4.0), documents).p_drop == 2.0**-12
    assert change(np.full(60, 4.0), np.full(60, 5.0), documents).p_rise == 2.0**-12


def test_one_document_of_many_tells_nothing() -> None:
    """A domain that is one document."""
    test = change(np.full(40, 5.0), np.full(40, 1.0), np.zeros(40, dtype=np.int64))
    assert (test.gain, test.p_drop, test.p_rise, test.least_p) == (-4.0, 1.0, 1.0, 1.0)


def test_few_documents_are_judged_by_segments_and_student() -> None:
    """Four documents of ten segments lost 1.0, 1.1, 1.2 and 1.3: t = 1.15 / (0.129 / 2) = 17.8 with 3 degrees of
    freedom, p = .0002; by exchange of documents alone nothing below 1/16 could come out."""
    documents = np.repeat(np.arange(4), 10)
    loss = np.array([1.0, 1.1, 1.2, 1.3])[documents]
    test = change(np.full(40, 5.0), 5.0 - loss, documents)
    assert test.p_drop == pytest.approx(0.0002, abs=0.0001)
    assert test.df == 3
    mixed = change(np.full(40, 5.0), 5.0 - loss * np.array([1, 1, 1, -2.9])[documents], documents)
    assert mixed.p_drop > 0.4


def test_the_same_loss_in_three_single_segments_is_not_sure() -> None:
    """Student's t alone would be infinite; three segments that got worse have a p-value of 1/8."""
    documents = np.repeat(np.arange(3), 10)
    now = np.full(30, 5.0)
    now[[0, 10, 20]] = 4.0
    assert change(np.full(30, 5.0), now, documents).p_drop == pytest.approx(0.125, abs=0.01)


def test_findings_count_by_document() -> None:
    """Six new findings in one document, and one in each of six: 1/2 and 1/64 by hand."""
    documents = np.repeat(np.arange(20), 10).tolist()
    one_document = [1 if 0 <= n < 6 else 0 for n in range(200)]
    six_documents = [1 if n % 10 == 0 and n < 60 else 0 for n in range(200)]
    assert increase_by_document(one_document, documents, MANY) == (0.5, 0.5)
    assert increase_by_document(six_documents, documents, MANY) == (pytest.approx(1 / 64), pytest.approx(1 / 64))
    assert increase_by_document(one_document, [0] * 200, MANY) == (1.0, 1.0)


def test_findings_of_few_documents() -> None:
    """Three documents with 4, 5 and 3 more on ten segments each: t = 4 / (1 / sqrt(3)) = 6.93, p = .0101."""
    documents = np.repeat(np.arange(3), 10).tolist()
    changes = [1] * 4 + [0] * 6 + [1] * 5 + [0] * 5 + [1] * 3 + [0] * 7
    p, least = increase_by_document(changes, documents, MANY)
    assert p == pytest.approx(0.0101, abs=0.0002)
    assert least == pytest.approx(2.0**-12)


@pytest.mark.parametrize("n_documents", [3, 5, 8, 40])
def test_no_more_false_alarms_than_promised(n_documents: int) -> None:
    """Documents change at random, each as a whole, and by unequal amounts: at most 5 % of 800 runs, two standard errors
    (1.5 %) allowed."""
    rng = np.random.default_rng(n_documents)
    alarms = 0
    for number in range(800):
        sizes = rng.integers(3, 30, size=n_documents)
        documents = np.repeat(np.arange(n_documents), sizes)
        effects = rng.normal(size=n_documents)[documents] + 0.3 * rng.normal(size=len(documents))
        sides = [rng.integers(0, 2, size=n_documents)[documents] for _ in range(2)]
        trials = Trials(399, number, 0.001 if n_documents < 10 else 0.05)
        test = change(effects * sides[0], effects * sides[1], documents, trials)
        alarms += test.p_drop <= 0.05
    assert alarms / 800 <= 0.065
