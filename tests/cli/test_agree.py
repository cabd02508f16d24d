"""`mtqa agree` as it is used: rows for programs, tables for people, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command_line import Run

from mtqa.agreement import AgreementResult, AgreementRow
from mtqa.rendering import agreement_sentences, catalogue
from mtqa.results import Interval

SOURCE = "One.\nTwo.\nThree.\nFour.\nFive.\nSix.\n"
OUTPUTS = {"a": "Eins.\nZwei.\nDrei.\nVier.\nFünf.\nSechs.\n", "b": "Eins.\nZwo.\nDrei.\nVie.\nFün.\nSech.\n"}
OUTPUTS["c"] = "Ein.\nZw.\nDr.\nVi.\nFü.\nSe.\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    (folder / "systems").mkdir(parents=True)
    (folder / "source.en.txt").write_text(SOURCE, encoding="utf-8")
    (folder / "reference.refA.de.txt").write_text(OUTPUTS["a"], encoding="utf-8")
    for name, text in OUTPUTS.items():
        (folder / "systems" / f"{name}.de.txt").write_text(text, encoding="utf-8")
    human = {"a": [0, 0, -1, 0, 0, -1], "b": [-1, -5, 0, -5, -2, -1], "c": [-9, -8, -9, -7, -5, -9]}
    lines = [f"{name}\t{score}" for name, scores in human.items() for score in scores]
    (tmp_path / "en-de.mqm.seg.score").write_text("\n".join(lines), encoding="utf-8")
    return folder


def test_rows(in_process: Run, corpus: Path) -> None:
    code, out, err = in_process(
        "agree", str(corpus), "--human", "en-de.mqm.seg.score", "--metric", "bleu", "chrf", "-f", "json"
    )
    assert code == 0, err
    rows = json.loads(out)
    assert set(rows[0]) >= {"language_pair", "metric", "level", "statistic", "grouping", "value", "interval", "rank"}
    found = {(row["level"], row["statistic"], row["metric"]): row for row in rows}
    assert found["system", "accuracy", "chrF2"]["value"] == 1.0
    assert {statistic for _, statistic, _ in found} >= {"accuracy", "pearson", "kendall", "spearman", "spa", "acc_eq"}
    assert found["segment", "acc_eq", "chrF2"]["epsilon"] >= 0
    assert found["segment", "acc_eq", "chrF2"]["grouping"] == "item"
    assert "NaN" not in out


@pytest.mark.parametrize("format", ["text", "md", "latex", "html"])
@pytest.mark.parametrize("level", ["system", "segment", "document"])
def test_every_format(in_process: Run, corpus: Path, format: str, level: str) -> None:
    code, out, err = in_process(
        "agree", str(corpus), "--human", "en-de.mqm.seg.score", "--metric", "chrf", "--level", level, "-f", format
    )
    assert code == 0, err
    assert "chrF2" in out
    if format == "html":
        assert out.startswith("<!DOCTYPE html>")
        assert "script" not in out.partition("</head>")[2]


def test_names_are_escaped(in_process: Run, corpus: Path, tmp_path: Path) -> None:
    scores = tmp_path / "scores"
    scores.mkdir()
    lines = [f"{name}\t{k}" for k, name in enumerate("cba") for _ in range(6)]
    (scores / "<b>&_M-refA.seg.score").write_text("\n".join(lines), encoding="utf-8")
    arguments = ("agree", str(corpus), "--human", "en-de.mqm.seg.score", "--scores", str(scores), "-q")
    _, out, _ = in_process(*arguments, "-f", "html")
    assert "&lt;b&gt;&amp;_M" in out
    assert "<b>&_M" not in out
    _, out, _ = in_process(*arguments, "-f", "latex")
    assert r"<b>\&\_M" in out


def test_a_file_is_not_overwritten_unasked(in_process: Run, corpus: Path, tmp_path: Path) -> None:
    arguments = (
        "agree",
        str(corpus),
        "--human",
        "en-de.mqm.seg.score",
        "--metric",
        "chrf",
        "-f",
        "json",
        "-o",
        "out.json",
    )
    assert in_process(*arguments)[0] == 0
    before = (tmp_path / "out.json").read_text(encoding="utf-8")
    code, _, err = in_process(*arguments)
    assert code == 3
    assert "--overwrite" in err
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == before
    assert in_process(*arguments, "--overwrite")[0] == 0


def test_wrong_usage_and_bad_data(in_process: Run, corpus: Path) -> None:
    assert in_process("agree", str(corpus), "--level", "word")[0] == 2
    assert in_process("agree", str(corpus), "--task", "wmt99")[0] == 2
    code, _, err = in_process("agree", str(corpus))
    assert code == 3
    assert "--human" in err
    code, _, err = in_process("agree", str(corpus), "--human", "en-de.mqm.seg.score", "--scores", "nowhere")
    assert code == 3
    assert "nowhere" in err


def test_a_task_averages(in_process: Run, corpus: Path) -> None:
    code, out, err = in_process(
        "agree",
        str(corpus),
        "--human",
        "en-de.mqm.seg.score",
        "--metric",
        "chrf",
        "bleu",
        "--task",
        "wmt24",
        "-f",
        "json",
    )
    assert code == 0, err
    rows = json.loads(out)
    value = {(row["statistic"], row["metric"]): row["value"] for row in rows}
    assert value["average", "chrF2"] == pytest.approx((value["spa", "chrF2"] + value["acc_eq", "chrF2"]) / 2)


def test_a_metric_that_may_be_no_better_than_chance_is_not_recommended() -> None:
    words = catalogue("en")

    def result(low: float) -> AgreementResult:
        accuracy = AgreementRow("en-de", "M", "system", "accuracy", "", 0.8, Interval(low, 1.0), n_systems=5)
        return AgreementResult("en-de", "MQM", "t", 5, 9, 0, (accuracy,))

    assert "believe M most: it orders 8 of 10 pairs" in agreement_sentences(result(0.6), words)[0]
    assert agreement_sentences(result(0.5), words)[0].startswith("No metric here is to be believed")
