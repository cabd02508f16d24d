"""Servers that behave like those of language models: they answer, answer badly, are busy, fail, and are gullible."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from local_servers import Answer, Request, Server, serving

_DATA = re.compile(r"--- ([0-9a-f]{12}) ---\n(.*)\n--- \1 ---", re.DOTALL)


def data_of(request: Request) -> dict[str, Any]:
    """The data that the last message of a question holds."""
    found = _DATA.search(request.content["messages"][-1]["content"])
    assert found is not None
    return dict(json.loads(found[2]))


def said(text: str, finish: str = "stop", model: str = "m") -> dict[str, Any]:
    """What a service sends for an answer of a model."""
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return {"model": model, "choices": [{"message": {"content": text}, "finish_reason": finish}], "usage": usage}


def marks(data: dict[str, Any]) -> dict[str, Any]:
    """An honest judge of the protocol mqm: the word `falsch` is a major error, `Tippfehler` a minor one."""
    errors = [
        {"severity": severity, "category": "accuracy/mistranslation", "words": word, "where": "translation"}
        for word, severity in (("falsch", "major"), ("Tippfehler", "minor"))
        for _ in range(data["translation"].count(word))
    ]
    return said(json.dumps({"errors": errors}))


@dataclass
class Busy:
    """A service that takes so many requests at once, and refuses those above."""

    most: int
    seconds: float
    retry_after: str = "1"
    n_now: int = 0
    n_refused: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request) -> Answer | Any:
        with self.lock:
            if self.n_now >= self.most:
                self.n_refused += 1
                headers = {"Retry-After": self.retry_after} if self.retry_after else {}
                return Answer({"error": {"message": "too many requests"}}, 429, headers)
            self.n_now += 1
        time.sleep(self.seconds)
        with self.lock:
            self.n_now -= 1
        return marks(data_of(request))


@contextmanager
def judging(answer: Callable[[dict[str, Any]], Any] = marks) -> Iterator[Server]:
    """A server that answers by the data of each question."""

    def respond(request: Request) -> Any:
        if request.path.endswith("/models"):
            return {"data": [{"id": "m"}]}
        return answer(data_of(request))

    with serving(respond) as server:
        yield server
