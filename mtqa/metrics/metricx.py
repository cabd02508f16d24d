"""MetricX-23 and MetricX-24, with and without reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import Consent, metrics
from mtqa.metrics._neural_metric import NeuralMetric
from mtqa.neural import MT5, Deferred, Model


class _MetricX(NeuralMetric):
    higher_is_better: ClassVar[bool] = False
    languages = MT5
    range: ClassVar[str] = "0 (best) to 25"
    bounds: ClassVar[tuple[float, float]] = (0.0, 25.0)
    download: ClassVar[str] = "4.9 GB"
    decimals: ClassVar[int] = 2
    beside: ClassVar[tuple[str, ...]] = ("tokenizer",)

    tokenizer: str
    generation: str

    def __post_init__(self) -> None:
        self.check_options()
        if self.generation not in ("auto", "23", "24"):
            raise ValueError(f"generation is auto, '23' or '24', not '{self.generation}'")

    @property
    def _generation(self) -> str:
        if self.generation != "auto":
            return self.generation
        return "23" if "metricx-23" in self.model.lower() else "24"

    def prepare(self, consent: Consent) -> None:
        from mtqa.models import ABOUT, fetch_model

        self.require()
        fetch_model(self.model, self.revision, consent)
        fetch_model(self.tokenizer, "", consent, ABOUT)

    def load(self) -> Model:
        from mtqa.models import ABOUT, choose_place, find_model
        from mtqa.neural import metricx_identity, read_metricx

        local = find_model(self.model, self.revision)
        tokenizer = find_model(self.tokenizer, files=ABOUT)
        place = choose_place(self.device, self.precision, half="bfloat16")
        kind = self._generation, self.needs_reference, place
        return Deferred(metricx_identity(local.revision, *kind), lambda: read_metricx(local, tokenizer, *kind))


@metrics.register
@dataclass(frozen=True)
class MetricX(_MetricX):
    """MetricX with reference (Juraska et al., 2023; 2024): an error score after MQM; lower is better.

    Attributes:
        model: A folder, or a name on the hub.
        revision: On the hub; "" for the newest that is on this machine.
        tokenizer: mT5's: a folder, or a name on the hub.
        generation: `23` or `24`, which put the texts together differently; `auto` goes by the model's name.
        device: `auto`, `cpu`, `cuda`, `mps`.
        precision: `auto`, `float32`, `bfloat16`, `float16`.
        references: With several references the best (lowest) score counts (`max`), or their mean (`mean`).
        long: What is longer than the model takes is scored in `windows`, or refused: `refuse`.
    """

    name: ClassVar[str] = "metricx"
    aliases: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("metricx-24", "metricx24", "google/metricx-24-hybrid-large-v2p6"), "metricx"),
        "google/metricx-24-hybrid-xl-v2p6": "metricx(model='google/metricx-24-hybrid-xl-v2p6')",
        "google/metricx-24-hybrid-xxl-v2p6": "metricx(model='google/metricx-24-hybrid-xxl-v2p6')",
    }
    summary: ClassVar[str] = (
        "How many errors, weighed as by MQM annotators, a model expects in the translation: 0 is flawless, 25 the"
        " worst. A second opinion beside COMET, from another kind of model."
    )
    needs_source: ClassVar[bool] = True

    model: str = "google/metricx-24-hybrid-large-v2p6"
    revision: str = ""
    tokenizer: str = "google/mt5-large"
    generation: str = "auto"
    device: str = "auto"
    precision: str = "auto"
    references: str = "max"
    long: str = "windows"

    @property
    def label(self) -> str:
        return f"MetricX-{self._generation}"


@metrics.register
@dataclass(frozen=True)
class MetricXQe(MetricX):
    """MetricX without reference; options as of `metricx`. Lower is better."""

    name: ClassVar[str] = "metricx_qe"
    aliases: ClassVar[Mapping[str, str]] = dict.fromkeys(("metricx-qe", "metricx-24-qe", "metricx24-qe"), "metricx_qe")
    summary: ClassVar[str] = "As metricx, from source and translation alone. For pages without a reference."
    needs_reference: ClassVar[bool] = False

    @property
    def label(self) -> str:
        return f"MetricX-{self._generation}-QE"
