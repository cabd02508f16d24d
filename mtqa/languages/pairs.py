"""A direction of translation as people write it: `en-de`, `en-pt-BR`, `zh-Hant-en`."""

from __future__ import annotations

import re

from mtqa.errors import MtqaError
from mtqa.languages.in_names import is_code
from mtqa.languages.tags import LanguagePair, language

__all__ = ["language_pair"]

_PARTED = re.compile(r"\s*(?:>|→|:)\s*")
_HINT = "Write it like en-de, or en-pt-BR."


def language_pair(text: str | LanguagePair) -> LanguagePair:
    """The pair that a text names; a pair is given back.

    Args:
        text: Two tags with a hyphen between them, or with `>` or `:` where a hyphen would not say which is which.

    Raises:
        MtqaError: when it is not two tags, or can be read as two pairs.
    """
    if isinstance(text, LanguagePair):
        return text
    if not isinstance(text, str):
        raise MtqaError(f"a language pair is a text, not {type(text).__name__}", _HINT)
    written = text.strip()
    sides = _PARTED.split(written) if _PARTED.search(written) else None
    found = [sides] if sides is not None else _splits(written.replace("_", "-").split("-"))
    if len(found) != 1 or len(found[0]) != 2:
        raise MtqaError(f"'{written[:60]}' is no language pair", _HINT)
    source, target = found[0]
    return LanguagePair(language(source), language(target))


def _splits(parts: list[str]) -> list[list[str]]:
    """Where the second language may begin: at a part that is a code of a language, in small letters."""
    if len(parts) == 2:
        return [parts]
    cuts = [n for n in range(1, len(parts)) if parts[n].islower() and is_code(parts[n])]
    return [["-".join(parts[:n]), "-".join(parts[n:])] for n in cuts]
