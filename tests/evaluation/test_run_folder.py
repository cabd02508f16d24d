from __future__ import annotations

import os
from pathlib import Path

import pytest
from small import small_corpus

from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate, read_run, run_folder, write_reports
from mtqa.results import Evaluation


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return evaluate(small_corpus(), check_names=[])


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_files_that_others_rely_on(evaluation: Evaluation, tmp_path: Path) -> None:
    written = write_reports([evaluation], tmp_path / "run")
    assert files(tmp_path / "run") == ["de/evaluation.json", "de/index.html", "index.html"]
    assert written[0] == tmp_path / "run" / "index.html"
    again, folder = read_run(tmp_path / "run")
    assert folder == tmp_path / "run"
    assert again[0].corpus.fingerprint == evaluation.corpus.fingerprint
    write_reports(again, folder)  # its own files may be overwritten


def test_a_full_disk_leaves_nothing_behind(
    evaluation: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(MtqaError, match="No space left on device"):
        write_reports([evaluation], tmp_path / "deep" / "run")
    assert list(tmp_path.iterdir()) == []


def test_an_older_report_survives_a_full_disk(
    evaluation: Evaluation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_reports([evaluation], tmp_path)
    before = {name: (tmp_path / name).read_bytes() for name in files(tmp_path)}

    def full(evaluation: Evaluation, path: Path) -> None:
        raise MtqaError("cannot be written: No space left on device", path=path)

    monkeypatch.setattr(run_folder, "write_evaluation", full)
    with pytest.raises(MtqaError, match="No space left"):
        write_reports([evaluation], tmp_path)
    assert {name: (tmp_path / name).read_bytes() for name in files(tmp_path)} == before


def test_a_users_file_is_not_overwritten(evaluation: Evaluation, tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html>my own page</html>")
    with pytest.raises(MtqaError, match="not written by mtqa"):
        write_reports([evaluation], tmp_path)
    assert files(tmp_path) == ["index.html"]
    assert (tmp_path / "index.html").read_text() == "<html>my own page</html>"


def test_a_folder_without_a_run(tmp_path: Path) -> None:
    with pytest.raises(MtqaError, match=r"no evaluation\.json"):
        read_run(tmp_path)
