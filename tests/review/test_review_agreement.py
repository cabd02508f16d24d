"""Agreement while a campaign goes on."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator

import numpy as np
import pytest
from review.campaign import hard_corpus, judgement

from mtqa.correlation import krippendorff_alpha
from mtqa.results import Severity
from mtqa.review import Decision, Gathered, Judgement, MarkedSpan, Rating, agreement_of

Say = Callable[[str, int, float, random.Random], float]
NAMES = ("ana", "bo", "cleo", "dan")


def made(annotator: str, item: int, content: Rating | Decision, protocol: str, number: int) -> Judgement:
    """A judgement of one of six systems; twelve items make a document."""
    return Judgement(
        *(number, "2026-11-27T10:00:00.000Z", annotator, protocol, "de"),
        *(f"d{item // 12}", f"s{item // 6}", f"system {item % 6}", "about"),
        *(content, 1.0, f"{annotator}{number}"),
    )


def campaign(say: Say, n_items: int = 360, names: tuple[str, ...] = NAMES) -> Iterator[Judgement]:
    """Everybody scores every item; `say` makes a score of the annotator, the item and its true quality."""
    chance = random.Random(1)
    number = 0
    for item in range(n_items):
        truth = chance.gauss(60 + 3 * (item % 6), 15)
        for annotator in names:
            number += 1
            yield made(annotator, item, Rating(min(100.0, max(0.0, say(annotator, item, truth, chance)))), "da", number)


def careful(annotator: str, item: int, truth: float, chance: random.Random) -> float:
    return truth + chance.gauss(0, 10) - (20 if annotator == "bo" else 0)


def careless(annotator: str, item: int, truth: float, chance: random.Random) -> float:
    return chance.uniform(0, 100) if annotator == "dan" else careful(annotator, item, truth, chance)


def upside_down(annotator: str, item: int, truth: float, chance: random.Random) -> float:
    return 100 - truth if annotator == "dan" else careful(annotator, item, truth, chance)


def test_nobody_stands_apart_among_careful_annotators():
    found = agreement_of(campaign(careful))
    assert found.outliers == ()
    assert found.n_items == found.n_shared == 360
    shifts = {one.annotator: one.shift for one in found.annotators}
    assert shifts["bo"] == pytest.approx(-20, abs=2), "bo is strict, which is no lack of agreement"
    assert all(one.ranking is not None and one.ranking > 0.5 for one in found.annotators)


@pytest.mark.parametrize("say", [careless, upside_down])
def test_who_stands_apart_is_named(say):
    found = agreement_of(campaign(say))
    assert [one.annotator for one in found.annotators if one.outlier] == ["dan"]
    (sentence,) = found.outliers
    assert sentence.startswith("dan agrees with the others no better than chance")


def test_nobody_is_named_by_chance():
    """Four annotators who all guess: none of them stands apart, in 40 campaigns."""
    named = 0
    for seed in range(30):
        chance = random.Random(seed)
        judged = [
            made(name, item, Rating(chance.uniform(0, 100)), "da", 4 * item + n)
            for item in range(120)
            for n, name in enumerate(NAMES)
        ]
        named += bool(agreement_of(judged).outliers)
    assert named <= 2, "5 % at most"


def test_little_is_said_of_little():
    found = agreement_of(campaign(careless, n_items=12))
    assert found.outliers == ()
    assert all(one.agreement is None for one in found.annotators)
    alone = agreement_of(campaign(careful, names=("ana",)))
    assert (alone.alpha, alone.pairs) == (None, ())
    assert "one annotator" in alone.message
    assert agreement_of([]).alpha is None


def test_alpha_is_that_of_the_table():
    judged = [one for one in campaign(careful) if (one.number * 7) % 5]
    table = np.full((4, 360), np.nan)
    for one in judged:
        item = int(one.segment_id[1:]) * 6 + int(one.system[-1])
        table[NAMES.index(one.annotator), item] = one.content.score
    found = agreement_of(judged)
    assert found.alpha is not None
    assert found.alpha.value == pytest.approx(krippendorff_alpha(table, "interval"), abs=1e-12)
    assert found.alpha.low < found.alpha.value < found.alpha.high


def test_only_the_newest_judgement_counts_and_what_was_planted_does_not():
    first = list(campaign(careful))
    replaced = [made("ana", 0, Rating(1.0), "da", 9000), made("ana", 0, Rating(99.0), "da", 1)]
    gathered = Gathered()
    gathered.add(first)
    before = gathered.agreement()
    gathered.add(replaced)
    after = gathered.agreement()
    kept = [one for one in first if (one.annotator, one.segment_id, one.system) != ("ana", "s0", "system 0")]
    assert after.alpha == agreement_of([*kept, replaced[0]]).alpha != before.alpha
    corpus = hard_corpus()
    planted = [judgement(corpus, 0, "one", name, Rating(50.0), "da", shown="attention") for name in NAMES]
    assert agreement_of(planted).n_items == 0


def test_incrementally_and_at_once_is_the_same():
    judged = list(campaign(careless))
    gathered = Gathered()
    for start in range(0, len(judged), 331):
        gathered.add(judged[start : start + 331])
        gathered.agreement()
    assert gathered.agreement() == agreement_of(judged)


def test_marked_errors_agree_by_character():
    """By hand: 10 characters marked by ana, 10 by bo, 5 of them by both, all with the same severity: F1 = 0.5."""
    spans = {"ana": (0, 10), "bo": (5, 15)}
    judged = [
        made(name, item, Rating(50.0, (MarkedSpan("hypothesis", *spans[name], "", Severity.MINOR),)), "esa", n + item)
        for n, name in enumerate(spans)
        for item in range(0, 40, 2)
    ]
    (pair,) = agreement_of(judged).pairs
    assert (pair.span_f1, pair.span_f1_severity, pair.tau_b, pair.n_shared) == (0.5, 0.5, None, 20)
    grave = MarkedSpan("hypothesis", 5, 15, "", Severity.CRITICAL)
    harder = [made("bo", n, Rating(40.0, (grave,)), "esa", 100 + n) for n in range(0, 40, 2)]
    assert agreement_of([*judged, *harder]).category_alpha is not None


def test_decisions_agree_as_categories():
    def decided(name: str, item: int, decision: str) -> Judgement:
        content = Decision(decision, "numbers", "accuracy/number", Severity.MAJOR)  # type: ignore[arg-type]
        return made(name, item, content, "findings", item + 1)

    judged = [
        *(decided("ana", item, "accept" if item % 2 else "reject") for item in range(40)),
        *(decided("bo", item, "accept" if item % 4 == 1 else "reject") for item in range(40)),
        decided("bo", 41, "open"),
    ]
    found = agreement_of(judged)
    table = np.array([[item % 2 for item in range(40)], [item % 4 == 1 for item in range(40)]], dtype=float)
    assert found.level == "nominal"
    assert found.alpha.value == pytest.approx(krippendorff_alpha(table, "nominal"))
    assert found.pairs[0].same == 0.75


def test_a_new_judgement_costs_little():
    """2,000 translations and ten annotators; on a quiet machine 10,000 and twenty take 0.08 s of processor time."""
    gathered = Gathered()
    gathered.add(campaign(careful, n_items=2000, names=tuple(f"a{n}" for n in range(10))))
    gathered.agreement()
    gathered.add([made("a3", 5, Rating(3.0), "da", 10**6)])
    start = time.process_time()
    gathered.agreement()
    assert time.process_time() - start < 0.3


def test_the_figures_are_json():
    found = agreement_of(campaign(careless)).to_json()
    assert {"alpha", "annotators", "pairs", "outliers", "message"} <= found.keys()
    assert found["annotators"][0]["agreement"].keys() == {"value", "low", "high"}
