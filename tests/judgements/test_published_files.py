"""WMT23 en-de as mt-metrics-eval publishes it: scores of segments, systems and domains, and metrics' accuracies."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from mtqa.corpus import Corpus
from mtqa.evaluation import Judgements, evaluate, read_judgements
from mtqa.preparation import load_corpora

pytestmark = pytest.mark.data
KINDS = ("mqm", "da-sqm")


@pytest.fixture(scope="module")
def folder(shared_data: Path) -> Path:
    return shared_data / "wmt23" / "en-de"


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Corpus:
    return load_corpora(folder)[0]


def published(path: Path) -> Iterator[list[str]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            yield line.split("\t")


def columns(path: Path) -> dict[str, list[float | None]]:
    found: dict[str, list[float | None]] = defaultdict(list)
    for system, score in published(path):
        found[system].append(None if score == "None" else float(score))
    return found


def read(folder: Path, corpus: Corpus, name: str) -> Judgements:
    return read_judgements(folder / "human-scores" / name, corpus)


@pytest.mark.parametrize("kind", KINDS)
def test_scores_of_segments_and_systems(kind: str, folder: Path, corpus: Corpus) -> None:
    segments = read(folder, corpus, f"en-de.{kind}.seg.score")
    systems = read(folder, corpus, f"en-de.{kind}.sys.score")
    expected = columns(folder / "human-scores" / f"en-de.{kind}.seg.score")
    means = {system: float(score) for system, score in published(folder / "human-scores" / f"en-de.{kind}.sys.score")}
    assert (segments.level.value, systems.level.value) == ("segment", "system")
    assert set(segments.values) == {system.name for system in corpus.systems}
    for system, values in segments.values.items():
        assert list(values) == expected[system]
        assert segments.means[system] == pytest.approx(means[system], abs=1e-10)
        assert systems.means[system] == means[system]
    assert segments.higher_is_better
    assert systems.higher_is_better


@pytest.mark.parametrize("kind", KINDS)
def test_scores_of_domains(kind: str, folder: Path, corpus: Corpus) -> None:
    found = read(folder, corpus, f"en-de.{kind}.domain.score")
    assert found.level.value == "domain"
    assert found.higher_is_better
    rows = list(published(folder / "human-scores" / f"en-de.{kind}.domain.score"))
    ours = [[domain, system, score] for system, scores in found.domains.items() for domain, score in scores.items()]
    assert sorted(ours) == sorted([d, s, float(score)] for d, s, score in rows if s != "refA")  # type: ignore[type-var]


def test_error_spans_give_the_published_scores(folder: Path, corpus: Corpus) -> None:
    found = read(folder, corpus, "en-de.mqm.merged.seg.rating")
    expected = columns(folder / "human-scores" / "en-de.mqm.seg.score")
    for system, values in found.values.items():
        assert values == pytest.approx(expected[system], abs=1e-9)
    assert len(found.marked) == 18_743  # errors of the twelve systems; counted with another program
    assert sum(not one.finding.spans for one in found.marked) == 15  # of these the file gives no character


def as_google_writes_it(folder: Path, corpus: Corpus) -> Iterator[str]:
    """The same errors as a table of Google's, without their scores: weights must come from category and severity."""
    places: dict[str, int] = defaultdict(int)
    outputs = {system.name: system.hypotheses for system in corpus.systems}
    yield "system\tdoc\tdocSegId\tglobalSegId\trater\tsource\ttarget\tcategory\tseverity\tmetadata"
    for system, rating in published(folder / "human-scores" / "en-de.mqm.merged.seg.rating"):
        position, places[system] = places[system], places[system] + 1
        if system not in outputs or rating == "None":
            continue
        texts = [corpus.segments[position].source, outputs[system][position] or ""]
        start = f"{system}\tdocument\t0\t{position + 1}\trater1"
        errors = json.loads(rating)["errors"]
        if not errors:
            yield "\t".join([start, *texts, "No-error", "No-error", ""])
        for error in errors:
            marked = list(texts)
            side = 0 if error["is_source_error"] else 1
            text, first, last = texts[side], error["start"], error["end"]
            marked[side] = f"{text[:first]}<v>{text[first:last]}</v>{text[last:]}"
            yield "\t".join([start, *marked, error["category"].title(), error["severity"].title(), ""])


def test_the_same_errors_as_a_table_of_googles(folder: Path, corpus: Corpus, tmp_path: Path) -> None:
    path = tmp_path / "mqm_generalMT2023_ende.tsv"
    path.write_text("\n".join(as_google_writes_it(folder, corpus)) + "\n", encoding="utf-8")
    found = read_judgements(path, corpus)
    expected = columns(folder / "human-scores" / "en-de.mqm.seg.score")
    for system, values in found.values.items():
        assert values == pytest.approx(expected[system], abs=1e-9)
    spans = read(folder, corpus, "en-de.mqm.merged.seg.rating")
    key = [
        (one.finding.system, one.finding.segment_id, one.finding.category, one.finding.spans) for one in found.marked
    ]
    assert key == [
        (one.finding.system, one.finding.segment_id, one.finding.category, one.finding.spans) for one in spans.marked
    ]


@pytest.mark.parametrize("name", ["en-de.mqm.sys.score", "en-de.mqm.seg.score", "en-de.mqm.merged.seg.rating"])
def test_metrics_agree_with_people_as_mt_metrics_eval_says(name: str, folder: Path, corpus: Corpus) -> None:
    """`expected.tsv`: system-level accuracy of BLEU .893939 (59 of 66 pairs), of chrF .818182 (54 of 66)."""
    rows = {row[0]: row for row in published(folder / "expected.tsv")}
    evaluation = evaluate(
        *(corpus,), metric_specs=["bleu", "chrf"], check_names=[], judgements=read(folder, corpus, name), n_trials=100
    )
    for agreement, metric in zip(evaluation.agreements, ("BLEU", "chrF"), strict=True):
        assert agreement.pairwise_accuracy == pytest.approx(float(rows[metric][1]), abs=1e-6)
        if name.endswith("sys.score"):  # with scores of segments, metrics are computed on the judged segments only
            assert agreement.pearson == pytest.approx(float(rows[metric][2]), abs=2e-3)
