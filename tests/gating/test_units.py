"""The gate by document: what it says, what it takes for sure, and who may ask for which unit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from gated import corpus, standard, worse

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import Unit
from mtqa.gating import accept, gate, policy_toml
from mtqa.gating.outcome import GateResult, Rule
from mtqa.gating.policy import Policy, read_policy


def in_documents(hypotheses: list[str], n_each: int) -> Corpus:
    """The standard corpus of 80 segments in documents of so many."""
    whole = corpus(hypotheses)
    segments = tuple(replace(segment, document=f"d{n // n_each}") for n, segment in enumerate(whole.segments))
    return replace(whole, segments=segments)


def judged(tmp_path: Path, hypotheses: list[str], n_each: int, unit: Unit = Unit.AUTO) -> GateResult:
    accept(in_documents(standard(), n_each), tmp_path / "a.json")
    return gate(in_documents(hypotheses, n_each), tmp_path / "a.json", Policy(unit=unit))


def drop(result: GateResult) -> tuple[bool, float]:
    """Whether a drop failed, and the smallest p-value of one."""
    outcomes = [one for one in result.outcomes if one.rule is Rule.DROP]
    return any(one in result.failures for one in outcomes), min(one.p_value or 1.0 for one in outcomes)


def test_a_drop_everywhere_is_found(tmp_path: Path) -> None:
    """Of 16 documents all are worse: 1 in 2**16 exchanges."""
    result = judged(tmp_path, worse(standard()), 5)
    assert drop(result)[0]
    assert (
        "en-de: changes were tested by document (16 documents), as the segments of one change together" in result.notes
    )


def test_a_drop_in_one_document_may_be_chance(tmp_path: Path) -> None:
    """The first eighth of the segments is one document of eight and of sixteen: 1/2; by segment it is sure."""
    result = judged(tmp_path, worse(standard(), 1 / 16), 5)
    assert drop(result) == (False, 0.5)
    assert any("too few documents changed to tell" in one.message for one in result.outcomes)
    assert drop(judged(tmp_path, worse(standard(), 1 / 16), 5, Unit.SEGMENT))[1] < 0.05


def test_a_drop_in_all_of_four_documents_is_found(tmp_path: Path) -> None:
    """Every third word is gone everywhere: by exchange of documents 1/16 at best, by segment and Student sure."""
    assert drop(judged(tmp_path, worse(standard()), 20))[0]


def test_segments_are_exchanged_where_there_is_one_document(tmp_path: Path) -> None:
    result = judged(tmp_path, worse(standard()), 80)
    assert drop(result)[0]
    assert not any("by document" in note for note in result.notes)
    with pytest.raises(MtqaError, match="there are not two documents"):
        judged(tmp_path, worse(standard()), 80, Unit.DOCUMENT)


def test_the_unit_stands_in_the_policy(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text('unit = "segment"\n')
    assert read_policy(path).unit is Unit.SEGMENT
    path.write_text(policy_toml(Policy(unit=Unit.DOCUMENT)))
    assert read_policy(path).unit is Unit.DOCUMENT
    path.write_text('unit = "page"\n')
    with pytest.raises(MtqaError, match="must be one of: auto, segment, document"):
        read_policy(path)
