from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from small import BAD, GOOD, REFERENCES, small_corpus

from mtqa.corpus import Corpus, Role, Segment, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate
from mtqa.languages import LanguagePair, language
from mtqa.results import Evaluation


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
    told = "Not computed, for there is no reference translation: BLEU, chrF2++, TER."
    assert [warning for warning in evaluation.warnings if "computed" in warning] == [told]


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


def in_documents(names: Sequence[str], n_each: int = 4) -> Corpus:
    """Two systems on documents of a few segments each; the second is worse in every other document."""
    segments, good, bad = [], [], []
    for position, name in enumerate(names):
        for number in range(n_each):
            text = f"the old man number {number} of {position} went home by the river"
            segments.append(Segment(f"{position}:{number}", name, text, {"A": text}))
            good.append(text.replace("old", "aged"))
            bad.append(good[-1].replace("home", "away") if position % 2 else good[-1])
    return Corpus(
        name="c",
        language_pair=LanguagePair(language("en"), language("de")),
        segments=tuple(segments),
        systems=(SystemOutput("good", Role.PRIMARY, tuple(good)), SystemOutput("bad", Role.BASELINE, tuple(bad))),
    )


def judged(corpus: Corpus, unit: str = "auto") -> Evaluation:
    return evaluate(corpus, metric_specs=["bleu", "ter"], check_names=[], unit=unit)


def test_documents_are_drawn_where_there_are_several() -> None:
    """Four of eight documents are worse: of all exchanges those of all four or of none, 2 in 16, reach the difference.
    By segment it would be 2 in 2**16."""
    by_document = judged(in_documents([f"d{k}" for k in range(8)]))
    assert (by_document.settings["unit"], by_document.settings["documents"]) == ("document", 8)
    assert all(one.signature.endswith("|unit:documents") for one in (*by_document.scores, *by_document.comparisons))
    assert [one.p_value for one in by_document.comparisons] == [0.125, 0.125]
    by_segment = judged(in_documents([f"d{k}" for k in range(8)]), "segment")
    assert by_segment.settings["unit"] == "segment"
    assert all(one.p_value is not None and one.p_value < 0.001 for one in by_segment.comparisons)
    assert not any("unit" in one.signature for one in (*by_segment.scores, *by_segment.comparisons))
    assert [one.value for one in by_document.scores] == [one.value for one in by_segment.scores]


@pytest.mark.parametrize("names", [[""] * 8, ["page"] * 8])
def test_numbers_stay_where_documents_are_unknown_or_one(names: list[str]) -> None:
    corpus = in_documents(names)
    auto, by_segment = judged(corpus), judged(corpus, "segment")
    assert (auto.scores, auto.comparisons, auto.settings) == (
        by_segment.scores,
        by_segment.comparisons,
        by_segment.settings,
    )


def test_too_few_documents_are_told() -> None:
    few = judged(in_documents([f"d{k}" for k in range(4)]))
    assert any("4 documents are too few to tell the systems apart" in warning for warning in few.warnings)
    assert all(one.p_value is not None and one.p_value >= 0.125 for one in few.comparisons)
    assert not any("too few to tell" in w for w in judged(in_documents([f"d{k}" for k in range(8)])).warnings)
    with pytest.raises(MtqaError, match="there are not two documents"):
        judged(in_documents(["page"] * 4), "document")
