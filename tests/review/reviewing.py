"""A small corpus under review, and somebody who asks the server, without a network between them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.review import Annotator, Review, Wishes, begun, find_subject, opened
from mtqa.review.server import Door, application

ROWS = (
    ("d1:1", "d1", "Twelve members met in 2019.", "Zwölf trafen sich 2019.", "Zwölf trafen sich 2091."),
    ("d1:2", "d1", "The vote is on 3 May.", "Die Abstimmung findet am 3. Mai statt.", "Die Abstimmung ist am 3. Mai."),
    ("d2:1", "d2", "It costs 50 euros.", "Es kostet 50 Euro.", "Es kostet 70 Euro."),
    ("d2:2", "d2", "All agreed.", "Alle stimmten zu.", ""),
)  # fmt: skip
"""Id, document, source, and what the systems `good` and `bad` made of it: the second has wrong numbers."""
COLUMNS = ("id", "document", "source", "hypothesis.good", "hypothesis.bad", "source_lang", "target_lang")
HOST = "127.0.0.1:8641"


def write_corpus(path: Path, rows: tuple[tuple[str, ...], ...] = ROWS) -> Path:
    """A table that `mtqa` reads as a corpus."""
    lines = ["\t".join(COLUMNS), *("\t".join((*row, "en", "de")) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@dataclass
class Answer:
    """What the server said."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Client:
    """A browser with the page of one annotator."""

    app: Callable[..., Any]
    annotator: Annotator
    headers: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One question; headers with _ for -, "" to leave one out."""
        path, _, query = path.partition("?")
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"host": HOST, **self.headers, **named}
        if body:
            sent.setdefault("content-length", str(len(body)))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": path.encode("utf-8", "surrogateescape"),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in sent.items() if value],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8641),
        }
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            messages.append(message)

        with ThreadPoolExecutor(1) as thread:  # where a browser is being tested, this thread has a loop already
            thread.submit(asyncio.run, self.app(scope, receive, send)).result()
        start = next(message for message in messages if message["type"] == "http.response.start")
        found = {name.decode().lower(): value.decode("latin-1") for name, value in start["headers"]}
        content = b"".join(message.get("body", b"") for message in messages if message["type"] == "http.response.body")
        return Answer(start["status"], found, content)

    def enter(self) -> Client:
        """Open the address with the secret, and load the page."""
        answer = self.ask("GET", f"/a/{self.annotator.secret}")
        self.headers["cookie"] = answer.headers["set-cookie"].partition(";")[0]
        self.headers["x-mtqa-review"] = self.get("/api/session")["token"]
        return self

    def get(self, path: str) -> Any:
        """What a question gives that must be answered."""
        answer = self.ask("GET", path)
        assert answer.status == 200, answer.body
        return answer.json

    def post(self, path: str, content: object, **headers: str) -> Answer:
        """Something that changes something."""
        sent = {"content_type": "application/json", "origin": f"http://{HOST}", **headers}
        return self.ask("POST", path, json.dumps(content).encode(), **sent)


class Reviewing:
    """A review in a folder, which can be ended and begun again."""

    def __init__(self, folder: Path) -> None:
        self.corpus = write_corpus(folder / "corpus.tsv")
        self.reports = folder / "reports"
        self.told: list[str] = []
        self.running: list[Review] = []

    def begin(self, **wishes: Any) -> Review:
        """Begin, and wait until all is read."""
        subject = find_subject(str(self.corpus), lambda _: self.reports)
        store = opened(subject.file, self.told.append)
        wishes.setdefault("annotators", ("Ana", "Bo"))
        review = Review(store, begun(store, Wishes(**wishes), "Ana"), subject, self.told.append)
        review.prepare()
        self.running.append(review)
        if review.failure is not None:
            raise review.failure
        return review

    def end(self) -> None:
        """End all that was begun."""
        while self.running:
            self.running.pop().close()

    def clients(self, **wishes: Any) -> list[Client]:
        """Begin, and let every annotator in."""
        review = self.begin(**wishes)
        app = application(review, Door("127.0.0.1", 8641, review.annotators))
        return [Client(app, one).enter() for one in review.annotators]


def esa(item: dict[str, Any], letter: str, score: float, click: str, **more: Any) -> dict[str, Any]:
    """What the page sends when a translation of an item is scored."""
    shown = next(one for one in item["translations"] if one["slot"] == letter)
    return {
        "protocol": "esa",
        "language": "de",
        "document": "d1",
        "segment": item["segment"],
        "slot": letter,
        "about": shown["about"],
        "content": {"score": score, "spans": [], "comment": ""},
        "previous": shown["judgement"] and shown["judgement"]["number"],
        "seconds": 2.5,
        "client": click,
        **more,
    }
