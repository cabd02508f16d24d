"""Calls of modules of the library `evaluate`: what they are given, what they return, and whether they score a corpus.

A module either scores segments and gives their mean (METEOR, BERTScore), or counts over the whole corpus (BLEU, TER,
WER, NIST ...). Nothing in a module says which, so it is tried: on a few segments, is the score of all the mean of the
scores of each?
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError

__all__ = ["ModuleCalls", "content_digest", "is_mean"]

_TOLERANCE = 1e-4
"""Models of neural modules give slightly other numbers in batches of another size."""
_SOURCES = (
    "The committee adopted the report on the quality of air in European cities on Monday.",
    "It is raining.",
    "Where can I find the railway station, please?",
    "Twelve people came to the meeting in 2024.",
)
_HYPOTHESES = (
    "On Monday the committee has adopted the report about the air quality in the cities of Europe.",
    "It is raining.",
    "Where is a station for the trains and the buses of the town, if you please?",
    "Some guests were there.",
)
"""Of different lengths and quality, so that nothing that is counted over all of them is the mean by chance."""


@dataclass(frozen=True)
class ModuleCalls:
    """A loaded module, and how it is called.

    Attributes:
        module: The module.
        name: What messages call it.
        key: The number among those that it returns.
        needs_sources: Whether it takes the sources too.
    """

    module: Any = field(repr=False)
    name: str
    key: str
    needs_sources: bool

    def numbers(
        self, sources: Sequence[str], hypotheses: Sequence[str], references: Sequence[Sequence[str]], *, lists: bool
    ) -> list[float]:
        """What the module returns for some segments: one number for all, or one for each.

        Args:
            sources: The source of each segment.
            hypotheses: Their translations.
            references: Their references.
            lists: Whether each segment has a list of references, also where it is only one.

        Raises:
            MtqaError: when the module fails, or returns something else.
        """
        given: dict[str, Any] = {"predictions": list(hypotheses)}
        given["references"] = [list(texts) if lists else texts[0] for texts in references]
        if self.needs_sources:
            given["sources"] = list(sources)
        try:
            result = self.module.compute(**given)
            value = result[self.key]
            found = [float(one) for one in (value if isinstance(value, list | tuple) else [value])]
        except KeyError:
            raise MtqaError(
                f"the evaluate module '{self.name}' returns no '{self.key}'", f"It returns: {', '.join(result)}."
            ) from None
        except Exception as error:
            raise MtqaError(
                f"the evaluate module '{self.name}' fails: {type(error).__name__}:"
                f" {str(error).strip().partition(chr(10))[0][:200]}"
            ) from error
        if not all(map(math.isfinite, found)):
            raise MtqaError(f"the evaluate module '{self.name}' gave a score that is no number")
        if len(found) not in (1, len(sources)):
            raise MtqaError(
                f"'{self.key}' of the evaluate module '{self.name}' has {len(found)} numbers for {len(sources)} texts",
                "Name the key of one number.",
            )
        return found

    def takes_lists(self, references: Sequence[Sequence[str]]) -> bool:
        """Whether references are given as lists: where segments have several, and where the module takes nothing else.

        Raises:
            MtqaError: when segments have several references, and the module takes one.
        """
        features = getattr(self.module, "features", None)
        variants = features if isinstance(features, list) else [features]
        kinds = [variant["references"] for variant in variants if variant and "references" in variant]
        takes_text = any(getattr(kind, "dtype", None) == "string" for kind in kinds)
        takes_lists = not kinds or any(getattr(kind, "dtype", None) != "string" for kind in kinds)
        several = any(len(texts) != 1 for texts in references)
        if several and not takes_lists:
            raise MtqaError(f"the evaluate module '{self.name}' takes one reference for each segment", "Give one.")
        return several or not takes_text

    def scores_segments(self) -> bool:
        """Whether its score of several segments is the mean of their scores, as tried on a few.

        Raises:
            MtqaError: when it fails on all of them together.
        """
        references = [[text] for text in _SOURCES]
        lists = self.takes_lists(references)
        together = self.numbers(_SOURCES, _HYPOTHESES, references, lists=lists)
        rows = zip(_SOURCES, _HYPOTHESES, references, strict=True)
        try:
            single = [self.numbers([s], [h], [r], lists=lists)[0] for s, h, r in rows]
        except MtqaError:
            single = []  # what counts over a corpus may have nothing to say of one segment
        agree = bool(single) and is_mean(together, single)
        if len(together) > 1 and not agree:
            raise MtqaError(
                f"'{self.key}' of the evaluate module '{self.name}' is {len(together)} numbers, and not one for each"
                " segment",
                "Name the key of one number.",
            )
        return agree


def is_mean(together: Sequence[float], single: Sequence[float]) -> bool:
    """Whether scores of single segments, or their mean, are what was found for all of them together."""
    if len(together) > 1:
        pairs = zip(together, single, strict=True)
        return all(math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=_TOLERANCE) for one, other in pairs)
    return math.isclose(together[0], math.fsum(single) / len(single), rel_tol=_TOLERANCE, abs_tol=_TOLERANCE)


def content_digest(place: Path) -> str:
    """A digest of a module's program: of the file, or of all programs in the folder with their names."""
    digest = hashlib.sha256()
    if place.is_file():
        digest.update(place.read_bytes())
    else:
        for path in sorted(place.rglob("*.py")):
            digest.update(f"{path.relative_to(place).as_posix()}\0{path.stat().st_size}\0".encode())
            digest.update(path.read_bytes())
    return f"sha256-{digest.hexdigest()[:16]}"
