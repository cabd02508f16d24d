"""Tiny COMET models with random weights, the same on every machine: of every class, encoder, pooling and layer mixing.

`scripts/make_neural_fixtures` scores them with the official package; `comet_expected.json` holds what came out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

TRIPLES = (
    ("The cat sat on the mat.", "Die Katze saß auf der Matte.", "Die Katze sass auf einer Matte."),
    ("It is raining.", "Es regnet gerade heftig in der Stadt.", "Es regnet."),
    ("Where is the station?", "Wo Station?", "Wo ist der Bahnhof?"),
    ("Twelve people came to the meeting in Sofia on Tuesday.", "12 Leute.", "Zwölf Menschen kamen am Dienstag."),
    ("No.", "", "Nein."),
)  # source, hypothesis, reference


@dataclass(frozen=True)
class Case:
    """A model: COMET's class, its encoder, and what `hparams.yaml` says besides."""

    kind: str
    encoder: str
    hparams: dict[str, Any] = field(default_factory=dict)
    with_reference: bool = True


_MIX = {"layer": "mix", "layer_transformation": "softmax", "layer_norm": False}
_SENT = {"sent_layer": "mix", "layer_transformation": "sparsemax", "layer_norm": False}
CASES = {
    "regression-xlmr-avg": Case("regression_metric", "XLM-RoBERTa", {**_MIX, "pool": "avg"}),
    "regression-xlmr-norm": Case("regression_metric", "XLM-RoBERTa", {**_MIX, "layer_norm": True, "pool": "avg"}),
    "regression-xlmr-cls": Case(
        "regression_metric", "XLM-RoBERTa", {**_MIX, "layer_transformation": "sparsemax", "pool": "cls"}
    ),
    "regression-xlmr-max": Case("regression_metric", "XLM-RoBERTa", {"layer": 1, "pool": "max"}),
    "regression-xlmr-patch": Case(
        "regression_metric", "XLM-RoBERTa", {**_MIX, "layer_transformation": "sparsemax_patch", "pool": "avg"}
    ),
    "regression-minilm": Case("regression_metric", "MiniLM", {**_MIX, "pool": "avg"}),
    "regression-bert": Case("regression_metric", "BERT", {**_MIX, "pool": "avg"}),
    "regression-rembert": Case("regression_metric", "RemBERT", {**_MIX, "pool": "max"}),
    "regression-mdeberta": Case(
        "regression_metric", "mDeBERTa", {**_MIX, "pool": "avg", "pretrained_model": "microsoft/mdeberta-v3-base"}
    ),
    "regression-xlmr-xl": Case("regression_metric", "XLM-RoBERTa-XL", {**_MIX, "pool": "avg"}),
    "referenceless-xlmr": Case(
        "referenceless_regression_metric", "XLM-RoBERTa", {**_MIX, "layer_norm": True, "pool": "avg"}, False
    ),
    "referenceless-xlmr-max": Case(
        "referenceless_regression_metric", "XLM-RoBERTa",
        {**_MIX, "layer_transformation": "sparsemax", "pool": "max"}, False,
    ),
    "referenceless-infoxlm-cls": Case(
        "referenceless_regression_metric", "XLM-RoBERTa",
        {**_MIX, "pool": "cls", "pretrained_model": "microsoft/infoxlm-large"}, False,
    ),
    "unified-infoxlm": Case(
        "unified_metric", "XLM-RoBERTa", {**_SENT, "layer_norm": True, "pretrained_model": "microsoft/infoxlm-large"}
    ),
    "unified-softmax": Case(
        "unified_metric", "XLM-RoBERTa", {**_SENT, "layer_transformation": "softmax", "final_activation": "Sigmoid"}
    ),
    "unified-source": Case(
        "unified_metric", "XLM-RoBERTa", {**_SENT, "sent_layer": 2, "input_segments": ["mt", "src"]}, False
    ),
    "unified-reference": Case("unified_metric", "XLM-RoBERTa", {**_SENT, "input_segments": ["mt", "ref"]}),
    "unified-without-reference": Case("unified_metric", "XLM-RoBERTa", _SENT, False),
    "unified-words": Case(
        "unified_metric", "XLM-RoBERTa",
        {**_SENT, "word_level_training": True, "word_layer": 2, "error_labels": ["minor", "major"]},
    ),
    "unified-bert": Case("unified_metric", "BERT", _SENT),
    "unified-rembert": Case("unified_metric", "RemBERT", _SENT),
    "unified-mdeberta": Case(
        "unified_metric", "mDeBERTa",
        {**_SENT, "layer_transformation": "softmax", "pretrained_model": "microsoft/mdeberta-v3-base"},
    ),
    "unified-minilm": Case("unified_metric", "MiniLM", {**_SENT, "sent_layer": 2}),
    "xcomet-xlmr-xl": Case("xcomet_metric", "XLM-RoBERTa-XL", {**_SENT, "word_layer": 2}),
    "xcomet-xlmr": Case("xcomet_metric", "XLM-RoBERTa", {**_SENT, "word_layer": 1}),
    "xcomet-softmax": Case(
        "xcomet_metric", "XLM-RoBERTa", {**_SENT, "layer_transformation": "softmax", "word_layer": 2}
    ),
    "xcomet-without-reference": Case("xcomet_metric", "XLM-RoBERTa", {**_SENT, "word_layer": 2}, False),
}  # fmt: skip
_SIZE = {
    "hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32,
    "max_position_embeddings": 130,
}  # fmt: skip
_CHARACTERS = sorted(set("".join(text for triple in TRIPLES for text in triple)) - {" "})
_PIECES = ["▁", "▁the", "▁der", "▁d", "er", "en", "ie", "st", *_CHARACTERS]


def build(name: str, folder: Path) -> Path:
    """Write the model of that name into a new folder, its encoder's configuration and tokenizer beside it."""
    import torch
    import yaml
    from transformers import AutoModel

    case = CASES[name]
    (folder / "checkpoints").mkdir(parents=True)
    config = _config(case.encoder)
    config.save_pretrained(folder / "encoder")
    write_tokenizer(folder / "encoder", case.encoder)
    generator = torch.Generator().manual_seed(sum(name.encode()))
    state = {
        f"encoder.model.{key}": _random(key, value.shape, generator)
        for key, value in sorted(AutoModel.from_config(config).state_dict().items())
        if not key.startswith("pooler.") and value.is_floating_point()
    }
    heads = {"regression_metric": 6, "referenceless_regression_metric": 4}.get(case.kind, 1)
    widths = [16 * heads, 12, 8, 1]
    for number, (rows, columns) in enumerate(zip(widths[1:], widths[:-1], strict=True)):
        state[f"estimator.ff.{3 * number}.weight"] = torch.randn(rows, columns, generator=generator) * 0.4
        state[f"estimator.ff.{3 * number}.bias"] = torch.randn(rows, generator=generator) * 0.4
    if case.kind == "xcomet_metric":  # else they would be capped at 1
        state["estimator.ff.6.bias"] -= 0.8
    hparams = {
        "class_identifier": case.kind, "encoder_model": case.encoder, "pretrained_model": "tiny", "dropout": 0.1,
        "hidden_sizes": widths[1:-1], "activations": "Tanh", "nr_frozen_epochs": 0.3, "keep_embeddings_frozen": True,
        **case.hparams,
    }  # fmt: skip
    if "mix" in (hparams.get("layer"), hparams.get("sent_layer")):
        for k in range(3):
            state[f"layerwise_attention.scalar_parameters.{k}"] = torch.randn(1, generator=generator)
        state["layerwise_attention.gamma"] = torch.tensor([1.3])
    if case.kind == "xcomet_metric" or hparams.get("word_level_training"):
        labels = 1 + len(hparams.get("error_labels", ["minor", "major", "critical"]))
        state["hidden2tag.weight"] = torch.randn(labels, 16, generator=generator)
        state["hidden2tag.bias"] = torch.randn(labels, generator=generator)
    (folder / "hparams.yaml").write_text(yaml.safe_dump(hparams), encoding="utf-8")
    own = {key: value for key, value in hparams.items() if key != "class_identifier"}
    content = {"state_dict": state, "hyper_parameters": own, "pytorch-lightning_version": "2.0.0", "epoch": 0}
    torch.save(content, folder / "checkpoints" / "model.ckpt")
    return folder


def _random(key: str, shape: Any, generator: Any) -> Any:
    import torch

    values = torch.randn(shape, generator=generator)
    return 1 + values * 0.1 if "norm" in key.lower() and key.endswith("weight") else values * 0.3


def _config(encoder: str) -> Any:
    from transformers import BertConfig, DebertaV2Config, RemBertConfig, XLMRobertaConfig, XLMRobertaXLConfig

    n = len(_PIECES)
    if encoder == "BERT":
        return BertConfig(vocab_size=n + 5, pad_token_id=0, **_SIZE)
    if encoder == "MiniLM":
        return BertConfig(vocab_size=n + 5, pad_token_id=1, **_SIZE)
    if encoder == "mDeBERTa":  # the settings of microsoft/mdeberta-v3-base
        return DebertaV2Config(
            vocab_size=n + 5, pad_token_id=0, relative_attention=True, pos_att_type=["p2c", "c2p"], share_att_key=True,
            norm_rel_ebd="layer_norm", position_buckets=16, max_relative_positions=-1, position_biased_input=False,
            type_vocab_size=0, layer_norm_eps=1e-7, **_SIZE,
        )  # fmt: skip
    if encoder == "RemBERT":
        return RemBertConfig(vocab_size=n + 5, input_embedding_size=8, output_embedding_size=8, pad_token_id=0, **_SIZE)
    kind = XLMRobertaXLConfig if encoder == "XLM-RoBERTa-XL" else XLMRobertaConfig
    return kind(vocab_size=n + 5, pad_token_id=1, bos_token_id=0, eos_token_id=2, type_vocab_size=1, **_SIZE)


def write_tokenizer(folder: Path, encoder: str) -> None:
    """A tokenizer of characters and a few pieces, with the marks of the encoder's family."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

    if encoder in ("BERT", "mDeBERTa"):
        marks = {"pad_token": "[PAD]", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "[UNK]"}
    elif encoder == "mT5":
        marks = {"pad_token": "<pad>", "eos_token": "</s>", "unk_token": "<unk>"}
    elif encoder == "RemBERT":
        marks = {"pad_token": "<pad>", "cls_token": "[CLS]", "sep_token": "[SEP]", "unk_token": "<unk>"}
    else:
        marks = {"cls_token": "<s>", "pad_token": "<pad>", "sep_token": "</s>", "unk_token": "<unk>"}
    if encoder != "mT5":
        marks["mask_token"] = "[MASK]" if encoder in ("BERT", "RemBERT", "mDeBERTa") else "<mask>"
    vocabulary = [(mark, 0.0) for mark in marks.values()] + [
        (p, -float(len(_PIECES) - k)) for k, p in enumerate(_PIECES)
    ]
    unknown = list(marks).index("unk_token")
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=unknown))
    if encoder == "BERT":
        tokenizer.normalizer = normalizers.BertNormalizer(lowercase=False)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.add_special_tokens(list(marks.values()))
    first, last = marks.get("cls_token", ""), marks.get("sep_token") or marks["eos_token"]
    numbers = [(mark, tokenizer.token_to_id(mark)) for mark in (first, last) if mark]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{first} $A {last}".strip(), pair=f"{first} $A {last} $B {last}".strip(), special_tokens=numbers
    )
    folder.mkdir(parents=True, exist_ok=True)
    content = json.loads(tokenizer.to_str())
    content["pre_tokenizer"]["add_prefix_space"] = True  # as releases before 0.15, which MetricX runs on, call it
    (folder / "tokenizer.json").write_text(json.dumps(content), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(
        json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "do_lower_case": False, **marks})
    )
