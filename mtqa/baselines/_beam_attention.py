"""What the layers of a decoder attend to in a beam search, held once for each sentence and never copied.

The library transformers keeps keys and values for every beam, repeats those of the source for every beam, and copies
all of them whenever beams change places, which is at every step. Here a place for each beam and step is written once
and stays. Which places a beam descends from is said by a mask, and all beams of a sentence look at all its places.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

__all__ = ["BEAM_ATTENTION", "Masks", "SourcePlaces", "TargetPlaces", "past_of", "register_attention"]

BEAM_ATTENTION = "mtqa_beams"
"""The name of `_attend` among the attention functions of the library transformers."""
_ROOM = 32
"""Steps for which there is room at first; doubled when they are through."""


@dataclass
class Masks:
    """What beams may look at, as numbers that are added before the softmax: 0, or minus infinity.

    Attributes:
        target: Of shape (sentences, 1, beams, steps * beams).
        source: Of shape (sentences, 1, 1, tokens); None where no source is padded.
    """

    target: Any = None
    source: Any = None


class TargetPlaces:
    """Keys and values of what one layer has produced: shape (sentences, heads, room, beams, size).

    It stands among the library's layers of a cache and has what they are asked for.
    """

    is_sliding = False
    is_compileable = False
    is_initialized = True

    def __init__(self, beams: int) -> None:
        self.beams = beams
        self.n_steps = 0
        self.keys: Any = None
        self.values: Any = None

    def get_seq_length(self) -> int:
        return self.n_steps

    def update(self, keys: Any, values: Any, *more: Any, **options: Any) -> tuple[Any, Any]:
        """Write the next step; all steps as (sentences, heads, beams, steps, size).

        Args:
            keys: Of shape (sentences * beams, heads, 1, size).
            values: Likewise.
            more: What other kinds of cache want.
            options: Likewise.
        """
        del more, options
        self.keys, keys = self._with(self.keys, keys)
        self.values, values = self._with(self.values, values)
        self.n_steps += 1
        return keys, values

    def _with(self, places: Any, new: Any) -> tuple[Any, Any]:
        rows, heads, _, size = new.shape
        n = rows // self.beams
        if places is None:
            places = new.new_zeros((n, heads, _ROOM, self.beams, size))
        elif self.n_steps == places.shape[2]:
            wider = places.new_zeros((n, heads, 2 * self.n_steps, self.beams, size))
            wider[:, :, : self.n_steps] = places[:n]
            places = wider
        places[:n, :, self.n_steps] = new.reshape(n, self.beams, heads, size).transpose(1, 2)
        return places, places[:n, :, : self.n_steps + 1].transpose(2, 3)

    def move(self, to: Any, come_from: Any) -> None:
        """Put sentences into the places of others, which are done. Those at the end are no longer looked at."""
        for places in (self.keys, self.values):
            places[to] = places[come_from]


class SourcePlaces:
    """Keys and values of the source for one layer, once for each sentence: shape (sentences, heads, tokens, size)."""

    is_sliding = False
    is_compileable = False
    is_initialized = True
    keys: Any = None
    values: Any = None

    def get_seq_length(self) -> int:
        return 0 if self.keys is None else int(self.keys.shape[2])

    def update(self, keys: Any, values: Any, *more: Any, **options: Any) -> tuple[Any, Any]:
        del more, options
        self.keys, self.values = keys.contiguous(), values.contiguous()
        return self.keys, self.values

    def move(self, to: Any, come_from: Any, n: int) -> None:
        """Put sentences into the places of others, which are done, and keep the first n."""
        for places in (self.keys, self.values):
            places[to] = places[come_from]
        self.keys, self.values = self.keys[:n], self.values[:n]


def past_of(targets: list[TargetPlaces], sources: list[SourcePlaces]) -> Any:
    """The cache that the library's decoders want, of one of each for every layer."""
    from transformers.cache_utils import Cache, CacheLayerMixin, EncoderDecoderCache

    for kind in (TargetPlaces, SourcePlaces):
        CacheLayerMixin.register(kind)
    past = EncoderDecoderCache(Cache(layers=[]), Cache(layers=[]))
    past.self_attention_cache.layers[:] = targets
    past.cross_attention_cache.layers[:] = sources
    return past


def register_attention() -> None:
    """Make `_attend` known to the library transformers, which then makes no masks for it."""
    from transformers import AttentionInterface

    AttentionInterface.register(BEAM_ATTENTION, _attend)


def _attend(
    module: Any, query: Any, key: Any, value: Any, attention_mask: Any, *, masks: Masks,
    scaling: float | None = None, position_bias: Any = None, **options: Any,
) -> tuple[Any, None]:  # fmt: skip
    """Attention of all beams of a sentence to all that the sentence has.

    Args:
        module: Not used.
        query: Of shape (sentences * beams, heads, 1, size).
        key: Of shape (sentences, heads, beams, steps, size) for what was produced, without beams for the source.
        value: Likewise.
        attention_mask: Not used: nothing that was produced is padded.
        masks: What is looked at.
        scaling: Of the products; None for what is usual.
        position_bias: T5's, of shape (1, heads, 1, steps). For the source it is zero.
        options: What other attention functions want.

    Returns:
        Shape (sentences * beams, 1, heads, size).
    """
    import torch

    del module, attention_mask, options
    n, heads = key.shape[:2]
    beams, size = query.shape[0] // n, query.shape[-1]
    query = query.reshape(n, beams, heads, size).transpose(1, 2)
    mask = masks.source
    if key.dim() == 5:
        key, value = (places.transpose(2, 3).flatten(2, 3) for places in (key, value))
        mask = masks.target
        if position_bias is not None:
            mask = mask + position_bias.repeat_interleave(beams, dim=-1)
    found = torch.nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=mask, scale=scaling)
    return found.transpose(1, 2).reshape(n * beams, 1, heads, size), None
