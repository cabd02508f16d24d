"""Encoder-decoder models of the library transformers, from a folder or the hub."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from mtqa.baselines._beams import BeamSearch
from mtqa.baselines._models import TRANSLATORS, memory_errors, versions
from mtqa.baselines._sides import LONG, Sides, sides_of
from mtqa.contracts import Baseline, Consent, Demand, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.languages import LanguagePair
from mtqa.models import LocalModel, attention, choose_place, fetch_model, how_it_is_had, loading, require

__all__ = ["Transformers"]

_ON_PROCESSOR, _ON_GPU = 64, 512
"""Sources of 100 tokens at once."""


@baselines.register
@dataclass(frozen=True)
class Transformers(Baseline):
    """MarianMT (OPUS-MT), NLLB-200, M2M-100, MADLAD-400 and other T5, mBART-50. No code of a model is ever run.

    Attributes:
        model: A folder, or a name on the hub.
        revision: Branch, tag or commit on the hub; "" for the newest.
        beams: Width of the beam search; 1 for greedy search.
        batch_size: Sources of 100 tokens at once; of short ones more, of long ones fewer. 0 for 64 on a processor and
            512 on a GPU, where a step costs the same for one and for hundreds; halved when the memory is too small.
        device: `auto`, `cpu`, `cuda`, `cuda:1`, ...
        precision: `auto` (bfloat16 on a GPU, else float32), `float32`, `bfloat16`, `float16`.
        output_ratio: How many times as many tokens as its source a translation may have ...
        output_extra: ... and how many more.
        languages: What the model translates (`en-de`), where it does not say.
        prefix: What a T5 model wants before the source, where its configuration does not say.
    """

    model: str
    revision: str = ""
    beams: int = 4
    batch_size: int = 0
    device: str = "auto"
    precision: str = "auto"
    output_ratio: float = 3.0
    output_extra: int = 30
    languages: str = ""
    prefix: str = ""

    name: ClassVar[str] = "transformers"
    summary: ClassVar[str] = (
        "OPUS-MT, NLLB, M2M-100, MADLAD, T5 or mBART by hub name or folder: transformers:Helsinki-NLP/opus-mt-en-bg"
    )

    def __post_init__(self) -> None:
        if self.beams < 1 or self.batch_size < 0 or self.output_ratio <= 0 or self.output_extra < 0:
            raise ValueError("beams and output_ratio must be positive, batch_size and output_extra not negative")
        if self.precision not in ("auto", "float32", "bfloat16", "float16"):
            raise ValueError("precision must be auto, float32, bfloat16 or float16")

    def demands(self) -> Sequence[Demand]:
        return Demand.of_model(how_it_is_had(self.model, self.revision, TRANSLATORS))

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        require(("torch", "sentencepiece"), "neural", "A model of the library transformers")
        local = fetch_model(self.model, self.revision, consent, TRANSLATORS)
        with loading(local.name):
            sides = sides_of(local, pair, self.languages, self.prefix)
        return _Seq2Seq(self, local, sides, pair)


class _Seq2Seq(Translator):
    unit = "tokens"
    in_workers = True

    def __init__(self, options: Transformers, local: LocalModel, sides: Sides, pair: LanguagePair) -> None:
        self.options = options
        self.local = local
        self.sides = sides
        self.name = local.title
        self.place = choose_place(options.device, options.precision, half="bfloat16")
        self.limit = sides.limit
        # Short sources go in larger batches: what counts is the work of a step, which every beam shares.
        at_once = options.batch_size or (_ON_GPU if self.place.device.startswith("cuda") else _ON_PROCESSOR)
        self.batch_size = max(at_once, 4 * at_once // options.beams)
        self.batch_length = at_once * LONG
        self.origin = Origin(
            service=versions("transformers", "torch"),
            model=local.name,
            revision=local.revision,
            precision=self.place.precision,
            decoding=f"beams={options.beams}, longest={options.output_ratio:g}x+{options.output_extra}"
            + (f", {sides.told}" if sides.told else ""),
        )

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        return [len(ids) for ids in self.sides.encode(sources)]

    @cached_property
    def _model(self) -> tuple[Any, Any]:
        from transformers import AutoModelForSeq2SeqLM

        with loading(self.local.name), memory_errors(self.name):
            model = AutoModelForSeq2SeqLM.from_pretrained(
                self.local.folder,
                local_files_only=True,
                trust_remote_code=False,
                weights_only=True,
                dtype=self.place.dtype,
            )
            model = model.to(self.place.device).eval()
            generation = self.sides.generation_config(model, self.options.beams)
            model.generation_config = generation  # else `generate` would fill in what is left out from the model's own
            return model, generation

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        import torch

        model, generation = self._model
        encoded = self.sides.encode(sources)
        most = [self.sides.longest(len(ids), self.options.output_ratio, self.options.output_extra) for ids in encoded]
        width = max(map(len, encoded))
        padding = self.sides.tokenizer.pad_token_id
        ids = torch.tensor([row + [padding] * (width - len(row)) for row in encoded], device=self.place.device)
        mask = torch.tensor([[1] * len(row) + [0] * (width - len(row)) for row in encoded], device=self.place.device)
        with torch.inference_mode(), attention(self.place), memory_errors(self.name):
            if BeamSearch.serves(model, generation):
                rows = BeamSearch(model, generation).translate(ids, mask, most)
            else:
                generation.max_new_tokens = max(most)
                output = model.generate(input_ids=ids, attention_mask=mask, generation_config=generation)
                rows = output[:, 1:].tolist()
        # Each translation is cut where it would have been had it been alone: the batch must not matter.
        return [self.sides.translated(row, limit) for row, limit in zip(rows, most, strict=True)]
