from __future__ import annotations

import dataclasses

from evaluations import EN_BG, page_evaluation

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.reports._catalogue import catalogue
from mtqa.reports._scores import Scoreboard
from mtqa.reports._segments import Segments, SegmentView
from mtqa.results import Evaluation, Finding, Severity, Span


def viewed(evaluation: Evaluation, number: int, *, only_primary: bool = False) -> SegmentView:
    return Segments(Scoreboard(evaluation, catalogue())).view(number - 1, only_primary=only_primary)


def finding(severity: Severity, start: int, system: str = "etranslation") -> Finding:
    return Finding(
        "numbers",
        "accuracy/number",
        severity,
        "heat:2",
        system,
        f"{severity} {start}",
        (Span("hypothesis", start, start + 1),),
    )


def test_findings_by_system_then_gravest_then_from_left_to_right() -> None:
    found = (
        finding(Severity.MINOR, 1),
        finding(Severity.MAJOR, 9),
        finding(Severity.CRITICAL, 3, "opus-mt"),
        finding(Severity.MAJOR, 5),
    )
    view = viewed(dataclasses.replace(page_evaluation(), findings=found), 2)
    assert [(f.number, f.message) for f in view.findings] == [
        (1, "major 5"),
        (2, "major 9"),
        (3, "minor 1"),
        (4, "critical 3"),
    ]
    own, other = view.hypotheses
    assert [f'">{n}</a>' in str(own.text) for n in (1, 2, 3, 4)] == [True, True, True, False]
    assert '">4</a>' in str(other.text)


def test_the_list_of_the_worst_shows_the_primary_system_alone() -> None:
    view = viewed(page_evaluation(), 3, only_primary=True)
    assert [h.system for h in view.hypotheses] == ["etranslation"]
    assert view.findings == ()


def test_missing_empty_and_absent_are_told_apart() -> None:
    omitted, added = viewed(page_evaluation(), 10), viewed(page_evaluation(), 12)
    assert (omitted.hypotheses[0].text, omitted.hypotheses[0].empty) == ("", True)
    assert added.source is None
    assert added.references == ()
    assert (added.hypotheses[1].text, added.hypotheses[1].empty) == (None, False)
    assert added.hypotheses[1].scores == ()


def test_labels_drop_the_only_document() -> None:
    evaluation = page_evaluation()
    assert (viewed(evaluation, 7).label, viewed(evaluation, 7).document) == ("7", "")
    segments = [dataclasses.replace(s, document="a" if n else "b") for n, s in enumerate(evaluation.corpus.segments)]
    two = dataclasses.replace(evaluation, corpus=dataclasses.replace(evaluation.corpus, segments=segments))
    assert (viewed(two, 7).label, viewed(two, 7).document) == ("heat:7", "a")


def test_a_hypothesis_is_compared_with_the_reference_that_is_closest() -> None:
    corpus = Corpus(
        "c",
        EN_BG,
        [Segment("1", "d", "x", {"A": "съвсем друго", "B": "добро утро на всички"})],
        [SystemOutput("s", Role.PRIMARY, ["добро утро на вас"])],
    )
    view = viewed(Evaluation(corpus, "s", (), (), ()), 1)
    assert view.hypotheses[0].compared == "B"
    assert str(view.hypotheses[0].text) == "добро утро на <ins>вас</ins>"
    assert [(r.name, str(r.text)) for r in view.references] == [
        ("A", "<del>съвсем друго</del>"),
        ("B", "добро утро на <del>всички</del>"),
    ]
