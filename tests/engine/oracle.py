"""sacreBLEU 2.6.0's own scores and tests, run on statistics that are given to it."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sacrebleu import significance
from sacrebleu.significance import PairedTest, Result

from mtqa.engine import MetricConfig, MetricStatistics, SystemResult
from mtqa.engine.by_sacrebleu import sacrebleu_metric


def scores_of(config: MetricConfig, rows: NDArray[Any]) -> list[float]:
    """sacreBLEU's score of each row of statistics."""
    metric: Any = sacrebleu_metric(config)
    whole = [k for k in range(rows.shape[1]) if np.array_equal(rows[:, k], np.rint(rows[:, k]))]
    as_lists = [[int(v) if k in whole else float(v) for k, v in enumerate(row)] for row in rows.tolist()]
    return [metric._aggregate_and_compute([row]).score for row in as_lists]


@contextmanager
def sacrebleu_seed(seed: int) -> Iterator[None]:
    """sacreBLEU takes its seed from the environment."""
    before = os.environ.get("SACREBLEU_SEED")
    os.environ["SACREBLEU_SEED"] = str(seed)
    try:
        yield
    finally:
        if before is None:
            del os.environ["SACREBLEU_SEED"]
        else:
            os.environ["SACREBLEU_SEED"] = before


def without_ends(results: Sequence[Sequence[SystemResult]]) -> list[list[SystemResult]]:
    """Results without what sacreBLEU does not tell: the ends of the intervals."""
    for of_metric in results:
        for result in of_metric:
            if result.low is None or result.high is None:
                assert (result.low, result.high, result.half_width) == (None, None, None)
            else:
                assert result.low - 1e-3 <= (result.mean or 0.0) <= result.high + 1e-3
                assert abs((result.high - result.low) / 2 - (result.half_width or 0.0)) < 1e-5
    return [[replace(result, low=None, high=None) for result in of_metric] for of_metric in results]


def mended_p_value(differences: NDArray[Any], real: float) -> float:
    """sacreBLEU's `_compute_p_value`, but trials that reach the real difference count, not only larger ones."""
    equal = np.round(np.asarray(differences, dtype=np.float64), 8) == round(float(real), 8)
    return (int(np.sum((differences > real) | equal)) + 1) / (len(differences) + 1)


@contextmanager
def ties_counted() -> Iterator[None]:
    """sacreBLEU without the defect that is not copied: `>` for `>=` in its paired tests."""
    before = significance._compute_p_value
    significance._compute_p_value = mended_p_value
    try:
        yield
    finally:
        significance._compute_p_value = before


def paired_test(
    metrics: Sequence[MetricStatistics],
    test_type: str,
    n_samples: int,
    seed: int,
    n_confidence: int = -1,
    *,
    mended: bool = True,
) -> list[list[SystemResult]]:
    """sacreBLEU's PairedTest, its metrics handing out our statistics instead of reading lines; ties count."""
    n_systems = len(metrics[0].systems)
    n_segments = len(metrics[0].systems[0])
    named = [(f"system{k}", [str(k)] * n_segments) for k in range(n_systems)]
    objects = {}
    for number, of_metric in enumerate(metrics):
        metric: Any = sacrebleu_metric(of_metric.config)
        rows = [[[_plain(value) for value in row] for row in array.tolist()] for array in of_metric.systems]
        metric._extract_corpus_statistics = lambda hypotheses, references, rows=rows: rows[int(hypotheses[0])]
        metric.num_refs = 1
        # PairedTest files results under the score's name; each metric here must have its own.
        _rename(metric, f"metric{number}")
        objects[f"metric{number}"] = metric
    with sacrebleu_seed(seed), ties_counted() if mended else nullcontext():
        test = PairedTest(named, objects, None, test_type, n_samples, n_confidence)
        _, results = test()
    return [[_as_ours(result) for result in results[f"metric{number}"]] for number in range(len(metrics))]


def _plain(value: float) -> float:
    return int(value) if value == int(value) else value


def _rename(metric: Any, name: str) -> None:
    aggregate = metric._aggregate_and_compute

    def renamed(stats: Any) -> Any:
        score = aggregate(stats)
        score.name = name
        return score

    metric._aggregate_and_compute = renamed


def _as_ours(result: Result | str) -> SystemResult:
    assert isinstance(result, Result)
    return SystemResult(
        float(result.score),
        result.p_value,
        None if result.mean is None else float(result.mean),
        None if result.ci is None else float(result.ci),
    )
