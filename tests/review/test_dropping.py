"""Texts that are dropped on the page: understood, kept, evaluated and judged at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from reviewing import HOST, Client
from test_aligning import finished

from mtqa.errors import MtqaError
from mtqa.review import DroppedTexts, Review, WaitingReview, Wishes
from mtqa.review.server import Door, application

PAGE = "<!doctype html><html lang={0}><body><main><h1>{1}</h1><p>{2}</p><p>{3}</p></main></body></html>"
ENGLISH = PAGE.format("en", "The harbour of the old town", "The harbour opened in 1931.", "It has twelve long piers.")
GERMAN = PAGE.format("de", "Der Hafen der Altstadt", "Der Hafen wurde 1913 eröffnet.", "Er hat zwölf lange Piere.")
OTHER = PAGE.format("de", "Hafen Altstadt", "Der Hafen eröffnete 1931.", "Er hat zwölf lange Piere.")


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[WaitingReview]:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    review = WaitingReview(scratch, "Ana", lambda name: tmp_path / "reports" / name, encoder="none")
    yield review
    review.close()


def test_what_was_chosen_holds_for_the_texts_that_come(tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    wishes = Wishes(annotators=("Ana", "Bo"), protocol="esa", overlap=1.0)
    review = WaitingReview(scratch, "me", lambda name: tmp_path / name, wishes=wishes, encoder="none")
    try:
        clients = [
            Client(application(review, Door("127.0.0.1", 8641, review.annotators)), one) for one in review.annotators
        ]
        ana, bo = (client.enter() for client in clients)
        texts = [drop(ana, name, text).json for name, text in (("page.html", ENGLISH), ("engine.html", GERMAN))]
        assert finished(ana, start(ana, texts[0], texts[1:]).json["job"])["state"] == "done"
        assert bo.get("/api/session")["protocol"] == "esa"
        assert len(bo.get("/api/documents?language=de&protocol=esa")) == 1
    finally:
        review.close()


@pytest.fixture
def ana(waiting: Review) -> Client:
    return Client(application(waiting, Door("127.0.0.1", 8641, waiting.annotators)), waiting.annotators[0]).enter()


def drop(client: Client, name: str, text: str | bytes, role: str = "translation") -> Any:
    data = text.encode() if isinstance(text, str) else text
    sent = {"content_type": "application/octet-stream", "origin": f"http://{HOST}"}
    return client.ask("POST", f"/api/texts?name={name}&role={role}", data, **sent)


def start(client: Client, original: Any, translations: list[Any], **languages: str) -> Any:
    body = {"original": original["text"], "translations": [one["text"] for one in translations], "languages": languages}
    return client.post("/api/start", body)


def test_from_two_files_to_the_first_judgement(ana: Client, tmp_path: Path) -> None:
    session = ana.get("/api/session")
    assert session["corpus"] is None, "the page to drop texts on is shown"
    original, translation = drop(ana, "page.html", ENGLISH, "original").json, drop(ana, "engine.html", GERMAN).json
    assert (original["language"], translation["language"], translation["kind"]) == ("en", "de", "html")
    state = finished(ana, start(ana, original, [translation]).json["job"])
    assert state["state"] == "done", state
    assert ana.ask("GET", state["address"]).status == 200
    session = ana.get("/api/session")
    assert session["corpus"] is not None
    assert [one["tag"] for one in session["languages"]] == ["de"]
    found = ana.get("/api/findings?language=de")
    assert any(row["check"] == "numbers" for row in found["rows"]), "1931 has become 1913"
    document = ana.get("/api/documents?language=de&protocol=da")[0]["document"]
    item = ana.get(f"/api/items?language=de&protocol=da&document={document}")["items"][0]
    shown = item["translations"][0]
    click = {"protocol": "da", "language": "de", "document": document, "segment": item["segment"], "slot": "A"}
    click |= {"about": shown["about"], "content": {"score": 70, "spans": [], "comment": ""}, "previous": None}
    assert ana.post("/api/judgements", {**click, "seconds": 1, "client": "c"}).status == 200
    assert len(list(tmp_path.glob("reports/*/corpus/mtqa-review.sqlite"))) == 1


def test_the_same_page_again_is_brought_up_to_date_and_another_one_is_kept_apart(ana: Client, tmp_path: Path) -> None:
    original = drop(ana, "page.html", ENGLISH, "original").json
    finished(ana, start(ana, original, [drop(ana, "engine.html", GERMAN).json]).json["job"])
    second = finished(ana, start(ana, original, [drop(ana, "other.html", OTHER).json]).json["job"])
    assert second["state"] == "done", second
    assert len(list(tmp_path.glob("reports/*/corpus"))) == 1
    pages = [page.replace("harbour", "library").replace("Hafen", "Bücherei") for page in (ENGLISH, GERMAN)]
    strange = [page.replace("1931", "a year").replace("twelve long piers", "many shelves") for page in pages]
    source = drop(ana, "page.html", strange[0], "original").json
    third = finished(ana, start(ana, source, [drop(ana, "engine.html", strange[1]).json]).json["job"])
    assert third["state"] == "done", third
    assert len(list(tmp_path.glob("reports/*/corpus"))) == 2


BROKEN = {"a.pdf": b"%PDF-1.4 broken", "a.docx": b"PK\x03\x04 broken", "a.html": b"", "a.exe": b"MZ\x00"}
NAMES = ["../../etc/passwd.html", "/etc/x.html", "..", ".hidden.html", "a\x00b.html", "CON.html", "x" * 999]


@pytest.mark.parametrize(("name", "data"), BROKEN.items())
def test_files_that_cannot_be_read_are_told_by_their_names(ana: Client, name: str, data: bytes) -> None:
    answer = drop(ana, name, data)
    assert answer.status == 400
    assert "scratch" not in answer.body.decode()


@pytest.mark.parametrize("name", NAMES)
def test_names_never_lead_out_of_the_scratch_folder(name: str, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    texts = DroppedTexts(scratch, lambda name: tmp_path / name)
    for _ in range(3):
        text = texts.take(name, ENGLISH.encode())
        assert text.path.resolve().is_relative_to(scratch.resolve())
    assert len(list(scratch.rglob("*"))) >= 3
    assert {path.name for path in tmp_path.iterdir()} == {"scratch"}


def test_what_cannot_begin_is_said_in_a_sentence(ana: Client) -> None:
    original = drop(ana, "page.html", ENGLISH, "original").json
    assert finished(ana, start(ana, original, []).json["job"])["state"] == "failed"
    gone = finished(ana, start(ana, original, [{"text": "gone"}]).json["job"])
    assert "no longer here" in gone["message"]
    same = finished(ana, start(ana, original, [drop(ana, "copy.html", ENGLISH).json]).json["job"])
    assert same["state"] == "failed"
    assert "=FILE" not in json.dumps(same)
    assert ana.get("/api/session")["corpus"] is None
    body = {"original": "ftp://example.org/a", "translations": ["https://example.org/b"]}
    addresses = finished(ana, ana.post("/api/addresses", body).json["job"])
    assert "no address of a page" in addresses["message"]


def test_a_review_that_has_its_texts_takes_no_others(reviewing: Any) -> None:
    client = reviewing.clients()[0]
    assert drop(client, "page.html", ENGLISH).status == 404
    assert start(client, {"text": "a"}, []).status == 404


def test_too_many_texts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mtqa.review.dropped.MOST_TEXTS", 1)
    texts = DroppedTexts(tmp_path, lambda name: tmp_path / name)
    texts.take("a.html", ENGLISH.encode())
    with pytest.raises(MtqaError, match="more than 1 texts"):
        texts.take("b.html", GERMAN.encode())
