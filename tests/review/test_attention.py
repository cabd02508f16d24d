"""Damaged translations, and the tutorial."""

from __future__ import annotations

import pytest
from review.campaign import judgement

from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.results import Severity
from mtqa.review import (
    PROTOCOLS,
    MarkedSpan,
    Rating,
    attention_items,
    attention_results,
    plan,
    tutorial,
    tutorial_json,
    typology_of,
)
from mtqa.review.exports import ratings_of

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]


def corpus(n_documents: int = 30) -> Corpus:
    segments = [Segment(f"d{d}-{s}", f"d{d}", f"source {d} {s}") for d in range(n_documents) for s in range(4)]
    outputs = {
        name: [None if n % 17 == 3 else " ".join(f"{name}{n}{word}" for word in WORDS) for n in range(len(segments))]
        for name in ("x", "y")
    }
    outputs["short"] = ["Ja."] * len(segments)
    return Corpus("c", "en-de", segments, [SystemOutput(name, "baseline", texts) for name, texts in outputs.items()])


def test_items_are_few_damaged_in_the_middle_and_the_same_every_time():
    whole = corpus()
    dealt = plan(whole, ("ana", "bo"))
    items = attention_items(whole, dealt, "ana")
    mine = [segment.id for segment in whole.segments if segment.document in dealt.documents("ana")]
    n_judged = sum(
        whole.system(name).hypotheses[number] is not None
        for name in ("x", "y", "short")
        for number, segment in enumerate(whole.segments)
        if segment.id in mine
    )
    assert len(items) == round(0.05 * n_judged)
    assert len({item.segment_id for item in items}) == len(items)
    assert {item.segment_id for item in items} <= set(mine)
    assert items == attention_items(whole, plan(whole, ("ana", "bo")), "ana")
    assert items != attention_items(whole, dealt, "bo")
    for item in items:
        number = [segment.id for segment in whole.segments].index(item.segment_id)
        intact = (whole.system(item.system).hypotheses[number] or "").split()
        words = item.text.split()
        assert item.system != "short"
        assert [a == b for a, b in zip(words, intact, strict=True)] == [True] * 4 + [False] * 4 + [True] * 4


def test_a_script_without_blanks_is_damaged_by_character():
    segments = [Segment(f"s{n}", "d", f"source {n}") for n in range(4)]
    texts = ["".join(chr(0x4E00 + 100 * n + k) for k in range(30)) for n in range(4)]
    whole = Corpus("c", "en-zh", segments, [SystemOutput("x", "primary", texts)])
    (item,) = attention_items(whole, plan(whole, ("ana",)), "ana", share=0.25)
    intact = texts[int(item.segment_id[1:])]
    assert len(item.text) == 30
    assert sum(a != b for a, b in zip(item.text, intact, strict=True)) == 10


def test_texts_that_cannot_be_damaged_are_left_alone():
    segments = [Segment("s", "d", "source")]
    whole = Corpus("c", "en-de", segments, [SystemOutput("x", "primary", [" ".join(WORDS)])])
    assert attention_items(whole, plan(whole, ("ana",)), "ana", share=1.0) == ()


@pytest.mark.parametrize(
    ("damaged", "intact", "is_seen"), [(20, 80, True), (75, 80, False), (80, 80, False), (5, 10, True), (12, 10, False)]
)
def test_a_damaged_translation_must_be_rated_clearly_lower(damaged, intact, is_seen):
    whole = corpus()
    judged = [
        judgement(whole, 0, "x", "ana", Rating(float(damaged)), "da", 1, "attention", about="damaged"),
        judgement(whole, 0, "x", "ana", Rating(float(intact)), "da", 2),
        judgement(whole, 1, "x", "ana", Rating(1.0), "da", 3, "attention", about="not yet set against an intact one"),
    ]
    result = attention_results(judged)["ana"]
    assert (result.passed, result.total) == (int(is_seen), 1)
    assert result.failed == (() if is_seen else ("d0-0",))
    assert [row.value for row in ratings_of(judged, whole, "da", typology_of("mqm"))] == [intact]


def test_in_mqm_a_major_error_more_is_wanted():
    whole = corpus()
    major, minor = (MarkedSpan("hypothesis", 0, 3, "style", severity) for severity in (Severity.MAJOR, Severity.MINOR))

    def seen(*spans: MarkedSpan) -> int:
        judged = [
            judgement(whole, 0, "x", "ana", Rating(None, spans), "mqm", 1, "attention", about="damaged"),
            judgement(whole, 0, "x", "ana", Rating(None, (minor,)), "mqm", 2),
        ]
        return attention_results(judged)["ana"].passed

    assert (seen(minor), seen(major), seen(major, minor)) == (0, 0, 1)


def test_who_was_shown_nothing_has_no_result():
    whole = corpus()
    assert attention_results([judgement(whole, 0, "x", "ana", Rating(1.0), "da")]) == {}


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_every_protocol_has_a_tutorial_of_three_screens(protocol):
    screens = tutorial_json(protocol)
    assert len(screens) == len(tutorial(protocol)) == 3
    for screen in screens:
        assert all(len(screen[name]) > 5 for name in ("title", "text", "source", "hypothesis", "explanation"))
        for span in screen["expected"].get("spans", []):
            assert screen[span["side"]][span["start"] : span["end"]] == span["words"]
            assert "category" not in span or span["category"] in typology_of("mqm").ids
    assert tutorial_json("none") == []
