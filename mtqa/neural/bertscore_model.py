"""BERTScore (Zhang et al., 2020): tokens of hypothesis and reference matched by the cosine of their vectors."""

from __future__ import annotations

import math
from array import array
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from mtqa.errors import MtqaError
from mtqa.neural.batches import gathered, in_batches, on
from mtqa.neural.encoder import Encoder, library_versions
from mtqa.neural.items import Item, ItemScore, bytes_of_longest

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["BertScoreModel", "inverse_frequencies"]


@dataclass(frozen=True)
class BertScoreModel:
    """A loaded model.

    Attributes:
        name: Folder or hub name.
        revision: The commit of the hub, or a digest of the files.
        encoder: The encoder.
        layer: Number of the layer that is read; 0 is the embeddings.
        idf: Weights of tokens; None where all count alike.
        unseen: Weight of tokens that are not among them.
    """

    name: str
    revision: str
    encoder: Encoder
    layer: int
    idf: Mapping[int, float] | None = None
    unseen: float = 0.0

    def __post_init__(self) -> None:
        if not 0 <= self.layer < self.encoder.n_layers:
            raise MtqaError(
                f"the encoder '{self.name}' has no layer {self.layer}", f"It has 0 to {self.encoder.n_layers - 1}."
            )

    @property
    def identity(self) -> str:
        weights = "none" if self.idf is None else f"{len(self.idf)}:{sum(self.idf.values()):.6f}:{self.unseen:.6f}"
        kind = f"layer:{self.layer}|idf:{weights}|{self.encoder.place.precision}"
        return f"bertscore|{self.revision}|{kind}|{library_versions()}"

    @property
    def limit(self) -> int:
        return self.encoder.positions

    @property
    def batch_tokens(self) -> int:
        return self.encoder.place.tokens

    @property
    def bound(self) -> Callable[[Item], int] | None:
        return None if self.encoder.place.device == "cpu" else bytes_of_longest

    def lengths(self, items: Sequence[Item]) -> list[int]:
        hypotheses = self.encoder.lengths([item.hypothesis for item in items])
        references = self.encoder.lengths([item.reference or "" for item in items])
        return list(map(max, hypotheses, references))

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        rows: dict[str, int] = {}
        pairs = [
            (rows.setdefault(item.hypothesis, len(rows)), rows.setdefault(item.reference or "", len(rows)))
            for item in items
        ]
        texts = self._encoded(self.encoder.tokens(list(rows)))
        found: list[tuple[list[int], Any]] = []

        def run(batch: list[int]) -> list[int]:
            found.append((batch, _f1(texts, *zip(*(pairs[i] for i in batch), strict=True))))
            return batch

        lengths = texts.lengths.tolist()
        in_batches([max(lengths[h], lengths[r]) for h, r in pairs], self.encoder.place.tokens, run)
        return lambda: [ItemScore(value) for value in gathered(found)]

    def _encoded(self, sequences: Sequence[array[int]]) -> _Encoded:
        """The vectors of all texts' tokens, of length 1, and their weights."""
        import numpy as np
        import torch

        device = self.encoder.place.device
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        starts = np.cumsum(lengths) - lengths
        kept: list[Any] = []

        def run(batch: list[int]) -> list[int]:
            states, _ = self.encoder.hidden([sequences[i] for i in batch])
            normed = torch.nn.functional.normalize(states[self.layer].float(), dim=-1)
            if not kept:  # one row of zeros at the end, for what stands behind the shorter texts
                kept.append(torch.zeros((int(lengths.sum()) + 1, normed.shape[2]), device=device))
            column = np.arange(normed.shape[1])
            inside = column < lengths[batch][:, None]
            rows = (starts[batch][:, None] + column)[inside]
            kept[0][on(device, rows)] = normed.flatten(0, 1)[on(device, np.flatnonzero(inside))]
            return batch

        in_batches(lengths.tolist(), self.encoder.place.tokens, run)
        weights = self._weights_of_words[np.frombuffer(b"".join(sequences), np.int32)]
        return _Encoded(kept[0], on(device, np.append(weights, 0.0)), lengths, starts)

    @cached_property
    def _weights_of_words(self) -> NDArray[np.float64]:
        """The weights of all tokens, by their numbers; the marks at beginning and end count nothing."""
        import numpy as np

        tokenizer = self.encoder.tokenizer
        marks = {tokenizer.cls_token_id, tokenizer.sep_token_id} - {None}
        weights = np.full(len(tokenizer), 1.0 if self.idf is None else self.unseen)
        for number, weight in (self.idf or {}).items():
            weights[number] = weight
        weights[sorted(marks)] = 0.0
        return weights


def inverse_frequencies(encoder: Encoder, references: Sequence[str]) -> tuple[dict[int, float], float]:
    """log((n + 1) / (n_t + 1)) for each token t of n references of which n_t contain it; and that of unseen tokens."""
    counts: Counter[int] = Counter()
    for tokens in encoder.tokens(references):
        counts.update(set(tokens))
    n = len(references)
    return {number: math.log((n + 1) / (count + 1)) for number, count in counts.items()}, math.log(n + 1)


@dataclass(frozen=True)
class _Encoded:
    """The tokens of n texts, one text after the other, and a row of zeros at the end.

    Attributes:
        vectors: Of shape (all tokens + 1, width).
        weights: Of shape (all tokens + 1,).
        lengths: Tokens of each text.
        starts: Where each text begins.
    """

    vectors: Any
    weights: Any
    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]

    def side(self, texts: Sequence[int]) -> tuple[Any, Any, Any]:
        """Vectors (n, longest, width) and weights (n, longest) of some texts, zeros behind the shorter ones, and where
        there is a token."""
        import numpy as np

        of_texts = list(texts)
        column = np.arange(int(self.lengths[of_texts].max()))
        inside = column < self.lengths[of_texts][:, None]
        device = str(self.vectors.device)
        rows = on(device, np.where(inside, self.starts[of_texts][:, None] + column, len(self.vectors) - 1))
        return self.vectors[rows], self.weights[rows], on(device, inside)


def _f1(texts: _Encoded, hypotheses: Sequence[int], references: Sequence[int]) -> Any:
    """The scores of pairs of texts."""
    import torch

    of_hypotheses, hypothesis_weights, inside_hypothesis = texts.side(hypotheses)
    of_references, reference_weights, inside_reference = texts.side(references)
    alike = torch.bmm(of_hypotheses, of_references.transpose(1, 2))
    nearest = alike.masked_fill(~inside_reference[:, None, :], -2.0).amax(dim=2)
    precision = _weighted(nearest, hypothesis_weights)
    nearest = alike.masked_fill(~inside_hypothesis[:, :, None], -2.0).amax(dim=1)
    recall = _weighted(nearest, reference_weights)
    together = precision + recall
    return torch.where(together != 0, 2 * precision * recall / together, 0.0)


def _weighted(values: Any, weights: Any) -> Any:
    """The weighted means of rows; 0 where nothing has weight."""
    import torch

    total = weights.sum(dim=1)
    return torch.where(total != 0, (values.double() * weights).sum(dim=1) / total, 0.0)
