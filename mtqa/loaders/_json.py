"""JSON Lines, strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mtqa.errors import MtqaError
from mtqa.files import read_lines

__all__ = ["read_objects"]


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file, each with its line. Empty lines are passed over.

    Raises:
        MtqaError: naming the line, when it is not JSON or not an object.
    """
    decode = json.JSONDecoder(parse_constant=_refuse).decode
    for number, line in enumerate(read_lines(path), start=1):
        if not line or line.isspace():
            continue
        try:
            row = decode(line)
        except RecursionError:
            raise MtqaError("this is nested too deeply", path=path, line=number) from None
        except ValueError as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise MtqaError(
                f"this is not JSON: {message[:120]}",
                "Is the file cut off, or is it not JSON Lines (one object a line)?",
                path=path,
                line=number,
            ) from None
        if "\\ud" in line.lower() and not _is_unicode(json.dumps(row, ensure_ascii=False)):
            raise MtqaError("a text holds half a surrogate pair, which is not Unicode", path=path, line=number)
        if not isinstance(row, dict):
            raise MtqaError("this line is not a JSON object", "Each line must look like {...}.", path=path, line=number)
        yield number, row


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not allowed")


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
