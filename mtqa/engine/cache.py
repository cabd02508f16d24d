"""Statistics kept on disk by content: whoever scores the same lines again, in whatever files, only reads them."""

from __future__ import annotations

import io
import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engine.extraction import PreparedReferences, system_statistics
from mtqa.engine.signatures import signature

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StatisticsCache"]

_FORMAT = b"mtqa statistics 2"
_LINES_AT_ONCE = 1 << 16
_LONGEST_HEADER = 256
"""Bytes before the numbers in a file: NumPy's description of them."""


@dataclass(frozen=True)
class StatisticsCache:
    """A folder of statistics, each under the digest of all that they depend on.

    Damaged files are deleted, which a warning says; a folder that cannot be written is no cache, but no error either.

    Attributes:
        folder: Where the files are; made when first needed.
        most_bytes: Size of all files together; beyond it, those longest unused are deleted. None for the user's limit.
    """

    folder: Path
    most_bytes: int | None = None

    def statistics(
        self, references: PreparedReferences, systems: Sequence[Sequence[str]], *, workers: int = 1
    ) -> list[NDArray[Any]]:
        """What `system_statistics` returns, computed for the systems that are not in the folder.

        Args:
            references: From `prepare`.
            systems: Each system's translations.
            workers: Threads for the native backend.

        Raises:
            MtqaError: As `system_statistics`.
        """
        from mtqa.files import CACHE_KINDS, KeptFiles

        of_references = _Digest(_FORMAT)
        # Everything in the signature changes numbers, or may: options, tokenizer, sacreBLEU's version.
        of_references.add_text(f"{references.config!r}|{signature(references.config, references.n_references)}")
        for stream in references.streams:
            of_references.add_lines(stream)
        digests = []
        for hypotheses in systems:
            digest = of_references.copy()
            digest.add_lines(hypotheses)
            digests.append(digest.hexadecimal())
        files = KeptFiles(self.folder, CACHE_KINDS["statistics"], self.most_bytes)
        shape = (references.n_segments, references.config.columns)
        kept = [files.read(digest, lambda data: _unpacked(data, shape)) for digest in digests]
        missing = [number for number, statistics in enumerate(kept) if statistics is None]
        computed = system_statistics(references, [systems[number] for number in missing], workers=workers)
        for number, statistics in zip(missing, computed, strict=True):
            kept[number] = statistics
            files.write(digests[number], _packed(statistics))
        if missing:
            files.make_room()
        return [statistics for statistics in kept if statistics is not None]


def _packed(statistics: NDArray[Any]) -> bytes:
    import numpy as np

    buffer = io.BytesIO()
    np.save(buffer, statistics, allow_pickle=False)
    return buffer.getvalue()


def _unpacked(data: memoryview, shape: tuple[int, int]) -> NDArray[Any]:
    """The statistics in a file.

    Raises:
        ValueError: when they are no counts of so many segments.
    """
    import numpy as np

    head = io.BytesIO(data[:_LONGEST_HEADER])
    if np.lib.format.read_magic(head) != (1, 0):
        raise ValueError("another version of the format")
    found, by_columns, dtype = np.lib.format.read_array_header_1_0(head)
    if by_columns:
        raise ValueError("another order of numbers")
    # Not by np.load, which copies three times.
    statistics: NDArray[Any] = np.frombuffer(data, dtype, offset=head.tell()).reshape(found).copy()
    if statistics.shape != shape or statistics.dtype not in (np.int64, np.float64):
        raise ValueError("another shape or type of numbers")
    if statistics.size and not statistics.min() >= 0:
        raise ValueError("a number that is no count")
    if statistics.size and statistics.dtype == np.float64 and not statistics.max() < math.inf:
        raise ValueError("a number that is no count")
    return statistics


class _Digest:
    """A running digest of lines, in which no two different sequences of lines look alike."""

    def __init__(self, start: bytes) -> None:
        import hashlib

        self._hash = hashlib.blake2b(start, digest_size=20)

    def copy(self) -> _Digest:
        other = _Digest(b"")
        other._hash = self._hash.copy()
        return other

    def add_text(self, text: str) -> None:
        encoded = text.encode("utf-8", "surrogatepass")
        self._hash.update(len(encoded).to_bytes(8, "little"))
        self._hash.update(encoded)

    def add_lines(self, lines: Sequence[str | None]) -> None:
        self._hash.update(len(lines).to_bytes(8, "little"))
        for start in range(0, len(lines), _LINES_AT_ONCE):
            part = lines[start : start + _LINES_AT_ONCE]
            lengths = array("q", [-1 if line is None else len(line) for line in part])
            self.add_text(",".join(map(str, lengths)))
            self.add_text("".join([line for line in part if line is not None]))

    def hexadecimal(self) -> str:
        return self._hash.hexdigest()
