"""Texts of strangers on the terminal: shown, never obeyed, in every command; tables that fit no terminal."""

from __future__ import annotations

import io
import json
import os
import re
from pathlib import Path

import pytest
from command_line import Run

from mtqa.cli._terminal import Guarded, json_text

EVIL = "\x1b]0;owned\x07\x1b[2J\x9b2J\x1b[31m\r\u202e"
STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def write_corpus(path: Path, *, repeated: bool = False) -> None:
    rows = [
        {
            "id": f"{EVIL}{0 if repeated else number}",
            "document": f"doc{EVIL}",
            "domain": f"domain{EVIL}",
            "source": f"The cat {number}{EVIL}",
            f"reference.A{EVIL}": f"Die Katze {number}{EVIL}",
            f"hypothesis.one{EVIL}": f"Die Katze {number}",
            f"hypothesis.two{EVIL}": f"Der Hund{EVIL}",
        }
        for number in range(3)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))


ENGLISH_GERMAN = ("--source-language", "en", "--language", "de")


@pytest.mark.parametrize(
    "command",
    [
        ("evaluate", "in.jsonl", "--format", "md"),
        ("compare", "in.jsonl"),
        ("corpus", "show", "in.jsonl"),
        ("corpus", "validate", "in.jsonl"),
        ("gate", "in.jsonl", "--accept", "--accepted", "a.json"),
    ],
    ids=lambda command: " ".join(command[:2]),
)
def test_no_command_lets_a_corpus_steer_the_terminal(in_process: Run, command: tuple[str, ...]) -> None:
    write_corpus(Path("in.jsonl"))
    code, out, err = in_process(*command, *ENGLISH_GERMAN)
    assert code in (0, 3), err
    assert "unexpected" not in err
    assert not STEERS.search(out + err)
    assert "⟨ESC⟩" in out + err or command[0] == "gate"


def test_nor_does_an_error(in_process: Run) -> None:
    write_corpus(Path("in.jsonl"), repeated=True)
    for arguments in (
        ("evaluate", "in.jsonl", *ENGLISH_GERMAN),
        ("evaluate", f"no{EVIL}"),
        ("evaluate", "in.jsonl", "--metric", f"odd{EVIL}", *ENGLISH_GERMAN),
        ("score", f"no{EVIL}", "-i", "in.jsonl"),
    ):
        code, out, err = in_process(*arguments)
        assert code in (2, 3)
        assert not STEERS.search(out + err)
        assert "⟨ESC⟩" in err


def test_json_on_the_terminal_is_harmless_and_says_the_same(in_process: Run) -> None:
    write_corpus(Path("in.jsonl"))
    code, out, _ = in_process("compare", "in.jsonl", "--format", "json", *ENGLISH_GERMAN)
    assert code == 0
    assert not STEERS.search(out)
    assert [system["name"] for system in json.loads(out)["systems"]] == [f"one{EVIL}", f"two{EVIL}"]


def test_a_file_whose_name_is_no_unicode(in_process: Run) -> None:
    code, _, err = in_process("evaluate", os.fsdecode(b"\xff.tsv"))
    assert code == 3
    assert err.startswith("error: ⟨U+DCFF⟩.tsv: no such file")


def test_json_says_what_it_said() -> None:
    content = {"a": f"{EVIL}\n\t\x7f\u200b\U000e0041ä猫", "b": [1, None]}
    text = json_text(content, indent=1)
    assert json.loads(text) == content
    assert not STEERS.search(text)
    assert "ä猫" in text


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_and_progress_pass_to_a_terminal_and_nothing_else() -> None:
    own = "\x1b[1m\x1b[31merror:\x1b[0m \r\x1b[2K\x1b[1A\x1b[?25l\x1b[?25h"
    terminal, file = Terminal(), io.StringIO()
    Guarded(terminal, may_return=True).write(own + "\x1b]0;owned\x07\x1b[2J\x1b[5;5H")
    assert terminal.getvalue() == own + "⟨ESC⟩]0;owned⟨BEL⟩⟨ESC⟩[2J⟨ESC⟩[5;5H"
    Guarded(file, may_return=False).write("\x1b[1ma\tb\r\n")
    assert file.getvalue() == "⟨ESC⟩[1ma\tb⟨CR⟩\n"


def test_a_stream_that_is_guarded_has_no_way_past_the_guard() -> None:
    with pytest.raises(AttributeError):
        _ = Guarded(io.TextIOWrapper(io.BytesIO()), may_return=False).buffer  # where typer would write bytes
