"""JSONL: one JSON object a segment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Writer, writers
from mtqa.corpus import Corpus
from mtqa.writers._cells import CorpusTable
from mtqa.writers._output import ALL_BUT_TEXTS, open_output


@writers.register
@dataclass(frozen=True)
class Jsonl(Writer):
    """Writes JSON Lines."""

    name: ClassVar[str] = "jsonl"
    summary: ClassVar[str] = "One JSON object a segment; a missing hypothesis is null"
    suffixes: ClassVar[tuple[str, ...]] = (".jsonl", ".ndjson")
    many_languages: ClassVar[bool] = True
    omits: ClassVar[tuple[str, ...]] = ALL_BUT_TEXTS

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        table = CorpusTable.of(corpora)
        with open_output(path) as file:
            for _, cells in table.rows():
                file.write(json.dumps(cells, ensure_ascii=False, allow_nan=False) + "\n")
