"""Every statistic against a plain implementation, pair by pair, on small random scores with gaps and ties."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from mtqa.correlation import (
    Resampled,
    calibrate,
    cluster_ranks,
    compare_metrics,
    false_discovery,
    grouped_kendall,
    grouped_pearson,
    interval_of,
    item_pairs,
    kendall,
    pairwise_accuracy,
    pearson,
    soft_pairwise_accuracy,
    spearman,
)

Scores = NDArray[np.float64]


def drawn(seed: int, *shape: int, gaps: float = 0.0, steps: int = 4) -> Scores:
    """Scores on few steps, so that there are ties, some of them missing."""
    generator = np.random.default_rng(seed)
    scores = generator.integers(steps, size=shape).astype(float)
    scores[generator.random(shape) < gaps] = np.nan
    return scores


def sign(a: float, b: float) -> int:
    return int(a > b) - int(a < b)


def plain_accuracy(people: Scores, metric: Scores) -> float:
    pairs = list(combinations(range(len(people)), 2))
    alike = [sign(people[i], people[j]) == sign(metric[i], metric[j]) for i, j in pairs]
    return sum(alike) / len(pairs)


def plain_pearson(people: Scores, metric: Scores) -> float:
    if len(set(people)) < 2 or len(set(metric)) < 2:
        return math.nan
    return float(np.corrcoef(people, metric)[0, 1])


def plain_kendall(people: Scores, metric: Scores) -> float:
    pairs = [(sign(people[i], people[j]), sign(metric[i], metric[j])) for i, j in combinations(range(len(people)), 2)]
    apart = sum(a != 0 for a, _ in pairs) * sum(b != 0 for _, b in pairs)
    return sum(a * b for a, b in pairs) / math.sqrt(apart) if apart else math.nan


def plain_spearman(people: Scores, metric: Scores) -> float:
    def ranks(scores: Scores) -> Scores:
        return np.array([np.mean([k for k, x in enumerate(sorted(scores), start=1) if x == score]) for score in scores])

    return plain_pearson(ranks(people), ranks(metric))


SYSTEM: dict[str, tuple[Callable[..., Scores], Callable[[Scores, Scores], float]]] = {
    "accuracy": (pairwise_accuracy, plain_accuracy),
    "pearson": (pearson, plain_pearson),
    "kendall": (kendall, plain_kendall),
    "spearman": (spearman, plain_spearman),
}


@pytest.mark.parametrize("name", SYSTEM)
@pytest.mark.parametrize("seed", range(8))
def test_statistics_of_systems(name: str, seed: int) -> None:
    people, metric = drawn(seed, 7), drawn(seed + 100, 7)
    ours, plain = SYSTEM[name]
    assert float(ours(people, metric)) == pytest.approx(plain(people, metric), nan_ok=True)


@pytest.mark.parametrize("name", SYSTEM)
def test_a_weight_is_a_copy_of_the_system(name: str) -> None:
    """Two copies make no pair with each other; for Pearson and Spearman they count twice."""
    people, metric, weights = drawn(1, 6, steps=9), drawn(2, 6, steps=9), np.array([2.0, 1, 0, 3, 1, 1])
    ours, plain = SYSTEM[name]
    copies = np.repeat(np.arange(6), weights.astype(int))
    if name == "accuracy":
        pairs = [(i, j) for i, j in combinations(copies, 2) if i != j]
        expected = np.mean([sign(people[i], people[j]) == sign(metric[i], metric[j]) for i, j in pairs])
    else:
        expected = plain(people[copies], metric[copies])
    assert float(ours(people, metric, weights)) == pytest.approx(expected)


def groups(people: Scores, metric: Scores, grouping: str) -> list[tuple[Scores, Scores]]:
    """The scores that both have, group by group, groups of one left out."""
    rows = {"item": (people.T, metric.T), "system": (people, metric), "none": ([people.ravel()], [metric.ravel()])}
    found = []
    for theirs, ours in zip(*rows[grouping], strict=True):
        known = ~np.isnan(theirs) & ~np.isnan(ours)
        if known.sum() > 1:
            found.append((theirs[known], ours[known]))
    return found


@pytest.mark.parametrize("grouping", ["item", "system", "none"])
@pytest.mark.parametrize("seed", range(4))
def test_statistics_of_segments(grouping: str, seed: int) -> None:
    people, metric = drawn(seed, 5, 9, gaps=0.2), drawn(seed + 50, 5, 9, gaps=0.1)
    of_groups = groups(people, metric, grouping)
    assert grouped_pearson(people, metric, grouping) == pytest.approx(
        np.nanmean([plain_pearson(*group) for group in of_groups])
    )
    found = grouped_kendall(people, metric, grouping)
    assert found["b"] == pytest.approx(np.nanmean([plain_kendall(*group) for group in of_groups]))
    tau_23, tau_10 = [], []
    for theirs, ours in of_groups:
        pairs = [(sign(theirs[i], theirs[j]), sign(ours[i], ours[j])) for i, j in combinations(range(len(ours)), 2)]
        tau_23.append(np.mean([1 if a == b else -1 for a, b in pairs]))
        tau_10.append(np.mean([1 if a == b else -1 for a, b in pairs if a]) if any(a for a, _ in pairs) else math.nan)
    assert found["23"] == pytest.approx(np.mean(tau_23))
    assert found["10"] == pytest.approx(np.nanmean(tau_10))


def plain_calibration(people: Scores, metric: Scores, grouping: str) -> tuple[float, float]:
    """Deutsch et al. (2023): every difference as a threshold, the accuracy of each group counted anew."""
    of_groups = groups(people, metric, grouping)
    thresholds = {0.0} | {abs(a - b) for _, ours in of_groups for a, b in combinations(ours, 2)}
    best = (-1.0, 0.0)
    for epsilon in sorted(thresholds):
        accuracies = []
        for theirs, ours in of_groups:
            right = [
                sign(theirs[i], theirs[j]) == (0 if abs(ours[i] - ours[j]) <= epsilon else sign(ours[i], ours[j]))
                for i, j in combinations(range(len(ours)), 2)
            ]
            accuracies.append(np.mean(right))
        best = max(best, (round(float(np.mean(accuracies)), 12), -epsilon))
    return best[0], -best[1]


@pytest.mark.parametrize("grouping", ["item", "system", "none"])
@pytest.mark.parametrize("seed", range(4))
def test_tie_calibration(grouping: str, seed: int) -> None:
    people = drawn(seed, 5, 6, gaps=0.2, steps=3)
    metric = np.round(np.random.default_rng(seed).normal(size=(5, 6)) + np.nan_to_num(people), 1)
    found = calibrate(people, metric, grouping=grouping)
    assert found is not None
    assert (found.value, found.epsilon) == pytest.approx(plain_calibration(people, metric, grouping))


def plain_soft_accuracy(people: Scores, metric: Scores) -> float:
    """`compute_pairwise_p_values` and `compute_one_minus_pce` of Thompson et al. (2024), for complete scores."""

    def p_values(scores: Scores) -> list[float]:
        signs = np.rint(np.random.default_rng(4).random((1000, scores.shape[1]), dtype=np.float32)) * 2 - 1
        return [
            np.mean(signs @ (scores[i] - scores[j]) >= (scores[i] - scores[j]).sum() - 1e-9)
            for i, j in combinations(range(len(scores)), 2)
        ]

    return 1 - float(np.mean(np.abs(np.subtract(p_values(people), p_values(metric)))))


def test_soft_pairwise_accuracy() -> None:
    people, metric = drawn(3, 5, 30), drawn(4, 5, 30) + drawn(3, 5, 30)
    assert soft_pairwise_accuracy(people, metric) == pytest.approx(plain_soft_accuracy(people, metric))
    people[:, 3], people[:, 11] = np.nan, np.nan  # nobody judged these
    known = ~np.isnan(people[0])
    expected = plain_soft_accuracy(people[:, known], metric[:, known])
    assert soft_pairwise_accuracy(people, metric) == pytest.approx(expected)


def exchanged(first: Scores, second: Scores, kept: NDArray[np.bool_]) -> tuple[Scores, Scores]:
    return np.where(kept, first, second), np.where(kept, second, first)


def standardised(scores: Scores, known: NDArray[np.bool_]) -> Scores:
    chosen = np.where(known, scores, np.nan)
    return (chosen - np.nanmean(chosen)) / np.nanstd(chosen)


def signs_of(seed: int, n_draws: int, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    signs = np.random.default_rng(seed).integers(2, size=(n_draws + 1, *shape), dtype=np.int8)
    signs[0] = 1
    return signs.astype(bool)


@pytest.mark.parametrize("name", SYSTEM)
def test_exchanged_scores_of_systems(name: str) -> None:
    """PERM-BOTH draw by draw, as `PermutationSigDiff` of mt-metrics-eval has it."""
    people, first, second = drawn(1, 6, steps=20), drawn(2, 6, steps=20), drawn(3, 6, steps=20)
    second[2] = np.nan
    _, plain = SYSTEM[name]
    tested = compare_metrics(name, "", people, [first, second], [1.0, 0.0], n_draws=20, seed=5)
    known = ~np.isnan(second)
    one, other = standardised(first, known), standardised(second, known)
    for kept, difference in zip(signs_of(5, 20, (6,)), [tested.observed[0], *tested.null[:, 0]], strict=True):
        sides = [plain(people[known], side[known]) for side in exchanged(one, other, kept)]
        assert difference == pytest.approx(sides[0] - sides[1], abs=1e-9)


@pytest.mark.parametrize(
    ("name", "grouping"), [("kendall", "item"), ("pearson", "none"), ("pearson", "item"), ("pearson", "system")]
)
@pytest.mark.parametrize("flat", [False, True])
def test_exchanged_scores_of_segments(name: str, grouping: str, flat: bool) -> None:
    """All at once as draw by draw: with gaps, ties, and a segment whose scores are all the same."""
    people = drawn(1, 5, 7, gaps=0.2, steps=5)
    first, second = drawn(2, 5, 7, steps=30), drawn(3, 5, 7, gaps=0.1, steps=3)
    if flat:
        second[:, 2] = 1.0
    tested = compare_metrics(name, grouping, people, [first, second], [1.0, 0.0], n_draws=12, seed=5)
    known = ~np.isnan(people) & ~np.isnan(second)
    one, other = standardised(first, known), standardised(second, known)
    for kept, difference in zip(signs_of(5, 12, (5, 7)), [tested.observed[0], *tested.null[:, 0]], strict=True):
        sides = []
        for side in exchanged(one, other, kept):
            judged = np.where(known, people, np.nan)
            if name == "kendall":
                values = [plain_kendall(*group) for group in groups(judged, side, grouping)]
            else:
                values = [plain_pearson(*group) for group in groups(judged, np.round(side, 12), grouping)]
            sides.append(np.nanmean(values))
        assert difference == pytest.approx(sides[0] - sides[1], abs=2e-5)


def test_exchanged_scores_for_soft_accuracy() -> None:
    """The normal distribution stands for the permutations inside the test: close to these with many segments."""
    generator = np.random.default_rng(0)
    quality = np.linspace(0, 0.3, 5)[:, None]
    people, first, second = (quality + generator.normal(size=(5, 300)) for _ in range(3))
    people[:, :20] = np.nan
    tested = compare_metrics("spa", "", people, [first, second], [1.0, 0.0], n_draws=5, seed=5)
    known = ~np.isnan(people)
    one, other = standardised(first, known), standardised(second, known)
    for kept, difference in zip(signs_of(5, 5, (5, 300)), [tested.observed[0], *tested.null[:, 0]], strict=True):
        sides = [plain_soft_accuracy(people[:, 20:], side[:, 20:]) for side in exchanged(one, other, kept)]
        assert difference == pytest.approx(sides[0] - sides[1], abs=0.015)


def test_exchanged_verdicts() -> None:
    """Each verdict about two translations goes to either metric: the mean of the draws is 0, their spread binomial."""
    people, first, second = drawn(1, 6, 40, steps=3), drawn(2, 6, 40, steps=9), drawn(1, 6, 40, steps=3) + 0.5
    tested = compare_metrics("acc_eq", "item", people, [first, second], [0.0, 1.0], n_draws=4000, seed=5)
    pairs = item_pairs(~np.isnan(people), "item")
    found = [calibrate(people, metric, pairs) for metric in (first, second)]
    assert found[0] is not None
    assert found[1] is not None
    assert tested.pairs == [(1, 0)]
    assert tested.observed[0] == pytest.approx(found[1].value - found[0].value)
    n_differ = int((found[0].correct != found[1].correct).sum())
    assert tested.null.std() == pytest.approx(math.sqrt(n_differ) / len(pairs.first), rel=0.05)
    assert abs(tested.null.mean()) < 0.1 * tested.null.std()


def test_p_values_of_equal_metrics_are_high_and_of_a_better_one_low() -> None:
    generator = np.random.default_rng(1)
    people = generator.normal(size=(8, 60))
    good = people + generator.normal(size=people.shape)
    bad = generator.normal(size=people.shape)
    values = [1.0, 0.5, 0.0]
    tested = compare_metrics("acc_eq", "item", people, [good, good.copy(), bad], values, n_draws=500, seed=1)
    p_values = dict(zip(tested.pairs, tested.p_values, strict=True))
    assert p_values[0, 1] == 1.0
    assert p_values[0, 2] == pytest.approx(1 / 501)


def test_resamples_are_what_copies_give() -> None:
    people, metric = drawn(1, 5, 8, gaps=0.2, steps=5), drawn(2, 5, 8, steps=9)
    documents = np.array([0, 0, 1, 1, 2, 2, 3, 3])
    resampled = Resampled(people, documents, 4, n_samples=6, seed=3)
    pairs = item_pairs(~np.isnan(people), "item")
    calibrated = calibrate(people, metric, pairs)
    assert calibrated is not None
    accuracies = resampled.tie_accuracy(pairs, calibrated.correct)
    taus, correlations = resampled.kendall(metric)["b"], resampled.pearson(metric, "none")
    for k in range(6):
        systems = np.repeat(np.arange(5), resampled._weights[k].astype(int))
        segments = np.concatenate([np.flatnonzero(documents == d) for d in np.repeat(range(4), resampled._drawn[k])])
        shares, of_segments = [], []
        for segment in segments:
            judged = [i for i in systems if not np.isnan(people[i, segment])]
            copies = [(i, j) for i, j in combinations(judged, 2) if i != j]
            right = []
            for i, j in copies:
                close = abs(metric[i, segment] - metric[j, segment]) <= calibrated.epsilon
                verdict = 0 if close else sign(metric[i, segment], metric[j, segment])
                right.append(verdict == sign(people[i, segment], people[j, segment]))
            if copies:
                shares.append(np.mean(right))
            of_segments.append(plain_kendall(people[judged, segment], metric[judged, segment]))
        assert accuracies[k] == pytest.approx(np.mean(shares), abs=1e-6)
        assert taus[k] == pytest.approx(np.nanmean(of_segments), abs=1e-6)
        cells = [(i, j) for i in systems for j in segments if not np.isnan(people[i, j])]
        both = np.array([[people[cell], metric[cell]] for cell in cells])
        assert correlations[k] == pytest.approx(plain_pearson(*both.T))


def test_interval_of_values_that_mostly_do_not_exist() -> None:
    assert interval_of(np.array([0.1, 0.2, np.nan, np.nan])) is None
    low, high = interval_of(np.arange(101) / 100) or (0, 0)
    assert (low, high) == pytest.approx((0.025, 0.975))


def test_correction_and_ranks_by_hand() -> None:
    # Benjamini and Hochberg (1995): 4 tests; 0.04 * 4 / 3 = 0.0533 and so on, from the largest down.
    assert list(false_discovery(np.array([0.01, 0.04, 0.03, 0.5]))) == pytest.approx(
        [0.04, 0.04 * 4 / 3, 0.04 * 4 / 3, 0.5]
    )
    p_values = np.ones((4, 4))
    p_values[0, 2], p_values[2, 3] = 0.01, 0.2
    assert cluster_ranks(p_values, 0.05) == [1, 1, 2, 2]
