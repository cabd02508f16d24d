from __future__ import annotations

import dataclasses
import re
from xml.etree import ElementTree

from evaluations import EN_BG, hostile_evaluation, large_evaluation, page_evaluation

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.rendering import Scoreboard, catalogue
from mtqa.rendering.characteristic import characteristic
from mtqa.rendering.charts import distribution, length_against_score, significance
from mtqa.rendering.labels import source_length
from mtqa.rendering.variation import variation
from mtqa.results import Comparison, Evaluation, Interval, Score


def board(evaluation: Evaluation) -> Scoreboard:
    return Scoreboard(evaluation, catalogue())


def scored(values: list[float], lengths: list[int] | None = None) -> Evaluation:
    """One system with these segment scores, on sources of these lengths in words."""
    n = len(values)
    segments = [Segment(str(i), "d", " ".join(["w"] * (lengths[i] if lengths else 5)), {"A": "x"}) for i in range(n)]
    corpus = Corpus("c", EN_BG, segments, [SystemOutput("s", Role.PRIMARY, ["x"] * n)])
    score = Score("s", "chrf(word_order=2)", "chrF2++", "sig", 50.0, None, True, values, 0)
    return Evaluation(corpus, "s", (score,), (), ())


def test_the_distribution_counts_every_segment() -> None:
    chart = distribution(board(scored([10.0 * (i % 10) for i in range(100)])))
    assert chart is not None
    # Ten values, 0 to 90, ten times each; by hand: median 45, tenths at 10 and 80.
    assert "the one in the middle has 45.0 (red line); eight in ten lie between 10.0 and 80.0" in chart.caption
    root = ElementTree.fromstring(chart.svg)
    bars = [bar for bar in root.iter("rect") if bar.get("class") == "bin"]
    assert len(bars) == 10
    assert len({bar.get("height") for bar in bars}) == 1
    assert root.findtext("title") == chart.title
    assert root.findtext("desc") == chart.caption


def test_length_against_score_draws_the_median() -> None:
    lengths = [1 + i // 5 for i in range(100)]
    chart = length_against_score(board(scored([100.0 - 2 * length for length in lengths], lengths)))
    assert chart is not None
    path = next(ElementTree.fromstring(chart.svg).iter("path")).get("d") or ""
    heights = [float(y) for y in re.findall(r" ([\d.]+)(?: L|$)", path)]
    assert heights == sorted(heights)  # falls all the way: a lower score is further down
    assert "98.0" not in chart.caption or "around 1 words" in chart.caption


def test_there_are_no_charts_of_too_little() -> None:
    few = board(page_evaluation())
    assert (distribution(few), length_against_score(few), significance(few)) == (None, None, None)


def test_the_map_of_significance_shows_both_directions() -> None:
    names = ("a", "b", "c")
    corpus = Corpus(
        "c", EN_BG, [Segment("1", "d", "x", {"A": "x"})], [SystemOutput(n, Role.BASELINE, ["x"]) for n in names]
    )
    scores = tuple(
        Score(name, "chrf(word_order=2)", "chrF2++", "sig", value, None, True, [value], 0)
        for name, value in zip(names, (60.0, 50.0, 49.0), strict=True)
    )
    tests = (("a", "b", 10.0, 0.01), ("a", "c", 11.0, 0.01), ("b", "c", 1.0, 0.8))
    comparisons = tuple(
        Comparison(one, other, "chrf(word_order=2)", "sig", delta, Interval(-1, 1), p, p)
        for one, other, delta, p in tests
    )
    chart = significance(board(Evaluation(corpus, "a", scores, comparisons, ())))
    assert chart is not None
    kinds = [square.get("class") for square in ElementTree.fromstring(chart.svg).iter("rect")]
    # Row by row, the best first: a beats b and c; b loses to a, and is not told apart from c; so with c.
    assert kinds == ["ahead", "ahead", "behind", "same", "behind", "same"]
    assert "2 of 3 pairs are told apart" in chart.caption


def test_hostile_names_stay_text_in_charts() -> None:
    evaluation = hostile_evaluation()
    many = dataclasses.replace(
        evaluation,
        comparisons=(
            Comparison(
                evaluation.corpus.systems[0].name,
                evaluation.corpus.systems[1].name,
                "chrf(word_order=2)",
                "s",
                1.0,
                None,
                0.01,
            ),
        ),
    )
    chart = significance(board(many))
    assert chart is not None
    ElementTree.fromstring(chart.svg)
    assert "<b>" not in chart.svg


def test_length_buckets() -> None:
    lengths = [1, 5, 6, 10, 11, 20, 21, 30, 31, 50, 51, 99]
    found = variation(board(scored([50.0] * 12, lengths)))
    assert found is not None
    assert [(group.name, group.n) for group in found.by_length] == [
        ("1–5", 2), ("6–10", 2), ("11–20", 2), ("21–30", 2), ("31–50", 2), ("over 50", 2),
    ]  # fmt: skip
    assert source_length(Segment("1", "d", "機械翻訳の評価は難しい", {})) == 6  # eleven characters, two to a word


def test_what_sets_two_systems_apart() -> None:
    """`a` always has the first words right and `b` the last ones; both have the middle."""
    rows = [("ab cd", "ef", "gh"), ("ab cd", "ij", "gh"), ("ab cd", "kl", "gh"), ("ab cd", "mn", "gh")]
    segments = [Segment(str(i), "d", "x", {"A": " ".join(row)}) for i, row in enumerate(rows)]
    a = [f"{first} {middle} zz" for first, middle, _ in rows]
    b = [f"yy {middle} {last}" for _, middle, last in rows]
    systems = [SystemOutput("a", Role.PRIMARY, a), SystemOutput("b", Role.BASELINE, b)]
    found = characteristic(board(Evaluation(Corpus("c", EN_BG, segments, systems), "a", (), (), ())))
    assert found is not None
    assert [(s.text, s.ours, s.theirs, s.label) for s in found.ours] == [("ab cd", 4, 0, "0")]
    assert [(s.text, s.ours, s.theirs) for s in found.theirs] == [("gh", 0, 4)]
    assert characteristic(board(page_evaluation(n_systems=1))) is None
    assert characteristic(board(page_evaluation(with_references=False))) is None


def test_random_differences_are_quick() -> None:
    assert characteristic(board(large_evaluation(200, 2))) is not None
