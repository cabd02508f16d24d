"""Scores kept on disk by content, item by item, as they are computed.

One file for each model and setting, to which lines are only ever added: a run that dies loses what it was just
computing, and the next one goes on from there. A line that was not finished is passed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import CACHE_KINDS, KeptLines, make_room
from mtqa.neural.items import ErrorSpan, Item, ItemScore
from mtqa.results import Severity

__all__ = ["ScoreStore"]

_SCHEMA = "mtqa/neural-scores/3"
_END_OF_KEY = 34
"""A line begins with `["`, and the key has 32 digits."""
_SURE = 1.001
"""The highest confidence: a mean of probabilities, rounded."""


@dataclass(frozen=True)
class ScoreStore:
    """The scores of one model with one setting.

    A damaged line is dropped, which a warning says, and a folder that cannot be written is no error: then nothing is
    kept.

    Attributes:
        folder: Where the files are; made when first needed.
        identity: All that a score depends on but for the item.
        lowest: The lowest score that there is; `-inf` where the model knows none.
        highest: The highest.
    """

    folder: Path
    identity: str
    lowest: float = -math.inf
    highest: float = math.inf
    _lines: KeptLines = field(init=False)

    def __post_init__(self) -> None:
        digest = hashlib.blake2b(f"{_SCHEMA}|{self.identity}".encode(), digest_size=16).hexdigest()
        header = json.dumps({"schema": _SCHEMA, "identity": self.identity})
        object.__setattr__(self, "_lines", KeptLines(self.folder, CACHE_KINDS["neural"], digest, header))

    def read(self, items: Collection[Item]) -> dict[Item, ItemScore]:
        """The scores that there are of these items."""
        if not self._lines.path.exists():
            return {}
        wanted = {_key(item).encode("ascii"): item for item in items}
        scores: dict[Item, ItemScore] = {}

        def take(line: bytes) -> bool:
            item = wanted.get(line[2:_END_OF_KEY])
            if item is None:
                return True
            score = self._score(line, item)
            if score is not None:
                scores[item] = score
            return score is not None

        with contextlib.suppress(OSError):
            self._lines.read(take)
        return scores

    def add(self, scores: Mapping[Item, ItemScore]) -> None:
        """Keep scores; they are on the disk when this returns."""
        with contextlib.suppress(MtqaError):
            self._lines.add([_line(item, score) for item, score in scores.items()])

    def make_room(self) -> None:
        """Delete what is beyond the limit, and what older versions of mtqa left."""
        make_room(self.folder, CACHE_KINDS["neural"], in_use=self._lines.path)

    def _score(self, line: bytes, item: Item) -> ItemScore | None:
        """The score in a line, or None where it can be none of this item."""
        try:
            _, value, windowed, *spans = json.loads(line)
            errors = tuple(_span(item, *span) for span in spans)
            if not (math.isfinite(value) and self.lowest <= value <= self.highest):
                return None
            return ItemScore(float(value), errors, bool(windowed))
        except (ValueError, TypeError, RecursionError):
            return None


def _line(item: Item, score: ItemScore) -> str:
    """What is kept of an item, as JSON; written by hand where it can be, for that is what most lines are."""
    if not score.spans:
        return f'["{_key(item)}", {score.value!r}, {int(score.windowed)}]'
    spans = [[span.start, span.end, span.severity.value, span.confidence] for span in score.spans]
    return json.dumps([_key(item), score.value, int(score.windowed), *spans])


def _key(item: Item) -> str:
    """A digest of the texts, each with its length, so that the end of none passes for the start of another."""
    source, hypothesis, reference = item
    texts = f"{len(source)},{len(hypothesis)},{-1 if reference is None else len(reference)}|{source}{hypothesis}"
    return hashlib.blake2b(f"{texts}{reference or ''}".encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _span(item: Item, start: int, end: int, severity: str, confidence: float) -> ErrorSpan:
    """A span that lies in the hypothesis.

    Raises:
        ValueError, TypeError: when it does not.
    """
    if not (0 <= int(start) <= int(end) <= len(item.hypothesis) and 0.0 <= float(confidence) <= _SURE):
        raise ValueError
    return ErrorSpan(int(start), int(end), Severity(severity), float(confidence))
