"""Talking to services over HTTP: patiently, within their limits, and without ever showing a key."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.message import Message
from email.utils import parsedate_to_datetime
from time import sleep
from typing import IO, Any

from mtqa.errors import MtqaError
from mtqa.files import is_offline
from mtqa.masking import masked, remember_secret

__all__ = [
    "RefusedError",
    "Service",
    "ServiceOptions",
    "TryAgainError",
    "bill",
    "is_here",
    "key_from_environment",
]

_LARGEST = 50_000_000
_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504, 529})
"""Answers after which the same request may succeed."""
_LONGEST_PAUSE = 120.0


def key_from_environment(variable: str, *, needed: bool) -> str:
    """A key. Only the environment is asked: what stands in a command or a file is seen by others.

    Raises:
        MtqaError: when it is needed and not there.
    """
    key = os.environ.get(variable, "").strip()
    if not key and needed:
        raise MtqaError(f"the environment variable {variable} is not set", f"Set it to your key: export {variable}=...")
    if any(sign in key for sign in "\r\n"):
        raise MtqaError(f"the environment variable {variable} holds a line break")
    remember_secret(key)
    return key


def bill(texts: list[str] | tuple[str, ...], url: str, price: float) -> str:
    """What sending texts to a service will cost, to be confirmed; "" for a service on this machine without a price."""
    n_characters = sum(map(len, texts))
    host = urllib.parse.urlsplit(url).hostname or url
    sent = f"{len(texts)} texts with {n_characters:,} characters will be sent to {host}"
    if price:
        return f"{sent}; at {price:g} a million characters that costs about {n_characters * price / 1e6:.2f}."
    return "" if is_here(url) else f"{sent}, which may cost money."


def is_here(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urllib.parse.urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A key goes where the user said, and nowhere else."""

    def redirect_request(self, *arguments: object) -> None:
        return None


@dataclass(frozen=True, kw_only=True)
class ServiceOptions:
    """What can be said of every service.

    Attributes:
        price: Of a million characters of source, for the estimate of the cost; 0 where not known.
        per_minute: The most requests a minute; 0 for no limit.
        timeout: Seconds for one request.
        tries: How often a request is made before it counts as failed.
    """

    price: float = 0.0
    per_minute: float = 0.0
    timeout: float = 120.0
    tries: int = 6

    def service(self, url: str, headers: Mapping[str, str] | None = None, *, secret: bool) -> Service:
        """The service at an address, with these options.

        Raises:
            MtqaError: as `Service`.
        """
        return Service(
            url,
            headers or {},
            secret=secret,
            timeout=self.timeout,
            tries=self.tries,
            per_minute=self.per_minute,
        )


@dataclass
class Service:
    """A service at an address.

    Attributes:
        url: Where it begins, without a slash at the end.
        headers: Sent with every request; may hold a key.
        secret: Whether a key goes with the requests: then they are encrypted, except on this machine.
        timeout: Seconds for one request.
        tries: How often a request is made before it counts as failed.
        per_minute: The most requests a minute; 0 for no limit.
        pause: Seconds before the second try; each further pause is twice as long.
    """

    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    secret: bool = False
    timeout: float = 120.0
    tries: int = 6
    per_minute: float = 0.0
    pause: float = 1.0
    _next: float = field(default=0.0, init=False)
    _turns: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise MtqaError(f"'{_shown(self.url)}' is not an address on the web", "It must begin with https://.")
        if parts.username or parts.password or parts.query:
            raise MtqaError("the address of a service must not hold a key or password", "Put it into the environment.")
        self.url = self.url.rstrip("/")
        if self.secret:
            for value in self.headers.values():  # services are known to echo them in their errors
                remember_secret(value.rpartition(" ")[2])
        here = is_here(self.url)
        if self.secret and parts.scheme != "https" and not here:
            raise MtqaError(f"the key would go to {parts.hostname} without encryption", "Use https://.")
        if is_offline() and not here:
            raise MtqaError(f"{parts.hostname} was not asked: HF_HUB_OFFLINE or --offline forbids the network")

    def get(self, path: str) -> Any:
        """The JSON at a path.

        Raises:
            MtqaError: as `post`.
        """
        return self._ask(path, None)

    def post(self, path: str, content: object) -> Any:
        """Send JSON to a path.

        Returns:
            The JSON that came back.

        Raises:
            MtqaError: when the service refuses, or fails as often as it is tried.
        """
        return self._ask(path, json.dumps(content).encode("ascii"))

    def post_once(self, path: str, content: object) -> Any:
        """As `post`, tried once: whoever asks for several things at once decides how to go on.

        Raises:
            TryAgainError: when the same request may succeed later.
            MtqaError: when it will not; `RefusedError` where the service said so.
        """
        return self._once(path, json.dumps(content).encode("ascii"))

    def _ask(self, path: str, data: bytes | None) -> Any:
        problem = ""
        for attempt in range(max(1, self.tries)):
            wait = min(self.pause * 2**attempt, _LONGEST_PAUSE)
            try:
                return self._once(path, data)
            except TryAgainError as again:
                problem = str(again)
                wait = min(max(wait, again.after), _LONGEST_PAUSE)
            if attempt < self.tries - 1:
                sleep(wait)
        raise MtqaError(
            f"{_shown(self.url)} {problem}, {max(1, self.tries)} times in a row",
            "Try again later; what was translated is kept.",
        )

    def _wait_for_turn(self) -> None:
        if self.per_minute <= 0:
            return
        with self._turns:
            now = time.monotonic()
            turn = max(now, self._next)
            self._next = turn + 60 / self.per_minute
        sleep(max(0.0, turn - now))

    def _once(self, path: str, data: bytes | None) -> Any:
        self._wait_for_turn()
        headers = {"User-Agent": "mtqa", "Accept": "application/json", **self.headers}
        if data is not None:
            headers["Content-Type"] = "application/json"
        request = urllib.request.Request(f"{self.url}{path}", data=data, headers=headers)  # noqa: S310 - checked above
        opener = urllib.request.build_opener(_NoRedirects)
        try:
            with opener.open(request, timeout=self.timeout) as response:
                body = response.read(_LARGEST + 1)
        except urllib.error.HTTPError as error:
            raise self._refused(error) from None
        except (OSError, http.client.HTTPException, ValueError) as error:
            if isinstance(error, ValueError) and not isinstance(error, UnicodeError):
                raise MtqaError(f"{_shown(self.url)} cannot be asked: {type(error).__name__}") from None
            reason = getattr(error, "reason", error)
            raise TryAgainError(f"cannot be reached ({_named(reason)})") from None
        if len(body) > _LARGEST:
            raise MtqaError(f"{_shown(self.url)} answered with more than {_LARGEST // 1_000_000} MB")
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            raise TryAgainError("answered with something that is not JSON") from None

    def _refused(self, error: urllib.error.HTTPError) -> Exception:
        with error:
            said = _message(error)
        if error.code in _AGAIN:
            return TryAgainError(f"answered {error.code}{said}", _pause_asked_for(error.headers), error.code)
        hint = {
            401: "Check the key in the environment.",
            403: "Check the key in the environment.",
            404: "Check the address.",
            456: "The quota of your account is used up.",
        }.get(error.code, "")
        return RefusedError(f"{_shown(self.url)} answered {error.code}{said}", hint, error.code)


class RefusedError(MtqaError):
    """A service refused, and will refuse the same request again.

    Attributes:
        status: What it answered: 400, 401, 404, ...
    """

    def __init__(self, message: str, hint: str, status: int) -> None:
        super().__init__(message, hint)
        self.status = status


class TryAgainError(Exception):
    """A request failed in a way that may pass.

    Attributes:
        after: Seconds that the service wants to be left alone; 0 where it does not say.
        status: What it answered; 0 where it did not.
    """

    def __init__(self, message: str, after: float = 0.0, status: int = 0) -> None:
        super().__init__(message)
        self.after = after
        self.status = status


def _shown(url: str) -> str:
    """An address without what may be secret in it."""
    parts = urllib.parse.urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"[:200]


def _named(reason: object) -> str:
    return masked(str(reason))[:200] or type(reason).__name__


def _message(error: IO[bytes]) -> str:
    """What a service says about an error, as far as it says so in words."""
    try:
        content = json.loads(error.read(100_000))
    except (OSError, ValueError, RecursionError, http.client.HTTPException):
        return ""
    for _ in range(3):
        if isinstance(content, dict):
            content = next((content[key] for key in ("error", "message", "detail") if key in content), "")
    return f": {masked(' '.join(content.split()))[:200]}" if isinstance(content, str) and content.strip() else ""


def _pause_asked_for(headers: Message) -> float:
    """Seconds that a service wants to be left alone: to the millisecond where it says so."""
    try:
        return max(0.0, float(headers.get("retry-after-ms", "")) / 1000)
    except ValueError:
        return _seconds(headers.get("Retry-After"))


def _seconds(retry_after: str | None) -> float:
    """`Retry-After`, in seconds or as a date."""
    if not retry_after:
        return 0.0
    try:
        return max(0.0, float(retry_after))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(retry_after).timestamp() - time.time())
    except (ValueError, TypeError):
        return 0.0
