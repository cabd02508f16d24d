"""Where two files that should run in parallel, line by line, fall out of step."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["LinesSeen", "first_line_out_of_step", "why_not_parallel"]

FARTHEST = 50
"""Lines that one file may have more than the other; beyond it there is no telling where they went."""
CLEAREST = 0.15
"""By how much (mean difference of log lengths per line) shifting must make the rest fit better, to be believed."""


def first_line_out_of_step(source_lengths: Sequence[int], target_lengths: Sequence[int]) -> int | None:
    """The line, counted from 1, at which lines seem to be missing or too many, judged by the lengths of the lines.

    Up to that line, line n belongs to line n; after it, the lengths fit better when the lines of the longer file are
    shifted by the difference of the counts. The line that makes the whole fit best is the answer.

    Args:
        source_lengths: Lengths of the source's lines, in characters.
        target_lengths: Those of the translation.

    Returns:
        None where the counts are equal or far apart, or the lengths do not tell.
    """
    shift = len(target_lengths) - len(source_lengths)
    if not shift or abs(shift) > FARTHEST or min(len(source_lengths), len(target_lengths)) < 2:
        return None
    longer, shorter = (target_lengths, source_lengths) if shift > 0 else (source_lengths, target_lengths)
    scale = math.log((sum(longer) + 1) / (sum(shorter) + 1))
    n = len(shorter)

    def misfit(i: int, j: int) -> float:
        return min(2.0, abs(math.log((longer[j] + 1) / (shorter[i] + 1)) - scale))

    straight = [0.0, *accumulate(misfit(i, i) for i in range(n))]
    shifted = [0.0, *accumulate(misfit(i, i + abs(shift)) for i in range(n))]
    totals = [straight[k] + shifted[n] - shifted[k] for k in range(n + 1)]
    best = min(range(n + 1), key=totals.__getitem__)
    rest = n - best
    if rest and (straight[n] - straight[best]) - (shifted[n] - shifted[best]) < CLEAREST * rest:
        return None
    return best + 1


@dataclass(frozen=True)
class LinesSeen:
    """What the lines of a file tell of why there are more or fewer than there should be.

    Attributes:
        lengths: Characters of each line.
        returns: Whether a line has a carriage return in it.
    """

    lengths: tuple[int, ...]
    returns: bool

    @classmethod
    def of(cls, lines: Iterable[str]) -> LinesSeen:
        """What is to be seen of some lines."""
        seen = [(len(line), "\r" in line) for line in lines]
        return cls(tuple(length for length, _ in seen), any(returns for _, returns in seen))


def why_not_parallel(first: LinesSeen, other: LinesSeen, name: str, names: str) -> tuple[str, str]:
    """What is wrong with a file that has more or fewer lines than the first, as far as the lines tell.

    Args:
        first: The lines of the first file.
        other: Those of the other one.
        name: What the first file is called.
        names: What must run in parallel, to be said where nothing else is to be done.

    Returns:
        What follows the counts, and what to do.
    """
    shift = len(other.lengths) - len(first.lengths)
    for seen in (other, first):
        if seen.returns and len(seen.lengths) < max(len(first.lengths), len(other.lengths)):
            whose = "its lines" if seen is other else f"those of {name}"
            return f"; {whose} end in CR alone, as on old Macs", "Save it anew with lines that end in LF."
    longer, shorter = (other, first) if shift > 0 else (first, other)
    if not any(longer.lengths[len(shorter.lengths) :]):
        whose = "" if shift > 0 else f" of {name}"
        count = f"the last {abs(shift)}{whose} are" if abs(shift) > 1 else f"the last{whose} is"
        return f"; {count} empty", "Remove the empty lines at the end, or give all files as many."
    line = first_line_out_of_step(first.lengths, other.lengths)
    return "" if line is None else f"; they seem to fall out of step at line {line}", names
