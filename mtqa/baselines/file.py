"""Translations that are there already: a file with one a line."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Baseline, Consent, TranslatedText, Translator, baselines
from mtqa.corpus import Origin
from mtqa.errors import MtqaError
from mtqa.files import bare_name, read_bytes, read_lines
from mtqa.languages import LanguagePair

__all__ = ["File"]


@baselines.register
@dataclass(frozen=True)
class File(Baseline):
    """A text file whose line n is the translation of segment n; compressed where its name says so.

    Attributes:
        path: The file; `{language}` in it stands for the target language.
        service: Who made the translation.
        model: With what.
        licence: Licence of the translation.
    """

    path: str
    service: str = ""
    model: str = ""
    licence: str = ""

    name: ClassVar[str] = "file"
    summary: ClassVar[str] = "A file with one translation a line, made elsewhere: file:output.{language}.txt"

    def open(self, pair: LanguagePair, consent: Consent) -> Translator:
        del consent
        path = Path(self.path.replace("{language}", pair.target.tag))
        digest = hashlib.sha256(read_bytes(path)).hexdigest()
        note = f"Read line by line from {path.name}, sha256 {digest[:16]}."
        origin = Origin(service=self.service, model=self.model, licence=self.licence, note=note)
        return _Lines(path, origin)


class _Lines(Translator):
    by_position = True

    def __init__(self, path: Path, origin: Origin) -> None:
        self.path = path
        self.origin = origin
        self.name = Path(bare_name(path)).stem

    def translate(self, sources: Sequence[str]) -> Sequence[TranslatedText]:
        lines = list(read_lines(self.path))
        if len(lines) != len(sources):
            raise MtqaError(
                f"has {len(lines)} lines, but the corpus has {len(sources)} segments",
                "Line n must be the translation of segment n.",
                path=self.path,
            )
        return [TranslatedText(line) for line in lines]
