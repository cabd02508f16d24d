"""Expected values: sacreBLEU 2.6.0's own bootstrap, hand calculations, and simulation of the null."""

from __future__ import annotations

import random

import numpy as np
import pytest
from engine.lines import WORDS, random_change
from hypothesis import given, strategies as st
from numpy.typing import NDArray
from small import BAD, GOOD, REFERENCES, SOURCES

from mtqa.contracts import metrics
from mtqa.engine import draws
from mtqa.evaluation.statistics import (
    PairTest,
    bootstrap_p_value,
    bootstrap_scores,
    clusters,
    compare_all_pairs,
    holm,
    percentile_interval,
    randomisation_p_values,
)

Array = NDArray[np.float64]


def mean(sums: Array) -> Array:
    """Mean of segment scores, from the columns (score, 1)."""
    return np.asarray(sums[:, 0] / sums[:, 1])


def rows(values: Array) -> Array:
    return np.stack([values, np.ones_like(values)], axis=1)


def pair(system: Array, baseline: Array, *, n_trials: int, seed: int) -> PairTest:
    return compare_all_pairs([system, baseline], mean, n_samples=100, n_trials=n_trials, seed=seed)[0]


def randomisation_p_value(system: Array, baseline: Array, *, n_trials: int, seed: int) -> float:
    return pair(system, baseline, n_trials=n_trials, seed=seed).p_value


@pytest.mark.parametrize("spec", ["bleu", "chrf", "chrf(word_order=2)", "ter"])
def test_interval_is_that_of_sacrebleu(spec: str) -> None:
    """Same draws, so the same order statistics: half the width is sacreBLEU's ci, and the mean is its mean.

    sacreBLEU computes the resampled scores in 32-bit arithmetic, which is what the tolerance is for.
    """
    from sacrebleu.metrics import BLEU, CHRF, TER

    theirs = {"bleu": BLEU(), "chrf": CHRF(), "chrf(word_order=2)": CHRF(word_order=2), "ter": TER()}[spec]
    hypotheses, references = [*GOOD, *BAD] * 3, [*REFERENCES, *REFERENCES] * 3
    expected = theirs.corpus_score(hypotheses, [references], n_bootstrap=1000)
    metric = metrics.create(spec)
    matrix = metric.statistics([*SOURCES] * 6, hypotheses, [[reference] for reference in references])
    samples = bootstrap_scores([matrix], metric.scores, n_samples=1000, seed=12345)[0]
    interval = percentile_interval(samples)
    assert float(samples.mean()) == pytest.approx(expected._mean, abs=1e-5)
    assert (interval.high - interval.low) / 2 == pytest.approx(expected._ci, abs=1e-5)
    assert metric.scores(matrix.sum(axis=0)[None])[0] == expected.score


def test_blocks_do_not_change_the_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    matrix = rows(np.random.default_rng(1).normal(size=50))
    whole = bootstrap_scores([matrix], mean, n_samples=200, seed=0)
    p_whole = randomisation_p_value(matrix, matrix[::-1].copy(), n_trials=999, seed=0)
    monkeypatch.setattr(draws, "_COUNTS_AT_ONCE", 333)
    monkeypatch.setattr(draws, "_NUMBERS_AT_ONCE", 333)
    assert np.allclose(bootstrap_scores([matrix], mean, n_samples=200, seed=0), whole, rtol=0, atol=1e-12)
    assert randomisation_p_value(matrix, matrix[::-1].copy(), n_trials=999, seed=0) == p_whole


def test_seed_zero_is_a_seed() -> None:
    matrix = rows(np.arange(20.0))
    one, two, three = (bootstrap_scores([matrix], mean, n_samples=50, seed=seed) for seed in (0, 0, 1))
    assert np.array_equal(one, two)
    assert not np.array_equal(one, three)


def test_percentile_interval_takes_the_26th_value_from_either_side_of_1000() -> None:
    interval = percentile_interval(np.random.default_rng(0).permutation(np.arange(1.0, 1001.0)))
    assert (interval.low, interval.high) == (26.0, 975.0)  # by hand: indices 25 and 974 of 0 ... 999


def test_identical_systems_are_never_told_apart() -> None:
    matrix = rows(np.random.default_rng(0).normal(size=30))
    assert randomisation_p_value(matrix, matrix, n_trials=100, seed=0) == 1.0
    test = pair(matrix, matrix, n_trials=100, seed=0)
    assert (test.delta, test.interval.low, test.interval.high, test.detectable) == (0.0, 0.0, 0.0, 0.0)


def test_p_value_is_never_zero() -> None:
    better, worse = rows(np.full(60, 9.0)), rows(np.zeros(60))
    assert randomisation_p_value(better, worse, n_trials=99, seed=0) == 0.01  # (0 + 1) / (99 + 1)


def test_p_value_counts_all_sign_flips() -> None:
    """By hand: differences 1, 2, 4 in three segments; of the 8 sign patterns only +++ and --- reach |7|: p = 2/8."""
    system, baseline = rows(np.array([1.0, 2.0, 4.0])), rows(np.zeros(3))
    assert randomisation_p_value(system, baseline, n_trials=20_000, seed=3) == pytest.approx(0.25, abs=0.01)


def test_two_sided_means_two_sided() -> None:
    """Under the null 5 % of the tests, no more and not much fewer, are significant at 0.05."""
    rng = np.random.default_rng(7)
    n_tests = 600
    significant = 0
    for test in range(n_tests):
        shared = rng.normal(size=60)
        system, baseline = rows(shared + rng.normal(size=60)), rows(shared + rng.normal(size=60))
        significant += randomisation_p_value(system, baseline, n_trials=399, seed=test) <= 0.05
    assert 0.03 <= significant / n_tests <= 0.07


@pytest.mark.parametrize("spec", ["bleu", "chrf", "ter"])
def test_the_bootstrap_is_two_sided_too(spec: str) -> None:
    """Systems that differ by nothing but chance: 5 % of the tests, no more and not much fewer, are significant at 0.05.

    Each segment has two hypotheses of the same make, and a coin decides which of the systems gets which.
    """
    metric = metrics.create(spec)
    generator = random.Random(5)
    references = [" ".join(generator.choices(WORDS, k=12)) for _ in range(150)]
    pool = [
        metric.statistics(
            references, [random_change(generator, line) for line in references], [[r] for r in references]
        )
        for _ in range(2)
    ]
    rng = np.random.default_rng(23)
    n_tests = 500
    significant = {"bootstrap": 0, "randomisation": 0}
    for test in range(n_tests):
        drawn = rng.integers(0, 150, size=150)
        swap = rng.random(150)[:, None] < 0.5
        system = np.where(swap, pool[0][drawn], pool[1][drawn])
        baseline = np.where(swap, pool[1][drawn], pool[0][drawn])
        samples = bootstrap_scores([system, baseline], metric.resample_scores, n_samples=299, seed=test)
        observed = metric.scores(np.stack([system.sum(axis=0), baseline.sum(axis=0)]))
        p_value = bootstrap_p_value(samples[0] - samples[1], float(observed[0] - observed[1]))
        significant["bootstrap"] += p_value <= 0.05
        significant["randomisation"] += (
            randomisation_p_values([system, baseline], metric.resample_scores, [(0, 1)], n_trials=299, seed=test)[0]
            <= 0.05
        )
    assert {name: 0.03 <= count / n_tests <= 0.07 for name, count in significant.items()} == {
        "bootstrap": True,
        "randomisation": True,
    }, significant


def test_bootstrap_p_value_by_hand() -> None:
    """Differences 1, 2, 3 about their mean 2: none lies 1.5 away, two lie 1 away; one is added to both counts."""
    assert bootstrap_p_value(np.array([1.0, 2.0, 3.0]), 1.5) == 1 / 4
    assert bootstrap_p_value(np.array([1.0, 2.0, 3.0]), -1.0) == 3 / 4


@pytest.mark.parametrize("spec", ["bleu", "bleu(smooth_method=none)", "chrf(word_order=2)", "ter"])
def test_scores_of_resamples_differ_in_the_last_bits_only(spec: str) -> None:
    metric = metrics.create(spec)
    sums = np.random.default_rng(2).integers(0, 30, size=(2000, metric.statistics([""], ["a b"], [["a"]]).shape[1]))
    assert np.allclose(
        metric.resample_scores(sums.astype(float)), metric.scores(sums.astype(float)), rtol=1e-13, atol=1e-300
    )


def test_holm_by_hand() -> None:
    # Holm (1979): sorted 0.01, 0.03, 0.04 -> 3 * 0.01, max(0.03, 2 * 0.03), max(0.06, 0.04); None does not count
    assert holm([0.04, None, 0.01, 0.03]) == [pytest.approx(0.06), None, pytest.approx(0.03), pytest.approx(0.06)]


@given(st.lists(st.floats(0.0001, 1.0), min_size=1, max_size=20))
def test_holm_never_lowers_a_p_value(p_values: list[float]) -> None:
    assert all(
        p <= adjusted <= 1.0 for p, adjusted in zip(p_values, holm(p_values), strict=True) if adjusted is not None
    )


def test_pairs_come_in_order_and_do_not_depend_on_each_other() -> None:
    rng = np.random.default_rng(5)
    systems = [rows(rng.normal(i, 1, size=40)) for i in range(3)]
    tests = compare_all_pairs(systems, mean, n_samples=200, n_trials=500, seed=9)
    assert [(t.first, t.second) for t in tests] == [(0, 1), (0, 2), (1, 2)]
    alone = compare_all_pairs([systems[1], systems[2]], mean, n_samples=200, n_trials=500, seed=9)[0]
    assert (tests[2].delta, tests[2].p_value) == (alone.delta, alone.p_value)
    # the product of matrices adds up in another order
    assert tests[2].interval.low == pytest.approx(alone.interval.low, abs=1e-12)
    assert tests[2].interval.high == pytest.approx(alone.interval.high, abs=1e-12)


@pytest.mark.parametrize("exchanged", ["segment", "document"])
@pytest.mark.parametrize("spec", ["chrf", "ter"])
def test_documents_that_hang_together_raise_no_false_alarms(spec: str, exchanged: str) -> None:
    """Two outputs of which each document takes one or the other: by document 5 % are significant, by segment more.

    Where each segment does, both are right. In 400 tests two standard errors are 2.2 %.
    """
    metric = metrics.create(spec)
    generator = random.Random(6)
    references = [" ".join(generator.choices(WORDS, k=12)) for _ in range(240)]
    documents = np.repeat(np.arange(20), 12)
    good, bad = ([line if generator.random() < share else random_change(generator, line) for line in references]
                 for share in (0.7, 0.3))  # fmt: skip
    one, other = (metric.statistics(references, texts, [[r] for r in references]) for texts in (good, bad))
    rng = np.random.default_rng(29)
    n_tests = 400
    significant = {"segment": 0, "document": 0}
    for test in range(n_tests):
        swap = rng.random(20)[documents] < 0.5 if exchanged == "document" else rng.random(240) < 0.5
        rows = [np.where(swap[:, None], one, other), np.where(swap[:, None], other, one)]
        for unit, numbers in (("segment", None), ("document", documents)):
            options = {"n_samples": 2, "n_trials": 199, "seed": test, "documents": numbers}
            significant[unit] += compare_all_pairs(rows, metric.resample_scores, **options)[0].p_value <= 0.05
    assert 0.028 <= significant["document"] / n_tests <= 0.072, significant
    if exchanged == "segment":
        assert 0.028 <= significant["segment"] / n_tests <= 0.072, significant
    else:
        assert significant["segment"] / n_tests > 0.08, significant


def test_few_documents_are_tried_in_every_way() -> None:
    """By hand: documents that differ by 1, 2, 4; of the 8 exchanges only +++ and --- reach |7|: exactly 2/8."""
    system, baseline = rows(np.array([0.5, 0.5, 2.0, 4.0])), rows(np.zeros(4))
    tests = compare_all_pairs(
        [system, baseline], mean, n_samples=10, n_trials=10_000, seed=3, documents=np.array([0, 0, 1, 2])
    )
    assert tests[0].p_value == 0.25
    same = compare_all_pairs(
        [system, system], mean, n_samples=10, n_trials=99, seed=3, documents=np.array([0, 0, 1, 2])
    )
    assert same[0].p_value == 1.0


def test_six_documents_can_tell_and_five_cannot() -> None:
    """Everything better in every document: 2 of 2**6 exchanges reach it, .031; of 2**5, .0625."""
    for n, p_value in ((6, 0.03125), (5, 0.0625)):
        documents = np.repeat(np.arange(n), 20)
        better, worse = rows(np.full(20 * n, 9.0)), rows(np.zeros(20 * n))
        options = {"n_samples": 10, "n_trials": 10_000, "seed": 1}
        assert compare_all_pairs([better, worse], mean, documents=documents, **options)[0].p_value == p_value
        assert compare_all_pairs([better, worse], mean, **options)[0].p_value < 0.001


def test_detectable_difference_by_the_textbook() -> None:
    """Differences with a standard deviation of 1 in 400 segments: standard error 0.05, so 2.8 * 0.05 = 0.14."""
    difference = np.random.default_rng(1).normal(size=400)
    difference = (difference - difference.mean()) / difference.std()
    test = compare_all_pairs([rows(difference), rows(np.zeros(400))], mean, n_samples=4000, n_trials=1, seed=1)[0]
    assert test.detectable == pytest.approx(0.14, rel=0.05)


def test_power_is_what_detectable_promises() -> None:
    """A true difference of the detectable size is found in about 80 % of the test sets (by simulation)."""
    rng = np.random.default_rng(11)
    n_tests, n = 300, 80
    found = 0
    for test in range(n_tests):
        shift = 2.8 / np.sqrt(n)  # the standard error of a mean of n unit normals, times 2.8
        found += pair(rows(rng.normal(shift, 1, n)), rows(np.zeros(n)), n_trials=399, seed=test).p_value <= 0.05
    assert 0.72 <= found / n_tests <= 0.88


def test_clusters_by_hand() -> None:
    apart = {frozenset(p) for p in ("AC", "AD", "BD", "BC", "AB")}  # only C and D are not told apart

    def told_apart(one: str, other: str) -> bool:
        return frozenset(one + other) in apart

    assert clusters("ABCD", told_apart) == [["A"], ["B"], ["C", "D"]]
    apart.remove(frozenset("AB"))
    assert clusters("ABCD", told_apart) == [["A", "B"], ["C", "D"]]
    apart.remove(frozenset("BC"))
    assert clusters("ABCD", told_apart) == [["A", "B", "C", "D"]]  # A-C and B-D apart, yet no clean border
