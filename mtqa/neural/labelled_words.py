"""Runs of tokens that a model takes for wrong, found for many texts at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from mtqa.neural.batches import gathered

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["EncodedTogether", "WrongTokens", "wrong_tokens"]


@dataclass(frozen=True)
class EncodedTogether:
    """What a model says of n sequences; it may still be on its way from a GPU.

    Attributes:
        batches: Positions of the sequences of a batch; their scores, of shape (batch,); and the probabilities of the
            labels of the first text's tokens, of shape (batch, longest, labels), None where words are not judged.
    """

    batches: list[tuple[list[int], Any, Any]] = field(default_factory=list)

    def scores(self) -> list[float]:
        """The scores in the order of the sequences."""
        return gathered([(positions, scores) for positions, scores, _ in self.batches])

    def probabilities(self, lengths: NDArray[np.int64]) -> NDArray[np.float32]:
        """The probabilities of all tokens, one text after the other, of shape (all tokens, labels).

        Args:
            lengths: Tokens of each first text.
        """
        import numpy as np

        starts = np.cumsum(lengths) - lengths
        flat: NDArray[np.float32] = np.empty((0, 0), dtype=np.float32)
        for positions, _, on_gpu in self.batches:
            of_batch = on_gpu.cpu().numpy()
            if not flat.size:
                flat = np.empty((int(lengths.sum()), of_batch.shape[2]), dtype=np.float32)
            column = np.arange(of_batch.shape[1])
            inside = column < lengths[positions][:, None]
            flat[(starts[positions][:, None] + column)[inside]] = of_batch[inside]
        return flat


class WrongTokens(NamedTuple):
    """Neighbouring tokens that are taken for wrong.

    Attributes:
        first: The first of them, counted from the beginning of its text.
        last: The last of them.
        label: That of the first, from 1.
        confidence: The mean probability of the likeliest labels.
    """

    first: int
    last: int
    label: int
    confidence: float


def wrong_tokens(
    runs: Sequence[EncodedTogether], weights: Sequence[float], lengths: Sequence[int]
) -> list[list[WrongTokens]]:
    """Runs of tokens whose likeliest label is an error, for each of n texts.

    As in the package unbabel-comet, a run that reaches the last token is none.

    Args:
        runs: The model's runs over the texts.
        weights: Of the runs.
        lengths: Tokens of each text.
    """
    import numpy as np
    import torch

    counts = np.array(lengths, dtype=np.int64)
    mixed = sum(weight * run.probabilities(counts) for weight, run in zip(weights, runs, strict=True))
    probabilities = np.asarray(mixed)
    labels = probabilities.argmax(axis=1)
    # PyTorch's own mean of single precision: NumPy's adds in another order.
    best = torch.from_numpy(probabilities.max(axis=1))
    wrong, last_of_text = labels != 0, np.cumsum(counts) - 1
    follows = np.concatenate([[False], wrong[:-1]])
    precedes = np.concatenate([wrong[1:], [False]])
    follows[last_of_text[:-1] + 1] = False
    precedes[last_of_text] = False
    firsts, lasts = np.flatnonzero(wrong & ~follows), np.flatnonzero(wrong & ~precedes)
    texts = np.searchsorted(last_of_text, firsts)
    found: list[list[WrongTokens]] = [[] for _ in lengths]
    ends = zip(firsts.tolist(), lasts.tolist(), texts.tolist(), labels[firsts].tolist(), strict=True)
    for first, last, text, label in ends:
        end = int(last_of_text[text])
        if last != end:
            start = end + 1 - lengths[text]
            confidence = float(best[first : last + 1].mean())
            found[text].append(WrongTokens(first - start, last - start, label, confidence))
    return found
