"""Pipes: read once where that is enough, refused at once where it is not; never waited for without end."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mtqa.errors import MtqaError
from mtqa.evaluation import LineSet, Resampling, score_lines
from mtqa.files import file_source, read_bytes, read_lines
from mtqa.preparation import load_corpora

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on Windows")


@contextmanager
def pipe(path: Path, content: bytes) -> Iterator[Path]:
    """A named pipe into which a thread writes, once, as the shell does for `<(...)`."""
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(content,), daemon=True)
    writer.start()
    yield path
    writer.join(timeout=10)
    assert not writer.is_alive()


@pytest.mark.parametrize(("content", "encoding"), [("Füße\nb\n", "utf-8"), ("Füße\nb", "latin-1")])
def test_the_lines_of_a_pipe_can_be_asked_for_again(tmp_path: Path, content: str, encoding: str) -> None:
    with pipe(tmp_path / "p", content.encode(encoding)) as path:
        source = file_source(path, encoding)
        assert [list(source.lines()) for _ in range(2)] == [["Füße", "b"]] * 2


def test_scores_from_pipes_are_those_from_files(tmp_path: Path) -> None:
    """Longer than what a pipe holds at once, 64 KB on Linux."""
    from mtqa.contracts import metrics

    texts = {
        "reference": "".join(f"the cat sat on mat {number}\n" for number in range(4000)),
        "system": "".join(f"the cat sat on a mat {number}\n" for number in range(4000)),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with pipe(tmp_path / "r", texts["reference"].encode()) as r, pipe(tmp_path / "s", texts["system"].encode()) as s:
        found = [
            score_lines(
                LineSet((file_source(reference),), (file_source(system),), None, None),
                [metrics.create("bleu")],
                resampling=Resampling(),
            )[0].value
            for reference, system in ((r, s), (tmp_path / "reference", tmp_path / "system"))
        ]
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["p.tmx", "p.tsv", "p.jsonl", "p"])
@pytest.mark.parametrize("loader", [None, "table(source='a')"])
def test_a_corpus_that_is_a_pipe_is_refused_at_once(tmp_path: Path, name: str, loader: str | None) -> None:
    os.mkfifo(tmp_path / name)  # nobody writes: to open it would be to wait for ever
    with pytest.raises(MtqaError, match="this is a pipe or a device"):
        load_corpora(tmp_path / name, loader=loader)


def test_so_is_a_pipe_in_place_of_any_other_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "p")
    for read in (read_bytes, lambda path: list(read_lines(path))):
        with pytest.raises(MtqaError, match="this is a pipe or a device"):
            read(tmp_path / "p")
