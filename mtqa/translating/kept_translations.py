"""Translations kept on disk by what they depend on: whoever translates the same text again in the same way reads them.

One file for each system, direction and setting, to which lines of JSON are only ever added. What was added is on the
disk before the next batch begins, so that a run that dies loses at most one batch; a line that was not finished is
passed over.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.contracts import TranslatedText
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.files import append_lines, cache_folder
from mtqa.languages import LanguagePair

__all__ = ["Kept", "TranslationStore", "default_store"]

SCHEMA = "mtqa/translations/1"
_DEPENDS_ON = ("service", "model", "revision", "precision", "decoding", "prompt", "url")


@dataclass(frozen=True)
class Kept:
    """A translation with the day on which it was made (ISO 8601)."""

    translated: TranslatedText
    date: str


def default_store() -> Path:
    """The folder for translations in the user's cache."""
    return cache_folder("translations")


@dataclass(frozen=True)
class TranslationStore:
    """The translations of one system in one direction with one setting.

    Attributes:
        folder: Where the files are; made when first needed.
        origin: All that a translation depends on but for its source text.
        language_pair: The direction.
    """

    folder: Path
    origin: Origin
    language_pair: LanguagePair
    path: Path = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(json.dumps(self._key(), sort_keys=True).encode()).hexdigest()
        object.__setattr__(self, "path", self.folder / f"{self.language_pair}-{digest[:32]}.jsonl")

    def _key(self) -> dict[str, str]:
        key = {name: getattr(self.origin, name) for name in _DEPENDS_ON}
        return {"schema": SCHEMA, "language_pair": str(self.language_pair), **key}

    def read(self) -> dict[str, Kept]:
        """What there is, by source text; lines that are damaged count for nothing.

        Raises:
            MtqaError: when the file is there and cannot be read.
        """
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise MtqaError(
                f"the translations kept here cannot be read: {error.strerror or error}",
                "Name another folder with MTQA_CACHE, or say --no-cache.",
                path=self.path,
            ) from error
        kept: dict[str, Kept] = {}
        for line in data.split(b"\n"):
            try:
                row = json.loads(line)
                source, text, remark, date = row["source"], row["text"], row.get("remark", ""), row["date"]
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                continue
            if all(isinstance(value, str) for value in (source, text, remark, date)):
                kept[source] = Kept(TranslatedText(text, remark), date)
        return kept

    def add(self, translations: Mapping[str, TranslatedText], date: str) -> None:
        """Write translations behind those that there are, and wait until the disk has them.

        Raises:
            MtqaError: when they cannot be written.
        """
        rows = [
            {
                "source": source,
                "text": translated.text,
                **({"remark": translated.remark} if translated.remark else {}),
                "date": date,
            }
            for source, translated in translations.items()
        ]
        append_lines(self.path, [json.dumps(row) for row in rows], json.dumps(self._key()))
