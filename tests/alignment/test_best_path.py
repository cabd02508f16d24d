"""How far paths are behind the best one, beside all paths of a small case."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from mtqa.alignment.band import Band
from mtqa.alignment.bead_scores import BY_MEANING, KINDS
from mtqa.alignment.best_path import Paths, best_path
from mtqa.alignment.sides import side_of

N, M, SKIP = 5, 4, -0.1


def searched(seed: int) -> Paths:
    chance = np.random.default_rng(seed)
    sides = [
        side_of(["x" * int(length) for length in chance.integers(5, 60, n)],
                chance.standard_normal((n, 6)).astype(np.float32), [0] * n)
        for n in (N, M)
    ]  # fmt: skip
    band = Band(np.zeros(N + 1, dtype=np.int64), np.full(N + 1, M, dtype=np.int64))
    return best_path(sides[0], sides[1], BY_MEANING, SKIP, band)


def all_paths(paths: Paths, i: int = 0, j: int = 0) -> Iterator[tuple[float, list[tuple[int, int, int, int]]]]:
    """The score of every path from a place to the end, and its beads: first sentences and sizes."""
    if (i, j) == (N, M):
        yield 0.0, []
    for a, b in ((1, 0), (0, 1), *KINDS):
        if i + a > N or j + b > M:
            continue
        gain = SKIP
        if a and b:
            first, gains = paths.gains[i + a][KINDS.index((a, b))]
            gain = float(gains[j + b - first])
        for score, beads in all_paths(paths, i + a, j + b):
            yield gain + score, [(i, a, j, b), *beads]


@pytest.mark.parametrize("seed", range(4))
def test_groups_are_those_of_all_paths_that_are_near_the_best(seed: int) -> None:
    paths = searched(seed)
    everything = list(all_paths(paths))
    best, beads = max(everything, key=lambda path: path[0])
    assert float(paths.rows[-1][-1]) == pytest.approx(best)
    two_sided = [(bead.source, bead.target) for bead in paths.beads() if bead.source and bead.target]
    assert two_sided == [(tuple(range(i, i + a)), tuple(range(j, j + b))) for i, a, j, b in beads if a and b]
    for margin in (1e-9, 0.05, 0.3, 1.0, 9.0):
        near = [of_path for score, of_path in everything if score >= best - margin]
        expected = (
            {(i, a) for of_path in near for i, a, j, b in of_path if a > 1 and b},
            {(j, b) for of_path in near for i, a, j, b in of_path if b > 1 and a},
        )
        assert paths.groups_within(margin) == expected
