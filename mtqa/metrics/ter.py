"""TER (Snover et al., 2006), as sacreBLEU computes it after Tercom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from mtqa.contracts import metrics
from mtqa.metrics._sacrebleu import SacrebleuMetric


@metrics.register
@dataclass(frozen=True)
class Ter(SacrebleuMetric):
    """TER: edits (insert, delete, replace, move) per hundred words of the reference; 0 and up, lower is better.

    Attributes:
        normalized: Tokenize as Tercom does.
        no_punct: Ignore punctuation.
        asian_support: Split Chinese, Japanese and Korean into characters.
        case_sensitive: Tell capitals from small letters.
    """

    name: ClassVar[str] = "ter"
    summary: ClassVar[str] = (
        "Edits that would turn the translation into the reference, per hundred words of the reference: a rough measure"
        " of the work of correcting it. Lower is better."
    )
    higher_is_better: ClassVar[bool] = False

    normalized: bool = False
    no_punct: bool = False
    asian_support: bool = False
    case_sensitive: bool = False

    @property
    def label(self) -> str:
        return "TER"

    def _backend(self, *, segment_level: bool = False) -> Any:
        from sacrebleu.metrics.ter import TER

        del segment_level
        return TER(
            normalized=self.normalized,
            no_punct=self.no_punct,
            asian_support=self.asian_support,
            case_sensitive=self.case_sensitive,
        )
