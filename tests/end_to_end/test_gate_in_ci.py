"""What fits the gate into CI, run as CI would: the Action's steps, the GitLab job, the pre-commit hook."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ci_jobs import Runner, action, shell
from gated import standard, worse, write_corpus

from mtqa.gating import accept


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a corpus and its accepted run, and a folder for PATH that holds `mtqa` and `python`."""
    write_corpus(tmp_path / "site")
    accept(str(tmp_path / "site"), tmp_path / "mtqa-accepted.json")
    (tmp_path / "bin").mkdir()
    for name, arguments in (("mtqa", "-m mtqa"), ("python", "")):
        script = tmp_path / "bin" / name
        script.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} {arguments} "$@"\n')
        script.chmod(0o755)
    return tmp_path


def run_action(root: Path, repository: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """The action in a job that has mtqa already."""
    return Runner(root, repository, install="false", **inputs).run()


def test_the_action_passes_and_fails(project_root: Path, repository: Path) -> None:
    inputs = {"corpus": "site", "junit": "gate.xml", "history": "history.jsonl"}
    result = run_action(project_root, repository, **inputs)
    assert result.returncode == 0, result.stderr
    assert (repository / "gate.xml").is_file()
    assert (repository / "mtqa-gate.html").is_file()
    write_corpus(repository / "site", worse(standard()))
    result = run_action(project_root, repository, **inputs)
    assert result.returncode == 1
    assert result.stdout.startswith("::error file=site/systems/mt.de.txt")
    assert len(re.findall("^## ", (repository / "summary.md").read_text(), re.MULTILINE)) == 2
    assert len((repository / "history.jsonl").read_text().strip().split("\n")) == 2


def add_system(repository: Path, name: str, texts: list[str]) -> None:
    (repository / "site" / "systems" / f"{name}.de.txt").write_text("".join(f"{text}\n" for text in texts))


def test_the_action_judges_the_accepted_system_or_the_one_that_is_named(project_root: Path, repository: Path) -> None:
    add_system(repository, "aaa", worse(standard()))
    assert run_action(project_root, repository, corpus="site").returncode == 0
    named = run_action(project_root, repository, corpus="site", system="aaa")
    assert named.returncode == 1
    assert run_action(project_root, repository, corpus="site", system="$(touch x)").returncode == 3
    assert not (repository / "x").exists()


def test_the_action_cannot_be_green_when_something_is_wrong(project_root: Path, repository: Path) -> None:
    assert run_action(project_root, repository, corpus="nowhere").returncode == 3
    assert run_action(project_root, repository, corpus="site", policy="none.toml").returncode == 3
    hostile = run_action(project_root, repository, corpus="$(touch pwned); --accept")
    assert hostile.returncode == 3
    assert not (repository / "pwned").exists()


def test_the_action_is_well_formed(project_root: Path) -> None:
    """What GitHub asks of a composite action; inputs reach scripts through the environment only."""
    content = action(project_root)
    assert {"name", "description", "inputs", "runs"} == set(content)
    assert content["runs"]["using"] == "composite"
    steps = {step["id"] for step in content["runs"]["steps"] if "id" in step}
    for step in content["runs"]["steps"]:
        assert set(step) <= {"name", "id", "if", "uses", "with", "shell", "env", "run"}
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@v\d+", step["uses"])
            values = step["with"].values()
        else:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]
            values = step["env"].values()
        for value in values:
            for expression in re.findall(r"\$\{\{ (.*?) \}\}", str(value)):
                kind, _, name = expression.partition(".")
                assert kind in ("github", "runner", "inputs", "steps")
                assert kind != "inputs" or name in content["inputs"]
                assert kind != "steps" or name.partition(".")[0] in steps
    for about in content["inputs"].values():
        assert set(about) <= {"description", "required", "default"}


def test_the_gitlab_job_is_well_formed(project_root: Path) -> None:
    content = yaml.safe_load((project_root / ".ci/gitlab/mtqa.gitlab-ci.yml").read_text())
    (job,) = content.values()
    assert set(job) <= {"stage", "image", "variables", "cache", "before_script", "script", "artifacts"}
    assert all(isinstance(line, str) for line in job["before_script"] + job["script"])
    assert all(isinstance(value, str) for value in job["variables"].values())
    assert job["artifacts"]["when"] == "always"
    assert set(job["artifacts"]["reports"]) == {"junit", "codequality"}


def test_the_gitlab_job_passes_and_fails(project_root: Path, repository: Path) -> None:
    content = yaml.safe_load((project_root / ".ci/gitlab/mtqa.gitlab-ci.yml").read_text())
    job = content["mtqa-gate"]
    script = "\n".join(job["before_script"] + job["script"])
    variables = {**job["variables"], "MTQA_INSTALL": "false", "MTQA_CORPUS": "site"}
    result = shell(script, repository, **variables)
    assert result.returncode == 0, result.stderr
    assert json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text()) == []
    write_corpus(repository / "site", worse(standard()))
    assert shell(script, repository, **variables).returncode == 1
    assert json.loads((repository / job["artifacts"]["reports"]["codequality"]).read_text())
    assert (repository / job["artifacts"]["reports"]["junit"]).is_file()
    assert shell(script, repository, **{**variables, "MTQA_CORPUS": ""}).returncode == 2


def test_the_gitlab_job_judges_the_accepted_system_or_the_one_that_is_named(
    project_root: Path, repository: Path
) -> None:
    content = yaml.safe_load((project_root / ".ci/gitlab/mtqa.gitlab-ci.yml").read_text())
    job = content["mtqa-gate"]
    script = "\n".join(job["before_script"] + job["script"])
    variables = {**job["variables"], "MTQA_INSTALL": "false", "MTQA_CORPUS": "site"}
    add_system(repository, "aaa", worse(standard()))
    assert shell(script, repository, **variables).returncode == 0
    assert shell(script, repository, **{**variables, "MTQA_SYSTEM": "aaa"}).returncode == 1


def test_the_pre_commit_hook(project_root: Path, repository: Path) -> None:
    """The hook's entry with the arguments of a project's configuration, as pre-commit starts it."""
    (hook,) = yaml.safe_load((project_root / ".pre-commit-hooks.yaml").read_text())
    assert {"id", "name", "entry", "language", "pass_filenames"} <= set(hook)
    assert hook["pass_filenames"] is False
    command = f"{hook['entry']} site --accepted mtqa-accepted.json"
    assert shell(command, repository).returncode == 0
    write_corpus(repository / "site", worse(standard()))
    assert shell(command, repository).returncode == 1
