"""chrF (Popović, 2015) and chrF++ (Popović, 2017), as sacreBLEU computes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import metrics
from mtqa.engine import ChrfConfig
from mtqa.metrics._sacrebleu import SacrebleuMetric


@metrics.register
@dataclass(frozen=True)
class Chrf(SacrebleuMetric):
    """chrF: F-score of character n-grams, and of word n-grams for chrF++; 0 to 100.

    Attributes:
        char_order: Longest character n-gram.
        word_order: Longest word n-gram; 0 for chrF, 2 for chrF++.
        beta: Weight of recall against precision.
        lowercase: Ignore case.
        whitespace: Count spaces as characters.
        eps_smoothing: Smooth as NLTK and Moses do instead of effective order.
    """

    name: ClassVar[str] = "chrf"
    summary: ClassVar[str] = (
        "Share of character sequences (and, as chrF++, word sequences) that translation and reference have in common."
        " Forgiving of endings, so it suits languages with rich inflection; the best of the simple metrics."
    )
    higher_is_better: ClassVar[bool] = True
    range: ClassVar[str] = "0 to 100"
    noticeable: ClassVar[float | None] = 0.54
    aliases: ClassVar[Mapping[str, str]] = {
        "chrf1": "chrf(beta=1)",
        "chrf2": "chrf",
        "chrf3": "chrf(beta=3)",
        **dict.fromkeys(("chrf++", "chrf2++", "chrfpp", "chrf2pp"), "chrf(word_order=2)"),
        "chrf1++": "chrf(word_order=2, beta=1)",
        "chrf3++": "chrf(word_order=2, beta=3)",
        **dict.fromkeys(("chrf+", "chrf2+"), "chrf(word_order=1)"),
    }

    char_order: int = 6
    word_order: int = 0
    beta: int = 2
    lowercase: bool = False
    whitespace: bool = False
    eps_smoothing: bool = False

    def __post_init__(self) -> None:
        _ = self.engine_config  # refuses what sacreBLEU does not know

    @property
    def engine_config(self) -> ChrfConfig:
        return ChrfConfig(
            char_order=self.char_order,
            word_order=self.word_order,
            beta=self.beta,
            lowercase=self.lowercase,
            whitespace=self.whitespace,
            eps_smoothing=self.eps_smoothing,
        )
