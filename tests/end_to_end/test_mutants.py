"""Damaged stored files, policies, configurations and tables: each is read or refused in one line. A short form of what
`scripts/fuzz_loaders` does with 50,000 of each kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutants import Target, feed, targets

FEW = {"alignment": 40}
"""Mutants, where they take long."""
TARGETS = {target.name: target for target in targets()}


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_mutants_are_read_or_refused(target: Target, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    fed = feed(target, tmp_path / "fed", FEW.get(target.name, 80), seed=7)
    assert fed.failures == ()
    assert fed.n_read  # or the mutants would say nothing about the use of what was read
    assert fed.n_refused
    capsys.readouterr()


@pytest.mark.parametrize("target", TARGETS.values(), ids=TARGETS)
def test_the_good_files_are_read(target: Target, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for number, seed in enumerate(target.seeds):
        (tmp_path / str(number)).mkdir()
        target.use(seed, tmp_path / str(number))
    capsys.readouterr()


def test_a_failure_is_noticed(tmp_path: Path) -> None:
    def use(text: str, folder: Path) -> None:
        del folder
        raise KeyError(text)

    fed = feed(Target("x", ("a\tb\n",), use), tmp_path / "fed", 3)
    assert (fed.n_read, fed.n_refused, len(fed.failures)) == (0, 0, 3)
    assert "KeyError" in fed.failures[0]
