"""Did it really get worse, where documents are exchanged: what is translated alike changes alike.

One document is one toss of the coin. The test is exact, and few documents can show little by it: eight of them that all
got worse have a p-value of 1/256, which a correction for many tests makes 1. Then two other tests are asked, and what
is less sure counts: the one by segment, which takes every segment for independent, and Student's t over the documents'
changes per segment, which takes them for normal, and errs on the safe side where they spread unequally (Bakirov and
Szekely, 2006; Ibragimov and Mueller, 2010).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.evaluation import least_p_value, sums_of_documents, t_tail
from mtqa.gating.significance import ChangeTest, change_test, increase_p_value

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Trials", "change_by_document", "increase_by_document"]


@dataclass(frozen=True)
class Trials:
    """How a change is tested.

    Attributes:
        number: Most trials.
        seed: Of the trials.
        needed: The p-value that the correction may ask of a test.
    """

    number: int
    seed: int
    needed: float

    def few(self, n_documents: int) -> bool:
        """Whether so many documents could not show a change surely, even if all of them changed for the worse."""
        return least_p_value(n_documents, two_sided=False) > self.needed


def change_by_document(
    accepted: NDArray[np.float64],
    current: NDArray[np.float64],
    documents: NDArray[np.int64],
    scores: Callable[[NDArray[np.float64]], NDArray[np.float64]],
    *,
    higher_is_better: bool,
    trials: Trials,
) -> ChangeTest:
    """Test the change of a score by exchanging documents. Nothing is sure where there is only one.

    Args:
        accepted: Statistics of segments, shape (n, k).
        current: Statistics of the same segments.
        documents: The number of each segment's document.
        scores: Turns (m, k) sums into m scores.
        higher_is_better: Direction of the metric.
        trials: How it is tested.
    """
    import numpy as np

    before, now = sums_of_documents([accepted, current], documents)

    def test(earlier: NDArray[np.float64], later: NDArray[np.float64], *, exact: bool) -> ChangeTest:
        return change_test(
            earlier,
            later,
            scores,
            higher_is_better=higher_is_better,
            n_trials=trials.number,
            seed=trials.seed,
            exact=exact,
        )

    by_document = replace(test(before, now, exact=True), by_document=True)
    if len(before) < 2:
        return replace(by_document, p_drop=1.0, p_rise=1.0, least_p=1.0)
    if not trials.few(len(before)) or not by_document.n_changed:
        return by_document
    by_segment = test(accepted, current, exact=False)
    direction = 1.0 if higher_is_better else -1.0
    exchanged = scores(now.sum(axis=0) - now + before) - scores(before.sum(axis=0) - before + now)
    t = _student((by_document.gain - direction * exchanged) / np.unique(documents, return_counts=True)[1])
    return replace(
        by_document,
        p_drop=max(by_segment.p_drop, t_tail(-t, len(before) - 1)),
        p_rise=max(by_segment.p_rise, t_tail(t, len(before) - 1)),
        least_p=by_segment.least_p,
        df=len(before) - 1,
    )


def increase_by_document(changes: Sequence[int], documents: Sequence[int], trials: Trials) -> tuple[float, float]:
    """How surely counts grew, by the sums of documents.

    Args:
        changes: Current count minus accepted count of every segment.
        documents: The number of each segment's document.
        trials: How it is tested.

    Returns:
        As `increase_p_value`.
    """
    import numpy as np

    _, places, sizes = np.unique(documents, return_inverse=True, return_counts=True)
    of_documents = np.bincount(places, weights=changes)
    if len(sizes) < 2:
        return 1.0, 1.0
    if not trials.few(len(sizes)):
        return increase_p_value([int(change) for change in of_documents.tolist()])
    p, least = increase_p_value(changes)
    return max(p, t_tail(_student(of_documents / sizes), len(sizes) - 1)), least


def _student(changes: NDArray[np.float64]) -> float:
    """Student's t of the documents' changes: their mean by its standard error."""
    mean, error = float(changes.mean()), float(changes.std(ddof=1)) / math.sqrt(len(changes))
    if error > 0.0:
        return mean / error
    return math.copysign(math.inf, mean) if mean else 0.0
