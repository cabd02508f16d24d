"""Where two files that should run in parallel, line by line, fall out of step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import accumulate

__all__ = ["first_line_out_of_step"]

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
