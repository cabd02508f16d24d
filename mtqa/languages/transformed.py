"""Language tags that say what a text was translated from: BCP 47, extension T (RFC 6497).

`de-t-en-t0-mtec`: German, from English, by the Commission's machine translation. `de-x-mtfrom-en`, which Google writes
into pages that it translates, says the same without naming the machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from mtqa.errors import MtqaError
from mtqa.languages.in_names import language_of
from mtqa.languages.tags import Language

__all__ = ["TransformedTag", "transformed_tag"]

_SERVICES = {"mtec": "eTranslation"}
"""Services by their names in tags."""
_PRIVATE = re.compile(r"([a-z]{2,3}(?:-[a-z0-9]{2,8})*)-x-mtfrom-([a-z]{2,3}(?:-[a-z0-9]{2,8})*)")
_TRANSLITERATED = "m0"
_UNNAMED = "mtfrom"
_FIELD = re.compile(r"[a-z]\d")
_SUBTAG = re.compile(r"[a-z0-9]{1,8}")
_LONGEST = 200


@dataclass(frozen=True)
class TransformedTag:
    """What a tag says of a translated text.

    Attributes:
        language: The language of the text.
        source: The language that it was translated from.
        engine: What the tag calls the machine that translated it: `mtec`, `und`; "" where it does not say that it was a
            machine.
    """

    language: Language
    source: Language
    engine: str

    @property
    def service(self) -> str:
        """The name of the machine as people know it, or as the tag writes it."""
        vendor, _, rest = self.engine.partition("-")
        return f"{_SERVICES.get(vendor, vendor)} {rest}".strip()


@cache
def transformed_tag(tag: str) -> TransformedTag | None:
    """What a language tag says of a translation; None for a tag that says nothing of the kind.

    Args:
        tag: The tag, in capitals or not.
    """
    lowered = tag.strip().lower()
    if len(lowered) > _LONGEST:
        return None
    private = _PRIVATE.fullmatch(lowered)
    if private is not None:
        return _made(private[1], private[2], _UNNAMED)
    subtags = lowered.split("-")
    if "t" not in subtags[1:] or not all(map(_SUBTAG.fullmatch, subtags)):
        return None
    start = subtags.index("t", 1)
    # "x" begins what is private: an extension after it is none.
    if "x" in subtags[:start]:
        return None
    inner = _until_singleton(subtags[start + 1 :])
    fields = [position for position, subtag in enumerate(inner) if _FIELD.fullmatch(subtag)]
    source = inner[: fields[0]] if fields else inner
    engine = _engine(inner, fields)
    if not engine and _TRANSLITERATED in inner:
        return None
    return _made("-".join(_until_singleton(subtags[:start])), "-".join(source), engine)


def _until_singleton(subtags: list[str]) -> list[str]:
    """The subtags before the next extension."""
    single = next((position for position, subtag in enumerate(subtags) if len(subtag) == 1), len(subtags))
    return subtags[:single]


def _engine(subtags: list[str], fields: list[int]) -> str:
    """The value of the field `t0`, which names a machine translation."""
    position = next((field for field in fields if subtags[field] == "t0"), None)
    if position is None:
        return ""
    following = next((field for field in fields if field > position), len(subtags))
    return "-".join(subtags[position + 1 : following]) or "und"


def _made(language: str, source: str, engine: str) -> TransformedTag | None:
    try:
        made = TransformedTag(language_of(language), language_of(source), engine)
    except MtqaError:
        return None
    return made if made.language != made.source else None
