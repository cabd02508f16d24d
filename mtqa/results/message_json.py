"""The parts of messages as they stand in `evaluation.json`, beside the messages, and the way back.

Whatever was stored without them, or was changed since, is read as the English text that stands there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from mtqa.errors import MtqaError
from mtqa.languages import Language, language
from mtqa.results.json_values import Value
from mtqa.results.messages import Message, MessagePart

__all__ = ["Said", "said_json"]

_DEEPEST = 4


def said_json(texts: Iterable[str]) -> dict[str, Any]:
    """For each message among the texts, what it is made of; by the text."""
    return {str(text): _parts(text) for text in dict.fromkeys(texts) if isinstance(text, Message)}


def _parts(message: Message) -> dict[str, Any]:
    return {"template": message.template, "parts": {name: _part(part) for name, part in message.parts.items()}}


def _part(part: MessagePart) -> Any:
    if isinstance(part, Message):
        return _parts(part)
    if isinstance(part, Language):
        return {"language": part.tag, "name": part.name}
    if isinstance(part, tuple):
        return list(part)
    return {"share": part} if isinstance(part, float) else part


class Said:
    """Turns the texts of a file into messages where it says what they are made of.

    Args:
        table: What `said_json` made, by text.

    Raises:
        MtqaError: when it is something else.
    """

    def __init__(self, table: Value) -> None:
        self._messages: Mapping[str, Message] = {text: _message(value, 1) for text, value in table.entries()}

    def __call__(self, text: str) -> str:
        """The message that says exactly this, or else the text."""
        message = self._messages.get(text)
        return message if message is not None and str(message) == text else text


def _message(value: Value, depth: int) -> Message:
    if depth > _DEEPEST:
        raise value.wrong("a message of few parts")
    return Message(
        value["template"].text(), **{name: _read(part, depth + 1) for name, part in value["parts"].entries()}
    )


def _read(value: Value, depth: int) -> MessagePart:
    content = value.content
    if isinstance(content, str):
        return value.text()
    if isinstance(content, int) and not isinstance(content, bool):
        return value.whole()
    if isinstance(content, list):
        return value.texts()
    if "language" in value.table():
        return _language(value)
    return float(value["share"].number(0.0, 1.0)) if "share" in value.table() else _message(value, depth)


def _language(value: Value) -> Language:
    try:
        return replace(language(value["language"].text()), name=value["name"].text())
    except MtqaError:
        raise value.wrong("a language") from None
