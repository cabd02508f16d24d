"""COMET models (Rei et al., 2020; 2022; Wan et al., 2022; Guerreiro et al., 2023), computed on current libraries.

What a checkpoint computes is laid down by the package unbabel-comet 2.2.7; `scripts/make_neural_fixtures` compares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from mtqa.errors import MtqaError
from mtqa.neural.batches import in_batches
from mtqa.neural.comet_checkpoint import CometCheckpoint
from mtqa.neural.encoder import Tokens
from mtqa.neural.items import ErrorSpan, Item, ItemScore
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

    def lengths(self, items: Sequence[Item]) -> list[int]:
        count = {text: len(tokens.ids) for text, tokens in self._tokens(items).items()}
        if not self.checkpoint.settings.unified:
            return [max([count[text] for text in self._texts(item)]) for item in items]
        # every text brings two marks of its own; together they share the first, and have separators between
        between = self.checkpoint.settings.separators - 2
        return [sum([count[text] + between for text in self._texts(item)]) - between for item in items]

    def score(self, items: Sequence[Item]) -> list[ItemScore]:
        if not items:
            return []
        return self._score_together(items) if self.checkpoint.settings.unified else self._score_apart(items)

    def _texts(self, item: Item) -> list[str]:
        """The texts that the model looks at, in its order."""
        texts = [item.hypothesis]
        if self._looks_at_source:
            texts.append(item.source)
        if self._looks_at_reference:
            texts.append(item.reference or "")
        return texts

    @cached_property
    def _looks_at_source(self) -> bool:
        return not self.checkpoint.settings.unified or "src" in self.checkpoint.settings.inputs

    @cached_property
    def _looks_at_reference(self) -> bool:
        return self.with_reference and (
            not self.checkpoint.settings.unified or "ref" in self.checkpoint.settings.inputs
        )

    def _tokens(self, items: Sequence[Item]) -> Mapping[str, Tokens]:
        texts = list(dict.fromkeys(text for item in items for text in self._texts(item)))
        return dict(zip(texts, self.checkpoint.encoder.tokens(texts), strict=True))

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

    def _score_apart(self, items: Sequence[Item]) -> list[ItemScore]:
        import torch

        rows: dict[str, int] = {}
        chosen = [[rows.setdefault(text, len(rows)) for text in self._texts(item)] for item in items]
        vectors = self._vectors([tokens.ids for tokens in self.checkpoint.encoder.tokens(list(rows))])
        scores: list[float] = []
        with torch.inference_mode():
            for start in range(0, len(items), _ROWS):
                of_part = torch.tensor(chosen[start : start + _ROWS], device=vectors.device)
                hypothesis, source = vectors[of_part[:, 0]], vectors[of_part[:, 1]]
                against_source = [hypothesis * source, (hypothesis - source).abs()]
                if self.with_reference:
                    reference = vectors[of_part[:, 2]]
                    parts = [hypothesis, reference, hypothesis * reference, (hypothesis - reference).abs()]
                    features = torch.cat([*parts, *against_source], dim=1)
                else:
                    features = torch.cat([hypothesis, source, *against_source], dim=1)
                scores += self._estimate(features).tolist()
        return [ItemScore(value) for value in scores]

    def _vectors(self, sequences: Sequence[tuple[int, ...]]) -> Any:
        """A row for each sequence: the hidden states of its tokens, mixed and pooled."""
        import torch

        place = self.checkpoint.encoder.place
        width = int(self.checkpoint.encoder.model.config.hidden_size)
        vectors = torch.empty((len(sequences), width), device=place.device)

        def run(batch: list[int]) -> list[int]:
            vectors[torch.tensor(batch, device=place.device)] = self._pooled([sequences[i] for i in batch])
            return batch

        in_batches([len(ids) for ids in sequences], place.tokens, run)
        return vectors

    def _pooled(self, sequences: Sequence[tuple[int, ...]]) -> Any:
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
        n_texts = len(self._texts(Item("", "", "")))
        return [(0, 1), (0, 2), (0, 1, 2)] if n_texts == 3 else [tuple(range(n_texts))]

    def _joined(self, parts: Sequence[Tokens]) -> tuple[int, ...]:
        tokenizer = self.checkpoint.encoder.tokenizer
        separator = (tokenizer.sep_token_id,) * self.checkpoint.settings.separators
        joined = parts[0].ids[:-1]
        for part in parts[1:]:
            joined += separator + part.ids[1:-1]
        return (*joined, tokenizer.sep_token_id)

    def _score_together(self, items: Sequence[Item]) -> list[ItemScore]:
        tokens = self._tokens(items)
        parts = [[tokens[text] for text in self._texts(item)] for item in items]
        runs = [
            self._run_together([self._joined([of_item[k] for k in chosen]) for of_item in parts], parts)
            for chosen in self._inputs()
        ]
        return [self._item_score([run[i] for run in runs], of_item[0].offsets) for i, of_item in enumerate(parts)]

    def _run_together(
        self, sequences: Sequence[tuple[int, ...]], parts: Sequence[Sequence[Tokens]]
    ) -> list[tuple[float, Any]]:
        """The score of each sequence, and the probabilities of labels for the tokens of the hypothesis."""
        import torch

        settings, heads = self.checkpoint.settings, self.checkpoint.heads

        def run(batch: list[int]) -> list[tuple[float, Any]]:
            lengths = [len(parts[i][0].ids) for i in batch]
            typed = lengths if settings.encoder == "BERT" else None
            states, mask = self.checkpoint.encoder.hidden([sequences[i] for i in batch], typed)
            with torch.inference_mode():
                scores = self._estimate(self._mix(states, mask, first_only=True)[:, 0]).tolist()
                if not settings.labels:
                    return [(score, None) for score in scores]
                words = states[settings.word_layer][:, : max(lengths)].float()
                logits = torch.nn.functional.linear(words, heads["hidden2tag.weight"], heads["hidden2tag.bias"])
                probabilities = torch.softmax(logits, dim=2).cpu()
            return [(score, p[:length]) for score, p, length in zip(scores, probabilities, lengths, strict=True)]

        return in_batches([len(ids) for ids in sequences], self.checkpoint.encoder.place.tokens, run)

    def _item_score(self, runs: Sequence[tuple[float, Any]], offsets: Sequence[tuple[int, int]]) -> ItemScore:
        settings = self.checkpoint.settings
        scores = [score for score, _ in runs]
        if not settings.labels:
            return ItemScore(sum(scores) / len(scores))
        weights = _SPAN_WEIGHTS if len(runs) == 3 else (1.0,)
        probabilities = sum(weight * p for weight, (_, p) in zip(weights, runs, strict=True))
        spans = _decode(probabilities, offsets, settings.labels)
        if settings.kind == "xcomet_metric":
            penalty = min(sum(_PENALTIES[severity] for *_, severity, _ in spans), _MOST_PENALTY)
            capped = [min(score, 1.0) for score in scores]
            shares = _SCORE_WEIGHTS[:3] if len(runs) == 3 else (sum(_SCORE_WEIGHTS[:3]),)
            value = sum(share * score for share, score in zip(shares, capped, strict=True))
            value += _SCORE_WEIGHTS[3] * (_MOST_PENALTY - penalty) / _MOST_PENALTY
        else:
            value = sum(scores) / len(scores)
        shown = [ErrorSpan(start, end, Severity(severity), c) for start, end, severity, c in spans if start < end]
        return ItemScore(value, tuple(shown))


def _decode(
    probabilities: Any, offsets: Sequence[tuple[int, int]], labels: Sequence[str]
) -> list[tuple[int, int, str, float]]:
    """Runs of tokens whose likeliest label is an error: (start, end, severity of the first token, mean probability).

    As in the package, a run that reaches the last token is none.
    """
    best = probabilities.max(dim=1)
    spans: list[tuple[int, int, str, float]] = []
    run: list[int] = []
    for k, label in enumerate(best.indices.tolist()):
        if label:
            run.append(k)
        elif run:
            severity = labels[int(best.indices[run[0]]) - 1]
            confidence = float(best.values[run[0] : run[-1] + 1].mean())
            spans.append((offsets[run[0]][0], offsets[run[-1]][1], severity, confidence))
            run = []
    return spans


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
