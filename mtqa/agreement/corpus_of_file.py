"""Which of several corpora a file belongs to: by its name, by where it lies, or because there is only one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.languages import LanguagePair

__all__ = ["given_for"]

_PAIR = re.compile(r"([a-z]{2,3})(?:_[A-Za-z]+)?-([a-z]{2,3})(?:_[A-Za-z]+)?(?=[.:]|$)")


def given_for(
    files: Sequence[str], pairs: Sequence[LanguagePair], places: Sequence[str], option: str
) -> list[list[str]]:
    """For each corpus the files that are about it, in their order.

    Args:
        files: As given on the command line, perhaps with options after a colon.
        pairs: The language pair of each corpus.
        places: Where each corpus was read from.
        option: What the files were given with, for messages.

    Raises:
        MtqaError: when a file could belong to several.
    """
    chosen: list[list[str]] = [[] for _ in pairs]
    for file in files:
        fitting = list(range(len(pairs))) if len(pairs) == 1 else _fitting(file, pairs, places)
        if len(fitting) != 1:
            raise MtqaError(
                f"it is not plain which language pair this is about ({option})",
                f"Put the pair into its name or its folder, as in {pairs[0]}.mqm.seg.score.",
                path=file,
            )
        chosen[fitting[0]].append(file)
    return chosen


def _fitting(file: str, pairs: Sequence[LanguagePair], places: Sequence[str]) -> list[int]:
    path = Path(file).absolute()
    for part in reversed(path.parts):
        match = _PAIR.match(part)
        named = [k for k, pair in enumerate(pairs) if match and _spoken(pair) == match.groups()]
        if named:
            return named
    return [k for k, place in enumerate(places) if path.is_relative_to(Path(place).absolute())]


def _spoken(pair: LanguagePair) -> tuple[str, str]:
    return pair.source.primary, pair.target.primary
