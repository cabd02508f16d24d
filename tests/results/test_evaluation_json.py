from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from small import BAD, GOOD, small_corpus

from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate
from mtqa.results import (
    Evaluation,
    Finding,
    FoundBy,
    Interval,
    Scorecard,
    ScorecardRow,
    ScorecardRules,
    Severity,
    Span,
    Standing,
    evaluation_to_json,
    read_evaluation,
    write_evaluation,
)
from mtqa.results.read_evaluation_json import DIGEST, UNSEALED, content_digest


@cache
def _evaluation() -> Evaluation:
    evaluation = evaluate(small_corpus([("s", (*GOOD[:3], None)), ("t", BAD)]), check_names=[])
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


def test_the_scorecard_is_stored_and_older_runs_have_none(tmp_path: Path) -> None:
    rules = ScorecardRules(max_penalty=20.0, min_words=3)
    row = ScorecardRow("s", FoundBy.PEOPLE, 7, (0, 0.5, 1, 0), 5.5, 785.7, Interval(1.0, 900.0), Standing.FAILED)
    card = Scorecard(rules, (row,))
    write_evaluation(replace(_evaluation(), scorecard=card), tmp_path / "evaluation.json")
    assert read_evaluation(tmp_path).scorecard == card
    content = json.loads((tmp_path / "evaluation.json").read_text())
    assert content["scorecard"]["rows"][0]["counts"] == {"neutral": 0, "minor": 0.5, "major": 1, "critical": 0}
    del content["scorecard"], content[DIGEST]
    (tmp_path / "evaluation.json").write_text(json.dumps(content))
    assert read_evaluation(tmp_path).scorecard is None
    content["scorecard"] = evaluation_to_json(replace(_evaluation(), scorecard=card))["scorecard"]
    content["scorecard"]["rows"][0]["system"] = "nobody"
    (tmp_path / "evaluation.json").write_text(json.dumps(content))
    with pytest.raises(MtqaError, match="scorecard"):
        read_evaluation(tmp_path)


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
    run = Finding(
        "a", "accuracy/untranslated", Severity.MAJOR, "one:0", "s", "left", (), ("one:0", "one:1"), ("b",), "sk"
    )
    evaluation = replace(_evaluation(), findings=(run,))
    write_evaluation(evaluation, tmp_path / "evaluation.json")
    assert read_evaluation(tmp_path).findings == (run,)


def edited(path: Path, edit: Callable[[Any], None], *, seal: str) -> None:
    """Write an evaluation that somebody has edited: with its old digest, a right one, or none."""
    write_evaluation(_evaluation(), path)
    content = json.loads(path.read_text())
    edit(content)
    if seal == "right":
        content[DIGEST] = content_digest(content)
    elif seal == "none":
        del content[DIGEST]
    path.write_text(json.dumps(content))


def test_a_hand_edit_is_told(tmp_path: Path) -> None:
    """Even where every part still agrees with the others."""
    path = tmp_path / "evaluation.json"
    edited(path, lambda content: content["scores"][0].update(value=content["scores"][0]["value"] + 0.01), seal="old")
    with pytest.raises(MtqaError, match=r"was edited.*: its content does not belong to its digest"):
        read_evaluation(path)


def test_another_layout_of_the_same_content_is_no_edit(tmp_path: Path) -> None:
    path = tmp_path / "evaluation.json"
    write_evaluation(_evaluation(), path)
    content = json.loads(path.read_text())
    assert content["digest"].startswith("sha256:")
    path.write_text(json.dumps(dict(reversed(content.items())), indent=8).replace("\n", "\r\n"))
    assert UNSEALED not in read_evaluation(path).warnings


def test_a_file_of_an_older_version_has_no_digest_and_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "evaluation.json"
    edited(path, lambda content: None, seal="none")
    assert read_evaluation(path).warnings[-1] == UNSEALED
    write_evaluation(read_evaluation(path), path)  # as `mtqa report` does: the warning stays
    assert read_evaluation(path).warnings[-1] == UNSEALED


def _set(*place: Any, to: Any) -> Callable[[Any], None]:
    def edit(content: Any) -> None:
        for key in place[:-1]:
            content = content[key]
        content[place[-1]] = to

    return edit


SCORE = ("scores", 0)


@pytest.mark.parametrize(
    ("edit", "complaint"),
    [
        (_set(*SCORE, "value", to="27"), r'scores\[0\].value is "27", not a number'),
        (_set(*SCORE, "value", to=True), r"scores\[0\].value is true, not a number"),
        (_set(*SCORE, "value", to=1e308), "not finite"),
        (_set(*SCORE, "value", to=99999.9), "is 99999.9, far from its interval from"),
        (_set(*SCORE, "value", to=None), "is None, though 3 segments have a value"),
        (_set(*SCORE, "interval", to={"low": 200, "high": -5, "level": 0.95}), "from 200 to -5, which is upside down"),
        (_set(*SCORE, "interval", "level", to=95), "level is 95, not at least 0 and at most 1"),
        (_set(*SCORE, "label", to=None), r"scores\[0\].label is null, not a text"),
        (_set(*SCORE, "label", to="\ud800"), "half of a surrogate pair"),
        (_set(*SCORE, "n_missing", to=2), "says that 2 segments are missing, and 1 have no value"),
        (_set(*SCORE, "n_missing", to=-1), "n_missing is -1, not at least 0"),
        (_set(*SCORE, "n_missing", to=1.0), "not a whole number"),
        (_set(*SCORE, "segment_values", to=[1.0]), "has 1 values for 4 segments"),
        (_set(*SCORE, "segment_values", 0, to="1"), r"segment_values\[0\] is \"1\", not a number"),
        (_set(*SCORE, "documents", 0, "n_segments", to=1), "counts 2 segments by document, and 3 in all"),
        (_set(*SCORE, "documents", 0, "document", to="x"), "names the document 'x', which is not there"),
        (_set(*SCORE, "system", to="x"), "names the system 'x', which is not there"),
        (_set(*SCORE, to=[]), r"scores\[0\] is a list, not a table"),
        (_set("scores", to={}), "scores is a table, not a list"),
        (_set("comparisons", 0, "p_value", to=-3), "p_value is -3, not at least 0 and at most 1"),
        (_set("comparisons", 0, "p_adjusted", to=0.0), "after correction, which cannot be smaller"),
        (_set("comparisons", 0, "baseline", to="s"), "is of a system with itself"),
        (_set("comparisons", 0, "metric", to="x"), "names the metric 'x'"),
        (_set("findings", 0, "severity", to="fatal"), "not one of neutral, minor, major, critical"),
        (_set("findings", 0, "spans", 0, "end", to=999), "past the end of the source of 'one:0'"),
        (_set("findings", 0, "segment_id", to="x"), "findings names the segment 'x'"),
        (_set("findings", 0, "language", to="not a tag"), r"findings\[0\].language: "),
        (_set("primary", to="x"), "primary names the system 'x'"),
        (_set("settings", "seed", to=[]), "settings.seed is a list, not a number"),
        (_set("source_language", to="not a tag"), "source_language: "),
        (_set("segments", 0, "hypotheses", to={}), r"segments\[0\].hypotheses has no 's'"),
        (_set("systems", 0, "role", to="boss"), "not one of primary, baseline, reference"),
    ],
)
@pytest.mark.parametrize("seal", ["right", "none"])
def test_parts_that_cannot_be_are_refused_whatever_the_digest_says(
    tmp_path: Path, edit: Callable[[Any], None], complaint: str, seal: str
) -> None:
    path = tmp_path / "evaluation.json"
    edited(path, edit, seal=seal)
    with pytest.raises(MtqaError, match=complaint) as caught:
        read_evaluation(path)
    assert "Run the evaluation again." in str(caught.value)
