"""Translations kept on disk by what they depend on: whoever translates the same text again in the same way reads them.

One file for each system, direction and setting, to which lines of JSON are only ever added. What was added is on the
disk before the next batch begins, so that a run that dies loses at most one batch; a line that was not finished is
passed over, and one that is damaged is dropped.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.contracts import TranslatedText
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.files import CACHE_KINDS, KeptLines, cache_folder
from mtqa.languages import LanguagePair

__all__ = ["NO_TEXT", "Kept", "TranslationStore", "default_store"]

SCHEMA = "mtqa/translations/2"
_DEPENDS_ON = ("service", "model", "revision", "precision", "decoding", "prompt", "url")
NO_TEXT = re.compile("[\x00\ud800-\udfff]")
"""Characters that no file of text can hold: NUL, and the halves of surrogate pairs."""


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
    _lines: KeptLines = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.sha256(json.dumps(self._key(), sort_keys=True).encode()).hexdigest()
        name = f"{self.language_pair}-{digest[:32]}"
        lines = KeptLines(self.folder, CACHE_KINDS["translations"], name, json.dumps(self._key()))
        object.__setattr__(self, "_lines", lines)

    @property
    def path(self) -> Path:
        """The file."""
        return self._lines.path

    def _key(self) -> dict[str, str]:
        key = {name: getattr(self.origin, name) for name in _DEPENDS_ON}
        return {"schema": SCHEMA, "language_pair": str(self.language_pair), **key}

    def read(self) -> dict[str, Kept]:
        """What there is, by source text; lines that are damaged, or hold what is no text, count for nothing.

        Raises:
            MtqaError: when the file is there and cannot be read.
        """
        kept: dict[str, Kept] = {}

        def take(line: bytes) -> bool:
            try:
                row = json.loads(line)
                source, text, remark, date = row["source"], row["text"], row.get("remark", ""), row["date"]
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                return False
            if not all(isinstance(value, str) for value in (source, text, remark, date)):
                return False
            if b"\\u" in line and NO_TEXT.search(text):
                return False
            kept[source] = Kept(TranslatedText(text, remark), date)
            return True

        try:
            self._lines.read(take)
        except OSError as error:
            raise MtqaError(
                f"the translations kept here cannot be read: {error.strerror or error}",
                "Name another folder with MTQA_CACHE, or say --no-cache.",
                path=self.path,
            ) from error
        return kept

    def prepare(self) -> None:
        """Make sure that translations can be kept, before they are made and paid for.

        Raises:
            MtqaError: when they cannot be written.
        """
        self._lines.prepare()

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
        self._lines.add([json.dumps(row) for row in rows])
