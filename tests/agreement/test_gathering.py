"""What is compared with what: references that are systems, outliers, variants of metrics, files that are broken."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from small import BAD, GOOD, REFERENCES, small_corpus

from mtqa.agreement import Settings, Wishes, gather, given_for, measure_agreement, published_agreement, read_score_files
from mtqa.corpus import Corpus, Segment
from mtqa.errors import MtqaError
from mtqa.evaluation import evaluate, read_judgements
from mtqa.languages import LanguagePair, language

SYSTEMS = ("good", "bad", "refB", "far")


def corpus_with_two_references() -> Corpus:
    corpus = small_corpus([("good", GOOD), ("bad", BAD), ("far", BAD[::-1])])
    segments = [
        Segment(s.id, s.document, s.source, {"refA": text, "refB": text.upper()}, domain="news")
        for s, text in zip(corpus.segments, REFERENCES, strict=True)
    ]
    return Corpus("small", corpus.language_pair, segments, corpus.systems)


def written(path: Path, rows: dict[str, list[object]]) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        "".join(f"{name}\t{value}\n" for name, values in rows.items() for value in values), encoding="utf-8"
    )
    return str(path)


HUMAN: dict[str, list[object]] = {
    "good": [-1, 0, None, -2],
    "bad": [-9, -5, None, -6],
    "far": [-25, -25, None, -25],
    "refA": [0, 0, None, 0],
    "refB": [0, -1, None, -1],
}


@pytest.fixture
def human(tmp_path: Path) -> str:
    return written(tmp_path / "en-de.mqm.seg.score", HUMAN)


def metric(folder: Path, name: str, shift: float = 0.0) -> None:
    rows: dict[str, list[object]] = {
        system: [k + shift + n / 7 for n in range(4)] for k, system in enumerate(("far", "bad", "good", "refB"))
    }
    written(folder / f"{name}.seg.score", rows)


def test_a_reference_that_metrics_do_not_use_is_a_system(tmp_path: Path, human: str) -> None:
    for name in ("Ref-refA", "Ref-refB", "Free-src"):
        metric(tmp_path / "scores", name)
    wishes = Wishes(references=("refA",))
    test_set = gather(corpus_with_two_references(), "small", [human], [str(tmp_path / "scores")], wishes)
    assert test_set.systems == ("good", "bad", "far", "refB")
    assert test_set.humans == {"refB"}
    assert [metric.name for metric in test_set.metrics] == ["Free", "Ref"]
    assert any("the reference" in note and "refA" in note for note in test_set.notes)
    without = Wishes(references=("refA",), with_humans=False)
    test_set = gather(corpus_with_two_references(), "small", [human], [str(tmp_path / "scores")], without)
    assert test_set.systems == ("good", "bad", "far")
    close = Wishes(references=("refA",), close_references=("refB",), outliers=("far",))
    test_set = gather(corpus_with_two_references(), "small", [human], [str(tmp_path / "scores")], close)
    assert test_set.systems == ("good", "bad")


def test_the_reference_is_told_by_the_campaign_or_by_the_files_or_asked_for(tmp_path: Path, human: str) -> None:
    scores = tmp_path / "scores"
    metric(scores, "M-refB")
    corpus = corpus_with_two_references()
    assert "refA" in gather(corpus, "small", [human], [str(scores)], Wishes(with_humans=True)).systems
    metric(scores, "M-refA")
    with pytest.raises(MtqaError, match=r"which reference .* Say --reference NAME"):
        gather(corpus, "small", [human], [str(scores)], Wishes())
    in_campaign = gather(corpus, "/data/wmt23/en-de", [human], [str(scores)], Wishes())
    assert "refB" in in_campaign.systems
    assert "refA" not in in_campaign.systems


def test_a_reference_may_be_spelt_otherwise_in_the_judgements(tmp_path: Path) -> None:
    rows = {name.replace("ref", "ref-"): values for name, values in HUMAN.items()}
    human = written(tmp_path / "en-de.mqm.seg.score", rows)
    wishes = Wishes(references=("refA",), metrics=("chrf",))
    assert "refB" in gather(corpus_with_two_references(), "small", [human], [], wishes).systems


def test_own_metrics_use_the_chosen_reference_and_score_the_other(tmp_path: Path, human: str) -> None:
    wishes = Wishes(references=("refA",), metrics=("chrf",))
    test_set = gather(corpus_with_two_references(), "small", [human], [], wishes)
    (chrf,) = test_set.metrics
    by_system = dict(zip(test_set.systems, chrf.systems, strict=True))
    assert by_system["good"] > by_system["bad"] > by_system["refB"]  # which is in capitals
    assert not np.isnan(chrf.segments).any()


def test_judged_only(tmp_path: Path, human: str) -> None:
    metric(tmp_path / "scores", "M-refA")
    found = {}
    for judged_only in (False, True):
        wishes = Wishes(references=("refA",), judged_only=judged_only)
        test_set = gather(corpus_with_two_references(), "small", [human], [str(tmp_path / "scores")], wishes)
        found[judged_only] = test_set.metrics[0].systems[0]
    assert found == {False: pytest.approx(2 + (0 + 1 + 2 + 3) / 28), True: pytest.approx(2 + (0 + 1 + 3) / 21)}


BROKEN = {
    "a word for a number": ("M-refA.seg.score", "a\t1\na\tx\n", 2, "the score is 'x'"),
    "infinity": ("M-refA.seg.score", "a\t1\na\tinf\n", 2, "the score is 'inf'"),
    "three columns": ("M-refA.seg.score", "a\t1\na\t1\t2\n", 2, "3 columns"),
    "too few": ("M-refA.seg.score", "a\t1\na\t2\na\t3\n", 3, "3 scores for 4 segments"),
    "two for a system": ("M-refA.sys.score", "a\t1\na\t2\n", 2, "2 scores, where one is expected"),
    "empty": ("M-refA.seg.score", "\n\n", None, "the file is empty"),
    "no domain": ("M-refA.domain.score", "a\t1\n", 1, "2 columns, where domain, system and score"),
    "errors that are counted upwards": ("TER-refA.sys.score", "a\t55.1\nb\t40\n", None, "which are better"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_are_refused_with_file_and_line(name: str, tmp_path: Path) -> None:
    file, text, line, message = BROKEN[name]
    (tmp_path / file).write_text(text, encoding="utf-8")
    with pytest.raises(MtqaError) as error:
        read_score_files(str(tmp_path / file), "en-de", 4)
    assert message in str(error.value)
    assert (error.value.path, error.value.line) == (str(tmp_path / file), line)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "M-refA.seg.score").write_bytes(b"a\t1\n\xff\xfe\x00\n")
    with pytest.raises(MtqaError, match=r"M-refA.seg.score"):
        read_score_files(str(tmp_path), "en-de", 2)


def test_names_and_levels(tmp_path: Path) -> None:
    for name, text in (
        ("MetricX-23-QE-src.seg.score", "a 1\r\na None\r\n"),
        ("BLEU-refA.refB.sys.score", "a\t1\n"),
        ("plain.txt", "a\t1\na\t2\n"),
        ("TER-refA.sys.score", "a\t55\n"),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (file,) = read_score_files(str(tmp_path / "MetricX-23-QE-src.seg.score"), "en-de", 2)
    assert (file.metric, file.references, file.level) == ("MetricX-23-QE", (), "segment")
    assert np.isnan(file.scores["a"][1])
    (file,) = read_score_files(str(tmp_path / "BLEU-refA.refB.sys.score"), "en-de", 2)
    assert (file.metric, file.references, file.level) == ("BLEU", ("refA", "refB"), "system")
    (file,) = read_score_files(str(tmp_path / "plain.txt"), "en-de", 2)
    assert (file.metric, file.references, file.level) == ("plain", None, "segment")
    (file,) = read_score_files(f"{tmp_path / 'TER-refA.sys.score'}:higher_is_better=false", "en-de", 2)
    assert file.scores["a"] == [-55.0]


def test_systems_that_no_score_is_about_are_refused(tmp_path: Path, human: str) -> None:
    written(tmp_path / "M-refA.sys.score", {"other": [1], "another": [2]})
    with pytest.raises(MtqaError, match="has no score for any of the systems: other, another"):
        gather(small_corpus(), "small", [human], [str(tmp_path / "M-refA.sys.score")], Wishes())


def test_files_of_several_language_pairs() -> None:
    pairs = [LanguagePair(language("en"), language("de")), LanguagePair(language("he"), language("en"))]
    places = ["/data/wmt23/en-de", "/elsewhere/x"]
    files = ["/h/he-en.mqm.seg.score", "/data/wmt23/en-de/metric-scores", "/s/he-en/scores", "/h/en-de.mqm.sys.score"]
    assert given_for(files, pairs, places, "--scores") == [[files[1], files[3]], [files[0], files[2]]]
    with pytest.raises(MtqaError, match="which language pair"):
        given_for(["/s/scores"], pairs, places, "--scores")


def test_a_stored_run_has_all_that_is_needed(tmp_path: Path, human: str) -> None:
    corpus = small_corpus([("good", GOOD), ("bad", BAD), ("far", BAD[::-1])])
    judgements = read_judgements(Path(human), corpus)
    run = evaluate(corpus, metric_specs=["chrf", "ter"], check_names=[], judgements=judgements)
    test_set = gather(run.corpus, "run", [], [], Wishes(), run)
    assert [metric.name for metric in test_set.metrics] == ["chrF2", "TER"]
    assert (test_set.metrics[1].systems <= 0).all()  # turned, for fewer errors are better
    result = measure_agreement(test_set, Settings(n_resamples=50, n_permutations=50))
    assert {row.value for row in result.of("system", "accuracy")} == {1.0}


def test_judges_of_systems_as_a_whole(tmp_path: Path) -> None:
    human = written(tmp_path / "en-de.mqm.sys.score", {"good": [-1], "bad": [-3]})
    test_set = gather(small_corpus(), "small", [human], [], Wishes(metrics=("chrf",)))
    result = measure_agreement(test_set, Settings(("system", "segment", "domain", "document")))
    assert {(row.level, row.statistic) for row in result.rows} == {
        ("system", name) for name in ("accuracy", "pearson", "kendall", "spearman")
    }
    assert any("as a whole" in note for note in result.notes)


def test_several_raters_show_how_far_people_agree(tmp_path: Path) -> None:
    lines = ["system\tscore\tseg_id\trater"]
    for system, base in (("good", -1), ("bad", -5), ("far", -20)):
        lines += [
            f"{system}\t{base - n - shift}\t{n + 1}\t{who}" for n in range(4) for who, shift in (("x", 0), ("y", 1))
        ]
    path = tmp_path / "raters.tsv"
    path.write_text("\n".join(lines), encoding="utf-8")
    corpus = small_corpus([("good", GOOD), ("bad", BAD), ("far", BAD[::-1])])
    test_set = gather(corpus, "small", [str(path)], [], Wishes(metrics=("chrf",)))
    result = measure_agreement(test_set, Settings(n_resamples=50, n_permutations=50))
    people = {(row.level, row.statistic): row for row in result.rows if row.is_people}
    assert people["system", "accuracy"].value == 1.0
    assert people["segment", "acc_eq"].metric == "one rater"


def test_what_is_published_has_a_source() -> None:
    (bleu,) = published_agreement("bleu")
    assert bleu.source
    assert 0.8 < bleu.spa < bleu.best_spa <= 1
    assert published_agreement("exact_match") == ()
