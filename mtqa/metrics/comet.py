"""COMET, CometKiwi and XCOMET, from the published checkpoints, on current libraries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from mtqa.contracts import Consent, metrics
from mtqa.metrics._neural_metric import NeuralMetric
from mtqa.models import ModelFiles
from mtqa.neural import XLM_R, Deferred, Model


def _models(metric: str, *models: str) -> dict[str, str]:
    """Names of Unbabel's models, with and without their owner, and the specs that they stand for."""
    return {
        name.casefold(): f"{metric}(model='Unbabel/{model}')"
        for model in models
        for name in (model, f"Unbabel/{model}")
    }


@dataclass(frozen=True)
class _Comet(NeuralMetric):
    """What all models of the family have in common.

    Attributes:
        model: A folder with `hparams.yaml` and `checkpoints/model.ckpt`, or a name on the hub.
        revision: On the hub; "" for the newest that is on this machine.
        encoder: Folder with the encoder's configuration and tokenizer; "" for what the model names.
        device: `auto`, `cpu`, `cuda`, `mps`.
        precision: `auto`, `float32`, `bfloat16`, `float16`.
        references: With several references the best score counts (`max`), or their mean (`mean`).
        long: What is longer than the encoder takes is scored in `windows`, or refused: `refuse`.
    """

    higher_is_better: ClassVar[bool] = True
    needs_source: ClassVar[bool] = True
    languages = XLM_R
    range: ClassVar[str] = "about 0 to 1"
    beside: ClassVar[tuple[str, ...]] = ("encoder",)

    model: str = ""
    revision: str = ""
    encoder: str = ""
    device: str = "auto"
    precision: str = "auto"
    references: str = "max"
    long: str = "windows"

    def __post_init__(self) -> None:
        self.check_options()

    @property
    def files(self) -> ModelFiles:
        from mtqa.neural import COMET_FILES

        return COMET_FILES

    def prepare(self, consent: Consent) -> None:
        from mtqa.neural import fetch_comet

        self.require()
        fetch_comet(self.model, self.revision, self.encoder, consent, self._terms)

    def load(self) -> Model:
        from mtqa.models import choose_place
        from mtqa.neural import CometModel, find_comet, load_comet

        place = choose_place(self.device, self.precision)
        files = find_comet(self.model, self.revision, self.encoder, self._terms)
        return Deferred(files.identity(place), lambda: CometModel(load_comet(files, place), self.needs_reference))

    @property
    def _terms(self) -> str:
        """The licence, where it is that of the model which is asked for."""
        return self.licence if self.model.startswith("Unbabel/") else ""


@metrics.register
@dataclass(frozen=True)
class Comet(_Comet):
    """COMET (Rei et al., 2020; 2022): a model trained on human judgements looks at source, translation and reference.

    Takes the regression, unified and XCOMET models of the package unbabel-comet (2.2), with the same scores.
    """

    name: ClassVar[str] = "comet"
    aliases: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("wmt22-comet-da", "unbabel/wmt22-comet-da", "comet22", "comet-22", "comet-da"), "comet"),
        **_models("comet", "wmt20-comet-da", "wmt21-comet-da", "wmt21-comet-mqm", "eamt22-cometinho-da", "unite-mup"),
    }
    summary: ClassVar[str] = (
        "How close to the meaning of source and reference people would find the translation, as a model learnt it from"
        " human judgements. The first choice for comparing systems where there are references."
    )
    download: ClassVar[str] = "2.3 GB"

    model: str = "Unbabel/wmt22-comet-da"

    @property
    def label(self) -> str:
        return "COMET"


@metrics.register
@dataclass(frozen=True)
class CometKiwi(_Comet):
    """CometKiwi (Rei et al., 2022) and other COMET models without reference; options as of `comet`."""

    name: ClassVar[str] = "cometkiwi"
    aliases: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(
            ("wmt22-cometkiwi-da", "unbabel/wmt22-cometkiwi-da", "cometkiwi22", "cometkiwi-22", "comet-kiwi", "kiwi"),
            "cometkiwi",
        ),
        **_models("cometkiwi", "wmt23-cometkiwi-da-xl", "wmt23-cometkiwi-da-xxl", "wmt20-comet-qe-da"),
    }
    summary: ClassVar[str] = (
        "Quality from source and translation alone, as a model learnt it from human judgements. For pages without a"
        " reference; it can be fooled by fluent text that says something else."
    )
    needs_reference: ClassVar[bool] = False
    download: ClassVar[str] = "2.3 GB"
    licence: ClassVar[str] = "CC BY-NC-SA 4.0"

    model: str = "Unbabel/wmt22-cometkiwi-da"

    @property
    def label(self) -> str:
        return "CometKiwi"


@metrics.register
@dataclass(frozen=True)
class Xcomet(_Comet):
    """XCOMET (Guerreiro et al., 2023): a score, and the stretches of the translation that it takes for wrong.

    Options as of `comet`. The stretches become findings with a severity; the model does not tell their category.
    """

    name: ClassVar[str] = "xcomet"
    aliases: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("xcomet-xl", "unbabel/xcomet-xl"), "xcomet"),
        **_models("xcomet", "XCOMET-XXL"),
    }
    summary: ClassVar[str] = (
        "As COMET, and marks the words that it takes for minor, major or critical errors. For looking into single"
        " segments; large and slow."
    )
    download: ClassVar[str] = "13.9 GB"
    licence: ClassVar[str] = "CC BY-NC-SA 4.0"

    model: str = "Unbabel/XCOMET-XL"

    @property
    def label(self) -> str:
        return "XCOMET"


@metrics.register
@dataclass(frozen=True)
class XcometQe(Xcomet):
    """XCOMET without reference; options as of `comet`."""

    name: ClassVar[str] = "xcomet_qe"
    aliases: ClassVar[Mapping[str, str]] = {"xcomet-qe": "xcomet_qe"}
    summary: ClassVar[str] = "As xcomet, from source and translation alone. For pages without a reference."
    needs_reference: ClassVar[bool] = False

    @property
    def label(self) -> str:
        return "XCOMET-QE"
