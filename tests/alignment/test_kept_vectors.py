"""Vectors kept by content: a second run encodes only what is new, and nothing else depends on what is kept."""

from __future__ import annotations

import errno
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from mtqa.alignment import encoders, keeping_no_vectors, load_encoder
from mtqa.alignment.align import align
from mtqa.alignment.kept_vectors import KeptVectors
from mtqa.errors import MtqaWarning
from mtqa.files import survey_cache


class Counting:
    """An encoder that counts letters, and tells what it was given."""

    name = "letters"
    revision = "1"

    def __init__(self) -> None:
        self.given: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.given += texts
        counts = np.array([[text.count(letter) + 0.1 for letter in "abcdefgh"] for text in texts], dtype=np.float32)
        return np.asarray(counts / np.linalg.norm(counts, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def new_run(identity: str = "letters 1") -> tuple[Counting, encoders.Encoder]:
    """As in a new process."""
    encoder = Counting()
    return encoder, encoders._Remembering(encoder, KeptVectors(identity))


PAGE = ["a bad day", "feed the chef", "a big cabbage", "", "\ud800 he had", "a bad day"]


def test_only_what_is_new_is_encoded(cache: Path) -> None:
    first, remembering = new_run()
    vectors = remembering.encode(PAGE)
    assert first.given == list(dict.fromkeys(PAGE))
    second, remembering = new_run()
    corrected = [*PAGE[:2], "a big cab", *PAGE[3:]]
    again = remembering.encode(corrected)
    assert second.given == ["a big cab"]
    assert np.array_equal(again[[0, 1, 3, 4, 5]], vectors[[0, 1, 3, 4, 5]])
    assert np.array_equal(again, Counting().encode(corrected))  # to the last bit
    other, remembering = new_run("letters 2")
    remembering.encode(PAGE)
    assert len(other.given) == 5  # another encoder, or another version of it


def test_what_was_asked_for_last_is_remembered_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "_KEPT", 3)
    encoder = Counting()
    remembering = encoders._Remembering(encoder)
    for text in ("source", "one", "two"):
        remembering.encode(["source", text])
    remembering.encode(["source", "three"])
    assert encoder.given == ["source", "one", "two", "three"]
    assert list(remembering._vectors) == ["two", "source", "three"]


def test_damage_is_noticed_and_encoded_again(cache: Path) -> None:
    _, remembering = new_run()
    remembering.encode(PAGE)
    (path,) = (cache / "vectors").iterdir()
    whole = path.read_bytes()
    in_a_vector = whole.index(b'","') + 20
    for bit in range(8):
        path.write_bytes(whole[:in_a_vector] + bytes([whole[in_a_vector] ^ 1 << bit]) + whole[in_a_vector + 1 :])
        encoder, remembering = new_run()
        with pytest.warns(MtqaWarning, match="damaged"):
            vectors = remembering.encode(PAGE)
        assert encoder.given == PAGE[:1]
        assert np.array_equal(vectors, Counting().encode(PAGE))
    assert not any(state.damaged for state in survey_cache(check=True))


def test_several_runs_add_to_one_file(cache: Path) -> None:
    runs = [new_run() for _ in range(3)]
    for (_, remembering), text in zip(runs, PAGE, strict=False):
        remembering.encode([text])
    encoder, remembering = new_run()
    remembering.encode(PAGE[:3])
    assert encoder.given == []
    assert len(list((cache / "vectors").iterdir())) == 1


def test_a_full_disk_is_no_error(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: object, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("mtqa.files.kept_lines._write", full)
    for _ in range(2):
        encoder, remembering = new_run()
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert np.array_equal(remembering.encode(PAGE[:2]), Counting().encode(PAGE[:2]))
        assert encoder.given == PAGE[:2]


def test_the_file_stays_within_its_limit(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE_LIMIT", "vectors=4kb")
    _, remembering = new_run()
    for number in range(100):
        remembering.encode([f"a bad day {number}"])
    assert 1000 < sum(path.stat().st_size for path in (cache / "vectors").iterdir()) <= 4000
    encoder, remembering = new_run()
    remembering.encode(["a bad day 0", "a bad day 99"])
    assert encoder.given == ["a bad day 0"]


def test_nothing_is_kept_where_that_is_not_wanted(cache: Path) -> None:
    with keeping_no_vectors():
        _, remembering = new_run()
        remembering.encode(PAGE)
    assert not cache.exists()
    _, remembering = new_run()
    remembering.encode(PAGE)
    encoder, remembering = new_run()
    with keeping_no_vectors():
        remembering.encode(PAGE)
    assert encoder.given == list(dict.fromkeys(PAGE))


def test_an_encoder_whose_vectors_depend_on_their_neighbours_keeps_none(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders, "_loaded", {})
    monkeypatch.setattr(encoders, "find_spec", lambda package: object())
    remembering = load_encoder(f"transformers(model='{cache.parent}')")
    assert isinstance(remembering, encoders._Remembering)
    assert remembering._kept is None


@pytest.mark.embed
def test_alignments_are_the_same_with_what_is_kept(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = ["The cat sat on the mat.", "It was raining, and it was cold.", "Twelve people came.", "Nobody spoke."]
    target = ["Котката седна на килима.", "Валеше дъжд.", "Беше студено.", "Дойдоха дванадесет души.", "Мълчаха."]

    def aligned() -> object:
        monkeypatch.setattr(encoders, "_loaded", {})
        return align(source, target, encoder=load_encoder("auto"), translation="free")

    with keeping_no_vectors():
        expected = aligned()
    assert aligned() == expected
    assert (cache / "vectors").is_dir()
    monkeypatch.setattr("mtqa.alignment.small_e5.SmallE5File.load", None)  # nothing is left to be encoded
    assert aligned() == expected
