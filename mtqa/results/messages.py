"""Sentences for people that know what they are made of, so that a report can say them in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from mtqa.languages import Language

__all__ = ["Message", "MessagePart", "filled_in"]

_PLACE = re.compile(r"\{([a-z_]+)\}")


def filled_in(template: str, parts: Mapping[str, str]) -> str:
    """A text with every `{name}` replaced; a name that is not given stays as it is. Nothing else is understood."""
    return _PLACE.sub(lambda match: parts.get(match[1], match[0]), template)


class Message(str):
    """A sentence in English, which is also the English sentence with its placeholders and what they stand for.

    It is a text like any other, and everything that knows nothing of its parts may treat it so; a report in another
    language says the same from the parts. One that is changed, joined or cut is a plain text again.

        Message("“{old}” has become “{new}”", old="12", new="21")

    Attributes:
        template: The sentence with a name in braces for each part. Catalogues of other languages know it by this text.
        parts: By name, what the placeholders stand for. A `str` is shown as it is, an `int` as a number (that of the
            name `n` also chooses the plural form), a `float` as a share in per cent, a `Language` by its name, a tuple
            of texts as a list in quotation marks, and a `Message` in the language of the report itself.
    """

    template: str
    parts: Mapping[str, MessagePart]

    def __new__(cls, template: str, /, **parts: MessagePart) -> Message:
        """The message of these parts."""
        message = super().__new__(cls, filled_in(template, {name: _english(part) for name, part in parts.items()}))
        message.template = template
        message.parts = MappingProxyType(parts)
        return message

    def of(self, /, **parts: MessagePart) -> Message:
        """The same sentence with these parts."""
        return Message(self.template, **parts)

    def __reduce__(self) -> tuple[object, ...]:
        return _made, (self.template, dict(self.parts))


MessagePart = str | int | float | Language | tuple[str, ...] | Message


def _made(template: str, parts: Mapping[str, MessagePart]) -> Message:
    return Message(template, **parts)


def _english(part: MessagePart) -> str:
    if isinstance(part, Language):
        return part.name
    if isinstance(part, tuple):
        return ", ".join(f"“{text}”" for text in part)
    return f"{part:.0%}" if isinstance(part, float) else str(part)
