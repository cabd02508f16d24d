"""The source and the target side of an encoder-decoder model: its tokens, how it is told the languages, its limits."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtqa.baselines._codes import flores_codes, is_code_of, marian_code, mbart_code, short_codes
from mtqa.contracts import TranslatedText
from mtqa.errors import MtqaError
from mtqa.languages import Language, LanguagePair
from mtqa.models import LocalModel

__all__ = ["LONG", "Sides", "sides_of"]

CUT = "it was longer than expected and may be cut"
LONG = 100
"""Tokens of a long sentence."""
_USUAL_LIMIT = 512
_UNBOUNDED = 1_000_000
_OPUS_NAME = re.compile(r"opus-mt(?:-tc-(?:big|base|bible-big))?-([a-z]{2,3})-([a-z]{2,3})$", re.IGNORECASE)


@dataclass(frozen=True)
class Sides:
    """How to speak with a model.

    Attributes:
        tokenizer: Of the library transformers, set to the source language.
        limit: The most tokens of a source, with those that are added to it.
        output_limit: The most tokens of a translation.
        prefix_text: What stands before the source, as text.
        prefix_ids: What stands before the source, as tokens.
        forced: The token that a translation begins with; None where there is none.
        told: How the model is told the languages, for the origin.
    """

    tokenizer: Any
    limit: int
    output_limit: int
    prefix_text: str = ""
    prefix_ids: tuple[int, ...] = ()
    forced: int | None = None
    told: str = ""

    @property
    def n_forced(self) -> int:
        """How many tokens of a translation are given to the model."""
        return 0 if self.forced is None else 1

    def encode(self, sources: Sequence[str]) -> list[list[int]]:
        """The tokens of sources. What looks like one of the model's own marks in a source is text like any other."""
        if not sources:
            return []
        guarded = [self.prefix_text + self._guarded(source) for source in sources]
        encoded = self.tokenizer(guarded, add_special_tokens=True, truncation=False)
        return [[*self.prefix_ids, *ids] for ids in encoded["input_ids"]]

    def _guarded(self, source: str) -> str:
        text = " ".join(source.split())
        for mark in self.tokenizer.all_special_tokens:
            if mark in text:
                text = text.replace(mark, f"{mark[:1]} {mark[1:]}")
        return f" {text}" if text.startswith(">>") and not self.prefix_text else text

    def longest(self, length: int, ratio: float, extra: int) -> int:
        """The most tokens of the translation of a source with so many."""
        return max(1, min(int(ratio * length) + extra, self.output_limit))

    def translated(self, ids: Sequence[int], limit: int) -> TranslatedText:
        """The text of a translation, cut where it would have been had it been alone: the batch must not matter.

        Args:
            ids: What the model produced, the forced token included, the one that the decoder starts from not.
            limit: The most tokens that this translation may have.
        """
        produced = list(ids[:limit])[self.n_forced :]
        ended = self.tokenizer.eos_token_id in produced
        text: str = self.tokenizer.decode(produced, skip_special_tokens=True, clean_up_tokenization_spaces=False)
        return TranslatedText(text.strip(), "" if ended else CUT)

    def generation_config(self, model: Any, beams: int) -> Any:
        """How to search: a beam of that width, with the model's own penalties, and the target language forced.

        The end is not forced at the longest length, so that a translation that was cut can be told from one that ended.
        """
        from transformers import GenerationConfig

        own = model.generation_config
        start = own.decoder_start_token_id
        if start is None:
            start = getattr(model.config, "decoder_start_token_id", None)
        forbidden = own.bad_words_ids
        if model.config.model_type == "marian":
            # Its padding must never be generated. Saying so in the bias costs nothing; a list of bad words, every step.
            model.final_logits_bias[:, self.tokenizer.pad_token_id] = -math.inf
            forbidden = None
        if start is None:
            start = self.tokenizer.pad_token_id
        return GenerationConfig(
            num_beams=beams,
            do_sample=False,
            decoder_start_token_id=start,
            pad_token_id=self.tokenizer.pad_token_id,
            eos_token_id=self.tokenizer.eos_token_id,
            forced_bos_token_id=self.forced,
            bad_words_ids=forbidden,
            length_penalty=1.0 if own.length_penalty is None else own.length_penalty,
            early_stopping=own.early_stopping or False,  # or "never"
            no_repeat_ngram_size=own.no_repeat_ngram_size or 0,
        )


def sides_of(local: LocalModel, pair: LanguagePair, languages: str = "", prefix: str = "") -> Sides:
    """How to speak with a model in a folder that has its `config.json` and the files of its tokenizer.

    Args:
        local: The model.
        pair: The direction.
        languages: What it translates (`en-de`), where it does not say.
        prefix: What it wants before the source, where it does not say.

    Raises:
        MtqaError: when it does not serve the direction, or does not say whether.
    """
    from transformers import AutoConfig, AutoTokenizer

    config = AutoConfig.from_pretrained(local.folder, local_files_only=True, trust_remote_code=False)
    tokenizer = AutoTokenizer.from_pretrained(local.folder, local_files_only=True, trust_remote_code=False)
    limit = _limit(config, tokenizer)
    if config.model_type == "marian":
        return _marian(local, tokenizer, pair, languages, limit)
    if config.model_type == "m2m_100":
        return _many_to_many(local, tokenizer, pair, limit)
    if config.model_type == "mbart":
        return _mbart(local, tokenizer, pair, limit)
    if config.model_type in ("t5", "mt5", "umt5"):
        return _t5(local, config, tokenizer, pair, languages, prefix, limit)
    _check_declared(local, languages, pair)
    return Sides(tokenizer, limit, limit - 1, prefix_text=prefix, told=f"prefix={prefix!r}" if prefix else "")


def _limit(config: Any, tokenizer: Any) -> int:
    declared = (getattr(config, "max_position_embeddings", None), getattr(config, "n_positions", None))
    limits = [
        limit for limit in (*declared, tokenizer.model_max_length) if isinstance(limit, int) and limit < _UNBOUNDED
    ]
    return min(limits, default=_USUAL_LIMIT)


def _not_served(local: LocalModel, language: Language, side: str) -> MtqaError:
    return MtqaError(
        f"the model '{local.name}' does not translate {side} {language.name} ({language.tag})",
        "`mtqa list baselines --language TAG` names models that do.",
    )


def _check_declared(local: LocalModel, languages: str, pair: LanguagePair) -> None:
    """Hold a direction against the one that the user or the model's name declares."""
    declared = languages.replace("_", "-").split("-")
    if not languages:
        named = _OPUS_NAME.search(Path(local.name).name)
        declared = [named[1].lower(), named[2].lower()] if named else []
    if len(declared) != 2:
        raise MtqaError(
            f"the model '{local.name}' does not say which languages it translates",
            f"Say it, if it does: languages='{pair.source.primary}-{pair.target.primary}'.",
        )
    _check_codes(local, declared[0], declared[1], pair)


def _check_codes(local: LocalModel, source: str, target: str, pair: LanguagePair) -> None:
    if is_code_of(source, pair.source) is False:
        raise _not_served(local, pair.source, "from")
    if target and is_code_of(target, pair.target) is False:
        raise _not_served(local, pair.target, "into")


def _marian(local: LocalModel, tokenizer: Any, pair: LanguagePair, languages: str, limit: int) -> Sides:
    codes = [token for token in tokenizer.get_vocab() if re.fullmatch(r">>[\w-]+<<", token)]
    source, target = str(tokenizer.source_lang or ""), str(tokenizer.target_lang or "")
    code = marian_code(pair.target, codes) if codes else None
    if codes and code is None:
        raise _not_served(local, pair.target, "into")
    if languages or not source or not target:
        if not codes or languages:
            _check_declared(local, languages, pair)
    else:
        _check_codes(local, source, "" if codes else target, pair)
    told = f"language={code}" if code else ""
    return Sides(tokenizer, limit, limit - 1, prefix_text=f"{code} " if code else "", told=told)


def _many_to_many(local: LocalModel, tokenizer: Any, pair: LanguagePair, limit: int) -> Sides:
    """NLLB-200 (`bul_Cyrl`) and M2M-100 (`__bg__`)."""
    tokenizer, source = _first_known(local, tokenizer, pair.source, "from")
    tokenizer, target = _first_known(local, tokenizer, pair.target, "into")
    tokenizer.src_lang = source.strip("_") if source.startswith("__") else source
    forced = _id(tokenizer, target)
    return Sides(tokenizer, limit, limit - 1, forced=forced, told=f"languages={source} {target}")


def _first_known(local: LocalModel, tokenizer: Any, language: Language, side: str) -> tuple[Any, str]:
    codes = [*flores_codes(language), *(f"__{code}__" for code in short_codes(language))]
    for code in codes:
        if _id(tokenizer, code) is not None:
            return tokenizer, code
    of_nllb = not hasattr(tokenizer, "lang_code_to_id")  # which M2M-100 has
    if of_nllb and (local.folder / "sentencepiece.bpe.model").is_file() and _id(tokenizer, "eng_Latn") is None:
        # Made from the raw SentencePiece model, the tokenizer of NLLB does not know the languages by itself.
        from transformers import AutoTokenizer
        from transformers.models.nllb.tokenization_nllb import FAIRSEQ_LANGUAGE_CODES

        with_codes = AutoTokenizer.from_pretrained(
            local.folder,
            local_files_only=True,
            trust_remote_code=False,
            extra_special_tokens=list(FAIRSEQ_LANGUAGE_CODES),
        )
        if _id(with_codes, "eng_Latn") is not None:
            return _first_known(local, with_codes, language, side)
    raise _not_served(local, language, side)


def _id(tokenizer: Any, token: str) -> int | None:
    """The number of a token; None where the tokenizer does not know it."""
    if token.startswith("__") and hasattr(tokenizer, "lang_code_to_id"):
        code = token.strip("_")
        return int(tokenizer.get_lang_id(code)) if code in tokenizer.lang_code_to_id else None
    number = tokenizer.convert_tokens_to_ids(token)
    return None if number is None or number == tokenizer.unk_token_id else int(number)


def _mbart(local: LocalModel, tokenizer: Any, pair: LanguagePair, limit: int) -> Sides:
    codes = [token for token in tokenizer.get_vocab() if re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", token)]
    source, target = mbart_code(pair.source, codes), mbart_code(pair.target, codes)
    if source is None:
        raise _not_served(local, pair.source, "from")
    if target is None:
        raise _not_served(local, pair.target, "into")
    tokenizer.src_lang = source
    forced = _id(tokenizer, target)
    return Sides(tokenizer, limit, limit - 1, forced=forced, told=f"languages={source} {target}")


def _t5(
    local: LocalModel, config: Any, tokenizer: Any, pair: LanguagePair, languages: str, prefix: str, limit: int
) -> Sides:
    """MADLAD-400 (`<2bg>`), and T5 that is told what to do (`translate English to German: `)."""
    if prefix:
        _check_declared(local, languages, pair)
        return Sides(tokenizer, limit, limit - 1, prefix_text=prefix, told=f"prefix={prefix!r}")
    if _id(tokenizer, "<2en>") is not None:
        for code in short_codes(pair.target):
            number = _id(tokenizer, f"<2{code}>")
            if number is not None:
                return Sides(tokenizer, limit, limit - 1, prefix_ids=(number,), told=f"language=<2{code}>")
        raise _not_served(local, pair.target, "into")
    tasks = getattr(config, "task_specific_params", None) or {}
    if tasks:
        task = tasks.get(f"translation_{pair.source.primary}_to_{pair.target.primary}")
        if task is None:
            raise _not_served(local, pair.target, f"from {pair.source.name} into")
        prefix = str(task.get("prefix", ""))
        return Sides(tokenizer, limit, limit - 1, prefix_text=prefix, told=f"prefix={prefix!r}")
    _check_declared(local, languages, pair)
    return Sides(tokenizer, limit, limit - 1)
