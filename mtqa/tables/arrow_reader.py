"""Arrow data -> corpora: Parquet files, datasets that were saved to disk, datasets from the hub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import refuse_pipe
from mtqa.tables.column_meanings import TableOptions
from mtqa.tables.corpus_metadata import Metadata, read_metadata
from mtqa.tables.parquet_pages import check_pages
from mtqa.tables.row_reader import RowReader

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["ArrowSource", "arrow_errors", "parquet_batches", "read_batches", "stream_batches"]

ROWS_AT_A_TIME = 1024
MOST_ROWS_PER_BYTE = 10
"""A file that claims more rows than this for each of its bytes is meant to fill the disk."""
MOST_METADATA = 10_000_000
MOST_PARTS = 100_000
"""Bytes of a text and members of a list in what a Parquet file says about itself."""
METADATA = b"mtqa"
"""Key of the schema's metadata under which `mtqa corpus convert` keeps what the columns do not say."""
TRANSLATION = "translation"


@dataclass(frozen=True)
class ArrowSource:
    """Where batches come from.

    Attributes:
        path: File or folder, for messages.
        name: Name of the corpora.
        options: What the user says about the columns.
        languages: Target languages that are wanted; None for all.
        metadata: What is known about the corpora from elsewhere.
    """

    path: Path
    name: str
    options: TableOptions
    languages: Sequence[str] | None
    metadata: Mapping[str, Metadata] = field(default_factory=dict)


@contextmanager
def arrow_errors(path: Path, what: str) -> Iterator[None]:
    """Turn what pyarrow raises about a damaged file into a message.

    Raises:
        MtqaError: naming the file.
    """
    import pyarrow as pa

    refuse_pipe(path)
    try:
        yield
    except FileNotFoundError:
        raise MtqaError("no such file", "Check the name.", path=path) from None
    except (pa.ArrowException, OSError, ValueError, KeyError, IndexError, TypeError, OverflowError) as error:
        if isinstance(error, MemoryError):
            raise MtqaError(f"this {what} is damaged: it claims an absurd size", "Copy it again.", path=path) from None
        message = str(error).partition("\n")[0][:160]
        raise MtqaError(f"this {what} is damaged or cut off: {message}", "Copy it again.", path=path) from None


def parquet_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a Parquet file in batches.

    Raises:
        MtqaError: when it is damaged.
    """
    import pyarrow.parquet as pq

    with arrow_errors(path, "Parquet file"), path.open("rb") as handle:
        file = pq.ParquetFile(
            handle,
            pre_buffer=False,
            buffer_size=1 << 16,
            thrift_string_size_limit=MOST_METADATA,
            thrift_container_size_limit=MOST_PARTS,
        )
        if file.metadata.num_rows > MOST_ROWS_PER_BYTE * path.stat().st_size:
            raise MtqaError(f"claims {file.metadata.num_rows:,} rows, which cannot be in a file of its size", path=path)
        check_pages(handle, path)
        yield from file.iter_batches(batch_size=ROWS_AT_A_TIME, use_threads=False)


def stream_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The rows of a file in Arrow's streaming format, as `datasets` writes them, or in its file format.

    Raises:
        MtqaError: when it is damaged.
    """
    import pyarrow as pa

    with arrow_errors(path, "Arrow file"), pa.OSFile(str(path), "rb") as file:
        if file.size() and file.read(6) == b"ARROW1":
            reader = pa.ipc.open_file(file)
            for number in range(reader.num_record_batches):
                yield from _parts(reader.get_batch(number))
            return
        file.seek(0)
        for batch in pa.ipc.open_stream(file):
            yield from _parts(batch)


def _parts(batch: pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    batch.validate(full=True)
    for start in range(0, batch.num_rows, ROWS_AT_A_TIME):
        yield batch.slice(start, ROWS_AT_A_TIME)


def read_batches(batches: Iterable[pa.RecordBatch], source: ArrowSource) -> tuple[Corpus, ...]:
    """Corpora from the rows of batches that all have the same columns.

    Raises:
        MtqaError: when the columns cannot be understood, or a row is wrong.
    """
    reader: RowReader | None = None
    number = 0
    try:
        for batch in batches:
            with arrow_errors(source.path, "file"):
                columns = _columns(batch)
            if reader is None:
                about = source.metadata or _metadata(batch.schema, source.path)
                reader = RowReader(
                    source.path,
                    source.name,
                    list(columns),
                    source.options,
                    source.languages,
                    unit="row",
                    metadata=about,
                )
            elif list(columns) != list(reader.columns):
                raise MtqaError(f"the columns change in row {number + 1}", path=source.path)
            for cells in zip(*columns.values(), strict=True):
                number += 1
                reader.add(cells, number)
        if reader is None:
            raise MtqaError("there are no segments in this file", path=source.path)
        return reader.corpora()
    except BaseException:
        if reader is not None:
            reader.discard()
        raise


def _metadata(schema: pa.Schema, path: Path) -> dict[str, Metadata]:
    text = (schema.metadata or {}).get(METADATA)
    return read_metadata(text, path) if text else {}


def _columns(batch: pa.RecordBatch) -> dict[str, list[Any]]:
    import pyarrow as pa

    columns: dict[str, list[Any]] = {}
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        if name == TRANSLATION and pa.types.is_struct(column.type):
            for key in range(column.type.num_fields):
                columns[f"{TRANSLATION}.{column.type.field(key).name}"] = column.field(key).to_pylist()
        elif pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
            columns[name] = [None if value is None else f"({len(value)} bytes)" for value in column.to_pylist()]
        else:
            columns[name] = column.to_pylist()
    return columns
