"""Files with a header and arrays of numbers, for results on their way from one machine to another.

One line that says what the file is, one line of JSON, the numbers as bytes, and a digest of all of it. Nothing in such
a file is run or unpickled; what does not fit its digest is not read.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtqa.errors import MtqaError
from mtqa.files.text import read_bytes, write_atomically

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["read_arrays", "write_arrays"]

_KINDS = ("|u1", "<i2", "<i4", "<i8", "<f8")
_DIGEST_SIZE = 32
_AGAIN = "Copy it again, or run its part again."


def write_arrays(path: Path, kind: str, header: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write a header and arrays, whole or not at all; whole numbers in as few bytes as hold them.

    Args:
        path: The file.
        kind: What the file is, with its version: `mtqa/partial/1`.
        header: JSON types only.
        arrays: By name; of integers or float64.

    Raises:
        MtqaError: when the file cannot be written.
    """
    import numpy as np

    packed = {name: np.ascontiguousarray(_packed(array)) for name, array in arrays.items()}
    table = {name: {"dtype": array.dtype.str, "shape": list(array.shape)} for name, array in packed.items()}
    told = json.dumps({"header": header, "arrays": table}, ensure_ascii=True, allow_nan=False)
    content = b"".join([f"{kind}\n{told}\n".encode("ascii"), *(array.tobytes() for array in packed.values())])
    write_atomically(path, content + hashlib.blake2b(content, digest_size=_DIGEST_SIZE).digest())


def _packed(array: NDArray[Any]) -> NDArray[Any]:
    import numpy as np

    if array.dtype.kind not in "iu":
        return array.astype("<f8")
    for dtype in _KINDS[:3]:
        limits = np.iinfo(dtype)
        if not array.size or (array.min() >= limits.min and array.max() <= limits.max):
            return array.astype(dtype)
    return array.astype("<i8")


def read_arrays(path: Path, kind: str) -> tuple[Any, dict[str, NDArray[Any]]]:
    """What `write_arrays` wrote; integers come back as int64.

    Raises:
        MtqaError: when the file cannot be read, is something else, or is damaged.
    """
    content = read_bytes(path)
    start = content.find(b"\n") + 1
    told = content[: start - 1 if start else 100][:100].decode("ascii", "replace")
    if told != kind:
        family = kind.rpartition("/")[0]
        another = f"it is {told}, not {kind}" if told.startswith(f"{family}/") else f"it is no file of the form {kind}"
        raise MtqaError(another, "Name files that the same version of mtqa wrote.", path=path)
    body, digest = memoryview(content)[:-_DIGEST_SIZE], content[-_DIGEST_SIZE:]
    if hashlib.blake2b(body, digest_size=_DIGEST_SIZE).digest() != digest:
        raise MtqaError("the file is damaged: its content does not belong to its digest", _AGAIN, path=path)
    try:
        end = content.index(b"\n", start)
        told_json = json.loads(content[start:end])
        return told_json["header"], _arrays(told_json["arrays"], body[end + 1 :])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise MtqaError(f"the file is damaged: {error}", _AGAIN, path=path) from None


def _arrays(table: Mapping[str, Any], data: memoryview) -> dict[str, NDArray[Any]]:
    import numpy as np

    arrays: dict[str, NDArray[Any]] = {}
    place = 0
    for name, about in table.items():
        shape = [int(size) for size in about["shape"]]
        if about["dtype"] not in _KINDS or min(shape, default=0) < 0:
            raise ValueError(f"the numbers of {name[:80]} have another form")
        dtype = np.dtype(about["dtype"])
        size = math.prod(shape) * dtype.itemsize
        if size > len(data) - place:
            raise ValueError(f"numbers of {name[:80]} are missing")
        array = np.frombuffer(data[place : place + size], dtype).reshape(shape)
        if dtype.kind == "f" and not np.isfinite(array).all():
            raise ValueError(f"{name[:80]} has what is no number")
        arrays[name] = array.astype(np.int64) if dtype.kind in "iu" else array.copy()
        place += size
    if place != len(data):
        raise ValueError("there are more numbers than are told of")
    return arrays
