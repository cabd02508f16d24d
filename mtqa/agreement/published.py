"""What is known of metrics' agreement with people: figures with their sources, from `published.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["PublishedAgreement", "published_agreement"]


@dataclass(frozen=True)
class PublishedAgreement:
    """Figures of one metric on one test set.

    Attributes:
        test_set: The test set, in words.
        language_pair: `en-de`.
        people: What people judged by.
        name: What the metric is called there.
        spa: Soft pairwise accuracy by system.
        acc_eq: Accuracy with ties by segment.
        best_spa: The highest of all metrics there.
        best_acc_eq: Likewise.
        source: Where the figures come from.
        note: How the metric there may differ from this one; "" where it is the same.
    """

    test_set: str
    language_pair: str
    people: str
    name: str
    spa: float
    acc_eq: float
    best_spa: float
    best_acc_eq: float
    source: str
    note: str = ""


@cache
def _tables() -> tuple[Mapping[str, Any], ...]:
    text = Path(__file__).with_name("published.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["test_sets"])


def published_agreement(metric: str) -> tuple[PublishedAgreement, ...]:
    """What is known of a metric of mtqa, by its name; nothing where nothing can be cited."""
    found = []
    for table in _tables():
        of_metric = next((row for row in table["metrics"] if row.get("metric") == metric), None)
        if of_metric is None:
            continue
        found.append(
            PublishedAgreement(
                table["title"],
                table["language_pair"],
                table["people"],
                of_metric["name"],
                of_metric["spa"],
                of_metric["acc_eq"],
                max(row["spa"] for row in table["metrics"]),
                max(row["acc_eq"] for row in table["metrics"]),
                table["source"],
                of_metric.get("note", ""),
            )
        )
    return tuple(found)
