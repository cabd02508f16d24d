"""Corpus <-> `datasets.Dataset`, and the columns that a corpus has as a table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.corpus import FIXED, HYPOTHESIS, REFERENCE, ColumnSegments, Corpus, SystemOutput, TextColumn
from mtqa.errors import MtqaError
from mtqa.tables.arrow_reader import ArrowSource, read_batches
from mtqa.tables.column_meanings import TableOptions
from mtqa.tables.corpus_metadata import Metadata, metadata_to_json, read_metadata
from mtqa.tables.row_reader import EXTRA, TYPED

if TYPE_CHECKING:
    import pyarrow as pa
    from datasets import Dataset

__all__ = ["extra_column", "from_dataset", "to_dataset", "to_table"]

BLOCK = 4096
_OWN = ("id", "document", "source_lang", "target_lang", "kind", "domain", "source")


def extra_column(name: str) -> str:
    """The column that an extra value of segments is written to; plain where its name cannot be misunderstood."""
    from mtqa.tables.column_meanings import plan_columns

    try:
        plain = name in plan_columns(["source", name]).extra
    except MtqaError:
        plain = False
    return name if plain and not name.startswith((EXTRA, TYPED)) else f"{EXTRA}{name}"


def to_table(corpus: Corpus) -> pa.Table:
    """The corpus as an Arrow table, one row per segment. What lies on disk stays there."""
    import pyarrow as pa

    columns: dict[str, pa.ChunkedArray] = {}
    pair = corpus.language_pair
    if isinstance(corpus.segments, ColumnSegments):
        table = corpus.segments.table
        columns = {name: table.column(name) for name in ("id", "document", "source", "kind", "domain")}
        for name in corpus.reference_names:
            columns[REFERENCE + name] = table.column(REFERENCE + name)
        extra = table.column("extra")
        if extra.null_count < len(extra):
            columns |= _extra_columns(len(extra), (json.loads(text) if text else {} for text in TextColumn(extra)))
    else:
        rows = corpus.segments
        for name in ("id", "document", "source", "kind", "domain"):
            columns[name] = pa.chunked_array([[getattr(segment, name) for segment in rows]], pa.string())
        for name in corpus.reference_names:
            texts = [segment.references.get(name) for segment in rows]
            columns[REFERENCE + name] = pa.chunked_array([texts], pa.string())
        columns |= _extra_columns(len(rows), (segment.extra for segment in rows))
    for system in corpus.systems:
        columns[HYPOTHESIS + system.name] = _hypotheses(system)
    columns["source_lang"] = _constant(pair.source.tag, len(corpus.segments))
    columns["target_lang"] = _constant(pair.target.tag, len(corpus.segments))
    return pa.table({name: columns.pop(name) for name in _OWN} | columns)


def _hypotheses(system: SystemOutput) -> pa.ChunkedArray:
    import pyarrow as pa

    if isinstance(system.hypotheses, TextColumn):
        return system.hypotheses.column
    return pa.chunked_array([list(system.hypotheses)], pa.string())


def _constant(text: str, length: int) -> pa.ChunkedArray:
    """A column that holds one text everywhere, in the memory of one block."""
    import pyarrow as pa

    block = pa.array([text] * min(BLOCK, length), pa.string())
    whole, rest = divmod(length, BLOCK)
    return pa.chunked_array([block] * whole + ([block.slice(0, rest)] if rest else []), pa.string())


def _extra_columns(length: int, rows: Iterator[Any]) -> dict[str, pa.ChunkedArray]:
    import pyarrow as pa

    values: dict[str, list[Any]] = {}
    for position, extra in enumerate(rows):
        for name, value in extra.items():
            values.setdefault(name, [None] * length)[position] = value
    columns: dict[str, pa.ChunkedArray] = {}
    for name, column in values.items():
        kinds = {type(value) for value in column if value is not None}
        if len(kinds) > 1:
            column = [None if value is None else str(value) for value in column]
        columns[extra_column(name)] = pa.chunked_array([pa.array(column)])
    return columns


def to_dataset(corpus: Corpus) -> Dataset:
    """A corpus as a `datasets.Dataset`: one row per segment.

    The columns are `id`, `document`, `source`, `reference.NAME`, `hypothesis.NAME`, `kind`, `domain` and the extra
    columns; everything else (languages, roles, origins, notes) is in `dataset.info.description`, from which
    `from_dataset` makes the same corpus again. A large corpus stays where it is on disk, nothing is copied.
    """
    from datasets import Dataset, DatasetInfo
    from datasets.table import InMemoryTable

    info = DatasetInfo(description=metadata_to_json([corpus]))
    return Dataset(InMemoryTable(to_table(corpus)), info=info)


def from_dataset(
    dataset: Dataset, *, name: str = "dataset", source_language: str = "", target_language: str = ""
) -> Corpus:
    """A corpus from a `datasets.Dataset` with the columns that `to_dataset` makes, or others that mean the same.

    Args:
        dataset: Any that has a source column, or a `translation` feature.
        name: Name of the corpus where the dataset does not say.
        source_language: Where neither the dataset nor its columns say.
        target_language: Likewise; needed where there are several.

    Raises:
        MtqaError: when there is no source column, or the languages are not known.
    """
    about = read_metadata(dataset.info.description or "")
    wanted = [target_language] if target_language else None
    unchanged = _as_it_is(dataset, about)
    if unchanged is not None and not source_language:
        return unchanged
    options = TableOptions(source_language=source_language, target_language=target_language)
    corpora = read_batches(_batches(dataset), ArrowSource(Path(name), name, options, wanted, about))
    if len(corpora) > 1:
        tags = ", ".join(corpus.language_pair.target.tag for corpus in corpora)
        raise MtqaError(f"the dataset has several target languages ({tags})", "Name one: target_language=...")
    return corpora[0]


def _batches(dataset: Dataset) -> Iterator[pa.RecordBatch]:
    for table in dataset.with_format("arrow").iter(batch_size=BLOCK):
        yield from table.combine_chunks().to_batches()


def _as_it_is(dataset: Dataset, about: dict[str, Metadata]) -> Corpus | None:
    """The corpus of a dataset that `to_dataset` made, without copying it; None where that is not possible."""
    import pyarrow as pa

    if dataset._indices is not None or len(about) != 1:
        return None
    table = dataset.data.table
    metadata = next(iter(about.values()))
    labels = [column for column in table.column_names if column not in _OWN]
    systems = [label.removeprefix(HYPOTHESIS) for label in labels if label.startswith(HYPOTHESIS)]
    plain = all(label.startswith((REFERENCE, HYPOTHESIS)) for label in labels)
    fixed = [table.column(column) for column in _OWN if column in table.column_names]
    if not plain or len(fixed) < len(_OWN) or any(column.null_count for column in fixed):
        return None
    if set(systems) != set(metadata.roles) or any(field.type != pa.string() for field in table.schema):
        return None
    references: Sequence[str] = [label for label in labels if label.startswith(REFERENCE)]
    blank = pa.chunked_array([pa.nulls(len(chunk), pa.string()) for chunk in table.column("id").chunks], pa.string())
    of_segments = {column: blank if column == "extra" else table.column(column) for column in (*FIXED, *references)}
    return Corpus(
        name=metadata.name,
        language_pair=metadata.language_pair,
        segments=ColumnSegments(pa.table(of_segments)),
        systems=tuple(
            SystemOutput(
                system,
                role,
                TextColumn(table.column(HYPOTHESIS + system)),
                metadata.origins[system],
                metadata.remarks.get(system, {}),
            )
            for system, role in metadata.roles.items()
        ),
        title=metadata.title,
        domain=metadata.domain,
        source_origin=metadata.source_origin,
        reference_origins=metadata.reference_origins,
        notes=metadata.notes,
        warnings=metadata.warnings,
    )
