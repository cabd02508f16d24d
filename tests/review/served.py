"""`mtqa review` as a process, and annotators who ask it over the loopback."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from typing import Any

__all__ = ["Annotating", "Clicking", "Served"]


class Served:
    """A server that was started as a user starts it."""

    def __init__(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        command = [sys.executable, "-m", "mtqa", "review", *arguments, "--no-browser"]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        self.stderr = ""
        self._reader = threading.Thread(target=self._read_stderr, daemon=True)
        self._reader.start()

    def _read_stderr(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.stderr += line

    def __enter__(self) -> Served:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def addresses(self, number: int) -> dict[str, str]:
        """The addresses that it prints, by annotator."""
        assert self.process.stdout is not None
        lines = [self.process.stdout.readline().rstrip("\n") for _ in range(number)]
        return dict(line.rsplit(" ", 1) for line in lines)  # type: ignore[misc]

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.end()

    def interrupt(self) -> int:
        """Ctrl-C; the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.end()

    def end(self) -> int:
        """Wait for its end; the exit code."""
        code = self.process.wait(60)
        self._reader.join(10)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


class Annotating:
    """Somebody with an address, a cookie and a page."""

    def __init__(self, address: str) -> None:
        place, _, self.secret = address.removeprefix("http://").partition("/a/")
        self.host, _, port = place.rpartition(":")
        self.place = place
        self._connection = http.client.HTTPConnection(self.host, int(port), timeout=60)
        self._connection.connect()
        self._connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # as browsers do
        self._headers = {"Origin": f"http://{place}"}
        answer = self._ask("GET", f"/a/{self.secret}")[1]
        self._headers["Cookie"] = answer["set-cookie"].partition(";")[0]
        self._headers["X-Mtqa-Review"] = self.get("/api/session")["token"]

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, dict[str, str], bytes]:
        headers = {**self._headers, **({"Content-Type": "application/json"} if body is not None else {})}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def get(self, path: str) -> Any:
        """What a question gives that must be answered."""
        status, _, body = self._ask("GET", path)
        assert status == 200, (status, body)
        return json.loads(body)

    def post(self, path: str, content: object) -> tuple[int, Any]:
        """Status and answer of something that changes something."""
        status, _, body = self._ask("POST", path, json.dumps(content).encode())
        return status, json.loads(body)

    def wait(self) -> dict[str, Any]:
        """The session, when all is prepared."""
        while (session := self.get("/api/session"))["preparing"] is not None:
            time.sleep(0.02)
        return session  # type: ignore[no-any-return]

    def close(self) -> None:
        """Hang up."""
        self._connection.close()


class Clicking(threading.Thread):
    """An annotator who scores translations, one after the other, again and again.

    Attributes:
        acknowledged: The clicks that were answered.
        faults: What went wrong, but for a server that has gone.
        slowest: Seconds that the slowest answer took.
    """

    def __init__(self, address: str, name: str, number: int = 1 << 30) -> None:
        super().__init__(daemon=True)
        self._address, self._name, self._number = address, name, number
        self.stop = threading.Event()
        self.acknowledged: list[str] = []
        self.faults: list[str] = []
        self.slowest = 0.0

    def run(self) -> None:
        try:
            one = Annotating(self._address)
            language = one.wait()["languages"][0]["tag"]
            documents = one.get(f"/api/documents?language={language}&protocol=esa")
            assert documents, "this annotator has nothing to do"
            while not self._is_done():
                for document in documents:
                    self._document(one, language, document["document"])
            one.close()
        except (OSError, http.client.HTTPException):
            pass  # the server is gone
        except AssertionError as error:
            self.faults.append(str(error))

    def _is_done(self) -> bool:
        return self.stop.is_set() or len(self.acknowledged) >= self._number or bool(self.faults)

    def _document(self, one: Annotating, language: str, document: str) -> None:
        for item in one.get(f"/api/items?language={language}&protocol=esa&document={document}")["items"]:
            for shown in item["translations"]:
                if self._is_done():
                    return
                self._click(one, language, document, item["segment"], shown)

    def _click(self, one: Annotating, language: str, document: str, segment: str, shown: dict[str, Any]) -> None:
        click, known = f"{self._name} {len(self.acknowledged)}", shown["judgement"]
        content = {
            "protocol": "esa",
            "language": language,
            "document": document,
            "segment": segment,
            "slot": shown["slot"],
            "about": shown["about"],
            "content": {"score": len(self.acknowledged) % 101, "spans": [], "comment": ""},
            "previous": known and known["number"],
            "seconds": 1.0,
            "client": click,
        }
        started = time.monotonic()
        status, answer = one.post("/api/judgements", content)
        self.slowest = max(self.slowest, time.monotonic() - started)
        assert status == 200, answer
        self.acknowledged.append(click)
