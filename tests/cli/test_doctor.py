"""`mtqa doctor`: what it says of packages that are there, missing or too old, and of the scoring engine."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from command_line import Run

from mtqa.engine import native

_OF_DEVELOPERS = {"test", "docs"}


def test_every_package_and_extra_is_named(in_process: Run, project_root: Path) -> None:
    project = tomllib.loads((project_root / "pyproject.toml").read_text())["project"]
    code, stdout, stderr = in_process("doctor")
    assert code == 0, stderr
    for extra, requirements in {"": project["dependencies"], **project["optional-dependencies"]}.items():
        if extra in _OF_DEVELOPERS:
            continue
        assert not extra or re.search(f"^{extra}: ", stdout, re.MULTILINE)
        for requirement in requirements:
            name = re.split("[<>=!~ ]", requirement)[0]
            assert f" {name} {version(name)}" in stdout


def test_what_is_missing_or_too_old(in_process: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def pretended(name: str) -> str:
        if name == "polib":
            raise PackageNotFoundError(name)
        return "0.4.0" if name == "selectolax" else version(name)

    monkeypatch.setattr("mtqa.cli.doctor.version", pretended)
    code, stdout, stderr = in_process("doctor")
    assert code == 3
    assert "missing  polib\n" in stdout
    assert re.search("too old  selectolax 0.4.0: >=.* is needed", stdout)
    assert re.search(
        "Missing or too old: selectolax, polib. .* -m pip install --upgrade 'selectolax>=.*' 'polib>=", stderr
    )


def test_the_engine_is_named(in_process: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "Scoring engine: the compiled one\n" in in_process("doctor")[1]
    with monkeypatch.context() as patched:
        patched.setattr(native, "_VERIFIED", "1.9.")
        assert "compared with sacreBLEU 1.9.x only" in in_process("doctor")[1]
    monkeypatch.setattr(native, "_native", None)
    assert re.search("19 times as long; .* no C compiler", in_process("doctor")[1])


def test_a_corpus_is_told_what_would_help(in_process: Run, project_root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HOME", "empty")
    code, out, _ = in_process("doctor", str(project_root / "corpora/eu-japan-summit"))
    assert code == 0
    told = out.partition("For ")[2]
    assert "Bulgarian: the check spelling does not run" in told
    assert "metric comet" in told
    assert "--baseline auto" in told
    code, _, err = in_process("doctor", "nothing-here")
    assert code == 3
    assert "no such file or folder" in err
