"""A transformer encoder with its tokenizer: texts become token numbers, token numbers become hidden states."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.models import Place, attention, loading
from mtqa.neural.batches import padded

__all__ = ["Encoder", "build_encoder", "library_versions", "load_encoder", "load_tokenizer", "token_numbers"]

_MOST_KEPT = 1 << 23
"""Tokens that are remembered: with their texts some 150 MB."""
_AT_ONCE = 8_192
"""Texts that are tokenised at once: the library's own form of them is large."""


def _clean(texts: Sequence[str]) -> list[str]:
    """Texts without halves of characters, which the library does not take."""
    return [text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8") for text in texts]


def token_numbers(tokenizer: Any, texts: Sequence[str]) -> list[array[int]]:
    """The numbers of the tokens of texts, with those that mark beginning and end; nothing is cut, nothing padded.

    Args:
        tokenizer: Of the library transformers.
        texts: The texts. Several threads of the library's own tokenise them.
    """
    backend = tokenizer.backend_tokenizer
    backend.no_truncation()
    backend.no_padding()
    found: list[array[int]] = []
    for start in range(0, len(texts), _AT_ONCE):  # `fast` is without offsets
        found += [array("i", one.ids) for one in backend.encode_batch_fast(_clean(texts[start : start + _AT_ONCE]))]
    return found


@dataclass
class _Remembered:
    """Tokens of texts, so that none is tokenised twice."""

    tokens: dict[str, array[int]] = field(default_factory=dict)
    n_tokens: int = 0


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
    _kept: _Remembered = field(default_factory=_Remembered, repr=False, compare=False)

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

    def tokens(self, texts: Sequence[str]) -> list[array[int]]:
        """The numbers of the tokens of texts, as `token_numbers` gives them, without cutting any."""
        known = self._kept.tokens
        new = list({text: None for text in texts if text not in known})
        if new:
            if self._kept.n_tokens > _MOST_KEPT:
                known.clear()
                self._kept.n_tokens = 0
                new = list(dict.fromkeys(texts))
            for text, numbers in zip(new, token_numbers(self.tokenizer, new), strict=True):
                known[text] = numbers
                self._kept.n_tokens += len(numbers)
        return [known[text] for text in texts]

    def lengths(self, texts: Sequence[str]) -> list[int]:
        """The tokens of each text; not all of them are remembered, as there may be millions."""
        shares = (texts[start : start + _AT_ONCE] for start in range(0, len(texts), _AT_ONCE))
        return [len(tokens) for share in shares for tokens in self.tokens(share)]

    def offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Where the tokens of each text stand in it, (start, end) in characters; (0, 0) for marks."""
        backend = self.tokenizer.backend_tokenizer
        backend.no_truncation()
        backend.no_padding()
        return [encoding.offsets for encoding in backend.encode_batch(_clean(texts))]

    def hidden(
        self, sequences: Sequence[array[int]], first_lengths: Sequence[int] | None = None
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
        if ids.shape[1] > self.positions:  # where lengths were estimated, and a text has more tokens than bytes
            raise MtqaError(
                f"a text has {ids.shape[1]} tokens, and the encoder takes {self.positions}",
                "Give device=cpu, where such texts are scored in windows.",
            )
        options = {}
        if first_lengths is not None:
            ends = torch.tensor(first_lengths, device=ids.device)
            options["token_type_ids"] = (torch.arange(ids.shape[1], device=ids.device) >= ends[:, None]).long()
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
