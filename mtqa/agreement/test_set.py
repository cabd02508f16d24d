"""One test set as arrays: what people and metrics said of its systems and segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Measured", "People", "TestSet", "by_group"]


@dataclass(frozen=True, eq=False)
class People:
    """What people said, turned so that higher is better.

    Attributes:
        label: `MQM`.
        file: Where it comes from.
        systems: Scores of systems, NaN for those that nobody judged.
        segments: Shape (systems, segments), NaN where nobody judged; (systems, 0) where only systems were judged.
        domains: Scores of systems by domain, where a file has them.
        halves: Where several judged the same translations: one of them, and the mean of the others; else None.
        n_raters: How many are named.
    """

    label: str
    file: str
    systems: NDArray[np.float64]
    segments: NDArray[np.float64]
    domains: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    halves: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
    n_raters: int = 0


@dataclass(frozen=True, eq=False)
class Measured:
    """What a metric said, turned so that higher is better.

    Attributes:
        name: Its name.
        systems: Scores of systems, NaN where there is none.
        segments: Shape (systems, segments), NaN where there is none; (systems, 0) where it has no scores of segments.
        domains: Scores of systems by domain, where they are no means of segments.
        higher_is_better: Its own direction, for those who look at its scores.
        note: What must be known of it.
    """

    name: str
    systems: NDArray[np.float64]
    segments: NDArray[np.float64]
    domains: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    higher_is_better: bool = True
    note: str = ""


@dataclass(frozen=True, eq=False)
class TestSet:
    """One language pair.

    Attributes:
        language_pair: `en-de`.
        title: For people.
        systems: Names of the systems that are compared.
        humans: Those among them that are human translations.
        documents: For each segment the number of what is drawn with it.
        document_names: For each segment the name of its document.
        domain_names: For each segment its domain; "" for none.
        people: The judgements that count.
        others: Judgements that are set beside the metrics.
        metrics: The metrics.
        notes: What must be known.
        by_document: Whether documents are drawn.
    """

    __test__ = False  # no test of pytest's

    language_pair: str
    title: str
    systems: tuple[str, ...]
    humans: frozenset[str]
    documents: NDArray[np.int64]
    document_names: Sequence[str]
    domain_names: Sequence[str]
    people: People
    others: tuple[People, ...]
    metrics: tuple[Measured, ...]
    notes: tuple[str, ...] = ()
    by_document: bool = False


def by_group(segments: NDArray[np.float64], names: Sequence[str]) -> tuple[list[str], NDArray[np.float64]]:
    """Means of segment scores over documents or domains: their names, and shape (systems, groups)."""
    import numpy as np

    found = list(dict.fromkeys(names))
    numbers = {name: number for number, name in enumerate(found)}
    member = np.zeros((len(names), len(found)))
    member[np.arange(len(names)), [numbers[name] for name in names]] = 1.0
    known = ~np.isnan(segments)
    with np.errstate(invalid="ignore", divide="ignore"):
        return found, (np.where(known, segments, 0.0) @ member) / (known @ member)
