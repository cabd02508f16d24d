"""BLEU (Papineni et al., 2002), as sacreBLEU (Post, 2018) computes it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, ClassVar

from mtqa.contracts import Metric, metrics
from mtqa.languages import LanguagePair
from mtqa.metrics._sacrebleu import SacrebleuMetric

TOKENIZERS = ("13a", "intl", "char", "zh", "none", "ja-mecab", "ko-mecab", "flores101", "flores200", "spm", "spBLEU-1K")
SMOOTHING = ("exp", "floor", "add-k", "none")


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

    tokenize: str | None = None
    lowercase: bool = False
    smooth_method: str = "exp"
    smooth_value: float | None = None
    max_ngram_order: int = 4

    def __post_init__(self) -> None:
        if self.tokenize is not None and self.tokenize not in TOKENIZERS:
            raise ValueError(f"there is no tokenizer '{self.tokenize}'; there are: {', '.join(TOKENIZERS)}")
        if self.smooth_method not in SMOOTHING:
            raise ValueError(f"there is no smoothing '{self.smooth_method}'; there are: {', '.join(SMOOTHING)}")
        if not isinstance(self.max_ngram_order, int) or not 1 <= self.max_ngram_order <= 9:
            raise ValueError("max_ngram_order must be a whole number from 1 to 9")

    @property
    def label(self) -> str:
        return "BLEU"

    def for_languages(self, pair: LanguagePair) -> Metric:
        return self if self.tokenize is not None else dataclasses.replace(self, tokenize=pair.target.tokenizer)

    def _backend(self, *, segment_level: bool = False) -> Any:
        from sacrebleu.metrics.bleu import BLEU

        return BLEU(
            lowercase=self.lowercase,
            force=True,  # only silences a warning about input that looks tokenized
            tokenize=self.tokenize,
            smooth_method=self.smooth_method,
            smooth_value=self.smooth_value,
            max_ngram_order=self.max_ngram_order,
            effective_order=segment_level,
        )
