from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.files import locks, move_into_place, remove_leftovers, settle, staging_for, staging_in, writing_in
from mtqa.files.file_sets import PENDING

OLD = {"a.txt": "old a", "deep/b.txt": "old b", "mine.txt": "mine"}
NEW = {"a.txt": "new a", "deep/b.txt": "new b", "other/c.txt": "new c"}


def write(folder: Path, texts: dict[str, str]) -> None:
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def texts(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def replace_all(folder: Path) -> None:
    with staging_for(folder) as staging:
        write(staging / "made", NEW)
        move_into_place(staging / "made", folder)


def killed(action: Callable[[], None], at: str, number: int) -> None:
    """Do something in a process that is killed when it calls a function of `os` for the so many-th time."""
    child = os.fork()
    if child == 0:
        count = 0
        really = getattr(os, at)

        def call(*arguments: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return really(*arguments, **named)

        setattr(os, at, call)
        action()
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


@pytest.fixture
def half_done(tmp_path: Path) -> Path:
    """A folder in which a run was killed when it had moved two of three files."""
    folder = tmp_path / "folder"
    write(folder, OLD)
    # The renamings are: the journal's, the staging folder's, then those of a.txt, b.txt and c.txt.
    killed(lambda: replace_all(folder), "replace", 5)
    assert (folder / PENDING).is_dir()
    assert (folder / "a.txt").read_text() == "new a"
    return folder


def test_all_files_are_replaced_and_others_stay(tmp_path: Path) -> None:
    write(tmp_path / "folder", OLD)
    replace_all(tmp_path / "folder")
    assert texts(tmp_path) == {f"folder/{name}": text for name, text in {**OLD, **NEW}.items()}


def test_a_killed_run_has_changed_nothing_for_whoever_reads(half_done: Path) -> None:
    settle(half_done / "deep" / "b.txt")
    assert texts(half_done) == OLD
    settle(half_done)
    replace_all(half_done)
    assert texts(half_done) == {**OLD, **NEW}


def test_what_somebody_changed_since_stays(half_done: Path) -> None:
    (half_done / "a.txt").write_text("mended by hand")
    settle(half_done)
    assert texts(half_done) == {**OLD, "a.txt": "mended by hand"}


def test_a_failure_half_way_puts_back_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "folder", OLD)
    really = os.replace

    def full(source: Path, target: Path) -> None:
        if Path(source).name == "c.txt":
            raise OSError(28, "No space left on device")
        really(source, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space left"):
        replace_all(tmp_path / "folder")
    assert texts(tmp_path / "folder") == OLD
    assert sorted(os.listdir(tmp_path / "folder")) == ["a.txt", "deep", "mine.txt"]


def test_a_disk_that_stays_full_is_told_and_put_right_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "folder", OLD)
    really = os.replace
    n_calls = 0

    def full(source: Path, target: Path) -> None:
        nonlocal n_calls
        n_calls += 1
        if n_calls >= 5:
            raise OSError(28, "No space left on device")
        really(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(os, "replace", full)
        with pytest.raises(MtqaError, match=r"No space left on device. What was there before is put back by the next"):
            replace_all(tmp_path / "folder")
    settle(tmp_path / "folder")
    assert texts(tmp_path / "folder") == OLD


def test_nothing_is_written_through_a_link(tmp_path: Path) -> None:
    write(tmp_path / "folder", {"a.txt": "old a"})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "folder" / "deep").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(MtqaError, match="a link to another place"):
        replace_all(tmp_path / "folder")
    assert os.listdir(tmp_path / "elsewhere") == []
    assert (tmp_path / "folder" / "a.txt").read_text() == "old a"


@pytest.mark.parametrize("name", ["../victim.txt", "/victim.txt", "link/victim.txt"])
def test_a_strangers_journal_reaches_nothing_outside(half_done: Path, name: str) -> None:
    victim = half_done.parent / "victim.txt"
    victim.write_text("new a")
    (half_done / "link").symlink_to(half_done.parent)
    path = half_done / PENDING / ".journal.json"
    journal = json.loads(path.read_text())
    journal["files"] = {name: journal["files"]["a.txt"]}
    journal["existing"] = []
    path.write_text(json.dumps(journal))
    with pytest.raises(MtqaError, match="damaged"):
        settle(half_done)
    assert victim.read_text() == "new a"


def test_one_writer_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "_PATIENCE_S", 0.1)
    complaints: list[str] = []

    def other() -> None:
        try:
            with writing_in(tmp_path):
                pass
        except MtqaError as error:
            complaints.append(error.message)

    with writing_in(tmp_path), writing_in(tmp_path):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
    assert complaints == ["another run of mtqa is writing here"]
    other()
    assert len(complaints) == 1


def test_what_dead_runs_left_goes_and_what_living_ones_make_stays(tmp_path: Path) -> None:
    dead = tmp_path / ".mtqa-abcd_123"
    write(dead, {"deep/file": "x"})
    write(tmp_path, {".corpus.toml.999999999-0123abcd.part": "x", ".mtqa-files.json": "{}", ".mtqa-mine": "x"})
    write(tmp_path, {f".corpus.toml.{os.getpid()}-0123abcd.part": "x"})
    with staging_in(tmp_path) as living:
        assert not dead.exists()
        remove_leftovers(tmp_path)
        kept = {living.name, ".mtqa-files.json", ".mtqa-mine", f".corpus.toml.{os.getpid()}-0123abcd.part"}
        assert set(os.listdir(tmp_path)) == kept
    assert not living.exists()
