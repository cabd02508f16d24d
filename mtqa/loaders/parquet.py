"""Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import loaders
from mtqa.corpus import Corpus
from mtqa.tables import ArrowSource, TableOptions, parquet_batches, read_batches


@loaders.register
@dataclass(frozen=True)
class Parquet(TableOptions):
    """Reads a Parquet file, row group by row group."""

    name: ClassVar[str] = "parquet"
    summary: ClassVar[str] = "A Parquet file with the columns that tables have"

    def accepts(self, path: Path) -> bool:
        if not path.is_file():
            return False
        try:
            with path.open("rb") as file:
                return file.read(4) == b"PAR1" or path.suffix.lower() == ".parquet"
        except OSError:
            return False

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        return read_batches(parquet_batches(path), ArrowSource(path, path.stem, self, languages))
