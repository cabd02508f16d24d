"""Statistics kept on disk by content: whoever scores the same lines again, in whatever files, only reads them."""

from __future__ import annotations

import contextlib
import io
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.engine.extraction import PreparedReferences, system_statistics
from mtqa.engine.signatures import signature
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["StatisticsCache"]

_FORMAT = b"mtqa statistics 1"
_LINES_AT_ONCE = 1 << 16


@dataclass(frozen=True)
class StatisticsCache:
    """A folder of statistics, each under the digest of all that they depend on.

    Damaged files are overwritten; a folder that cannot be written is no cache, but no error either.

    Attributes:
        folder: Where the files are; made when first needed.
        most_bytes: Size of all files together; beyond it, those longest unused are deleted.
    """

    folder: Path
    most_bytes: int = 1 << 28

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
        of_references = _Digest(_FORMAT)
        # Everything in the signature changes numbers, or may: options, tokenizer, sacreBLEU's version.
        of_references.add_text(f"{references.config!r}|{signature(references.config, references.n_references)}")
        for stream in references.streams:
            of_references.add_lines(stream)
        paths = []
        for hypotheses in systems:
            digest = of_references.copy()
            digest.add_lines(hypotheses)
            paths.append(self.folder / f"{digest.hexadecimal()}.npy")
        kept = [self._read(path, (references.n_segments, references.config.columns)) for path in paths]
        missing = [number for number, statistics in enumerate(kept) if statistics is None]
        computed = system_statistics(references, [systems[number] for number in missing], workers=workers)
        for number, statistics in zip(missing, computed, strict=True):
            kept[number] = statistics
            self._write(paths[number], statistics)
        if missing:
            from mtqa.files import delete_oldest

            delete_oldest(self.folder, "*.npy", self.most_bytes)
        return [statistics for statistics in kept if statistics is not None]

    def _read(self, path: Path, shape: tuple[int, int]) -> NDArray[Any] | None:
        import numpy as np

        try:
            statistics: NDArray[Any] = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        if statistics.shape != shape or statistics.dtype not in (np.int64, np.float64):
            return None
        with contextlib.suppress(OSError):
            path.touch()
        return statistics

    def _write(self, path: Path, statistics: NDArray[Any]) -> None:
        import numpy as np

        from mtqa.files import write_atomically

        buffer = io.BytesIO()
        np.save(buffer, statistics, allow_pickle=False)
        with contextlib.suppress(MtqaError):
            write_atomically(path, buffer.getvalue())


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
