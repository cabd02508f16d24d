"""A test set in parts has the statistics that it has in one piece."""

from __future__ import annotations

import random

import numpy as np
import pytest
from engine.lines import DEFAULTS, WORDS, random_change

from mtqa.engine import VARIABLE_REFERENCES, BleuConfig, Part, prepare, statistics_in_parts, system_statistics
from mtqa.errors import MtqaError


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
def test_parts_are_the_whole(size: int) -> None:
    generator = random.Random(1)
    references: list[str | None] = [" ".join(generator.choices(WORDS, k=generator.randrange(20))) for _ in range(50)]
    others = [line if number % 3 else None for number, line in enumerate(references)]
    systems = [[random_change(generator, line or "") for line in references] for _ in range(2)]
    parts = (
        Part(
            [references[start : start + size], others[start : start + size]],
            [hypotheses[start : start + size] for hypotheses in systems],
        )
        for start in range(0, 50, size)
    )
    found = statistics_in_parts(DEFAULTS, parts)
    assert found.n_references == VARIABLE_REFERENCES
    for metric, config in zip(found.metrics, DEFAULTS, strict=True):
        assert metric.config == config
        expected = system_statistics(prepare(config, [references, others]), systems)
        assert all(np.array_equal(a, b) for a, b in zip(metric.systems, expected, strict=True))


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ([], "no segments"),
        ([Part([["a"]], [["a"]]), Part([["b"]], [["b"], ["c"]])], "from segment 2 on there are 2 systems, before 1"),
        ([Part([["a", "b"]], [["a", "b"]]), Part([[None]], [["a"]])], "segment 3 has no reference"),
        ([Part([["a", "b"]], [["a", "b"]]), Part([["c"]], [[None]])], "hypothesis of segment 3 is missing"),  # type: ignore[list-item]
        ([Part([["a", "b"]], [["a"]])], "hypotheses have 1 segments, the references have 2"),
    ],
)
def test_parts_that_do_not_fit_are_refused(parts: list[Part], message: str) -> None:
    with pytest.raises(MtqaError, match=message):
        statistics_in_parts([BleuConfig()], parts)
