from __future__ import annotations

from pathlib import Path

import pytest
from small import BAD, GOOD, REFERENCES, small_corpus

from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate


def test_scores_are_sacrebleus_and_carry_direction_and_signature() -> None:
    import sacrebleu

    evaluation = evaluate(small_corpus(), check_names=[])
    assert evaluation.primary == "good"
    assert evaluation.metrics == ("bleu", "chrf(word_order=2)", "ter")
    bleu, ter = evaluation.score("good", "bleu"), evaluation.score("bad", "ter")
    assert bleu is not None
    assert ter is not None
    assert bleu.value == sacrebleu.corpus_bleu(GOOD, [REFERENCES]).score
    assert ter.value == sacrebleu.corpus_ter(BAD, [REFERENCES]).score
    assert not ter.higher_is_better
    assert "bs:1000|seed:12345" in bleu.signature
    assert [d.document for d in bleu.documents] == ["one", "two"]
    assert bleu.documents[0].value == sacrebleu.corpus_bleu(GOOD[:2], [REFERENCES[:2]]).score


def test_positive_delta_always_means_better() -> None:
    evaluation = evaluate(small_corpus(), check_names=[])
    assert len(evaluation.comparisons) == 3
    for comparison in evaluation.comparisons:
        assert comparison.delta > 0  # "good" is the better system by BLEU, chrF and TER alike
        assert comparison.p_value is not None
        assert 0 < comparison.p_value <= 1
    turned = evaluate(small_corpus([("bad", BAD), ("good", GOOD)]), check_names=[])
    assert [c.delta for c in turned.comparisons] == [-c.delta for c in evaluation.comparisons]


def test_missing_is_not_zero() -> None:
    """A missing hypothesis leaves the segment out; an empty one counts as a bad translation."""
    import sacrebleu

    missing = evaluate(small_corpus([("s", (*GOOD[:3], None))]), check_names=[]).scores[0]
    empty = evaluate(small_corpus([("s", (*GOOD[:3], ""))]), check_names=[]).scores[0]
    assert missing.n_missing == 1
    assert missing.segment_values[3] is None
    assert missing.value == sacrebleu.corpus_bleu(GOOD[:3], [REFERENCES[:3]]).score
    assert empty.n_missing == 0
    assert empty.value == sacrebleu.corpus_bleu([*GOOD[:3], ""], [REFERENCES]).score


def test_what_is_missing_is_said() -> None:
    evaluation = evaluate(small_corpus([("s", (*GOOD[:3], None))]), check_names=[])
    assert any("1 of 4 segments are missing" in warning for warning in evaluation.warnings)
    assert any("Only 3 segments" in warning for warning in evaluation.warnings)


def test_without_references_nothing_is_made_up() -> None:
    evaluation = evaluate(small_corpus(references=[None] * 4), check_names=[])
    assert evaluation.scores == ()
    assert sum("was not computed: there is no reference" in warning for warning in evaluation.warnings) == 3


def test_systems_are_compared_on_the_segments_that_both_have() -> None:
    import sacrebleu

    corpus = small_corpus([("s", (*GOOD[:3], None)), ("t", (None, *BAD[1:]))])
    comparison = evaluate(corpus, metric_specs=["chrf"], check_names=[]).comparisons[0]
    ours = sacrebleu.corpus_chrf(GOOD[1:3], [REFERENCES[1:3]]).score
    theirs = sacrebleu.corpus_chrf(BAD[1:3], [REFERENCES[1:3]]).score
    assert comparison.delta == pytest.approx(ours - theirs, abs=1e-12)


def test_a_corpus_without_systems_is_refused() -> None:
    with pytest.raises(MtqaError, match="no system output"):
        evaluate(small_corpus([]))


def test_same_seed_same_numbers() -> None:
    one, two = (evaluate(small_corpus(), check_names=[], seed=0) for _ in range(2))
    assert one.scores == two.scores
    assert one.comparisons == two.comparisons


def test_workers_and_cache_change_no_number(tmp_path: Path) -> None:
    plain = evaluate(small_corpus(), check_names=[])
    for workers in (1, 2):
        cached = evaluate(small_corpus(), check_names=[], workers=workers, cache=tmp_path / "cache")
        assert (cached.scores, cached.comparisons) == (plain.scores, plain.comparisons)
    assert list((tmp_path / "cache").glob("*.npy"))
