"""Expected values are hand calculations."""

from __future__ import annotations

from dataclasses import replace

import pytest
from small import BAD, GOOD, small_corpus

from mtqa.evaluation import effect_in_words, effect_size, evaluate, rank_systems, segment_wins
from mtqa.results import Comparison, Evaluation, Score


def made_up(
    values: dict[str, tuple[float | None, ...]], apart: set[tuple[str, str]], *, higher: bool = True
) -> Evaluation:
    """An evaluation whose systems have the given segment scores, and whose given pairs are told apart."""
    corpus = small_corpus([(name, GOOD) for name in values])
    scores = tuple(
        Score(name, "m", "M", "m|1", sum(v for v in of_system if v is not None), None, higher, of_system, 0)
        for name, of_system in values.items()
    )
    names = list(values)
    comparisons = tuple(
        Comparison(one, other, "m", "m|1", 0.0, None, 0.5, 0.01 if (one, other) in apart else 0.9)
        for i, one in enumerate(names)
        for other in names[i + 1 :]
    )
    return replace(evaluate(corpus, metric_specs=[], check_names=[]), scores=scores, comparisons=comparisons)


def test_places_are_where_a_system_may_stand() -> None:
    """a is better than c and d, b than d: a may be 1st or 2nd, b 1st to 3rd, c 2nd to 4th, d 3rd or 4th."""
    evaluation = made_up(
        {"a": (4.0,) * 4, "b": (3.0,) * 4, "c": (2.0,) * 4, "d": (1.0,) * 4}, {("a", "c"), ("a", "d"), ("b", "d")}
    )
    ranked = rank_systems(evaluation, "m")
    assert [(row.score.system, row.best_place, row.worst_place) for row in ranked] == [
        ("a", 1, 2),
        ("b", 1, 3),
        ("c", 2, 4),
        ("d", 3, 4),
    ]
    assert [row.rank for row in ranked] == [1, 1, 1, 1]  # no border with everything above apart from everything below


def test_effect_size_is_cohens_d_for_pairs() -> None:
    """Gains 1, 2, 3 and a missing one: mean 2, deviation 1. For an error rate the sign turns."""
    values: dict[str, tuple[float | None, ...]] = {"a": (2.0, 4.0, 6.0, None), "b": (1.0, 2.0, 3.0, 9.0)}
    for higher, sign in ((True, 1), (False, -1)):
        evaluation = made_up(values, set(), higher=higher)
        comparison = evaluation.comparisons[0]
        assert effect_size(evaluation, comparison) == pytest.approx(sign * 2.0)
        assert segment_wins(evaluation, comparison) == ((3, 0, 0) if higher else (0, 3, 0))


def test_effect_size_where_nothing_varies() -> None:
    same = made_up({"a": (1.0,) * 4, "b": (1.0,) * 4}, set())
    assert effect_size(same, same.comparisons[0]) == 0.0
    shifted = made_up({"a": (2.0,) * 4, "b": (1.0,) * 4}, set())
    assert effect_size(shifted, shifted.comparisons[0]) is None
    alone = made_up({"a": (2.0, None, None, None), "b": (1.0,) * 4}, set())
    assert effect_size(alone, alone.comparisons[0]) is None


@pytest.mark.parametrize(
    ("size", "words"),
    [(None, "unknown"), (0.0, "none"), (0.1, "very small"), (-0.2, "small"), (0.5, "medium"), (-1.3, "large")],
)
def test_effects_in_cohens_words(size: float | None, words: str) -> None:
    assert effect_in_words(size) == words


def test_a_real_comparison_has_a_size() -> None:
    evaluation = evaluate(small_corpus([("good", GOOD), ("bad", BAD)]), metric_specs=["chrf"], check_names=[])
    size = effect_size(evaluation, evaluation.comparisons[0])
    assert size is not None
    assert size > 0.8
