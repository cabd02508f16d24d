"""Agreement of annotators: published examples, another implementation, and plain ones, pair by pair."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mtqa.correlation import bits_of, bits_where, kendall_of_many, krippendorff_alpha, span_f1

NONE = float("nan")
TEXTBOOK = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, NONE, NONE, NONE],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, NONE, 3],
        [NONE, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, NONE],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, NONE],
    ]
)


def test_alpha_of_the_textbook() -> None:
    """Krippendorff (2011), "Computing Krippendorff's Alpha-Reliability": nominal .743, interval .849."""
    assert krippendorff_alpha(TEXTBOOK, "nominal") == pytest.approx(0.743, abs=5e-4)
    assert krippendorff_alpha(TEXTBOOK, "interval") == pytest.approx(0.849, abs=5e-4)


def test_alpha_of_another_implementation() -> None:
    """Expected: the package krippendorff 0.9.0 on the same table."""
    generator = np.random.default_rng(5)
    table = generator.integers(0, 6, (5, 40)).astype(float)
    table[generator.random((5, 40)) < 0.4] = np.nan
    assert krippendorff_alpha(table, "interval") == pytest.approx(-0.02156298761115183, abs=1e-12)
    assert krippendorff_alpha(table, "nominal") == pytest.approx(-0.03925983943606792, abs=1e-12)


def test_alpha_where_it_does_not_exist() -> None:
    for level in ("interval", "nominal"):
        assert np.isnan(krippendorff_alpha(np.array([[1.0, NONE], [NONE, 2.0]]), level))  # type: ignore[arg-type]
        assert np.isnan(krippendorff_alpha(np.full((3, 4), 0.1), level))  # type: ignore[arg-type]


def human_scores(folder: Path, kind: str) -> NDArray[np.float64]:
    """mt-metrics-eval's scores of all systems, those with both kinds in the same order, NaN where nobody judged."""
    lines = (folder / f"en-de.{kind}.seg.score").read_text(encoding="utf-8").split("\n")
    rows: dict[str, list[float]] = {}
    for system, value in (line.split() for line in lines if line):
        rows.setdefault(system, []).append(NONE if value == "None" else float(value))
    return np.array([rows[system] for system in sorted(rows)]).ravel()


@pytest.mark.data
def test_agreement_of_mqm_and_da_on_wmt23(shared_data: Path) -> None:
    """Expected: the package krippendorff 0.9.0 (scores rounded, as it cannot hold more values) and scipy 1.17.1."""
    folder = shared_data / "wmt23" / "en-de" / "human-scores"
    mqm, da = human_scores(folder, "mqm"), human_scores(folder, "da-sqm")
    both = ~(np.isnan(mqm) | np.isnan(da))
    assert both.sum() == 5980
    table = np.round(np.stack([100 + mqm, da]))
    assert krippendorff_alpha(table, "interval") == pytest.approx(0.20900720428092023, abs=1e-12)
    bands = np.stack([np.where(np.isnan(mqm), NONE, mqm <= -5), np.where(np.isnan(da), NONE, da < 70)])
    assert krippendorff_alpha(bands, "nominal") == pytest.approx(0.10059085728328532, abs=1e-12)
    assert kendall_of_many(mqm[both], da[both]) == pytest.approx(0.2380659537703956, abs=1e-12)


@pytest.mark.parametrize("steps", [2, 7, 1000])
def test_kendall_of_long_rows(steps: int) -> None:
    generator = np.random.default_rng(steps)
    first, second = generator.integers(steps, size=(2, 60)).astype(float)
    pairs = list(combinations(range(60), 2))
    signs = [(np.sign(first[i] - first[j]), np.sign(second[i] - second[j])) for i, j in pairs]
    apart = [sum(sign[side] != 0 for sign in signs) for side in (0, 1)]
    expected = sum(one * other for one, other in signs) / np.sqrt(apart[0] * apart[1])
    assert kendall_of_many(first, second) == pytest.approx(expected, abs=1e-12)
    assert np.isnan(kendall_of_many(first, np.zeros(60)))


def test_span_f1_by_character() -> None:
    """Set by set of characters, on random stretches that overlap each other."""
    generator = np.random.default_rng(2)
    length = 300
    people = []
    for _ in range(2):
        starts = generator.integers(0, length - 20, size=(2, 6))
        ends = starts + generator.integers(1, 20, size=(2, 6))
        people.append([(starts[grave], ends[grave]) for grave in (0, 1)])
    planes, sets = [], []
    for (minor_starts, minor_ends), (major_starts, major_ends) in people:
        major = bits_of(major_starts, major_ends, length)
        planes.append((major, bits_of(minor_starts, minor_ends, length) & ~major))
        of_major = {n for a, b in zip(major_starts, major_ends, strict=True) for n in range(a, b)}
        of_minor = {n for a, b in zip(minor_starts, minor_ends, strict=True) for n in range(a, b)} - of_major
        sets.append((of_major, of_minor))
    read = np.arange(length) >= 40
    sets = [tuple({n for n in plane if n >= 40} for plane in one) for one in sets]
    (a, b), (c, d) = sets
    total = len(a) + len(b) + len(c) + len(d)
    alike, across = len(a & c) + len(b & d), len(a & d) + len(b & c)
    plain, severe = span_f1(planes[0], planes[1], bits_where(read))
    assert plain == pytest.approx(2 * (alike + across) / total)
    assert severe == pytest.approx(2 * (alike + across / 2) / total)
    assert 0 < severe < plain < 1


def test_span_f1_where_nobody_marked_anything() -> None:
    none = (bits_where(np.zeros(10, dtype=bool)),) * 2
    some = (bits_where(np.ones(10, dtype=bool)), none[0])
    everything = bits_where(np.ones(10, dtype=bool))
    assert span_f1(none, none, everything) == (1.0, 1.0)
    assert span_f1(none, some, everything) == (0.0, 0.0)
