"""BERTScore with any encoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from mtqa.contracts import Consent, metrics
from mtqa.metrics._neural_metric import NeuralMetric
from mtqa.neural import XLM_R, Model

_BEST_LAYERS = {
    "xlm-roberta-base": 9,
    "xlm-roberta-large": 17,
    "roberta-large": 17,
    "bert-base-multilingual-cased": 9,
}
"""As the package bert-score chooses them."""


@metrics.register
@dataclass(frozen=True)
class BertScore(NeuralMetric):
    """BERTScore F1 (Zhang et al., 2020), not rescaled: about 0 to 1.

    Attributes:
        model: A folder, or a name on the hub.
        revision: On the hub; "" for the newest that is on this machine.
        layer: The encoder's layer that is read, from 0 for the embeddings; -1 for the one that is usual for the model,
            or the last.
        idf: Whether rare tokens count more, by how many of the references contain them.
        device: `auto`, `cpu`, `cuda`, `mps`.
        precision: `auto`, `float32`, `bfloat16`, `float16`.
        references: With several references the best score counts (`max`), or their mean (`mean`).
        long: What is longer than the encoder takes is scored in `windows`, or refused: `refuse`.
    """

    name: ClassVar[str] = "bertscore"
    aliases: ClassVar[Mapping[str, str]] = dict.fromkeys(("bert_score", "bert-score"), "bertscore")
    summary: ClassVar[str] = (
        "How well the words of translation and reference can be matched by what they mean in their sentence. Not"
        " trained on judgements, so it holds no opinion of its own; weaker than COMET."
    )
    higher_is_better: ClassVar[bool] = True
    range: ClassVar[str] = "about 0 to 1"
    download: ClassVar[str] = "1.1 GB"
    licence: ClassVar[str] = "MIT"
    languages = XLM_R

    model: str = "FacebookAI/xlm-roberta-base"
    revision: str = ""
    layer: int = -1
    idf: bool = False
    device: str = "auto"
    precision: str = "auto"
    references: str = "max"
    long: str = "windows"

    def __post_init__(self) -> None:
        self.check_options()

    @property
    def label(self) -> str:
        return "BERTScore"

    def prepare(self, consent: Consent) -> None:
        from mtqa.models import fetch_model

        self.require()
        fetch_model(self.model, self.revision, consent)

    def load(self) -> Model:
        from mtqa.models import choose_place, find_model
        from mtqa.neural import BertScoreModel, load_encoder

        local = find_model(self.model, self.revision)
        encoder = load_encoder(local.folder, local.name, choose_place(self.device, self.precision))
        usual = _BEST_LAYERS.get(local.title, encoder.n_layers - 1)
        return BertScoreModel(local.name, local.revision, encoder, usual if self.layer == -1 else self.layer)

    @property
    def needs_all_references(self) -> bool:
        return self.idf

    def model_for(self, references: Sequence[Sequence[str]]) -> Model:
        from mtqa.neural import BertScoreModel, inverse_frequencies

        model = self.loaded
        if not self.idf or not isinstance(model, BertScoreModel):
            return model
        texts = [reference for of_segment in references for reference in of_segment]
        weights, unseen = inverse_frequencies(model.encoder, texts)
        return replace(model, idf=weights, unseen=unseen)

    def signature(self, n_references: str, resampling: Mapping[str, int | str] | None = None) -> str:
        text = super().signature(n_references, resampling)
        return text.replace("|idf:none|", "|idf:references|") if self.idf else text
