"""JSONL: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import bare_name, bare_suffix, read_head
from mtqa.loaders._json import read_objects
from mtqa.tables import RowReader, TableOptions

TRANSLATION = "translation"
"""The feature of Hugging Face's translation datasets: an object with a text for each language."""


@loaders.register
@dataclass(frozen=True)
class Jsonl(TableOptions, Loader):
    """Reads one segment a line."""

    name: ClassVar[str] = "jsonl"
    summary: ClassVar[str] = "JSON Lines: one object a segment, with the keys that tables have as columns"

    def accepts(self, path: Path) -> Certainty:
        if not path.is_file():
            return Certainty.NO
        head = read_head(path)
        if b'"doc_id"' in head and (b'"src_text"' in head or b'"hypothesis"' in head) and not _is_table(head):
            return Certainty.NO
        is_json = bare_suffix(path) in (".jsonl", ".ndjson") or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b'{"')
        return Certainty.POSSIBLE if is_json else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        reader: RowReader | None = None
        columns: dict[str, None] = {}
        try:
            for line, row in _flat(read_objects(path)):
                if reader is None:
                    columns = dict.fromkeys(row)
                    reader = RowReader(path, Path(bare_name(path)).stem, list(columns), self, languages)
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


def _is_table(head: bytes) -> bool:
    """Whether the first line is a row of a table rather than a document of WMT's test sets."""
    try:
        row = json.loads(head.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and ("source" in row or "src" in row)


def _flat(objects: Iterator[tuple[int, dict[str, Any]]]) -> Iterator[tuple[int, dict[str, Any]]]:
    for line, row in objects:
        translation = row.get(TRANSLATION)
        if isinstance(translation, dict):
            row = {key: value for key, value in row.items() if key != TRANSLATION}
            row.update({f"{TRANSLATION}.{key}": value for key, value in translation.items()})
        yield line, row
