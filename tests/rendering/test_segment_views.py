from __future__ import annotations

import dataclasses

from evaluations import EN_BG, page_evaluation

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.rendering import Scoreboard, catalogue
from mtqa.rendering.segment_views import Segments, SegmentView
from mtqa.results import Evaluation, Finding, Severity, Span


def viewed(evaluation: Evaluation, number: int) -> SegmentView:
    return Segments(Scoreboard(evaluation, catalogue())).view(number - 1)


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


def test_findings_of_the_primary_system_the_gravest_first_then_from_left_to_right() -> None:
    found = (
        finding(Severity.MINOR, 1),
        finding(Severity.MAJOR, 9),
        finding(Severity.CRITICAL, 3, "opus-mt"),
        finding(Severity.MAJOR, 5),
    )
    view = viewed(dataclasses.replace(page_evaluation(), findings=found), 2)
    assert [(f.number, f.message) for f in view.findings] == [(1, "major 5"), (2, "major 9"), (3, "minor 1")]
    assert [f">{n}</span></sup>" in str(view.text) for n in (1, 2, 3, 4)] == [True, True, True, False]


def test_findings_come_by_gravity_and_scores_without_them() -> None:
    """Of `page_evaluation`: critical in 10, major in 2 and 4, minor in 12; the others in the order of the scores, but
    for those with the best one, which are not the worst of anything."""
    evaluation = page_evaluation()
    segments = Segments(Scoreboard(evaluation, catalogue()))
    score = evaluation.score(evaluation.primary, "chrf(word_order=2)")
    assert score is not None
    value = {n: v for n, v in enumerate(score.segment_values, start=1) if v is not None}
    best = {n for n in value if value[n] == max(value.values())}
    rest = sorted(set(value) - {2, 4, 10, 12} - best, key=lambda n: (value[n], n))
    assert [position + 1 for position in segments.found()] == [10, 2, 4, 12]
    assert [position + 1 for position in segments.worst(3, segments.found())] == rest[:3]
    assert [position + 1 for position in segments.worst(12, segments.found())] == rest


def test_without_scores_no_segment_is_the_worst() -> None:
    evaluation = dataclasses.replace(page_evaluation(), scores=(), comparisons=())
    assert Segments(Scoreboard(evaluation, catalogue())).worst(12) == ()


def test_where_there_are_too_many_findings_each_kind_has_a_place() -> None:
    """Eight of one kind and one milder of another: of six that are shown, the milder one is the last."""
    page = page_evaluation()
    many = [dataclasses.replace(page.findings[0], segment_id=f"heat:{n}") for n in range(1, 9)]
    other = dataclasses.replace(page.findings[0], check="x", category="style", severity=Severity.MINOR)
    findings = (*many, dataclasses.replace(other, segment_id="heat:9"))
    segments = Segments(Scoreboard(dataclasses.replace(page, findings=findings), catalogue()))
    assert segments.examples(6) == (0, 1, 2, 3, 4, 8)
    assert segments.examples(20) == segments.found() == tuple(range(9))


def test_missing_empty_and_absent_are_told_apart() -> None:
    omitted, added = viewed(page_evaluation(), 10), viewed(page_evaluation(), 12)
    assert (omitted.text, omitted.empty) == ("", True)
    assert (added.source, added.reference, added.scores) == (None, None, ())
    other = dataclasses.replace(page_evaluation(), primary="opus-mt")
    assert (viewed(other, 12).text, viewed(other, 12).empty) == (None, False)


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
    assert view.compared == "B"
    assert str(view.text) == "добро утро на <ins>вас</ins>"
    assert str(view.reference) == "добро утро на <del>всички</del>"
