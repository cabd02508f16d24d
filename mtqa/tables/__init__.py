"""Corpora as tables: rows and columns of TSV, CSV, JSON Lines, Parquet and Arrow datasets.

Loaders and writers of tables share it; it opens no path of its own accord. Begin with `column_meanings` (what a
column's name says), then `row_reader` (rows become a corpus) and `datasets` (corpora to and from Hugging Face
datasets).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mtqa.exports import exporting

if TYPE_CHECKING:
    from mtqa.tables.arrow_reader import (
        METADATA as METADATA,
        ArrowSource as ArrowSource,
        parquet_batches as parquet_batches,
        read_batches as read_batches,
        stream_batches as stream_batches,
    )
    from mtqa.tables.column_meanings import (
        ROW_NOTES as ROW_NOTES,
        TableOptions as TableOptions,
        plan_columns as plan_columns,
    )
    from mtqa.tables.corpus_metadata import (
        Metadata as Metadata,
        metadata_to_json as metadata_to_json,
        read_metadata as read_metadata,
    )
    from mtqa.tables.datasets import (
        extra_column as extra_column,
        from_dataset as from_dataset,
        to_dataset as to_dataset,
        to_table as to_table,
    )
    from mtqa.tables.glossary_file import Concept as Concept, read_glossary as read_glossary
    from mtqa.tables.row_reader import FORMULA as FORMULA, TYPED as TYPED, RowReader as RowReader
else:
    __getattr__, __dir__ = exporting(
        __name__,
        arrow_reader="METADATA ArrowSource parquet_batches read_batches stream_batches",
        column_meanings="ROW_NOTES TableOptions plan_columns",
        corpus_metadata="Metadata metadata_to_json read_metadata",
        datasets="extra_column from_dataset to_dataset to_table",
        glossary_file="Concept read_glossary",
        row_reader="FORMULA TYPED RowReader",
    )
