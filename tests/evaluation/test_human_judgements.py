"""Expected values: hand calculations, and the expert MQM scores that Freitag et al. (2021) print for WMT21 en-de."""

from __future__ import annotations

from pathlib import Path

import pytest
from small import BAD, GOOD, small_corpus

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.evaluation import HUMAN, evaluate, rank_systems, read_judgements
from mtqa.results import read_evaluation, write_evaluation

# Segments 1 and 3 are judged: one of each document, for documents are what tests exchange.
LINES = "system mqm_avg_score seg_id\ngood\t-1.0 1\ngood\t-2.0 3\ngood\tNone 2\nbad\t-4.0 1\nbad\t0.0 3\nother\t-1 1\n"


@pytest.fixture
def corpus() -> Corpus:
    return small_corpus([("good", GOOD), ("bad", BAD)])


def written(folder: Path, text: str, name: str = "mqm.tsv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_judgements_become_scores_beside_the_metrics(tmp_path: Path, corpus: Corpus) -> None:
    judgements = read_judgements(written(tmp_path, LINES), corpus)
    assert (judgements.label, judgements.higher_is_better) == ("MQM", True)
    assert judgements.values["good"][:3] == [-1.0, None, -2.0]
    evaluation = evaluate(corpus, metric_specs=["chrf"], check_names=[], judgements=judgements)
    assert evaluation.metrics == ("chrf", HUMAN)
    good, bad = (evaluation.score(name, HUMAN) for name in ("good", "bad"))
    assert good is not None
    assert bad is not None
    assert (good.value, bad.value) == (-1.5, -2.0)  # (-1 - 2) / 2 and (-4 + 0) / 2
    assert good.n_missing == len(corpus.segments) - 2
    assert "other" in " ".join(evaluation.warnings)
    comparison = next(c for c in evaluation.comparisons if c.metric == HUMAN)
    assert comparison.delta == 0.5
    assert evaluation.agreements[0].n_segments == 2
    assert evaluation.agreements[0].pairwise_accuracy in (0.0, 1.0)


def test_agreement_by_hand(tmp_path: Path) -> None:
    """Four systems, 6 pairs; people order them d c b a, TER as below: agreement is counted, ties of people left out."""
    outputs = {"a": BAD, "b": BAD, "c": GOOD, "d": GOOD}
    four = small_corpus(list(outputs.items()))
    lines = "".join(f"{name}\t{score}\t1\n" for name, score in (("a", -3), ("b", -2), ("c", -2), ("d", -1)))
    evaluation = evaluate(
        four,
        metric_specs=["ter"],
        check_names=[],
        judgements=read_judgements(written(tmp_path, lines), four),
    )
    (agreement,) = evaluation.agreements
    # People: a < b = c < d, five pairs that differ. TER: a = b, c = d. Alike: ac, ad, bd; against: none.
    assert (agreement.n_systems, agreement.n_pairs) == (4, 5)
    assert agreement.rank is None  # there is no other metric
    assert agreement.pairwise_accuracy == pytest.approx(3 / 5)
    # tau-b: (3 - 0) / sqrt((6 - 2) * (6 - 1))
    assert agreement.kendall_tau == pytest.approx(3 / 20**0.5)
    # Pearson of (0, 0, 1, 1) and (-3, -2, -2, -1), whatever TER's scale: covariance 1/4, deviations 1/2 and sqrt(1/2)
    assert agreement.pearson == pytest.approx(0.25 / (0.5 * 0.5**0.5))


def test_names_are_matched_or_given(tmp_path: Path) -> None:
    corpus = small_corpus([("NVIDIA-good", GOOD), ("bad", BAD)])
    found = read_judgements(written(tmp_path, "GOOD -1 1\nworse -2 1\n"), corpus, systems={"worse": "bad"})
    assert set(found.values) == {"NVIDIA-good", "bad"}
    assert found.warnings == ("'GOOD' of mqm.tsv was taken for the system 'NVIDIA-good'.",)


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("good 1\nbad 2\n", "scores.tsv", "not plain whether higher"),
        ("good -1 99\n", "mqm.tsv", "mqm.tsv:1: there is no segment 99"),
        ("good -1\nbad much\n", "mqm.tsv", "mqm.tsv:2: is not a judgement"),
        ("nobody -1\n", "mqm.tsv", "none of its systems"),
        ("good None\n", "mqm.tsv", "holds no score"),
        ("good -1\nGood -2\n", "mqm.tsv", "two systems of it would be 'good'"),
        ("good inf\nbad 1\n", "mqm.tsv", "holds no score|is not a judgement"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path: Path, corpus: Corpus, text: str, name: str, words: str) -> None:
    if "inf" in text:
        text = "good 1\n" + text
    with pytest.raises(MtqaError, match=words):
        read_judgements(written(tmp_path, text, name), corpus)


def test_the_direction_can_be_given(tmp_path: Path, corpus: Corpus) -> None:
    path = written(tmp_path, "good 1\nbad 2\n", "errors.tsv")
    evaluation = evaluate(
        corpus, metric_specs=[], check_names=[], judgements=read_judgements(path, corpus, higher_is_better=False)
    )
    assert [row.score.system for row in rank_systems(evaluation, HUMAN)] == ["good", "bad"]


@pytest.mark.data
def test_expert_scores_of_wmt21(shared_data: Path) -> None:
    """Freitag et al. (2021), newstest2021 en-de: penalties per segment, printed with two decimals."""
    from mtqa.preparation import load_corpora

    published = {
        "VolcTrans-GLAT": 1.04,
        "Facebook-AI": 1.05,
        "NVIDIA-NeMo": 1.34,
        "HuaweiTSC": 1.38,
        "Online-W": 1.46,
        "UEdin": 1.51,
        "eTranslation": 1.70,
        "VolcTrans-AT": 1.74,
    }
    folder = shared_data / "wmt21" / "en-de"
    corpus = load_corpora(folder)[0]
    judgements = read_judgements(folder / "mqm.avg_seg_scores.tsv", corpus)
    means = {}
    for name, values in judgements.values.items():
        judged = [value for value in values if value is not None]
        assert len(judged) == 527
        means[name] = round(-sum(judged) / len(judged), 2)
    assert means == published


def test_how_sure_agreement_is(tmp_path: Path) -> None:
    """Two metrics that order three systems alike share a rank, and what is stored is read again."""
    three = small_corpus([("a", BAD), ("b", GOOD), ("c", BAD[::-1])])
    lines = "".join(
        f"{name}\t{score - n}\t{n + 1}\n" for name, score in (("a", -3), ("b", -1), ("c", -20)) for n in range(4)
    )
    judgements = read_judgements(written(tmp_path, lines), three)
    evaluation = evaluate(three, metric_specs=["chrf", "ter"], check_names=[], judgements=judgements)
    assert [agreement.rank for agreement in evaluation.agreements] == [1, 1]
    first = evaluation.agreements[0]
    assert first.interval is not None
    assert 0 <= first.interval.low <= (first.pairwise_accuracy or 0) <= first.interval.high <= 1
    write_evaluation(evaluation, tmp_path / "evaluation.json")
    assert read_evaluation(tmp_path / "evaluation.json").agreements == evaluation.agreements
