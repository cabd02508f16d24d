"""What sets two systems apart: words and word sequences that one gets right and the other does not.

A sequence of one to three words is right in a segment when one of its references has it too; it counts as often as it
stands in the reference that has it most often (as in BLEU, Papineni et al., 2002). Sequences are ordered by a sign test
on the segments: in how many only the one system has it right, in how many only the other.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from dataclasses import dataclass

from mtqa.rendering.diff import tokens
from mtqa.rendering.labels import anchor, segment_label
from mtqa.rendering.scoreboard import Scoreboard, ordered_systems

__all__ = ["Difference", "Sequence", "characteristic"]

SHOWN = 12
MAX_SEGMENTS = 5_000
"""Above so many segments, an even sample of so many is looked at."""
_LONGEST = 3
_LEAST = 3
"""A sequence is shown when it sets the systems apart in so many segments."""


@dataclass(frozen=True)
class Sequence:
    """A word sequence.

    Attributes:
        text: The words.
        ours: Segments in which only the first system has it right.
        theirs: Segments in which only the second has.
        target: Anchor of one such segment.
        label: What that segment is called.
    """

    text: str
    ours: int
    theirs: int
    target: str
    label: str


@dataclass(frozen=True)
class Difference:
    """The sequences that set two systems apart.

    Attributes:
        system: The primary system.
        other: The system that it is compared with: the best of the others by the headline metric.
        ours: What the first gets right more often, the clearest first.
        theirs: What the second does.
        n_segments: Segments that were looked at.
        sampled: Whether they are a sample.
    """

    system: str
    other: str
    ours: tuple[Sequence, ...]
    theirs: tuple[Sequence, ...]
    n_segments: int
    sampled: bool


def characteristic(board: Scoreboard) -> Difference | None:
    """What sets the primary system and the best other one apart; None without references or another system."""
    evaluation = board.evaluation
    corpus = evaluation.corpus
    systems = ordered_systems(board)
    if len(systems) < 2 or not corpus.reference_names:
        return None
    first, second = systems[:2]
    step = max(1, math.ceil(len(corpus.segments) / MAX_SEGMENTS))
    positions = range(0, len(corpus.segments), step)
    ours: Counter[str] = Counter()
    theirs: Counter[str] = Counter()
    examples: dict[str, list[int]] = defaultdict(lambda: [-1, -1])
    for position in positions:
        hypothesis, other_hypothesis = first.hypotheses[position], second.hypotheses[position]
        references = corpus.segments[position].references.values()
        if hypothesis is None or other_hypothesis is None or not references:
            continue
        wanted: Counter[str] = Counter()
        for reference in references:
            wanted |= _sequences(reference)
        right, right_other = _sequences(hypothesis) & wanted, _sequences(other_hypothesis) & wanted
        for side, only, counts in ((0, right - right_other, ours), (1, right_other - right, theirs)):
            for text in only:
                counts[text] += 1
                if examples[text][side] < 0:
                    examples[text][side] = position

    def listed(counts: Counter[str], others: Counter[str], side: int) -> tuple[Sequence, ...]:
        ranked = sorted(
            (text for text, n in counts.items() if n >= _LEAST and n > 2 * others[text]),
            key=lambda text: (_chance(counts[text], others[text]), -len(text), text),
        )
        sequences: list[Sequence] = []
        for text in ranked:
            # A part of what is listed already says nothing new.
            if not any(_within(text, earlier.text) or _within(earlier.text, text) for earlier in sequences):
                segment = corpus.segments[examples[text][side]]
                place = anchor(segment.id), segment_label(corpus, segment)
                sequences.append(Sequence(text, ours[text], theirs[text], *place))
            if len(sequences) == SHOWN:
                break
        return tuple(sequences)

    return Difference(
        first.name, second.name, listed(ours, theirs, 0), listed(theirs, ours, 1), len(positions), step > 1
    )


def _within(part: str, whole: str) -> bool:
    return f" {part} " in f" {whole} "


def _sequences(text: str) -> Counter[str]:
    """All sequences of one to three words with at least one letter or digit at each end."""
    words = [text[start:end] for start, end in tokens(text)]
    counted: Counter[str] = Counter()
    for n in range(1, _LONGEST + 1):
        for start in range(len(words) - n + 1):
            if words[start][0].isalnum() and words[start + n - 1][0].isalnum():
                counted[" ".join(words[start : start + n])] += 1
    return counted


def _chance(wins: int, losses: int) -> float:
    """How probable at least so many wins are when both were equally likely (sign test, one-sided)."""
    n = wins + losses
    return float(sum(math.comb(n, k) for k in range(wins, n + 1)) / 2**n)
