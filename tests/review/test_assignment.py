"""Who judges what, and in which order."""

from collections import Counter
from dataclasses import replace

import pytest

from mtqa.corpus import Corpus, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.review.assignment import plan, slot_name

NAMES = ("ana", "bo", "cleo")


def corpus(n_documents: int = 60, n_systems: int = 4) -> Corpus:
    """Documents of one to five segments, of which every third is of another domain."""
    segments = [
        Segment(f"d{d}-{s}", f"d{d}", f"text {d} {s}", domain="law" if d % 3 == 0 else "news")
        for d in range(n_documents)
        for s in range(1 + d % 5)
    ]
    systems = [SystemOutput(f"s{n}", "baseline", [f"t{n}"] * len(segments)) for n in range(n_systems)]
    return Corpus("c", "en-de", segments, systems)


def test_every_document_is_judged_and_a_share_by_two():
    dealt = plan(corpus(), NAMES, overlap=0.25)
    times = Counter(document for name in NAMES for document in dealt.documents(name))
    assert Counter(times.values()) == {1: 45, 2: 15}
    assert set(times) == set(corpus().documents)
    assert sorted(dealt.annotators("d7")) == sorted(name for name in NAMES if "d7" in dealt.documents(name))


def test_more_than_two_may_judge_the_same():
    dealt = plan(corpus(), NAMES, overlap=1, judges=3)
    assert all(dealt.documents(name) == dealt.order for name in NAMES)


@pytest.mark.parametrize(("n_documents", "overlap", "least"), [(1, 0.2, 1), (2, 0, 2), (3, 0, 1)])
def test_nobody_is_left_without_work(n_documents, overlap, least):
    """One page and two annotators is the usual case: both judge it."""
    dealt = plan(corpus(n_documents), NAMES, overlap=overlap)
    assert min(len(dealt.documents(name)) for name in NAMES) == least


def test_work_is_shared_evenly():
    dealt = plan(corpus(), NAMES, overlap=0.3)
    sizes = Counter(segment.document for segment in corpus().segments)
    loads = [sum(sizes[document] for document in dealt.documents(name)) for name in NAMES]
    assert max(loads) - min(loads) <= 5


def test_every_beginning_has_its_share_of_each_domain():
    order = plan(corpus(), NAMES).order
    law = [int(document[1:]) % 3 == 0 for document in order]
    assert all(abs(sum(law[:n]) - n / 3) <= 1 for n in range(1, 61))
    assert list(order) != sorted(order, key=corpus().documents.index)


def test_the_same_comes_out_whatever_the_order_of_names():
    first, second = plan(corpus(), NAMES, seed=3), plan(corpus(), NAMES[::-1], seed=3)
    assert first.order == second.order
    assert all(first.documents(name) == second.documents(name) for name in NAMES)
    assert plan(corpus(), NAMES, seed=4).order != first.order


def test_changed_texts_change_nobodys_work():
    whole = corpus()
    changed = replace(whole, segments=[replace(one, source=one.source.upper()) for one in whole.segments])
    assert plan(changed, NAMES) == plan(whole, NAMES)
    assert plan(replace(whole, name="other"), NAMES).order != plan(whole, NAMES).order


def test_slots_are_shuffled_for_each_annotator_and_document_and_stay():
    dealt = plan(corpus(), NAMES)
    orders = {dealt.slots(name, f"d{d}") for name in NAMES for d in range(60)}
    assert len(orders) == 24, "all orders of four systems come up among 180"
    firsts = Counter(dealt.slots(name, f"d{d}")[0] for name in NAMES for d in range(60))
    assert min(firsts.values()) > 25
    assert dealt.slots("bo", "d1") == plan(corpus(), NAMES).slots("bo", "d1")


def test_every_second_annotator_sees_prefilled_spans():
    assert [plan(corpus(), NAMES).sees_prefilled(name) for name in NAMES] == [True, False, True]


def test_slots_are_named_by_letters():
    assert [slot_name(n) for n in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


@pytest.mark.parametrize(
    ("names", "overlap", "problem"),
    [((), 0.2, "no annotator"), (("a", "a"), 0.2, "two annotators"), (("a",), 1.5, "overlap"), (("a",), -1, "overlap")],
)
def test_what_cannot_be_dealt_is_refused(names, overlap, problem):
    with pytest.raises(MtqaError, match=problem):
        plan(corpus(), names, overlap=overlap)


def test_a_stranger_has_no_documents():
    with pytest.raises(MtqaError, match="nobody called 'dan'"):
        plan(corpus(), NAMES).documents("dan")
