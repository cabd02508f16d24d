"""Vectors of texts kept by content on the disk: after a correction, only what was changed is encoded again.

One file for each encoder and version, to which lines are only ever added. Only what an encoder makes of a text
whatever else it is given is kept: so nothing depends on what was kept, but the time that it takes.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mtqa.errors import MtqaError
from mtqa.files import CACHE_KINDS, KeptLines, cache_folder, make_room

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["KeptVectors", "keeping_no_vectors"]

_SCHEMA = "mtqa/sentence-vectors/1"
_KEY = slice(2, 34)
"""Where the digest of the text is in a line, `["DIGEST","NUMBERS"]`."""
_NUMBERS = slice(37, -2)
_MOST = 60_000
"""Vectors that are held in memory of those on the disk, the newest: 130 MB of 384 numbers each."""
_ONE = 1e-3
"""How far from 1 the length of a vector may be."""

_keeping: ContextVar[bool] = ContextVar("mtqa_vectors_are_kept", default=True)


@contextmanager
def keeping_no_vectors() -> Iterator[None]:
    """Let encoders neither read nor write what is kept, as long as the context lasts; other threads have none of it."""
    token = _keeping.set(False)
    try:
        yield
    finally:
        _keeping.reset(token)


class KeptVectors:
    """The vectors of one encoder that are on the disk; they are read when the first is asked for.

    A damaged line is dropped, which a warning says, and a folder that cannot be written is no error: then nothing is
    kept.
    """

    def __init__(self, identity: str, folder: Path | None = None) -> None:
        """
        Args:
            identity: All that a vector depends on but for the text.
            folder: Where the file is; None for the user's cache folder.
        """
        digest = hashlib.blake2b(f"{_SCHEMA}|{identity}".encode(), digest_size=16).hexdigest()
        self._header = json.dumps({"schema": _SCHEMA, "identity": identity})
        self._name, self._folder = digest, folder

    def find(self, text: str) -> NDArray[np.float32] | None:
        """The vector of a text, of length 1; None where there is none."""
        import numpy as np

        line = self._known.get(_digest(text)) if _keeping.get() else None
        if line is None:
            return None
        try:
            vector: NDArray[np.float32] = np.frombuffer(b64decode(line[_NUMBERS], validate=True), "<f4")
        except ValueError:
            return None
        return vector if abs(float(np.linalg.norm(vector)) - 1) < _ONE else None

    def add(self, vectors: Mapping[str, NDArray[np.float32]]) -> None:
        """Keep the vectors of texts; they are on the disk when this returns."""
        if not vectors or not _keeping.get():
            return
        numbers = {_digest(text): b64encode(vector.astype("<f4").tobytes()) for text, vector in vectors.items()}
        with contextlib.suppress(MtqaError):
            self._lines.add([f'["{key.decode()}","{of_text.decode()}"]' for key, of_text in numbers.items()])
            make_room(self._lines.folder, self._lines.kind, in_use=self._lines.path)

    @property
    def _lines(self) -> KeptLines:
        return KeptLines(self._folder or cache_folder("vectors"), CACHE_KINDS["vectors"], self._name, self._header)

    @cached_property
    def _known(self) -> dict[bytes, bytes]:
        """The lines on the disk by the digests of their texts."""
        known: dict[bytes, bytes] = {}

        def take(line: bytes) -> bool:
            known[line[_KEY]] = line
            if len(known) > _MOST:
                del known[next(iter(known))]
            return True

        with contextlib.suppress(OSError):
            self._lines.read(take)
        return known


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest().encode("ascii")
