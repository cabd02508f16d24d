"""Beam search of encoder-decoder models: what `generate` of the library transformers finds, in a third of its time.

The arithmetic is that of `GenerationMixin._beam_search` and the models' own layers, in the same precision; only sums
are taken in another order. What is saved: keys and values are not copied (see `_beam_attention`), sentences that are
done leave the batch at once, and of all words' logits only the likeliest are made probabilities and compared.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from mtqa.baselines._beam_attention import (
    BEAM_ATTENTION,
    Masks,
    SourcePlaces,
    TargetPlaces,
    past_of,
    register_attention,
)

__all__ = ["BeamSearch"]

_FAMILIES = ("marian", "m2m_100", "mbart", "t5")
"""Kinds of models that the tests hold against `generate`."""
_UNDERSTOOD = {
    "num_beams", "do_sample", "max_new_tokens", "decoder_start_token_id", "pad_token_id", "eos_token_id",
    "forced_bos_token_id", "length_penalty", "early_stopping", "transformers_version",
}  # fmt: skip
"""What a generation may be told; all else is left to `generate`."""
_BLOCK = 64
"""Words of which only the likeliest is looked at first."""
_ROWS = 4
"""Rows of logits that are made probabilities at once, on a processor."""
_NEVER = -1.0e9
"""The score of what must not be chosen, as `generate` has it."""


@dataclass
class _Batch:
    """Sentences that are not done, in the order in which they lie in the cache. W is the number of beams.

    Attributes:
        numbers: Which sentences they are.
        limits: The most tokens of each, shape (sentences, 1).
        scores: Sums of logarithms of running beams, shape (sentences, W).
        tokens: What running beams have produced, shape (sentences, W, steps).
        places: In whose place each step of a running beam lies, shape (sentences, W, steps).
        ended_scores: Of the best translations that have ended, shape (sentences, W).
        ended: Whether there are any, likewise.
        ended_tokens: They themselves, shape (sentences, W, steps); -1 behind the end.
        open: Whether a running beam can still be better, shape (sentences, 1).
    """

    numbers: list[int]
    limits: Any
    scores: Any
    tokens: Any
    places: Any
    ended_scores: Any
    ended: Any
    ended_tokens: Any
    open: Any

    def keep(self, order: Any) -> None:
        """Keep sentences, in this order."""
        self.numbers = [self.numbers[i] for i in order.tolist()]
        for name in (
            "limits", "scores", "tokens", "places", "ended_scores", "ended", "ended_tokens", "open",
        ):  # fmt: skip
            setattr(self, name, getattr(self, name)[order])


def _gathered(values: Any, chosen: Any) -> Any:
    """Those of shape (sentences, any, steps) or (sentences, any) that are chosen for each sentence."""
    if values.dim() == 3:
        chosen = chosen[:, :, None].expand(-1, -1, values.shape[2])
    return values.gather(1, chosen)


class BeamSearch:
    """Translates batches with one model.

    Args:
        model: Of the library transformers, as `generate` would have it.
        generation: Its `GenerationConfig`: beams, penalties, what is forced.
    """

    def __init__(self, model: Any, generation: Any) -> None:
        register_attention()
        self.model = model
        self.generation = generation
        self.beams: int = generation.num_beams
        self.early = generation.early_stopping or False
        self.penalty: float = 1.0 if generation.length_penalty is None else generation.length_penalty
        self._logits: Any = None

    @staticmethod
    def serves(model: Any, generation: Any) -> bool:
        """Whether it knows the model and all that the generation asks for. If not, `generate` does."""
        told = {name for name, value in generation.to_diff_dict().items() if value is not None and value != 0}
        return (
            model.config.model_type in _FAMILIES
            and hasattr(sys.modules[type(model).__module__], "ALL_ATTENTION_FUNCTIONS")  # T5 of older releases has not
            and told <= _UNDERSTOOD
            and isinstance(generation.eos_token_id, int)
            and isinstance(generation.decoder_start_token_id, int)
            and getattr(model.lm_head, "bias", None) is None
            and model.lm_head.weight.shape[0] > 4 * generation.num_beams
        )

    def translate(self, ids: Any, mask: Any, limits: Sequence[int]) -> list[list[int]]:
        """The best translation of each source: its tokens, the end included if it was reached before the limit.

        Args:
            ids: Tokens of the sources, shape (sentences, tokens).
            mask: 1 where there is one, 0 where there is padding.
            limits: The most tokens of each translation; each is what it would be alone.
        """
        encoded = self.model.get_encoder()(input_ids=ids, attention_mask=mask).last_hidden_state
        decoder = self.model.get_decoder()
        layers = decoder.block if hasattr(decoder, "block") else decoder.layers
        targets = [TargetPlaces(self.beams) for _ in layers]
        sources = [SourcePlaces() for _ in layers]
        past = past_of(targets, sources)
        masks = Masks(source=None if bool(mask.all()) else _as_numbers(mask[:, None, None, :] > 0, encoded.dtype))
        batch = self._begin(ids, limits)
        found: list[list[int]] = [[] for _ in limits]
        step = 0
        with _beam_attention(decoder.config):
            while batch.numbers:
                step += 1
                done = self._advance(batch, self._states(batch, encoded, past, masks), step)
                if not bool(done.any()):
                    continue
                for place in done.nonzero()[:, 0].tolist():
                    found[batch.numbers[place]] = [t for t in batch.ended_tokens[place, 0].tolist() if t >= 0]
                self._leave(batch, done, masks, targets, sources)
        return found

    def _begin(self, ids: Any, limits: Sequence[int]) -> _Batch:
        import torch

        n, beams = len(limits), self.beams
        like = {"device": ids.device}
        scores = torch.zeros((n, beams), **like)
        scores[:, 1:] = _NEVER  # all beams are the same at first, and must not all be continued
        return _Batch(
            numbers=list(range(n)),
            limits=torch.tensor(limits, **like)[:, None],
            scores=scores,
            tokens=torch.empty((n, beams, 0), dtype=torch.long, **like),
            places=torch.empty((n, beams, 0), dtype=torch.long, **like),
            ended_scores=torch.full((n, beams), _NEVER, **like),
            ended=torch.zeros((n, beams), dtype=torch.bool, **like),
            ended_tokens=torch.empty((n, beams, 0), dtype=torch.long, **like),
            open=torch.ones((n, 1), dtype=torch.bool, **like),
        )

    def _states(self, batch: _Batch, encoded: Any, past: Any, masks: Masks) -> Any:
        """The decoder's states behind the last token of every beam, shape (sentences * W, size)."""
        import torch

        n = len(batch.numbers)
        own = torch.arange(self.beams, device=batch.places.device)
        batch.places = torch.cat([batch.places, own[None, :, None].expand(n, -1, 1)], dim=2)
        seen = batch.places[..., None] == own  # by sentence, beam, step: in which place
        masks.target = _as_numbers(seen.flatten(2), encoded.dtype)[:, None]
        if batch.tokens.shape[2]:
            last = batch.tokens[:, :, -1].reshape(-1, 1)
        else:
            last = batch.tokens.new_full((n * self.beams, 1), self.generation.decoder_start_token_id)
        found = self.model.get_decoder()(
            input_ids=last, encoder_hidden_states=encoded[:n], past_key_values=past, use_cache=True, masks=masks
        )
        return found.last_hidden_state[:, -1]

    def _advance(self, batch: _Batch, states: Any, step: int) -> Any:
        """Continue every beam by a token; which sentences are done then, shape (sentences,)."""
        import torch

        scores, parents, tokens = self._continuations(batch, states, step)
        ends = (tokens == self.generation.eos_token_id) | (step >= batch.limits)
        lines = torch.cat([_gathered(batch.tokens, parents), tokens[..., None]], dim=2)
        if self.beams == 1:
            batch.ended_tokens = batch.tokens = lines
            return ends[:, 0]
        running = scores + ends * _NEVER
        chosen = running.topk(self.beams)[1]
        self._end(batch, scores, lines, ends, step)
        batch.scores = running.gather(1, chosen)
        batch.tokens = _gathered(lines, chosen)
        batch.places = _gathered(batch.places, parents.gather(1, chosen))
        length = batch.limits if self.early == "never" and self.penalty > 0 else step
        best = batch.scores[:, :1] / length**self.penalty
        worst = torch.where(batch.ended, batch.ended_scores.min(dim=1, keepdim=True)[0], _NEVER)
        batch.open = batch.open & (best > worst).any(dim=1, keepdim=True)
        full = batch.ended.all(dim=1) & (self.early is True)
        return ~batch.open[:, 0] | full | ends.all(dim=1)

    def _end(self, batch: _Batch, scores: Any, lines: Any, ends: Any, step: int) -> None:
        """Put continuations that have ended among the best that have, if they are. Only the first W count."""
        import torch

        ended = ends & (torch.arange(ends.shape[1], device=ends.device) < self.beams)
        scores = scores / step**self.penalty
        full = batch.ended.all(dim=1, keepdim=True) & (self.early is True)
        scores = scores + full * _NEVER + ~batch.open * _NEVER + ~ended * _NEVER
        before = torch.nn.functional.pad(batch.ended_tokens, (0, 1), value=-1)
        scores = torch.cat([batch.ended_scores, scores], dim=1)
        batch.ended_scores, chosen = scores.topk(self.beams)
        batch.ended_tokens = _gathered(torch.cat([before, lines], dim=1), chosen)
        batch.ended = torch.cat([batch.ended, ended], dim=1).gather(1, chosen)

    def _continuations(self, batch: _Batch, states: Any, step: int) -> tuple[Any, Any, Any]:
        """The 2 W likeliest continuations of a sentence: their scores, which beam they continue, and by which token.

        So many, because W of them may be ends. A beam has no more than that many among them.
        """
        import torch

        n, beams = len(batch.numbers), self.beams
        most = 1 if beams == 1 else 2 * beams
        forced = self.generation.forced_bos_token_id
        if step == 1 and forced is not None:
            likely = torch.full((n * beams, most), -math.inf, device=states.device)
            likely[:, 0] = 0.0
            words = torch.full_like(likely, forced, dtype=torch.long)
        else:
            likely, words = self._likeliest(states, most)
        scores = (likely.view(n, beams, most) + batch.scores[:, :, None]).flatten(1)
        scores, chosen = scores.topk(most)
        return scores, chosen // most, words.view(n, -1).gather(1, chosen)

    def _likeliest(self, states: Any, most: int) -> tuple[Any, Any]:
        """The logarithms of the likeliest words' probabilities behind each state, and the words."""

        logits = self._logits_of(states)
        blocks = logits.view(len(logits), -1, _BLOCK)
        # The likeliest words lie in those blocks whose likeliest words are the likeliest.
        first = blocks.amax(dim=2)
        near = first.topk(min(most, first.shape[1]), sorted=False)[1]
        among = blocks.gather(1, near[..., None].expand(-1, -1, _BLOCK)).flatten(1)
        likely, at = among.topk(most)
        words = near.gather(1, at // _BLOCK) * _BLOCK + at % _BLOCK
        if self.beams == 1:  # nothing is compared but the words of one beam
            return likely.float(), words
        return likely.float() - _logarithms_of_sums(logits, likely[:, :1]), words

    def _logits_of(self, states: Any) -> Any:
        """Shape (rows, words up to a whole block); minus infinity behind the last. The memory is used again."""
        import torch

        weight = self.model.lm_head.weight
        bias = getattr(self.model, "final_logits_bias", None)
        if getattr(self.model.config, "scale_decoder_outputs", False):
            states = states * self.model.config.d_model**-0.5
        rows, words = len(states), len(weight)
        if self._logits is None or len(self._logits) < rows:
            self._logits = None  # freed before more is asked for
            self._logits = states.new_full((rows, -(-words // _BLOCK) * _BLOCK), -math.inf)
        found = self._logits[:rows]
        if bias is None:
            torch.mm(states, weight.T, out=found[:, :words])
        else:
            torch.addmm(bias, states, weight.T, out=found[:, :words])
        return found

    def _leave(
        self, batch: _Batch, done: Any, masks: Masks, targets: Sequence[TargetPlaces], sources: Sequence[SourcePlaces]
    ) -> None:
        """Sentences that are done leave the batch; the last ones move into their places."""
        import torch

        n = len(done) - int(done.sum())
        order = torch.arange(n, device=done.device)
        to, come_from = done[:n].nonzero()[:, 0], n + (~done[n:]).nonzero()[:, 0]
        order[to] = come_from
        batch.keep(order)
        if masks.source is not None:
            masks.source = masks.source[order]
        for target, source in zip(targets, sources, strict=True):
            target.move(to, come_from)
            source.move(to, come_from, n)


def _logarithms_of_sums(logits: Any, most: Any) -> Any:
    """The logarithm of the sum of each row's exponentials, shape (rows, 1); `most` are the largest logits."""
    import torch

    if logits.is_cuda or logits.dtype != torch.float32:
        return torch.logsumexp(logits.float(), dim=1, keepdim=True)
    # A few rows at a time: what is computed in between then stays near the core.
    few = zip(logits.split(_ROWS), most.split(_ROWS), strict=True)
    return torch.cat([torch.sub(rows, top).exp_().sum(dim=1, keepdim=True) for rows, top in few]).log_() + most


def _as_numbers(seen: Any, dtype: Any) -> Any:
    """0 where something is seen, minus infinity where not."""
    import torch

    return torch.zeros(seen.shape, dtype=dtype, device=seen.device).masked_fill_(~seen, -math.inf)


@contextmanager
def _beam_attention(config: Any) -> Iterator[None]:
    """Let the layers of a decoder attend as `_beam_attention` does."""
    before = config._attn_implementation
    config._attn_implementation = BEAM_ATTENTION
    try:
        yield
    finally:
        config._attn_implementation = before
