"""The commands as scripts and CI jobs meet them: exit codes, streams, files."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small import BAD, GOOD, REFERENCES, SOURCES

Result = subprocess.CompletedProcess[str]


def mtqa(*arguments: str | Path, cwd: Path, **variables: str) -> Result:
    return subprocess.run(
        [sys.executable, "-m", "mtqa", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "120", **variables},
        timeout=120,
    )


def one_line(result: Result) -> str:
    """The message of a run that failed: exactly one line, and no traceback."""
    lines = result.stderr.strip().split("\n")
    assert len(lines) == 1, result.stderr
    assert "Traceback" not in result.stderr
    return lines[0]


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    folder.mkdir()
    rows = [("source", "en", "", SOURCES), ("primary", "de", "good", GOOD), ("baseline", "de", "bad", BAD)]
    rows.append(("reference", "de", "A", REFERENCES))
    toml = 'title = "Demo"\nsource_language = "en"\nlayout = "lines"\n'
    for role, language, name, lines in rows:
        (folder / f"{role}.txt").write_text("".join(f"{line}\n" for line in lines))
        toml += f'\n[[texts]]\nfile = "{role}.txt"\nlanguage = "{language}"\nrole = "{role}"\nname = "{name}"\n'
    (folder / "corpus.toml").write_text(toml)
    return folder


def test_evaluate_prints_a_table_and_writes_the_files(corpus: Path, tmp_path: Path) -> None:
    result = mtqa("evaluate", corpus, cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "BLEU ↑" in result.stdout
    assert "TER ↓" in result.stdout
    assert "\x1b" not in result.stdout + result.stderr  # no colour, no progress bar where there is no terminal
    assert max(map(len, result.stdout.split("\n"))) <= 120
    assert (tmp_path / "reports/demo/index.html").is_file()
    assert (tmp_path / "reports/demo/de/index.html").is_file()
    content = json.loads((tmp_path / "reports/demo/de/evaluation.json").read_text())
    assert content["schema"] == "mtqa/evaluation/1"
    assert content["primary"] == "good"


def test_json_goes_to_stdout_and_nothing_else_does(corpus: Path, tmp_path: Path) -> None:
    import sacrebleu

    result = mtqa("evaluate", corpus, "--format", "json", "--metric", "bleu", "ter", "--output", "o", cwd=tmp_path)
    content = json.loads(result.stdout)
    assert [score["metric"] for score in content["scores"]] == ["bleu", "bleu", "ter", "ter"]
    assert content["scores"][0]["value"] == sacrebleu.corpus_bleu(GOOD, [REFERENCES]).score
    assert not (tmp_path / "o/index.html").exists()


def test_quiet_silences_all_but_results(corpus: Path, tmp_path: Path) -> None:
    result = mtqa("evaluate", corpus, "-q", cwd=tmp_path)
    assert result.stderr == ""
    assert "BLEU" in result.stdout


def test_colour_is_forced_and_forbidden_by_the_environment(corpus: Path, tmp_path: Path) -> None:
    assert "\x1b[" in mtqa("evaluate", corpus, cwd=tmp_path, FORCE_COLOR="1").stdout
    assert "\x1b[" not in mtqa("evaluate", corpus, cwd=tmp_path, NO_COLOR="1").stdout


def test_systems_and_seed_can_be_chosen(corpus: Path, tmp_path: Path) -> None:
    result = mtqa("evaluate", corpus, "--system", "bad", "--seed", "0", "--format", "json", cwd=tmp_path)
    content = json.loads(result.stdout)
    assert [system["name"] for system in content["systems"]] == ["bad"]
    assert "|seed:0|" in content["scores"][0]["signature"]


def test_report_is_written_again_without_scoring(corpus: Path, tmp_path: Path) -> None:
    mtqa("evaluate", corpus, "--format", "json", cwd=tmp_path)
    result = mtqa("report", "reports/demo", "--format", "html", "--output", "again", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "again/de/index.html").is_file()
    stored = [json.loads((tmp_path / f / "de/evaluation.json").read_text()) for f in ("reports/demo", "again")]
    assert stored[0] == stored[1]


def test_every_format_is_written_from_a_stored_run(corpus: Path, tmp_path: Path) -> None:
    mtqa("evaluate", corpus, "--format", "json", cwd=tmp_path)
    result = mtqa("report", "reports/demo", "--format", "md", "tsv", "xlsx", "latex", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    names = {path.name for path in (tmp_path / "reports/demo/de").iterdir()}
    assert names >= {"report.md", "scores.tsv", "segments.tsv", "report.xlsx", "report.tex", "evaluation.json"}


def test_reports_in_bulgarian_and_over_time(corpus: Path, tmp_path: Path) -> None:
    mtqa("evaluate", corpus, "--report-language", "bg", cwd=tmp_path)
    assert '<html lang="bg"' in (tmp_path / "reports/demo/de/index.html").read_text(encoding="utf-8")
    result = mtqa("report", "reports/demo", "--earlier", "reports/demo", "reports/demo/de", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "reports/demo/trend.html").read_text(encoding="utf-8").count("<bdi>d") == 3
    wrong = mtqa("report", "reports/demo", "--report-language", "xx", cwd=tmp_path)
    assert wrong.returncode == 2
    assert "not written in 'xx'" in wrong.stderr


def test_compare_ranks_the_systems(corpus: Path, tmp_path: Path) -> None:
    result = mtqa("compare", corpus, "--metric", "chrf", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "good – bad" in result.stdout
    again = mtqa("compare", "reports/demo-comparison", "--metric", "chrf", "--format", "json", cwd=tmp_path)
    content = json.loads(again.stdout)
    (comparison,) = content["comparisons"]
    assert comparison["delta"] > 0
    assert 0 < comparison["p_value"] <= 1
    assert "ar:10000" in comparison["signature"]
    alone = mtqa("compare", corpus, "--system", "good", cwd=tmp_path)
    assert alone.returncode == 3
    assert "only one system" in one_line(alone)


def test_show_prints_the_segments(corpus: Path, tmp_path: Path) -> None:
    result = mtqa("corpus", "show", corpus, "--limit", "2", cwd=tmp_path)
    assert "English to German" in result.stdout
    assert "Es regnet" in result.stdout
    assert "2 more segments" in result.stderr


def test_list_and_doctor(tmp_path: Path) -> None:
    assert "chrf" in mtqa("list", "metrics", cwd=tmp_path).stdout
    assert "Bulgarian (български)" in mtqa("list", "languages", cwd=tmp_path).stdout
    assert "untranslated" in mtqa("list", "checks", cwd=tmp_path).stdout
    assert "configures markup, numbers" in " ".join(mtqa("list", "profiles", cwd=tmp_path).stdout.split())
    doctor = mtqa("doctor", cwd=tmp_path)
    assert doctor.returncode == 0
    assert "sacrebleu" in doctor.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["evaluate"],
        ["evaluate", "demo", "--no-such-option"],
        ["evaluate", "demo", "--metric", "blue"],
        ["evaluate", "demo", "--metric", "chrf(order=1)"],
        ["evaluate", "demo", "--check", "nothing"],
        ["evaluate", "demo", "--format", "pdf2"],
        ["evaluate", "demo", "--seed", "-1"],
        ["list", "nonsense"],
        ["nonsense"],
    ],
)
def test_wrong_usage_exits_with_2(corpus: Path, arguments: list[str]) -> None:
    result = mtqa(*arguments, cwd=corpus.parent)
    assert result.returncode == 2, result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_bad_data_exits_with_3_and_writes_nothing(corpus: Path, tmp_path: Path) -> None:
    for arguments, complaint in [
        (["evaluate", "nowhere"], "no such file or folder"),
        (["evaluate", "demo", "--language", "fr"], "no translation into 'fr'"),
        (["evaluate", "demo", "--system", "ugly"], "It has: good, bad"),
        (["evaluate", "demo", "--baseline", "opus"], "no baseline named 'opus'"),
        (["report", "nowhere"], "no evaluation.json"),
    ]:
        result = mtqa(*arguments, cwd=tmp_path)
        assert result.returncode == 3, result.stderr
        assert complaint in one_line(result)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["demo"]


def test_the_traceback_comes_only_with_debug(tmp_path: Path) -> None:
    result = mtqa("evaluate", "nowhere", "--debug", cwd=tmp_path)
    assert result.returncode == 3
    assert "Traceback" in result.stderr


def test_no_permission_to_write(corpus: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    result = mtqa("evaluate", corpus, "--output", "file/deep", cwd=tmp_path)
    assert result.returncode == 3
    assert "cannot be made" in result.stderr.strip().split("\n")[-1]


def test_ctrl_c_exits_with_130_and_leaves_nothing(corpus: Path, tmp_path: Path) -> None:
    lines = SOURCES * 2000
    for name in ("source", "primary", "baseline", "reference"):
        text = (corpus / f"{name}.txt").read_text()
        (corpus / f"{name}.txt").write_text(text * (len(lines) // 4))
    process = subprocess.Popen(
        [sys.executable, "-m", "mtqa", "evaluate", str(corpus)],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    time.sleep(1.5)
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=60)
    assert process.returncode == 130
    assert messages.strip() == "interrupted"
    assert not (tmp_path / "reports").exists()


def test_a_closed_pipe_is_no_crash(corpus: Path, tmp_path: Path) -> None:
    command = f"{sys.executable} -m mtqa list languages | head -1"
    result = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "Traceback" not in result.stderr


def test_human_judgements_stand_beside_the_metrics(corpus: Path, tmp_path: Path) -> None:
    judgements = tmp_path / "mqm.tsv"
    judgements.write_text("good\t-1 1\nbad\t-5 1\ngood\t-1 2\nbad\t-2 2\n", encoding="utf-8")
    for command in ("evaluate", "compare"):
        result = mtqa(command, corpus, "--human", judgements, "-o", tmp_path / command, cwd=tmp_path)
        assert result.returncode == 0, result.stderr
        assert "Agreement with MQM on 2 systems and 2 segments" in result.stdout
        stored = json.loads((tmp_path / command / "de" / "evaluation.json").read_text(encoding="utf-8"))
        assert {agreement["metric"] for agreement in stored["agreements"]} == {"bleu", "chrf(word_order=2)", "ter"}
        assert "human" in {score["metric"] for score in stored["scores"]}
    wrong = mtqa("compare", corpus, "--human", judgements, "--human-direction", "up", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_what_is_drawn_can_be_chosen(corpus: Path, tmp_path: Path) -> None:
    """The page is one document: drawn are segments, and documents are refused."""
    result = mtqa("compare", corpus, "--metric", "chrf", cwd=tmp_path)
    assert "Segments were drawn and exchanged" in " ".join(result.stdout.split())
    refused = mtqa("evaluate", corpus, "--unit", "document", cwd=tmp_path)
    assert (refused.returncode, "there are not two documents" in one_line(refused)) == (3, True)
    for command in ("compare", "evaluate", "gate"):
        assert mtqa(command, corpus, "--unit", "page", cwd=tmp_path).returncode == 2


def test_the_list_of_commands_says_what_each_commands_help_begins_with() -> None:
    import typer

    from mtqa.cli.main import app

    group = typer.main.get_command(app)
    lines = {name: (group.line(name), command.help) for name, command in group.commands.items()}  # type: ignore[attr-defined]
    assert len(lines) == 13
    for line, text in lines.values():
        assert " ".join(text.split()).startswith(line)


@pytest.mark.parametrize("columns", [40, 62, 80, 97, 200])
def test_the_quick_list_of_commands_is_that_of_the_library(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    import typer

    from mtqa.cli._list_of_commands import list_of_commands
    from mtqa.cli.main import app

    monkeypatch.setenv("COLUMNS", str(columns))
    command = typer.main.get_command(app)
    with command.make_context("mtqa", [], resilient_parsing=True) as context:
        assert list_of_commands() == command.get_help(context) + "\n"


def test_a_misspelt_command_is_answered_with_the_nearest(tmp_path: Path) -> None:
    result = mtqa("evalute", cwd=tmp_path)
    assert result.returncode == 2
    assert "Did you mean 'evaluate'?" in result.stderr
