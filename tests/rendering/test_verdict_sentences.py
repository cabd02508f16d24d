from __future__ import annotations

import dataclasses

import pytest
from evaluations import page_evaluation

from mtqa.corpus import Segment
from mtqa.rendering import Scoreboard, catalogue
from mtqa.rendering.verdict_sentences import VerdictText, lowest, reservations, verdict
from mtqa.results import Comparison, Evaluation, Interval, Severity


class Plain:
    """Writes names as they are."""

    def text(self, text: str) -> str:
        return text

    def name(self, text: str) -> str:
        return text

    def segment(self, segment: Segment) -> str:
        return segment.id


def judged(evaluation: Evaluation) -> VerdictText:
    return verdict(Scoreboard(evaluation, catalogue()), Plain())


def compared(p: float | None, delta: float, detectable: float | None = None) -> Evaluation:
    evaluation = page_evaluation()
    comparisons = tuple(
        dataclasses.replace(c, p_value=p, p_adjusted=p, delta=delta, detectable=detectable)
        for c in evaluation.comparisons
    )
    return dataclasses.replace(evaluation, comparisons=comparisons)


@pytest.mark.parametrize(
    ("p", "delta", "expected"),
    [
        (0.01, 3.0, "closer to its reference translation than that of opus-mt"),
        (0.01, -3.0, "further from its reference translation than that of opus-mt"),
        (0.2, 3.0, "chance alone may explain the difference (p = 0.200)"),
        (None, 3.0, "whether chance alone explains the difference could not be tested"),
        (0.0001, 3.0, "(p < 0.001)"),
    ],
)
def test_compared_with_another_system(p: float | None, delta: float, expected: str) -> None:
    assert expected in judged(compared(p, delta)).how_good.replace("\u202f", " ").replace("\u00a0", " ")


def test_no_difference_says_what_would_have_been_seen() -> None:
    assert "only differences above 4.1" in judged(compared(0.5, 1.0, 4.1)).how_good


def test_compared_with_several_systems() -> None:
    evaluation = page_evaluation()
    one = next(c for c in evaluation.comparisons if c.metric.startswith("chrf"))

    def against(name: str, p: float, delta: float) -> Comparison:
        return dataclasses.replace(one, baseline=name, p_value=p, p_adjusted=p, delta=delta)

    comparisons = (against("b", 0.01, 2.0), against("c", 0.01, 1.0), against("d", 0.01, -2.0), against("e", 0.6, 2.0))
    text = judged(dataclasses.replace(evaluation, comparisons=comparisons)).how_good
    assert "of the 4 other texts it is compared with" in text
    assert "better than 2, worse than 1, and not to be told apart from 1" in text


def test_comparisons_between_other_systems_do_not_count() -> None:
    evaluation = page_evaluation()
    foreign = tuple(dataclasses.replace(c, system="x", baseline="y") for c in evaluation.comparisons)
    text = judged(dataclasses.replace(evaluation, comparisons=foreign)).how_good
    assert "could not be tested" in text


def test_alone_it_is_a_distance_and_not_a_mark() -> None:
    evaluation = page_evaluation(n_systems=1)
    ter = next(s for s in evaluation.scores if s.metric == "ter")
    text = judged(evaluation).how_good
    assert text.startswith(
        f"About {ter.value:.0f} edits per hundred words would turn the Bulgarian text of etranslation"
    )
    assert "how far it is from a reference, not how good it is" in text


def test_the_most_trusted_metric_speaks() -> None:
    """chrF agrees with people better than BLEU and TER do (Kocmi et al., 2021), whatever the order of the metrics."""
    headline = Scoreboard(page_evaluation(), catalogue()).headline
    assert headline is not None
    assert headline.label == "chrF2++"


def test_how_sure() -> None:
    text = judged(page_evaluation()).how_sure
    # 12 segments, one of which has no reference.
    assert text.startswith(
        "The chrF2++ score rests on 11 segments from one document and on one reference, which is one right"
    )
    assert "too little to rank systems or to judge a translation service" in text


@pytest.mark.parametrize(
    ("n", "expected"), [(99, "too little"), (100, "with care"), (999, "with care"), (1000, "as many")]
)
def test_the_size_of_the_test_set(n: int, expected: str) -> None:
    evaluation = page_evaluation(n_systems=1)
    corpus = evaluation.corpus
    segments = [dataclasses.replace(corpus.segments[0], id=f"heat:{k}") for k in range(n)]
    systems = [dataclasses.replace(corpus.systems[0], hypotheses=["x"] * n)]
    larger = dataclasses.replace(corpus, segments=segments, systems=systems)
    scores = [dataclasses.replace(s, n_missing=0, segment_values=[50.0] * n) for s in evaluation.scores]
    assert expected in judged(dataclasses.replace(evaluation, corpus=larger, scores=tuple(scores))).how_sure


def test_where_to_look_first() -> None:
    # heat:10 is the only critical finding (an omission) and has the lowest score; heat:4 and so on follow by score.
    text = judged(page_evaluation()).look_first
    assert text.startswith(
        "Start with segment heat:10, where the checks report a critical problem (omission), then read "
    )
    assert "heat:4" in text


def test_more_findings_than_can_be_named() -> None:
    evaluation = page_evaluation()
    many = [dataclasses.replace(evaluation.findings[0], segment_id=f"heat:{k}") for k in range(1, 8)]
    text = judged(dataclasses.replace(evaluation, findings=tuple(many))).look_first
    assert (
        "segments heat:1, heat:2 and heat:3, where the checks report major problems (wrong number), as in 4 more"
        in text
    )


def test_a_finding_in_an_unknown_segment_or_another_system_is_no_reason_to_look() -> None:
    evaluation = page_evaluation()
    strange = (
        dataclasses.replace(evaluation.findings[0], segment_id="gone"),
        dataclasses.replace(evaluation.findings[0], system="opus-mt", severity=Severity.CRITICAL),
    )
    text = judged(dataclasses.replace(evaluation, findings=strange)).look_first
    assert text.startswith("The checks found nothing, but they do not see a wrong meaning")


def test_without_checks_and_without_references() -> None:
    evaluation = page_evaluation(with_references=False)
    nothing = dataclasses.replace(evaluation, findings=(), checks={})
    text = judged(nothing)
    assert text.headline == "No checks were run. There is no reference: nothing here says how good the text is."
    assert text.how_good.startswith("There is no reference translation, so the Bulgarian text of etranslation has no")
    assert text.how_sure == "There are 12 segments from one document."
    assert text.look_first == "No checks were run and there are no scores for single segments: read the text."


def test_the_lowest_segments_by_a_metric_where_lower_is_better() -> None:
    evaluation = page_evaluation(n_systems=1)
    only_ter = dataclasses.replace(evaluation, scores=tuple(s for s in evaluation.scores if s.metric == "ter"))
    board = Scoreboard(only_ter, catalogue())
    values = only_ter.scores[0].segment_values
    highest = max(range(len(values)), key=lambda k: values[k] if values[k] is not None else -1.0)
    assert lowest(board, 1)[0].id == evaluation.corpus.segments[highest].id


def test_where_all_segments_are_alike_none_is_the_worst() -> None:
    """A page that is its reference: every segment has 100, and drawing segments again moves nothing."""
    page = page_evaluation(n_systems=1)
    n = len(page.corpus.segments)
    scores = tuple(
        dataclasses.replace(s, value=100.0, interval=Interval(100.0, 100.0), segment_values=[100.0] * n)
        for s in page.scores
    )
    perfect = dataclasses.replace(page, scores=scores, findings=())
    assert lowest(Scoreboard(perfect, catalogue()), 3) == ()
    text = judged(perfect)
    assert text.look_first.endswith("they do not see a wrong meaning or a clumsy phrase: read the text.")
    assert "between" not in text.how_sure


def test_reservations_are_complete_and_said_once() -> None:
    assert reservations(page_evaluation()) == (
        "The source is a reconstruction.",
        "The reference was not written by a professional translator.",
        "Sentences were matched by length alone: some may not belong together.",
        "Only 11 segments were scored: too few to judge an MT system by.",
    )


@pytest.mark.parametrize(
    ("unit", "told"), [("document", "drawing the documents again"), ("segment", "the segments again")]
)
def test_what_was_drawn_is_told(unit: str, told: str) -> None:
    evaluation = page_evaluation()
    settings = {**evaluation.settings, "unit": unit}
    assert told in judged(dataclasses.replace(evaluation, settings=settings)).how_sure
    assert "the segments again" in judged(dataclasses.replace(evaluation, settings={"seed": 1})).how_sure
