"""The port on which eTranslation's deliveries arrive. It may stand open to the whole network, so it believes nobody:
what does not name a secret that only the service was told is answered with 404, unread."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

from mtqa.baselines._deliveries import LARGEST, Deliveries, read_delivery
from mtqa.errors import MtqaError

__all__ = ["Listener", "at_secret"]

_LONGEST_S = 10.0
"""How long a connection may last; a delivery takes a fraction of a second."""
_MOST_CONNECTIONS = 32
"""At once. The oldest gives way to a new one: those that deliver are short, those that hold on are no deliveries."""


_LONGEST_HEAD = 16_000
"""Bytes of a request before its content."""


def at_secret(callback: str, secret: str) -> str:
    """The address under which the service delivers to one request."""
    parts = urllib.parse.urlsplit(callback)
    return urllib.parse.urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{secret}"))


class Listener:
    """Waits for deliveries on a port, as long as the context lasts.

    Args:
        address: `host:port`; port 0 for any that is free.
        deliveries: Where they go.

    Raises:
        MtqaError: when the port cannot be had.
    """

    def __init__(self, address: str, deliveries: Deliveries) -> None:
        host, _, port = address.rpartition(":")
        try:
            self._server = _Server((host, int(port)), deliveries)
        except OSError as error:
            raise MtqaError(
                f"nothing can listen on {address}: {error.strerror or error}", "Name another with listen='...'."
            ) from error
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.close_older_than(0.0)
        self._server.server_close()

    @property
    def port(self) -> int:
        """The port on which it waits."""
        return int(self._server.server_address[1])


class _Server(ThreadingHTTPServer):
    """Bounds connections in number and time, and says nothing on the terminal."""

    request_queue_size = 128

    def __init__(self, address: tuple[str, int], deliveries: Deliveries) -> None:
        self.deliveries = deliveries
        self._open: dict[Any, float] = {}
        self._lock = threading.Lock()
        super().__init__(address, _Handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            crowded = len(self._open) >= _MOST_CONNECTIONS
            oldest = next(iter(self._open), None) if crowded else None
            if len(self._open) < 2 * _MOST_CONNECTIONS:
                self._open[request] = time.monotonic()
        if oldest is not None:
            _break(oldest)
        if request in self._open:
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._open.pop(request, None)
        super().shutdown_request(request)

    def service_actions(self) -> None:
        self.close_older_than(_LONGEST_S)

    def close_older_than(self, seconds: float) -> None:
        """Break connections off that have lasted so long."""
        latest = time.monotonic() - seconds
        with self._lock:
            late = [request for request, since in self._open.items() if since <= latest]
        for request in late:
            _break(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: who breaks a connection off is not for the terminal."""


def _break(connection: socket.socket) -> None:
    """Make whoever reads from a connection stop."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)


class _BoundedHead:
    """What a connection says, of which lines may be read up to a limit together."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._left = _LONGEST_HEAD
        self.read = file.read
        self.close = file.close

    def readline(self, size: int) -> bytes:
        line: bytes = self._file.readline(min(size, self._left))
        self._left -= len(line)
        return line


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = _LONGEST_S
    server_version = "mtqa"
    sys_version = ""

    def setup(self) -> None:
        super().setup()
        self.rfile: Any = _BoundedHead(self.rfile)

    def do_POST(self) -> None:
        deliveries = self.server.deliveries
        try:
            address = urllib.parse.urlsplit(self.path)
        except ValueError:
            return self._answer(400)
        reference = deliveries.expected_at(address.path.rpartition("/")[2])
        if not reference:
            return self._answer(404)
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()):
            return self._answer(400)
        if len(length) > 12 or int(length) > LARGEST:
            return self._answer(413)
        body = self.rfile.read(int(length))
        delivered = read_delivery(body, address.query) if len(body) == int(length) else None
        if delivered is None:
            return self._answer(400)
        deliveries.add(reference, delivered)
        return self._answer(200)

    def _answer(self, status: int) -> None:
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Say nothing: what arrives is not for the terminal."""
