"""Judgements, their JSON, and which of them stand."""

from __future__ import annotations

import dataclasses
import json

import pytest

from mtqa.errors import MtqaError
from mtqa.results import Severity
from mtqa.review import Decision, Edit, Judgement, MarkedSpan, Rating, standing
from mtqa.review.judgement import from_json, to_json

ESA = Judgement(
    number=3,
    at="2026-11-27T10:00:00.000Z",
    annotator="Ана",
    protocol="esa",
    language="bg",
    document="page",
    segment_id="page:4",
    system="etranslation",
    about="0123456789ab",
    content=Rating(66.0, (MarkedSpan("hypothesis", 2, 5, "accuracy/mistranslation", Severity.MAJOR),), "хм"),
    seconds=12.5,
    client="c-1",
)
DECISION = Decision("reject", "numbers", "accuracy/mistranslation", Severity.MAJOR, "an ordinal")


@pytest.mark.parametrize(
    "judgement",
    [
        ESA,
        dataclasses.replace(ESA, protocol="findings", content=DECISION),
        dataclasses.replace(ESA, protocol="edit", content=Edit("Текст.")),
        dataclasses.replace(ESA, protocol="mqm", content=Rating(None), shown="tutorial"),
    ],
    ids=["esa", "findings", "edit", "mqm"],
)
def test_what_is_written_is_read_again(judgement: Judgement) -> None:
    assert from_json(to_json(judgement)) == judgement


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"protocol": "sqm"}, "one of findings, esa"),
        ({"annotator": 3}, "annotator is 3, not a text"),
        ({"seconds": -1}, "at least 0"),
        ({"shown": "perhaps"}, "one of"),
        ({"content": {"score": 101}}, "at most 100"),
        ({"content": {}}, "the score is missing"),
        ({"content": {"score": True}}, "not a number"),
        ({"content": {"score": 1, "spans": [{"side": "target"}]}}, "has no 'start'"),
        ({"content": {"score": 1, "spans": [{"side": "source", "start": 4, "end": 4}]}}, "at least 5"),
        ({"protocol": "mqm", "content": {"score": 4}}, "MQM has no score"),
        ({"protocol": "findings", "content": {"decision": "maybe"}}, "one of accept, reject, open"),
        ({"protocol": "edit", "content": {"text": "a" * 100_001}}, "at most 100000"),
        ({"annotator": "\ud800"}, "surrogate"),
    ],
)
def test_nothing_is_believed(changes: dict[str, object], message: str) -> None:
    with pytest.raises(MtqaError, match=message):
        from_json(json.dumps(json.loads(to_json(ESA)) | changes))


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, '{"number": NaN}'])
def test_what_is_no_judgement_is_refused(text: str) -> None:
    with pytest.raises(MtqaError):
        from_json(text)


def test_the_newest_of_each_annotator_stands() -> None:
    again = dataclasses.replace(ESA, number=5, content=Rating(70.0))
    other = dataclasses.replace(ESA, number=4, annotator="Bo")
    assert standing([ESA, other, again]) == (other, again)


def test_two_findings_of_one_segment_stand_beside_each_other() -> None:
    one = dataclasses.replace(ESA, protocol="findings", content=DECISION)
    two = dataclasses.replace(one, number=4, about="ba9876543210")
    assert standing([one, two]) == (one, two)
