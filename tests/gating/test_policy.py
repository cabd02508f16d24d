from __future__ import annotations

from pathlib import Path

import pytest

from mtqa.contracts import checks, metrics
from mtqa.errors import MtqaError
from mtqa.evaluation import Checking
from mtqa.gating import policy_toml
from mtqa.gating.policy import FindingRule, MetricRule, Policy, Role, read_policy
from mtqa.results import Severity


def read(tmp_path: Path, text: str) -> Policy:
    path = tmp_path / "mtqa-gate.toml"
    path.write_text(text)
    return read_policy(path)


def test_the_printed_policy_reads_back(tmp_path: Path) -> None:
    assert policy_toml(read(tmp_path, policy_toml(Policy()))) == policy_toml(Policy())
    full = Policy(
        alpha=0.01,
        segments="intersection",
        by_domain=False,
        max_missing=3,
        texts=False,
        metrics=(
            MetricRule("ter", Role.ADVISORY, 2.0, 5.0, 60.0, {"de": 70.0, "pt-BR": 80.5}, 40.0),
            MetricRule("bleu(tokenize='intl')", Role.REQUIRED, 1.0),
        ),
        findings=(FindingRule("numbers", Severity.MINOR, Role.ADVISORY, False, 1, 2, 3),),
    )
    assert read(tmp_path, policy_toml(full)) == full
    assert read(tmp_path, policy_toml(Policy(findings=()))).findings == ()
    assert read(tmp_path, policy_toml(Policy(metrics=()))).metrics == ()


def test_the_policy_of_the_documentation_can_be_read(tmp_path: Path, project_root: Path) -> None:
    text = (project_root / "docs" / "gate.md").read_text()
    policy = read(tmp_path, text.partition("```toml\n")[2].partition("```")[0])
    assert policy.segments == "intersection"
    assert [rule.role for rule in policy.metrics] == [Role.REQUIRED, Role.ADVISORY]
    assert policy.findings[0] == FindingRule("all", Severity.CRITICAL, max_new=0)
    assert policy.findings[1].better_percent == 1.0
    policy = read(tmp_path, text.split("```toml\n")[2].partition("```")[0])
    assert policy.metrics == ()
    assert policy.findings == (FindingRule(tolerance_percent=0.5),)


def test_two_rules_about_findings_of_which_one_would_be_without_effect(tmp_path: Path) -> None:
    """The first counts: a later one about the same that says otherwise would do nothing."""
    each = "[[findings]]\n"
    for later in ("check = 'numbers'\ntolerance = 30\n", "tolerance = 3\n", "check = 'each'\nbetter_percent = 0\n"):
        with pytest.raises(MtqaError, match=r"rule 2 about findings has no effect.*put this one first") as caught:
            read(tmp_path, f"{each}{each}{later}")
        assert caught.value.line == 2
    for first, later in (
        ("check = 'numbers'\ntolerance = 30\n", ""),  # the others are left for the second
        ("", "check = 'all'\n"),
        ("", "check = 'numbers'\nmax_new = 0\n"),
        ("", "check = 'numbers'\nmost = 3\n"),
        ("", "check = 'numbers'\nseverity = 'critical'\ntolerance = 1\n"),
        ("", "check = 'numbers'\nrole = 'advisory'\ntolerance = 1\n"),
        ("significant = false\nmax_new = 1\n", "check = 'numbers'\n"),
        ("", ""),  # twice the same does no harm
    ):
        assert len(read(tmp_path, f"{each}{first}{each}{later}").findings) == 2


def test_what_to_do_without_references(tmp_path: Path) -> None:
    """With the default metrics the checks are enough; whoever names metrics wants them, unless they say otherwise."""
    assert Policy().checks_suffice
    assert read(tmp_path, policy_toml(Policy())).checks_suffice
    assert not read(tmp_path, "[metrics.bleu]\n").checks_suffice
    assert not read(tmp_path, "without_references = 'refuse'\n").checks_suffice
    assert read(tmp_path, "without_references = 'checks'\n[metrics.bleu]\n").checks_suffice


def test_shares_of_the_segments() -> None:
    rule = FindingRule(tolerance=3, tolerance_percent=1.0, better_percent=2.0)
    assert [rule.tolerated(n) for n in (100, 299, 300, 400, 1002)] == [3, 3, 3, 4, 10]
    assert [rule.tolerated_if_better(n) for n in (100, 200, 1002)] == [3, 4, 20]
    assert FindingRule(tolerance_percent=5.0, better_percent=0.0).tolerated_if_better(100) == 5
    assert FindingRule(tolerance_percent=0.29).tolerated(100) == 0
    assert FindingRule(tolerance_percent=0.7).tolerated(1000) == 7  # 0.7 * 1000 / 100 is 6.999... in binary


def test_an_empty_policy_is_the_default_one(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing\n") == Policy()


def test_default_tolerances_are_those_of_the_paper() -> None:
    """Kocmi et al. (2024), table 2, column 60 %: BLEU 0.78, chrF 0.54; others have 1 % of the accepted score."""
    for spec, expected in (("bleu", 0.78), ("chrf", 0.54), ("chrf(word_order=2)", 0.54), ("ter", 0.5)):
        assert MetricRule(spec).tolerated(metrics.create(spec), 50.0) == expected
    rule = MetricRule("bleu", tolerance=0.5, tolerance_percent=2.0)
    assert rule.tolerated(metrics.create("bleu"), 20.0) == 0.5
    assert rule.tolerated(metrics.create("bleu"), 50.0) == 1.0


def test_the_checks_that_the_rules_need() -> None:
    same_everywhere = tuple(name for name in checks.default_names() if not checks.get(name).by_machine)
    assert Policy().checks(Checking()) == same_everywhere
    assert Policy(findings=(FindingRule("numbers"), FindingRule("markup"))).checks(Checking()) == ("markup", "numbers")


@pytest.mark.parametrize(
    ("text", "line", "complaint"),
    [
        ("alpha = 0.05\nallpha = 0.1\n", 2, "no setting 'allpha'"),
        ("alpha = 0\n", 1, "at least 0.001"),
        ("alpha = 0.9\n", 1, "at most 0.5"),
        ("alpha = nan\n", 1, "not a number"),
        ("alpha = " + "9" * 5000, None, "not TOML"),
        ("[metrics.bleu]\nfloor = " + "9" * 400, 2, "not a number"),
        ("\nalpha = 'five'\n", 2, "not a number"),
        ("trials = 5\n", 1, "at least 100"),
        ("trials = 1e4\n", 1, "not a whole number"),
        ("seed = -1\n", 1, "at least 0"),
        ("segments = 'all'\n", 1, "same, intersection"),
        ("by_domain = 1\n", 1, "true or false"),
        ("max_missing = true\n", 1, "not a whole number"),
        ("metrics = 3\n", 1, "not a table"),
        ("[metrics]\nbleu = 30\n", 2, "not a table"),
        ("[metrics.blue]\n", 1, "no metric named 'blue'"),
        ("alpha = 0.05\n[metrics.bleu]\nrole = 'required'\nfloors = 30\n", 4, "not a table"),
        ("[metrics.bleu]\nfloors = { '??' = 3.0 }\n", 2, "not a language tag"),
        ("[metrics.bleu]\nfloors = { de = 'x' }\n", 2, "not a number"),
        ("[metrics.ter]\nfloor = 1\n[metrics.bleu]\nflor = 30\n", 4, "no setting 'flor'"),
        ("[metrics.bleu]\nrole = 'maybe'\n", 2, "required, advisory"),
        ("[metrics.bleu]\ntolerance = -1.0\n", 2, "at least 0"),
        ("[metrics.bleu]\ntolerance_percent = 101\n", 2, "at most 100"),
        ("[metrics.bleu]\nsegment_loss = 0\n", 2, "above 0"),
        ("[metrics.bleu]\n[metrics.'bleu()']\n", 1, "stands here twice"),
        ("[findings]\n", 1, "not a list"),
        ("[[findings]]\ncheck = 'grammar'\n", 2, "each, all"),
        ("[[findings]]\nseverity = 'bad'\n", 2, "neutral, minor, major, critical"),
        ("[[findings]]\nmax_new = -1\n", 2, "at least 0"),
        ("[[findings]]\nsignificant = false\n", 2, "demands nothing"),
        ("[[findings]]\ntolerance_percent = 101\n", 2, "at most 100"),
        ("[[findings]]\nbetter_percent = -1\n", 2, "at least 0"),
        ("without_references = 'no'\n", 1, "checks, refuse"),
        ("findings = []\n[metrics]\n", None, "demands nothing"),
        ("alpha = \n", 1, "not TOML"),
        ("[metrics.bleu]\nmetric = 'ter'\n", 2, "no setting 'metric'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int | None, complaint: str) -> None:
    with pytest.raises(MtqaError) as caught:
        read(tmp_path, text)
    assert complaint in str(caught.value)
    assert caught.value.line == line
    assert str(caught.value).startswith(str(tmp_path))
