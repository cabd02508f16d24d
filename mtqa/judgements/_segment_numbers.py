"""Which segment a number or an id in a file of judgements means."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from mtqa.contracts import Told
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError

__all__ = ["SegmentNumbers"]


class SegmentNumbers:
    """Positions by number (the first segment is 1) or by the ids that the corpus gives its segments.

    Raises:
        MtqaError: when the file's numbers could be both, and would then mean different segments.
    """

    def __init__(self, names: Sequence[str], corpus: Corpus, told: Told, path: Path) -> None:
        self._path = path
        self._n_segments = len(corpus.segments)
        self._first = 1 if told.first is None else told.first
        ids = {segment.id: position for position, segment in enumerate(corpus.segments)}
        unique = set(names)
        self._ids = ids if unique <= ids.keys() else None
        are_numbers = all(self._by_number(name) is not None for name in unique)
        if self._ids is not None and are_numbers and told.first is None:
            clash = next((name for name in unique if ids[name] != self._by_number(name)), None)
            if clash is not None:
                raise MtqaError(
                    f"segment {clash} may be the id that the corpus gives a segment, or its number in the file",
                    f"Say from where segments are numbered: '{path}:first=1' or '{path}:first=0'.",
                    path=path,
                )
        if told.first is not None:
            self._ids = None

    def _by_number(self, name: str) -> int | None:
        if not (name.isascii() and name.isdigit()):
            return None
        position = int(name) - self._first
        return position if 0 <= position < self._n_segments else None

    def position(self, name: str, line: int) -> int:
        """The segment's position.

        Raises:
            MtqaError: when the corpus has no such segment.
        """
        position = self._ids[name] if self._ids is not None else self._by_number(name)
        if position is None:
            counted = "" if self._first else ", which are counted from 0"
            hint = f"If the first segment is number 0, say '{self._path}:first=0'." if name == "0" else ""
            raise MtqaError(
                f"there is no segment {name[:40] or '(empty)'} in a corpus of {self._n_segments}{counted}",
                hint,
                path=self._path,
                line=line,
            )
        return position
