from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from gated import N_SEGMENTS, corpus, lines, standard, wrong_numbers

from mtqa.errors import MtqaError
from mtqa.gating import Policy, accept, gate
from mtqa.gating.accepted import SCHEMA, _checksum, read_accepted, write_accepted
from mtqa.gating.run import LanguageRun


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    hypotheses: list[str | None] = list(wrong_numbers(standard(), 4))
    hypotheses[9] = None
    hypotheses[10] = "a\u2028b\ud800\tc"
    hypotheses[11:13] = "", lines()[0][12]
    accept(corpus(hypotheses, domains=["x", "y"] * (N_SEGMENTS // 2)), tmp_path / "a.json")
    return tmp_path / "a.json"


def test_it_reads_back(accepted: Path, tmp_path: Path) -> None:
    run = read_accepted(accepted)
    write_accepted(run, tmp_path / "b.json")
    assert (tmp_path / "b.json").read_bytes() == accepted.read_bytes()
    (language,) = run.languages
    assert (language.missing, language.empty, language.copied) == ({9}, {11}, {12})
    assert list(language.fingerprints) == list(language.checks)
    assert all(len(digest) == 16 for digest in language.fingerprints.values())
    assert language.domains == {"x": 40, "y": 40}
    assert language.texts is not None
    assert language.texts[9] is None
    assert language.texts[10] == "a\u2028b\ud800\tc"
    again = read_accepted(tmp_path / "b.json").languages[0]
    for a, b in zip(language.metrics, again.metrics, strict=True):
        assert (a.value, a.signature) == (b.value, b.signature)
        assert np.array_equal(a.statistics, b.statistics)
        assert a.scored.tolist() == [i != 9 for i in range(N_SEGMENTS)]
    assert isinstance(again, LanguageRun)
    assert sum(again.findings["numbers", next(s for c, s in again.findings if c == "numbers")].values()) >= 4


def test_it_is_small_and_its_diff_is_readable(tmp_path: Path) -> None:
    accept(corpus(), tmp_path / "a.json")
    text = (tmp_path / "a.json").read_text()
    bare = sum(len(line.encode()) for line in standard())
    assert len(text) < 2 * bare + 4000
    assert max(map(len, text.split("\n"))) < 140
    assert text.index('"metrics"') < text.index('"zipped"')
    accept(corpus(["Anders.", *standard()[1:]]), tmp_path / "b.json")
    other = (tmp_path / "b.json").read_text().split("\n")
    changed = [line for line in other if line not in text.split("\n")]
    assert any('"score"' in line for line in changed)
    accept(corpus(), tmp_path / "c.json", Policy(texts=False))
    assert len((tmp_path / "c.json").read_text()) < len(text) - bare / 4
    assert gate(corpus(["Anders.", *standard()[1:]]), tmp_path / "c.json").changes[0].old is None


def forged(change: Callable[[Any], None]) -> Callable[[str], str]:
    """A file with another content, and the checksum that belongs to it."""

    def edit(text: str) -> str:
        content = json.loads(text)
        change(content)
        content["checksum"] = _checksum(content)
        return json.dumps(content)

    return edit


def in_language(key: str, value: Any) -> Callable[[str], str]:
    return forged(lambda content: content["languages"]["en-de"].__setitem__(key, value))


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (lambda t: t[: len(t) // 2], "this is not JSON"),
        (lambda t: "", "the file is empty"),
        (lambda t: "{}", f"not an accepted run of the form {SCHEMA}"),
        (lambda t: "[1, 2]", "not an accepted run of the form"),
        (lambda t: t.replace(SCHEMA, "mtqa/accepted/3"), "but mtqa/accepted/3. Use the version of mtqa that wrote it"),
        (
            lambda t: t.replace(SCHEMA, "mtqa/accepted/1"),
            "older form mtqa/accepted/1, which does not tell",
        ),
        (lambda t: t.replace('"score": ', '"score": 1'), "its checksum is wrong: it was edited by hand"),
        (lambda t: t.replace('"segments": 80', '"segments": 81'), "its checksum is wrong"),
        (lambda t: "<<<<<<< HEAD\n" + t + "\n>>>>>>> theirs\n", "marks of a merge conflict"),
        (lambda t: t.replace('"score": ', '"score": NaN, "x": '), "NaN is not allowed"),
        (lambda t: "[" * 100_000, "not an accepted run"),
        (forged(lambda c: c["languages"]["en-de"]["metrics"]["bleu"].update(score=10**400)), "it is damaged"),
        (forged(lambda c: c["languages"]["en-de"]["metrics"]["bleu"].update(score=float("inf"))), "not allowed"),
        (in_language("segments", 81), "it is damaged"),
        (in_language("segments", 0), "it is damaged"),
        (in_language("segments", -1), "it is damaged"),
        (in_language("missing", "80"), "it is damaged"),
        (in_language("missing", "-1"), "it is damaged"),
        (in_language("empty", "80"), "it is damaged"),
        (in_language("copied", "80"), "it is damaged"),
        (in_language("checks", ["numbers"]), "it is damaged"),
        (in_language("metrics", {"bleu": {}}), "it is damaged"),
        (in_language("findings", {"numbers bad": {"segments": ""}}), "it is damaged"),
        (in_language("zipped", {"segments": ["~~"]}), "it is damaged"),
        (in_language("source_language", "no language!"), "it is damaged"),
        (forged(lambda c: c.pop("languages")), "it is damaged"),
        (forged(lambda c: c["languages"]["en-de"]["zipped"]["statistics"]["bleu"].update(columns="i1")), "damaged"),
        (forged(lambda c: c["languages"]["en-de"]["zipped"]["texts"].update(bytes=10)), "it is damaged"),
    ],
)
def test_a_damaged_file_is_refused_in_one_line(accepted: Path, edit: Callable[[str], str], complaint: str) -> None:
    accepted.write_text(edit(accepted.read_text()))
    with pytest.raises(MtqaError) as caught:
        read_accepted(accepted)
    assert complaint in str(caught.value)
    assert str(accepted) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"no accepted run here\. Write it with: mtqa gate CORPUS --accept"):
        read_accepted(tmp_path / "none.json")
    with pytest.raises(MtqaError, match="a folder"):
        read_accepted(tmp_path)


def test_only_accepted_runs_are_overwritten(accepted: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(MtqaError, match="not overwritten"):
        accept(corpus(), tmp_path / "notes.txt")
    assert (tmp_path / "notes.txt").read_text() == "mine"
    accept(corpus(), accepted)
    assert os.listdir(tmp_path).count("a.json") == 1


def test_every_single_changed_character_is_noticed(accepted: Path) -> None:
    """A sample of positions over the file: none can be changed into a file that still reads."""
    text = accepted.read_text()
    rng = np.random.default_rng(5)
    for position in rng.integers(0, len(text), size=60).tolist():
        old = text[position]
        new = "7" if old != "7" else "8"
        if old.isspace():
            continue
        accepted.write_text(text[:position] + new + text[position + 1 :])
        with pytest.raises(MtqaError):
            read_accepted(accepted)


def test_half_a_character_in_a_name_is_refused_before_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match="half a character"):
        accept(replace(corpus(), name="page \ud800"), tmp_path / "a.json")
    assert not (tmp_path / "a.json").exists()
