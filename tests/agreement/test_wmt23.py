"""WMT23 en-de: what mt-metrics-eval computes of the published files (`expected.tsv`), and what its tests say."""

from __future__ import annotations

import csv
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mtqa.agreement import AgreementResult, Settings, TestSet, Wishes, campaign, gather, measure_agreement, task_average
from mtqa.corpus import Corpus
from mtqa.preparation import load_corpora

pytestmark = pytest.mark.data

COLUMNS = {
    "sys_accuracy": ("system", "accuracy", ""),
    "sys_pearson": ("system", "pearson", ""),
    "sys_spa": ("system", "spa", ""),
    "seg_pearson": ("segment", "pearson", "none"),
    "seg_acc_eq": ("segment", "acc_eq", "item"),
    "seg_kendall_by_item": ("segment", "kendall", "item"),
}
FOUR = ("COMET", "BLEU", "f200spBLEU", "chrF")


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "wmt23" / "en-de"


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return load_corpora(folder)[0]


@pytest.fixture(scope="module")
def test_set(folder: Path, corpus: Corpus) -> TestSet:
    human = [str(folder / "human-scores" / f"en-de.{kind}.seg.score") for kind in ("mqm", "da-sqm")]
    return gather(corpus, str(folder), human, [str(folder / "metric-scores")], Wishes())


def expected(folder: Path) -> dict[str, dict[str, float]]:
    with (folder / "expected.tsv").open(encoding="utf-8") as file:
        return {
            row.pop("metric"): {name: float(value) for name, value in row.items()}
            for row in csv.DictReader(file, delimiter="\t")
        }


def test_every_published_number(folder: Path, test_set: TestSet) -> None:
    result = measure_agreement(test_set, Settings(n_resamples=0, n_permutations=0))
    for column, (level, statistic, grouping) in COLUMNS.items():
        found = {row.metric: row.value for row in result.of(level, statistic, grouping)}
        assert found == pytest.approx({name: row[column] for name, row in expected(folder).items()}, abs=5e-4), column


@pytest.fixture(scope="module")
def four(test_set: TestSet) -> AgreementResult:
    chosen = replace(test_set, metrics=tuple(metric for metric in test_set.metrics if metric.name in FOUR))
    return measure_agreement(chosen, Settings())


def test_clusters_of_mt_metrics_eval(four: AgreementResult) -> None:
    """Its tests with 1,000 permutations: accuracy tells none of the four apart (p from .07 to .52, some of them after
    100 permutations), soft accuracy puts COMET alone first (p = .000)."""
    assert {row.rank for row in four.of("system", "accuracy")} == {1}
    p_values = [pair.p_value for pair in four.pairs if pair.statistic == "accuracy"]
    assert len(p_values) == 6
    assert min(p_values) > 0.05
    assert max(p_values) < 0.55
    soft = four.of("system", "spa")
    assert (soft[0].metric, soft[0].rank) == ("COMET", 1)
    assert all(row.rank and row.rank > 1 for row in soft[1:])
    assert max(pair.p_value for pair in four.pairs if pair.statistic == "spa" and pair.better == "COMET") < 0.003


def test_intervals_hold_the_values(four: AgreementResult) -> None:
    for row in four.rows:
        if row.statistic == "tau_c":
            continue
        assert row.interval is not None, row
        assert row.value is not None
        assert row.interval.low <= row.value <= row.interval.high


def test_people_stand_beside_the_metrics(four: AgreementResult) -> None:
    other = {row.statistic: row for row in four.rows if row.is_people and row.level == "system"}
    assert other["accuracy"].metric == "DA-SQM"
    assert other["accuracy"].value == pytest.approx(62 / 66)
    assert other["accuracy"].rank is None


def test_mtqas_own_bleu_and_chrf_say_what_the_files_say(folder: Path, corpus: Corpus) -> None:
    human = [str(folder / "human-scores" / "en-de.mqm.seg.score")]
    own = gather(corpus, str(folder), human, [], Wishes(metrics=("bleu", "chrf")))
    result = measure_agreement(own, Settings(n_resamples=0, n_permutations=0))
    for column, (level, statistic, grouping) in COLUMNS.items():
        found = {row.metric.removesuffix("2"): row.value for row in result.of(level, statistic, grouping)}
        published = {name: expected(folder)[name][column] for name in ("BLEU", "chrF")}
        assert found == pytest.approx(published, abs=5e-4), column


def test_domains_of_files_are_those_of_segments(folder: Path, corpus: Corpus, test_set: TestSet) -> None:
    """The domain scores that are published give what the means of the segments give, but for BLEU's own."""
    result = measure_agreement(test_set, Settings(("domain",), n_resamples=0, n_permutations=0))
    assert {row.domain for row in result.rows} == {"news", "social", "speech", "user_review"}
    no_files = replace(test_set, metrics=tuple(replace(metric, domains={}) for metric in test_set.metrics))
    means = measure_agreement(no_files, Settings(("domain",), n_resamples=0, n_permutations=0))
    for domain in ("news", "speech"):
        for name in ("COMET", "XCOMET-Ensemble"):
            ours, theirs = (
                next(row.value for row in of.of("domain", "pearson", "", domain) if row.metric == name)
                for of in (result, means)
            )
            assert ours == pytest.approx(theirs, abs=1e-6)


def test_two_language_pairs_are_pooled_and_averaged(test_set: TestSet) -> None:
    """The same test set twice: pooled accuracy is its accuracy, and WMT23's weights are 2, 1, 1 ... out of 8."""
    small = replace(test_set, metrics=tuple(metric for metric in test_set.metrics if metric.name in FOUR))
    both = [small, replace(small, language_pair="en-xx")]
    settings = Settings(n_resamples=50, n_permutations=50)
    rows, pairs, notes = task_average(both, settings, campaign("wmt23"))
    assert not notes
    single = measure_agreement(small, Settings(n_resamples=0, n_permutations=0))

    def value(metric: str, level: str, statistic: str) -> float:
        return next(row.value or 0.0 for row in single.of(level, statistic) if row.metric == metric)

    pooled = {row.metric: row.value for row in rows if row.statistic == "accuracy"}
    average = {row.metric: row.value for row in rows if row.statistic == "average"}
    for metric in FOUR:
        accuracy = value(metric, "system", "accuracy")
        others = (value(metric, "system", "pearson") + 1) / 2 + (value(metric, "segment", "pearson") + 1) / 2
        assert pooled[metric] == pytest.approx(accuracy)
        assert average[metric] == pytest.approx((accuracy + others + value(metric, "segment", "acc_eq")) / 4)
    assert {pair.better for pair in pairs if pair.statistic == "average"} == {"COMET", "f200spBLEU", "chrF", "BLEU"} - {
        rows[-1].metric
    }


def test_missing_scores_are_said_and_never_zero(folder: Path, corpus: Corpus, tmp_path: Path) -> None:
    scores = tmp_path / "scores"
    scores.mkdir()
    for name in ("BLEU-refA.seg.score", "BLEU-refA.sys.score", "COMET-refA.seg.score", "COMET-refA.sys.score"):
        shutil.copy(folder / "metric-scores" / name, scores / name)
    text = (scores / "BLEU-refA.seg.score").read_text(encoding="utf-8").split("\n")
    kept = [line for line in text if not line.startswith("AIRC\t")]
    kept[:30] = [f"{line.split(chr(9))[0]}\tNone" for line in kept[:30]]
    (scores / "BLEU-refA.seg.score").write_text("\n".join(kept), encoding="utf-8")
    human = [str(folder / "human-scores" / "en-de.mqm.seg.score")]
    test_set = gather(corpus, str(folder), human, [str(scores)], Wishes())
    assert any("BLEU" in note and "judged segments missing" in note for note in test_set.notes)
    result = measure_agreement(test_set, Settings(n_resamples=20, n_permutations=20))
    row = next(row for row in result.of("segment", "acc_eq") if row.metric == "BLEU")
    assert row.n_systems == 11
    assert row.value == pytest.approx(expected(folder)["BLEU"]["seg_acc_eq"], abs=0.03)
    assert any({pair.better, pair.worse} == {"BLEU", "COMET"} for pair in result.pairs if pair.level == "segment")
