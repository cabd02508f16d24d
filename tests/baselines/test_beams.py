"""Beam search with kept places, held against `generate` of the library transformers on models of every family."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import tiny_models

from mtqa.baselines._beams import BeamSearch

pytestmark = pytest.mark.torch


@dataclass(frozen=True)
class Family:
    """A kind of model, and what makes some of its random translations end, but not all.

    Attributes:
        make: Writes a model.
        spread: Standard deviation of its weights, large enough for beams to differ and to change places.
        times: What the weights of the word that ends a translation are multiplied by.
        plus: What is added to its logit.
    """

    make: Callable[[Path], Path]
    spread: float = 0.35
    times: float = 1.0
    plus: float = 0.0


FAMILIES = {
    "marian": Family(tiny_models.marian, spread=0.6, plus=8.0),
    "m2m_100": Family(tiny_models.m2m100, times=3.0),
    "nllb": Family(tiny_models.nllb, times=3.7),
    "mbart": Family(tiny_models.mbart50, plus=2.0),
    "t5": Family(tiny_models.t5, times=1.5),
}
N_SENTENCES = 24


@pytest.fixture(scope="module", params=list(FAMILIES))
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A tiny model, some of whose translations end by themselves."""
    import torch
    from transformers import AutoModelForSeq2SeqLM

    family = FAMILIES[request.param]
    folder = family.make(tmp_path_factory.mktemp(request.param) / "model")
    loaded = AutoModelForSeq2SeqLM.from_pretrained(folder, local_files_only=True).eval()
    end = loaded.config.eos_token_id
    torch.manual_seed(3)
    with torch.no_grad():
        for name, weight in loaded.named_parameters():
            if "norm" not in name:
                weight.normal_(std=family.spread if weight.dim() > 1 else 0.1)
        loaded.tie_weights()
        loaded.lm_head.weight[end] *= family.times
        if family.plus:
            loaded.final_logits_bias[:, end] += family.plus
    return loaded


def sources(model: Any, n: int = N_SENTENCES) -> list[list[int]]:
    """Random sources of 1 to 12 tokens and an end."""
    chance = random.Random(5)
    words = range(model.config.eos_token_id + 2, min(60, model.config.vocab_size - 1))
    return [[*chance.choices(words, k=chance.randint(1, 12)), model.config.eos_token_id] for _ in range(n)]


def generation(model: Any, **options: Any) -> Any:
    from transformers import GenerationConfig

    return GenerationConfig(
        do_sample=False,
        decoder_start_token_id=model.config.decoder_start_token_id,
        pad_token_id=model.config.pad_token_id,
        eos_token_id=model.config.eos_token_id,
        **options,
    )


def by_generate(model: Any, told: Any, ids: Sequence[int], limit: int) -> list[int]:
    """What the library finds for a sentence that is alone: its tokens, without what the decoder starts from."""
    import torch

    model.generation_config = told
    told.max_new_tokens = limit
    with torch.inference_mode():
        (found,) = model.generate(
            input_ids=torch.tensor([list(ids)]), attention_mask=torch.ones(1, len(ids)), generation_config=told
        ).tolist()
    del found[0]
    end = told.eos_token_id
    return found[: found.index(end) + 1] if end in found else found


def together(model: Any, told: Any, encoded: Sequence[Sequence[int]], limits: Sequence[int]) -> list[list[int]]:
    import torch

    width = max(map(len, encoded))
    ids = torch.tensor([[*row, *[model.config.pad_token_id] * (width - len(row))] for row in encoded])
    mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in encoded])
    with torch.inference_mode():
        return BeamSearch(model, told).translate(ids, mask, limits)


OPTIONS: list[dict[str, Any]] = [
    {"num_beams": 1},
    {"num_beams": 2},
    {"num_beams": 4},
    {"num_beams": 4, "early_stopping": True},
    {"num_beams": 4, "early_stopping": "never"},
    {"num_beams": 5, "length_penalty": 0.6},
    {"num_beams": 3, "length_penalty": 2.0, "early_stopping": "never"},
    {"num_beams": 4, "length_penalty": 0.0},
    {"num_beams": 4, "length_penalty": -0.5, "early_stopping": "never"},
    {"num_beams": 4, "forced_bos_token_id": 9},
    {"num_beams": 1, "forced_bos_token_id": 9},
]


def is_served(model: Any) -> bool:
    """T5 of older releases of the library computes attention by itself, so that nothing can be put in its place."""
    from transformers.models.t5 import modeling_t5

    return model.config.model_type != "t5" or hasattr(modeling_t5, "ALL_ATTENTION_FUNCTIONS")


def test_the_same_translations_as_generate(model: Any) -> None:
    """Token by token, whatever else is in the batch, with limits of their own, room for steps more than once."""
    if not is_served(model):
        assert not BeamSearch.serves(model, generation(model, num_beams=4))
        return
    encoded = sources(model)
    limits = [1 + 7 * number % 50 for number in range(len(encoded))]
    everything: list[list[int]] = []
    for options in OPTIONS:
        told = generation(model, **options)
        found = together(model, told, encoded, limits)
        alone = [by_generate(model, told, ids, limit) for ids, limit in zip(encoded, limits, strict=True)]
        assert found == alone, options
        everything += found
    n_ended = sum(model.config.eos_token_id in ids for ids in everything)
    assert 0.1 < n_ended / len(everything) < 0.9  # some end, some are cut: both are tried
    assert len({tuple(ids) for ids in everything}) > 0.25 * len(everything)


def test_generate_does_what_is_not_understood(model: Any) -> None:
    told = generation(model, num_beams=4, forced_bos_token_id=9, early_stopping="never")
    assert BeamSearch.serves(model, told) == is_served(model)
    for options in (
        {"no_repeat_ngram_size": 3},
        {"bad_words_ids": [[7]]},
        {"repetition_penalty": 1.2},
        {"min_length": 5},
        {"suppress_tokens": [7]},
        {"num_return_sequences": 2},
    ):
        assert not BeamSearch.serves(model, generation(model, num_beams=4, **options)), options
