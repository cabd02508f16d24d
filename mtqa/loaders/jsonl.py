"""JSONL: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.files import bare_suffix, read_head
from mtqa.loaders._json import corpora_of_rows, flat, read_objects
from mtqa.tables import TableOptions


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
        return corpora_of_rows(path, flat(read_objects(path)), self, languages)


def _is_table(head: bytes) -> bool:
    """Whether the first line is a row of a table rather than a document of WMT's test sets."""
    try:
        row = json.loads(head.partition(b"\n")[0])
    except (ValueError, RecursionError):
        return False
    return isinstance(row, dict) and ("source" in row or "src" in row)
