"""How far two people marked the same characters: F1 by character, as WMT counts it, on bits.

The characters of all texts stand one after another; what somebody marked is a row of bits, of which 64 are compared at
once. WMT's task on error spans (Blain et al., 2023) counts a character that both marked in full where the severity is
the same, and half where it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["bits_of", "bits_where", "span_f1"]

_WORD = 64


def bits_of(starts: NDArray[np.int64], ends: NDArray[np.int64], length: int) -> NDArray[np.uint64]:
    """Bits of the characters that lie in at least one of some stretches.

    Args:
        starts: First character of each stretch.
        ends: One past the last character of each.
        length: How many characters there are.
    """
    import numpy as np

    lengths = ends - starts
    marked = np.zeros(length, dtype=np.bool_)
    first = np.repeat(starts - np.cumsum(lengths) + lengths, lengths)
    marked[first + np.arange(len(first))] = True
    return bits_where(marked)


def bits_where(marked: NDArray[np.bool_]) -> NDArray[np.uint64]:
    """Bits of what is true, filled up with false."""
    import numpy as np

    rest = -len(marked) % _WORD
    whole = np.concatenate([marked, np.zeros(rest, dtype=np.bool_)]) if rest or not len(marked) else marked
    return np.packbits(whole).view(np.uint64)


def span_f1(
    first: tuple[NDArray[np.uint64], ...], second: tuple[NDArray[np.uint64], ...], both: NDArray[np.uint64]
) -> tuple[float, float]:
    """F1 of what two people marked, without and with severity.

    Args:
        first: One person's bits for each severity; a character has at most one.
        second: The other's.
        both: Bits of the texts that both of them judged.

    Returns:
        F1 where severity does not count, and where another severity counts half. Both are the same whichever of the
        two is taken for the truth, and 1 where neither marked anything.
    """
    import numpy as np

    ours, theirs = ([plane & both for plane in planes] for planes in (first, second))
    n_ours, n_theirs = (sum(map(_count, planes)) for planes in (ours, theirs))
    if n_ours + n_theirs == 0:
        return 1.0, 1.0
    shared = _count(np.bitwise_or.reduce(ours) & np.bitwise_or.reduce(theirs))
    alike = sum(_count(one & other) for one, other in zip(ours, theirs, strict=True))
    return 2 * shared / (n_ours + n_theirs), (shared + alike) / (n_ours + n_theirs)


def _count(bits: NDArray[np.uint64]) -> int:
    import numpy as np

    return int(np.bitwise_count(bits).sum())
