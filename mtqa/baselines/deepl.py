"""DeepL, and services with the same interface."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from mtqa.contracts import Baseline, Consent, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.languages import Language, LanguagePair
from mtqa.services import ServiceOptions, bill, key_from_environment

__all__ = ["DeepL"]

_FREE, _PAID = "https://api-free.deepl.com", "https://api.deepl.com"
_VARIETIES = {"en": "EN-GB", "pt": "PT-PT", "zh": "ZH-HANS", "nb": "NB", "no": "NB"}
"""What a target language is called where the service wants a variety."""


@baselines.register
@dataclass(frozen=True)
class DeepL(ServiceOptions, Baseline):
    """The service DeepL; the key is in the environment variable DEEPL_API_KEY.

    Attributes:
        url: Its address; "" for the one that goes with the key (keys of free accounts end in `:fx`).
        key: The environment variable with the key.
        model_type: `latency_optimized`, `quality_optimized`, ...; "" to leave it to the service.
        formality: `more`, `less`, ...; "" to leave it to the service.
        batch_size: Sources at once; 50 at most.
    """

    url: str = ""
    key: str = "DEEPL_API_KEY"
    model_type: str = ""
    formality: str = ""
    batch_size: int = 50

    name: ClassVar[str] = "deepl"
    summary: ClassVar[str] = "The service DeepL; the key in DEEPL_API_KEY"

    def __post_init__(self) -> None:
        if not 1 <= self.batch_size <= 50:
            raise ValueError("batch_size must be between 1 and 50")

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        del consent
        return _DeepL(self, pair)


class _DeepL(Translator):
    name = "deepl"
    limit = 30_000
    batch_length = 100_000

    def __init__(self, options: DeepL, pair: LanguagePair) -> None:
        key = key_from_environment(options.key, needed=True)
        url = options.url or (_FREE if key.endswith(":fx") else _PAID)
        self.service = options.service(url, {"Authorization": f"DeepL-Auth-Key {key}"}, secret=True)
        self.options = options
        self.pair = pair
        self.batch_size = options.batch_size
        asked = {"model_type": options.model_type, "formality": options.formality}
        self.extra = {key: value for key, value in asked.items() if value}
        self.origin = Origin(
            service="DeepL",
            url=options.url,
            decoding=", ".join(f"{key}={value}" for key, value in self.extra.items()),
            note="The service does not say which model answers.",
        )

    def cost(self, sources: Sequence[str]) -> str:
        return bill(tuple(sources), self.service.url, self.options.price)

    @cached_property
    def _codes(self) -> tuple[str, str]:
        """What the service calls the two languages."""
        source = _code(self.pair.source, self._languages("source"), varieties=False)
        target = _code(self.pair.target, self._languages("target"), varieties=True)
        for code, language, side in ((source, self.pair.source, "from"), (target, self.pair.target, "into")):
            if code is None:
                raise MtqaError(f"{self.service.url} does not translate {side} {language.name} ({language.tag})")
        return source or "", target or ""

    def _languages(self, kind: str) -> set[str]:
        rows = self.service.get(f"/v2/languages?type={kind}")
        try:
            return {str(row["language"]).upper() for row in rows}
        except (KeyError, TypeError):
            raise MtqaError(f"{self.service.url} does not say its languages", "Is it DeepL?") from None

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        _ = self._codes  # refuses a direction before anything is sent
        return [len(source) for source in sources]

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        source, target = self._codes
        content = {"text": list(sources), "source_lang": source, "target_lang": target, **self.extra}
        answer = self.service.post("/v2/translate", content)
        try:
            texts = [row["text"] for row in answer["translations"]]
        except (KeyError, TypeError):
            texts = [None]
        if not all(isinstance(text, str) for text in texts):
            raise MtqaError(f"{self.service.url} answered without translations", "Is it DeepL?")
        return [TranslatedText(text) for text in texts]


def _code(language: Language, served: set[str], *, varieties: bool) -> str | None:
    codes = [language.tag.upper()]
    if varieties and language.primary in _VARIETIES:
        codes.append(_VARIETIES[language.primary])
    codes.append(language.primary.upper())
    return next((code for code in codes if code in served), None)
