"""What eTranslation delivers, for requests that wait for it: received by `_listener`, or found in a folder."""

from __future__ import annotations

import base64
import binascii
import json
import threading
import time
import urllib.parse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["LARGEST", "Delivered", "Deliveries", "read_delivery"]

LARGEST = 1_000_000
"""Bytes of a delivery; the longest text that the service takes comes back in a tenth of it."""
_MOST_BYTES = 100_000_000
"""Of all deliveries that are kept together."""
_LOOK_EVERY = 0.2


@dataclass(frozen=True)
class Delivered:
    """One delivery.

    Attributes:
        reference: The name that the request was given; "" where the delivery does not say.
        text: The translation; "" where this only tells that there is one.
        problem: What went wrong; "" where nothing did.
    """

    reference: str
    text: str = ""
    problem: str = ""


def read_delivery(body: bytes, query: str = "") -> Delivered | None:
    """A delivery as the service sends it: JSON (version 2) or a form (version 1); None where it is neither.

    Args:
        body: What was sent, or what a receiver has written to a file.
        query: What stood behind the question mark of the address.
    """
    values: dict[str, Any] = dict(urllib.parse.parse_qsl(query))
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        try:
            content = dict(urllib.parse.parse_qsl(body.decode("utf-8"), strict_parsing=True))
        except ValueError:
            return None
    if not isinstance(content, dict):
        return None
    values |= content
    caller = values.get("callerInformation")
    if isinstance(caller, dict):
        values = {**caller, **values}
    reference = _first(values, "externalReference", "external-reference")
    if not reference and not _first(values, "requestId", "request-id"):
        return None
    code, said = _first(values, "errorCode", "error-code"), _first(values, "errorMessage", "error-message")
    if code or said:
        return Delivered(reference, problem=": ".join(part for part in (code, said) if part)[:300])
    text = _first(values, "translatedText", "translated-text")
    if not text and _first(values, "result"):
        text = _decoded(_first(values, "result"))
    return Delivered(reference, text)


def _first(values: Mapping[str, Any], *names: str) -> str:
    for name in names:
        value = values.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
            return str(value)
    return ""


def _decoded(result: str) -> str:
    try:
        return base64.b64decode(result, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError):
        return result


class Deliveries:
    """Those that have arrived, by the name of their request. What nobody waits for is not kept.

    Args:
        folder: Where a receiver writes them, each to a file; None where there is none.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._arrived: dict[str, Delivered] = {}
        self._size = 0
        self._expected: dict[str, str] = {}
        self._references: set[str] = set()
        self._looked_at: dict[tuple[str, int, int], str] = {}
        self._changed = threading.Condition()

    def expect(self, reference: str, secret: str) -> None:
        """Take deliveries for a request from now on: those that know its secret, and files that name it."""
        with self._changed:
            self._expected[secret] = reference
            self._references.add(reference)

    def expected_at(self, secret: str) -> str:
        """The name of the request that waits for a delivery with this secret; "" where none does."""
        with self._changed:
            return self._expected.get(secret, "")

    def add(self, reference: str, delivered: Delivered) -> bool:
        """Take a delivery for a request; whether it was waited for. The first that says something counts."""
        size = len(delivered.text) + len(delivered.problem)
        with self._changed:
            if reference not in self._references or not size or delivered.reference not in ("", reference):
                return False
            if reference in self._arrived or self._size + size > _MOST_BYTES:
                return False
            self._arrived[reference] = delivered
            self._size += size
            self._changed.notify_all()
            return True

    def look(self, reference: str) -> Delivered | None:
        """The delivery for a request, if it is there."""
        self._look_through_folder()
        with self._changed:
            return self._arrived.get(reference)

    def wait(self, reference: str, deadline: float) -> Delivered | None:
        """The delivery for a request; None when it has not come at the deadline (of `time.monotonic`)."""
        while True:
            delivered = self.look(reference)
            left = deadline - time.monotonic()
            if delivered is not None or left <= 0:
                return delivered
            with self._changed:
                self._changed.wait(min(left, _LOOK_EVERY))

    def _look_through_folder(self) -> None:
        """Take files that name a request of ours. The number of a request is no name: anybody could guess it."""
        for path in sorted(self._folder.iterdir()) if self._folder is not None else ():
            try:
                status = path.stat()
                key = (path.name, status.st_size, status.st_mtime_ns)
                known = self._looked_at.get(key)
                if not path.is_file() or status.st_size > LARGEST:
                    continue
                if known is not None and (known not in self._references or known in self._arrived):
                    continue  # it belongs to no request, or to one of later on
                delivered = read_delivery(path.read_bytes())
            except OSError:
                continue
            # Half of a file that is being written is no delivery; its size or time changes when the rest comes.
            self._looked_at[key] = "" if delivered is None else delivered.reference
            if delivered is not None:
                self.add(delivered.reference, delivered)
