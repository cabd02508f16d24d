"""How many segments came out exactly as a reference has them: the plainest of all metrics, to be copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import SegmentMean, metrics


@metrics.register
@dataclass(frozen=True)
class ExactMatch(SegmentMean):
    """Share of segments that are the same as one of their references.

    Attributes:
        ignore_case: Whether capitals and small letters count as the same.
    """

    name: ClassVar[str] = "exact_match"
    summary: ClassVar[str] = (
        "Share of segments that are exactly as a reference has them; for post-edited and reused text"
    )
    higher_is_better: ClassVar[bool] = True
    range: ClassVar[str] = "0 to 100"

    ignore_case: bool = False

    @property
    def label(self) -> str:
        return "exact match"

    def score_segment(self, source: str, hypothesis: str, references: Sequence[str]) -> float:
        del source
        alike = str.casefold if self.ignore_case else str
        return 100.0 * (alike(hypothesis.strip()) in {alike(reference.strip()) for reference in references})
