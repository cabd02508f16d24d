"""TER (Snover et al., 2006), as sacreBLEU computes it after Tercom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import metrics
from mtqa.engine import TerConfig
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
    aliases: ClassVar[Mapping[str, str]] = {"sacrebleu-ter": "ter", "translation-edit-rate": "ter"}
    higher_is_better: ClassVar[bool] = False
    range: ClassVar[str] = "0 (best), may exceed 100"

    normalized: bool = False
    no_punct: bool = False
    asian_support: bool = False
    case_sensitive: bool = False

    @property
    def engine_config(self) -> TerConfig:
        return TerConfig(
            normalized=self.normalized,
            no_punct=self.no_punct,
            asian_support=self.asian_support,
            case_sensitive=self.case_sensitive,
        )
