"""The extension's functions for resampling by themselves: what they refuse, and that nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from mtqa.engine import BleuConfig, ChrfConfig, MetricStatistics, TerConfig, native, paired_bootstrap

_native: Any = native._native
_SEED = (5).to_bytes(4, "little")
_ROWS = np.arange(12).reshape(4, 3)


def sums(n: int = 3) -> np.ndarray[Any, Any]:
    return np.zeros((2, n))


REFUSED: list[tuple[type[Exception], Callable[[], Any]]] = [
    (ValueError, lambda: _native.resample(b"abc", 2, 4, (_ROWS,), (sums(),))),  # no whole word
    (ValueError, lambda: _native.resample(b"", 2, 4, (_ROWS,), (sums(),))),
    (ValueError, lambda: _native.resample(bytes(4 * 257), 2, 4, (_ROWS,), (sums(),))),
    (ValueError, lambda: _native.resample(5, 2, 4, (_ROWS,), (sums(),))),  # neither bytes nor a capsule
    (ValueError, lambda: _native.resample(_SEED, 2, 0, (_ROWS,), (sums(),))),
    (ValueError, lambda: _native.resample(_SEED, 2, 1 << 32, (_ROWS,), (sums(),))),
    (ValueError, lambda: _native.resample(_SEED, -1, 4, (_ROWS,), (sums(),))),
    (ValueError, lambda: _native.resample(_SEED, 2, 4, (_ROWS,), ())),
    (ValueError, lambda: _native.resample(_SEED, 2, 5, (_ROWS,), (sums(),))),  # 12 numbers are not 5 rows
    (ValueError, lambda: _native.resample(_SEED, 2, 4, (_ROWS.astype(np.int32),), (sums(),))),
    (ValueError, lambda: _native.resample(_SEED, 2, 4, (_ROWS.astype(np.uint64),), (sums(),))),
    (ValueError, lambda: _native.resample(_SEED, 2, 4, (_ROWS,), (sums(2),))),  # no room for three sums
    (ValueError, lambda: _native.resample(_SEED, 2, 4, (_ROWS, _ROWS), (sums(), sums(2)))),
    (BufferError, lambda: _native.resample(_SEED, 2, 4, (_ROWS,), (b"12345678",))),
    (ValueError, lambda: _native.resample(_SEED, 2, 4, (_ROWS[:, ::2],), (sums(),))),  # not in one piece
    (TypeError, lambda: _native.resample(_SEED, 2, 4, [_ROWS], (sums(),))),
    (ValueError, lambda: _native.count_draws(_SEED, 4, 2, bytearray(7))),
    (ValueError, lambda: _native.count_draws(b"abc", 4, 2, bytearray(8))),
    (ValueError, lambda: _native.add_rows(_ROWS, 0, [])),
    (ValueError, lambda: _native.add_rows(_ROWS, 4, [1, 2])),
    (TypeError, lambda: _native.add_rows(_ROWS, 4, [1, 2, "3"])),
    (TypeError, lambda: _native.add_rows(_ROWS, 4, (1, 2, 3))),
    (ValueError, lambda: _native.mean_lengths(bytearray(24), bytes(8))),
    (ValueError, lambda: _native.mean_lengths(bytearray(32), bytes(24))),
    (ValueError, lambda: _native.bleu_resamples(sums(10), np.zeros(2), 0, 3, 0.0, False, sum)),
    (ValueError, lambda: _native.bleu_resamples(sums(9), np.zeros(2), 4, 3, 0.0, False, sum)),
    (ZeroDivisionError, lambda: _native.bleu_resamples(sums(10) + 1, np.zeros(2), 4, 3, 0.0, False, lambda x: 1 / 0)),
    (TypeError, lambda: _native.bleu_resamples(sums(10) + 1, np.zeros(2), 4, 3, 0.0, False, str)),
    (ValueError, lambda: _native.chrf_resamples(sums(18), np.zeros(3), 6, 4.0, 5.0, False)),
    (ValueError, lambda: _native.chrf_resamples(sums(18), np.zeros(2), 0, 4.0, 5.0, False)),
    (ValueError, lambda: _native.ter_resamples(sums(2), np.zeros(2, dtype=np.float32))),
    (ValueError, lambda: _native.spread(np.zeros(0), True)),
    (ValueError, lambda: _native.count_reached(np.zeros(3), np.zeros(2), True, 1.0, 1e-9)),
    (ValueError, lambda: _native.count_reached(np.zeros(0), np.zeros(0), True, 1.0, 1e-9)),
]


@pytest.mark.parametrize(("kind", "call"), REFUSED)
def test_what_does_not_fit_is_refused(kind: type[Exception], call: Callable[[], Any]) -> None:
    with pytest.raises(kind):
        call()


def test_sums_that_could_be_inexact_are_left_to_numpy() -> None:
    """By the width of float64: thirds, what is no number, and sums from 2**53 on."""
    for value in (1 / 3, float("nan"), float("inf"), 2.0**51, 2.0**-11):
        assert _native.resample(_SEED, 2, 4, (np.full((4, 3), value),), (sums(),)) is False
    assert _native.resample(_SEED, 2, 4, (np.full((4, 3), 2**51),), (sums(),)) is False
    assert _native.resample(_SEED, 2, 4, (np.full((4, 3), 2**51 - 1),), (sums(),)) is True


@pytest.mark.parametrize("config", [BleuConfig(), ChrfConfig(), TerConfig()])
def test_no_score_where_single_precision_is_wrong(config: Any) -> None:
    """By the width of float32: 2**24 is the last whole number before a gap."""
    for value, is_single in ((2.0**24, True), (2.0**24 + 2, False), (1 + 2.0**-30, False)):
        assert (native.resample_scores(config, np.full((2, config.columns), value)) is not None) is is_single


def test_no_memory_is_lost() -> None:
    """Neither by runs that end well nor by those that end with an exception: 300 of each in 64 MB.

    One run takes more than a megabyte, so that whatever stayed behind would soon be seen.
    """
    import resource

    draws = np.random.default_rng(1)
    metrics = [
        MetricStatistics(config, tuple(draws.integers(0, 9, size=(2000, config.columns)) for _ in range(2)))
        for config in (BleuConfig(), ChrfConfig(), TerConfig())
    ]
    for number in range(300):
        paired_bootstrap(metrics, n_samples=40, seed=number)
        for kind, call in REFUSED:
            with pytest.raises(kind):
                call()
        if number == 50:
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024
