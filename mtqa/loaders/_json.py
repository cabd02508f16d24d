"""JSON Lines, strictly, and corpora of rows with names."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import bare_name, read_lines
from mtqa.tables import RowReader, TableOptions

__all__ = ["check_unicode", "corpora_of_rows", "decoder", "flat", "read_objects"]

_TRANSLATION = "translation"
"""The feature of Hugging Face's translation datasets: an object with a text for each language."""


def decoder() -> json.JSONDecoder:
    """Reads JSON without the numbers that JSON does not have."""
    return json.JSONDecoder(parse_constant=_refuse)


def read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of a JSONL file, each with its line. Empty lines are passed over.

    Raises:
        MtqaError: naming the line, when it is not JSON or not an object.
    """
    decode = decoder().decode
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
        check_unicode(line, row, path, number)
        if not isinstance(row, dict):
            raise MtqaError("this line is not a JSON object", "Each line must look like {...}.", path=path, line=number)
        yield number, row


def check_unicode(text: str, row: object, path: Path, line: int) -> None:
    """Refuse half a surrogate pair in an object that was read from a text.

    Raises:
        MtqaError: naming the line.
    """
    if "\\ud" in text.lower() and not _is_unicode(json.dumps(row, ensure_ascii=False)):
        raise MtqaError("a text holds half a surrogate pair, which is not Unicode", path=path, line=line)


def corpora_of_rows(
    path: Path, rows: Iterable[tuple[int, dict[str, Any]]], options: TableOptions, languages: Sequence[str] | None
) -> tuple[Corpus, ...]:
    """The corpora in rows whose cells have names.

    Args:
        path: The file.
        rows: Each with its line.
        options: Of the loader.
        languages: Target languages; None for all.

    Raises:
        MtqaError: when there are none, or something is wrong with them.
    """
    reader: RowReader | None = None
    columns: dict[str, None] = {}
    try:
        for line, row in rows:
            if reader is None:
                columns = dict.fromkeys(row)
                reader = RowReader(path, Path(bare_name(path)).stem, list(columns), options, languages)
            elif any(key not in columns for key in row):
                columns |= dict.fromkeys(row)
                reader.set_columns(list(columns))
            reader.add([row.get(key) for key in columns], line)
        if reader is None:
            raise MtqaError("there are no segments in this file", path=path)
        return reader.corpora()
    except BaseException:
        if reader is not None:
            reader.discard()
        raise


def flat(objects: Iterable[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Rows in which an object with a text for each language has become a cell for each language."""
    for line, row in objects:
        translation = row.get(_TRANSLATION)
        if isinstance(translation, dict):
            row = {key: value for key, value in row.items() if key != _TRANSLATION}
            row.update({f"{_TRANSLATION}.{key}": value for key, value in translation.items()})
        yield line, row


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not allowed")


def _is_unicode(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
