"""COMET models (Rei et al., 2020; 2022; Wan et al., 2022; Guerreiro et al., 2023), computed on current libraries.

What a checkpoint computes is laid down by the package unbabel-comet 2.2.7; `scripts/make_neural_fixtures` compares.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtqa.errors import MtqaError
from mtqa.neural.batches import in_batches, on
from mtqa.neural.comet_checkpoint import CometCheckpoint
from mtqa.neural.items import ErrorSpan, Item, ItemScore, bytes_of_all, bytes_of_longest
from mtqa.neural.labelled_words import EncodedTogether, WrongTokens, wrong_tokens
from mtqa.results import Severity

__all__ = ["CometModel"]

_SPAN_WEIGHTS = (0.1667, 0.3333, 0.5)
"""Of the inputs (translation with source, with reference, with both) in the probabilities of XCOMET's labels."""
_SCORE_WEIGHTS = (0.12, 0.33, 0.33, 0.22)
"""Of the scores of the same inputs, and of the score from the error spans."""
_PENALTIES = {"minor": 1, "major": 5, "critical": 10}
_MOST_PENALTY = 25
_ACTIVATIONS = ("Tanh", "Sigmoid", "Softplus", "Softsign", "Hardtanh", "Mish")
_ROWS = 4096


@dataclass(frozen=True)
class CometModel:
    """A loaded model.

    Attributes:
        checkpoint: Its parts.
        with_reference: Whether references are looked at.
    """

    checkpoint: CometCheckpoint
    with_reference: bool

    def __post_init__(self) -> None:
        settings = self.checkpoint.settings
        name = self.checkpoint.model.name
        referenceless = settings.kind == "referenceless_regression_metric"
        if self.with_reference and (referenceless or (settings.unified and "ref" not in settings.inputs)):
            raise MtqaError(f"the model '{name}' looks at no reference", f"Give it as cometkiwi(model='{name}').")
        takes_source = referenceless or "src" in settings.inputs
        if not self.with_reference and (settings.kind == "regression_metric" or not takes_source):
            raise MtqaError(f"the model '{name}' needs a reference", f"Give it as comet(model='{name}').")
        if settings.layer != "mix" and not 0 <= int(settings.layer) < self.checkpoint.encoder.n_layers:
            raise MtqaError(f"the model '{name}' reads layer {settings.layer}, which its encoder does not have")
        if settings.labels and not 0 <= settings.word_layer < self.checkpoint.encoder.n_layers:
            raise MtqaError(f"the model '{name}' reads layer {settings.word_layer}, which its encoder does not have")
        if settings.pool not in ("avg", "max", "cls", "default"):
            raise MtqaError(f"the model '{name}' pools by '{settings.pool}', which is not known")
        _ = self._head, self._layer_weights  # refuses what is missing in the checkpoint

    @property
    def identity(self) -> str:
        return self.checkpoint.identity

    @property
    def limit(self) -> int:
        most = int(self.checkpoint.encoder.model.config.max_position_embeddings) - 2
        return most if self.checkpoint.settings.unified else most - 2

    @property
    def batch_tokens(self) -> int:
        return self.checkpoint.encoder.place.tokens

    @property
    def bound(self) -> Callable[[Item], int] | None:
        if self.checkpoint.encoder.place.device == "cpu":
            return None
        return bytes_of_all if self.checkpoint.settings.unified else bytes_of_longest

    def lengths(self, items: Sequence[Item]) -> list[int]:
        texts, rows = self._rows(items)
        counts = self.checkpoint.encoder.lengths(texts)
        if not self.checkpoint.settings.unified:
            return [max([counts[k] for k in of_item]) for of_item in rows]
        # every text brings two marks of its own; together they share the first, and have separators between
        between = self.checkpoint.settings.separators - 2
        return [sum([counts[k] + between for k in of_item]) - between for of_item in rows]

    def start(self, items: Sequence[Item]) -> Callable[[], list[ItemScore]]:
        if not items:
            return list
        texts, rows = self._rows(items)
        tokens = self.checkpoint.encoder.tokens(texts)
        if self.checkpoint.settings.unified:
            return self._start_together(texts, tokens, rows)
        return self._start_apart(tokens, rows)

    def _rows(self, items: Sequence[Item]) -> tuple[list[str], list[tuple[int, ...]]]:
        """The texts of items that the model looks at, each once, and which of them belong to each item, in the model's
        order: hypothesis, source, reference."""
        numbers: dict[str, int] = {}
        number = numbers.setdefault
        source, reference = self._looks_at_source, self._looks_at_reference
        rows: list[tuple[int, ...]] = []
        for item in items:
            row: tuple[int, ...] = (number(item.hypothesis, len(numbers)),)
            if source:
                row += (number(item.source, len(numbers)),)
            if reference:
                row += (number(item.reference or "", len(numbers)),)
            rows.append(row)
        return list(numbers), rows

    @cached_property
    def _looks_at_source(self) -> bool:
        return not self.checkpoint.settings.unified or "src" in self.checkpoint.settings.inputs

    @cached_property
    def _looks_at_reference(self) -> bool:
        return self.with_reference and (
            not self.checkpoint.settings.unified or "ref" in self.checkpoint.settings.inputs
        )

    # ---- weights ----

    @cached_property
    def _head(self) -> list[tuple[Any, Any]]:
        """Weights and biases of the regression head's layers."""
        heads = self.checkpoint.heads
        numbers = sorted(
            int(key.split(".")[2]) for key in heads if key.startswith("estimator.ff.") and key.endswith(".weight")
        )
        if not numbers or any(f"estimator.ff.{n}.bias" not in heads for n in numbers):
            raise MtqaError(f"the checkpoint of '{self.checkpoint.model.name}' has no regression head")
        return [(heads[f"estimator.ff.{n}.weight"], heads[f"estimator.ff.{n}.bias"]) for n in numbers]

    @cached_property
    def _layer_weights(self) -> list[tuple[int, float]]:
        """Number and weight of the layers that are read, without those of weight zero."""
        import torch

        settings, heads = self.checkpoint.settings, self.checkpoint.heads
        if settings.layer != "mix":
            return [(int(settings.layer), 1.0)]
        names = [f"layerwise_attention.scalar_parameters.{k}" for k in range(self.checkpoint.encoder.n_layers)]
        if any(name not in heads for name in [*names, "layerwise_attention.gamma"]):
            raise MtqaError(
                f"the checkpoint of '{self.checkpoint.model.name}' does not say how the encoder's layers are mixed"
            )
        raw = torch.cat([heads[name].reshape(1) for name in names])
        mixed = _sparsemax(raw) if settings.sparsemax else torch.softmax(raw, dim=0)
        gamma = float(heads["layerwise_attention.gamma"].reshape(-1)[0])
        return [(k, gamma * weight) for k, weight in enumerate(mixed.tolist()) if weight]

    def _mix(self, states: tuple[Any, ...], mask: Any, first_only: bool = False) -> Any:
        """The layers as one, of shape (n, longest, width); only the first token where no more is needed."""
        settings = self.checkpoint.settings
        mixed: Any = 0.0
        for k, weight in self._layer_weights:
            layer = states[k].float()
            wanted = layer[:, :1] if first_only else layer
            if settings.layer == "mix" and settings.layer_norm:
                mean, deviation = _moments(layer, mask)
                wanted = (wanted - mean) / deviation
            mixed = mixed + weight * wanted
        return mixed

    def _estimate(self, features: Any) -> Any:
        import torch

        settings = self.checkpoint.settings
        for k, (weight, bias) in enumerate(self._head):
            features = torch.nn.functional.linear(features, weight, bias)
            if k + 1 < len(self._head):
                features = _activation(settings.activation)(features)
        if settings.final_activation:
            features = _activation(settings.final_activation)(features)
        return features.reshape(-1)

    # ---- source, translation and reference encoded by themselves ----

    def _start_apart(
        self, tokens: Sequence[array[int]], rows: Sequence[tuple[int, ...]]
    ) -> Callable[[], list[ItemScore]]:
        import numpy as np
        import torch

        vectors = self._vectors(tokens)
        chosen = on(self.checkpoint.encoder.place.device, np.array(rows, dtype=np.int64))
        with torch.inference_mode():
            parts = [self._of_vectors(vectors, part) for part in chosen.split(_ROWS)]
        return lambda: [ItemScore(value) for part in parts for value in part.tolist()]

    def _of_vectors(self, vectors: Any, chosen: Any) -> Any:
        """The scores of a part of the items, whose vectors stand in the rows that are named."""
        import torch

        hypothesis, source = vectors[chosen[:, 0]], vectors[chosen[:, 1]]
        against_source = [hypothesis * source, (hypothesis - source).abs()]
        if not self.with_reference:
            return self._estimate(torch.cat([hypothesis, source, *against_source], dim=1))
        reference = vectors[chosen[:, 2]]
        parts = [hypothesis, reference, hypothesis * reference, (hypothesis - reference).abs()]
        return self._estimate(torch.cat([*parts, *against_source], dim=1))

    def _vectors(self, sequences: Sequence[array[int]]) -> Any:
        """A row for each sequence: the hidden states of its tokens, mixed and pooled."""
        import numpy as np
        import torch

        place = self.checkpoint.encoder.place
        width = int(self.checkpoint.encoder.model.config.hidden_size)
        vectors = torch.empty((len(sequences), width), device=place.device)

        def run(batch: list[int]) -> list[int]:
            vectors[on(place.device, np.array(batch))] = self._pooled([sequences[i] for i in batch])
            return batch

        in_batches([len(ids) for ids in sequences], place.tokens, run)
        return vectors

    def _pooled(self, sequences: Sequence[array[int]]) -> Any:
        import torch

        settings = self.checkpoint.settings
        states, mask = self.checkpoint.encoder.hidden(sequences)
        with torch.inference_mode():
            if settings.pool == "default":
                return states[-1][:, 0].float()
            mixed = self._mix(states, mask, first_only=settings.pool == "cls")
            if settings.pool == "cls":
                return mixed[:, 0]
            if settings.pool == "max":
                return mixed.masked_fill(~mask.unsqueeze(-1), float("-inf")).amax(dim=1)
            summed = mixed.masked_fill(~mask.unsqueeze(-1), 0.0).sum(dim=1)
            return summed / mask.sum(dim=1, keepdim=True)

    # ---- encoded together ----

    def _inputs(self) -> list[tuple[int, ...]]:
        """Which of an item's texts are encoded together, in each of the model's runs."""
        n_texts = 1 + self._looks_at_source + self._looks_at_reference
        return [(0, 1), (0, 2), (0, 1, 2)] if n_texts == 3 else [tuple(range(n_texts))]

    @cached_property
    def _end(self) -> array[int]:
        """The mark at the end, which the library takes long to look up."""
        return array("i", [self.checkpoint.encoder.tokenizer.sep_token_id])

    @cached_property
    def _between(self) -> array[int]:
        """The marks between two texts."""
        return self._end * self.checkpoint.settings.separators

    def _joined(self, parts: Sequence[array[int]]) -> array[int]:
        joined = parts[0][:-1]
        for part in parts[1:]:
            joined += self._between + part[1:-1]
        return joined + self._end

    def _start_together(
        self, texts: Sequence[str], tokens: Sequence[array[int]], rows: Sequence[tuple[int, ...]]
    ) -> Callable[[], list[ItemScore]]:
        hypotheses = [row[0] for row in rows]
        lengths = [len(tokens[k]) for k in hypotheses]
        runs = [
            self._encoded([self._joined([tokens[row[k]] for k in chosen]) for row in rows], lengths)
            for chosen in self._inputs()
        ]

        def finish() -> list[ItemScore]:
            scores = list(zip(*(run.scores() for run in runs), strict=True))
            if not self.checkpoint.settings.labels:
                return [ItemScore(sum(of_item) / len(of_item)) for of_item in scores]
            wrong = wrong_tokens(runs, _SPAN_WEIGHTS if len(runs) == 3 else (1.0,), lengths)
            marked = list({texts[k]: None for k, of_item in zip(hypotheses, wrong, strict=True) if of_item})
            offsets = dict(zip(marked, self.checkpoint.encoder.offsets(marked), strict=True))
            return [
                self._item_score(of_item, found, offsets.get(texts[k], []))
                for k, of_item, found in zip(hypotheses, scores, wrong, strict=True)
            ]

        return finish

    def _encoded(self, sequences: Sequence[array[int]], first_lengths: Sequence[int]) -> EncodedTogether:
        """The scores of sequences, and the probabilities of labels for the tokens of their first texts."""
        import torch

        settings, heads = self.checkpoint.settings, self.checkpoint.heads
        found = EncodedTogether()

        def run(batch: list[int]) -> list[int]:
            lengths = [first_lengths[i] for i in batch]
            typed = lengths if settings.encoder == "BERT" else None
            states, mask = self.checkpoint.encoder.hidden([sequences[i] for i in batch], typed)
            probabilities = None
            with torch.inference_mode():
                scores = self._estimate(self._mix(states, mask, first_only=True)[:, 0])
                if settings.labels:
                    words = states[settings.word_layer][:, : max(lengths)].float()
                    logits = torch.nn.functional.linear(words, heads["hidden2tag.weight"], heads["hidden2tag.bias"])
                    probabilities = torch.softmax(logits, dim=2)
            found.batches.append((batch, scores, probabilities))
            return batch

        in_batches([len(ids) for ids in sequences], self.checkpoint.encoder.place.tokens, run)
        return found

    def _item_score(
        self, scores: Sequence[float], wrong: Sequence[WrongTokens], offsets: Sequence[tuple[int, int]]
    ) -> ItemScore:
        settings = self.checkpoint.settings
        severities = [settings.labels[run.label - 1] for run in wrong]
        if settings.kind == "xcomet_metric":
            penalty = min(sum(_PENALTIES[severity] for severity in severities), _MOST_PENALTY)
            capped = [min(score, 1.0) for score in scores]
            shares = _SCORE_WEIGHTS[:3] if len(scores) == 3 else (sum(_SCORE_WEIGHTS[:3]),)
            value = sum(share * score for share, score in zip(shares, capped, strict=True))
            value += _SCORE_WEIGHTS[3] * (_MOST_PENALTY - penalty) / _MOST_PENALTY
        else:
            value = sum(scores) / len(scores)
        spans = [
            ErrorSpan(offsets[run.first][0], offsets[run.last][1], Severity(severity), run.confidence)
            for run, severity in zip(wrong, severities, strict=True)
        ]
        return ItemScore(value, tuple(span for span in spans if span.start < span.end))


def _moments(layer: Any, mask: Any) -> tuple[Any, Any]:
    """Mean and standard deviation of all numbers of a sentence, of shape (n, 1, 1)."""
    import torch

    inside = mask.unsqueeze(-1).to(layer.dtype)
    count = (mask.sum(dim=1) * layer.shape[-1]).reshape(-1, 1, 1)
    mean = (layer * inside).sum(dim=(1, 2), keepdim=True) / count
    variance = (((layer - mean) * inside) ** 2).sum(dim=(1, 2), keepdim=True) / count
    return mean, torch.sqrt(variance + 1e-12)


def _sparsemax(values: Any) -> Any:
    """The projection of a vector onto the probability simplex (Martins and Astudillo, 2016)."""
    import torch

    ordered = torch.sort(values, descending=True).values
    sums = torch.cumsum(ordered, dim=0)
    ranks = torch.arange(1, len(values) + 1, dtype=values.dtype, device=values.device)
    size = int((1 + ranks * ordered > sums).sum())
    return torch.clamp(values - (sums[size - 1] - 1) / size, min=0)


def _activation(name: str) -> Callable[[Any], Any]:
    import torch

    if name.title() not in _ACTIVATIONS:
        raise MtqaError(f"the activation '{name}' is not known", f"Known: {', '.join(_ACTIVATIONS)}.")
    activation: Callable[[Any], Any] = getattr(torch.nn, name.title())()
    return activation
