"""Judging translations: stored before it is answered, once, over nobody's head, under blind names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from reviewing import ROWS, Client, Reviewing, esa, write_corpus

from mtqa.errors import MtqaError
from mtqa.review import Campaign


def _item(client: Client, number: int = 0) -> dict[str, Any]:
    return client.get("/api/items?language=de&protocol=esa&document=d1")["items"][number]


def _both(reviewing: Reviewing, **wishes: Any) -> list[Client]:
    """Two annotators who both judge all documents."""
    return reviewing.clients(overlap=1.0, protocol="esa", **wishes)


def test_a_session_says_what_there_is(reviewing: Reviewing) -> None:
    ana, bo = _both(reviewing)
    session = ana.get("/api/session")
    assert session["annotator"] == "Ana"
    assert session["is_organiser"]
    assert not bo.get("/api/session")["is_organiser"]
    assert session["languages"] == [
        {
            "tag": "de",
            "name": "German",
            "direction": "ltr",
            "source": {"tag": "en", "name": "English", "direction": "ltr"},
            "systems": 2,
        }
    ]
    assert session["preparing"] is None
    documents = ana.get("/api/documents?language=de&protocol=esa")
    assert {one["document"]: (one["n_items"], one["n_done"]) for one in documents} == {"d1": (4, 0), "d2": (4, 0)}


def test_systems_are_blind(reviewing: Reviewing) -> None:
    ana, _ = _both(reviewing)
    for document in ("d1", "d2"):
        answer = ana.ask("GET", f"/api/items?language=de&protocol=esa&document={document}")
        assert b"good" not in answer.body
        assert b'"bad"' not in answer.body
    texts = {one["text"] for one in _item(ana)["translations"]}
    assert texts == set(ROWS[0][3:])


def test_a_judgement_is_stored_before_it_is_answered(reviewing: Reviewing) -> None:
    ana, _ = _both(reviewing)
    item = _item(ana)
    answer = ana.post("/api/judgements", esa(item, "A", 80, "c1"))
    assert answer.status == 200
    assert answer.json["number"] == 1
    shown = _item(ana)["translations"][0]["judgement"]
    assert shown["content"]["score"] == 80
    reviewing.end()
    review = reviewing.begin()
    (stored,) = review.store.judgements()
    assert stored.annotator == "Ana"
    assert stored.content.score == 80  # type: ignore[union-attr]
    texts = {one["slot"]: one["text"] for one in item["translations"]}
    assert texts["A"] == review.texts["de"].hypothesis("d1:1", stored.system)


def test_the_same_click_is_stored_once(reviewing: Reviewing) -> None:
    ana, bo = _both(reviewing)
    first = ana.post("/api/judgements", esa(_item(ana), "A", 80, "c1"))
    again = ana.post("/api/judgements", esa(_item(ana), "A", 10, "c1", previous=None))
    assert again.json == first.json
    other = bo.post("/api/judgements", esa(_item(bo), "A", 70, "c1"))
    assert other.json["number"] == 2


def test_two_windows_do_not_overwrite_each_other(reviewing: Reviewing) -> None:
    ana, bo = _both(reviewing)
    item = _item(ana)
    assert ana.post("/api/judgements", esa(item, "A", 80, "c1")).status == 200
    refused = ana.post("/api/judgements", esa(item, "A", 20, "c2"))
    assert refused.status == 409
    assert refused.json["newest"]["content"]["score"] == 80
    agreed = ana.post("/api/judgements", esa(item, "A", 20, "c3", previous=refused.json["newest"]["number"]))
    assert agreed.status == 200
    assert bo.post("/api/judgements", esa(_item(bo), "A", 50, "c4")).status == 200
    assert _item(ana)["translations"][0]["judgement"]["content"]["score"] == 20


def test_a_text_that_has_changed_is_not_judged_unseen(reviewing: Reviewing) -> None:
    ana, _ = _both(reviewing)
    item = _item(ana)
    refused = ana.post("/api/judgements", esa(item, "A", 80, "c1", about="000000000000"))
    assert refused.status == 409
    assert refused.json["newest"] is None
    assert ana.post("/api/judgements", esa(item, "A", 80, "c2")).status == 200
    reviewing.end()
    changed = tuple((*row[:3], f"{row[3]} Neu.", f"{row[4]} Neu.") for row in ROWS)
    write_corpus(reviewing.corpus, changed)
    ana, _ = _both(reviewing)
    item = _item(ana)
    assert item["translations"][0]["judgement"] is None
    assert ana.post("/api/judgements", esa(item, "A", 30, "c3")).status == 200


WRONG: tuple[tuple[dict[str, Any], int], ...] = (
    ({"slot": "C"}, 404),
    ({"segment": "d1:9"}, 404),
    ({"document": "d2"}, 404),
    ({"language": "fr"}, 400),
    ({"protocol": "sqm"}, 400),
    ({"protocol": "findings"}, 400),
    ({"content": {"score": 101}}, 400),
    ({"content": {"score": None}}, 400),
    (
        {
            "content": {
                "score": 1,
                "spans": [{"side": "source", "start": 0, "end": 999, "category": "", "severity": "minor"}],
            }
        },
        400,
    ),
    ({"content": {"score": 1, "comment": "\ud800"}}, 400),
    ({"seconds": float("nan")}, 400),
    ({"seconds": -1}, 400),
    ({"client": ""}, 400),
    ({"client": "c" * 300}, 400),
    ({"previous": 0}, 400),
    ({"previous": "1"}, 400),
)


def test_what_is_no_judgement_is_refused(reviewing: Reviewing) -> None:
    ana, _ = _both(reviewing)
    for change, status in WRONG:
        answer = ana.post("/api/judgements", esa(_item(ana), "A", 80, "c1", **change))
        assert answer.status == status, change
        assert answer.json["error"]
    assert not list(reviewing.running[0].store.judgements())


def test_an_annotator_has_their_own_order_and_it_stays(reviewing: Reviewing) -> None:
    names = tuple(f"annotator {n}" for n in range(12))
    orders = []
    for _ in range(2):
        clients = reviewing.clients(annotators=names, overlap=1.0)
        items = [c.get("/api/items?language=de&protocol=esa&document=d2")["items"][0] for c in clients]
        orders.append([[one["text"] for one in item["translations"]] for item in items])
        reviewing.end()
    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders[0]}) == 2


def test_progress_counts_what_is_done(reviewing: Reviewing) -> None:
    ana, bo = _both(reviewing)
    for number in (0, 1):
        for slot in "AB":
            assert ana.post("/api/judgements", esa(_item(ana, number), slot, 9, f"{number}{slot}")).status == 200
    rows = {one["annotator"]: one for one in ana.get("/api/progress")}
    assert (rows["Ana"]["n_done"], rows["Bo"]["n_done"]) == (4, 0)
    assert rows["Ana"]["minutes"] == 0.2
    assert [one["annotator"] for one in bo.get("/api/progress")] == ["Bo"]


def test_what_was_chosen_is_kept_for_the_next_start(reviewing: Reviewing) -> None:
    first = reviewing.begin(protocol="mqm", overlap=0.5, seed=4)
    reviewing.end()
    again = reviewing.begin(annotators=None)
    assert again.campaign == first.campaign
    assert [one.secret for one in again.annotators] == [one.secret for one in first.annotators]


def test_what_a_strangers_file_says_was_chosen_is_not_believed(reviewing: Reviewing, tmp_path: Path) -> None:
    store = reviewing.begin().store
    nonsense = {"annotators": "x", "overlap": "all", "attention": True, "protocol": 3, "seed": None, "more": 1}
    store.choose(campaign=nonsense)
    reviewing.end()
    review = reviewing.begin(annotators=None)
    assert review.campaign == Campaign(("Ana",))
    outside = tmp_path.parent / "categories.toml"
    review.store.choose(campaign={"categories": str(outside)})
    reviewing.end()
    with pytest.raises(MtqaError, match=r"outside the folder of its judgements.*--categories"):
        reviewing.begin()
