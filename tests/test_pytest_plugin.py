"""The pytest plugin in a project of its own: a pytest that is started anew."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from gated import standard, worse, write_corpus

TESTS = """
def test_site(mtqa):
    mtqa.assert_no_regression("site", accepted="site.accepted.json")
"""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "mtqa.pytest_plugin", "-q", "-p", "no:cacheprovider", *arguments]
    # Whether the plug-in is found by its entry point depends on how mtqa is installed here: it is named instead.
    environment = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, env=environment)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write_corpus(tmp_path / "site")
    (tmp_path / "test_translations.py").write_text(TESTS)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    return tmp_path


def test_accept_pass_and_fail(project: Path) -> None:
    missing = run(project)
    assert missing.returncode == 1
    assert "there is no accepted run here. Write it with: pytest --mtqa-accept" in missing.stdout
    assert "mtqa gate" not in missing.stdout.rpartition("MtqaError")[2]
    accepted = run(project, "--mtqa-accept")
    assert accepted.returncode == 0, accepted.stdout
    assert (project / "site.accepted.json").is_file()
    assert run(project).returncode == 0
    write_corpus(project / "site", worse(standard()))
    failed = run(project)
    assert failed.returncode == 1
    assert "AssertionError: FAILED: site" in failed.stdout
    assert "chrF2++ dropped by" in failed.stdout


def test_a_damaged_accepted_run_fails_the_test(project: Path) -> None:
    (project / "site.accepted.json").write_text("{}")
    result = run(project)
    assert result.returncode == 1
    assert "not an accepted run" in result.stdout
    accepted = project / "site.accepted.json"
    accepted.unlink()
    assert run(project, "--mtqa-accept").returncode == 0
    accepted.write_text(accepted.read_text()[:-100])
    assert "or write it anew with pytest --mtqa-accept" in run(project).stdout


def test_the_function_by_itself(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from mtqa.gating import accept
    from mtqa.pytest_plugin import assert_no_regression

    monkeypatch.chdir(project)
    accept("site", "a.json")
    assert assert_no_regression("site", "a.json").passed
    write_corpus(project / "site", worse(standard()))
    with pytest.raises(AssertionError, match="Segments that lost most"):
        assert_no_regression("site", "a.json")


def test_it_is_found_by_pytest(project_root: Path) -> None:
    content = tomllib.loads((project_root / "pyproject.toml").read_text())
    assert content["project"]["entry-points"]["pytest11"] == {"mtqa": "mtqa.pytest_plugin"}
