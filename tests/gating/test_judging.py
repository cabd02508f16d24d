"""A red run for every kind of rule, and green ones beside them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import pytest
from gated import N_SEGMENTS, corpus, lines, noisy, standard, worse, wrong_numbers

from mtqa.contracts import Metric, metrics
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate
from mtqa.gating import accept, gate, told_p
from mtqa.gating.outcome import GateResult, Outcome, Rule, Status
from mtqa.gating.policy import FindingRule, MetricRule, Policy, Role
from mtqa.results import Severity

CHRF = MetricRule("chrf(word_order=2)")


@pytest.fixture
def accepted(tmp_path: Path) -> Path:
    accept(corpus(), tmp_path / "accepted.json")
    return tmp_path / "accepted.json"


def judged(tmp_path: Path, before: Corpus, now: Corpus, policy: Policy) -> GateResult:
    accept(before, tmp_path / "a.json", policy)
    return gate(now, tmp_path / "a.json", policy)


def one(result: GateResult, rule: Rule, domain: str | None = None, subject: str = "") -> Outcome:
    found = [o for o in result.outcomes if o.rule is rule and o.domain == domain and subject in o.subject]
    assert found, [o.message for o in result.outcomes]
    return found[0]


def test_an_unchanged_run_passes(accepted: Path) -> None:
    result = gate(corpus(), accepted)
    assert result.passed
    assert not result.warnings
    assert not result.changes
    assert not result.suggests_accept
    assert result.verdict.passed
    assert {o.gain for o in result.outcomes} == {0.0}


def test_noise_passes(accepted: Path) -> None:
    """Other translations of the same quality: most segments change, nothing fails."""
    for seed in range(100, 110):
        result = gate(corpus(noisy(lines()[1], seed)), accepted)
        assert result.passed, [o.message for o in result.failures]
        assert len(result.changes) > N_SEGMENTS / 2


def test_drop(accepted: Path) -> None:
    result = gate(corpus(worse(standard(), 0.5)), accepted)
    assert not result.passed
    drop = one(result, Rule.DROP, subject="chrF2++")
    assert drop.status is Status.FAILED
    assert drop.gain is not None
    assert drop.accepted is not None
    assert drop.current is not None
    assert drop.gain == pytest.approx(drop.current - drop.accepted)
    assert drop.p_adjusted is not None
    assert drop.p_adjusted <= 0.05
    assert f"dropped by {-drop.gain:.2f}" in drop.message
    assert result.verdict.reasons == tuple(o.message for o in result.failures)
    assert result.changes[0].loss >= result.changes[-1].loss
    assert result.changes[0].old != result.changes[0].new


def test_the_scores_are_the_metrics_own(accepted: Path) -> None:
    import sacrebleu

    current = corpus(worse(standard(), 0.5))
    references = [segment.references["A"] for segment in current.segments]
    drop = one(gate(current, accepted), Rule.DROP, subject="BLEU")
    assert drop.accepted == pytest.approx(sacrebleu.corpus_bleu(standard(), [references]).score, abs=1e-9)
    assert drop.current == pytest.approx(
        sacrebleu.corpus_bleu(list(current.systems[0].hypotheses), [references]).score, abs=1e-9
    )


def test_a_sure_drop_within_the_tolerance_passes(tmp_path: Path) -> None:
    policy = Policy(metrics=(MetricRule("bleu", tolerance=90.0),), findings=())
    result = judged(tmp_path, corpus(), corpus(worse(standard(), 0.5)), policy)
    assert result.passed
    assert "which is tolerated" in one(result, Rule.DROP).message


def test_a_large_drop_that_may_be_chance_warns(tmp_path: Path) -> None:
    """Three segments that got much worse: the smallest p-value that they can give is 1/8."""
    current = standard()
    current[:3] = ["", "x", "y"]
    result = judged(tmp_path, corpus(), corpus(current), Policy(metrics=(CHRF,), findings=()))
    drop = one(result, Rule.DROP)
    assert drop.status is Status.WARNED
    assert "may be chance: too few segments changed to tell" in drop.message


def test_a_drop_that_a_larger_test_set_would_have_told(tmp_path: Path) -> None:
    """22 segments got worse and 16 better: 6 in 38, about one standard deviation."""
    good, bad = standard(), worse(standard())
    before, now = [*bad[:16], *good[16:]], [*good[:16], *bad[16:38], *good[38:]]
    drop = one(judged(tmp_path, corpus(before), corpus(now), Policy(metrics=(CHRF,), findings=())), Rule.DROP)
    assert drop.status is Status.WARNED
    assert drop.p_value == pytest.approx(0.16, abs=0.08)
    assert drop.detectable is not None
    assert drop.gain is not None
    assert drop.detectable > -drop.gain
    assert f"a drop of {drop.detectable:.2f} would have been found" in drop.message


def test_error_rates_drop_upwards(tmp_path: Path) -> None:
    policy = Policy(metrics=(MetricRule("ter"),), findings=())
    result = judged(tmp_path, corpus(), corpus(worse(standard(), 0.5)), policy)
    drop = one(result, Rule.DROP, subject="TER")
    assert drop.status is Status.FAILED
    assert drop.current is not None
    assert drop.accepted is not None
    assert drop.current > drop.accepted
    assert judged(tmp_path, corpus(worse(standard(), 0.5)), corpus(), policy).suggests_accept


def test_advisory_metrics_only_warn(tmp_path: Path) -> None:
    policy = Policy(metrics=(MetricRule("bleu", Role.ADVISORY),), findings=())
    result = judged(tmp_path, corpus(), corpus(worse(standard())), policy)
    assert result.passed
    assert one(result, Rule.DROP).status is Status.WARNED


def test_improvement_suggests_to_accept(tmp_path: Path) -> None:
    result = judged(tmp_path, corpus(worse(standard(), 0.5)), corpus(), Policy())
    assert result.passed
    assert result.suggests_accept
    assert "rose by" in result.improvements[0].message
    rise = result.improvements[0]
    assert rise.p_adjusted == 1.0
    assert rise.p_told == rise.p_rise
    assert rise.p_rise is not None
    assert rise.p_rise < 0.01
    assert told_p(rise.p_rise) in rise.message


def test_a_drop_in_one_domain_is_found(tmp_path: Path) -> None:
    """A quarter of the segments, all of one domain; the whole is let drop."""
    domains = ["legal"] * (N_SEGMENTS // 4) + ["news"] * (N_SEGMENTS - N_SEGMENTS // 4)
    policy = Policy(metrics=(MetricRule("chrf(word_order=2)", tolerance=12.0),), findings=())
    now = corpus(worse(standard(), 0.25), domains=domains)
    result = judged(tmp_path, corpus(domains=domains), now, policy)
    assert one(result, Rule.DROP).status is Status.PASSED
    assert one(result, Rule.DROP, "legal").status is Status.FAILED
    assert "domain 'legal'" in one(result, Rule.DROP, "legal").message
    assert one(result, Rule.DROP, "news").status is Status.PASSED


def test_floor(tmp_path: Path) -> None:
    for rule, fails in (
        (MetricRule("bleu", floor=99.5), True),
        (MetricRule("bleu", floor=1.0), False),
        (MetricRule("bleu", floor=1.0, floors={"de": 99.5}), True),
        (MetricRule("ter", floor=0.1), True),
        (MetricRule("ter", floor=90.0), False),
    ):
        result = judged(tmp_path, corpus(), corpus(), Policy(metrics=(rule,), findings=()))
        assert (one(result, Rule.FLOOR).status is Status.FAILED) is fails
        assert result.passed is not fails


def test_segment_loss(tmp_path: Path) -> None:
    current = standard()
    current[5] = "kaputt"
    policy = Policy(metrics=(MetricRule("chrf", segment_loss=50.0),), findings=())
    result = judged(tmp_path, corpus(), corpus(current), policy)
    assert not result.passed
    assert "'s5', loses" in one(result, Rule.SEGMENT_LOSS).message
    assert one(judged(tmp_path, corpus(), corpus(), policy), Rule.SEGMENT_LOSS).status is Status.PASSED


def test_findings(accepted: Path) -> None:
    """Twelve wrong numbers are too many for chance (1/4096), two are not (1/4)."""
    result = gate(corpus(wrong_numbers(standard(), 12)), accepted)
    rule = one(result, Rule.FINDINGS, subject="numbers")
    assert rule.status is Status.FAILED
    assert (rule.accepted, rule.current) == (0.0, 12.0)
    assert rule.p_value == pytest.approx(0.5**12)
    assert rule.gain == -12.0
    assert one(gate(corpus(wrong_numbers(standard(), 2)), accepted), Rule.FINDINGS).status is Status.PASSED
    assert result.changes[0].new_findings == ("numbers",)


def test_findings_that_moved_to_other_segments_are_not_more(tmp_path: Path) -> None:
    """Twelve wrong numbers in the first segments before, and in the twelve after them now."""
    moved = [*standard()[:12], *wrong_numbers(standard()[12:], 12)]
    result = judged(tmp_path, corpus(wrong_numbers(standard(), 12)), corpus(moved), Policy())
    rule = one(result, Rule.FINDINGS, subject="numbers")
    assert (rule.accepted, rule.current, rule.gain, rule.status) == (12.0, 12.0, 0.0, Status.PASSED)
    assert "findings of numbers (major or worse) did not become more (12 to 12 on 80 segments)" in rule.message
    fewer = judged(tmp_path, corpus(wrong_numbers(standard(), 12)), corpus(), Policy())
    assert one(fewer, Rule.FINDINGS, subject="numbers").gain == 12.0
    few = judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 2)), Policy())
    assert "did not surely become more (0 to 2 on" in one(few, Rule.FINDINGS, subject="numbers").message


def test_findings_are_counted_where_both_runs_have_a_translation(tmp_path: Path) -> None:
    wrong: list[str | None] = list(wrong_numbers(standard(), 12))
    absent: list[str | None] = [None] * 12 + list(standard()[12:])
    lenient = Policy(max_missing=20, metrics=(), findings=(FindingRule("numbers", max_new=0),))
    for before, now in ((absent, wrong), (wrong, absent)):
        result = judged(tmp_path, corpus(before), corpus(now), lenient)
        assert result.passed
        rule = one(result, Rule.FINDINGS)
        assert (rule.accepted, rule.current, rule.n_segments) == (0.0, 0.0, N_SEGMENTS - 12)


def test_findings_within_a_share_of_the_segments(tmp_path: Path) -> None:
    """Fifteen percent of 80 segments are twelve."""
    policy = Policy(metrics=(), findings=(FindingRule("numbers", tolerance_percent=15.0),))
    assert judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 12)), policy).passed
    result = judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 13)), policy)
    assert "; 12 is tolerated" in result.failures[0].message
    assert result.failures[0].tolerated == 12.0


def better(n_wrong: int) -> Corpus:
    """The references themselves, with wrong numbers: surely better than the standard translations."""
    return corpus(wrong_numbers(lines()[1], n_wrong))


NUMBERS = (FindingRule("numbers", better_percent=15.0),)


def test_findings_are_weighed_against_surely_better_scores(tmp_path: Path) -> None:
    policy = Policy(findings=NUMBERS)
    result = judged(tmp_path, corpus(), better(12), policy)
    assert result.passed
    assert result.suggests_accept
    rule = one(result, Rule.FINDINGS)
    assert rule.status is Status.WARNED
    assert rule.tolerated == 12.0
    assert "0 to 12 on 80 segments" in rule.message
    assert "12 is tolerated, as the required metrics surely rose" in rule.message
    more = judged(tmp_path, corpus(), better(13), policy)
    assert [o.rule for o in more.failures] == [Rule.FINDINGS]
    assert "; 0 is tolerated" in more.failures[0].message


def test_what_is_not_weighed(tmp_path: Path) -> None:
    """No better scores; one required metric that does not rise; a limit that is no matter of statistics."""
    assert not judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 12)), Policy(findings=NUMBERS)).passed
    assert not judged(tmp_path, corpus(), better(12), Policy(metrics=(), findings=NUMBERS)).passed
    flat = MetricRule("faulty")
    metrics.names()
    metrics.add("faulty", Faulty)
    try:
        both = Policy(metrics=(CHRF, flat), findings=NUMBERS)
        assert not judged(tmp_path, corpus(), better(12), both).passed
        advisory = replace(both, metrics=(CHRF, replace(flat, role=Role.ADVISORY)))
        assert judged(tmp_path, corpus(), better(12), advisory).passed
        only_advisory = replace(both, metrics=(replace(CHRF, role=Role.ADVISORY),))
        assert not judged(tmp_path, corpus(), better(12), only_advisory).passed
    finally:
        del metrics._members["faulty"]
    within = Policy(metrics=(replace(CHRF, tolerance=90.0),), findings=NUMBERS)
    assert not judged(tmp_path, corpus(), better(12), within).passed
    strict = Policy(findings=(replace(NUMBERS[0], max_new=0),))
    assert [o.rule for o in judged(tmp_path, corpus(), better(12), strict).failures] == [Rule.NEW_FINDINGS]


def test_each_language_is_weighed_by_its_own_scores(tmp_path: Path) -> None:
    policy = Policy(findings=NUMBERS)
    dutch, worse_dutch = corpus(tag="nl"), corpus(wrong_numbers(standard(), 12), tag="nl")
    accept([corpus(), dutch], tmp_path / "a.json", policy)
    result = gate([better(12), worse_dutch], tmp_path / "a.json", policy)
    assert {(o.language, o.rule) for o in result.failures} >= {("en-nl", Rule.FINDINGS)}
    assert {o.language for o in result.failures} == {"en-nl"}


def test_a_domain_that_did_not_rise_does_not_count_against_the_whole(tmp_path: Path) -> None:
    """Half the segments are as accepted and have a domain of their own."""
    half = N_SEGMENTS // 2
    domains = ["a"] * half + ["b"] * half
    now = corpus([*wrong_numbers(lines()[1], 12)[:half], *standard()[half:]], domains=domains)
    assert judged(tmp_path, corpus(domains=domains), now, Policy(findings=NUMBERS)).passed


def test_findings_within_the_tolerance(tmp_path: Path) -> None:
    policy = Policy(metrics=(), findings=(FindingRule("numbers", tolerance=12),))
    assert judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 12)), policy).passed
    assert not judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 13)), policy).passed


def test_new_findings_and_most_findings(tmp_path: Path) -> None:
    for rule, kind in (
        (FindingRule("numbers", significant=False, max_new=1), Rule.NEW_FINDINGS),
        (FindingRule("numbers", Severity.MINOR, significant=False, most=1), Rule.MOST_FINDINGS),
    ):
        policy = Policy(metrics=(), findings=(rule,))
        assert one(judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 1)), policy), kind).status is (
            Status.PASSED
        )
        result = judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 2)), policy)
        assert one(result, kind).status is Status.FAILED
        assert one(result, kind).gain == (-2.0 if kind is Rule.NEW_FINDINGS else -1.0)
        assert not result.passed
    lenient = Policy(metrics=(), findings=(FindingRule("numbers", role=Role.ADVISORY, max_new=0),))
    assert judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 2)), lenient).passed


def test_all_checks_together(tmp_path: Path) -> None:
    by_check = Policy(metrics=(), findings=(FindingRule("each", Severity.MINOR),))
    together = Policy(metrics=(), findings=(FindingRule("all", Severity.MINOR),))
    now = corpus(wrong_numbers(standard(), 9))
    (outcome,) = [o for o in judged(tmp_path, corpus(), now, together).outcomes if o.rule is Rule.FINDINGS]
    each = [o for o in judged(tmp_path, corpus(), now, by_check).outcomes if o.rule is Rule.FINDINGS]
    assert outcome.subject == "all checks (minor or worse)"
    assert outcome.current == sum(o.current or 0 for o in each)
    assert outcome.status is Status.FAILED


def test_of_two_rules_about_the_same_the_first_counts(tmp_path: Path) -> None:
    policy = Policy(metrics=(), findings=(FindingRule("numbers", tolerance=30), FindingRule("each")))
    result = judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 12)), policy)
    assert result.passed
    assert len({(o.rule, o.subject) for o in result.outcomes}) == len(result.outcomes)


def test_severities_below_the_rule_do_not_count(tmp_path: Path) -> None:
    policy = Policy(metrics=(), findings=(FindingRule("numbers", Severity.CRITICAL, significant=False, most=0),))
    assert judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 5)), policy).passed


def test_missing_translations_cannot_make_a_run_better(accepted: Path) -> None:
    current: list[str | None] = list(standard())
    current[3] = None
    result = gate(corpus(current), accepted)
    assert not result.passed
    assert "that of 's3'" in one(result, Rule.MISSING).message
    assert one(result, Rule.DROP, subject="BLEU").n_segments == N_SEGMENTS - 1


def test_not_evaluated_is_not_passed(tmp_path: Path) -> None:
    """Where somebody asks for a metric that needs references, their absence is no pass."""
    findings_only = Policy(metrics=())
    accept(corpus(references=False), tmp_path / "a.json", findings_only)
    assert gate(corpus(references=False), tmp_path / "a.json", findings_only).passed
    for asked in (Policy(metrics=(CHRF,)), Policy(without_references="refuse")):
        result = gate(corpus(references=False), tmp_path / "a.json", asked)
        assert not result.passed
        assert {o.rule for o in result.failures} == {Rule.EVALUATED}
        with pytest.raises(MtqaError, match=r"needs a reference.*without_references"):
            accept(corpus(references=False), tmp_path / "b.json", asked)


def test_without_references_the_default_policy_judges_what_the_checks_find(tmp_path: Path) -> None:
    for policy in (Policy(), Policy(metrics=(CHRF,), without_references="checks")):
        accept(corpus(references=False), tmp_path / "a.json", policy)
        result = gate(corpus(references=False), tmp_path / "a.json", policy)
        assert result.passed
        assert result.notes == (
            "en-de: there are no references, so only what the checks find is judged, and no metric",
        )
        assert {o.rule for o in result.outcomes} == {Rule.FINDINGS, Rule.MISSING}
        current = corpus(wrong_numbers(standard(), 12), references=False)
        assert [o.rule for o in gate(current, tmp_path / "a.json", policy).failures] == [Rule.FINDINGS]
    accept(corpus(), tmp_path / "a.json")
    with pytest.raises(MtqaError, match="another test set"):  # references that went away are another test set
        gate(corpus(references=False), tmp_path / "a.json")


def test_nothing_evaluated_is_no_verdict(tmp_path: Path) -> None:
    policy = Policy(metrics=(MetricRule("bleu", Role.ADVISORY),), findings=())
    accept(corpus(references=False), tmp_path / "a.json", policy)
    with pytest.raises(MtqaError, match=r"no metric was evaluated and no finding counted"):
        gate(corpus(references=False), tmp_path / "a.json", policy)
    with pytest.raises(MtqaError, match=r"nothing to judge"):
        gate([], tmp_path / "a.json", policy)


def test_a_stored_run_gives_the_same_verdict(accepted: Path) -> None:
    now = corpus(worse(standard(), 0.5))
    evaluation = evaluate(now, metric_specs=["chrf(word_order=2)", "bleu"], check_names=[])
    assert gate([evaluation], accepted).outcomes == gate(now, accepted).outcomes


def test_a_stored_run_of_a_metric_that_is_a_mean_is_not_scored_again(faulty: None, tmp_path: Path) -> None:
    """As with a neural metric: what the run holds is taken, and no model is needed."""
    policy = Policy(metrics=(MetricRule("faulty"),), findings=())
    accept(corpus(), tmp_path / "a.json", policy)
    evaluation = evaluate(corpus(), metric_specs=["faulty"], check_names=[])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Faulty, "statistics", lambda *_: pytest.fail("scored again"))
        assert gate([evaluation], tmp_path / "a.json", policy).passed


def test_a_cached_measurement_gives_the_same_verdict(accepted: Path, tmp_path: Path) -> None:
    current: list[str | None] = list(worse(wrong_numbers(standard(), 10), 0.5))
    current[70] = None
    now = corpus(current)
    plain = gate(now, accepted)
    for _ in range(2):
        cached = gate(now, accepted, cache=tmp_path / "cache")
        assert cached.outcomes == plain.outcomes
        assert cached.changes == plain.changes
    (file,) = (tmp_path / "cache").iterdir()
    file.write_text(file.read_text().replace("5", "6"))
    assert gate(now, accepted, cache=tmp_path / "cache").outcomes == plain.outcomes


@dataclass(frozen=True)
class Faulty(Metric):
    """A metric that fails in the way that it is told."""

    name: ClassVar[str] = "faulty"
    summary: ClassVar[str] = "Fails."
    higher_is_better: ClassVar[bool] = True

    fault: str = ""
    revision: str = "1"

    @property
    def label(self) -> str:
        return "Faulty"

    def statistics(self, sources: Any, hypotheses: Any, references: Any) -> Any:
        rows = np.ones((len(hypotheses), 2))
        if self.fault == "crash":
            raise RuntimeError("out of memory on segment 17")
        if self.fault == "nan":
            rows[4, 0] = np.nan
        if self.fault == "short":
            return rows[1:]
        return rows

    def scores(self, sums: Any) -> Any:
        return np.full(len(sums), np.nan) if self.fault == "score" else sums[:, 0] / sums[:, 1]

    def signature(self, n_references: str, resampling: Any = None) -> str:
        return f"Faulty|nrefs:{n_references}|revision:{self.revision}"


@pytest.fixture
def faulty() -> Any:
    metrics.names()
    metrics.add("faulty", Faulty)
    yield
    del metrics._members["faulty"]


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        ("crash", r"Faulty failed on 'mt' .* out of memory on segment 17"),
        ("nan", "no number for the segment 's4'"),
        ("short", "79 rows for 80 segments"),
        ("score", "gave the score nan"),
    ],
)
def test_a_metric_that_fails_is_never_a_pass(faulty: None, tmp_path: Path, fault: str, complaint: str) -> None:
    policy = Policy(metrics=(MetricRule(f"faulty(fault='{fault}')"),), findings=())
    with pytest.raises(MtqaError, match=complaint):
        accept(corpus(), tmp_path / "a.json", policy)
    accept(corpus(), tmp_path / "a.json", Policy(metrics=(MetricRule("bleu"),)))
    with pytest.raises(MtqaError, match=complaint):
        gate(corpus(), tmp_path / "a.json", policy)


def test_a_check_that_fails_is_never_a_pass(accepted: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mtqa.contracts import checks

    def broken(translation: Any) -> Any:
        raise ZeroDivisionError("bad")

    check = checks.get("numbers")
    monkeypatch.setitem(checks._members, "numbers", type(check)(check.name, check.category, check.severity, broken))
    with pytest.raises(MtqaError, match=r"check 'numbers' failed on 'mt'"):
        gate(corpus(), accepted)


EMPTY = ["", "   ", "\u200b", ".", " - ", "\u00ad\n"]


@pytest.mark.parametrize("text", [*EMPTY, None, lines()[0][20], f" {lines()[0][20].upper()} "])
def test_the_first_translation_that_got_lost_is_red_and_named(tmp_path: Path, text: str | None) -> None:
    current: list[str | None] = list(standard())
    current[20] = text
    for policy in (Policy(), Policy(texts=False), Policy(metrics=(CHRF,), findings=())):
        result = judged(tmp_path, corpus(), corpus(current), policy)
        assert [o.rule for o in result.failures] == [Rule.MISSING]
        assert "1 translation that was accepted got lost" in result.failures[0].message
        assert "that of 's20'; 0 may" in result.failures[0].message
        assert judged(tmp_path, corpus(), corpus(current), replace(policy, max_missing=1)).passed


def test_what_was_lost_before_is_not_newly_lost(tmp_path: Path) -> None:
    """Whatever kind of loss it is now, and whatever kind it was; what came back is no loss."""
    kinds: list[str | None] = [None, "", lines()[0][3]]
    for before in kinds:
        for now in (*kinds, standard()[3]):
            texts: list[list[str | None]] = [list(standard()), list(standard())]
            texts[0][3], texts[1][3] = before, now
            outcome = one(judged(tmp_path, corpus(texts[0]), corpus(texts[1]), Policy()), Rule.MISSING)
            assert outcome.status is Status.PASSED, (before, now)
            assert outcome.gain == 0.0
            assert outcome.accepted == 1.0
            assert outcome.current == float(now != standard()[3])


def test_several_lost_translations_are_counted_by_kind(tmp_path: Path) -> None:
    current: list[str | None] = list(standard())
    current[1:6] = None, "", "", lines()[0][4], None
    outcome = one(judged(tmp_path, corpus(), corpus(current), Policy()), Rule.MISSING)
    assert (outcome.gain, outcome.current) == (-5.0, 5.0)
    assert outcome.message == (
        "en-de: 5 translations that were accepted got lost (2 missing, 2 empty, 1 the source itself now), those of"
        " 's1', 's2', 's3' and others; 0 may"
    )


def test_required_and_advisory_rules_are_corrected_apart(tmp_path: Path) -> None:
    """Six segments got worse, so each of these rules has p = 1/64: one alone, and three that are corrected together."""
    now = corpus(wrong_numbers(standard(), 6))
    six = FindingRule("numbers", Severity.MINOR)
    advisory = replace(six, role=Role.ADVISORY)
    others = [FindingRule("numbers", severity, Role.ADVISORY) for severity in (Severity.NEUTRAL, Severity.MAJOR)]
    result = judged(tmp_path, corpus(), now, Policy(metrics=(), findings=(six, advisory, *others)))
    tested = [o for o in result.outcomes if o.rule is Rule.FINDINGS]
    assert [o.p_adjusted for o in tested] == pytest.approx([1 / 64, 3 / 64, 3 / 64, 3 / 64])
    assert [o.status for o in tested] == [Status.FAILED, *[Status.WARNED] * 3]


def test_advisory_metrics_do_not_weaken_the_tests_of_required_findings(tmp_path: Path) -> None:
    """Drops and findings of one role are one family, those of the other role another."""
    now = corpus(wrong_numbers(worse(standard()), 6))
    strict = FindingRule("numbers", Severity.MINOR)
    both = Policy(metrics=(replace(CHRF, role=Role.ADVISORY), MetricRule("bleu")), findings=(strict,))
    result = judged(tmp_path, corpus(), now, both)
    finding = one(result, Rule.FINDINGS)
    chrf, bleu = (one(result, Rule.DROP, subject=name) for name in ("chrF2++", "BLEU"))
    assert finding.p_value is not None
    assert finding.p_adjusted == pytest.approx(finding.p_value)  # the larger of two: times one
    assert bleu.p_value is not None
    assert bleu.p_adjusted == pytest.approx(2 * bleu.p_value)
    assert chrf.p_adjusted == pytest.approx(chrf.p_value)


def test_with_many_tests_there_are_trials_enough(tmp_path: Path) -> None:
    """Forty domains and the whole by three metrics are 123 tests, so the smallest p-value must lie below .05 / 123.

    The policy's own 100 trials would give 1 / 101 at best.
    """
    domains = [f"d{n // 2}" for n in range(N_SEGMENTS)]
    metrics_ = (CHRF, MetricRule("bleu"), MetricRule("chrf"))
    policy = Policy(trials=100, metrics=metrics_, findings=())
    now = corpus(worse(standard()), domains=domains)
    result = judged(tmp_path, corpus(domains=domains), now, policy)
    assert result.n_tests == 123
    drop = one(result, Rule.DROP, subject="chrF2++")
    assert drop.status is Status.FAILED
    assert drop.p_value is not None
    assert drop.p_value < 0.05 / 123 / 4


def test_what_a_segment_loses_is_its_own_score(tmp_path: Path) -> None:
    """By sacreBLEU's sentence scores, in the direction of the metric."""
    import sacrebleu

    current = standard()
    current[5] = "kaputt"
    reference = lines()[1][5]
    texts = standard()[5], "kaputt"
    ter = [sacrebleu.sentence_ter(text, [reference]).score for text in texts]
    chrf = [sacrebleu.sentence_chrf(text, [reference]).score for text in texts]
    for spec, lost in (("ter", ter[1] - ter[0]), ("chrf", chrf[0] - chrf[1])):
        for limit, status in ((lost - 0.01, Status.FAILED), (lost + 0.01, Status.PASSED)):
            policy = Policy(metrics=(MetricRule(spec, segment_loss=limit),), findings=())
            result = judged(tmp_path, corpus(), corpus(current), policy)
            outcome = one(result, Rule.SEGMENT_LOSS)
            assert outcome.current == pytest.approx(lost)
            assert outcome.status is status
            assert [change.segment_id for change in result.changes] == ["s5"]
            assert result.changes[0].loss == pytest.approx(lost)
            assert result.changes_by == metrics.create(spec).label


def test_changes_without_a_score_lose_nothing(tmp_path: Path) -> None:
    result = judged(tmp_path, corpus(), corpus(wrong_numbers(standard(), 2)), Policy(metrics=()))
    assert [(change.segment_id, change.loss, change.accepted, change.new_findings) for change in result.changes] == [
        ("s0", 0.0, None, ("numbers",)),
        ("s1", 0.0, None, ("numbers",)),
    ]
    assert result.changes_by == ""
