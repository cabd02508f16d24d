"""Only who has the secret comes in, from this server's own page, with questions of a bearable size."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from reviewing import Client, Reviewing

from mtqa.review import Annotator
from mtqa.review.server import Door

FINDINGS = {"language": "de", "all_of": {"check": "numbers"}, "decision": "accept", "client": "c1"}


@pytest.fixture(scope="module")
def all_of(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewing]:
    found = Reviewing(tmp_path_factory.mktemp("access"))
    yield found
    found.end()


@pytest.fixture(scope="module")
def both(all_of: Reviewing) -> list[Client]:
    return all_of.clients()


@pytest.fixture
def ana(both: list[Client]) -> Client:
    return both[0]


def test_the_secret_lets_in_once_and_for_all(ana: Client) -> None:
    answer = ana.ask("GET", f"/a/{ana.annotator.secret}", cookie="")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("mtqa-review-8641=")
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert ana.annotator.secret not in cookie
    page = ana.ask("GET", "/")
    assert page.status == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", ["/", "/api/session", "/static/main.js", "/report/", "/a/wrong", "/a/", "/nothing"])
@pytest.mark.parametrize(
    "cookie", ["", "mtqa-review-8641=", "mtqa-review-8641=0", "mtqa-review-8642={}", 'mtqa-review-8641="\\', "=;=;\xff"]
)
def test_nobody_else_comes_in(ana: Client, path: str, cookie: str) -> None:
    known = ana.headers["cookie"].partition("=")[2]
    answer = ana.ask("GET", path, cookie=cookie.replace("{}", known))
    assert answer.status == 403
    assert b"Open the address" in answer.body
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8641", "127.0.0.1:80", "127.0.0.1", "127.0.0.1:8641.evil", "", "[::1", "127.1:8641"],
)
def test_a_foreign_name_of_this_machine_is_none(ana: Client, host: str) -> None:
    assert ana.ask("GET", "/api/session", host=host).status == 403
    assert ana.ask("GET", f"/a/{ana.annotator.secret}", host=host).status == 403


@pytest.mark.parametrize("host", ["localhost:8641", "LOCALHOST:8641", "[::1]:8641"])
def test_names_of_this_machine_are(ana: Client, host: str) -> None:
    assert ana.ask("GET", "/api/session", host=host).status == 200


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8641", "http://127.0.0.1:8642"])
def test_another_origin_gets_nothing(ana: Client, origin: str) -> None:
    assert ana.ask("GET", "/api/session", origin=origin).status == 403
    assert ana.post("/api/findings", FINDINGS, origin=origin).status == 403


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_another_site_gets_nothing_though_it_sends_the_cookie(ana: Client, site: str) -> None:
    assert ana.ask("GET", "/api/findings", sec_fetch_site=site, sec_fetch_mode="no-cors").status == 403
    assert ana.post("/api/findings", FINDINGS, sec_fetch_site=site, sec_fetch_mode="navigate").status == 403


def test_who_follows_a_link_from_elsewhere_is_asked_once_more(ana: Client) -> None:
    visit = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate", "cookie": ""}
    assert b'content="0; url=/?again"' in ana.ask("GET", "/", **visit).body
    assert b"refresh" not in ana.ask("GET", "/?again", **visit).body
    assert b"refresh" not in ana.ask("GET", "/api/session", **visit).body
    answer = ana.ask("GET", '/report/"><script>', **visit)
    assert b"<script" not in answer.body


@pytest.mark.parametrize("token", ["", "0", "ü"])
def test_what_changes_something_needs_the_token_of_the_page(ana: Client, all_of: Reviewing, token: str) -> None:
    assert ana.post("/api/findings", FINDINGS, x_mtqa_review=token).status == 403
    assert not list(all_of.running[0].store.judgements())


def test_the_token_of_another_annotator_is_none(both: list[Client]) -> None:
    ana, bo = both
    assert ana.post("/api/findings", FINDINGS, x_mtqa_review=bo.headers["x-mtqa-review"]).status == 403


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_forms_are_not_taken(ana: Client, kind: str) -> None:
    assert ana.post("/api/findings", FINDINGS, content_type=kind).status == 415


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_do_nothing(ana: Client, method: str) -> None:
    answer = ana.ask(method, "/api/findings", content_type="application/json")
    assert answer.status in (403, 404, 405) or not answer.body


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "null", "1", "[" * 200_000, '{"language": "\\ud800"}', '{"language": NaN}', "\0", '"\xff']
)
def test_bad_json_is_refused(ana: Client, body: str) -> None:
    for path in ("/api/findings", "/api/judgements", "/api/profile"):
        answer = ana.ask("POST", path, body.encode("latin-1"), content_type="application/json")
        assert answer.status == 400
        assert answer.json["error"]


def test_huge_bodies_are_refused_whatever_they_say(ana: Client) -> None:
    body = json.dumps({**FINDINGS, "reason": "a" * 2_100_000}).encode()
    for length in (str(len(body)), "10", "-1", "1e9", "9" * 30):
        answer = ana.ask("POST", "/api/findings", body, content_type="application/json", content_length=length)
        assert answer.status == 413


@pytest.mark.parametrize(
    "name", ["..%2fa.py", "../a.py", "/etc/passwd", "__init__.py", "index.html", "main.js%00", ".", "..", "x" * 9000]
)
def test_no_other_file_is_given_away(ana: Client, name: str) -> None:
    answer = ana.ask("GET", f"/static/{name}")
    assert answer.status == 404
    assert b"root:" not in answer.body


def test_every_answer_is_protected(ana: Client) -> None:
    for path, cookie in (
        ("/", ana.headers["cookie"]),
        ("/static/main.js", ana.headers["cookie"]),
        ("/", ""),
        ("/no", ""),
    ):
        headers = ana.ask("GET", path, cookie=cookie).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy


def test_only_the_organiser_sees_all_or_writes_files(both: list[Client]) -> None:
    bo = both[1]
    for path in ("/api/agreement?language=de", "/api/stopping", "/api/export?format=tsv&language=de"):
        assert bo.ask("GET", path).status == 403
    assert bo.post("/api/profile", {"name": "x", "off": [], "language": "de"}).status == 403


def test_a_server_for_all_takes_its_number_and_its_name() -> None:
    door = Door("0.0.0.0", 80, [Annotator("Ana", "s")])
    assert door.is_own("192.0.2.7")
    assert door.is_own("192.0.2.7:80")
    assert not door.is_own("evil.example")
    assert not door.is_own("192.0.2.7:81")


def test_a_fault_is_told_in_one_sentence_without_its_inside(reviewing: Reviewing) -> None:
    ana, _ = reviewing.clients()
    reviewing.running[0].texts = None  # type: ignore[assignment]
    answer = ana.ask("GET", "/api/documents?language=de&protocol=esa")
    assert answer.status == 500
    assert b"NoneType" not in answer.body
    assert "fault of mtqa" in reviewing.told[-1]
