"""What cannot be compared is refused, and the message names what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gated import N_SEGMENTS, corpus, standard, worse
from test_judging import Faulty, faulty  # noqa: F401 - a fixture

from mtqa.corpus import Segment
from mtqa.errors import MtqaError
from mtqa.gating import accept, gate
from mtqa.gating.outcome import Rule
from mtqa.gating.policy import FindingRule, MetricRule, Policy

LENIENT = Policy(segments="intersection")


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    accept(corpus(), tmp_path / "accepted.json")
    return tmp_path / "accepted.json"


def test_another_test_set(accepted: Path) -> None:
    for policy in (Policy(), LENIENT):
        with pytest.raises(MtqaError, match=r"en-de: this cannot be compared .* no segment has the same source"):
            gate(corpus(seed=2), accepted, policy)


def test_segments_added_or_removed(accepted: Path, tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"0 segments were added .* and 5 removed"):
        gate(corpus(drop=5), accepted)
    result = gate(corpus(drop=5), accepted, LENIENT)
    assert result.passed
    assert result.notes == ("en-de: compared on the 75 segments that both runs have; 0 were added and 5 removed",)
    assert {o.n_segments for o in result.outcomes} == {N_SEGMENTS - 5}
    accept(corpus(drop=5), tmp_path / "b.json")
    assert not gate(corpus(worse(standard())), tmp_path / "b.json", LENIENT).passed


def test_a_changed_source_or_reference_is_another_segment(accepted: Path) -> None:
    whole = corpus()
    for changed in (
        replace(whole.segments[3], source="Something else."),
        replace(whole.segments[3], references={"A": "Etwas anderes."}),
        replace(whole.segments[3], references={"B": whole.segments[3].references["A"]}),
        replace(whole.segments[3], references={**whole.segments[3].references, "B": "Noch eins."}),
    ):
        segments = (*whole.segments[:3], changed, *whole.segments[4:])
        with pytest.raises(MtqaError, match=r"1 segments were added"):
            gate(replace(whole, segments=segments), accepted)


def test_ids_and_order_do_not_matter(accepted: Path) -> None:
    whole = corpus()
    segments = tuple(
        Segment(f"other{i}", "x", s.source, s.references) for i, s in reversed(list(enumerate(whole.segments)))
    )
    system = replace(whole.systems[0], hypotheses=tuple(reversed(whole.systems[0].hypotheses)))
    result = gate(replace(whole, segments=segments, systems=(system,)), accepted)
    assert result.passed
    assert not result.changes


def test_repeated_segments_are_told_apart(tmp_path: Path) -> None:
    whole = corpus()
    segments = tuple(replace(s, source="Same.", references={"A": "Gleich."}) for s in whole.segments)
    repeated = replace(whole, segments=segments)
    accept(repeated, tmp_path / "a.json")
    result = gate(repeated, tmp_path / "a.json")
    assert result.passed
    assert result.outcomes[0].n_segments == N_SEGMENTS


def test_languages_that_come_and_go(tmp_path: Path) -> None:
    accept([corpus(), corpus(tag="nl")], tmp_path / "a.json")
    with pytest.raises(MtqaError, match=r"not there any more: en-nl"):
        gate(corpus(), tmp_path / "a.json")
    assert gate(corpus(), tmp_path / "a.json", languages=["de"]).passed
    assert "en-nl: was accepted" in gate(corpus(), tmp_path / "a.json", LENIENT).notes[0]
    with pytest.raises(MtqaError, match=r"never accepted: en-fr"):
        gate([corpus(), corpus(tag="nl"), corpus(tag="fr")], tmp_path / "a.json")
    with pytest.raises(MtqaError, match=r"no language in common"):
        gate(corpus(tag="fr"), tmp_path / "a.json", LENIENT)
    accept(corpus(worse(standard())), tmp_path / "a.json", languages=["de"])  # the other one stays
    assert gate([corpus(worse(standard())), corpus(tag="nl")], tmp_path / "a.json").passed


def test_another_system_is_compared_and_said_so(accepted: Path) -> None:
    whole = corpus()
    result = gate(replace(whole, systems=(replace(whole.systems[0], name="other"),)), accepted)
    assert result.passed
    assert result.notes == ("en-de: the accepted translations are by 'mt', these by 'other'",)


def test_a_domain_that_lost_its_segments(tmp_path: Path) -> None:
    half = ["a"] * (N_SEGMENTS // 2) + ["b"] * (N_SEGMENTS // 2)
    accept(corpus(domains=half), tmp_path / "a.json")
    with pytest.raises(MtqaError, match=r"the domain 'b' has no segments any more"):
        gate(corpus(domains=["a"] * N_SEGMENTS), tmp_path / "a.json")
    missing: list[str | None] = [*standard()[: N_SEGMENTS // 2], *[None] * (N_SEGMENTS // 2)]
    with pytest.raises(MtqaError, match=r"no segment in the domain 'b' has"):
        gate(corpus(missing, domains=half), tmp_path / "a.json", Policy(max_missing=100))


def test_all_translations_missing(accepted: Path) -> None:
    with pytest.raises(MtqaError, match=r"not one segment of 'mt'"):
        gate(corpus([None] * N_SEGMENTS), accepted)


def test_another_signature_version_or_revision(tmp_path: Path, faulty: Any) -> None:  # noqa: F811
    lowercase = Policy(metrics=(MetricRule("bleu(lowercase=True)"),))
    accept(corpus(), tmp_path / "a.json", lowercase)
    with pytest.raises(MtqaError, match=r"the accepted run has no chrF2\+\+"):
        gate(corpus(), tmp_path / "a.json")
    policy = Policy(metrics=(MetricRule("faulty"),), findings=())
    accept(corpus(), tmp_path / "b.json", policy)
    assert gate(corpus(), tmp_path / "b.json", policy).passed

    def signature(self: Faulty, n_references: str, resampling: Any = None) -> str:
        return f"Faulty|nrefs:{n_references}|revision:2"

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Faulty, "signature", signature)
        with pytest.raises(MtqaError, match=r"revision:1 was accepted, now it is revision:2"):
            gate(corpus(), tmp_path / "b.json", policy)


def test_findings_of_other_checks_or_another_mtqa(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    accept(corpus(), path, Policy(findings=(FindingRule("numbers"),)))
    with pytest.raises(MtqaError, match=r"was not checked for: .*encoding"):
        gate(corpus(), path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mtqa.gating.run.version", lambda name: "0.0.9")
        accept(corpus(), path)
    with pytest.raises(MtqaError, match=r"checks of mtqa 0\.0\.9"):
        gate(corpus(), path)
    result = gate(corpus(), path, Policy(findings=()))
    assert result.passed
    assert Rule.FINDINGS not in {o.rule for o in result.outcomes}
