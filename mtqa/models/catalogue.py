"""Models that a user would take as a baseline for a pair of languages of the EU."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair, eu_languages

__all__ = ["ListedModel", "models_for"]

_ALL = "*"
_SENTENCES = 15_000
"""Sentences a minute and core of a model with a million parameters, by what was measured."""


@dataclass(frozen=True)
class ListedModel:
    """A model for a pair of languages.

    Attributes:
        spec: What `--baseline` takes.
        licence: Licence of its weights.
        parameters: In millions.
        download: What fetching it costs, in megabytes, rounded.
        note: What it is, in plain words.
        rank: The higher, the better its translations are known to be.
    """

    spec: str
    licence: str
    parameters: int
    download: int
    note: str
    rank: int = 0

    @property
    def name(self) -> str:
        """Its name on the hub."""
        return self.spec.partition(":")[2]

    @property
    def is_free(self) -> bool:
        """Whether its licence allows every use."""
        return "NC" not in self.licence.split() and "-NC" not in self.licence

    @property
    def speed(self) -> int:
        """Sentences of 30 tokens that one core of a processor translates in a minute, about.

        Measured with PyTorch and a beam of 4 on models of the shapes of 75, 236 and 484 million parameters: 147, 74 and
        31. CTranslate2 is three times as fast.
        """
        return max(1, int(round(_SENTENCES / self.parameters, -1 if self.parameters < 500 else 0)))


@cache
def _rows() -> tuple[dict[str, Any], ...]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["models"])


def models_for(pair: LanguagePair) -> tuple[ListedModel, ...]:
    """The models that translate in a direction, the smallest first.

    Raises:
        MtqaError: when one of the languages is not an official language of the EU, or both are the same.
    """
    for language in (pair.source, pair.target):
        if language.primary not in eu_languages():
            raise MtqaError(
                f"models are listed for the languages of the EU, and {language.name} ({language.tag}) is none",
                f"They are: {', '.join(eu_languages())}.",
            )
    if pair.source.primary == pair.target.primary:
        raise MtqaError(f"source and target are both {pair.source.name}", "Say --source-language TAG.")
    listed = [
        ListedModel(
            spec=row["spec"].replace("{source}", pair.source.primary).replace("{target}", pair.target.primary),
            licence=row["licence"],
            parameters=row["parameters"],
            download=row["download"],
            note=row["note"],
            rank=row["rank"],
        )
        for row in _rows()
        if _serves(row, "sources", pair.source.primary) and _serves(row, "targets", pair.target.primary)
    ]
    return tuple(sorted(listed, key=lambda model: model.download))


def _serves(row: dict[str, Any], side: str, language: str) -> bool:
    return (language in row[side] or _ALL in row[side]) and language not in row.get("without", ())
