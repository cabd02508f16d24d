from __future__ import annotations

import copy
import json
import pickle
from dataclasses import replace
from pathlib import Path

import pytest
from evaluations import page_evaluation

from mtqa.errors import MtqaError
from mtqa.languages import language
from mtqa.results import Message, finding_digest, read_evaluation, write_evaluation

CHANGED = Message("“{old}” has become “{new}”", old="12", new="21")


def test_a_message_is_its_english_text() -> None:
    assert CHANGED == "“12” has become “21”"
    assert {CHANGED: 1}["“12” has become “21”"] == 1
    assert CHANGED.template == "“{old}” has become “{new}”"


@pytest.mark.parametrize("text", ["{new}", "{old.__class__}", "{0}", "{old!r:>99999999}", "{", "}}"])
def test_braces_in_a_part_are_no_placeholders(text: str) -> None:
    assert Message("“{old}” has become “{new}”", old=text, new="x") == f"“{text}” has become “x”"
    assert Message("{a.__class__} {a:>99999999} {b}", a="x") == "{a.__class__} {a:>99999999} {b}"


def test_it_survives_copies_and_pickles() -> None:
    for other in (copy.deepcopy(CHANGED), pickle.loads(pickle.dumps(CHANGED))):
        assert isinstance(other, Message)
        assert (other, other.template, dict(other.parts)) == (CHANGED, CHANGED.template, dict(CHANGED.parts))


def _stored(tmp_path: Path, *messages: str) -> Path:
    evaluation = page_evaluation()
    findings = tuple(replace(evaluation.findings[0], message=message) for message in messages)
    write_evaluation(replace(evaluation, findings=findings, warnings=messages), tmp_path / "evaluation.json")
    return tmp_path / "evaluation.json"


def test_what_it_is_made_of_is_stored_beside_it(tmp_path: Path) -> None:
    bulgarian = replace(language("bg"), name="Old Bulgarian")
    parts = {"n": 7, "share": 0.25, "language": bulgarian, "list": ("a", "b"), "inside": CHANGED}
    message = Message("{n} {share} {language} {list} {inside}", **parts)  # type: ignore[arg-type]
    assert message == "7 25% Old Bulgarian “a”, “b” “12” has become “21”"
    path = _stored(tmp_path, message, "plain")
    assert [row["message"] for row in json.loads(path.read_text("utf-8"))["findings"]] == [str(message), "plain"]
    read = read_evaluation(path)
    for found in (read.findings[0].message, read.warnings[0]):
        assert isinstance(found, Message)
        assert dict(found.parts) == parts
        assert found.template == message.template
    assert not isinstance(read.findings[1].message, Message)


def test_a_run_without_the_parts_is_read(tmp_path: Path) -> None:
    path = _stored(tmp_path, CHANGED)
    content = json.loads(path.read_text("utf-8"))
    del content["said"], content["digest"]
    path.write_text(json.dumps(content), "utf-8")
    message = read_evaluation(path).findings[0].message
    assert (message, isinstance(message, Message)) == (CHANGED, False)


def test_parts_that_say_something_else_are_not_believed(tmp_path: Path) -> None:
    path = _stored(tmp_path, CHANGED)
    content = json.loads(path.read_text("utf-8"))
    content["said"][CHANGED]["parts"]["new"] = "22"
    del content["digest"]
    path.write_text(json.dumps(content), "utf-8")
    message = read_evaluation(path).findings[0].message
    assert (message, isinstance(message, Message)) == (CHANGED, False)


@pytest.mark.parametrize(
    "parts", [{"new": None}, {"new": {"language": "no tag!", "name": "x"}}, {"new": {"share": 2}}, {"new": {}}, []]
)
def test_damaged_parts_are_refused(tmp_path: Path, parts: object) -> None:
    path = _stored(tmp_path, CHANGED)
    content = json.loads(path.read_text("utf-8"))
    content["said"][CHANGED]["parts"] = parts
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(MtqaError, match="damaged or was edited"):
        read_evaluation(path)


def test_parts_inside_parts_end(tmp_path: Path) -> None:
    path = _stored(tmp_path, CHANGED)
    content = json.loads(path.read_text("utf-8"))
    deep: object = "x"
    for _ in range(50):
        deep = {"template": "{a}", "parts": {"a": deep}}
    content["said"][CHANGED] = deep
    path.write_text(json.dumps(content), "utf-8")
    with pytest.raises(MtqaError, match="few parts"):
        read_evaluation(path)


def test_what_a_finding_is_about_does_not_depend_on_its_words() -> None:
    finding = page_evaluation().findings[0]
    assert finding_digest(finding, "a", "b") == finding_digest(replace(finding, message=CHANGED), "a", "b")
