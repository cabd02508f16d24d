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
from dataclasses import dataclass
from pathlib import Path

from mtqa.errors import MtqaError
from mtqa.files import append_lines
from mtqa.neural.items import ErrorSpan, Item, ItemScore
from mtqa.results import Severity

__all__ = ["ScoreStore"]

_SCHEMA = "mtqa/neural-scores/1"


@dataclass(frozen=True)
class ScoreStore:
    """The scores of one model with one setting.

    A damaged line is as good as none, and a folder that cannot be written is no error: then nothing is kept.

    Attributes:
        folder: Where the files are; made when first needed.
        identity: All that a score depends on but for the item.
    """

    folder: Path
    identity: str

    @property
    def path(self) -> Path:
        """The file."""
        digest = hashlib.blake2b(f"{_SCHEMA}|{self.identity}".encode(), digest_size=16).hexdigest()
        return self.folder / f"{digest}.jsonl"

    def read(self, items: Collection[Item]) -> dict[Item, ItemScore]:
        """The scores that there are of these items."""
        wanted = {_key(item): item for item in items}
        scores: dict[Item, ItemScore] = {}
        with contextlib.suppress(OSError), self.path.open("rb") as file:
            for line in file:
                with contextlib.suppress(ValueError, TypeError, KeyError, RecursionError):
                    key, *rest = json.loads(line)
                    if key in wanted:
                        scores[wanted[key]] = _score(*rest)
        return scores

    def add(self, scores: Mapping[Item, ItemScore]) -> None:
        """Keep scores; they are on the disk when this returns."""
        header = json.dumps({"schema": _SCHEMA, "identity": self.identity})
        lines = [
            json.dumps(
                [_key(item), score.value, int(score.windowed)]
                + [[span.start, span.end, span.severity.value, span.confidence] for span in score.spans]
            )
            for item, score in scores.items()
        ]
        with contextlib.suppress(MtqaError):
            append_lines(self.path, lines, header)


def _key(item: Item) -> str:
    texts = json.dumps([item.source, item.hypothesis, item.reference])
    return hashlib.blake2b(texts.encode(), digest_size=16).hexdigest()


def _score(value: float, windowed: int, *spans: tuple[int, int, str, float]) -> ItemScore:
    if not math.isfinite(value):
        raise ValueError
    errors = (ErrorSpan(int(start), int(end), Severity(severity), float(c)) for start, end, severity, c in spans)
    return ItemScore(float(value), tuple(errors), bool(windowed))
