"""Who may ask: only a page that came from this server, opened with an annotator's secret.

Every question passes here first. The `Host` must be this server's (a foreign name that was pointed at this machine is
none), the `Origin` too; the cookie says who asks, and what changes something carries a token that only the page knows.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import ipaddress
import socket
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any

from mtqa.review import Annotator

__all__ = ["Access", "Door", "address", "token_of"]

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

TOKEN_HEADER = b"x-mtqa-review"
LARGEST_QUESTION = 2_000_000
LARGEST_UPLOAD = 50_000_000
_PATIENCE_S = 20.0
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    b"cache-control": b"no-store",
    b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer",
    b"content-security-policy": POLICY.encode(),
    b"cross-origin-resource-policy": b"same-origin",
    b"cross-origin-opener-policy": b"same-origin",
    b"x-frame-options": b"DENY",
}
_ASK = "Open the address that mtqa review printed for you: it ends with your own secret."


def address(host: str, port: int, annotator: Annotator) -> str:
    """The address of an annotator."""
    name = socket.gethostname() if _is_everywhere(host) else host
    return f"http://{f'[{name}]' if ':' in name else name}:{port}/a/{annotator.secret}"


def token_of(annotator: Annotator) -> str:
    """What the page sends with everything that changes something."""
    return _derived(annotator, "token")


def _derived(annotator: Annotator, what: str) -> str:
    return hmac.new(annotator.secret.encode(), what.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Door:
    """What is needed to come in.

    Attributes:
        host: The address that the server listens on.
        port: Its port.
        annotators: Who may come in.
    """

    host: str
    port: int
    annotators: Sequence[Annotator]

    @property
    def cookie(self) -> str:
        """Name of the cookie: browsers do not tell ports apart."""
        return f"mtqa-review-{self.port}"

    def by_secret(self, secret: str) -> Annotator | None:
        """Whose secret this is; all are compared, each in constant time."""
        return self._match(secret, lambda one: one.secret)

    def cookie_of(self, annotator: Annotator) -> str:
        """The header that sets the cookie."""
        value = _derived(annotator, "cookie")
        return f"{self.cookie}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=31536000"

    def by_cookie(self, header: str) -> Annotator | None:
        """Whose cookie this is."""
        try:
            found = SimpleCookie(header).get(self.cookie)
        except CookieError:
            return None
        return None if found is None else self._match(found.value, lambda one: _derived(one, "cookie"))

    def _match(self, given: str, known: Callable[[Annotator], str]) -> Annotator | None:
        found = None
        for one in self.annotators:
            if hmac.compare_digest(known(one).encode(), given.encode("utf-8", "replace")):
                found = one
        return found

    def is_own(self, name: str) -> bool:
        """Whether `HOST:PORT` names this server."""
        host, _, port = name.rpartition(":")
        if not host or "]" in port:
            host, port = name, "80"
        if port != str(self.port):
            return False
        host = host.removeprefix("[").removesuffix("]").lower()
        if host in _LOOPBACK or host == self.host.lower():
            return True
        if _is_everywhere(self.host):
            return _is_number(host) or host in (socket.gethostname().lower(), socket.getfqdn().lower())
        return False


def _is_everywhere(host: str) -> bool:
    """Whether a server that listens there is reached by every address of the machine."""
    return not host or (_is_number(host) and ipaddress.ip_address(host).is_unspecified)


def _is_number(host: str) -> bool:
    """Whether a host is an address in numbers: nobody can point a foreign name at that."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class RefusedError(Exception):
    """A question that is not answered, and why."""

    def __init__(self, status: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.hint = status, message, hint


class Access:
    """What stands before the application (ASGI)."""

    def __init__(self, app: Callable[[Scope, Receive, Send], Awaitable[None]], door: Door) -> None:
        self._app = app
        self._door = door

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        sending = _with_headers(send)
        headers = _headers(scope)
        try:
            self._check_place(scope, headers)
            if scope["path"].startswith("/a/"):
                await self._enter(scope, sending)
                return
            annotator = self._door.by_cookie(headers.get(b"cookie", b"").decode("latin-1"))
            if annotator is None:
                await self._turn_away(scope, headers, sending)
                return
            scope.setdefault("state", {})["annotator"] = annotator
            limit = self._check_question(scope, headers, annotator)
            await self._app(scope, _limited(receive, limit), sending)
        except RefusedError as error:
            await _answer(sending, error.status, error.message, error.hint)

    def _check_place(self, scope: Scope, headers: dict[bytes, bytes]) -> None:
        host = headers.get(b"host", b"").decode("latin-1")
        if not self._door.is_own(host) or headers.get(b"host-twice"):
            raise RefusedError(403, "This server does not answer to that name.", "Use the address that was printed.")
        origin = headers.get(b"origin")
        if origin is not None and origin.decode("latin-1") != f"http://{host}":
            raise RefusedError(403, "Another site asks, and gets no answer.")
        site = headers.get(b"sec-fetch-site", b"same-origin")
        is_visit = scope["method"] == "GET" and headers.get(b"sec-fetch-mode") == b"navigate"
        if site not in (b"same-origin", b"none") and not is_visit:
            raise RefusedError(403, "Another site asks, and gets no answer.")

    async def _enter(self, scope: Scope, send: Send) -> None:
        annotator = self._door.by_secret(scope["path"].removeprefix("/a/"))
        if annotator is None or scope["method"] != "GET":
            await _answer_page(send, 403, _ASK)
            return
        headers = [(b"location", b"/"), (b"set-cookie", self._door.cookie_of(annotator).encode())]
        await send({"type": "http.response.start", "status": 303, "headers": headers})
        await send({"type": "http.response.body", "body": b""})

    async def _turn_away(self, scope: Scope, headers: dict[bytes, bytes], send: Send) -> None:
        """Refuse who has no cookie. A browser that follows a link from elsewhere, from a mail or out of the report,
        does not send it with the first question; it is sent once more from here."""
        if scope["path"].startswith("/api/"):
            raise RefusedError(403, "You are not let in.", _ASK)
        again = headers.get(b"sec-fetch-site") == b"cross-site" and not scope.get("query_string")
        path = scope["path"] if again and (scope["path"] == "/" or scope["path"].startswith("/report/")) else ""
        await _answer_page(send, 403, _ASK, path)

    def _check_question(self, scope: Scope, headers: dict[bytes, bytes], annotator: Annotator) -> int:
        """How many bytes the question may have.

        Raises:
            RefusedError: when it changes something and does not come from the page.
        """
        if scope["method"] in ("GET", "HEAD"):
            return 0
        kind = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
        if kind not in (b"application/json", b"application/octet-stream"):
            raise RefusedError(415, "Questions are JSON.")
        token = headers.get(TOKEN_HEADER, b"").decode("latin-1")
        if not hmac.compare_digest(token.encode(), token_of(annotator).encode()):
            raise RefusedError(403, "The page is out of date.", "Load it again.")
        limit = LARGEST_UPLOAD if kind == b"application/octet-stream" else LARGEST_QUESTION
        length = headers.get(b"content-length", b"0")
        if not length.isdigit() or len(length) > 12 or int(length) > limit:
            raise RefusedError(413, f"This is more than the {limit // 1_000_000} MB that can be sent at once.")
        return limit


def _headers(scope: Scope) -> dict[bytes, bytes]:
    """Headers by name; that `Host` came twice is noted."""
    found: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name == b"host" and name in found:
            found[b"host-twice"] = b"yes"
        found[name] = value
    return found


def _limited(receive: Receive, limit: int) -> Receive:
    """Take no more than so many bytes, and wait no longer than some seconds for each piece."""
    taken, ended = 0, False

    async def take() -> Message:
        nonlocal taken, ended
        if ended:
            return await receive()
        try:
            message = await asyncio.wait_for(receive(), _PATIENCE_S)
        except TimeoutError:
            raise RefusedError(408, "The question did not come to its end.") from None
        taken += len(message.get("body", b""))
        ended = not message.get("more_body", False)
        if taken > limit:
            raise RefusedError(413, f"This is more than the {limit // 1_000_000} MB that can be sent at once.")
        return message

    return take


def _with_headers(send: Send) -> Send:
    """Send every answer with the headers that protect it; what an answer says itself stays."""

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            own = {name.lower() for name, _ in message.get("headers", ())}
            added = [(name, value) for name, value in _HEADERS.items() if name not in own]
            message = {**message, "headers": [*message.get("headers", ()), *added]}
        await send(message)

    return sending


async def _answer(send: Send, status: int, message: str, hint: str) -> None:
    import json

    body = json.dumps({"error": message, "hint": hint}).encode()
    await _send(send, status, body, b"application/json")


async def _answer_page(send: Send, status: int, sentence: str, again: str = "") -> None:
    from html import escape

    refresh = f'<meta http-equiv="refresh" content="0; url={escape(again)}?again">' if again else ""
    page = f'<!doctype html><html lang="en"><meta charset="utf-8">{refresh}<title>mtqa review</title><p>{sentence}</p>'
    await _send(send, status, page.encode(), b"text/html; charset=utf-8")


async def _send(send: Send, status: int, body: bytes, kind: bytes) -> None:
    headers = [(b"content-type", kind), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
