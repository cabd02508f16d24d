"""Places that two versions of a document mark alike: time codes of cues, cells of sheets, numbers of slides.

What stands before such a place in one version is never aligned with what stands after it in the other.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence

from mtqa.documents import Block

__all__ = ["shared_anchors"]

FEWEST = 0.5
"""Share of the anchors of the version with fewer of them that the other must have too: fewer are chance."""


def shared_anchors(source: Sequence[Block], target: Sequence[Block]) -> tuple[tuple[int, int], ...]:
    """The blocks that begin at a place which both versions mark: their numbers in each, rising in both.

    Args:
        source: Blocks of the source.
        target: Blocks of its translation.
    """
    of_source, of_target = _unique(source), _unique(target)
    pairs = [(i, of_target[anchor]) for anchor, i in of_source.items() if anchor in of_target]
    rising = _longest_rising(pairs)
    fewer = min(len(of_source), len(of_target))
    return tuple(rising) if rising and len(rising) >= FEWEST * fewer else ()


def _unique(blocks: Sequence[Block]) -> dict[str, int]:
    """Anchors that are there once, with the blocks that begin there."""
    counts = Counter(block.anchor for block in blocks)
    return {block.anchor: i for i, block in enumerate(blocks) if block.anchor and counts[block.anchor] == 1}


def _longest_rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The most pairs, of those that rise in the first number, that rise in the second as well."""
    ends: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for position, (_, j) in enumerate(pairs):
        length = bisect_left(ends, j)
        before.append(last[length - 1] if length else -1)
        ends[length:] = [*([j]), *ends[length + 1 :]]
        last[length:] = [position, *last[length + 1 :]]
    kept: list[tuple[int, int]] = []
    position = last[-1] if last else -1
    while position >= 0:
        kept.append(pairs[position])
        position = before[position]
    return kept[::-1]
