"""BLEU (Papineni et al., 2002), as sacreBLEU (Post, 2018) computes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from mtqa.contracts import Metric, metrics
from mtqa.engine import BleuConfig
from mtqa.metrics._sacrebleu import SacrebleuMetric

if TYPE_CHECKING:
    from mtqa.languages import LanguagePair


@metrics.register
@dataclass(frozen=True)
class Bleu(SacrebleuMetric):
    """BLEU: how many of the hypothesis's word sequences occur in a reference; 0 to 100.

    Attributes:
        tokenize: Tokenizer of sacreBLEU; None for the one that fits the target language.
        lowercase: Ignore case.
        smooth_method: Smoothing of zero counts.
        smooth_value: Its parameter for `floor` and `add-k`; None for sacreBLEU's default.
        max_ngram_order: Longest n-gram.
    """

    name: ClassVar[str] = "bleu"
    summary: ClassVar[str] = (
        "Share of the translation's word sequences (1 to 4 words) that also occur in a reference. The oldest and most"
        " quoted metric; good for telling systems apart over a whole test set, poor for single sentences."
    )
    higher_is_better: ClassVar[bool] = True
    range: ClassVar[str] = "0 to 100"
    noticeable: ClassVar[float | None] = 0.78
    aliases: ClassVar[Mapping[str, str]] = {
        "sacrebleu": "bleu",
        **dict.fromkeys(("spbleu", "spbleu-flores101", "spbleu-101"), "bleu(tokenize='flores101')"),
        **dict.fromkeys(("spbleu-flores200", "spbleu-200"), "bleu(tokenize='flores200')"),
        "spbleu-1k": "bleu(tokenize='spBLEU-1K')",
    }
    """spBLEU alone is that of Goyal et al. (2022), with the pieces of FLORES-101."""

    tokenize: str | None = None
    lowercase: bool = False
    smooth_method: str = "exp"
    smooth_value: float | None = None
    max_ngram_order: int = 4

    def __post_init__(self) -> None:
        _ = self.engine_config  # refuses what sacreBLEU does not know

    @property
    def engine_config(self) -> BleuConfig:
        return BleuConfig(
            tokenize=self.tokenize or "13a",
            lowercase=self.lowercase,
            smooth_method=self.smooth_method,
            smooth_value=self.smooth_value,
            max_ngram_order=self.max_ngram_order,
        )

    def for_languages(self, pair: LanguagePair) -> Metric:
        return self if self.tokenize is not None else dataclasses.replace(self, tokenize=pair.target.tokenizer)
