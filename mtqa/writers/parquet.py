"""Parquet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Writer, writers
from mtqa.corpus import HYPOTHESIS, Corpus
from mtqa.tables import METADATA, metadata_to_json, to_table
from mtqa.writers._output import SILENT_SYSTEMS

ROWS_IN_A_GROUP = 20_000


@writers.register
@dataclass(frozen=True)
class Parquet(Writer):
    """Writes Parquet; titles, licences and origins are in the schema's metadata under the key `mtqa`."""

    name: ClassVar[str] = "parquet"
    summary: ClassVar[str] = "One table with a column for each text; keeps licences and origins"
    suffixes: ClassVar[tuple[str, ...]] = (".parquet",)
    many_languages: ClassVar[bool] = True
    omits: ClassVar[tuple[str, ...]] = (SILENT_SYSTEMS,)

    def write(self, corpora: Sequence[Corpus], path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        tables = [to_table(corpus) for corpus in corpora]
        fields: dict[str, pa.Field] = {}
        for table in tables:
            for field in table.schema:
                declared = fields.setdefault(field.name, field)
                if declared.type != field.type:
                    fields[field.name] = pa.field(field.name, pa.string())
        # Texts of systems last, as people expect them.
        ordered = sorted(fields.values(), key=lambda field: field.name.startswith(HYPOTHESIS))
        schema = pa.schema(ordered, metadata={METADATA: metadata_to_json(corpora).encode("utf-8")})
        with pq.ParquetWriter(path, schema, compression="zstd") as writer:
            for table in tables:
                columns = [
                    table.column(field.name).cast(field.type)
                    if field.name in table.column_names
                    else pa.chunked_array([pa.nulls(table.num_rows, field.type)])
                    for field in schema
                ]
                whole = pa.table(columns, schema=schema)
                for start in range(0, whole.num_rows, ROWS_IN_A_GROUP):
                    writer.write_table(whole.slice(start, ROWS_IN_A_GROUP))
