"""Alignment over the server: groups, an edit, and the page evaluated again."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from reviewing import Client, Reviewing
from test_page_alignment import folder

__all__ = ["folder"]


@pytest.fixture
def ana(reviewing: Reviewing, folder: Path) -> Client:
    reviewing.corpus = folder
    return reviewing.clients()[0]


def finished(client: Client, job: str) -> dict[str, Any]:
    """A job when it has come to its end."""
    for _ in range(600):
        state: dict[str, Any] = client.get(f"/api/jobs/{job}")
        if state["state"] != "running":
            return state
        time.sleep(0.05)
    raise AssertionError("the job does not end")


def edit(client: Client, found: dict[str, Any], groups: object) -> Any:
    about = {"language": "de", "document": "a", "system": "one", "version": found["version"], "groups": groups}
    return client.post("/api/alignment", {**about, "client": "c1"})


def test_an_edit_changes_the_segments_and_the_report(ana: Client, reviewing: Reviewing, folder: Path) -> None:
    assert ana.get("/api/session")["has_alignment"]
    found = ana.get("/api/alignment?language=de&document=a")
    assert len(found["groups"]) == 4
    answer = edit(ana, found, [[[1, 2], [1, 2]], [[3], [3]], [[4], [4]]])
    assert answer.status == 200
    state = finished(ana, answer.json["job"])
    assert state["state"] == "done", state
    assert state["address"] == "/report/"
    assert len(ana.get("/api/alignment?language=de&document=a")["groups"]) == 3
    assert ana.get("/api/items?language=de&protocol=esa&document=a")["total"] == 3
    assert (reviewing.reports / "index.html").is_file()
    assert ana.get("/api/session")["preparing"] is None


def test_judgements_of_texts_that_stay_the_same_go_on_counting(ana: Client) -> None:
    """Four segments are judged; the first two are joined: the other two are the second and third now."""
    items = ana.get("/api/items?language=de&protocol=da&document=a")["items"]
    for number, item in enumerate(items):
        click = {"protocol": "da", "language": "de", "document": "a", "segment": item["segment"], "slot": "A"}
        click |= {"about": item["translations"][0]["about"], "previous": None, "seconds": 2, "client": f"c{number}"}
        content = {"score": 50 + number, "spans": [], "comment": ""}
        assert ana.post("/api/judgements", {**click, "content": content}).status == 200
    found = ana.get("/api/alignment?language=de&document=a")
    assert finished(ana, edit(ana, found, [[[1, 2], [1, 2]], [[3], [3]], [[4], [4]]]).json["job"])["state"] == "done"
    items = ana.get("/api/items?language=de&protocol=da&document=a")["items"]
    judged = [item["translations"][0]["judgement"] for item in items]
    assert [one and one["content"]["score"] for one in judged] == [None, 52, 53]
    again = {"protocol": "da", "language": "de", "document": "a", "segment": items[1]["segment"], "slot": "A"}
    again |= {
        "about": items[1]["translations"][0]["about"],
        "previous": judged[1]["number"],
        "seconds": 1,
        "client": "d",
    }
    assert ana.post("/api/judgements", {**again, "content": {"score": 9, "spans": [], "comment": ""}}).status == 200


def test_an_edit_of_an_older_version_is_a_conflict(ana: Client) -> None:
    found = ana.get("/api/alignment?language=de&document=a")
    answer = edit(ana, {**found, "version": "older"}, [[[1, 2], [1, 2]], [[3], [3]], [[4], [4]]])
    assert (answer.status, answer.json["hint"]) == (409, "Load the page again, and do it once more.")


@pytest.mark.parametrize("groups", [1, [[1]], [[[1], ["x"]]], [[[1], [1], [1]]], [[[0], [1]]], [[[1], [1]]]])
def test_what_is_no_edit_is_refused(ana: Client, groups: object) -> None:
    found = ana.get("/api/alignment?language=de&document=a")
    assert edit(ana, found, groups).status == 400


def test_a_table_has_no_alignment(reviewing: Reviewing) -> None:
    client = reviewing.clients()[0]
    assert not client.get("/api/session")["has_alignment"]
    assert client.ask("GET", "/api/alignment?language=de").status == 404
