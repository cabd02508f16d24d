"""What a Parquet file claims is checked before memory is given to it. Files are pyarrow's own, changed byte by byte."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from mtqa.errors import MtqaError
from mtqa.tables import parquet_pages
from mtqa.tables.parquet_pages import check_pages

WORDS = [f"word {i}" for i in range(3000)]
TABLE = pa.table({"source": WORDS, "mt": ["always the same"] * 3000, "n": list(range(3000)), "none": [None] * 3000})


def written(**options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(TABLE, out, **options)
    return out.getvalue()


def check(data: bytes) -> None:
    check_pages(io.BytesIO(data), Path("x.parquet"))


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"compression": "zstd", "row_group_size": 500},
        {"compression": "none", "use_dictionary": False},
        {"data_page_size": 200, "write_statistics": True},
        {"data_page_version": "2.0", "compression": "gzip"},
        {"write_page_index": True, "write_page_checksum": True},
    ],
    ids=str,
)
def test_good_files_pass(options: dict[str, Any]) -> None:
    check(written(**options))


def test_a_page_that_claims_more_than_its_column_has() -> None:
    data = written(compression="none", use_dictionary=False)
    start = pq.ParquetFile(io.BytesIO(data)).metadata.row_group(0).column(0).data_page_offset
    # Field 1 (type of page): 0; field 2 (unpacked size): its number and type, then the size in seven bits a byte.
    assert data[start : start + 3] == b"\x15\x00\x15"
    end = start + 3
    while data[end] >= 0x80:
        end += 1
    size = b"\xfe" + b"\xff" * (end - start - 4) + b"\x7f"
    with pytest.raises(MtqaError, match=r"x\.parquet: .*damaged.*: column 1 in row group 1 is not"):
        check(data[: start + 3] + size + data[end + 1 :])


def test_pages_that_are_too_large_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_pages, "LARGEST_GROUP", 30_000)
    with pytest.raises(MtqaError, match="column 1 in row group 1 claims pages of an absurd size"):
        check(written())


@pytest.mark.parametrize("part", ["pages", "footer"])
def test_damaged_bytes_raise_nothing_else(part: str) -> None:
    chance = random.Random(7)
    good = written(row_group_size=1000)
    footer = len(good) - int.from_bytes(good[-8:-4], "little") - 8
    metadata = pq.ParquetFile(io.BytesIO(good)).metadata
    headers = [metadata.row_group(i).column(k).data_page_offset for i in range(3) for k in range(4)]
    refused = 0
    for _ in range(2000):
        data = bytearray(good)
        place = (
            chance.choice(headers) + chance.randrange(30)
            if part == "pages"
            else chance.randrange(footer, len(good) - 8)
        )
        data[place] = chance.randrange(256)
        try:
            check(bytes(data))
        except MtqaError:
            refused += 1
    assert refused > 200
