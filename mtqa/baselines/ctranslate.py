"""Models in the form of CTranslate2: fast on processors, without PyTorch, in 8 bits if wished."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from mtqa.baselines._models import TRANSLATORS, memory_errors, versions
from mtqa.baselines._sides import LONG, Sides, sides_of
from mtqa.contracts import Baseline, Consent, Demand, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.files import (
    CACHE_KINDS,
    cache_folder,
    folder_is_intact,
    make_room,
    move_into_place,
    seal_folder,
    staging_in,
    warn_of_damage,
)
from mtqa.languages import LanguagePair
from mtqa.models import LocalModel, fetch_model, how_it_is_had, loading, require

__all__ = ["CTranslate2", "convert"]

_WEIGHTS = "model.bin"
_TOKENIZER = "transformers"
"""Folder inside a converted model with the configuration and tokenizer of the original."""
_ON_ONE_CORE, _MOST = 12, 32
"""Sources of 100 tokens at once."""
_COMPUTE_TYPES = ("int8", "int8_float32", "int8_float16", "int8_bfloat16", "int16", "float16", "bfloat16", "float32")


@baselines.register
@dataclass(frozen=True)
class CTranslate2(Baseline):
    """A converted MarianMT, NLLB-200, M2M-100, MADLAD-400 or mBART-50 model; others are converted when first used.

    Attributes:
        model: A folder with a converted model, or a folder or hub name of one that the library transformers runs. That
            is converted once, which needs PyTorch, and kept below MTQA_CACHE or `~/.cache/mtqa`.
        revision: Branch, tag or commit on the hub; "" for the newest.
        precision: Arithmetic: `int8`, `float32`, ...
        beams: Width of the beam search; 1 for greedy search.
        batch_size: Sources of 100 tokens at once; of short ones more, of long ones fewer. 0 for 12 on one core, where
            what a step computes then stays near it, 24 on two, and 32 on more or a GPU.
        device: `auto`, `cpu` or `cuda`.
        threads: Threads; 0 for as many as OMP_NUM_THREADS says, or the machine has.
        output_ratio: How many times as many tokens as its source a translation may have ...
        output_extra: ... and how many more.
        languages: What the model translates (`en-de`), where it does not say.
        prefix: What a T5 model wants before the source, where its configuration does not say.
        tokenizer: For a model that was converted elsewhere: folder or hub name of the original.
    """

    model: str
    revision: str = ""
    precision: str = "int8"
    beams: int = 4
    batch_size: int = 0
    device: str = "auto"
    threads: int = 0
    output_ratio: float = 3.0
    output_extra: int = 30
    languages: str = ""
    prefix: str = ""
    tokenizer: str = ""

    name: ClassVar[str] = "ctranslate2"
    summary: ClassVar[str] = (
        "The same models, converted: several times as fast on a processor, PyTorch is needed for the conversion only:"
        " ctranslate2:Helsinki-NLP/opus-mt-en-bg"
    )

    def __post_init__(self) -> None:
        if self.beams < 1 or self.batch_size < 0 or self.output_ratio <= 0 or self.output_extra < 0:
            raise ValueError("beams and output_ratio must be positive, batch_size and output_extra not negative")
        if self.precision not in _COMPUTE_TYPES:
            raise ValueError(f"precision must be one of {', '.join(_COMPUTE_TYPES)}")

    def demands(self) -> Sequence[Demand]:
        return Demand.of_model(how_it_is_had(self.model, self.revision, TRANSLATORS))

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        require(("ctranslate2", "sentencepiece"), "mt", "A CTranslate2 model")
        local = fetch_model(self.model, self.revision, consent, TRANSLATORS)
        folder = local.folder
        if not (folder / _WEIGHTS).is_file():
            folder = _converted(local, self.precision)
        about = folder / _TOKENIZER
        if self.tokenizer:
            about = fetch_model(self.tokenizer, "", consent, TRANSLATORS).folder
        elif not about.is_dir():
            raise MtqaError(
                f"the converted model '{local.name}' does not hold its tokenizer",
                "Name the model that it was made of: tokenizer='Helsinki-NLP/...'.",
            )
        with loading(local.name):
            sides = sides_of(LocalModel(about, local.name, local.revision), pair, self.languages, self.prefix)
        return _Converted(self, local, folder, sides)


class _Converted(Translator):
    unit = "tokens"
    in_workers = True

    def __init__(self, options: CTranslate2, local: LocalModel, folder: Path, sides: Sides) -> None:
        self.options = options
        self.local = local
        self.folder = folder
        self.sides = sides
        self.name = local.title
        self.limit = sides.limit
        # Short sources go in larger batches: what counts is the work of a step, which every beam shares.
        at_once = options.batch_size or (_MOST if self._device == "cuda" else min(_MOST, _ON_ONE_CORE * self._threads))
        self.batch_size = max(at_once, 4 * at_once // options.beams)
        self.batch_length = at_once * LONG
        self.origin = Origin(
            service=versions("ctranslate2"),
            model=local.name,
            revision=local.revision,
            precision=options.precision,
            decoding=f"beams={options.beams}, longest={options.output_ratio:g}x+{options.output_extra}"
            + (f", {sides.told}" if sides.told else ""),
        )

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        return [len(ids) for ids in self.sides.encode(sources)]

    @cached_property
    def _device(self) -> str:
        import ctranslate2

        if self.options.device != "auto":
            return self.options.device
        return "cuda" if ctranslate2.get_cuda_device_count() else "cpu"

    @property
    def _threads(self) -> int:
        return self.options.threads or int(os.environ.get("OMP_NUM_THREADS", 0)) or os.cpu_count() or 1

    @cached_property
    def _translator(self) -> Any:
        import ctranslate2

        device = self._device
        if self.options.precision not in ctranslate2.get_supported_compute_types(device):
            raise MtqaError(
                f"this machine cannot compute in {self.options.precision} on {device}",
                f"It can in: {', '.join(sorted(ctranslate2.get_supported_compute_types(device)))}.",
            )
        with loading(self.local.name), memory_errors(self.name):
            return ctranslate2.Translator(
                str(self.folder),
                device=device,
                compute_type=self.options.precision,
                intra_threads=self.options.threads or int(os.environ.get("OMP_NUM_THREADS", 0)),
            )

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        tokenizer = self.sides.tokenizer
        encoded = self.sides.encode(sources)
        most = [self.sides.longest(len(ids), self.options.output_ratio, self.options.output_extra) for ids in encoded]
        forced = None if self.sides.forced is None else tokenizer.convert_ids_to_tokens([self.sides.forced])
        with memory_errors(self.name):
            results = self._translator.translate_batch(
                [tokenizer.convert_ids_to_tokens(ids) for ids in encoded],
                target_prefix=None if forced is None else [forced] * len(encoded),
                beam_size=self.options.beams,
                max_decoding_length=max(most),
                max_input_length=0,
                return_end_token=True,
            )
        return [
            self.sides.translated(tokenizer.convert_tokens_to_ids(result.hypotheses[0]), limit)
            for result, limit in zip(results, most, strict=True)
        ]


def _converted(local: LocalModel, precision: str) -> Path:
    """The conversion of a model, made now if there is none."""
    # int8 is the smallest; whatever else is asked for is made from the full precision.
    quantization = "int8" if precision.startswith("int8") else "float32"
    key = hashlib.sha256(f"{local.name} {local.revision} {quantization}".encode()).hexdigest()[:16]
    models = cache_folder("models")
    folder = models / f"{local.title}-{key}"
    if folder_is_intact(folder):
        with contextlib.suppress(OSError):
            os.utime(folder)
        return folder
    require(("torch",), "neural", f"The conversion of '{local.name}', which is needed once,")
    if folder.exists():
        warn_of_damage(models)
    with loading(local.name), staging_in(models) as staging:
        made = staging / folder.name
        convert(local.folder, made, quantization)
        seal_folder(made)
        shutil.rmtree(folder, ignore_errors=True)
        os.replace(made, folder)
    make_room(models, CACHE_KINDS["models"], in_use=folder)
    return folder


def convert(model: Path, folder: Path, quantization: str) -> None:
    """Convert a model of the library transformers.

    Args:
        model: Its folder.
        folder: Where to write; must not exist.
        quantization: `int8`, `float32`, ...

    Raises:
        MtqaError: when the folder is there already, or CTranslate2 does not know the kind of model.
    """
    import torch
    from ctranslate2.converters import TransformersConverter
    from transformers import AutoConfig, AutoTokenizer

    if folder.exists():
        raise MtqaError("this is there already, so nothing is written into it", path=folder)
    try:
        with staging_in(folder.parent) as staging:
            made = staging / folder.name
            with torch.inference_mode():
                _converter(TransformersConverter, model).convert(str(made), quantization=quantization)
            AutoConfig.from_pretrained(model, local_files_only=True).save_pretrained(made / _TOKENIZER)
            AutoTokenizer.from_pretrained(model, local_files_only=True).save_pretrained(made / _TOKENIZER)
            move_into_place(made, folder)
    except (ValueError, RuntimeError, KeyError) as error:
        raise MtqaError(f"CTranslate2 cannot convert the model: {error}", path=model) from error


def _converter(base: Any, model: Path) -> Any:
    """A converter that fits the vocabulary to the model, and reads weights without running code.

    The tokenizers of M2M-100 and NLLB have fewer or more entries than the model has embeddings (words that were never
    used, languages that are counted apart), which the converter takes for an error.
    """

    class Converter(base):  # type: ignore[misc]
        def load_model(self, model_class: Any, path: str, **options: Any) -> Any:
            loaded = model_class.from_pretrained(path, local_files_only=True, weights_only=True, **options)
            if loaded.config.model_type == "mbart":  # what newer configurations no longer say, because it never varied
                loaded.config.normalize_before = loaded.config.normalize_embedding = True
                loaded.config.tokenizer_class = "MBart50Tokenizer"
            self.size = loaded.get_input_embeddings().weight.shape[0]
            return loaded

        def load_tokenizer(self, tokenizer_class: Any, path: str, **options: Any) -> Any:
            return _Vocabulary(tokenizer_class.from_pretrained(path, local_files_only=True, **options), self.size)

    return Converter(str(model))


class _Vocabulary:
    """A tokenizer whose vocabulary has just one entry for each embedding."""

    num_madeup_words = 0
    special_tokens_map: ClassVar[dict[str, list[str]]] = {}

    def __init__(self, tokenizer: Any, size: int) -> None:
        self._tokenizer = tokenizer
        self.bos_token = tokenizer.bos_token or tokenizer.eos_token  # CTranslate2 wants one, and never uses it
        tokens = {number: token for token, number in tokenizer.get_vocab().items()}
        for code in getattr(tokenizer, "lang_code_to_token", {}):
            tokens[tokenizer.get_lang_id(code)] = tokenizer.get_lang_token(code)
        self._vocabulary = {tokens.get(number, f"madeupword{number}"): number for number in range(size)}

    def get_vocab(self) -> dict[str, int]:
        return dict(self._vocabulary)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tokenizer, name)
