"""`mtqa cache`: what is kept, whether it is sound, and deleting it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from command_line import Run

from mtqa.files import CACHE_KINDS, KeptFiles

A, B = "a" * 40, "b" * 40


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two files of statistics, the first of which is damaged and was not used for a year, and one of the gate."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("MTQA_CACHE", str(folder))
    statistics = KeptFiles(folder / "statistics", CACHE_KINDS["statistics"])
    for name in (A, B):
        statistics.write(name, b"0123456789")
    KeptFiles(folder / "gate", CACHE_KINDS["gate"]).write(B, b"{}")
    damaged = folder / "statistics" / f"{A}.2.npy"
    damaged.write_bytes(b"1" + damaged.read_bytes()[1:])
    os.utime(damaged, (1_700_000_000, 1_700_000_000))
    return folder


def test_show_check_and_clear(cache: Path, in_process: Run) -> None:
    def mtqa(*arguments: str, code: int = 0) -> str:
        ended, out, err = in_process("cache", *arguments)
        assert (ended, err) == (code, "")
        return out

    shown = mtqa("show")
    assert shown.startswith(f"{cache}\n")
    assert [line.split()[:4] for line in shown.split("\n")[2:10]] == [
        ["statistics", "2", "50", "B"],
        ["neural", "0", "0", "B"],
        ["judges", "0", "0", "B"],
        ["translations", "0", "0", "B"],
        ["vectors", "0", "0", "B"],
        ["gate", "1", "17", "B"],
        ["digests", "0", "0", "B"],
        ["models", "0", "0", "B"],
    ]
    assert mtqa("check", code=3) == f"{cache}/statistics/{A}.2.npy: damaged\n3 files read, 1 of them damaged\n"
    told = json.loads(mtqa("check", "--format", "json", code=3))
    assert told["folder"] == str(cache)
    assert [kind["kind"] for kind in told["kinds"]] == list(CACHE_KINDS)
    assert told["kinds"][0]["damaged"] == [f"{cache}/statistics/{A}.2.npy"]
    assert mtqa("clear", "--older-than", "30") == "1 files deleted, 25 B\n"
    assert mtqa("check") == "2 files read, 0 of them damaged\n"
    assert mtqa("clear", "--kind", "gate", "neural", "-q") == ""
    (statistics, *_) = json.loads(mtqa("clear", "-f", "json"))["kinds"]
    assert (statistics["files"], statistics["bytes"]) == (1, 25)
    assert not [path for path in cache.rglob("*") if path.is_file()]


def test_the_limit_is_the_users(cache: Path, in_process: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MTQA_CACHE_LIMIT", "1.5 GB, gate=7kb")
    rows = json.loads(in_process("cache", "show", "-f", "json")[1])["kinds"]
    assert {row["kind"]: row["limit"] for row in rows} == {
        **dict.fromkeys(
            ("statistics", "neural", "judges", "translations", "vectors", "digests", "models"), 1_500_000_000
        ),
        "gate": 7000,
    }
    monkeypatch.setenv("MTQA_CACHE_LIMIT", "lots")
    code, _, err = in_process("cache", "show")
    assert code == 3
    assert err.startswith("error: the environment variable MTQA_CACHE_LIMIT is 'lots'")


def test_kinds_are_those_that_there_are() -> None:
    from mtqa.cli.cache import Kind

    assert [kind.value for kind in Kind] == list(CACHE_KINDS)


@pytest.mark.embed
def test_without_a_cache_nothing_is_kept_of_pages_either(
    in_process: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MTQA_CACHE", str(tmp_path / "cache"))
    (tmp_path / "page.en.md").write_text("# The weather\n\nIt was raining all day. Nobody came.\n", encoding="utf-8")
    (tmp_path / "page.de.md").write_text("# Das Wetter\n\nEs regnete den ganzen Tag. Niemand kam.\n", encoding="utf-8")
    pages = [str(tmp_path / f"page.{tag}.md") for tag in ("en", "de")]
    for n_files, options in enumerate((["--no-cache"], [])):
        monkeypatch.setattr("mtqa.alignment.encoders._loaded", {})
        code, _, err = in_process("evaluate", *pages, "-q", "-o", str(tmp_path / f"run-{n_files}"), *options)
        assert (code, err) == (0, "")
        assert len(list((tmp_path / "cache" / "vectors").glob("*"))) == n_files
