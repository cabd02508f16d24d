"""A chat model behind an interface like OpenAI's, asked for answers in a form; what a service lacks is done without."""

from __future__ import annotations

import datetime
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mtqa.errors import MtqaError
from mtqa.judges.kept_answers import Answer
from mtqa.services import RefusedError, Service, TryAgainError

__all__ = ["ChatModel", "Sampling"]

_PATH = "/chat/completions"
_NO_FORM = re.compile(r"response_format|json_schema|json_object|structured|guided|grammar|schema", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context[ _](?:length|size|window)|too long|maximum (?:context|input|prompt)"
    r"|exceed\w* (?:the )?(?:available |maximum |model'?s? )?(?:context|token)"
    r"|too many (?:input )?tokens|reduce the length|prompt is too",
    re.IGNORECASE,
)
_FILTERED = re.compile(r"content[ _](?:filter|management|policy)|safety|moderation|responsible", re.IGNORECASE)
_NO_SYSTEM = re.compile(r"system (?:role|message|prompt)|roles? must alternate|only user and assistant", re.IGNORECASE)
_NO_MODEL = re.compile(r"model", re.IGNORECASE)
_FORMS = ("schema", "json", "none")
_WRONG_FORM = frozenset({400, 404, 405, 415, 422, 501})


@dataclass(frozen=True)
class Sampling:
    """How a model is to write.

    Attributes:
        temperature: 0 for the answer that is most likely.
        seed: -1 to send none; votes count up from it.
        longest: The most tokens of an answer; 0 to leave it to the service.
        form: `schema`, `json` or `none`: how far the service is asked to keep the model to the form of the answer.
    """

    temperature: float = 0.0
    seed: int = -1
    longest: int = 0
    form: str = "schema"


@dataclass
class ChatModel:
    """A model of a service. May be asked from several threads.

    Attributes:
        service: The service.
        model: Name of the model there.
        sampling: How it is to write.
        dropped: What the service did not take, and was left out.
    """

    service: Service
    model: str
    sampling: Sampling
    dropped: set[str] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def ask(self, messages: Sequence[Mapping[str, str]], schema: Mapping[str, Any] | None, vote: int = 0) -> Answer:
        """One answer.

        Raises:
            TryAgainError: when the service may answer later.
            MtqaError: when it never will.
        """
        while True:
            with self._lock:
                before = frozenset(self.dropped)
            try:
                return self._answer(self.service.post_once(_PATH, self._content(messages, schema, vote, before)))
            except RefusedError as error:
                told = self._told(error, before)
                if told is not None:
                    return told

    def served(self) -> tuple[str, ...]:
        """The models that the service says it has; none where it does not say."""
        try:
            rows = self.service.get("/models")["data"]
            return tuple(str(row["id"]) for row in rows)[:20]
        except (MtqaError, KeyError, TypeError):
            return ()

    def _content(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any] | None,
        vote: int,
        dropped: frozenset[str],
    ) -> dict[str, Any]:
        content: dict[str, Any] = {"model": self.model, "messages": list(messages)}
        if "system" in dropped:
            content["messages"] = [{"role": "user", "content": "\n\n".join(one["content"] for one in messages)}]
        if "temperature" not in dropped:
            content["temperature"] = self.sampling.temperature
        if self.sampling.seed >= 0 and "seed" not in dropped:
            content["seed"] = self.sampling.seed + vote
        if self.sampling.longest:
            content["max_completion_tokens" if "max_tokens" in dropped else "max_tokens"] = self.sampling.longest
        form = self._form(dropped)
        if schema is not None and form == "schema":
            named = {"name": "answer", "strict": True, "schema": schema}
            content["response_format"] = {"type": "json_schema", "json_schema": named}
        elif schema is not None and form == "json":
            content["response_format"] = {"type": "json_object"}
        return content

    def _form(self, dropped: frozenset[str]) -> str:
        forms = _FORMS[_FORMS.index(self.sampling.form) :]
        return next(form for form in forms if form not in dropped)

    def _told(self, error: RefusedError, before: frozenset[str]) -> Answer | None:
        """What a refusal means: an answer of its own, or None to ask again without what the service does not take.

        Raises:
            MtqaError: when it refuses for good.
        """
        said = error.message
        if error.status in (401, 403):
            raise error
        if _FILTERED.search(said) and error.status < 500:
            return Answer("", "content_filter", _today())
        if _TOO_LONG.search(said) or error.status == 413:
            return Answer("", "too_long", _today())
        unwanted = self._unwanted(said, before) if error.status in _WRONG_FORM else ""
        if unwanted:
            with self._lock:
                self.dropped.add(unwanted)
            return None
        if _NO_MODEL.search(said) or error.status == 404:
            there = self.served()
            if there and self.model not in there:
                raise MtqaError(
                    f"{said} (asked for the model '{self.model}')", f"It has: {', '.join(there)}."
                ) from None
        raise error

    def _unwanted(self, said: str, before: frozenset[str]) -> str:
        form = self._form(before)
        if form != "none" and _NO_FORM.search(said):
            return form
        if "temperature" not in before and "temperature" in said:
            return "temperature"
        if self.sampling.longest and "max_tokens" not in before and "max_tokens" in said:
            return "max_tokens"
        if self.sampling.seed >= 0 and "seed" not in before and re.search(r"\bseed\b", said):
            return "seed"
        return "system" if "system" not in before and _NO_SYSTEM.search(said) else ""

    def _answer(self, content: Any) -> Answer:
        try:
            choice = content["choices"][0]
            message = choice["message"]
            text, finish = _text(message.get("content")), str(choice.get("finish_reason") or "")
        except (KeyError, IndexError, TypeError, AttributeError):
            raise TryAgainError("answered without a message; is it an interface like OpenAI's?") from None
        if message.get("refusal"):
            text, finish = str(message["refusal"]), "content_filter"
        usage = content.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        model = content.get("model")
        return Answer(
            text=text,
            finish=finish,
            date=_today(),
            model=model if isinstance(model, str) else "",
            tokens_read=_count(usage.get("prompt_tokens")),
            tokens_written=_count(usage.get("completion_tokens")),
        )


def _today() -> str:
    return datetime.datetime.now(datetime.UTC).date().isoformat()


def _count(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _text(content: object) -> str:
    """The text of a message, which may come in parts."""
    if isinstance(content, list):
        content = "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""
