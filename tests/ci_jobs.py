"""Jobs of CI services run here: a shell as they start it, and GitHub's runner for a composite action."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml


def shell(script: str, repository: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A step as GitHub runs `shell: bash`, and nearly as GitLab runs a script: it stops at the first error."""
    environment = {
        "PATH": f"{repository / 'bin'}:{os.environ['PATH']}",
        "HOME": str(repository),
        "MTQA_CACHE": str(repository / "cache"),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        **variables,
    }
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=repository,
        capture_output=True,
        text=True,
        env=environment,
        timeout=600,
    )


def action(root: Path) -> Any:
    return yaml.safe_load((root / ".ci/github/action.yml").read_text())


class Runner:
    """What GitHub's runner does for a composite action: inputs, conditions, expressions and outputs of steps.

    Attributes:
        action_path: The folder of the action in a checkout of its repository.
        used: The actions of others that were asked for. Setting up Python gives the Python of these tests; nothing is
            kept of an earlier run.
    """

    def __init__(self, root: Path, repository: Path, **inputs: str) -> None:
        self.action_path = root / ".ci/github"
        self.repository = repository
        self.content = action(root)
        self.values = {"github.action_path": str(self.action_path), "runner.temp": str(repository / "temporary")}
        for name, about in self.content["inputs"].items():
            self.values[f"inputs.{name}"] = inputs.get(name, about.get("default", ""))
        self.used: list[str] = []

    def evaluate(self, text: str) -> str:
        return re.sub(r"\$\{\{ (\S+) \}\}", lambda match: self.values.get(match[1], ""), text)

    def holds(self, condition: str) -> bool:
        terms = [re.fullmatch("([a-z.-]+) ([!=]=) '(.*)'", term) for term in condition.split(" && ")]
        return all(term and (self.values[term[1]] == term[3]) == (term[2] == "==") for term in terms)

    def run(self, **environment: str) -> subprocess.CompletedProcess[str]:
        (self.repository / "temporary").mkdir(exist_ok=True)
        for step in self.content["runs"]["steps"]:
            if "if" in step and not self.holds(step["if"]):
                continue
            if "uses" in step:
                self.used.append(step["uses"])
                if step["uses"].startswith("actions/setup-python@"):
                    self.values["steps.python.outputs.python-path"] = sys.executable
                continue
            output = self.repository / "temporary" / "output"
            output.write_text("")
            variables = {name: self.evaluate(value) for name, value in step["env"].items()}
            files = {"GITHUB_STEP_SUMMARY": str(self.repository / "summary.md"), "GITHUB_OUTPUT": str(output)}
            result = shell(step["run"], self.repository, **files, **variables, **environment)
            if result.returncode:
                return result
            for line in output.read_text().split("\n")[:-1]:
                name, _, value = line.partition("=")
                self.values[f"steps.{step['id']}.outputs.{name}"] = value
        return result
