"""When judging may stop."""

from __future__ import annotations

import random
from collections.abc import Iterator

from review.campaign import judgement

from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.review import Judgement, Rating, stopping_of

SYSTEMS = ("good", "fair", "twin", "poor")
LEVELS = {"good": 80, "fair": 70, "twin": 70, "poor": 40}


def corpus(n_documents: int = 60, missing: bool = False) -> Corpus:
    segments = [Segment(f"d{d}-{s}", f"d{d}", f"text {d} {s}") for d in range(n_documents) for s in range(1 + d % 3)]
    texts: list[str | None] = ["ein Text"] * len(segments)
    poor = [None if missing and n % 4 == 0 else text for n, text in enumerate(texts)]
    systems = [SystemOutput(name, "baseline", poor if name == "poor" else texts) for name in SYSTEMS]
    return Corpus("c", "en-de", segments, systems)


def judged(
    corpus: Corpus, n_documents: int, annotators: tuple[str, ...] = ("ana",), level: bool = False
) -> Iterator[Judgement]:
    """Annotators judge whole documents; some are 15 points stricter than others."""
    chance = random.Random(3)
    number = 0
    for document in corpus.documents[:n_documents]:
        for a, annotator in enumerate(annotators):
            for position, segment in enumerate(corpus.segments):
                if segment.document != document:
                    continue
                for system in corpus.systems:
                    if system.hypotheses[position] is not None:
                        number += 1
                        quality = 60 if level else LEVELS[system.name]
                        score = min(100.0, max(0.0, chance.gauss(quality - 15 * a, 12)))
                        yield judgement(corpus, position, system.name, annotator, Rating(score), "da", number)


def pair(found, better: str, worse: str):
    return next(one for one in found.pairs if {one.better, one.worse} == {better, worse})


def test_plain_differences_are_decided_and_level_systems_given_up():
    whole = corpus()
    found = stopping_of(judged(whole, 45), whole)
    assert (pair(found, "good", "poor").better, pair(found, "good", "poor").state) == ("good", "decided")
    assert abs(pair(found, "good", "poor").difference - 40) < 5
    assert pair(found, "fair", "twin").state != "decided"
    assert (found.n_judged, found.n_documents) == (45, 60)
    assert set(found.needed) <= {"fair", "twin"}


def test_one_stops_when_every_pair_is_decided_or_hopeless():
    whole = corpus()
    early, late = stopping_of(judged(whole, 8), whole), stopping_of(judged(whole, 60), whole)
    assert not early.enough
    assert set(early.needed) == set(SYSTEMS)
    assert "Judge on" in early.message
    assert late.enough
    assert "Judging may stop" in late.message


def test_a_document_counts_when_it_is_judged_whole():
    whole = corpus()
    rows = list(judged(whole, 9))
    last = rows[-1]
    without = stopping_of(rows[:-1], whole)
    assert {(one.better, one.n_documents) for one in without.pairs if last.system in (one.better, one.worse)} == {
        (one.better, 8) for one in without.pairs if last.system in (one.better, one.worse)
    }
    assert stopping_of(rows, whole).pairs[0].n_documents == 9


def test_missing_translations_need_no_judgement():
    whole = corpus(missing=True)
    found = stopping_of(judged(whole, 60), whole)
    assert found.enough
    assert pair(found, "good", "poor").state == "decided"
    assert pair(found, "good", "poor").n_documents < 60


def test_strict_annotators_do_not_move_differences():
    whole = corpus()
    one = pair(stopping_of(judged(whole, 60), whole), "good", "poor").difference
    several = pair(stopping_of(judged(whole, 60, ("ana", "bo")), whole), "good", "poor").difference
    assert abs(one - several) < 4


def test_level_systems_are_not_told_apart():
    whole = corpus()
    assert not [one for one in stopping_of(judged(whole, 60, level=True), whole).pairs if one.state == "decided"]


def test_the_order_is_that_of_the_numbers():
    whole = corpus()
    rows = list(judged(whole, 30))
    assert stopping_of(rows[::-1], whole) == stopping_of(rows, whole)


def test_nothing_judged_and_one_system():
    whole = corpus()
    found = stopping_of([], whole)
    assert (found.enough, found.n_judged, len(found.pairs)) == (False, 0, 6)
    assert all(one.difference is None for one in found.pairs)
    assert stopping_of([], whole.with_systems(whole.systems[:1])).enough
    assert found.to_json()["documents"] == {"judged": 0, "all": 60}
