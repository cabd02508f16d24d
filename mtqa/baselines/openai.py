"""Language models behind an interface like OpenAI's: OpenAI itself, vLLM, llama.cpp, Ollama, Mistral, ..."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from mtqa.baselines._prompts import DEFAULT_PROMPT, answer_text, filled
from mtqa.contracts import Baseline, Consent, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair
from mtqa.services import ServiceOptions, bill, is_here, key_from_environment

__all__ = ["OpenAI"]


@baselines.register
@dataclass(frozen=True)
class OpenAI(ServiceOptions, Baseline):
    """A chat model of a service, asked for one translation at a time.

    Attributes:
        model: Its name at the service.
        url: Where the interface begins; the requests go to `/chat/completions` below it.
        key: The environment variable with the key, "" for none.
        prompt: What it is asked; `{source_language}`, `{target_language}` and `{text}` are filled in.
        temperature: 0 for the answer that is most likely.
        seed: Seed that is sent along, for services that know one; -1 to send none.
        longest: The most tokens of an answer; 0 to leave it to the service.
    """

    model: str
    url: str = "https://api.openai.com/v1"
    key: str = "OPENAI_API_KEY"
    prompt: str = DEFAULT_PROMPT
    temperature: float = 0.0
    seed: int = -1
    longest: int = 0

    name: ClassVar[str] = "openai"
    summary: ClassVar[str] = "A chat model of any service with OpenAI's interface; the key in OPENAI_API_KEY"

    def __post_init__(self) -> None:
        if "{text}" not in self.prompt:
            raise ValueError("prompt must contain {text}")

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        del consent
        return _OpenAI(self, pair)


class _OpenAI(Translator):
    batch_size = 8

    def __init__(self, options: OpenAI, pair: LanguagePair) -> None:
        key = key_from_environment(options.key, needed=not is_here(options.url)) if options.key else ""
        self.service = options.service(options.url, {"Authorization": f"Bearer {key}"} if key else {}, secret=bool(key))
        self.options = options
        self.pair = pair
        self.name = options.model.rpartition("/")[2]
        seed = f", seed={options.seed}" if options.seed >= 0 else ""
        longest = f", longest={options.longest}" if options.longest else ""
        self.origin = Origin(
            service="OpenAI-compatible",
            model=options.model,
            url=self.service.url,
            decoding=f"temperature={options.temperature:g}{seed}{longest}",
            prompt=options.prompt,
            note="The service does not say which revision of the model answers.",
        )

    def cost(self, sources: Sequence[str]) -> str:
        return bill(tuple(sources), self.service.url, self.options.price)

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        return [self._ask(source) for source in sources]

    def _ask(self, source: str) -> TranslatedText:
        content: dict[str, object] = {
            "model": self.options.model,
            "messages": [{"role": "user", "content": filled(self.options.prompt, self.pair, source)}],
            "temperature": self.options.temperature,
        }
        if self.options.seed >= 0:
            content["seed"] = self.options.seed
        if self.options.longest:
            content["max_tokens"] = self.options.longest
        answer = self.service.post("/chat/completions", content)
        try:
            choice = answer["choices"][0]
            text, reason = choice["message"]["content"], choice.get("finish_reason")
        except (KeyError, IndexError, TypeError, AttributeError):
            text, reason = None, None
        if reason == "content_filter":
            return TranslatedText(text or "", "the service refused to translate it (content filter)")
        if not isinstance(text, str):
            raise MtqaError(f"{self.service.url} answered without a translation", "Is it an interface like OpenAI's?")
        return TranslatedText(answer_text(text), "it hit the longest length and is cut" if reason == "length" else "")
