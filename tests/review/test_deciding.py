"""Findings are accepted, rejected and changed, one or all of a kind, and table, scorecard and report follow."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from reviewing import Client, Reviewing, esa, write_corpus

from mtqa.evaluation import evaluate, read_config, read_run, write_reports
from mtqa.preparation import load_corpus
from mtqa.results import FoundBy, Severity

ALL = "/api/findings?language=de"


def _decide(client: Client, rows: list[dict[str, Any]], decision: str, click: str, **more: Any) -> Any:
    body = {
        "language": "de",
        "findings": [row["finding"] for row in rows],
        "decision": decision,
        "reason": "",
        "severity": None,
        "category": None,
        "client": click,
        **more,
    }
    return client.post("/api/findings", body)


def _numbers(client: Client) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = client.get(f"{ALL}&check=numbers")["rows"]
    return rows


def _table(reviewing: Reviewing) -> Path:
    reviewing.running[-1].write_suppressions()
    return reviewing.corpus.with_name("corpus.tsv.suppressed.tsv")


def _told(reviewing: Reviewing) -> list[tuple[str, str, str]]:
    """What `mtqa evaluate` tells of the corpus, without the server."""
    checking = read_config(None, str(reviewing.corpus)).checking
    found = evaluate(load_corpus(reviewing.corpus), metric_specs=(), checking=checking).findings
    return [(one.check, one.segment_id, one.system) for one in found]


def _report(client: Client) -> None:
    job = client.post("/api/report", {}).json["job"]
    while (state := client.get(f"/api/jobs/{job}"))["state"] == "running":
        time.sleep(0.01)
    assert state["state"] == "done", state
    assert state["address"] == "/report/"


def test_findings_are_listed_and_filtered(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients()
    everything = ana.get(ALL)
    assert everything["total"] == len(everything["rows"])
    rows = _numbers(ana)
    assert {(row["segment"], row["system"]) for row in rows} == {("d1:1", "bad"), ("d2:1", "bad")}
    assert rows[0]["source"] == "Twelve members met in 2019."
    assert rows[0]["number"] == 1
    assert rows[0]["decision"] is None
    for wanted, n in (("document=d2", 1), ("system=good", 0), ("query=2091", 1), ("query=NOTHING", 0)):
        assert ana.get(f"{ALL}&check=numbers&{wanted}")["total"] == n, wanted
    assert ana.get(f"{ALL}&status=open")["total"] == everything["total"]
    assert ana.get(f"{ALL}&status=rejected")["total"] == 0
    assert ana.get(f"{ALL}&start=1&n=1")["rows"] == everything["rows"][1:2]
    kinds = {one["check"]: one["open"] for one in everything["kinds"]}
    assert kinds["numbers"] == 2
    assert sum(kinds.values()) == everything["total"]
    for wrong in ("status=perhaps", "severity=awful", "n=-1", "n=x"):
        assert ana.ask("GET", f"{ALL}&{wrong}").status == 400


def test_a_rejection_becomes_a_suppression_and_is_taken_back(reviewing: Reviewing) -> None:
    ana, bo = reviewing.clients()
    row = _numbers(ana)[0]
    assert ("numbers", "d1:1", "bad") in _told(reviewing)
    answer = _decide(ana, [row], "reject", "c1", reason="a year\tof\nthe plan")
    assert answer.json == {"n": 1, "findings": [row["finding"]]}
    table = _table(reviewing)
    header, line = table.read_text(encoding="utf-8").rstrip("\n").split("\n")
    assert header == "segment\tcheck\tsystem\tlanguage\tabout\treason"
    assert line == f"d1:1\tnumbers\tbad\tde\t{row['finding'].partition('-')[0]}\ta year of the plan"
    assert ("numbers", "d1:1", "bad") not in _told(reviewing)
    decision = _numbers(bo)[0]["decision"]
    assert (decision["decision"], decision["annotator"]) == ("reject", "Ana")
    _decide(bo, [row], "open", "c2")
    assert not _table(reviewing).exists()
    assert ("numbers", "d1:1", "bad") in _told(reviewing)
    assert _numbers(ana)[0]["decision"] is None
    assert len(list(reviewing.running[0].store.judgements())) == 2


def test_rows_of_the_user_stay_as_they_are(reviewing: Reviewing) -> None:
    table = reviewing.corpus.with_name("corpus.tsv.suppressed.tsv")
    own = "segment\tcheck\treason\nd2:1\tnumbers\tthe price of 2024\n\n"
    table.write_text(own, encoding="utf-8")
    ana, _ = reviewing.clients()
    hidden = ana.get(f"{ALL}&status=rejected")["rows"]
    assert [(row["segment"], row["decision"]["reason"]) for row in hidden] == [("d2:1", "the price of 2024")]
    assert _decide(ana, hidden, "accept", "c1").status == 409
    row = next(row for row in _numbers(ana) if row["segment"] == "d1:1")
    _decide(ana, [row], "reject", "c2")
    lines = _table(reviewing).read_text(encoding="utf-8").split("\n")
    assert lines[0] == "segment\tcheck\treason\tsystem\tlanguage\tabout"
    assert lines[1] == "d2:1\tnumbers\tthe price of 2024\t\t\t"
    assert lines[2].startswith("d1:1\tnumbers\trejected in the review by Ana\tbad\tde\t")
    assert [one for one in _told(reviewing) if one[0] == "numbers"] == []
    _decide(ana, [row], "open", "c3")
    assert "d1:1" not in _table(reviewing).read_text(encoding="utf-8")
    assert "d2:1\tnumbers\tthe price of 2024" in table.read_text(encoding="utf-8")


def test_a_broken_table_is_left_alone_and_no_decision_is_lost(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients()
    table = reviewing.corpus.with_name("corpus.tsv.suppressed.tsv")
    table.write_text("what\tever\n", encoding="utf-8")
    assert _decide(ana, _numbers(ana)[:1], "reject", "c1").status == 200
    reviewing.end()
    assert table.read_text(encoding="utf-8") == "what\tever\n"
    assert "unknown column" in reviewing.told[-1]
    table.unlink()
    ana, _ = reviewing.clients()
    assert _numbers(ana)[0]["decision"]["decision"] == "reject"
    assert _table(reviewing).read_text(encoding="utf-8").count("\n") == 2


def test_all_of_a_kind_at_once(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients()
    body = {"language": "de", "all_of": {"check": "numbers", "status": "open"}, "decision": "reject", "client": "c1"}
    answer = ana.post("/api/findings", body)
    assert answer.json["n"] == 2
    assert ana.post("/api/findings", body).json == answer.json
    assert len(list(reviewing.running[0].store.judgements())) == 2
    undone = {"language": "de", "findings": answer.json["findings"], "decision": "open", "client": "c2"}
    assert ana.post("/api/findings", undone).json["n"] == 2
    assert ana.get(f"{ALL}&status=open&check=numbers")["total"] == 2


def test_what_is_no_decision_is_refused(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients()
    rows = _numbers(ana)[:1]
    assert _decide(ana, rows, "perhaps", "c1").status == 400
    assert _decide(ana, rows, "accept", "c1", severity="awful").status == 400
    assert _decide(ana, rows, "accept", "c1", reason=3).status == 400
    assert _decide(ana, [{"finding": "../../etc"}], "accept", "c1").status == 404
    assert _decide(ana, [], "accept", "c1").status == 404
    assert not list(reviewing.running[0].store.judgements())


def _run(reviewing: Reviewing) -> None:
    """A stored run of the corpus."""
    corpus = load_corpus(reviewing.corpus)
    write_reports(evaluate(corpus, metric_specs=()), reviewing.reports)


def test_the_report_anew_counts_what_was_decided(reviewing: Reviewing) -> None:
    _run(reviewing)
    (before,), _ = read_run(reviewing.reports)
    ana, bo = reviewing.clients()
    first, second = _numbers(ana)
    _decide(ana, [first], "reject", "c1", reason="a plan")
    _decide(bo, [second], "accept", "c2", severity="critical", category="accuracy/addition")
    _report(ana)
    (after,), _ = read_run(reviewing.reports)
    assert [(one.finding.segment_id, one.reason) for one in after.suppressed] == [("d1:1", "a plan")]
    accepted = next(one for one in after.findings if one.check == "numbers")
    assert (accepted.severity, accepted.category) == (Severity.CRITICAL, "accuracy/addition")
    (marked,) = after.marked
    assert (marked.rater, marked.finding.severity, marked.finding.check) == ("Bo", Severity.CRITICAL, "human")
    assert before.scorecard is not None
    assert after.scorecard is not None
    # By hand: one major finding (5 points) is gone, the other is critical (25) where it was major (5).
    old, new = before.scorecard.row("bad"), after.scorecard.row("bad")
    assert old is not None
    assert new is not None
    assert new.points == old.points - 5 - 5 + 25
    assert any(one.startswith("Decided in the review: 2 of") for one in after.warnings)


def test_decisions_can_be_taken_back_after_the_report_and_a_new_start(reviewing: Reviewing) -> None:
    _run(reviewing)
    (before,), _ = read_run(reviewing.reports)
    ana, _ = reviewing.clients()
    first, second = _numbers(ana)
    _decide(ana, [first], "reject", "c1")
    _decide(ana, [second], "accept", "c2", severity="critical", category="accuracy/addition")
    _report(ana)
    reviewing.end()
    ana, _ = reviewing.clients()
    rows = _numbers(ana)
    assert [row["decision"]["decision"] for row in rows] == ["reject", "accept"]
    _decide(ana, rows, "open", "c3")
    _report(ana)
    (after,), _ = read_run(reviewing.reports)
    assert sorted(map(repr, after.findings)) == sorted(map(repr, before.findings))
    assert after.suppressed == ()
    assert after.marked == ()
    assert after.scorecard == before.scorecard
    assert after.warnings == before.warnings


def test_people_count_where_all_findings_of_a_document_are_decided(reviewing: Reviewing) -> None:
    _run(reviewing)
    ana, _ = reviewing.clients()
    _decide(ana, _numbers(ana)[:1], "accept", "c1")
    _report(ana)
    (some,), _ = read_run(reviewing.reports)
    of_d2 = {"status": "open", "document": "d2"}
    ana.post("/api/findings", {"language": "de", "all_of": of_d2, "decision": "accept", "client": "c2"})
    _report(ana)
    (whole,), _ = read_run(reviewing.reports)
    d1, d2 = "Twelve members met in 2019. The vote is on 3 May.", "It costs 50 euros. All agreed."
    for evaluation, text in ((some, d1), (whole, f"{d1} {d2}")):
        assert evaluation.scorecard is not None
        row = evaluation.scorecard.row("bad", FoundBy.PEOPLE)
        assert row is not None
        assert row.words == len(text.split())


def test_a_corpus_without_run_is_evaluated_for_its_report(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients()
    assert not ana.get("/api/session")["has_report"]
    assert ana.ask("GET", "/report/").status == 404
    _decide(ana, _numbers(ana)[:1], "reject", "c1")
    _report(ana)
    assert ana.get("/api/session")["has_report"]
    page = ana.ask("GET", "/report/")
    assert page.status == 200
    assert page.headers["content-security-policy"].startswith("sandbox allow-scripts")
    assert ana.ask("GET", "/report/de/").status == 200
    assert ana.ask("GET", "/report/de/index.html").status == 200
    (evaluation,), _ = read_run(reviewing.reports)
    assert len(evaluation.suppressed) == 1


def test_only_the_report_is_given_away(reviewing: Reviewing) -> None:
    _run(reviewing)
    (reviewing.reports / "notes.html").write_text("mine", encoding="utf-8")
    ana, _ = reviewing.clients()
    assert ana.ask("GET", "/report/de/index.html").status == 200
    for path in (
        "notes.html",
        ".mtqa-files.json",
        "../corpus.tsv",
        "de/../../corpus.tsv",
        "..\\corpus.tsv",
        "/etc/passwd",
        "de//index.html",
        "de/index.html\0",
        "../corpus.tsv.mtqa-review.sqlite",
        "x" * 5000,
    ):
        assert ana.ask("GET", f"/report/{path}").status == 404, path


ENGLISH = (
    "The committee discussed the budget for the coming year.",
    "Several members asked for more money for schools.",
    "The minister promised an answer before the summer.",
    "After the meeting the members went to the station.",
    "Nobody knew when the next train would leave.",
)


def test_a_run_of_segments_is_rejected_as_a_whole(reviewing: Reviewing) -> None:
    german = ("Der Ausschuss sprach über das Geld.",) * 5
    rows = tuple((f"d1:{n}", "d1", text, german[n], text) for n, text in enumerate(ENGLISH))
    write_corpus(reviewing.corpus, rows)
    assert any(one[0] == "untranslated" for one in _told(reviewing))
    ana, _ = reviewing.clients()
    (run,) = ana.get(f"{ALL}&check=untranslated")["rows"]
    assert run["segments"] == 5
    _decide(ana, [run], "reject", "c1", reason="a bilingual page")
    line = _table(reviewing).read_text(encoding="utf-8").split("\n")[1]
    assert len(line.split("\t")[4].split()) == 5
    assert [one for one in _told(reviewing) if one[0] == "untranslated"] == []
    _decide(ana, [run], "open", "c2")
    assert not _table(reviewing).exists()


def test_the_report_anew_has_what_people_scored(reviewing: Reviewing) -> None:
    _run(reviewing)
    ana, _ = reviewing.clients(overlap=1.0, protocol="esa")
    given: dict[str, list[float]] = {"good": [], "bad": []}
    for document in ("d1", "d2"):
        for item in ana.get(f"/api/items?language=de&protocol=esa&document={document}")["items"]:
            for n, shown in enumerate(item["translations"]):
                score = 10.0 + 7 * len(given["good"]) + 31 * n
                sent = esa(item, shown["slot"], score, f"{item['segment']}{n}", document=document)
                number = ana.post("/api/judgements", sent).json["number"]
                (stored,) = [one for one in reviewing.running[0].store.judgements() if one.number == number]
                given[stored.system].append(score)
    _decide(ana, _numbers(ana)[:1], "accept", "c1")
    for _ in range(2):  # the second report replaces what the first one says of people
        _report(ana)
        (after,), _ = read_run(reviewing.reports)
        human = {one.system: one.value for one in after.scores if one.metric == "human"}
        assert human == {name: pytest.approx(sum(scores) / 4) for name, scores in given.items()}
        assert [(one.rater, one.finding.segment_id) for one in after.marked] == [("Ana", "d1:1")]
        reviewing.end()
        ana, _ = reviewing.clients(overlap=1.0, protocol="esa")
