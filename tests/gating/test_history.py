from __future__ import annotations

from pathlib import Path

import pytest
from gated import corpus, standard, worse

from mtqa.errors import MtqaError
from mtqa.gating import accept, append_history, entry_for, error_entry, gate, read_history


def test_one_line_for_each_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_SHA", "abc123")
    accept(corpus(), tmp_path / "a.json")
    path = tmp_path / "deep" / "history.jsonl"
    assert read_history(path) == ()
    entries = [
        entry_for(gate(corpus(), tmp_path / "a.json")),
        entry_for(gate(corpus(worse(standard())), tmp_path / "a.json")),
        error_entry("site", "no such file\nat all"),
    ]
    for entry in entries:
        append_history(path, entry)
    assert path.read_text().count("\n") == 3
    assert list(read_history(path)) == entries
    assert [entry.verdict for entry in entries] == ["passed", "failed", "error"]
    assert entries[0].commit == "abc123"
    assert entries[0].scores["en-de"]["bleu"] > entries[1].scores["en-de"]["bleu"]
    assert "dropped" in entries[1].message


@pytest.mark.parametrize(
    "line", ["{", "[]", '{"schema": "other"}', '{"schema": "mtqa/gate-history/1"}', "[" * 5000, "null"]
)
def test_a_line_that_is_no_entry_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "h.jsonl"
    append_history(path, error_entry("site", ""))
    path.write_text(path.read_text() + line + "\n")
    with pytest.raises(MtqaError, match="no entry of the gate's history") as caught:
        read_history(path)
    assert caught.value.line == 2


def test_a_history_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MtqaError, match="cannot be written"):
        append_history(tmp_path / "file" / "h.jsonl", error_entry("site", ""))
