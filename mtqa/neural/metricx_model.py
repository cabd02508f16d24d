"""MetricX (Juraska et al., 2023; 2024): an mT5 whose decoder's first step is read as an error score from 0 to 25."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtqa.errors import MtqaError
from mtqa.models import LocalModel, Place, attention, loading
from mtqa.neural.batches import gathered, in_batches, padded
from mtqa.neural.checkpoint import read_state
from mtqa.neural.encoder import library_versions, load_tokenizer, token_numbers
from mtqa.neural.items import Item, ItemScore, bytes_of_all

__all__ = ["MetricXModel", "metricx_identity", "read_metricx"]

_READ_OUT = 250_089
"""The word `<extra_id_10>` of mT5, whose logit is the score."""
_WORST = 25.0
_HEAD = "lm_head.weight"
_LIMITS = {"23": 1024, "24": 1536}
_MOST_KEPT = 200_000
"""Items whose tokens are remembered."""
_AT_ONCE = 8_192
"""Items whose tokens are counted at once."""


@dataclass(frozen=True)
class MetricXModel:
    """A loaded model.

    Attributes:
        revision: The commit of the hub, or a digest of the files.
        tokenizer: mT5's.
        model: Encoder and decoder, without what turns hidden states into words.
        read_out: The weights, of shape (width,), that turn the decoder's first state into the score.
        generation: `23` or `24`: how the texts are put together.
        with_reference: Whether references are looked at, or sources only (`qe`).
        place: Where it runs.
    """

    revision: str
    tokenizer: Any
    model: Any
    read_out: Any
    generation: str
    with_reference: bool
    place: Place
    _kept: dict[Item, array[int]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def identity(self) -> str:
        return metricx_identity(self.revision, self.generation, self.with_reference, self.place)

    @property
    def limit(self) -> int:
        return _LIMITS[self.generation]

    @property
    def batch_tokens(self) -> int:
        return self.place.tokens

    def text(self, item: Item) -> str:
        """What the model is given of an item."""
        candidate, source = f"candidate: {item.hypothesis}", f"source: {item.source}"
        if self.generation == "23":
            other = f"reference: {item.reference}" if self.with_reference else source
            return f"{candidate} {other}"
        parts = [source, candidate, *([f"reference: {item.reference}"] if self.with_reference else [])]
        return " ".join(parts)

    @property
    def bound(self) -> Callable[[Item], int] | None:
        return None if self.place.device == "cpu" else bytes_of_all

    def lengths(self, items: Sequence[Item]) -> list[int]:
        shares = (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
        return [len(ids) for share in shares for ids in self._ids(share)]

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        import torch

        sequences = self._ids(items)
        found: list[tuple[list[int], Any]] = []

        def run(batch: list[int]) -> list[int]:
            ids, mask = padded([sequences[i] for i in batch], self.tokenizer.pad_token_id, self.place.device)
            start = torch.zeros((len(batch), 1), dtype=torch.long, device=self.place.device)
            with torch.inference_mode(), attention(self.place):
                states = self.model(
                    input_ids=ids, attention_mask=mask.long(), decoder_input_ids=start
                ).last_hidden_state[:, 0]
                found.append((batch, (states.float() @ self.read_out).clamp(0.0, _WORST)))
            return batch

        in_batches([len(ids) for ids in sequences], self.place.tokens, run)
        return lambda: [ItemScore(value) for value in gathered(found)]

    def _ids(self, items: Sequence[Item]) -> list[array[int]]:
        """Token numbers without the mark of the end, which the models were trained without."""
        new = [item for item in dict.fromkeys(items) if item not in self._kept]
        if len(self._kept) + len(new) > _MOST_KEPT:
            self._kept.clear()
            new = list(dict.fromkeys(items))
        numbers = token_numbers(self.tokenizer, [self.text(item) for item in new])
        for item, ids in zip(new, numbers, strict=True):
            self._kept[item] = ids[:-1] if ids and ids[-1] == self.tokenizer.eos_token_id else ids
        return [self._kept[item] for item in items]


def metricx_identity(revision: str, generation: str, with_reference: bool, place: Place) -> str:
    """All that the scores of a model depend on."""
    kind = f"generation:{generation}|ref:{with_reference}|{place.precision}"
    return f"metricx|{revision}|{kind}|{library_versions()}"


def read_metricx(
    local: LocalModel,
    tokenizer: LocalModel,
    generation: str,
    with_reference: bool,
    place: Place,
) -> MetricXModel:
    """Load a model.

    Args:
        local: The model's folder.
        tokenizer: The folder of mT5's tokenizer.
        generation: `23` or `24`.
        with_reference: Whether it looks at references.
        place: Where it is to run.

    Raises:
        MtqaError: when it cannot be loaded or is no such model.
    """
    from transformers import AutoConfig, MT5Model

    with loading(local.name):
        config = AutoConfig.from_pretrained(local.folder, local_files_only=True, trust_remote_code=False)
        if config.model_type != "mt5":
            raise MtqaError(f"the model '{local.name}' is a {config.model_type}, not an mT5 as MetricX is")
        if config.vocab_size <= _READ_OUT:
            raise MtqaError(f"the model '{local.name}' has no word {_READ_OUT}, which MetricX reads its score from")
        model, report = MT5Model.from_pretrained(
            local.folder, local_files_only=True, dtype=place.dtype, output_loading_info=True
        )
    if report["missing_keys"]:
        raise MtqaError(f"the model '{local.name}' lacks the weights {min(report['missing_keys'])}")
    loaded = load_tokenizer(tokenizer.folder, tokenizer.name)
    read_out = _read_out(local).float().to(place.device)
    # What the file says, not what the library makes of it: the class of the official package takes no word for no.
    if config.get_config_dict(local.folder)[0].get("tie_word_embeddings", False):
        read_out = read_out * config.d_model**-0.5
    return MetricXModel(
        local.revision, loaded, model.eval().to(place.device), read_out, generation, with_reference, place
    )


def _read_out(local: LocalModel) -> Any:
    """The row of `lm_head.weight` that gives the score, from the files themselves.

    The library would tie that matrix to the embeddings, whatever the model's configuration says; MetricX has its own.
    """
    for path in sorted(local.folder.glob("*.safetensors")):
        from safetensors import safe_open

        with safe_open(path, framework="pt") as file:
            if _HEAD in file.keys():  # noqa: SIM118 - it is no mapping
                return file.get_slice(_HEAD)[_READ_OUT]
    for path in sorted(local.folder.glob("pytorch_model*.bin")):
        state = read_state(path)
        if _HEAD in state:
            return state[_HEAD][_READ_OUT]
    raise MtqaError(f"the model '{local.name}' has no {_HEAD}: it is no MetricX model")
