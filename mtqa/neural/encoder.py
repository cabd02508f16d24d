"""A transformer encoder with its tokenizer: texts become token numbers, token numbers become hidden states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.models import Place, attention, loading
from mtqa.neural.batches import padded

__all__ = ["Encoder", "Tokens", "build_encoder", "library_versions", "load_encoder", "load_tokenizer"]

_MOST_KEPT = 200_000


@dataclass(frozen=True)
class Tokens:
    """A text as the model sees it.

    Attributes:
        ids: Token numbers, with those that mark beginning and end.
        encoding: What the tokenizer gave, of the library tokenizers.
    """

    ids: tuple[int, ...]
    encoding: Any = field(repr=False, compare=False)

    @property
    def offsets(self) -> list[tuple[int, int]]:
        """For each token where it stands in the text, (start, end) in characters; (0, 0) for marks."""
        return [(int(start), int(end)) for start, end in self.encoding.offsets]


@dataclass(frozen=True)
class Encoder:
    """A loaded encoder.

    Attributes:
        tokenizer: Of the library transformers.
        model: Of the library transformers; gives hidden states.
        place: Where it runs.
    """

    tokenizer: Any
    model: Any
    place: Place
    _kept: dict[str, Tokens] = field(default_factory=dict, repr=False, compare=False)

    @property
    def positions(self) -> int:
        """The most tokens that the model has positions for."""
        config = self.model.config
        most = getattr(config, "max_position_embeddings", 0) or 1 << 20
        # RoBERTa counts positions from the padding's number on, so that it cannot use the first ones.
        return int(most) - (int(config.pad_token_id) + 1 if "roberta" in config.model_type else 0)

    @property
    def n_layers(self) -> int:
        """Layers of hidden states, with the embeddings."""
        return int(self.model.config.num_hidden_layers) + 1

    def tokens(self, texts: Sequence[str]) -> list[Tokens]:
        """The tokens of texts, without cutting any."""
        new = [text for text in dict.fromkeys(texts) if text not in self._kept]
        if new:
            if len(self._kept) > _MOST_KEPT:
                self._kept.clear()
                new = list(dict.fromkeys(texts))
            cleaned = [text.encode("utf-8", "replace").decode("utf-8") for text in new]
            tokenizer = self.tokenizer.backend_tokenizer
            tokenizer.no_truncation()
            tokenizer.no_padding()
            for text, encoding in zip(new, tokenizer.encode_batch(cleaned), strict=True):
                self._kept[text] = Tokens(tuple(encoding.ids), encoding)
        return [self._kept[text] for text in texts]

    def hidden(
        self, sequences: Sequence[Sequence[int]], first_lengths: Sequence[int] | None = None
    ) -> tuple[tuple[Any, ...], Any]:
        """Hidden states of token sequences.

        Args:
            sequences: n sequences.
            first_lengths: How many tokens belong to the first text, where the model tells texts apart by token types.

        Returns:
            Of every layer, the embeddings first, a tensor of shape (n, longest, width); and the mask of shape
            (n, longest), True where there is a token.
        """
        import torch

        ids, mask = padded(sequences, self.tokenizer.pad_token_id, self.place.device)
        options = {}
        if first_lengths is not None:
            types = torch.ones_like(ids)
            for row, length in enumerate(first_lengths):
                types[row, :length] = 0
            options["token_type_ids"] = types
        with torch.inference_mode(), attention(self.place):
            states = self.model(
                input_ids=ids, attention_mask=mask.long(), output_hidden_states=True, **options
            ).hidden_states
        return states, mask


def library_versions() -> str:
    """`torch:2.13.0+cpu|transformers:5.23.0`, for signatures."""
    return f"torch:{version('torch')}|transformers:{version('transformers')}"


def load_tokenizer(folder: Path, name: str) -> Any:
    """The tokenizer in a folder.

    Raises:
        MtqaError: when there is none that the library can load without running code of the model's.
    """
    from transformers import AutoTokenizer

    with loading(name):
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    if tokenizer.pad_token_id is None or not tokenizer.is_fast:
        raise MtqaError(f"the tokenizer of '{name}' has no padding, or tells no positions")
    return tokenizer


def load_encoder(folder: Path, name: str, place: Place) -> Encoder:
    """A pretrained encoder from a folder.

    Raises:
        MtqaError: when it cannot be loaded.
    """
    from transformers import AutoConfig, AutoModel

    tokenizer = load_tokenizer(folder, name)
    with loading(name):
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        if config.is_encoder_decoder:
            raise MtqaError(f"the model '{name}' is no encoder: it generates text ({config.model_type})")
        model = AutoModel.from_pretrained(
            folder, config=config, local_files_only=True, trust_remote_code=False, dtype=place.dtype
        )
    return Encoder(tokenizer, model.eval().to(place.device), place)


def build_encoder(
    folder: Path, name: str, tokenizer_folder: Path, state: Mapping[str, Any], place: Place, *, path: Path
) -> Encoder:
    """An encoder from its configuration and weights that come from elsewhere.

    Args:
        folder: With `config.json`.
        name: What the encoder is called.
        tokenizer_folder: With the tokenizer's files.
        state: The weights by name.
        place: Where it is to run.
        path: The file that the weights come from, for messages.

    Raises:
        MtqaError: when the weights do not belong to such an encoder.
    """
    from transformers import MODEL_MAPPING, AutoConfig

    tokenizer = load_tokenizer(tokenizer_folder, name)
    with loading(name):
        config = AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
        kind = MODEL_MAPPING[type(config)]
    try:
        with loading(name):
            # Unlike a model that is made first and filled then, this one is never filled with random numbers.
            model, report = kind.from_pretrained(
                None, config=config, state_dict=dict(state), dtype=place.dtype, output_loading_info=True
            )
    except MtqaError as error:
        raise MtqaError(
            f"the weights do not fit the encoder '{name}': {error.message}",
            "Give the right one: encoder=FOLDER.",
            path=path,
        ) from error
    missing = [key for key in report["missing_keys"] if not key.startswith("pooler.")]
    foreign = [key for key in report["unexpected_keys"] if not key.startswith("pooler.") and "position_ids" not in key]
    if missing or foreign:
        what = f"lacks {min(missing)}" if missing else f"has {min(foreign)}"
        raise MtqaError(
            f"the checkpoint does not belong to the encoder '{name}': it {what}",
            "It is damaged, or of another kind of model.",
            path=path,
        )
    return Encoder(tokenizer, model.eval().to(place.device), place)
