"""`mtqa translate` and `--baseline` as users meet them: files, streams, exit codes, and runs that are killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from small import REFERENCES, SOURCES

from mtqa.preparation import load_corpus

Result = subprocess.CompletedProcess[str]


def mtqa(*arguments: str | Path, cwd: Path, **variables: str) -> Result:
    return subprocess.run(
        [sys.executable, "-m", "mtqa", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "120", "MTQA_CACHE": str(cwd / "cache"), **variables},
        timeout=120,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "demo"
    (folder / "systems").mkdir(parents=True)
    (folder / "source.en.txt").write_text("".join(f"{line}\n" for line in SOURCES))
    (folder / "reference.A.de.txt").write_text("".join(f"{line}\n" for line in REFERENCES))
    (folder / "systems/engine.de.txt").write_text("".join(f"{line}\n" for line in REFERENCES))
    return folder


def test_translate_adds_a_baseline_to_the_corpus(corpus: Path, tmp_path: Path) -> None:
    result = mtqa("translate", corpus, "--baseline", "command:tr a-z A-Z", "--name", "upper", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert result.stdout.split("\n")[:2] == [f"{corpus}/systems/upper.de.txt", f"{corpus}/corpus.toml"]
    assert "4 different texts translated, 0 known already" in result.stderr
    assert load_corpus(corpus).system("upper").hypotheses[1] == "IT IS RAINING."
    again = mtqa("translate", corpus, "--baseline", "command:tr a-z A-Z", "--name", "upper", cwd=tmp_path)
    assert again.returncode == 0, again.stderr
    assert again.stdout == ""
    assert "0 different texts translated, 4 known already" in again.stderr
    other = mtqa("translate", corpus, "--baseline", "command:cat", "--name", "upper", cwd=tmp_path)
    assert other.returncode == 3
    assert "already" in other.stderr


def test_a_table_needs_an_output(tmp_path: Path) -> None:
    table = tmp_path / "t.tsv"
    table.write_text("source\thypothesis.one\nHello\tHallo\n")
    options = ("--baseline", "command:tr a-z A-Z", "--source-language", "en", "--language", "de")
    refused = mtqa("translate", table, *options, cwd=tmp_path)
    assert refused.returncode == 3
    assert "--output FILE" in refused.stderr
    result = mtqa("translate", table, *options, "--output", "new.tsv", cwd=tmp_path)
    assert result.returncode == 0, result.stderr
    assert "HELLO" in (tmp_path / "new.tsv").read_text()
    assert table.read_text() == "source\thypothesis.one\nHello\tHallo\n"
    taken = mtqa("translate", table, *options, "--name", "one", "--output", "o.tsv", "--overwrite", cwd=tmp_path)
    assert taken.returncode == 3
    assert "two systems named 'one'" in taken.stderr  # the system under judgement is not replaced
    assert not (tmp_path / "o.tsv").exists()
    missing = mtqa("translate", "nothing", "--baseline", "command:cat", cwd=tmp_path)
    assert missing.returncode == 3
    assert "no such file" in missing.stderr


def test_wrong_specs_are_refused_before_any_work(corpus: Path, tmp_path: Path) -> None:
    for command in ("translate", "evaluate"):
        result = mtqa(command, corpus, "--baseline", "magic:x", cwd=tmp_path)
        assert result.returncode == 3
        assert "no baseline named 'magic'" in result.stderr
    names = mtqa(
        "translate", corpus, "--baseline", "command:cat", "--baseline", "command:tr a b", "--name", "x", cwd=tmp_path
    )
    assert names.returncode == 2


def test_evaluate_measures_against_a_baseline(corpus: Path, tmp_path: Path) -> None:
    result = mtqa(
        *("evaluate", corpus, "--baseline", "command(command='cat', title='copy')"),
        *("--metric", "bleu", "--format", "json"),
        cwd=tmp_path,
    )
    assert result.returncode == 0, result.stderr
    content = json.loads(result.stdout)
    assert [(s["name"], s["role"]) for s in content["systems"]] == [("engine", "primary"), ("copy", "baseline")]
    assert content["systems"][1]["origin"]["model"] == "cat"
    assert content["scores"][0]["value"] == pytest.approx(100)
    (comparison,) = content["comparisons"]
    assert comparison["delta"] > 50
    assert not (corpus / "corpus.toml").exists()  # evaluating changes no corpus
    # A baseline that was added to the corpus is not there twice.
    assert mtqa("translate", corpus, "--baseline", "command(command='cat', title='copy')", cwd=tmp_path).returncode == 0
    both = mtqa("evaluate", corpus, "--baseline", "command(command='cat', title='copy')", cwd=tmp_path)
    assert both.returncode == 0, both.stderr


def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """kill -9 loses at most the batch that was being translated."""
    folder = tmp_path / "big"
    folder.mkdir()
    sources = [f"sentence number {i:04}" for i in range(60)]
    for name in ("source.en.txt", "reference.A.de.txt"):
        (folder / name).write_text("".join(f"{line}\n" for line in sources))
    log = tmp_path / "log"
    program = tmp_path / "slow.sh"
    program.write_text(f"sleep 0.05; tee -a '{log}' | tr a-z A-Z\n")
    spec = f"command(command='sh {program}', title='slow', batch_size=2)"
    command = [sys.executable, "-m", "mtqa", "translate", str(folder), "--baseline", spec]
    environment = {**os.environ, "MTQA_CACHE": str(tmp_path / "cache")}
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL, start_new_session=True)
    deadline = time.monotonic() + 60
    while (not log.is_file() or log.read_text().count("\n") < 20) and time.monotonic() < deadline:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL
    before = log.read_text().count("\n")
    assert 20 <= before < 60
    assert not (folder / "corpus.toml").exists()
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    sent = log.read_text().count("\n")
    assert sent <= 60 + 2  # one batch of two at most was sent twice
    assert "known already" in result.stderr
    assert load_corpus(folder).system("slow").hypotheses == tuple(source.upper() for source in sources)


def test_interrupting_exits_with_130_and_keeps_the_work(corpus: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mtqa", "translate", str(corpus), "--baseline", "command:sleep 30"]
    process = subprocess.Popen(command, env={**os.environ, "MTQA_CACHE": str(tmp_path)}, stderr=subprocess.PIPE)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors == b"interrupted\n"
