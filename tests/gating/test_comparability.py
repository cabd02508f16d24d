"""What cannot be compared is refused, and the message names what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gated import N_SEGMENTS, corpus, standard, worse, wrong_numbers
from test_judging import Faulty, faulty  # noqa: F401 - a fixture

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import Checking, read_config
from mtqa.evaluation.suppressions import Suppression
from mtqa.gating import accept, check_fingerprints, gate, matching
from mtqa.gating.accepted import read_accepted
from mtqa.gating.outcome import Rule
from mtqa.gating.policy import FindingRule, MetricRule, Policy
from mtqa.results import Severity

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


def other_systems(*texts: tuple[str, list[str]]) -> Corpus:
    return replace(corpus(), systems=tuple(SystemOutput(name, Role.BASELINE, tuple(lines)) for name, lines in texts))


def test_the_accepted_system_is_judged_whatever_others_there_are(accepted: Path) -> None:
    """A better or a worse one beside it, first or last, does not change the verdict."""
    for others in ((("aaa", worse(standard())), ("mt", standard())), (("mt", standard()), ("zzz", worse(standard())))):
        assert gate(other_systems(*others), accepted).passed
    for others in ((("aaa", standard()), ("mt", worse(standard()))), (("mt", worse(standard())), ("zzz", standard()))):
        result = gate(other_systems(*others), accepted)
        assert not result.passed
        assert not result.notes


def test_a_system_that_is_not_there_any_more_is_not_replaced_unasked(accepted: Path) -> None:
    for names in (["other"], ["aaa", "bbb"]):
        now = other_systems(*((name, standard()) for name in names))
        with pytest.raises(MtqaError, match=r"translations of 'mt' were accepted.*but by .*--system NAME"):
            gate(now, accepted)
        result = gate(now, accepted, system=names[0])
        assert result.passed
        assert result.notes == (f"en-de: the accepted translations are by 'mt', these by '{names[0]}'",)


def test_the_accepted_system_is_accepted_again(accepted: Path) -> None:
    both = other_systems(("aaa", standard()), ("mt", worse(standard())))
    assert accept(both, accepted).systems == {"en-de": "mt"}
    with pytest.raises(MtqaError, match=r"--system NAME"):
        accept(other_systems(("aaa", standard()), ("bbb", standard())), accepted)
    assert accept(both, accepted, system="aaa").systems == {"en-de": "aaa"}
    assert accept(other_systems(("ccc", standard())), accepted).systems == {"en-de": "ccc"}  # the only one


def test_each_language_has_its_own_accepted_system(tmp_path: Path) -> None:
    dutch = corpus(tag="nl")
    dutch = replace(dutch, systems=(replace(dutch.systems[0], name="nederlands"),))
    accept([corpus(), dutch], tmp_path / "a.json")
    assert gate([corpus(), dutch], tmp_path / "a.json").passed


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


def test_findings_of_checks_that_did_not_run(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    accept(corpus(), path, Policy(findings=(FindingRule("numbers"),)))
    with pytest.raises(MtqaError, match=r"was not checked for: .*encoding"):
        gate(corpus(), path)
    accept(corpus(), path)
    result = gate(corpus(), path, checking=Checking().without(["units"]))
    assert result.notes == ("en-de: the accepted translations were also checked for what these were not: units",)
    assert not gate(corpus(), path, Policy(findings=(FindingRule("numbers"),))).notes


def test_findings_by_other_checks(tmp_path: Path) -> None:
    """Another version of mtqa with the same checks is compared, the same version with another check is not."""
    path = tmp_path / "a.json"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("mtqa.gating.run.version", lambda name: "0.0.9")
        accept(corpus(), path)
    assert gate(corpus(), path).passed
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(check_fingerprints, "_code", lambda name: "another")
        with pytest.raises(
            MtqaError, match=r"by other checks: .* capitalisation, consistency, .* and \d+ more changed"
        ):
            gate(corpus(), path)
        with pytest.raises(MtqaError, match=r"data or options of numbers changed since \(mtqa 0\.0\.9 then"):
            gate(corpus(), path, Policy(findings=(FindingRule("numbers"),)))
        result = gate(corpus(), path, Policy(findings=()))
    assert result.passed
    assert Rule.FINDINGS not in {o.rule for o in result.outcomes}


def test_how_severe_findings_are_taken_to_be_may_change(accepted: Path) -> None:
    milder = Checking(tuple(replace(one, severity=Severity.MINOR) for one in Checking().chosen))
    assert not gate(corpus(wrong_numbers(standard(), 12)), accepted).passed
    result = gate(corpus(wrong_numbers(standard(), 12)), accepted, checking=milder)
    assert Rule.FINDINGS not in {o.rule for o in result.failures}


def test_floors_for_languages_that_are_not_there(accepted: Path, tmp_path: Path) -> None:
    for tag in ("cs", "de-DE", "fr"):
        policy = Policy(metrics=(MetricRule("chrf(word_order=2)", floors={"de": 1.0, tag: 1.0}),))
        with pytest.raises(MtqaError, match=rf"a floor of chrf.* for {tag}, which is no target language.*one of de"):
            gate(corpus(), accepted, policy)
        with pytest.raises(MtqaError, match=r"no target language"):
            accept(corpus(), tmp_path / "b.json", policy)
        assert not (tmp_path / "b.json").exists()


def test_floors_for_languages_that_are_judged_another_time(tmp_path: Path) -> None:
    policy = Policy(metrics=(MetricRule("chrf(word_order=2)", floors={"de": 1.0, "nl": 1.0}),))
    accept([corpus(), corpus(tag="nl")], tmp_path / "a.json", policy)
    assert gate(corpus(), tmp_path / "a.json", policy, languages=["de"]).passed
    accept(corpus(), tmp_path / "a.json", policy, languages=["de"])


def test_suppressions_that_hide_too_much_are_said(tmp_path: Path) -> None:
    place = Checking(suppressions=(Suppression("s0", "numbers", "", "", "known", "suppressed.tsv:2"),))
    now = corpus(wrong_numbers(standard(), 1))
    run = accept(now, tmp_path / "a.json", checking=place)
    (note,) = gate(now, tmp_path / "a.json", checking=place, cache=tmp_path / "cache").notes
    assert note.startswith("en-de: 1 suppression names a place and would hide any finding there. Bind each to what it")
    assert gate(now, tmp_path / "a.json", checking=place, cache=tmp_path / "cache").notes == (note,)
    assert run.languages[0].notes == (note.removeprefix("en-de: "),)
    assert read_accepted(tmp_path / "a.json").languages[0].notes == run.languages[0].notes


def test_a_list_of_checks_is_cut_where_it_is_long() -> None:
    assert [matching._named("abcdefg"[:n]) for n in (1, 5, 6, 7)] == [
        "a",
        "a, b, c, d, e",
        "a, b, c, d, e and 1 more",
        "a, b, c, d, e and 2 more",
    ]


def test_a_dictionary_that_only_one_machine_has_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Spelling depends on what is installed: the gate takes it only where `mtqa.toml` asks for it."""
    (tmp_path / "de_DE.aff").write_text("SET UTF-8\n", encoding="utf-8")
    (tmp_path / "de_DE.dic").write_text("1\nHaus\n", encoding="utf-8")
    path = tmp_path / "a.json"
    accept(corpus(), path)
    monkeypatch.setenv("MTQA_DICTIONARIES", str(tmp_path))
    result = gate(corpus(), path)
    assert result.passed
    assert not result.notes
    (tmp_path / "mtqa.toml").write_text("[checks.spelling]\n", encoding="utf-8")
    asked = read_config(tmp_path / "mtqa.toml").checking
    assert "spelling" in accept(corpus(), path, checking=asked).languages[0].checks
    assert gate(corpus(), path, checking=asked).passed
