"""Instruction-tuned language models that are asked to translate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from mtqa.baselines._models import TRANSLATORS, memory_errors, versions
from mtqa.baselines._prompts import DEFAULT_PROMPT, answer_text, filled
from mtqa.contracts import Baseline, Consent, Demand, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair
from mtqa.models import LocalModel, attention, choose_place, fetch_model, how_it_is_had, loading, require

__all__ = ["Chat"]

CUT = "the answer was longer than expected and may be cut"


@baselines.register
@dataclass(frozen=True)
class Chat(Baseline):
    """A causal language model with a chat template, from a folder or the hub. No code of a model is ever run.

    Attributes:
        model: A folder, or a name on the hub.
        revision: Branch, tag or commit on the hub; "" for the newest.
        prompt: What it is asked; `{source_language}`, `{target_language}` and `{text}` are filled in.
        batch_size: Sources at once.
        device: `auto`, `cpu`, `cuda`, `cuda:1`, ...
        precision: `auto` (bfloat16 on a GPU, else float32), `float32`, `bfloat16`, `float16`.
        output_ratio: How many times as many tokens as its source an answer may have ...
        output_extra: ... and how many more.
    """

    model: str
    revision: str = ""
    prompt: str = DEFAULT_PROMPT
    batch_size: int = 8
    device: str = "auto"
    precision: str = "auto"
    output_ratio: float = 4.0
    output_extra: int = 60

    name: ClassVar[str] = "chat"
    summary: ClassVar[str] = "An instruction-tuned language model by hub name or folder, asked to translate"

    def __post_init__(self) -> None:
        if "{text}" not in self.prompt:
            raise ValueError("prompt must contain {text}")
        if self.batch_size < 1 or self.output_ratio <= 0 or self.output_extra < 0:
            raise ValueError("batch_size and output_ratio must be positive")
        if self.precision not in ("auto", "float32", "bfloat16", "float16"):
            raise ValueError("precision must be auto, float32, bfloat16 or float16")

    def demands(self) -> Sequence[Demand]:
        return Demand.of_model(how_it_is_had(self.model, self.revision, TRANSLATORS))

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        require(("torch",), "neural", "A model of the library transformers")
        return _Chat(self, fetch_model(self.model, self.revision, consent, TRANSLATORS), pair)


class _Chat(Translator):
    unit = "tokens"

    def __init__(self, options: Chat, local: LocalModel, pair: LanguagePair) -> None:
        self.options = options
        self.local = local
        self.pair = pair
        self.name = local.title
        self.place = choose_place(options.device, options.precision, half="bfloat16")
        self.batch_size = options.batch_size
        self.batch_length = options.batch_size * 512
        self.limit = self._limit()
        self.origin = Origin(
            service=versions("transformers", "torch"),
            model=local.name,
            revision=local.revision,
            precision=self.place.precision,
            decoding=f"greedy, longest={options.output_ratio:g}x+{options.output_extra}",
            prompt=options.prompt,
        )

    def _limit(self) -> int:
        """The longest prompt for which there is room for the answer as well."""
        from transformers import AutoConfig

        with loading(self.local.name):
            config = AutoConfig.from_pretrained(self.local.folder, local_files_only=True, trust_remote_code=False)
        window = getattr(config.get_text_config(), "max_position_embeddings", None) or 4096
        return max(1, int((window - self.options.output_extra) / (1 + self.options.output_ratio)))

    @cached_property
    def _tokenizer(self) -> Any:
        from transformers import AutoTokenizer

        with loading(self.local.name):
            tokenizer = AutoTokenizer.from_pretrained(
                self.local.folder, local_files_only=True, trust_remote_code=False, padding_side="left"
            )
        if not tokenizer.chat_template:
            raise MtqaError(
                f"the model '{self.local.name}' has no chat template", "Use an instruction-tuned model that has one."
            )
        return tokenizer

    @cached_property
    def _model(self) -> Any:
        from transformers import AutoModelForCausalLM, GenerationConfig

        with loading(self.local.name), memory_errors(self.name):
            model = AutoModelForCausalLM.from_pretrained(
                self.local.folder,
                local_files_only=True,
                trust_remote_code=False,
                weights_only=True,
                dtype=self.place.dtype,
            )
            ends = model.generation_config.eos_token_id
            # Nothing of the model's own settings (temperature, penalties) is to be filled in.
            model.generation_config = GenerationConfig(eos_token_id=ends)
            return model.to(self.place.device).eval()

    def _encode(self, sources: Sequence[str]) -> list[list[int]]:
        tokenizer = self._tokenizer
        encoded = []
        for source in sources:
            text = source
            for mark in tokenizer.all_special_tokens:  # a source must not end the user's turn
                text = text.replace(mark, f"{mark[:1]} {mark[1:]}") if mark in text else text
            message = {"role": "user", "content": filled(self.options.prompt, self.pair, text)}
            prompt = tokenizer.apply_chat_template([message], add_generation_prompt=True, tokenize=False)
            encoded.append(list(tokenizer(prompt, add_special_tokens=False)["input_ids"]))
        return encoded

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        return [len(ids) for ids in self._encode(sources)]

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        import torch
        from transformers import GenerationConfig

        model, tokenizer = self._model, self._tokenizer
        encoded = self._encode(sources)
        most = [self._longest(ids) for ids in tokenizer(list(sources), add_special_tokens=False)["input_ids"]]
        width = max(map(len, encoded))
        padding = tokenizer.pad_token_id if tokenizer.pad_token_id is not None else tokenizer.eos_token_id
        ends = model.generation_config.eos_token_id
        ends = [tokenizer.eos_token_id] if ends is None else [ends] if isinstance(ends, int) else list(ends)
        ids = torch.tensor([[padding] * (width - len(row)) + row for row in encoded], device=self.place.device)
        mask = torch.tensor([[0] * (width - len(row)) + [1] * len(row) for row in encoded], device=self.place.device)
        greedy = GenerationConfig(
            do_sample=False, num_beams=1, max_new_tokens=max(most), pad_token_id=padding, eos_token_id=ends
        )
        with torch.inference_mode(), attention(self.place), memory_errors(self.name):
            output = model.generate(input_ids=ids, attention_mask=mask, generation_config=greedy)
        return [self._text(row[width:], limit, set(ends)) for row, limit in zip(output.tolist(), most, strict=True)]

    def _longest(self, ids: Sequence[int]) -> int:
        return int(self.options.output_ratio * len(ids)) + self.options.output_extra

    def _text(self, ids: list[int], limit: int, ends: set[int]) -> TranslatedText:
        kept = ids[:limit]
        end = next((i for i, number in enumerate(kept) if number in ends), None)
        text: str = self._tokenizer.decode(kept[:end], skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return TranslatedText(answer_text(text), CUT if end is None else "")
