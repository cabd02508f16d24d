"""Files whose lines follow the segments of the test set, system by system: they must be complete."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError

__all__ = ["check_blocks"]


def check_blocks(counts: Mapping[str, int], corpus: Corpus, path: Path) -> None:
    """Refuse a file in which a system has not exactly as many lines as the corpus has segments.

    Raises:
        MtqaError: naming the system and both numbers.
    """
    n_segments = len(corpus.segments)
    for system, count in counts.items():
        if count != n_segments:
            raise MtqaError(
                f"'{system[:60]}' has {_lines(count)} for {n_segments} segments, and no line says which segment it is"
                " about",
                "Give None for segments that nobody judged, or the number of the segment in a column of its own.",
                path=path,
            )


def _lines(count: int) -> str:
    return "1 line" if count == 1 else f"{count} lines"
