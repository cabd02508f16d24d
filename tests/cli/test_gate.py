"""`mtqa gate` as CI meets it: exit codes, streams, files; whatever goes wrong, it is never 0."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from gated import corpus, standard, worse, write_corpus, wrong_numbers
from lxml import etree
from test_commands import Result, mtqa, one_line

from mtqa.gating import accept
from mtqa.gating.accepted import SCHEMA


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "site")
    accept(str(tmp_path / "site"), tmp_path / "mtqa-accepted.json")
    return tmp_path


def gate(*arguments: str, cwd: Path, **variables: str) -> Result:
    return mtqa("gate", *arguments, cwd=cwd, MTQA_CACHE=str(cwd / "cache"), **variables)


def spoil(site: Path) -> None:
    write_corpus(site / "site", worse(standard()))


def test_accept_then_pass_then_fail_then_accept(tmp_path: Path) -> None:
    write_corpus(tmp_path / "site")
    result = gate("site", "--accept", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout == "mtqa-accepted.json: accepted en-de; commit this file\n"
    result = gate("site", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith("PASSED: site")
    spoil(tmp_path)
    result = gate("site", cwd=tmp_path)
    assert result.returncode == 1
    assert result.stdout.startswith("FAILED: site")
    assert "Segments that lost most" in result.stdout
    assert result.stderr == ""
    assert gate("site", "--accept", cwd=tmp_path).returncode == 0
    assert gate("site", cwd=tmp_path).returncode == 0


def test_a_second_system_does_not_change_what_is_judged(site: Path) -> None:
    """As when a competitor's output is put beside the engine's: the accepted engine is judged, in both directions."""
    other = site / "site/systems/aaa.de.txt"
    other.write_text("".join(f"{line}\n" for line in worse(standard())))
    assert gate("site", cwd=site).returncode == 0
    assert gate("site", "--system", "aaa", cwd=site).returncode == 1
    spoil(site)
    other.write_text("".join(f"{line}\n" for line in standard()))
    assert gate("site", cwd=site).returncode == 1
    (site / "site/systems/mt.de.txt").unlink()
    result = gate("site", cwd=site)
    assert result.returncode == 3
    assert "the translations of 'mt' were accepted" in one_line(result)
    assert "--system NAME" in one_line(result)
    (site / "site/systems/bbb.de.txt").write_text(other.read_text())
    result = gate("site", "--accept", "--system", "bbb", cwd=site)
    assert result.stdout == "mtqa-accepted.json: accepted en-de by 'bbb'; commit this file\n"


def test_one_emptied_line_is_red(site: Path) -> None:
    path = site / "site/systems/mt.de.txt"
    lines = path.read_text().split("\n")
    path.write_text("\n".join([*lines[:5], "", *lines[6:]]))
    result = gate("site", cwd=site)
    assert result.returncode == 1
    assert "1 translation that was accepted got lost (1 empty now), that of 'site:6'; 0 may" in result.stdout
    result = gate("site", "--accept", cwd=site)
    assert "warning: en-de: missing, empty or the source itself, and accepted so: 1 translation(s)" in result.stderr
    assert gate("site", cwd=site).returncode == 0


def test_without_references_the_checks_alone_are_judged(site: Path) -> None:
    (site / "site/reference.A.de.txt").unlink()
    result = gate("site", "--accept", cwd=site)
    assert result.returncode == 0, result.stderr
    assert "warning: en-de: there are no references" in result.stderr
    result = gate("site", cwd=site)
    assert result.returncode == 0
    assert "there are no references, so only what the checks find is judged" in result.stdout
    write_corpus(site / "site", wrong_numbers(standard(), 12))
    (site / "site/reference.A.de.txt").unlink()
    assert gate("site", cwd=site).returncode == 1


def test_a_mistake_in_the_policy_cannot_be_judged_and_one_on_the_command_line_is_wrong_usage(site: Path) -> None:
    """A file with a mistake is bad data (3); 2 is for the command line."""
    (site / "p.toml").write_text("alfa = 1\n")
    assert gate("site", "--policy", "p.toml", cwd=site).returncode == 3
    (site / "p.toml").write_text('[metrics."chrf(word_order=2)"]\nfloors = { cz = 99.0 }\n')
    result = gate("site", "--policy", "p.toml", cwd=site)
    assert result.returncode == 3
    assert "no target language here" in one_line(result)
    assert gate("site", "--format", "xml", cwd=site).returncode == 2


def test_the_printed_policy_is_the_default_and_can_be_used(site: Path) -> None:
    printed = gate("--show-policy", cwd=site).stdout
    (site / "mtqa-gate.toml").write_text(printed.replace('[metrics."bleu"]', '[metrics."bleu"]\nfloor = 99.0'))
    result = gate("site", cwd=site)
    assert result.returncode == 1
    assert "is worse than the floor of 99" in result.stdout
    assert "policy: mtqa-gate.toml" in result.stderr
    assert "floor = 99.0" in gate("--show-policy", cwd=site).stdout
    (site / "other.toml").write_text("# as the default\n")
    assert gate("site", "--policy", "other.toml", cwd=site).returncode == 0


def test_every_file_that_is_asked_for(site: Path) -> None:
    spoil(site)
    arguments = ("site", "--junit", "out/j.xml", "--html", "out/g.html", "--history", "out/h.jsonl")
    for _ in range(2):
        result = gate(*arguments, cwd=site)
    assert result.returncode == 1
    assert etree.fromstring((site / "out/j.xml").read_bytes()).get("failures") != "0"
    page = (site / "out/g.html").read_text()
    assert "<h2>What failed</h2>" in page
    assert "<h2>Trend</h2>" in page
    assert [json.loads(line)["verdict"] for line in (site / "out/h.jsonl").read_text().split("\n")[:-1]] == [
        "failed",
        "failed",
    ]
    assert "Trend: failed, failed" in result.stdout


def test_machine_formats(site: Path) -> None:
    spoil(site)
    content = json.loads(gate("site", "--format", "json", cwd=site).stdout)
    assert content["verdict"] == "failed"
    issues = json.loads(gate("site", "--format", "gitlab", cwd=site).stdout)
    assert issues[-1]["location"]["path"] == "site/systems/mt.de.txt"
    result = gate("site", "--format", "github", cwd=site, GITHUB_STEP_SUMMARY=str(site / "summary.md"))
    assert result.returncode == 1
    assert result.stdout.startswith("::error file=site/systems/mt.de.txt")
    assert "## ❌" in (site / "summary.md").read_text()


def test_a_stored_run_is_judged(site: Path) -> None:
    mtqa("evaluate", "site", "--format", "json", "--metric", "bleu", cwd=site)
    assert gate("reports/site", cwd=site).returncode == 0
    assert gate("reports/site", "--language", "de", cwd=site).returncode == 0
    result = gate("reports/site", "--language", "fr", cwd=site)
    assert result.returncode == 3
    assert "no language fr" in one_line(result)


def test_wrong_usage(site: Path) -> None:
    for arguments in ((), ("site", "--format", "xml"), ("site", "--nonsense"), ("site", "more", "words")):
        result = gate(*arguments, cwd=site)
        assert result.returncode == 2, result.stdout + result.stderr
        assert result.stdout == ""


def empty_corpus(site: Path) -> None:
    for file in (site / "site").rglob("*.txt"):
        file.write_text("")


def cut(site: Path) -> None:
    path = site / "mtqa-accepted.json"
    path.write_text(path.read_text()[:2000])


def edited(site: Path) -> None:
    path = site / "mtqa-accepted.json"
    path.write_text(path.read_text().replace('"score": ', '"score": 0'))


def newer(site: Path) -> None:
    path = site / "mtqa-accepted.json"
    path.write_text(path.read_text().replace(SCHEMA, "mtqa/accepted/9"))


def unknown_key(site: Path) -> None:
    (site / "mtqa-gate.toml").write_text("alpha = 0.05\ntolerence = 3\n")


def impossible(site: Path) -> None:
    (site / "mtqa-gate.toml").write_text("[metrics.bleu]\ntolerance = -3\n")


def other_text(site: Path) -> None:
    path = site / "site/reference.A.de.txt"
    path.write_text(path.read_text().replace("Zug", "Bahn"))


def bad_history(site: Path) -> None:
    (site / "h.jsonl").write_text("nonsense\n")


BROKEN = [
    (lambda site: (site / "mtqa-accepted.json").unlink(), "no accepted run here"),
    (cut, "not JSON"),
    (edited, "not JSON"),
    (newer, "mtqa/accepted/9"),
    (unknown_key, "mtqa-gate.toml:2: there is no setting 'tolerence'"),
    (impossible, "mtqa-gate.toml:2: 'tolerance' is -3"),
    (empty_corpus, "empty"),
    (other_text, "the test set changed"),
    (lambda site: (site / "site/systems/mt.de.txt").unlink(), "no "),
    (bad_history, "h.jsonl:1: this is no entry"),
]


@pytest.mark.parametrize(("breaks", "complaint"), BROKEN)
def test_what_cannot_be_judged_is_never_green(site: Path, breaks: object, complaint: str) -> None:
    """Exit code 3 and one line; the JUnit file of an earlier, green run does not survive."""
    for name in ("j.xml", "g.html"):
        (site / name).write_text("<green/>")
    breaks(site)  # type: ignore[operator]
    result = gate("site", "-q", "--junit", "j.xml", "--html", "g.html", "--history", "h.jsonl", cwd=site)
    assert result.returncode == 3, result.stdout
    assert complaint in one_line(result)
    assert result.stdout == ""
    assert etree.fromstring((site / "j.xml").read_bytes()).get("errors") == "1"
    assert not (site / "g.html").exists()
    assert json.loads((site / "h.jsonl").read_text().strip().split("\n")[-1])["verdict"] == "error"


def test_machine_formats_of_what_cannot_be_judged(site: Path) -> None:
    cut(site)
    assert json.loads(gate("site", "-f", "json", cwd=site).stdout)["verdict"] == "error"
    assert json.loads(gate("site", "-f", "gitlab", cwd=site).stdout)[0]["severity"] == "blocker"
    result = gate("site", "-f", "github", cwd=site, GITHUB_STEP_SUMMARY=str(site / "summary.md"))
    assert result.returncode == 3
    assert result.stdout.startswith("::error file=mtqa-accepted.json")
    assert "could not judge" in (site / "summary.md").read_text()


def test_a_crash_is_no_pass(site: Path) -> None:
    """A plug-in check that ends the interpreter's patience: exit code 3, and the reports say so."""
    (site / "sitecustomize.py").write_text(
        "import mtqa.gating.judging as judging\ndef judge(*a, **k): raise RuntimeError('boom')\njudging.judge = judge\n"
    )
    path = os.pathsep.join([str(site), *filter(None, [os.environ.get("PYTHONPATH")])])
    result = gate("site", "--junit", "j.xml", cwd=site, PYTHONPATH=path)
    assert result.returncode == 3
    assert "unexpected RuntimeError: boom" in result.stderr
    assert etree.fromstring((site / "j.xml").read_bytes()).get("errors") == "1"


def test_the_cache_is_used_and_can_be_left_out(site: Path) -> None:
    assert gate("site", cwd=site).returncode == 0
    assert len(list((site / "cache/gate").iterdir())) == 1
    assert gate("site", cwd=site).returncode == 0
    result = mtqa("gate", "site", "--no-cache", cwd=site, MTQA_CACHE=str(site / "other"))
    assert result.returncode == 0
    assert not (site / "other").exists()


def test_the_verdict_from_python(site: Path) -> None:
    import mtqa as library

    result = library.gate(corpus(worse(standard())), site / "mtqa-accepted.json", library.Policy())
    assert isinstance(result, library.GateResult)
    assert not result.verdict.passed


def test_a_table_is_read_with_the_options_of_every_command(tmp_path: Path) -> None:
    from gated import lines

    sources, references = lines()
    for name, hypotheses in (("good", standard()), ("bad", worse(standard()))):
        rows = ["English\tGerman\tmachine"]
        rows += ["\t".join(row) for row in zip(sources, references, hypotheses, strict=True)]
        (tmp_path / f"{name}.tsv").write_text("\n".join(rows) + "\n")
    options = ["--source-language", "en", "--language", "de"]
    options += ["--column", "source=English", "--column", "reference=German", "--column", "hypothesis.mt=machine"]
    assert gate("good.tsv", "--accept", *options, cwd=tmp_path).returncode == 0
    assert gate("good.tsv", *options, cwd=tmp_path).returncode == 0
    result = gate("bad.tsv", *options, cwd=tmp_path)
    assert result.returncode == 1, result.stderr


def test_the_configuration_of_checks_counts_here_too(site: Path) -> None:
    """One wrong number breaks the rule; suppressed with a reason, or with the check switched off, it does not."""
    from mtqa.preparation import load_corpora

    policy = '[metrics."chrf"]\nrole = "advisory"\n\n[[findings]]\ncheck = "numbers"\nmax_new = 0\n'
    (site / "mtqa-gate.toml").write_text(policy)
    assert gate("site", "--accept", cwd=site).returncode == 0
    write_corpus(site / "site", wrong_numbers(standard(), 1))
    assert gate("site", cwd=site).returncode == 1
    segment = load_corpora(site / "site")[0].segments[0].id
    (site / "site" / "suppressed.tsv").write_text(f"segment\tcheck\treason\n{segment}\tnumbers\tthe source is wrong\n")
    assert gate("site", cwd=site).returncode == 0
    result = gate("site", cwd=site)
    about = re.search(r"column 'about': suppressed\.tsv:2: ([0-9a-f]{12})\.", result.stdout)
    assert about, result.stdout
    assert about[0] in gate("site", cwd=site).stdout  # from the cache too
    row = f"segment\tcheck\tabout\treason\n1\tnumbers\t{about[1]}\tthe source is wrong\n"
    (site / "site" / "suppressed.tsv").write_text(row)
    result = gate("site", cwd=site)
    assert result.returncode == 0
    assert "suppress" not in result.stdout
    write_corpus(site / "site", [standard()[0].replace("1", "7").replace("2", "8"), *standard()[1:]])
    result = gate("site", cwd=site)
    assert "1 suppression no longer fits" in result.stdout, result.stdout
    write_corpus(site / "site", wrong_numbers(standard(), 1))
    (site / "site" / "suppressed.tsv").unlink()
    assert gate("site", cwd=site).returncode == 1
    (site / "mild.toml").write_text('[checks.numbers]\nseverity = "minor"\n')
    assert gate("site", "--config", "mild.toml", cwd=site).returncode == 0
    (site / "wrong.toml").write_text("[checks.number]\n")
    assert gate("site", "--config", "wrong.toml", cwd=site).returncode == 3
