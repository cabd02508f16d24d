"""Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.files import read_head
from mtqa.tables import ArrowSource, TableOptions, parquet_batches, read_batches


@loaders.register
@dataclass(frozen=True)
class Parquet(TableOptions, Loader):
    """Reads a Parquet file, row group by row group."""

    name: ClassVar[str] = "parquet"
    summary: ClassVar[str] = "A Parquet file with the columns that tables have"

    def accepts(self, path: Path) -> Certainty:
        if not path.is_file():
            return Certainty.NO
        is_parquet = path.suffix.lower() == ".parquet" or read_head(path).startswith(b"PAR1")
        return Certainty.POSSIBLE if is_parquet else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        return read_batches(parquet_batches(path), ArrowSource(path, path.stem, self, languages))
