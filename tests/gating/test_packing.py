from __future__ import annotations

import base64
import lzma

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra.numpy import arrays

from mtqa.gating.packing import pack_keys, pack_table, pack_texts, unpack_keys, unpack_table, unpack_texts


@settings(max_examples=60, deadline=None)
@given(arrays(np.int64, st.tuples(st.integers(1, 8), st.integers(1, 7)), elements=st.integers(-(2**52), 2**52)))
def test_whole_numbers_come_back(table: np.ndarray) -> None:
    packed = pack_table(table.astype(np.float64))
    assert np.array_equal(unpack_table(packed, len(table)), table.astype(np.float64))


@settings(max_examples=60, deadline=None)
@given(arrays(np.float64, (5, 2), elements=st.floats(allow_nan=False, allow_infinity=False)))
def test_other_numbers_come_back_to_the_last_bit(table: np.ndarray) -> None:
    assert unpack_table(pack_table(table), 5).tobytes() == (table + 0.0).tobytes() or np.array_equal(
        unpack_table(pack_table(table), 5), table
    )


@given(st.lists(st.one_of(st.none(), st.text(st.characters(exclude_categories=())))))
def test_texts_come_back(texts: list[str | None]) -> None:
    assert unpack_texts(pack_texts(texts), len(texts)) == tuple(texts)


def test_keys_come_back_and_are_counted() -> None:
    keys = [bytes([n] * 5) for n in range(50)]
    lines = pack_keys(keys)
    assert all(len(line) <= 110 for line in lines)
    assert unpack_keys(lines, 50) == tuple(keys)
    with pytest.raises(ValueError, match="do not belong"):
        unpack_keys(lines, 49)


def test_lines_need_no_escapes_in_json() -> None:
    import json

    data = pack_table(np.random.default_rng(1).random((200, 3)))["data"]
    assert all(json.dumps(line) == f'"{line}"' for line in data)


def test_a_bomb_is_not_unpacked() -> None:
    filters = [{"id": lzma.FILTER_LZMA2, "preset": 6}]
    bomb = base64.b85encode(lzma.compress(b"\0" * 50_000_000, format=lzma.FORMAT_RAW, filters=filters)).decode()
    with pytest.raises(ValueError, match="size"):
        unpack_texts({"bytes": 100, "data": [bomb]}, 1)
    with pytest.raises(ValueError, match="impossible size"):
        unpack_texts({"bytes": 1 << 60, "data": [bomb]}, 1)


@pytest.mark.parametrize("data", [["!!!!"], ["ABC"], [], ["\u00e4"]])
def test_damage_is_noticed(data: list[str]) -> None:
    with pytest.raises(ValueError):
        unpack_table({"columns": "i1 i1", "stride": 0, "data": data}, 4)
    with pytest.raises(ValueError):
        unpack_table({"columns": "i1 q9", "stride": 0, "data": data}, 4)
