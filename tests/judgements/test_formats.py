"""What each format says: expected values by hand, on a corpus of four segments in two documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from small import BAD, EN_DE, GOOD, SOURCES, small_corpus

from mtqa.contracts import Told, judgements, parse_judgement_file
from mtqa.corpus import Corpus, Role, Segment, SegmentFinder, SystemOutput
from mtqa.errors import MtqaError
from mtqa.evaluation import Judgements, evaluate, read_judgements
from mtqa.results import Severity, Span, read_evaluation, write_evaluation


def read(path: Path, text: str, corpus: Corpus | None = None, **told: object) -> Judgements:
    path.write_text(text, encoding="utf-8")
    return read_judgements(path, corpus or small_corpus(), told=Told(**told))  # type: ignore[arg-type]


# ---- scores ----


def test_scores_follow_the_segments(tmp_path: Path) -> None:
    found = read(tmp_path / "x.tsv", "good\t-1\ngood\tNone\ngood\t-2\ngood\t0\n" + "bad\t-5\n" * 4)
    assert found.values["good"] == [-1, None, -2, 0]
    assert found.means == {"good": -1.0, "bad": -5.0}
    assert (found.level.value, found.higher_is_better, found.scale) == ("segment", True, "penalties below zero")


def test_one_score_for_each_system_is_about_systems(tmp_path: Path) -> None:
    corpus = small_corpus([("good", GOOD), ("bad", BAD)])
    found = read(tmp_path / "mqm.tsv", "good -1\nbad -5\n", corpus)
    assert (found.level.value, found.means, found.values) == ("system", {"good": -1.0, "bad": -5.0}, {})
    evaluation = evaluate(corpus, metric_specs=["chrf"], check_names=[], judgements=found)
    score = evaluation.score("good", "human")
    assert score is not None
    assert (score.value, score.interval, set(score.segment_values)) == (-1.0, None, {None})
    assert "level:system" in score.signature
    assert not [c for c in evaluation.comparisons if c.metric == "human"]
    assert any("no intervals and no tests" in warning for warning in evaluation.warnings)
    (agreement,) = evaluation.agreements
    assert (agreement.n_systems, agreement.n_segments, agreement.pairwise_accuracy) == (2, 0, 1.0)


def test_scores_by_domain(tmp_path: Path) -> None:
    found = read(tmp_path / "x.tsv", "news\tgood\t-1\nnews\tbad\t-2\nthe web\tgood\t-3\nthe web\tbad\t-8\n")
    assert found.level.value == "domain"
    assert found.domains == {"good": {"news": -1, "the web": -3}, "bad": {"news": -2, "the web": -8}}
    assert found.means == {"good": -2.0, "bad": -5.0}
    assert any("each domain counting once" in warning for warning in found.warnings)


def test_raters_are_averaged_and_counted(tmp_path: Path) -> None:
    """Segment 1: (-1 - 5) / 2; the system's mean is that of its segments, (-3 - 2) / 2."""
    rows = "seg_id,rater,score,system\n1,ann,-1,good\n1,bob,-5,good\n2,ann,-2,good\n1,ann,-4,bad\n"
    found = read(tmp_path / "x.csv", rows)
    assert found.values["good"] == [-3.0, -2.0, None, None]
    assert (found.means["good"], found.n_raters) == (-2.5, 2)
    assert (
        "x.csv names 2 raters; 1 of 3 judged translations have several ratings (at most 2), whose mean counts."
        in found.warnings
    )
    bare = read(tmp_path / "x.tsv", "good -1 1 ann\ngood -5 1 bob\ngood -2 2 ann\nbad -4 1 ann\n")
    assert (bare.values, bare.n_raters) == (found.values, 2)


def test_segments_by_the_ids_of_the_corpus(tmp_path: Path) -> None:
    found = read(tmp_path / "x.tsv", "good -1 one:1\nbad -4 two:3\n")
    assert found.values == {"good": [None, -1.0, None, None], "bad": [None, None, None, -4.0]}


def test_the_name_and_form_of_mt_metrics_eval_tell_the_direction(tmp_path: Path) -> None:
    text = "".join(f"{name}\t{score}\n" for name in ("good", "bad") for score in (80, 90, 70, 100))
    found = read(tmp_path / "en-de.da-sqm.seg.score", text)
    assert (found.label, found.higher_is_better, found.scale) == (
        *("DA-SQM", True),
        "70 to 100, as mt-metrics-eval keeps scores",
    )
    with pytest.raises(MtqaError, match="not plain whether"):
        read(tmp_path / "scores.tsv", text)


# ---- error spans ----


def test_error_spans(tmp_path: Path) -> None:
    errors = [
        {"start": 4, "end": 9, "category": "accuracy/mistranslation", "severity": "major", "score": 5},
        {"start": 0, "end": 7, "category": "Accuracy/Omission", "severity": "minor", "is_source_error": True},
        {"start": 0, "end": 99, "category": "Fluency/Punctuation", "severity": "minor"},
    ]
    lines = [
        f"good\t{json.dumps({'errors': errors})}\trater1",
        "good\tNone",
        'good\t{"errors": []}\trater2',
        "good\tNone",
    ]
    found = read(tmp_path / "x.seg.rating", "\n".join(lines) + "\n")
    assert found.values["good"] == [-6.1, None, 0.0, None]  # 5 + 1 + 0.1
    assert found.n_raters == 2
    first, second, third = found.marked
    assert (first.rater, first.finding.check, first.finding.category) == ("rater1", "human", "accuracy/mistranslation")
    assert (first.finding.severity, first.finding.spans) == (Severity.MAJOR, (Span("hypothesis", 4, 9),))
    assert second.finding.spans == (Span("source", 0, 7),)
    assert (third.finding.category, third.finding.spans) == (
        "linguistic-conventions/punctuation",
        (),
    )  # beyond the text


def test_a_system_that_nobody_judged_may_come_first(tmp_path: Path) -> None:
    text = "nobody\tNone\n" * 4 + 'good\t{"errors": []}\n' * 4
    assert read(tmp_path / "x.seg.rating", text).means == {"good": 0.0}


# ---- Google's MQM tables ----

NINE = "system\tdoc\tdoc_id\tseg_id\trater\tsource\ttarget\tcategory\tseverity\n"
ROWS = (
    f"good\tone\t1\t1\tr1\t{SOURCES[0]}\tDie Katze <v>saß</v> auf der Matte.\tAccuracy/Mistranslation\tMajor",
    f"good\tone\t1\t1\tr1\t{SOURCES[0]}\tDie Katze saß auf der Matte<v>.</v>\tFluency/Punctuation\tMinor",
    f"good\tone\t1\t1\tr2\t{SOURCES[0]}\t{GOOD[0]}\tNo-error\tNo-error",
    f"good\tone\t2\t2\tr1\tIt is <v>raining</v>.\t{GOOD[1]}\tSource error\tMajor",
    f"bad\tone\t1\t1\tr1\t{SOURCES[0]}\t<v>{BAD[0]}</v>\tNon-translation!\tMajor",
    f"bad\tone\t2\t2\tr1\t{SOURCES[1]}\t{BAD[1]}\tStyle/Awkward\tNeutral",
    f"bad\ttwo\t1\t3\tr1\t{SOURCES[2]}\t<v>Wo</v> Station?\tHOTW\tHOTW-test",
)
VALUES = {"good": [-2.55, 0.0, None, None], "bad": [-25.0, 0.0, None, None]}  # (5.1 + 0) / 2; 25


@pytest.mark.parametrize("heading", [NINE, "", NINE.replace("doc_id\tseg_id", "docSegId\tglobalSegId")])
@pytest.mark.parametrize("tenth", [False, True])
def test_mqm_tables(heading: str, tenth: bool, tmp_path: Path) -> None:
    rows = [row + ('\t{"timestamp": 1}' if tenth else "") for row in ROWS]
    if tenth:
        heading = heading.replace("\n", "\tmetadata\n")
        rows.append(f"good\tone\t1\t1\t\t{SOURCES[0]}\t{GOOD[0]}\t\t\t" + '{"segment": {"metrics": {"BLEURT": 0.5}}}')
    found = read(tmp_path / "x.tsv", heading + "\n".join(rows) + "\n")
    assert found.values == VALUES
    assert (found.label, found.higher_is_better, found.n_raters) == ("MQM", True, 2)
    assert "x.tsv: 1 rows of planted errors were left out." in found.warnings
    marked = [(one.rater, one.finding.category, one.finding.spans) for one in found.marked]
    assert marked[:3] == [
        ("r1", "accuracy/mistranslation", (Span("hypothesis", 10, 13),)),
        ("r1", "linguistic-conventions/punctuation", (Span("hypothesis", 27, 28),)),
        ("r1", "source-error", (Span("source", 6, 13),)),
    ]
    assert found.marked[0].finding.message == "Accuracy/Mistranslation, Major"


def test_marot_says_what_was_marked(tmp_path: Path) -> None:
    row = f"good\tone\t1\t0\tr1\t{SOURCES[0]}\t{GOOD[0]}\taccuracy/mistranslation\tmajor\t"
    found = read(tmp_path / "x.tsv", row + '{"marked_text": "saß", "target_spans": [[4, 4]]}\n')
    assert found.marked[0].finding.spans == (Span("hypothesis", 10, 13),)


def test_texts_tell_the_segment_and_numbers_where_texts_repeat(tmp_path: Path) -> None:
    segments = tuple(Segment(str(k), f"d{k // 2}", text) for k, text in enumerate(("Yes.", "No.", "Yes.", "Yes.")))
    corpus = Corpus("c", EN_DE, segments, (SystemOutput("s", Role.PRIMARY, ("Ja.", "Nein.", "Ja.", "Ja.")),))
    finder = SegmentFinder(corpus, tmp_path)
    assert finder.find("“No”.", 1, number=99) == 1
    assert finder.find("Yes.", 1, number=3) == 2
    assert finder.find("Yes.", 1, document="d0") == 0
    assert finder.find("Yes.", 1, document="d1", within=2) == 3
    with pytest.raises(MtqaError, match=r"stands in 3 segments \(0, 2, 3\)"):
        finder.find("Yes.", 1)
    with pytest.raises(MtqaError, match="stands in 2 segments"):
        finder.find("Yes.", 1, document="d1")


# ---- Appraise ----


def answer(
    system: str, number: int, score: float, document: str, errors: str = "[]", *, kind: str = "TGT", at: int = 1
) -> str:
    errors = errors.replace('"', '""')
    return f'deu01,wmt.{system},{number},{kind},eng,deu,{score},{document},False,"{errors}",{at}.5,{at + 1}.5\n'


ESA = '[{"start_i":10,"end_i":12,"severity":"major","error_type":null}]'
MISSING = '[{"start_i":"missing","end_i":"missing","severity":"minor","error_type":null}]'


def test_appraise_by_the_order_in_a_document(tmp_path: Path) -> None:
    text = (
        answer("good", 12, 90, "one#good", at=9)
        + answer("good", 11, 80, "one#good", ESA)
        + answer("good", 11, 60, "one#good", ESA, at=0)  # changed later
        + answer("bad", 14, 50, "one#bad", MISSING)
        + answer("bad", 15, 40, "one#bad")
        + answer("bad", 16, 3, "one#bad#bad1", kind="BAD")
        + answer("good-tutorial", 1, 3, "tutorial")
    )
    found = read(tmp_path / "scores.csv", text)
    assert found.values == {"good": [80, 90, None, None], "bad": [50, 40, None, None]}
    assert (found.label, found.higher_is_better, found.scale) == ("ESA", True, "0 to 100, as Appraise asks")
    assert "'wmt.good' of scores.csv was taken for the system 'good'." in found.warnings
    left_out = " ".join(found.warnings)
    for words in (
        "left out 1 answers that their annotator changed later",
        "1 items that were made worse",
        "1 items of the tut",
    ):
        assert words in left_out
    omission = next(one.finding for one in found.marked if one.finding.system == "bad")
    assert (omission.category, omission.spans) == ("accuracy/omission", ())


def test_appraise_with_its_batches(tmp_path: Path) -> None:
    """The last character of a span belongs to it: characters 10 to 12 are the word `saß`."""
    items = [
        {"itemID": 7, "documentID": "one#good", "sourceText": SOURCES[0], "targetText": GOOD[0]},
        {"itemID": 8, "documentID": "two#good", "sourceText": SOURCES[3], "targetText": GOOD[3]},
    ]
    (tmp_path / "batches.json").write_text(json.dumps([{"items": items}]), encoding="utf-8")
    text = answer("good", 7, 80, "one#good", ESA) + answer("good", 8, 60, "two#good")
    found = read(tmp_path / "scores.csv", text, items="batches.json")
    assert found.values == {"good": [80, None, None, 60]}
    (marked,) = found.marked
    (span,) = marked.finding.spans
    assert GOOD[0][span.start : span.end] == "saß"
    with pytest.raises(MtqaError, match="holds no item 9"):
        read(tmp_path / "scores.csv", answer("good", 9, 80, "one#good"), items="batches.json")


def test_appraise_mqm(tmp_path: Path) -> None:
    errors = '[{"start_i":0,"end_i":2,"severity":"minor","error_type":["Accuracy","Mistranslation"]}]'
    text = answer("good", 1, 0, "one#good", errors) + answer("good", 2, 0, "one#good")
    found = read(tmp_path / "scores.csv", text)
    assert (found.label, found.values["good"]) == ("MQM", [-1.0, 0.0, None, None])
    assert found.marked[0].finding.category == "accuracy/mistranslation"


def test_appraise_without_documents(tmp_path: Path) -> None:
    """A campaign of direct assessment without documents has nine columns."""
    text = "deu01,good,1,TGT,eng,deu,70,1.5,2.5\ndeu02,good,1,TGT,eng,deu,80,1.5,2.5\ndeu01,bad,2,CHK,eng,deu,1,1,2\n"
    found = read(tmp_path / "scores.csv", text, level=judgements_level())
    assert (found.label, found.means, found.n_raters) == ("DA", {"good": 75.0}, 2)


def judgements_level() -> object:
    return parse_judgement_file("x:level=system")[1].level


def test_appraise_jsonl(tmp_path: Path) -> None:
    rest = {"item_type": "TGT", "source_language": "eng", "target_language": "deu", "task_type": "Document"}
    one = {"annotator": "a", "source_text": SOURCES[0], "target_id": "good", "target_text": GOOD[0], "score": 80}
    two = {**one, "annotator": "b", "score": 60, "mqm_annotations": ESA}
    lines = [{**row, **rest, "item_id": k, "document_id": "one", "start_time": k} for k, row in enumerate((one, two))]
    found = read(tmp_path / "x.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    assert (found.label, found.values, found.n_raters) == ("ESA", {"good": [70.0, None, None, None]}, 2)


# ---- Pearmut ----


def entry(
    user: str, item: int | str, answers: dict[str, object], position: int = 0, **more: object
) -> dict[str, object]:
    texts = {"good": GOOD[position], "bad": BAD[position]}
    document = {"src": SOURCES[position], "tgt": {name: texts[name] for name in answers}, **more}
    return {"item": [document], "annotation": [answers], "user_id": user, "item_i": item}


def test_pearmut(tmp_path: Path) -> None:
    spans = [{"start_i": 10, "end_i": 12, "severity": "major", "category": None}]
    log = [
        entry("u1", 0, {"good": {"score": 10, "error_spans": []}}),  # answered again below
        entry("u1", 0, {"good": {"score": 80, "error_spans": spans}, "bad": {"score": 40, "error_spans": []}}),
        entry("u2", 0, {"good": {"score": 60, "error_spans": []}}),
        entry("u2", 1, {"good": {"score": 1, "error_spans": []}}, 1),
        {"annotation": "__RESET__", "user_id": "u2", "item_i": 1},
        entry("u2", 2, {"good": {"score": 0, "error_spans": []}}, 2, validation={"good": {"score": [0, 9]}}),
        entry("u2", "welcome_0", {"good": {"score": 5, "error_spans": []}}),
    ]
    for text in (json.dumps({"campaign": log}), "".join(json.dumps(one) + "\n" for one in log)):
        found = read(tmp_path / "annotations.json", text)
        assert found.values == {"good": [70.0, None, None, None], "bad": [40.0, None, None, None]}
        assert (found.label, found.n_raters, found.scale) == ("ESA", 2, "0 to 100, as Pearmut asks")
        assert found.marked[0].finding.spans == (Span("hypothesis", 10, 13),)
        assert len([warning for warning in found.warnings if "left out 1" in warning]) == 4


def test_pearmut_mqm_and_characters_beyond_the_basic_plane(tmp_path: Path) -> None:
    """A browser counts a rocket as two: unit 3 is the first after `🚀 `."""
    corpus = Corpus("c", EN_DE, (Segment("1", "d", "Go"),), (SystemOutput("s", Role.PRIMARY, ("🚀 Los",)),))
    spans = [
        {"start_i": 3, "end_i": 5, "severity": "minor", "category": "Style/Unidiomatic style"},
        {"start_i": 6, "end_i": 6, "severity": "major", "category": "Accuracy/Omission"},  # [missing]
    ]
    log = {
        "item": [{"src": "Go", "tgt": {"s": "🚀 Los"}}],
        "annotation": [{"s": {"score": None, "error_spans": spans}}],
    }
    found = read(tmp_path / "a.json", json.dumps([{**log, "user_id": "u", "item_i": 0}]), corpus)
    assert (found.label, found.values["s"]) == ("MQM", [-6.0])
    first, second = found.marked
    assert (first.finding.spans, second.finding.spans) == ((Span("hypothesis", 2, 5),), ())


# ---- together ----


def test_what_people_marked_is_no_finding_of_a_check(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text(NINE + "\n".join(ROWS) + "\n", encoding="utf-8")
    corpus = small_corpus([("good", GOOD), ("bad", BAD)])
    evaluation = evaluate(
        corpus, metric_specs=["chrf"], check_names=["numbers"], judgements=read_judgements(path, corpus)
    )
    without = evaluate(corpus, metric_specs=["chrf"], check_names=["numbers"])
    assert evaluation.findings == without.findings
    assert len(evaluation.marked) == 5
    assert {one.finding.check for one in evaluation.marked} == {"human"}
    write_evaluation(evaluation, tmp_path / "evaluation.json")
    assert read_evaluation(tmp_path).marked == evaluation.marked


def test_every_reader_says_what_it_reads() -> None:
    assert judgements.names() == (
        "appraise_csv",
        "appraise_jsonl",
        "error_spans",
        "mqm_table",
        "pearmut",
        "review_table",
        "score_table",
        "xliff",
    )
    for name in judgements.names():
        reader = judgements.get(name)
        assert reader.summary.endswith(".")
        assert set(reader.settles) <= set(Told.__dataclass_fields__)
