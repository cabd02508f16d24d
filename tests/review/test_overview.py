"""How it goes: agreement, when to stop, attention, rightness of checks, downloads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reviewing import Client, Reviewing, esa, write_corpus

from mtqa.cli.main import app
from mtqa.review.exports import FORMATS


def _judge_all(client: Client, shift: float) -> None:
    for document in ("d1", "d2"):
        page = f"/api/items?language=de&protocol=esa&document={document}"
        for item in client.get(page)["items"]:
            for shown in item["translations"]:
                score = min(100.0, 10.0 * len(shown["text"]) % 90 + shift)
                click = f"{item['segment']} {shown['slot']}"
                sent = esa(item, shown["slot"], score, click, document=document)
                assert client.post("/api/judgements", sent).status == 200


def test_agreement_goes_along_with_the_judgements(reviewing: Reviewing) -> None:
    ana, bo = reviewing.clients(overlap=1.0, protocol="esa")
    path = "/api/agreement?language=de&protocol=esa"
    assert ana.get(path)["n_shared"] == 0
    _judge_all(ana, 0)
    assert ana.get(path)["n_items"] == 8
    _judge_all(bo, 5)
    assert ana.get(path)["n_shared"] == 8
    item = bo.get("/api/items?language=de&protocol=esa&document=d1")["items"][0]
    before = ana.get(path)["alpha"]
    assert bo.post("/api/judgements", esa(item, "A", 3.0, "again")).status == 200
    assert ana.get(path)["alpha"] != before
    stopping = ana.get("/api/stopping?language=de&protocol=esa")
    assert stopping["documents"]["judged"] == 2


def test_planted_items_look_like_others_and_count_for_themselves(reviewing: Reviewing) -> None:
    long = ("the members met and talked about it for hours", "then all of them went home by the last train")
    rows = tuple((f"d{n}:1", f"d{n}", f"Text {n}.", f"{n}: {long[n % 2]}", f"{n} - {long[n % 2]}") for n in (1, 2))
    write_corpus(reviewing.corpus, rows)
    ana, _ = reviewing.clients(overlap=1.0, protocol="esa", attention=50)
    shown = [
        (item, one)
        for document in ("d1", "d2")
        for item in ana.get(f"/api/items?language=de&protocol=esa&document={document}")["items"]
        for one in item["translations"]
        if one["slot"] == "C"
    ]
    assert shown
    assert {frozenset(one) for _, one in shown} == {
        frozenset({"slot", "text", "about", "spans", "judgement", "attention"})
    }
    n_items = sum(one["n_items"] for one in ana.get("/api/documents?language=de&protocol=esa"))
    assert n_items == 4 + len(shown)
    _judge_all(ana, 0)
    (mine,) = [one for one in ana.get("/api/progress") if one["annotator"] == "Ana"]
    assert mine["n_done"] == mine["n_items"] == n_items
    assert mine["attention"]["total"] == len(shown)
    stored = [one for one in reviewing.running[0].store.judgements() if one.shown == "attention"]
    assert len(stored) == len(shown)


def test_the_tutorial_is_shown_until_it_is_done(reviewing: Reviewing) -> None:
    ana, bo = reviewing.clients(tutorial=True, protocol="mqm")
    session = ana.get("/api/session")
    assert not session["tutorial_done"]
    assert len(session["tutorial"]) == 3
    assert ana.post("/api/tutorial", {}).json == {"tutorial_done": True}
    assert ana.get("/api/session")["tutorial"] == []
    assert bo.get("/api/session")["tutorial"]


def test_spans_of_checks_are_shown_beforehand_to_every_second_annotator(reviewing: Reviewing) -> None:
    clients = reviewing.clients(overlap=1.0, protocol="esa", prefill="checks", measure_bias=True)
    path = "/api/items?language=de&protocol=esa&document=d2"
    seen = [[one["spans"] for item in client.get(path)["items"] for one in item["translations"]] for client in clients]
    assert sorted(any(spans) for spans in seen) == [False, True]
    for client in clients:
        _judge_all(client, 0)
    marks = {one.shown for one in reviewing.running[0].store.judgements()}
    assert marks == {"", "prefilled"}


def test_rightness_and_a_profile_without_noise(reviewing: Reviewing) -> None:
    ana, bo = reviewing.clients()
    for client, click in ((ana, "c1"), (bo, "c2")):
        body = {"language": "de", "all_of": {"check": "numbers"}, "decision": "reject", "client": click}
        assert client.post("/api/findings", body).json["n"] == 2
    row = next(one for one in ana.get("/api/checks?language=de") if one["check"] == "numbers")
    assert (row["accepted"], row["rejected"], row["open"]) == (0, 2, 0)
    answer = ana.post("/api/profile", {"name": "quiet", "off": ["numbers"], "language": "de"})
    assert "numbers" in Path(answer.json["file"]).read_text(encoding="utf-8")
    for wrong in ({"name": "../x"}, {"name": ""}, {"off": ["no such check"]}, {"off": "numbers"}):
        refused = ana.post("/api/profile", {"name": "quiet", "off": ["numbers"], "language": "de", **wrong})
        assert refused.status == 400


@pytest.mark.parametrize("format", FORMATS)
def test_downloads(reviewing: Reviewing, format: str) -> None:
    ana, _ = reviewing.clients(overlap=1.0, protocol="esa")
    path = f"/api/export?format={format}&language=de"
    assert ana.ask("GET", path).status in (400, 404)
    _judge_all(ana, 0)
    answer = ana.ask("GET", path)
    if format == "mqm":
        assert answer.status in (200, 400)
        return
    assert answer.status == 200
    assert answer.body
    assert answer.headers["content-disposition"].startswith('attachment; filename="')


def test_everything_is_written_without_a_server(reviewing: Reviewing, tmp_path: Path) -> None:
    ana, _ = reviewing.clients(overlap=1.0, protocol="esa")
    _judge_all(ana, 0)
    out = tmp_path / "out"
    app(["review", str(reviewing.corpus), "--export", str(out)], standalone_mode=False)
    assert [path for path in out.rglob("*.tsv") if "Ana" in path.read_text(encoding="utf-8")]


def test_nothing_of_it_is_code(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients(overlap=1.0, protocol="esa")
    item = ana.get("/api/items?language=de&protocol=esa&document=d1")["items"][0]
    attack = "</script><img src=x onerror=alert(1)>"
    content = {"score": 1, "spans": [], "comment": attack}
    assert ana.post("/api/judgements", esa(item, "A", 1, "c1", content=content)).status == 200
    answer = ana.ask("GET", "/api/items?language=de&protocol=esa&document=d1")
    assert answer.headers["content-type"] == "application/json"
    assert json.loads(answer.body)["items"][0]["translations"][0]["judgement"]["content"]["comment"] == attack
