"""What every question and answer has in common: who asks, what was sent, and errors as one plain sentence."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mtqa.errors import MtqaError
from mtqa.files import parse_json
from mtqa.results import Value
from mtqa.review import (
    Annotator,
    BusyError,
    DamagedError,
    FullError,
    Judgement,
    NewerJudgementError,
    Review,
    content_to,
)
from mtqa.review.server.access import RefusedError
from mtqa.review.server.jobs import Jobs

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

__all__ = ["Asked", "ChangedError", "answering", "json_answer", "judgement_json"]


class ChangedError(RefusedError):
    """The text that was judged is no longer the one that there is."""

    def __init__(self, message: str, hint: str, newest: dict[str, Any] | None) -> None:
        super().__init__(409, message, hint)
        self.newest = newest


@dataclass(frozen=True)
class Asked:
    """A question.

    Attributes:
        review: What is reviewed.
        jobs: Work in the background.
        annotator: Who asks.
        query: What stands behind the question mark of the address.
        path: Parts of the path, by name.
        body: What was sent: JSON; null where nothing was.
        raw: What was sent, where it is not JSON.
        first: The review that the server was begun with.
    """

    review: Review
    jobs: Jobs
    annotator: Annotator
    query: Mapping[str, str]
    path: Mapping[str, str]
    body: Value
    raw: bytes = b""
    first: Review | None = None

    @property
    def is_organiser(self) -> bool:
        """Whether the first annotator asks, who sees how far everybody is."""
        return self.annotator.name == self.review.campaign.organiser

    def text(self, name: str, default: str = "") -> str:
        """A value of the address."""
        return self.query.get(name, default)

    def whole(self, name: str, default: int, most: int) -> int:
        """A whole number of the address."""
        text = self.query.get(name, "")
        if not text:
            return default
        if not text.isdecimal() or not text.isascii() or len(text) > 9:
            raise RefusedError(400, f"'{name}' must be a whole number.")
        return min(int(text), most)

    def refuse_others(self) -> None:
        """Make sure that the organiser asks.

        Raises:
            RefusedError: when somebody else does.
        """
        if not self.is_organiser:
            raise RefusedError(403, "Only the first annotator may see or do this.")


Answerer = Callable[[Asked], Any]


def answering(function: Answerer, *, raw: bool = False) -> Callable[[Request], Awaitable[Response]]:
    """The endpoint that answers a question with a function; it runs in a thread of its own.

    Args:
        function: Makes something that JSON can say, or a response.
        raw: Whether bytes are sent, and no JSON.
    """

    async def endpoint(request: Request) -> Response:
        from starlette.concurrency import run_in_threadpool
        from starlette.responses import Response

        try:
            asked = _asked(request, await request.body(), raw=raw)
            answer = await run_in_threadpool(function, asked)
        except Exception as error:
            return _refusal(error, request.app.state.review)
        return answer if isinstance(answer, Response) else json_answer(answer)

    return endpoint


def _asked(request: Request, data: bytes, *, raw: bool) -> Asked:
    state = request.app.state
    body: Any = None
    if data and not raw:
        try:
            body = parse_json(data)
        except (ValueError, RecursionError):
            raise RefusedError(400, "What was sent is not JSON.") from None
    return Asked(
        review=state.review.current,
        jobs=state.jobs,
        annotator=request.state.annotator,
        query=dict(request.query_params),
        path=dict(request.path_params),
        body=Value(body),
        raw=data if raw else b"",
        first=state.review,
    )


def _refusal(error: Exception, review: Review) -> Response:
    """What went wrong, as one plain sentence and what to do."""
    if isinstance(error, RefusedError):
        more = {"newest": error.newest} if isinstance(error, ChangedError) else {}
        return json_answer({"error": error.message, "hint": error.hint, **more}, error.status)
    if isinstance(error, NewerJudgementError):
        newest = None if error.newest is None else judgement_json(error.newest)
        sentence = "This was judged in another window meanwhile."
        return json_answer({"error": sentence, "hint": "Look at it again.", "newest": newest}, 409)
    if isinstance(error, MtqaError):
        return json_answer({"error": error.message, "hint": error.hint}, _status(error))
    review.tell(f"unexpected {type(error).__name__}: {error}. This is a fault of mtqa.")
    hint = "What was stored before is safe. Load the page again."
    return json_answer({"error": "Something went wrong that is a fault of mtqa.", "hint": hint}, 500)


def _status(error: MtqaError) -> int:
    if isinstance(error, FullError | DamagedError):
        return 507
    return 503 if isinstance(error, BusyError) else 400


def json_answer(content: Any, status: int = 200) -> Response:
    """An answer in JSON."""
    from starlette.responses import Response

    body = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    return Response(body, status, media_type="application/json")


def judgement_json(judgement: Judgement) -> dict[str, Any]:
    """A judgement as the page takes it."""
    return {"number": judgement.number, "at": judgement.at, "content": content_to(judgement.content)}
