"""LibreTranslate and services with the same interface."""

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

__all__ = ["LibreTranslate"]


@baselines.register
@dataclass(frozen=True)
class LibreTranslate(ServiceOptions, Baseline):
    """A server of LibreTranslate, on this machine or elsewhere.

    Attributes:
        url: Its address.
        key: The environment variable with the key, where the server wants one.
        batch_size: Sources at once.
    """

    url: str
    key: str = "LIBRETRANSLATE_API_KEY"
    batch_size: int = 20

    name: ClassVar[str] = "libretranslate"
    summary: ClassVar[str] = "A LibreTranslate server: libretranslate:http://localhost:5000"

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        del consent
        return _LibreTranslate(self, pair)


class _LibreTranslate(Translator):
    name = "libretranslate"
    limit = 2000

    def __init__(self, options: LibreTranslate, pair: LanguagePair) -> None:
        self.key = key_from_environment(options.key, needed=False) if options.key else ""
        self.service = options.service(options.url, secret=bool(self.key))
        self.options = options
        self.pair = pair
        self.batch_size = options.batch_size
        self.batch_length = 20_000
        self.origin = Origin(
            service="LibreTranslate",
            url=self.service.url,
            note="The service does not say which model answers.",
        )

    def cost(self, sources: Sequence[str]) -> str:
        return bill(tuple(sources), self.service.url, self.options.price)

    @cached_property
    def _codes(self) -> tuple[str, str]:
        """What the server calls the two languages."""
        rows = self.service.get("/languages")
        try:
            targets = {str(row["code"]): {str(code) for code in row["targets"]} for row in rows}
        except (KeyError, TypeError):
            raise MtqaError(f"{self.service.url} does not say its languages", "Is it LibreTranslate?") from None
        source = _code(self.pair.source, set(targets))
        target = None if source is None else _code(self.pair.target, targets[source])
        if source is None or target is None:
            raise MtqaError(
                f"{self.service.url} does not translate from {self.pair.source.name} into {self.pair.target.name}"
            )
        return source, target

    def lengths(self, sources: Sequence[str]) -> Sequence[int]:
        _ = self._codes  # refuses a direction before anything is sent
        return [len(source) for source in sources]

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        source, target = self._codes
        content: dict[str, object] = {"q": list(sources), "source": source, "target": target, "format": "text"}
        if self.key:
            content["api_key"] = self.key
        answer = self.service.post("/translate", content)
        texts = answer.get("translatedText") if isinstance(answer, dict) else None
        if isinstance(texts, str) and len(sources) == 1:
            texts = [texts]
        if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
            raise MtqaError(f"{self.service.url} answered without translations", "Is it LibreTranslate?")
        return [TranslatedText(text) for text in texts]


def _code(language: Language, served: set[str]) -> str | None:
    for code in (language.tag, language.tag.lower(), f"{language.primary}-{language.script}", language.primary):
        if code in served:
            return code
    return None
