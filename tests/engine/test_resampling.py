"""Intervals and p-values: sacreBLEU 2.6.0's bit for bit at the same seed, and where ours differ on purpose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
import pytest
from engine.lines import DEFAULTS, WORDS, configs, random_change
from engine.oracle import paired_test, sacrebleu_seed, without_ends
from hypothesis import given, settings, strategies as st

from mtqa.engine import (
    BleuConfig,
    ChrfConfig,
    MetricConfig,
    MetricStatistics,
    TerConfig,
    aggregate,
    approximate_randomisation,
    bootstrap_scores,
    draws,
    interval,
    native,
    paired_bootstrap,
    resampled_sums,
    resampling_by_numpy,
    single_systems,
    statistics,
)
from mtqa.engine.by_sacrebleu import sacrebleu_metric


def made_up(
    seed: int, n_segments: int, n_systems: int, n_references: int = 1
) -> tuple[list[list[str]], list[list[str]]]:
    """Systems that change their references more and more, and the references."""
    generator = random.Random(seed)
    references = [
        [" ".join(generator.choices(WORDS, k=generator.randrange(25))) for _ in range(n_segments)]
        for _ in range(n_references)
    ]
    systems = []
    for number in range(n_systems):
        hypotheses = references[0]
        for _ in range(number + 1):
            hypotheses = [random_change(generator, line) for line in hypotheses]
        systems.append(hypotheses)
    return systems, references


def of_metrics(
    metrics: tuple[MetricConfig, ...], seed: int, n_segments: int, n_systems: int, n_references: int = 1
) -> list[MetricStatistics]:
    systems, references = made_up(seed, n_segments, n_systems, n_references)
    return [
        MetricStatistics(config, tuple(statistics(config, hypotheses, references) for hypotheses in systems))
        for config in metrics
    ]


@given(config=configs, seed=st.integers(0, 2**32), n_segments=st.sampled_from([1, 2, 5, 60]))
@settings(max_examples=150, deadline=None)
def test_scores_of_resamples_are_sacrebleus(config: MetricConfig, seed: int, n_segments: int) -> None:
    """Expected: sacreBLEU's `_bootstrap_resample` on the same statistics, score by score and type by type."""
    from sacrebleu.significance import _bootstrap_resample

    of_system = of_metrics((config,), seed, n_segments, 1)[0].systems[0]
    with sacrebleu_seed(seed):
        _, expected = _bootstrap_resample(of_system.tolist(), sacrebleu_metric(config), 41)
    as_array = np.array([score.score for score in expected])
    found = bootstrap_scores(config, of_system, n_samples=41, seed=seed)
    assert found.tolist() == as_array.tolist()
    assert found.dtype == as_array.dtype


@pytest.mark.parametrize("config", DEFAULTS)
def test_intervals_are_sacrebleus(config: MetricConfig) -> None:
    """Expected: what `corpus_score(..., n_bootstrap=200)` of sacreBLEU finds."""
    systems, references = made_up(3, 80, 1)
    with sacrebleu_seed(12345):
        expected: Any = sacrebleu_metric(config).corpus_score(systems[0], references, n_bootstrap=200)
    found = interval(bootstrap_scores(config, statistics(config, systems[0], references), n_samples=200))
    assert found == (float(expected._mean), float(expected._ci))


@pytest.mark.parametrize(("seed", "n_segments", "n_references"), [(1, 97, 1), (2, 40, 2), (12345, 1, 1), (9, 33, 1)])
def test_paired_bootstrap_is_sacrebleus(seed: int, n_segments: int, n_references: int) -> None:
    """Expected: sacreBLEU's PairedTest on the same statistics: scores, p-values, means and intervals."""
    metrics = of_metrics(DEFAULTS, seed, n_segments, 3, n_references)
    assert without_ends(paired_bootstrap(metrics, n_samples=120, seed=seed)) == paired_test(metrics, "bs", 120, seed)


@pytest.mark.parametrize(("seed", "n_segments", "n_references"), [(1, 97, 1), (2, 40, 2), (5, 61, 3), (12345, 1, 1)])
@pytest.mark.parametrize("n_confidence", [0, 50])
def test_approximate_randomisation_is_sacrebleus(
    seed: int, n_segments: int, n_references: int, n_confidence: int
) -> None:
    """Expected: sacreBLEU's PairedTest, with and without intervals; thirds of a word come with three references."""
    metrics = of_metrics(DEFAULTS, seed, n_segments, 3, n_references)
    found = without_ends(approximate_randomisation(metrics, n_samples=200, seed=seed, n_confidence=n_confidence))
    expected = paired_test(metrics, "ar", 200, seed, n_confidence or -1)
    if n_references == 3 and n_confidence:  # intervals of thirds: see test_three_references_under_the_bootstrap
        found, expected = found[:3], expected[:3]
    assert found == expected


@given(config=configs, seed=st.integers(1, 2**32))
@settings(max_examples=40, deadline=None)
def test_paired_tests_with_every_option(config: MetricConfig, seed: int) -> None:
    """Expected: sacreBLEU's PairedTest."""
    metrics = of_metrics((config,), seed, 17, 2)
    assert without_ends(paired_bootstrap(metrics, n_samples=30, seed=seed)) == paired_test(metrics, "bs", 30, seed)
    assert approximate_randomisation(metrics, n_samples=30, seed=seed) == paired_test(metrics, "ar", 30, seed)


def test_a_system_against_itself_is_no_different() -> None:
    """No exchange of equals makes a difference, which is as large as the real one: (99 + 1) / (99 + 1).

    sacreBLEU, which counts larger ones only, says (0 + 1) / (99 + 1).
    """
    of_one = of_metrics((BleuConfig(),), 4, 20, 1)[0]
    twice = [MetricStatistics(of_one.config, (of_one.systems[0], of_one.systems[0]))]
    assert approximate_randomisation(twice, n_samples=99)[0][1].p_value == 1.0
    assert paired_test(twice, "ar", 99, 12345, mended=False)[0][1].p_value == 0.01


@contextmanager
def no_extension() -> Iterator[None]:
    """As where nothing was compiled."""
    before = native._native
    native._native = None
    draws.is_same_stream.cache_clear()
    try:
        yield
    finally:
        native._native = before
        draws.is_same_stream.cache_clear()


@pytest.mark.parametrize("n_segments", [1, 2, 3, 7, 255, 256, 257, 1002, 1025])
@pytest.mark.parametrize("seed", [0, 5, 2**32, 2**127 + 9, 3**300])
def test_resamples_are_numpys_draws(n_segments: int, seed: int) -> None:
    """Expected: sums over `default_rng(seed).choice`, the call that sacreBLEU makes; whole numbers, and quarters."""
    values = np.random.default_rng(0).integers(-50, 1000, size=(n_segments, 5))
    choice = np.random.default_rng(seed).choice(n_segments, size=(21, n_segments), replace=True)
    expected = values[choice].sum(axis=1)
    for sums, divisor in zip(resampled_sums([values, values / 4, values[:, :1]], 21, seed), (1, 4, 1), strict=True):
        assert (sums * divisor).tolist() == expected[:, : sums.shape[1]].tolist()
    with no_extension():
        assert resampled_sums([values, values[:, :1]], 21, seed)[0].tolist() == expected.tolist()


@pytest.mark.parametrize("largest", [100, 2**15 - 1, 2**15, 2**20, 2**31, 2**40, 2**43])
@pytest.mark.parametrize("sign", [1, -1])
def test_sums_of_any_size_are_exact(largest: int, sign: int) -> None:
    """Expected: Python's sums over NumPy's draws, where they are below 2**53."""
    values = sign * np.random.default_rng(0).integers(largest // 2, largest, size=(200, 3), endpoint=True)
    choice = np.random.default_rng(1).choice(200, size=(5, 200), replace=True)
    expected = [[sum(column) for column in zip(*values[row].tolist(), strict=True)] for row in choice]
    assert resampled_sums([values], 5, 1)[0].tolist() == expected


def test_no_resample_and_no_number_per_segment() -> None:
    values = np.ones((4, 2), dtype=np.int64)
    assert [sums.shape for sums in resampled_sums([values], 0, 1)] == [(0, 2)]
    assert [sums.shape for sums in resampled_sums([values, values[:, :0]], 3, 1)] == [(3, 2), (3, 0)]


@pytest.mark.parametrize("at_once", [1, 300, 700])
def test_some_arrays_at_a_time_have_the_same_draws(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    arrays = [np.random.default_rng(k).integers(0, 9, size=(100, 3)) for k in range(5)]
    together = [sums.tolist() for sums in resampled_sums(arrays, 7, 1)]
    monkeypatch.setattr(native, "_NUMBERS_AT_ONCE", at_once)
    assert [sums.tolist() for sums in resampled_sums(arrays, 7, 1)] == together


def test_statistics_of_other_segments_are_refused() -> None:
    with pytest.raises(ValueError, match="same segments"):
        resampled_sums([np.ones((4, 2)), np.ones((2, 2))], 3, 1)


def test_a_seed_from_the_system_is_another_every_time() -> None:
    values = np.arange(100)[:, None]
    one, other = (resampled_sums([values], 5, None)[0].tolist() for _ in range(2))
    assert one != other


def test_a_generator_goes_on_from_where_it_is() -> None:
    """Expected: NumPy's draws after others; where sums are not exact, nothing is drawn in vain."""
    values = np.arange(100)[:, None]
    generator, same = (np.random.default_rng(3) for _ in range(2))
    assert generator.integers(9) == same.integers(9)
    for rows in (values, values / 3):
        found = resampled_sums([rows], 4, generator)[0]
        choice = same.choice(100, size=(4, 100), replace=True)
        assert found[:, 0].tolist() == pytest.approx(rows[choice].sum(axis=1)[:, 0].tolist(), rel=1e-14)
    assert generator.integers(2**60) == same.integers(2**60)


@pytest.mark.parametrize("seed", [-1, "a"])
def test_what_is_no_seed_is_refused_as_by_numpy(seed: Any) -> None:
    with pytest.raises((ValueError, TypeError)) as expected:
        np.random.default_rng(seed)
    with pytest.raises(type(expected.value)):
        resampled_sums([np.ones((3, 1))], 2, seed)


@given(config=configs, seed=st.integers(0, 2**32), n_segments=st.sampled_from([1, 2, 5, 60]))
@settings(max_examples=40, deadline=None)
def test_without_the_extension_all_is_the_same(config: MetricConfig, seed: int, n_segments: int) -> None:
    """Expected: sums by NumPy, scores by sacreBLEU, means and counts by NumPy."""
    metrics = of_metrics((config,), seed, n_segments, 2)
    totals = [[array.sum(axis=0).tolist() for array in metrics[0].systems]]
    found = paired_bootstrap(metrics, n_samples=43, seed=seed), single_systems(metrics, totals, n_samples=43, seed=seed)
    with no_extension():
        assert paired_bootstrap(metrics, n_samples=43, seed=seed) == found[0]
        assert single_systems(metrics, totals, n_samples=43, seed=seed) == found[1]


@pytest.mark.parametrize("n", [*range(1, 300), 999, 1000, 1001, 10_000])
@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_means_are_numpys(n: int, kind: type) -> None:
    """Expected: NumPy's pairwise mean in both precisions, and what it makes of differences."""
    scores = (100 * np.random.default_rng(n).random(n)).astype(kind)
    other = scores[::-1].copy()
    is_single = kind is np.float32
    assert native.spread(scores.astype(float), is_single) == resampling_by_numpy.spread_of(scores)
    differences = np.abs(other - scores)
    centred, real = differences - differences.mean(), float(differences[0])
    reached = native.count_reached(other.astype(float), scores.astype(float), is_single, real, 1e-9)
    assert (reached + 1) / (n + 1) == resampling_by_numpy.reached_p_value(centred, real, 1e-9)


@pytest.mark.parametrize("n_segments", [1, 2, 7, 256, 1002])
@pytest.mark.parametrize("with_extension", [True, False])
def test_draws_in_blocks_are_numpys(n_segments: int, with_extension: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected: sums over one call of `default_rng(seed).choice`; also in blocks of a few rows."""
    values = np.random.default_rng(0).integers(0, 1000, size=(n_segments, 3))
    choice = np.random.default_rng(5).choice(n_segments, size=(21, n_segments), replace=True)
    expected = values[choice].sum(axis=1)
    with nullcontext() if with_extension else no_extension():
        assert draws.is_same_stream() is with_extension
        for at_once in (1 << 22, 1, 4 * n_segments):
            monkeypatch.setattr(draws, "_NUMBERS_AT_ONCE", at_once)
            monkeypatch.setattr(draws, "_COUNTS_AT_ONCE", at_once)
            found = resampling_by_numpy.resampled_by_numpy([values, values[:, :1]], 21, np.random.default_rng(5))
            assert found[0].tolist() == expected.tolist()


@pytest.mark.parametrize("n_segments", [511, 512, 700, 1030])
def test_large_test_sets_are_summed_in_tiles(n_segments: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected: sums over the same draws; tiles are made small here, for the real ones need 8192 segments."""
    values = np.random.default_rng(0).integers(0, 1000, size=(n_segments, 11))
    choice = np.random.default_rng(5).choice(n_segments, size=(10, n_segments), replace=True)
    expected = values[choice].sum(axis=1)
    monkeypatch.setattr(resampling_by_numpy, "_SEGMENTS_AT_ONCE", 256)
    monkeypatch.setattr(resampling_by_numpy, "_TILE_SEGMENTS", 64)
    monkeypatch.setattr(resampling_by_numpy, "_TILE", 4)
    generator = np.random.default_rng(5)
    first, second = resampling_by_numpy.resampled_by_numpy([values[:, :9], values[:, 9:]], 10, generator)
    assert np.concatenate([first, second], axis=1).tolist() == expected.tolist()


def test_a_count_that_a_byte_cannot_hold_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """The extension gives up on such a resample (here: at the second block), and NumPy takes over from there."""
    values = np.arange(50)[:, None]
    expected = resampled_sums([values], 40, 8)[0]
    calls = []
    real = native.count_into

    def fails_once(generator: Any, counts: Any) -> bool:
        calls.append(len(counts))
        return real(generator, counts) and len(calls) != 2

    monkeypatch.setattr(draws, "_COUNTS_AT_ONCE", 500)
    monkeypatch.setattr(native, "count_into", fails_once)
    monkeypatch.setattr(native, "resample", lambda seed, n_samples, arrays: None)
    assert resampled_sums([values], 40, 8)[0].tolist() == expected.tolist()
    assert calls[:2] == [10, 10]


@pytest.mark.parametrize("is_the_same", [True, False])
def test_draws_whose_stream_is_not_numpys_are_not_used(is_the_same: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """NumPy may change its streams from version to version: one that is not known is compared, and else does it all."""
    real = native.count_draws

    def draw(seed: int, n_samples: int, n_segments: int) -> Any:
        return real(seed if is_the_same else seed + 1, n_samples, n_segments)

    monkeypatch.setattr(draws, "installed_version", lambda package: "99.0")
    monkeypatch.setattr(native, "count_draws", draw)
    draws.is_same_stream.cache_clear()
    assert draws.is_same_stream() is is_the_same
    values = np.arange(30)[:, None]
    choice = np.random.default_rng(5).choice(30, size=(4, 30), replace=True)
    assert resampled_sums([values], 4, 5)[0].tolist() == values[choice].sum(axis=1).tolist()
    draws.is_same_stream.cache_clear()


@pytest.mark.parametrize("n_segments", [5, 33, 1002])
def test_exchanges_in_blocks_are_numpys_draws(n_segments: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Expected: one call of `default_rng(seed).integers(2, ..., dtype=bool)`, the call that sacreBLEU makes."""
    expected = np.random.default_rng(3).integers(2, size=(100, n_segments), dtype=bool)
    monkeypatch.setattr(draws, "_NUMBERS_AT_ONCE", 40 * n_segments)
    blocks = list(draws.blocks_of_signs(np.random.default_rng(3), 100, n_segments))
    assert [first for first, _ in blocks] == [0, 32, 64, 96]
    assert np.array_equal(np.concatenate([signs for _, signs in blocks]), expected)


def test_beyond_single_precision_sums_stay_exact() -> None:
    """sacreBLEU sums in float32, which cannot count past 2**24. Expected: the score of the exact sums."""
    config = ChrfConfig()
    of_segment = np.array([[2_000_003, 1_999_999, 1_000_003] * 6])
    many = np.repeat(of_segment, 40, axis=0)
    exact = aggregate(config, 40 * of_segment)[0]
    scores = bootstrap_scores(config, many, n_samples=5)
    assert scores.dtype == np.float64
    assert scores.tolist() == [exact] * 5


def test_three_references_under_the_bootstrap() -> None:
    """Thirds are not exact in float32, where sacreBLEU sums them. Expected: scores of the float64 sums."""
    config = TerConfig()
    of_system = of_metrics((config,), 6, 50, 1, n_references=3)[0].systems[0]
    choice = np.random.default_rng(1).choice(50, size=(10, 50), replace=True)
    expected = aggregate(config, of_system[choice].sum(axis=1))
    assert bootstrap_scores(config, of_system, n_samples=10, seed=1).tolist() == pytest.approx(
        expected.tolist(), rel=1e-14
    )


def test_seed_zero_is_a_seed() -> None:
    """sacreBLEU's paired tests take 0 for none."""
    metrics = of_metrics((BleuConfig(),), 2, 30, 2)
    assert paired_bootstrap(metrics, n_samples=20, seed=0) == paired_bootstrap(metrics, n_samples=20, seed=0)
    assert approximate_randomisation(metrics, n_samples=20, seed=0) == approximate_randomisation(
        metrics, n_samples=20, seed=0
    )


def near_identical(n_different: int) -> list[MetricStatistics]:
    """Two systems of 20 lines that differ in some of them, always for the worse."""
    references = [[f"the small cat number {number} sat on the old mat" for number in range(20)]]
    good = [line.replace("small", "little") for line in references[0]]
    bad = [line.replace("the old mat", f"a mat {number}") for number, line in enumerate(good[:n_different])]
    return [
        MetricStatistics(config, (statistics(config, good, references), statistics(config, texts, references)))
        for config in (BleuConfig(), ChrfConfig(word_order=2), TerConfig())
        for texts in [[*bad, *good[n_different:]]]
    ]


@pytest.mark.parametrize(("n_different", "exact"), [(0, 1.0), (1, 1.0), (2, 0.5), (3, 0.25), (4, 0.125)])
def test_nearly_identical_systems_are_not_told_apart(n_different: int, exact: float) -> None:
    """By enumeration: of the 2**n exchanges of lines that differ, those of all or none give the real difference.

    sacreBLEU 2.6 counts only what is larger, which nothing is, and says 1 / 2001.
    """
    for results in approximate_randomisation(near_identical(n_different), n_samples=2000, seed=1):
        assert results[1].p_value == pytest.approx(exact, abs=0.03)


def test_identical_systems_are_not_told_apart_by_the_bootstrap() -> None:
    for results in paired_bootstrap(near_identical(0), n_samples=500, seed=1):
        assert results[1].p_value == 1.0


def test_ties_count_up_to_rounding_and_no_further() -> None:
    """By hand: of 0.3, 0.1 + 0.2 (a last bit more), 0.3 - 1e-6 and 0.5 three reach 0.3; one is added to both counts."""
    differences = np.array([0.3, 0.1 + 0.2, 0.3 - 1e-6, 0.5])
    assert resampling_by_numpy.reached_p_value(differences, 0.3, 1e-9) == (3 + 1) / (4 + 1)
    assert resampling_by_numpy.reached_p_value(differences, 0.1 + 0.2, 1e-9) == (3 + 1) / (4 + 1)
