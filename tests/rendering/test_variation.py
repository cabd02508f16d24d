from __future__ import annotations

import dataclasses

from evaluations import EN_BG, page_evaluation

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.rendering import Scoreboard, catalogue
from mtqa.rendering.variation import SHOWN_GROUPS, Variation, variation
from mtqa.results import DocumentScore, Evaluation, Score


def varied(
    values: list[float | None], documents: list[str], kinds: list[str], *, higher: bool = True
) -> Variation | None:
    """How these segment scores vary; the score of a document is the mean of its segments."""
    corpus = Corpus(
        "c",
        EN_BG,
        [Segment(str(n), d, "x", {"A": "x"}, k) for n, (d, k) in enumerate(zip(documents, kinds, strict=True))],
        [SystemOutput("s", Role.PRIMARY, ["x"] * len(values))],
    )
    scores = []
    for document in dict.fromkeys(documents):
        own = [v for v, d in zip(values, documents, strict=True) if d == document and v is not None]
        scores.append(DocumentScore(document, sum(own) / len(own) if own else None, len(own)))
    score = Score("s", "m", "M", "m", 50.0, None, higher, values, 0, tuple(scores))
    return variation(Scoreboard(Evaluation(corpus, "s", (score,), (), ()), catalogue()))


def test_the_worst_document_comes_first_whatever_the_direction() -> None:
    values: list[float | None] = [10.0, 30.0, 90.0, None]
    found = varied(values, ["one", "one", "two", "three"], ["p"] * 4)
    assert found is not None
    assert [(g.name, g.n, g.score) for g in found.by_document] == [
        ("one", 2, "20.0"),
        ("two", 1, "90.0"),
        ("three", 1, "–"),
    ]
    other = varied(values, ["one", "one", "two", "three"], ["p"] * 4, higher=False)
    assert other is not None
    assert [g.name for g in other.by_document] == ["two", "one", "three"]


def test_kinds_in_the_order_of_the_text_with_their_means() -> None:
    found = varied([10.0, 30.0, None, 80.0], ["one"] * 4, ["title", "paragraph", "paragraph", "paragraph"])
    assert found is not None
    assert [(g.name, g.n, g.mean) for g in found.by_kind] == [("Title", 1, "10.0"), ("Paragraph", 3, "55.0")]
    assert found.by_document == ()
    assert (found.all.n, found.all.mean) == (4, "40.0")


def test_one_kind_is_no_comparison() -> None:
    found = varied([1.0, 2.0], ["one", "one"], ["", ""])
    assert found is not None
    assert found.by_kind == ()


def test_many_documents_are_cut_and_counted() -> None:
    n = SHOWN_GROUPS + 3
    found = varied([float(k) for k in range(n)], [str(k) for k in range(n)], [""] * n)
    assert found is not None
    assert (len(found.by_document), found.more_documents) == (SHOWN_GROUPS, 3)


def test_no_scores_no_variation() -> None:
    assert varied([None, None], ["one", "one"], ["", ""]) is None
    assert variation(Scoreboard(dataclasses.replace(page_evaluation(), scores=()), catalogue())) is None
