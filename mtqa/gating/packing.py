"""Tables of numbers and lists of texts as lines of ASCII: small, and the same again when they are read."""

from __future__ import annotations

import base64
import json
import lzma
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["pack_keys", "pack_table", "pack_texts", "unpack_keys", "unpack_table", "unpack_texts"]

_WIDTH = 110
_STRIDES = (0, 1, 3)
_MOST_BYTES = 1 << 32
_INTEGERS = ("i1", "i2", "i4", "i8")
_KEY_BYTES = 5
_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 6}]


def pack_table(table: NDArray[np.float64]) -> dict[str, Any]:
    """A table of finite numbers, column by column, each in the smallest type that holds it exactly.

    Counts of n-grams differ little from those of the order before: where it saves space, columns are kept as their
    difference from the column one or three places before.
    """
    best: tuple[bytes, str, int] | None = None
    for stride in _STRIDES:
        raw, types = _columns(table, stride)
        packed = _compress(raw)
        if best is None or len(packed) < len(best[0]):
            best = packed, types, stride
        if "f8" in types:
            break
    assert best is not None  # noqa: S101 - there is at least one stride
    return {"columns": best[1], "stride": best[2], "data": _lines(best[0])}


def unpack_table(content: dict[str, Any], n_rows: int) -> NDArray[np.float64]:
    """The inverse of `pack_table`.

    Raises:
        ValueError, KeyError, TypeError: when the content is damaged.
    """
    import numpy as np

    types, stride = content["columns"].split(" "), int(content["stride"])
    if stride not in _STRIDES or any(kind not in (*_INTEGERS, "f8") for kind in types):
        raise ValueError("unknown kind of column")
    sizes = [n_rows * np.dtype(f"<{kind}").itemsize for kind in types]
    raw = _decompress(content["data"], sum(sizes))
    columns: list[NDArray[Any]] = []
    start = 0
    for number, (kind, size) in enumerate(zip(types, sizes, strict=True)):
        column: NDArray[Any] = np.frombuffer(raw, dtype=f"<{kind}", count=n_rows, offset=start)
        start += size
        if kind != "f8":
            column = column.astype(np.int64)
            if stride and number >= stride:
                column = column + columns[number - stride]
        columns.append(column)
    return np.stack([column.astype(np.float64) for column in columns], axis=1)


def _columns(table: NDArray[np.float64], stride: int) -> tuple[bytes, str]:
    import numpy as np

    whole = bool(np.array_equal(np.rint(table), table)) and bool((np.abs(table) < 2**53).all())
    if not whole:
        return b"".join(column.astype("<f8").tobytes() for column in table.T), " ".join(["f8"] * table.shape[1])
    integers = table.astype(np.int64)
    parts, types = [], []
    for number, column in enumerate(integers.T):
        kept = column - integers[:, number - stride] if stride and number >= stride else column
        low, high = (int(kept.min()), int(kept.max())) if len(kept) else (0, 0)
        kind = next(k for k in _INTEGERS if np.iinfo(k).min <= low and high <= np.iinfo(k).max)
        parts.append(kept.astype(f"<{kind}").tobytes())
        types.append(kind)
    return b"".join(parts), " ".join(types)


def pack_texts(texts: Sequence[str | None]) -> dict[str, Any]:
    """Texts; None stays None."""
    raw = json.dumps(list(texts), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    return {"bytes": len(raw), "data": _lines(_compress(raw))}


def unpack_texts(content: dict[str, Any], number: int) -> tuple[str | None, ...]:
    """The inverse of `pack_texts`.

    Raises:
        ValueError, KeyError, TypeError: when the content is damaged, or holds another number of texts.
    """
    raw = _decompress(content["data"], int(content["bytes"]))
    texts = json.loads(raw.decode("utf-8", "surrogatepass"))
    if len(texts) != number or not all(text is None or isinstance(text, str) for text in texts):
        raise ValueError("the texts do not belong to the segments")
    return tuple(texts)


def pack_keys(keys: Sequence[bytes]) -> list[str]:
    """The fingerprints of segments, five bytes each."""
    return _lines(b"".join(keys))


def unpack_keys(lines: Sequence[str], number: int) -> tuple[bytes, ...]:
    """The inverse of `pack_keys`.

    Raises:
        ValueError: when there are more or fewer than `number`.
    """
    raw = base64.b85decode("".join(lines))
    if len(raw) != number * _KEY_BYTES:
        raise ValueError("the fingerprints do not belong to the segments")
    return tuple(raw[start : start + _KEY_BYTES] for start in range(0, len(raw), _KEY_BYTES))


def _compress(raw: bytes) -> bytes:
    return lzma.compress(raw, format=lzma.FORMAT_RAW, filters=_FILTERS)


def _decompress(lines: Sequence[str], size: int) -> bytes:
    """Exactly `size` bytes; never more than that is unpacked, whatever the lines hold."""
    if not 0 <= size <= _MOST_BYTES:
        raise ValueError("impossible size")
    try:
        decompressor = lzma.LZMADecompressor(format=lzma.FORMAT_RAW, filters=_FILTERS)
        raw = decompressor.decompress(base64.b85decode("".join(lines)), max_length=size + 1)
    except (lzma.LZMAError, EOFError) as error:
        raise ValueError(f"it cannot be unpacked: {error}") from None
    if len(raw) != size:
        raise ValueError("it does not have the size that it names")
    return raw


def _lines(data: bytes) -> list[str]:
    text = base64.b85encode(data).decode("ascii")
    return [text[start : start + _WIDTH] for start in range(0, len(text), _WIDTH)]
