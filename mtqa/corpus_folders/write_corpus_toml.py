"""Writing `corpus.toml`."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePosixPath

from mtqa.corpus_folders.read_corpus_toml import SOURCE, Text

__all__ = ["safe_name", "toml_table", "toml_text"]

_UNSAFE = re.compile(r"[^\w.+-]+")
_ORIGIN_KEYS = {
    "origin": "service",
    "date": "date",
    "licence": "licence",
    "attribution": "attribution",
    "url": "url",
    "note": "note",
    "model": "model",
    "revision": "revision",
    "precision": "precision",
    "decoding": "decoding",
    "prompt": "prompt",
}


def safe_name(name: str) -> str:
    """A name that can be part of a file's name on every system."""
    return _UNSAFE.sub("_", name).strip(".")[:80] or "_"


def toml_text(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _beside(text: Text, path: Path) -> str:
    """A file in the folder of a text's file, as the description names it."""
    return (PurePosixPath(text.origin.file).parent / path.name).as_posix()


def toml_table(text: Text) -> list[str]:
    """The lines of one `[[texts]]` table, an empty one at the end; paths are relative to the folder."""
    lines = [
        "[[texts]]",
        f"file = {toml_text(text.origin.file)}",
        f"language = {toml_text(text.language.tag)}",
        f"role = {toml_text(text.role)}",
    ]
    if text.name and text.role != SOURCE:
        lines.append(f"name = {toml_text(text.name)}")
    lines.append(f"document = {toml_text(text.document)}")
    if text.documents is not None:
        lines.append(f"documents = {toml_text(text.documents.name)}")
    if text.segments is not None:
        lines.append(f"segments = {toml_text(text.segments.name)}")
    if text.blank_lines != "empty":
        lines.append(f"blank_lines = {toml_text(text.blank_lines)}")
    if text.remarks is not None:
        lines.append(f"remarks = {toml_text(_beside(text, text.remarks))}")
    if text.by_source:
        lines.append("by_source = true")
    for key, attribute in _ORIGIN_KEYS.items():
        value = getattr(text.origin, attribute)
        if value:
            lines.append(f"{key} = {toml_text(value)}")
    return [*lines, ""]
