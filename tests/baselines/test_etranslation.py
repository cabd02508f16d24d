"""eTranslation against a server that behaves like it: it answers with a number and delivers later."""

from __future__ import annotations

import base64
import contextlib
import json
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from local_servers import Answer, Request, Server, serving
from small import SOURCES, small_corpus

from mtqa.baselines._deliveries import Delivered, Deliveries, read_delivery
from mtqa.baselines._listener import Listener, at_secret
from mtqa.contracts import Baseline
from mtqa.errors import MtqaError
from mtqa.translating import create_baseline, translate

UPPER = tuple(source.upper() for source in SOURCES)
PASSWORD = "the-password"


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ETRANSLATION_APPLICATION", "app")
    monkeypatch.setenv("ETRANSLATION_PASSWORD", PASSWORD)


@pytest.fixture
def port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def post(url: str, content: object) -> None:
    request = urllib.request.Request(url, json.dumps(content).encode(), {"Content-Type": "application/json"})
    urllib.request.urlopen(request, timeout=10).close()


class Commission:
    """Takes texts, and delivers them in upper case after a while, as the service describes it (REST v2)."""

    def __init__(self, change: Callable[[str], str] = str.upper, deliver: bool = True) -> None:
        self.change = change
        self.deliver = deliver
        self.number = 1000
        self.threads: list[threading.Thread] = []
        self.callbacks: list[str] = []

    def __call__(self, request: Request) -> Any:
        self.number += 1
        content = request.content
        self.callbacks.append(content["deliveries"]["http"])
        reference = content["callerInformation"]["externalReference"]
        done = {"requestId": self.number, "externalReference": reference, "targetLanguage": "DE"}
        text = {**done, "translatedText": self.change(content["textToTranslate"])}
        if self.deliver:
            self.threads.append(threading.Timer(0.05, self.send, (content, done, text)))
            self.threads[-1].start()
        return {"requestId": self.number}

    def send(self, content: Any, done: object, text: object) -> None:
        post(content["notifications"]["success"]["http"], done)
        post(content["deliveries"]["http"], text)


def baseline(server: Server, port: int, **options: object) -> Baseline:
    written = "".join(f", {key}={value!r}" for key, value in options.items())
    address = f"http://127.0.0.1:{port}/here"
    return create_baseline(
        f"etranslation(callback='{address}', listen='127.0.0.1:{port}', url='{server.url}', per_minute=0{written})"
    )


def test_texts_are_submitted_and_delivered(port: int, tmp_path: Path) -> None:
    with serving(Commission()) as server:
        found = translate(small_corpus(), baseline(server, port), store=tmp_path)
        assert found.system.hypotheses == UPPER
        (request,) = server.requests  # short texts travel together
        assert request.path == "/askTranslate"
        assert request.headers["Authorization"] == "Basic " + base64.b64encode(b"app:the-password").decode()
        content = request.content
        assert (content["sourceLanguage"], content["targetLanguages"], content["domain"]) == ("EN", ["DE"], "GEN")
        assert len(content["textToTranslate"]) <= 5000
        again = translate(small_corpus(), baseline(server, port), store=tmp_path)
        assert again.n_kept == 4
        assert len(server.requests) == 1
    origin = found.system.origin
    assert "eTranslation" in origin.service
    assert origin.model == "GEN"
    stored = "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())
    assert PASSWORD not in stored + repr(found)


def test_lines_that_come_back_merged_are_sent_one_by_one(port: int) -> None:
    with serving(Commission(lambda text: text.upper().replace("\n", " "))) as server:
        assert translate(small_corpus(), baseline(server, port)).system.hypotheses == UPPER
        assert len(server.requests) == 5


def test_texts_longer_than_5000_characters_are_divided(port: int) -> None:
    from translating.test_translate_corpus import corpus_of

    sources = [f"{i} " + "word " * 180 for i in range(12)]
    with serving(Commission()) as server:
        system = translate(corpus_of(*sources), baseline(server, port)).system
        assert len(server.requests) == 3  # 5 of about 905 characters fit into 5000
        assert all(len(r.content["textToTranslate"]) <= 5000 for r in server.requests)
    assert system.hypotheses == tuple(source.upper().strip() for source in sources)


def test_deliveries_may_be_found_in_a_folder(tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drop.mkdir()
    (drop / "noise.txt").write_text("something else")
    (drop / "other.json").write_text('{"requestId": 1, "externalReference": "not ours", "translatedText": "x"}')

    class Dropping(Commission):
        def send(self, content: Any, done: object, text: object) -> None:
            path = drop / f"{self.number}.json"
            path.write_text(json.dumps(text)[:20])  # half of it first: a file that is being written
            path.write_text(json.dumps(text))

    with serving(Dropping()) as server:
        spec = f"etranslation(callback='https://example.org/drop', listen='', folder='{drop}', url='{server.url}')"
        assert translate(small_corpus(), create_baseline(spec)).system.hypotheses == UPPER
        # What an earlier run was too impatient for is not submitted again.
        assert translate(small_corpus(), create_baseline(spec)).system.hypotheses == UPPER
        assert len(server.requests) == 1


def test_a_delivery_that_does_not_come(port: int) -> None:
    with (
        serving(Commission(deliver=False)) as server,
        pytest.raises(MtqaError, match=r"has not delivered .* within 0.3 seconds. Can it reach"),
    ):
        translate(small_corpus(), baseline(server, port, patience=0.3))


def test_failures_of_the_service(port: int) -> None:
    class Failing(Commission):
        def send(self, content: Any, done: object, text: object) -> None:
            failed = {"requestId": self.number, "errorCode": -20049, "errorMessage": "Invalid language pair"}
            post(content["notifications"]["failure"]["http"], failed)

    with serving(Failing()) as server, pytest.raises(MtqaError, match="failed: -20049: Invalid language pair"):
        translate(small_corpus(), baseline(server, port))
    with (
        serving(lambda request: {"requestId": -20001}) as server,
        pytest.raises(MtqaError, match="refused the text with the error -20001"),
    ):
        translate(small_corpus(), baseline(server, port))
    with serving(lambda request: "?") as server, pytest.raises(MtqaError, match="answered without a number"):
        translate(small_corpus(), baseline(server, port))
    with serving(lambda request: Answer({}, 401)) as server, pytest.raises(MtqaError, match="Check the key") as error:
        translate(small_corpus(), baseline(server, port))
    assert PASSWORD not in str(error.value)


def test_forged_deliveries_are_not_taken(port: int, tmp_path: Path) -> None:
    """From one who knows the port and counts the service's numbers, before and after the true one comes: none is stored
    or kept, and none ends the run."""

    class Attacked(Commission):
        def send(self, content: Any, done: object, text: object) -> None:
            reference = content["callerInformation"]["externalReference"]
            for forged in (
                {"requestId": self.number, "translatedText": "PWNED\n" * 4},
                {"requestId": self.number, "errorCode": -1, "errorMessage": "PWNED"},
                {"requestId": self.number, "externalReference": reference, "translatedText": "PWNED\n" * 4},
            ):
                for place in ("", "/here", "/here/", f"/here/{reference}", "/" + "0" * 64, "/here/../"):
                    refusals.append(status(f"http://127.0.0.1:{port}{place}", forged))
            for address in content["deliveries"]["http"], f"http://127.0.0.1:{port}/here/{reference}":
                others.append(status(address, {"externalReference": "mtqa-0", "translatedText": "PWNED"}))
            super().send(content, done, text)

    refusals: list[int] = []
    others: list[int] = []
    with serving(Attacked()) as server:
        found = translate(small_corpus(), baseline(server, port), store=tmp_path)
    assert found.system.hypotheses == UPPER
    assert refusals == [404] * 18
    assert others == [200, 404]  # with the secret, but for another request: received, and passed over
    assert "PWNED" not in "".join(path.read_text() for path in tmp_path.rglob("*") if path.is_file())


def status(url: str, content: object) -> int:
    try:
        post(url, content)
    except urllib.error.HTTPError as error:
        return error.code
    return 200


def test_every_request_and_every_run_has_a_secret_of_its_own(port: int) -> None:
    commission = Commission(lambda text: text.upper().replace("\n", " "))  # so that each line is sent alone, too
    with serving(commission) as server:
        for _ in range(2):
            translate(small_corpus(), baseline(server, port), store=None)
    assert len(set(commission.callbacks)) == len(commission.callbacks) == 10
    assert all(address.startswith(f"http://127.0.0.1:{port}/here/") for address in commission.callbacks)
    assert all(len(address.rpartition("/")[2]) == 64 for address in commission.callbacks)  # 256 bits in hexadecimal
    assert at_secret("https://my.host/?a=b", "s") == "https://my.host/s?a=b"


@pytest.fixture
def waiting() -> Iterator[tuple[Deliveries, int]]:
    """A listener that waits for one delivery."""
    deliveries = Deliveries(None)
    deliveries.expect("ours", "secret")
    with Listener("127.0.0.1:0", deliveries) as listener:
        yield deliveries, listener.port


def sent(port: int, data: bytes) -> bytes:
    """What the listener answers to these bytes; nothing where it breaks off first."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as connection, contextlib.suppress(OSError):
        connection.sendall(data)
        connection.shutdown(socket.SHUT_WR)
        return connection.recv(1000)
    return b""


@pytest.mark.parametrize(
    ("data", "answer"),
    [
        (b"POST /secret HTTP/1.1\r\nContent-Length: 5\r\n\r\n{", b"400"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: 1\r\n\r\n{", b"400"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: 99999999999\r\n\r\n", b"413"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: " + b"9" * 5001 + b"\r\n\r\n", b"413"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: 1000001\r\n\r\n", b"413"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"400"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: \xb2\r\n\r\n", b"400"),
        (b"POST /secret HTTP/1.1\r\nContent-Length: 0x5\r\n\r\n", b"400"),
        (b"POST /secret HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n", b"400"),
        (b"POST //[x/secret HTTP/1.1\r\n\r\n", b"400"),
        (b"POST /other HTTP/1.1\r\nContent-Length: 1\r\n\r\n{", b"404"),
        (b"POST /secret/other HTTP/1.1\r\nContent-Length: 1\r\n\r\n{", b"404"),
        (b"GET /etc/passwd HTTP/1.1\r\n\r\n", b"501"),
        (b"\x00\xff\r\n\r\n", b"400"),
        (b"POST / HTTP/1.1\r\nX: " + b"x" * 100_000, b""),
        (b"", b""),
    ],
)
def test_the_listener_survives_whatever_is_sent_to_it(
    waiting: tuple[Deliveries, int], capfd: pytest.CaptureFixture[str], data: bytes, answer: bytes
) -> None:
    deliveries, port = waiting
    assert answer in sent(port, data)
    assert deliveries.look("ours") is None
    post(f"http://127.0.0.1:{port}/secret", {"requestId": 8, "translatedText": "y"})
    assert deliveries.look("ours") == Delivered("", "y")
    assert capfd.readouterr() == ("", "")  # no traceback on the terminal


def test_connections_are_bounded_in_number_and_time(
    waiting: tuple[Deliveries, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """100 that say nothing hold no more than 32 threads or so, an honest one gets through, and all are broken off."""
    deliveries, port = waiting
    before = threading.active_count()
    slow = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(100)]
    post(f"http://127.0.0.1:{port}/secret", {"requestId": 8, "translatedText": "y"})
    assert deliveries.look("ours") == Delivered("", "y")
    assert threading.active_count() - before <= 64
    monkeypatch.setattr("mtqa.baselines._listener._LONGEST_S", 0.0)
    for connection in slow:
        with contextlib.suppress(ConnectionError):
            assert connection.recv(1) == b""
        connection.close()


def test_what_nobody_waits_for_is_not_kept() -> None:
    deliveries = Deliveries(None)
    deliveries.expect("ours", "secret")
    assert not deliveries.add("not ours", Delivered("not ours", "x"))
    assert not deliveries.add("ours", Delivered("other", "x"))
    assert deliveries.add("ours", Delivered("ours", "first"))
    assert not deliveries.add("ours", Delivered("ours", problem="-1"))
    assert deliveries.look("ours") == Delivered("ours", "first")
    assert deliveries.expected_at("secre") == deliveries.expected_at("") == ""


def test_a_port_that_is_taken(waiting: tuple[Deliveries, int]) -> None:
    deliveries, port = waiting
    with pytest.raises(MtqaError, match="nothing can listen on"):
        Listener(f"127.0.0.1:{port}", deliveries)


def test_files_that_name_only_a_number_are_not_taken(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text('{"requestId": 1001, "translatedText": "PWNED"}')
    (tmp_path / "2.json").write_text('{"requestId": 1001, "errorCode": -1}')
    deliveries = Deliveries(tmp_path)
    deliveries.expect("mtqa-0", "secret")
    assert deliveries.look("mtqa-0") is None
    (tmp_path / "3.json").write_text('{"externalReference": "mtqa-1", "translatedText": "later"}')
    assert deliveries.look("mtqa-0") is None
    deliveries.expect("mtqa-1", "other")
    assert deliveries.look("mtqa-1") == Delivered("mtqa-1", "later")


def test_only_this_machine_reaches_the_listener_unless_it_is_told() -> None:
    created = create_baseline("etranslation(callback='https://my.host/')")
    assert created.listen == "127.0.0.1:8090"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "query", "expected"),
    [
        (b'{"requestId": 5, "translatedText": "a"}', "", Delivered("", "a")),
        (b'{"callerInformation": {"externalReference": "r"}, "translatedText": "a"}', "", Delivered("r", "a")),
        (b"request-id=5&external-reference=r&translated-text=a+b", "", Delivered("r", "a b")),  # version 1
        (b'{"result": "w6Q="}', "request-id=5", Delivered("", "ä")),
        (b'{"requestId": 5, "errorCode": -1, "errorMessage": "no"}', "", Delivered("", problem="-1: no")),
        (b'{"requestId": 5}', "", Delivered("")),
        (b"{}", "", None),
        (b"[" * 100_000, "", None),
        (b"\xff", "", None),
        (b"", "", None),
    ],
)
def test_forms_of_deliveries(body: bytes, query: str, expected: Delivered | None) -> None:
    assert read_delivery(body, query) == expected


def test_options() -> None:
    with pytest.raises(MtqaError, match="listen must look like"):
        create_baseline("etranslation(callback='x', listen='nowhere')")
    with pytest.raises(MtqaError, match="either listen or folder"):
        create_baseline("etranslation(callback='x', listen='')")
