"""Nothing got worse, and the gate stays green: a small version of `scripts/benchmark_gate --false-alarms`."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.data


@pytest.fixture(scope="module")
def benchmark(project_root: Path, shared_data: Path) -> Any:
    import sys

    loader = SourceFileLoader("benchmark_gate", str(project_root / "scripts" / "benchmark_gate"))
    spec = spec_from_loader("benchmark_gate", loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules["benchmark_gate"] = module  # dataclasses look their module up
    before = list(sys.path)
    loader.exec_module(module)
    sys.path[:] = before
    module.FOLDER = shared_data / "wmt21" / "en-de"
    module.DATA = shared_data
    module.POLICY = replace(module.POLICY, trials=2000)  # a fifth of the default: enough for 17 tests, and sooner done
    return module


def test_two_human_translations_at_random(benchmark: Any) -> None:
    """Of 60 runs at 5 %, more than 8 would be red in 1 of 500 cases (binomial)."""
    results = list(benchmark.noise_runs(benchmark.humans(), 250, 1.0, 2, 60))
    assert sum(not result.passed for result in results) <= 8
    assert all(len(result.changes) > 80 for result in results)


@pytest.mark.parametrize(("size", "whole"), [(74, True), (74, False), (8, True)])
def test_two_systems_at_random_by_document(benchmark: Any, size: int, whole: bool) -> None:
    """The same where each document takes one of two translations, and where each segment does.

    By segment, 10 of 60 runs or more would be red where documents do.
    """
    outputs = _two_systems(benchmark)
    results = list(benchmark.document_runs(outputs, size, 1.0, whole=whole, by_domain=False, n_runs=60))
    assert sum(not result.passed for result in results) <= 8
    assert all(f"by document ({size} documents)" in result.notes[0] for result in results)


@cache
def _two_systems(benchmark: Any) -> list[Any]:
    test_set = benchmark.wmt21_french()
    return [test_set.measured(name) for name in ("Online-B", "Online-A")]


def test_a_fifth_of_the_segments_untranslated_is_always_found(benchmark: Any) -> None:
    np = benchmark.np
    reference = benchmark.read_lines(benchmark.FOLDER / "reference.A.de.txt")
    good = benchmark.measured(benchmark.system("eTranslation"), reference)
    bad = benchmark.measured(benchmark.read_lines(benchmark.FOLDER / "source.en.txt"), reference)
    assert benchmark.cell([good], bad, np.ones(len(reference), dtype=bool), 200, 20, 5) == "100"
