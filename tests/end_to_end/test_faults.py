"""A fault at some of the places where each command touches the disk; `scripts/torture` tries all of them.

Expected is what the commands promise: all files are the old ones or all are the new ones, for the next command that
reads; nothing of others is lost; the same command works when it is given again, and leaves nothing behind.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from faults import Fault, Stage
from writing_commands import scenarios


def test_no_fault_leaves_a_mixture_or_loses_a_file(project_root: Path) -> None:
    command = [sys.executable, project_root / "scripts" / "torture", "--sample"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("\n") == 19  # a heading, 17 commands, and the sums


def test_a_mixture_is_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its journal, a run over older files that is killed amid the moving of them leaves a mixture."""
    from mtqa.files import file_sets

    def moves_one_by_one(made: Path, target: Path) -> None:
        journal = file_sets._Journal.plan(made, target)
        for name in journal.files:
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            file_sets.os.replace(made / name, target / name)

    monkeypatch.setattr(file_sets, "_replace_files", moves_one_by_one)
    with scenarios() as everything:
        scenario = next(scenario for scenario in everything if scenario.name == "convert over a folder")
        stage = Stage(scenario, tmp_path / "stage")
    moves = stage.moves()
    outcome = stage.play(Fault(moves[len(moves) // 2]))
    assert any(complaint.startswith("mixture: ") for complaint in outcome.complaints)
