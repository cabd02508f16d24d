"""A JSON list of objects, one a segment, as metrics of Hugging Face and COMET take it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from mtqa.contracts import Certainty, Loader, loaders
from mtqa.corpus import Corpus
from mtqa.errors import MtqaError
from mtqa.files import bare_suffix, read_head, read_text
from mtqa.loaders._json import check_unicode, corpora_of_rows, decoder, flat
from mtqa.tables import TableOptions

_BEGINS = re.compile(
    r'\ufeff?\s*(?:\{\s*"(?:data|examples|instances|records|rows|segments|train|validation|test)"\s*:\s*)?\[\s*(?=\{)'
)
_SPACE = re.compile(r"[ \t\r\n]*")


@loaders.register
@dataclass(frozen=True)
class JsonList(TableOptions, Loader):
    """Reads `[{"src": ..., "mt": ..., "ref": ...}, ...]`, also as the first member of an object (`{"data": [...]}`)."""

    name: ClassVar[str] = "json_list"
    summary: ClassVar[str] = "A JSON list (.json) of objects, one a segment, with the keys that tables have as columns"

    def accepts(self, path: Path) -> Certainty:
        if not path.is_file() or bare_suffix(path) != ".json":
            return Certainty.NO
        is_list = _BEGINS.match(read_head(path).decode("utf-8", "replace"))
        return Certainty.POSSIBLE if is_list else Certainty.NO

    def load(self, path: Path, languages: Sequence[str] | None = None) -> tuple[Corpus, ...]:
        return corpora_of_rows(path, flat(_objects(path)), self, languages)


def _objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects of the list, each with the line that it begins in."""
    text = read_text(path)
    begin = _BEGINS.match(text)
    if begin is None:
        raise MtqaError("this is not a list of objects", 'It must look like [{"src": "...", "mt": "..."}].', path=path)
    decode = decoder().raw_decode
    place, line, counted = begin.end(), 1, 0
    while True:
        line, counted = line + text.count("\n", counted, place), place
        try:
            row, end = decode(text, place)
        except (ValueError, RecursionError) as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise MtqaError(
                f"this is not JSON: {message[:120]}", "Is the file cut off?", path=path, line=line
            ) from None
        if not isinstance(row, dict):
            raise MtqaError("this is not a JSON object", "Each must look like {...}.", path=path, line=line)
        check_unicode(text[place:end], row, path, line)
        yield line, row
        comma = _after_space(text, end)
        if text[comma : comma + 1] == "]":
            return
        if text[comma : comma + 1] != ",":
            raise MtqaError("the list of objects breaks off", "Is the file cut off?", path=path, line=line)
        place = _after_space(text, comma + 1)


def _after_space(text: str, place: int) -> int:
    matched = _SPACE.match(text, place)
    return place if matched is None else matched.end()
