"""A document as the search for its alignment sees it: vectors of sentences and of their groups, lengths, blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Side", "lengths_of", "side_of"]


@dataclass(frozen=True)
class Side:
    """One document of n sentences.

    Attributes:
        weighted: (n, d), a vector for each sentence; those of neighbours are added when they make a group.
        alone: (n,), what each sentence adds to the squared length of its group's vector.
        lengths: (n,), in characters.
        borders: (n,), the number of blocks that begin before each sentence.
        encoded: By a group's size and first sentence, vectors of length one that stand in place of the added ones.
    """

    weighted: NDArray[np.float32]
    alone: NDArray[np.float32]
    lengths: NDArray[np.float64]
    borders: NDArray[np.int64]
    encoded: dict[int, dict[int, NDArray[np.float32]]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.lengths)

    def groups(self, size: int, first: int = 0, last: int | None = None) -> NDArray[np.float32]:
        """Vectors, of length one or less, of the groups of `size` sentences that begin at `first` to `last` - 1.

        They are made when they are asked for: those of a long document would fill the memory.
        """
        import numpy as np

        first, last = max(0, first), min(len(self), len(self) if last is None else last + size - 1) - size + 1
        pooled = sum(self.weighted[first + i : last + i] for i in range(size))
        squared = (np.asarray(pooled, dtype=np.float64) ** 2).sum(axis=1)
        squared = squared + sum(self.alone[first + i : last + i] for i in range(size))
        vectors = np.asarray(pooled / np.sqrt(np.maximum(squared, 1e-12))[:, None], dtype=np.float32)
        for start, vector in self.encoded.get(size, {}).items():
            if first <= start < last:
                vectors[start - first] = vector
        return vectors


def side_of(
    sentences: Sequence[str],
    weighted: NDArray[np.float32],
    blocks: Sequence[int],
    alone: NDArray[np.float32] | None = None,
) -> Side:
    """A document of the sentences, the number of whose blocks `blocks` gives."""
    import numpy as np

    borders = np.concatenate([[0], np.cumsum(np.asarray(blocks[1:]) != np.asarray(blocks[:-1]))]).astype(np.int64)
    nothing = np.zeros(len(sentences), dtype=np.float32)
    return Side(weighted, nothing if alone is None else alone, lengths_of(sentences), borders)


def lengths_of(sentences: Sequence[str]) -> NDArray[np.float64]:
    """Characters of each sentence, at least one."""
    import numpy as np

    return np.array([max(1, len(sentence)) for sentence in sentences], dtype=np.float64)
