"""Arguments of `comet-score` given to `mtqa score`."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import Run


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ("-s src -t hyp -r ref", "mtqa score ref -i hyp -s src -m wmt22-comet-da"),
        (
            "-s src -t hyp one -r ref --gpus 0 --batch_size 8 --model Unbabel/wmt20-comet-da --to_json out.json",
            "mtqa score ref -i hyp one -s src -m Unbabel/wmt20-comet-da -f json > out.json (a GPU is used where"
            " there is one; 'comet(device=cpu)' names the device)",
        ),
        ("-s src -t hyp -r ref --only_system", "mtqa score ref -i hyp -s src -m wmt22-comet-da -b"),
        (
            "-s src -t hyp --model=Unbabel/wmt22-cometkiwi-da",
            "mtqa evaluate src hyp --source-language TAG --target-language TAG --metric Unbabel/wmt22-cometkiwi-da",
        ),
        ("ref -t hyp", "mtqa score ref -i hyp"),
        ("ref -i hyp -r ref -m chrF++", "mtqa score ref ref -i hyp -m chrF++"),
    ],
)
def test_the_answer_is_the_command(in_process: Run, arguments: str, answer: str) -> None:
    for name in ("src", "hyp", "ref", "one"):
        Path(name).write_text("Yes.\n", encoding="utf-8")
    code, _, err = in_process("score", *arguments.split())
    assert code == 2
    assert err.rstrip().endswith(f"these are arguments of comet-score; here the same is: {answer}")


def test_what_is_not_comets_is_left_alone(in_process: Run) -> None:
    for name in ("hyp", "ref"):
        Path(name).write_text("Yes.\n", encoding="utf-8")
    code, out, _ = in_process("score", "ref", "-i", "hyp", "-m", "chrF++", "BLEU", "-b")
    assert code == 0
    assert "100.0" in out
