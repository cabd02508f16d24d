"""A port of this machine, and the server on it."""

from __future__ import annotations

import contextvars
import errno
import logging
import signal
import socket
import sys
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any

from mtqa.errors import MissingDependencyError, MtqaError
from mtqa.review import Review

__all__ = ["DEFAULT_PORT", "Served", "bound", "check_packages", "prepare", "serve"]

DEFAULT_PORT = 8641
_NEXT_PORTS = 20
_BACKLOG = 256
_PATIENCE_S = 0.5
_SWITCH_S = 0.0005


def check_packages() -> None:
    """Make sure that the packages of the extra `review` are there, and load them before other work is going on.

    Raises:
        MissingDependencyError: when one is missing.
    """
    for package in ("starlette", "uvicorn", "starlette.applications", "uvicorn.protocols.http.h11_impl"):
        try:
            __import__(package)
        except ImportError:
            raise MissingDependencyError(package.partition(".")[0], "review", "Reviewing in the browser") from None
    from anyio.from_thread import start_blocking_portal

    with start_blocking_portal():  # starlette's way to threads loads its modules with the first use
        pass


def bound(host: str, port: int | None) -> socket.socket:
    """A socket that listens on a port.

    Args:
        host: The address to listen on.
        port: The port; 0 for any; None for mtqa's own, or one of the next if it is taken.

    Raises:
        MtqaError: when there is none.
    """
    ports = range(DEFAULT_PORT, DEFAULT_PORT + _NEXT_PORTS) if port is None else (port,)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    failure: OSError | None = None
    for one in ports:
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)  # asyncio sends such at once
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((host, one))
            listener.listen(_BACKLOG)
        except (OSError, OverflowError) as error:
            listener.close()
            failure = error if isinstance(error, OSError) else OSError(errno.EINVAL, str(error))
            if getattr(error, "errno", None) != errno.EADDRINUSE:
                break
            continue
        return listener
    what = f"{host}:{ports[0]}" if len(ports) == 1 else f"{host}, ports {ports[0]} to {ports[-1]}"
    reason = (failure.strerror or str(failure)) if failure else "taken"
    raise MtqaError(f"cannot listen on {what}: {reason}", "Choose another one with --port, or end what has it.")


@dataclass(frozen=True)
class Served:
    """A server that is about to begin.

    Attributes:
        review: What is reviewed.
        listener: Where it listens.
        application: What answers. Make it before the texts are read, or its modules are loaded in turns with that.
    """

    review: Review
    listener: socket.socket
    application: Callable[..., Awaitable[Any]]


def serve(served: Served, preparing: threading.Thread, ready: Callable[[], None] = lambda: None) -> None:
    """Serve until somebody ends it with Ctrl-C, or the texts cannot be read.

    Args:
        served: What is served, and where.
        preparing: What `prepare` began.
        ready: Called when it listens.

    Raises:
        MtqaError: when the texts cannot be read.
    """
    import uvicorn

    logging.getLogger("uvicorn.error").addHandler(logging.NullHandler())
    logging.getLogger("uvicorn.error").propagate = False
    config = uvicorn.Config(
        served.application,
        http="h11",
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_keep_alive=60,
        timeout_graceful_shutdown=2,
        backlog=_BACKLOG,
    )
    server = uvicorn.Server(config)
    threading.Thread(target=_watch, args=(served.review, preparing, server), daemon=True).start()
    before = signal.signal(signal.SIGINT, _nothing)  # uvicorn ends by it, and sends it on when it has ended
    try:
        ready()
        server.run(sockets=[served.listener])
    finally:
        signal.signal(signal.SIGINT, before)
        served.listener.close()
    if served.review.failure is not None:
        raise served.review.failure


def prepare(review: Review) -> threading.Thread:
    """Begin to read the texts in the background, and wait a moment for them: what is wrong with them is mostly known
    at once, before anybody is sent an address.

    Raises:
        MtqaError: when they cannot be read.
    """
    sys.setswitchinterval(_SWITCH_S)  # the work must not keep the page waiting
    context = contextvars.copy_context()
    thread = threading.Thread(target=context.run, args=(review.prepare,), daemon=True)
    thread.start()
    review.is_read.wait(_PATIENCE_S)
    if review.failure is not None:
        raise review.failure
    return thread


def _watch(review: Review, preparing: threading.Thread, server: Any) -> None:
    preparing.join()
    if review.failure is not None:
        server.should_exit = True


def _nothing(number: int, frame: FrameType | None) -> None:
    del number, frame
