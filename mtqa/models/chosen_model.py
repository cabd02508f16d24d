"""The model that `--baseline auto` takes for a pair of languages: the best known one that this machine can run."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.files import is_offline
from mtqa.languages import LanguagePair
from mtqa.models.catalogue import ListedModel, models_for
from mtqa.models.model_files import how_it_is_had

__all__ = ["ChosenModel", "best_known", "choose_model"]

_LARGEST_ON_PROCESSOR = 1000
"""Millions of parameters of a model that a processor can be asked to run."""
_BYTES_A_PARAMETER = 2.6
"""In half precision, with what is computed."""
_CHAT = "chat"


@dataclass(frozen=True)
class ChosenModel:
    """A model that was chosen.

    Attributes:
        model: The model.
        spec: How to run it here: `ctranslate2:NAME` where that is faster, else `transformers:NAME` or `chat:NAME`.
        is_here: Whether it is on this machine already.
        on_gpu: Whether a GPU will run it.
    """

    model: ListedModel
    spec: str
    is_here: bool
    on_gpu: bool

    @property
    def told(self) -> str:
        """What a user should know of it, in a sentence: licence, size, speed."""
        size = f"{self.model.parameters} million parameters"
        had = "is on this machine" if self.is_here else f"has to be downloaded: {_megabytes(self.model.download)}"
        speed = "on a GPU" if self.on_gpu else f"about {self.model.speed} sentences a minute and processor core"
        return f"{self.model.name} ({self.model.note}; {size}; licence {self.model.licence}; {speed}), which {had}"


def choose_model(pair: LanguagePair, *, free: bool = False) -> ChosenModel:
    """The best known model for a direction that this machine can run; one that is here goes before all others.

    Args:
        pair: The direction.
        free: Only models that may be used for any purpose.

    Raises:
        MtqaError: when none is listed, or none is here and the network is forbidden.
        MissingDependencyError: when what runs models is not installed.
    """
    chosen = best_known(pair, free=free)
    if not chosen.is_here and is_offline():
        raise MtqaError(
            f"no model for {pair} is on this machine, and HF_HUB_OFFLINE or --offline forbids the network",
            f"The best known one is had with: hf download {chosen.model.name}",
        )
    return chosen


def best_known(pair: LanguagePair, *, free: bool = False) -> ChosenModel:
    """As `choose_model`, whether the network is forbidden or not.

    Args:
        pair: The direction.
        free: Only models that may be used for any purpose.

    Raises:
        MtqaError: when none is listed.
        MissingDependencyError: when what runs models is not installed.
    """
    listed = [model for model in models_for(pair) if model.is_free or not free]
    runner = _runner()
    memory = _gpu_memory()
    fitting = [model for model in listed if _fits(model, memory)]
    ranked = sorted(fitting or listed, key=lambda model: (-model.rank, model.download))
    here = [model for model in ranked if not how_it_is_had(model.name)]
    if not ranked:
        raise MtqaError(f"no model for {pair} is known", "Name one: --baseline transformers:OWNER/NAME")
    best = (here or ranked)[0]
    kind = best.spec.partition(":")[0]
    spec = f"{runner}:{best.name}" if kind != _CHAT and not memory else best.spec
    return ChosenModel(best, spec, bool(here), memory > 0)


def _fits(model: ListedModel, memory: int) -> bool:
    if memory:
        return model.parameters * 1e6 * _BYTES_A_PARAMETER < memory
    return model.parameters <= _LARGEST_ON_PROCESSOR and not model.spec.startswith(_CHAT)


def _runner() -> str:
    """What runs models on a processor here: CTranslate2, which needs PyTorch to convert them, or PyTorch."""
    if find_spec("torch") is None or find_spec("sentencepiece") is None:
        raise MissingDependencyError("torch", "neural", "A baseline")
    return "transformers" if find_spec("ctranslate2") is None else "ctranslate2"


@cache
def _gpu_memory() -> int:
    """Bytes of the GPU; 0 where there is none."""
    import torch

    return int(torch.cuda.get_device_properties(0).total_memory) if torch.cuda.is_available() else 0


def _megabytes(size: int) -> str:
    return f"{size / 1000:.1f} GB" if size >= 1000 else f"{size} MB"
