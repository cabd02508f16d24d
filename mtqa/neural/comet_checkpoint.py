"""COMET checkpoints: `hparams.yaml` and `checkpoints/model.ckpt`, as the package unbabel-comet (2.2) writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import read_text
from mtqa.models import ABOUT, LocalModel, ModelFiles, Place, fetch_model, find_model
from mtqa.neural.checkpoint import read_state
from mtqa.neural.encoder import Encoder, build_encoder, library_versions

__all__ = [
    "CometCheckpoint",
    "CometFiles",
    "CometSettings",
    "fetch_comet",
    "find_comet",
    "load_comet",
    "read_settings",
]

_CHECKPOINT = "checkpoints/model.ckpt"
COMET_FILES = ModelFiles(("hparams.yaml", *(f"encoder/{pattern}" for pattern in ABOUT.about)), (_CHECKPOINT,))
_ENCODERS = ("XLM-RoBERTa", "XLM-RoBERTa-XL", "RemBERT", "MiniLM", "BERT", "mDeBERTa", "DeBERTa")
_ONE_SEPARATOR = ("RemBERT", "BERT", "mDeBERTa", "DeBERTa")
_KINDS = ("regression_metric", "referenceless_regression_metric", "unified_metric", "xcomet_metric")
_MINILM_TOKENIZER = "xlm-roberta-base"


@dataclass(frozen=True)
class CometSettings:
    """What `hparams.yaml` says of a model.

    Attributes:
        kind: COMET's class: `regression_metric`, `referenceless_regression_metric`, `unified_metric`, `xcomet_metric`.
        encoder: Family of the encoder, in COMET's words.
        pretrained: Hub name of the encoder, for its configuration and tokenizer.
        pool: `avg`, `max`, `cls` or `default`; of the regression models only.
        layer: Number of the layer that is read, or `mix`.
        sparsemax: Whether the weights of the layers are a sparsemax, and not a softmax.
        layer_norm: Whether layers are normalised before they are mixed.
        activation: Of the regression head.
        final_activation: Of its last layer; "" for none.
        inputs: The texts that a unified model takes: `mt`, `src`, `ref`.
        labels: Severities that a model tells of words; empty where it judges no words.
        word_layer: The layer that those are read from.
    """

    kind: str
    encoder: str
    pretrained: str
    pool: str
    layer: int | str
    sparsemax: bool
    layer_norm: bool
    activation: str
    final_activation: str
    inputs: tuple[str, ...]
    labels: tuple[str, ...]
    word_layer: int

    @property
    def unified(self) -> bool:
        """Whether the texts are encoded together."""
        return self.kind in ("unified_metric", "xcomet_metric")

    @property
    def separators(self) -> int:
        """Marks between two texts that are encoded together."""
        return 1 if self.encoder in _ONE_SEPARATOR else 2


@dataclass(frozen=True)
class CometFiles:
    """A model as it lies on this machine.

    Attributes:
        model: Where.
        settings: From `hparams.yaml`, and from the checkpoint where that says otherwise.
        state: The weights by name, as they are in the file.
        about: Where the configuration of its encoder is.
        tokenizer: Where the encoder's tokenizer is.
    """

    model: LocalModel
    settings: CometSettings
    state: Mapping[str, Any]
    about: LocalModel
    tokenizer: LocalModel

    def identity(self, place: Place) -> str:
        """All that the scores depend on."""
        encoder = "own" if self.about.folder == self.model.folder / "encoder" else self.about.revision
        parts = ["comet", self.model.revision, encoder, self.settings.kind, place.precision, library_versions()]
        return "|".join(parts)


@dataclass(frozen=True)
class CometCheckpoint:
    """A model that is loaded.

    Attributes:
        files: Where it comes from.
        encoder: With its weights.
        heads: The other weights by name, in single precision.
    """

    files: CometFiles
    encoder: Encoder
    heads: Mapping[str, Any]

    @property
    def model(self) -> LocalModel:
        """Where it lies."""
        return self.files.model

    @property
    def settings(self) -> CometSettings:
        """What it is."""
        return self.files.settings

    @property
    def identity(self) -> str:
        """All that its scores depend on."""
        return self.files.identity(self.encoder.place)


def fetch_comet(model: str, revision: str, encoder: str, consent: Callable[[str], None], licence: str) -> None:
    """Download what a model needs and is not there, when the user agrees.

    Raises:
        MtqaError: as `fetch_model`, and when what was fetched is no COMET model.
    """
    local = fetch_model(model, revision, consent, COMET_FILES, licence=licence)
    settings, _ = _read(local)
    if encoder or (local.folder / "encoder").is_dir():
        return
    names = {settings.pretrained} | ({_MINILM_TOKENIZER} if settings.encoder == "MiniLM" else set())
    for name in sorted(names):
        fetch_model(name, "", consent, ABOUT)


def find_comet(model: str, revision: str = "", encoder: str = "", licence: str = "") -> CometFiles:
    """The files of a model.

    Args:
        model: A folder with `hparams.yaml` and `checkpoints/model.ckpt`, or a hub name that was downloaded before.
        revision: On the hub; "" for the newest.
        encoder: Folder with the encoder's configuration and tokenizer; "" for the model's own folder `encoder`, or the
            hub name in `hparams.yaml`.
        licence: For messages.

    Raises:
        MtqaError: when the files are no such model, or want to run code.
    """
    local = find_model(model, revision, COMET_FILES, licence=licence)
    settings, state = _read(local)
    about, tokenizer = _encoder_folders(local, settings, encoder)
    return CometFiles(local, settings, state, about, tokenizer)


def load_comet(files: CometFiles, place: Place) -> CometCheckpoint:
    """Load a model.

    Args:
        files: Where it lies.
        place: Where its encoder is to run.

    Raises:
        MtqaError: when the files are no such model.
    """
    path, state = files.model.folder / _CHECKPOINT, files.state
    inside = {key.removeprefix("encoder.model."): v for key, v in state.items() if key.startswith("encoder.model.")}
    if not inside:
        raise MtqaError("the checkpoint holds no encoder: it is of no COMET model", path=path)
    name = files.settings.pretrained
    loaded = build_encoder(files.about.folder, name, files.tokenizer.folder, inside, place, path=path)
    heads = {
        key: value.float().to(place.device) for key, value in state.items() if not key.startswith("encoder.model.")
    }
    return CometCheckpoint(files, loaded, heads)


def _read(local: LocalModel) -> tuple[CometSettings, Mapping[str, Any]]:
    """The settings and the weights; what the checkpoint says of itself counts more than `hparams.yaml`, as in the
    package, but for the model's class."""
    path = local.folder / _CHECKPOINT
    hparams = _read_yaml(local.folder / "hparams.yaml")
    content = read_state(path)
    state = content.get("state_dict")
    if not isinstance(state, Mapping):
        raise MtqaError("the checkpoint has no state_dict: it is of no COMET model", path=path)
    own = content.get("hyper_parameters")
    return _settings({**hparams, **(own if isinstance(own, Mapping) else {})}, hparams, path), state


def _encoder_folders(local: LocalModel, settings: CometSettings, encoder: str) -> tuple[LocalModel, LocalModel]:
    """Where the encoder's configuration and its tokenizer are."""
    if encoder:
        own = find_model(encoder, files=ABOUT)
        return own, own
    inside = local.folder / "encoder"
    if inside.is_dir():
        own = LocalModel(inside, settings.pretrained, local.revision)
        return own, own
    about = find_model(settings.pretrained, files=ABOUT)
    return about, find_model(_MINILM_TOKENIZER, files=ABOUT) if settings.encoder == "MiniLM" else about


def _read_yaml(path: Path) -> dict[str, Any]:
    import yaml

    if not path.exists():
        raise MtqaError(
            "there is no hparams.yaml: this is no COMET model",
            "Name the folder that holds hparams.yaml and checkpoints/model.ckpt.",
            path=path.parent,
        )
    try:
        content = yaml.safe_load(read_text(path))
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise MtqaError(f"the settings cannot be read as plain YAML: {reason}", path=path) from error
    if not isinstance(content, dict) or "class_identifier" not in content:
        raise MtqaError("these are no settings of a COMET model: class_identifier is missing", path=path)
    return content


def read_settings(path: Path) -> CometSettings:
    """The settings in a file `hparams.yaml`.

    Raises:
        MtqaError: when it is missing, no plain YAML, or of a model that cannot be run.
    """
    hparams = _read_yaml(path)
    return _settings(hparams, hparams, path)


def _settings(values: Mapping[str, Any], hparams: Mapping[str, Any], path: Path) -> CometSettings:
    kind = str(hparams["class_identifier"])
    if kind not in _KINDS:
        raise MtqaError(f"the model is a '{kind}', which is not run here", f"Known: {', '.join(_KINDS)}.", path=path)
    encoder = str(values.get("encoder_model", "XLM-RoBERTa"))
    if encoder not in _ENCODERS:
        raise MtqaError(f"the encoder '{encoder}' is not known", f"Known: {', '.join(_ENCODERS)}.", path=path)
    xcomet = kind == "xcomet_metric"
    unified = xcomet or kind == "unified_metric"
    layer = values.get("sent_layer" if unified else "layer", "mix")
    words = xcomet or (unified and bool(values.get("word_level_training", False)))
    mixing = values.get("layer_transformation", "sparsemax" if unified else "softmax")
    if hparams.get("layer_transformation") == "sparsemax_patch":  # how checkpoints say that they want a softmax
        mixing = "softmax"
    labels = values.get("error_labels") or (["minor", "major", "critical"] if xcomet else ["minor", "major"])
    return CometSettings(
        kind=kind,
        encoder=encoder,
        pretrained=str(values.get("pretrained_model", "xlm-roberta-large")),
        pool="cls" if unified else str(values.get("pool", "avg")),
        layer=layer if isinstance(layer, int) else "mix",
        sparsemax=mixing == "sparsemax",
        layer_norm=bool(values.get("layer_norm", not xcomet)),
        activation=str(values.get("activations") or "Tanh"),
        final_activation=str(values.get("final_activation") or ""),
        inputs=("mt", "src", "ref") if xcomet else tuple(map(str, values.get("input_segments", ("mt", "src", "ref")))),
        labels=tuple(map(str, labels)) if words else (),
        word_layer=int(values.get("word_layer", 36 if xcomet else 24)),
    )
