"""BERTScore (Zhang et al., 2020): tokens of hypothesis and reference matched by the cosine of their vectors."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mtqa.errors import MtqaError
from mtqa.neural.batches import in_batches
from mtqa.neural.encoder import Encoder, library_versions
from mtqa.neural.items import Item, ItemScore

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

    def lengths(self, items: Sequence[Item]) -> list[int]:
        hypotheses = self.encoder.tokens([item.hypothesis for item in items])
        references = self.encoder.tokens([item.reference or "" for item in items])
        return [max(len(h.ids), len(r.ids)) for h, r in zip(hypotheses, references, strict=True)]

    def score(self, items: Sequence[Item]) -> list[ItemScore]:
        import torch

        rows: dict[str, int] = {}
        pairs = [
            (rows.setdefault(item.hypothesis, len(rows)), rows.setdefault(item.reference or "", len(rows)))
            for item in items
        ]
        sequences = [tokens.ids for tokens in self.encoder.tokens(list(rows))]
        vectors = self._vectors(sequences)
        weights = [torch.tensor(self._weights(ids), dtype=torch.float64) for ids in sequences]

        def run(batch: list[int]) -> list[float]:
            hypotheses, references = zip(*(pairs[i] for i in batch), strict=True)
            alike = torch.bmm(_side(vectors, hypotheses), _side(vectors, references).transpose(1, 2))
            of_hypotheses, of_references = (_side(weights, rows).to(alike.device) for rows in (hypotheses, references))
            lengths = [torch.tensor([len(sequences[row]) for row in side]) for side in (hypotheses, references)]
            inside_hypothesis, inside_reference = (
                (torch.arange(int(of_side.max())) < of_side[:, None]).to(alike.device) for of_side in lengths
            )
            nearest = alike.masked_fill(~inside_reference[:, None, :], -2.0).amax(dim=2)
            precision = _weighted(nearest, of_hypotheses)
            nearest = alike.masked_fill(~inside_hypothesis[:, :, None], -2.0).amax(dim=1)
            recall = _weighted(nearest, of_references)
            together = precision + recall
            found: list[float] = torch.where(together != 0, 2 * precision * recall / together, 0.0).tolist()
            return found

        longest = [max(len(sequences[row]) for row in pair) for pair in pairs]
        return [ItemScore(value) for value in in_batches(longest, self.encoder.place.tokens, run)]

    def _vectors(self, sequences: Sequence[tuple[int, ...]]) -> list[Any]:
        """The vectors of each text's tokens, of length 1."""
        import torch

        def run(batch: list[int]) -> list[Any]:
            states, _ = self.encoder.hidden([sequences[i] for i in batch])
            normed = torch.nn.functional.normalize(states[self.layer].float(), dim=-1)
            return [normed[row, : len(sequences[i])] for row, i in enumerate(batch)]

        return in_batches([len(ids) for ids in sequences], self.encoder.place.tokens, run)

    def _weights(self, ids: Sequence[int]) -> list[float]:
        """Of each token; the marks at beginning and end count nothing."""
        marks = {self.encoder.tokenizer.cls_token_id, self.encoder.tokenizer.sep_token_id}
        if self.idf is None:
            return [0.0 if number in marks else 1.0 for number in ids]
        return [0.0 if number in marks else self.idf.get(number, self.unseen) for number in ids]


def inverse_frequencies(encoder: Encoder, references: Sequence[str]) -> tuple[dict[int, float], float]:
    """log((n + 1) / (n_t + 1)) for each token t of n references of which n_t contain it; and that of unseen tokens."""
    counts: Counter[int] = Counter()
    for tokens in encoder.tokens(references):
        counts.update(set(tokens.ids))
    n = len(references)
    return {number: math.log((n + 1) / (count + 1)) for number, count in counts.items()}, math.log(n + 1)


def _side(of_texts: Sequence[Any], rows: Sequence[int]) -> Any:
    """What belongs to the tokens of some texts as one tensor, with zeros behind the shorter ones."""
    from torch.nn.utils.rnn import pad_sequence

    return pad_sequence([of_texts[row] for row in rows], batch_first=True)


def _weighted(values: Any, weights: Any) -> Any:
    """The weighted means of rows; 0 where nothing has weight."""
    import torch

    total = weights.sum(dim=1)
    return torch.where(total != 0, (values.double() * weights).sum(dim=1) / total, 0.0)
