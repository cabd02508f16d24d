"""What a release needs: its notes, and workflows that name only what is there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml


def release_notes(project_root: Path, folder: Path, tag: str, changelog: str) -> subprocess.CompletedProcess[str]:
    (folder / "scripts").mkdir()
    script = folder / "scripts" / "release_notes"
    script.write_text((project_root / "scripts/release_notes").read_text())
    (folder / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    (folder / "CHANGELOG.md").write_text(changelog)
    return subprocess.run([sys.executable, script, tag], capture_output=True, text=True)


def test_notes_of_a_release(project_root: Path, tmp_path: Path) -> None:
    earlier = "## [1.1.0] - 2026-11-01\n\n- B.\n"
    changelog = f"# Changelog\n\n## [Unreleased]\n\n## [1.2.0] - 2026-12-01\n\n### Added\n\n- A.\n\n{earlier}"
    result = release_notes(project_root, tmp_path, "v1.2.0", changelog)
    assert (result.returncode, result.stdout) == (0, "### Added\n\n- A.\n")


@pytest.mark.parametrize(
    ("tag", "changelog", "message"),
    [
        ("v1.3.0", "## [1.3.0] - 2026-12-01\n\n- A.\n", "pyproject.toml says version 1.2.0"),
        ("v1.2.0", "## [Unreleased]\n\n- A.\n\n## [1.2.0] - 2026-12-01\n\n- B.\n", "under [Unreleased]"),
        ("v1.2.0", "## [Unreleased]\n\n## [1.2.0]\n\n- A.\n", "no section"),
        ("v1.2.0", "## [1.2.0] - 2026-12-01\n\n## [1.1.0] - 2026-11-01\n\n- A.\n", "no section"),
        ("v1.2.0", "## [1x2.0] - 2026-12-01\n\n- A.\n", "no section"),
    ],
)
def test_what_is_not_ready(project_root: Path, tmp_path: Path, tag: str, changelog: str, message: str) -> None:
    result = release_notes(project_root, tmp_path, tag, changelog)
    assert (result.returncode, result.stdout) == (1, "")
    assert message in result.stderr


@pytest.mark.parametrize("name", ["ci", "release"])
def test_workflows_run_what_is_there(project_root: Path, name: str) -> None:
    workflow = yaml.safe_load((project_root / f".github/workflows/{name}.yml").read_text())
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            assert ("uses" in step) != ("run" in step)
            for word in step.get("run", "").split():
                if word.startswith((".ci/", "scripts/")):
                    assert (project_root / word).is_file(), word
            if step.get("uses", "").startswith("./"):
                assert (project_root / step["uses"] / "action.yml").is_file()
