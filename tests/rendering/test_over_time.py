from __future__ import annotations

import dataclasses
import re

from evaluations import page_evaluation

from mtqa.rendering import Run, catalogue, trend_page


def test_runs_stand_below_each_other_and_breaks_are_told() -> None:
    page = page_evaluation()
    other_settings = dataclasses.replace(
        page, scores=tuple(dataclasses.replace(s, signature="other") for s in page.scores)
    )
    other_corpus = page_evaluation(with_references=True, n_systems=1)
    segments = [dataclasses.replace(s, source=s.source + "!") for s in other_corpus.corpus.segments]
    other_corpus = dataclasses.replace(other_corpus, corpus=dataclasses.replace(other_corpus.corpus, segments=segments))
    runs = [
        Run(name, [e])
        for name, e in (("one", page), ("two", page), ("three", other_settings), ("four<b>", other_corpus))
    ]
    text = trend_page(runs, catalogue())
    rows = re.findall(r"<tr.*?</tr>", text.partition("<tbody>")[2].partition("</tbody>")[0], re.DOTALL)
    assert [re.sub(r"<[^>]*>", "", row.partition("</bdi>")[0]) for row in rows] == [
        "one",
        "two",
        "three",
        "four&lt;b&gt;",
    ]
    told = ["other settings" in row for row in rows], ["another test set" in row for row in rows]
    assert told == ([False, False, True, False], [False, False, False, True])
    score = page.score("etranslation", "chrf(word_order=2)")
    assert score is not None
    assert all(f"{score.value:.1f}" in row for row in rows)
    assert all("33.3" in row for row in rows)  # four findings in twelve segments
