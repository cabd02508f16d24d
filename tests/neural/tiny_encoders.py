"""Tiny encoders and an encoder-decoder with random weights, the same on every machine.

`scripts/make_neural_fixtures` scores them with the official programs; `bertscore_expected.json` and
`metricx_expected.json` hold what came out.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tiny_comet import _SIZE, _random, write_tokenizer

METRICX_CASES = {
    "23": ("23", False, False),
    "23-qe": ("23", True, False),
    "24": ("24", False, False),
    "24-qe": ("24", True, False),
    "24-tied": ("24", False, True),
}
"""By name: generation, whether without reference, whether the embeddings count as tied."""
_WORDS, _READ_OUT = 250_112, 250_089
"""Of mT5's vocabulary; MetricX reads its score from the latter."""


def _fill(model: Any, seed: int) -> Any:
    import torch

    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for key, value in sorted(model.named_parameters()):
            value.copy_(_random(key, value.shape, generator))
    return model


def bert(folder: Path) -> Path:
    """A BERT of two layers."""
    from transformers import BertConfig, BertModel

    write_tokenizer(folder, "BERT")
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    (folder / "tokenizer_config.json").write_text(json.dumps({**settings, "model_max_length": 128}))
    _fill(BertModel(BertConfig(vocab_size=100, pad_token_id=0, **_SIZE)), 1).save_pretrained(folder)
    return folder


def metricx(folder: Path, *, tied: bool = False) -> Path:
    """An mT5 of one layer, with mT5's number of words and a head of its own as MetricX has it.

    Args:
        folder: Where to write it.
        tied: Whether the configuration says that the head is the embeddings; then the score is scaled.
    """
    import torch
    from safetensors.torch import save_file
    from transformers import MT5Config, MT5Model

    write_tokenizer(folder, "mT5")
    config = MT5Config(
        vocab_size=_WORDS, d_model=16, d_kv=8, d_ff=32, num_layers=1, num_decoder_layers=1, num_heads=2,
        pad_token_id=0, eos_token_id=1, decoder_start_token_id=0,
    )  # fmt: skip
    settings = {**config.to_dict(), "tie_word_embeddings": tied}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    state = {key: value.contiguous().clone() for key, value in _fill(MT5Model(config), 2).named_parameters()}
    state["lm_head.weight"] = torch.zeros(_WORDS, 16)
    state["lm_head.weight"][_READ_OUT] = torch.linspace(-4, 8, 16) * (2 if tied else 1)
    save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
    return folder
