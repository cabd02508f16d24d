"""Which segment of a corpus a text is: by the text itself, and by numbers only where texts repeat."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from html import unescape
from pathlib import Path

from mtqa.corpus.corpus import Corpus
from mtqa.errors import MtqaError

__all__ = ["SegmentFinder", "folded_text"]


def folded_text(text: str) -> str:
    """Letters and digits only: what stays the same when blanks, quotation marks and character references change."""
    text = unescape(text) if "&" in text else text
    return "".join(character for character in text.casefold() if character.isalnum()) or "".join(text.split())


class SegmentFinder:
    """Finds the positions of texts in a corpus.

    Args:
        corpus: The corpus.
        path: The file that is read, for messages.
    """

    def __init__(self, corpus: Corpus, path: Path) -> None:
        self._corpus = corpus
        self._path = path
        self._by_source: dict[str, list[int]] = defaultdict(list)
        for position, segment in enumerate(corpus.segments):
            self._by_source[folded_text(segment.source)].append(position)
        self._by_number: dict[tuple[str, int], list[int]] = defaultdict(list)
        counts: dict[str, int] = defaultdict(int)
        for position, segment in enumerate(corpus.segments):
            counts[segment.document] += 1
            self._by_number[segment.document, counts[segment.document]].append(position)

    def find(
        self, source: str, line: int, *, number: int | None = None, document: str = "", within: int | None = None
    ) -> int:
        """The position of a source text.

        Args:
            source: The text.
            line: Where it stands, for messages.
            number: Number of the segment in the test set, from 1; decides between segments that read the same.
            document: Name of its document.
            within: Its number in the document, from 1.

        Raises:
            MtqaError: when no segment has this source, or several have and the numbers do not tell them apart.
        """
        candidates = self._by_source.get(folded_text(source), [])
        if not candidates:
            raise MtqaError(
                f"no segment of the corpus has the source '{source[:60]}'",
                "Are these judgements of another test set?",
                path=self._path,
                line=line or None,
            )
        narrower: tuple[Callable[[int], bool], ...] = (
            lambda position: position + 1 == number,
            lambda position: position in self._by_number.get((document, within or 0), ()),
            lambda position: self._corpus.segments[position].document == document,
        )
        for keeps in narrower:
            if len(candidates) > 1:
                candidates = [position for position in candidates if keeps(position)] or candidates
        if len(candidates) > 1:
            listed = ", ".join(self._corpus.segments[position].id for position in candidates[:4])
            raise MtqaError(
                f"the source '{source[:60]}' stands in {len(candidates)} segments ({listed}), and no number tells which"
                " is meant",
                "Give the number of the segment in the test set.",
                path=self._path,
                line=line or None,
            )
        return candidates[0]
