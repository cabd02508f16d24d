"""Expected values: the tables of Student's t in Abramowitz and Stegun (1964), table 26.10, and scipy 1.17."""

from __future__ import annotations

import math

import pytest

from mtqa.evaluation.student_t import t_quantile, t_tail


@pytest.mark.parametrize(
    ("p", "df", "value"),
    [
        (0.975, 1, 12.706),
        (0.975, 2, 4.303),
        (0.975, 3, 3.182),
        (0.975, 10, 2.228),
        (0.975, 29, 2.045),
        (0.995, 4, 4.604),
        (0.9, 7, 1.415),
        (0.975, 120, 1.980),
        (0.975, 1000, 1.962),
        (0.975, 10**6, 1.960),
    ],
)
def test_quantiles_of_the_table(p: float, df: int, value: float) -> None:
    assert t_quantile(p, df) == pytest.approx(value, abs=0.0006)
    assert t_tail(t_quantile(p, df), df) == pytest.approx(1 - p, abs=1e-5)


@pytest.mark.parametrize(
    ("t", "df", "tail"),
    [(2.5, 1, 0.1211189), (2.5, 2, 0.0648059), (-2.5, 2, 0.9351941), (4.0, 5, 0.0051617), (4.0, 201, 0.0000445)],
)
def test_tails_of_scipy(t: float, df: int, tail: float) -> None:
    assert t_tail(t, df) == pytest.approx(tail, abs=2e-6)


def test_ends() -> None:
    assert (t_tail(math.inf, 3), t_tail(-math.inf, 3), t_tail(0.0, 3)) == (0.0, 1.0, 0.5)
