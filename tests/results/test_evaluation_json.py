from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from small import GOOD, small_corpus

from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate
from mtqa.results import Evaluation, Finding, Severity, Span, evaluation_to_json, read_evaluation, write_evaluation


def _evaluation() -> Evaluation:
    evaluation = evaluate(small_corpus([("s", (*GOOD[:3], None))]), check_names=[])
    finding = Finding("numbers", "accuracy", Severity.MAJOR, "one:0", "s", "12 is missing", (Span("source", 0, 2),))
    return replace(evaluation, findings=(finding,))


def test_what_is_written_reads_back_equal(tmp_path: Path) -> None:
    evaluation = _evaluation()
    write_evaluation(evaluation, tmp_path / "evaluation.json")
    back = read_evaluation(tmp_path)
    assert evaluation_to_json(back) == evaluation_to_json(evaluation)
    assert back.corpus.fingerprint == evaluation.corpus.fingerprint
    assert back.corpus.systems[0].hypotheses[3] is None


def test_the_keys_that_others_rely_on_are_there(tmp_path: Path) -> None:
    content = evaluation_to_json(_evaluation())
    assert content["schema"] == "mtqa/evaluation/1"
    assert content["language_pair"] == "en-de"
    assert content["primary"] == "s"
    assert {"name", "fingerprint"} <= set(content["corpus"])
    assert set(content["scores"][0]) >= {
        "system", "metric", "signature", "value", "interval", "higher_is_better", "segment_values", "n_missing",
    }  # fmt: skip
    assert set(content["scores"][0]["interval"]) == {"low", "high", "level"}
    assert set(content["findings"][0]) == {
        "check", "category", "severity", "segment_id", "system", "message", "spans",
    }  # fmt: skip
    assert set(content["segments"][0]) >= {"id", "document", "source", "references", "hypotheses"}


def test_nan_never_appears(tmp_path: Path) -> None:
    evaluation = _evaluation()
    broken = replace(evaluation, scores=(replace(evaluation.scores[0], value=float("nan")),))
    with pytest.raises(MtqaError, match="not a number"):
        write_evaluation(broken, tmp_path / "evaluation.json")
    assert not (tmp_path / "evaluation.json").exists()


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda text: text[: len(text) // 2], "not JSON"),
        (lambda text: text.replace("mtqa/evaluation/1", "mtqa/evaluation/9"), "but mtqa/evaluation/9"),
        (lambda text: text.replace("It is raining.", "It is snowing."), "fingerprint"),
        (lambda text: text.replace('"primary"', '"principal"'), "damaged"),
        (lambda text: text.replace('"n_missing": 1', '"n_missing": NaN'), "NaN is not allowed"),
        (lambda text: "[" * 100_000, "nested too deeply"),
        (lambda text: "[]", "not an evaluation"),
        (lambda text: json.dumps({"schema": "mtqa/evaluation/1"}), "damaged"),
    ],
)
def test_damaged_files_are_refused(tmp_path: Path, damage: object, complaint: str) -> None:
    path = tmp_path / "evaluation.json"
    write_evaluation(_evaluation(), path)
    path.write_text(damage(path.read_text()))  # type: ignore[operator]
    with pytest.raises(MtqaError, match=complaint) as caught:
        read_evaluation(path)
    assert "\n" not in str(caught.value)


def test_a_run_and_what_it_covers_read_back(tmp_path: Path) -> None:
    run = Finding("a", "accuracy/untranslated", Severity.MAJOR, "one:0", "s", "left", (), ("one:0", "one:1"), ("b",))
    evaluation = replace(_evaluation(), findings=(run,))
    write_evaluation(evaluation, tmp_path / "evaluation.json")
    assert read_evaluation(tmp_path).findings == (run,)
