"""Alignment of the sentences of two documents by dynamic programming over the whole document.

A bead's score is the cosine of its two sides less a margin, the mean cosine of either side with what stands next to
the other (so that a text that resembles everything gains nothing), times a factor for different lengths. With an
encoder, the vectors are centred per document and side; groups of sentences are first pooled, weighted by length, and
where the first pass finds anything but 1-1 beads, groups are encoded as they would be read and aligned once more.
Without an encoder, the vectors hold what is visible on the surface, and length counts more.

After Thompson and Koehn (2019, vecalign), Liu and Zhu (2023, bertalign) and Gale and Church (1993).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from mtqa.alignment.beads import Alignment, Bead
from mtqa.alignment.encoders import Encoder
from mtqa.alignment.lexical import surface_vectors

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Alignment", "Bead", "align"]

KINDS = ((1, 1), (1, 2), (2, 1), (1, 3), (3, 1), (2, 2), (1, 4), (4, 1))
_LARGEST_GROUP = 4
_ENCODED_GROUPS = (2, 3)
_BAND = 40
"""Sentences on either side of the first path that the second pass looks at."""
_NEAR = 2
_ROWS = 128
_CHI = 6.8
"""Variance of the length difference per character (Gale and Church, 1993)."""


@dataclass(frozen=True)
class _Weights:
    """How much each kind of evidence counts. The values were chosen on the development document of Text+Berg."""

    similarity: float
    margin: float
    length_factor: bool
    group_gain: float
    length_chi: float
    length_ratio: float
    group_cost: float
    block_cost: float
    skip: float


_BY_MEANING = _Weights(
    similarity=1.0,
    margin=0.3,
    length_factor=True,
    group_gain=0.3,
    length_chi=0.0,
    length_ratio=0.0,
    group_cost=0.0,
    block_cost=0.1,
    skip=-0.1,
)
_MT_SKIP = 0.0
_BY_SURFACE = _Weights(
    similarity=8.0,
    margin=0.5,
    length_factor=False,
    group_gain=0.0,
    length_chi=0.05,
    length_ratio=0.5,
    group_cost=0.3,
    block_cost=0.5,
    skip=-1.0,
)


@dataclass(frozen=True)
class _Side:
    """One document: unit vectors of its groups by size, their lengths, and where blocks begin."""

    groups: dict[int, NDArray[np.float32]]
    lengths: NDArray[np.float64]
    borders: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.lengths)


def align(
    source: Sequence[str],
    target: Sequence[str],
    *,
    encoder: Encoder | None,
    source_language: str = "",
    target_language: str = "",
    source_blocks: Sequence[int] | None = None,
    target_blocks: Sequence[int] | None = None,
    translation: Literal["mt", "free"] = "mt",
) -> Alignment:
    """Align two documents sentence by sentence.

    Args:
        source: n source sentences.
        target: m target sentences.
        encoder: Sentence encoder, or None to go by length and by what is visible on the surface.
        source_language: Tag of the source language, for warnings.
        target_language: Tag of the target language, for warnings.
        source_blocks: Number of the block that each source sentence is in; beads rather stay inside a block.
        target_blocks: The same for the target.
        translation: `mt` follows the source closely; `free` may leave out, add and rearrange.

    Returns:
        Beads that cover every sentence once, in order: 1-1, 1-n and n-1 up to 4, 2-2, omissions and additions.
    """
    method = (
        "length, numbers, names and cognates"
        if encoder is None
        else f"sentence embeddings, {encoder.name} {encoder.revision}"
    )
    warnings: list[str] = []
    if encoder is None:
        pair = f" ({source_language}-{target_language})" if source_language and target_language else ""
        warnings.append(
            f"aligned{pair} without a sentence encoder, by length, numbers and names only: check the alignment before"
            " you trust the scores. For a surer one: pip install 'mtqa[embed]'."
        )
    if not source or not target:
        one_sided = [Bead((i,), (), 0.0) for i in range(len(source))] + [
            Bead((), (j,), 0.0) for j in range(len(target))
        ]
        return Alignment(tuple(one_sided), method, False, tuple(warnings))
    blocks = (source_blocks or [0] * len(source), target_blocks or [0] * len(target))
    if encoder is None:
        beads = _align_by_surface(source, target, blocks)
    else:
        beads = _align_by_meaning(
            source, target, blocks, encoder, _MT_SKIP if translation == "mt" else _BY_MEANING.skip
        )
    unmatched = sum(len(bead.source) + len(bead.target) for bead in beads if not bead.source or not bead.target)
    if unmatched > (len(source) + len(target)) / 2:
        warnings.append(
            f"{unmatched} of {len(source) + len(target)} sentences have no counterpart: are these two versions of the"
            " same text?"
        )
    return Alignment(tuple(beads), method, encoder is not None and len(warnings) == 0, tuple(warnings))


def _align_by_meaning(
    source: Sequence[str],
    target: Sequence[str],
    blocks: tuple[Sequence[int], Sequence[int]],
    encoder: Encoder,
    skip: float,
) -> list[Bead]:
    import numpy as np

    texts = (source, target)
    raw = [encoder.encode(side) for side in texts]
    means = [vectors.mean(axis=0) if len(vectors) > 1 else np.zeros_like(vectors[0]) for vectors in raw]
    centred = [vectors - mean for vectors, mean in zip(raw, means, strict=True)]
    sides = [
        _side(text, vectors * _lengths(text)[:, None], of_side)
        for text, vectors, of_side in zip(texts, centred, blocks, strict=True)
    ]
    low, high = _band(sides[0], sides[1])
    beads = _best_path(sides[0], sides[1], _BY_MEANING, skip, low, high)
    doubtful = [_doubtful(beads, side) for side in (0, 1)]
    if not doubtful[0] and not doubtful[1]:
        return beads
    for text, side, mean, positions in zip(texts, sides, means, doubtful, strict=True):
        _encode_groups(text, side, mean, positions, encoder)
    return _best_path(sides[0], sides[1], _BY_MEANING, skip, low, high)


def _align_by_surface(
    source: Sequence[str], target: Sequence[str], blocks: tuple[Sequence[int], Sequence[int]]
) -> list[Bead]:
    of_source, of_target = surface_vectors(source, target)
    one = _side(source, of_source[0], blocks[0], alone=of_source[1])
    other = _side(target, of_target[0], blocks[1], alone=of_target[1])
    low, high = _band(one, other)
    return _best_path(one, other, _BY_SURFACE, _BY_SURFACE.skip, low, high)


def _lengths(sentences: Sequence[str]) -> NDArray[np.float64]:
    import numpy as np

    return np.array([max(1, len(sentence)) for sentence in sentences], dtype=np.float64)


def _side(
    sentences: Sequence[str],
    weighted: NDArray[np.float32],
    blocks: Sequence[int],
    alone: NDArray[np.float32] | None = None,
) -> _Side:
    """Pool the weighted vectors of neighbours; `alone` adds to the squared length of a vector."""
    import numpy as np

    groups: dict[int, NDArray[np.float32]] = {}
    for size in range(1, min(_LARGEST_GROUP, len(sentences)) + 1):
        last = len(sentences) - size + 1
        pooled = sum(weighted[i : last + i] for i in range(size))
        squared = (np.asarray(pooled, dtype=np.float64) ** 2).sum(axis=1)
        if alone is not None:
            squared = squared + sum(alone[i : last + i] for i in range(size))
        groups[size] = (pooled / np.sqrt(np.maximum(squared, 1e-12))[:, None]).astype(np.float32)
    borders = np.concatenate([[0], np.cumsum(np.asarray(blocks[1:]) != np.asarray(blocks[:-1]))]).astype(np.int64)
    return _Side(groups, _lengths(sentences), borders)


def _doubtful(beads: Sequence[Bead], side: int) -> set[int]:
    """Sentences near a bead that is not 1-1."""
    near: set[int] = set()
    position = 0
    for bead in beads:
        own = bead.target if side else bead.source
        if bead.kind != "1-1":
            near.update(range(position - _NEAR, position + len(own) + _NEAR))
        position += len(own)
    return {i for i in near if 0 <= i < position}


def _encode_groups(
    sentences: Sequence[str], side: _Side, mean: NDArray[np.float32], positions: set[int], encoder: Encoder
) -> None:
    """Replace pooled vectors of groups that consist of doubtful sentences by those of the text as it would be read."""
    import numpy as np

    for size in _ENCODED_GROUPS:
        if size not in side.groups:
            continue
        starts = [i for i in range(len(side.groups[size])) if all(i + k in positions for k in range(size))]
        if not starts:
            continue
        vectors = encoder.encode([" ".join(sentences[i : i + size]) for i in starts]) - mean
        side.groups[size][starts] = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


def _band(source: _Side, target: _Side) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For each number of source sentences, the range of numbers of target sentences that the path may pass.

    A first path of 1-1 beads with free skips is widened by `_BAND` sentences. Memory: one byte per pair of sentences.
    """
    import numpy as np

    n, m = len(source), len(target)
    back = np.zeros((n + 1, m + 1), dtype=np.int8)
    best = np.zeros(m + 1, dtype=np.float32)
    for i in range(1, n + 1):
        diagonal = np.full(m + 1, -1.0, dtype=np.float32)
        diagonal[1:] = best[:-1] + np.maximum(target.groups[1] @ source.groups[1][i - 1], 0.0)
        row = np.maximum(best, diagonal)
        back[i] = np.where(diagonal > best, 1, 0)
        run = np.maximum.accumulate(row)
        back[i][run > row] = 2
        best = run
    i, j = n, m
    path = {n: [m, m]}
    while i > 0 and j > 0:
        step = back[i, j]
        i, j = i - (step != 2), j - (step != 0)
        reached = path.setdefault(i, [j, j])
        reached[0], reached[1] = min(reached[0], j), max(reached[1], j)
    for k in range(i + 1):
        reached = path.setdefault(k, [j, j])
        reached[0] = 0 if k == 0 else min(reached[0], j)
    first = np.array([path[k][0] for k in range(n + 1)])
    last = np.array([path[k][1] for k in range(n + 1)])
    low, high = first.copy(), last.copy()
    for k in range(n + 1):
        window = slice(max(0, k - _BAND), min(n, k + _BAND) + 1)
        low[k] = max(0, first[window].min() - _BAND)
        high[k] = min(m, last[window].max() + _BAND)
    return low, high


def _best_path(
    source: _Side, target: _Side, weights: _Weights, skip: float, low: NDArray[np.int64], high: NDArray[np.int64]
) -> list[Bead]:
    """The path with the highest sum of scores through the band."""
    import numpy as np

    n, m = len(source), len(target)
    scorer = _Scorer(source, target, weights, low, high)
    rows = [np.full(high[i] - low[i] + 1, -np.inf) for i in range(n + 1)]
    steps = [np.zeros(len(row), dtype=np.int8) for row in rows]
    gained: list[dict[int, NDArray[np.float64]]] = [{} for _ in rows]
    omission, addition = len(KINDS), len(KINDS) + 1
    for i in range(n + 1):
        row, step = rows[i], steps[i]
        if i == 0:
            row[0] = 0.0
        else:
            _take(row, step, low[i], rows[i - 1] + skip, low[i - 1], omission)
        for kind, (a, b) in enumerate(KINDS):
            if i < a or b > m:
                continue
            first = max(low[i], low[i - a] + b, b)
            last = min(high[i], high[i - a] + b)
            if first > last:
                continue
            gain = scorer.scores(i - a, first - b, last - b, a, b)
            gained[i][kind] = gain
            reached = rows[i - a][first - b - low[i - a] : last - b - low[i - a] + 1] + gain
            _take(row, step, low[i], reached, first, kind)
            gained[i][-kind - 1] = np.array([first])
        # Additions run along the row: the best start less what the way there cost.
        climb = row - skip * np.arange(len(row))
        run = np.maximum.accumulate(climb)
        extended = run + skip * np.arange(len(row))
        step[extended > row + 1e-12] = addition
        np.maximum(row, extended, out=row)
    beads: list[Bead] = []
    i, j = n, m
    while i or j:
        kind = int(steps[i][j - low[i]])
        if kind == omission:
            beads.append(Bead((i - 1,), (), 0.0))
            i -= 1
        elif kind == addition:
            beads.append(Bead((), (j - 1,), 0.0))
            j -= 1
        else:
            a, b = KINDS[kind]
            score = float(gained[i][kind][j - int(gained[i][-kind - 1][0])])
            beads.append(Bead(tuple(range(i - a, i)), tuple(range(j - b, j)), score))
            i, j = i - a, j - b
    beads.reverse()
    return beads


def _take(
    row: NDArray[np.float64],
    step: NDArray[np.int8],
    low: int,
    reached: NDArray[np.float64],
    first: int,
    kind: int,
) -> None:
    """Where `reached`, which begins at column `first`, is better than `row`, put it there."""
    start, end = max(low, first), min(low + len(row), first + len(reached))
    if start >= end:
        return
    offered = reached[start - first : end - first]
    own = slice(start - low, end - low)
    better = offered > row[own]
    row[own][better] = offered[better]
    step[own][better] = kind


class _Scorer:
    """Scores of beads that begin at one source sentence and at a range of target sentences."""

    def __init__(
        self,
        source: _Side,
        target: _Side,
        weights: _Weights,
        low: NDArray[np.int64],
        high: NDArray[np.int64],
    ) -> None:
        import numpy as np

        self.source, self.target, self.weights = source, target, weights
        self.low, self.high = low, high
        self.blocks: dict[tuple[int, int, int], tuple[int, NDArray[np.float32]]] = {}
        ratio = source.lengths.sum() / target.lengths.sum()
        self.source_ends = np.concatenate([[0.0], np.cumsum(source.lengths)])
        self.target_ends = np.concatenate([[0.0], np.cumsum(target.lengths)]) * ratio

    def scores(self, i: int, first: int, last: int, a: int, b: int) -> NDArray[np.float64]:
        """Scores of the beads source[i : i + a] with target[j : j + b], for j from `first` to `last`."""
        import numpy as np

        weights, source, target = self.weights, self.source, self.target
        n, m = len(source), len(target)
        similarity = self._cosines(a, b, i, first, last)
        # The margin: either side against the single sentences that stand beside the other.
        beside, n_beside = np.zeros((2, len(similarity)))
        before, after = slice(max(0, 1 - first), None), slice(0, max(0, m - b - first))
        if first + len(similarity) > 1:
            beside[before] += self._cosines(a, 1, i, max(first, 1) - 1, last - 1)
            n_beside[before] += 1
        if first + b < m:
            beside[after] += self._cosines(a, 1, i, first + b, min(last + b, m - 1))
            n_beside[after] += 1
        margin = beside / np.maximum(n_beside, 1)
        own = [self._cosines(1, b, k, first, last) for k in (i - 1, i + a) if 0 <= k < n]
        margin = (margin + (np.mean(own, axis=0) if own else 0.0)) / 2
        score = weights.similarity * (similarity - weights.margin * margin)
        length = self.source_ends[i + a] - self.source_ends[i]
        lengths = self.target_ends[first + b : last + b + 1] - self.target_ends[first : last + 1]
        if weights.length_factor:
            score *= np.log2(1.0 + np.minimum(length, lengths) / np.maximum(length, lengths))
        if weights.group_gain:
            score *= ((a + b) / 2) ** weights.group_gain
        if weights.length_chi:
            chi = (lengths - length) ** 2 / (_CHI * (length + lengths) / 2)
            score -= weights.length_chi * np.minimum(chi, 25.0)
        if weights.length_ratio:
            score -= weights.length_ratio * np.abs(np.log(lengths / length))
        score -= weights.group_cost * (a + b - 2)
        crossed = target.borders[first + b - 1 : last + b] - target.borders[first : last + 1]
        crossed = crossed + source.borders[i + a - 1] - source.borders[i]
        return np.asarray(score - weights.block_cost * crossed, dtype=np.float64)

    def _cosines(self, a: int, b: int, i: int, first: int, last: int) -> NDArray[np.float64]:
        """Cosines of the group of a source sentences at i with the groups of b target sentences from first to last.

        They are computed for `_ROWS` source sentences at once, over all target sentences that the band has there.
        """
        import numpy as np

        number = i // _ROWS
        block = self.blocks.get((a, b, number))
        if block is None:
            for old in [key for key in self.blocks if key[2] < number - 1]:
                del self.blocks[old]
            near = slice(max(0, number * _ROWS - _LARGEST_GROUP), (number + 1) * _ROWS + 2 * _LARGEST_GROUP)
            offset = max(0, int(self.low[near].min()) - 2 * _LARGEST_GROUP)
            end = int(self.high[near].max()) + 2 * _LARGEST_GROUP
            rows = self.source.groups[a][number * _ROWS : (number + 1) * _ROWS]
            block = offset, rows @ self.target.groups[b][offset:end].T
            self.blocks[a, b, number] = block
        offset, cosines = block
        return np.asarray(cosines[i - number * _ROWS, first - offset : last + 1 - offset], dtype=np.float64)
