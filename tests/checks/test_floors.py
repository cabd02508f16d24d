"""What the checks are worth on labelled real findings is kept from getting worse.

The labels lie beside the project (`pages/labels.tsv`: pages of public bodies, `findings/labels.tsv`: WMT texts). Here
each labelled pair stands alone, which needs no alignment; `scripts/benchmark_checks --labels` judges whole pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from labelled_findings import outcomes, read_labels, reported

from mtqa.contracts import checks

pytestmark = pytest.mark.data

MOST_FALSE = 0.20
"""Of the findings that were read and found false, the most that may still be reported."""
LEAST_TRUE = 0.90
"""Of the findings that were read and found true, the least that must still be reported, by whichever check."""


@pytest.mark.parametrize("file", ["pages/labels.tsv", "findings/labels.tsv"])
def test_false_findings_stay_away_and_true_ones_stay(file: str, shared_data: Path) -> None:
    path = shared_data / file
    names = [name for name in checks.default_names() if not checks.get(name).by_machine]
    labels = [replace(label, corpus="") for label in read_labels(path) if label.check in names]
    results, _ = outcomes(labels, reported(labels, path.parent, names))
    total = Counter(result.label.label for result in results)
    kept = Counter(result.label.label for result in results if result.kept is not None)
    elsewhere = Counter(result.label.label for result in results if result.kept is None and result.elsewhere)
    assert kept["false"] <= MOST_FALSE * total["false"], (kept, total)
    assert kept["true"] + elsewhere["true"] >= LEAST_TRUE * total["true"], (kept, elsewhere, total)
