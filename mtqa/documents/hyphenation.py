"""Words divided at the end of a line: which hyphens go, and which belong to the word."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain, pairwise
from pathlib import Path

__all__ = ["Hyphens"]

_SOFT = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010\u2011][^\W\d_]+)*")
_LAST = re.compile(r"([^\W\d_]{2,})[-\u2010]$")
_FIRST = re.compile(r"[^\W\d_]+")
_FEWEST = 4
_SHARE = 0.04


@cache
def _kept() -> tuple[frozenset[str], frozenset[str]]:
    """Particles that keep the hyphen after them, and those that keep the one before, of all languages."""
    text = Path(__file__).with_name("hyphens.toml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    after, before = (frozenset(chain.from_iterable(rows[key].values())) for key in ("keep_after", "keep_before"))
    return after, before


class Hyphens:
    """Decides for one document.

    A soft hyphen always goes. A hyphen goes when the word stands undivided elsewhere in the document, or when the
    document divides its words as a matter of course; it stays when the word stands with its hyphen elsewhere, before a
    capital or a digit, and next to particles that are written with a hyphen.

    Args:
        lines: The lines of each paragraph.
    """

    def __init__(self, lines: Iterable[Sequence[str]]) -> None:
        self._words: set[str] = set()
        ends = divided = 0
        for paragraph in lines:
            for line, following in pairwise(paragraph):
                ends += 1
                divided += _parts(line, following) is not None
            for line in paragraph:
                inside = _WORD.findall(line)
                # The first and the last word of a line may be parts of words.
                self._words.update(word.casefold() for word in inside[1:-1])
        self._divides = divided >= max(_FEWEST, _SHARE * ends)

    def join(self, line: str, following: str) -> str:
        """Two lines of a paragraph as one."""
        if line.endswith(_SOFT):
            return line[:-1] + following
        parts = _parts(line, following)
        if parts is not None and self._goes(*parts):
            return line[:-1] + following
        ends_in_hyphen = line[-1:] in ("-", "\u2010") and line[-2:-1].isalnum()
        return line + following if ends_in_hyphen else f"{line} {following}"

    def _goes(self, left: str, right: str) -> bool:
        fused, hyphenated = (left + right).casefold(), f"{left}-{right}".casefold()
        if hyphenated in self._words:
            return False
        if fused in self._words:
            return True
        after, before = _kept()
        return self._divides and left.casefold() not in after and right.casefold() not in before


def _parts(line: str, following: str) -> tuple[str, str] | None:
    """The two parts of a word that may have been divided between two lines."""
    left = _LAST.search(line[-60:])
    right = _FIRST.match(following)
    if left is None or right is None or not right[0][0].islower() or left[1].isupper():
        return None
    return left[1], right[0]
