"""What Word, PowerPoint and Excel have in common: names of elements, relations between parts, a language."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mtqa.documents.archives import Archive, resolve_part
from mtqa.files import XmlReader

__all__ = ["Relation", "element_name", "language_of_properties", "read_relations", "relation_id"]

_OPEN = "http://schemas.openxmlformats.org/"
_STRICT = "http://purl.oclc.org/ooxml/"
_PREFIXES = {
    f"{_OPEN}wordprocessingml/2006/main": "w",
    f"{_STRICT}wordprocessingml/main": "w",
    f"{_OPEN}presentationml/2006/main": "p",
    f"{_STRICT}presentationml/main": "p",
    f"{_OPEN}drawingml/2006/main": "a",
    f"{_STRICT}drawingml/main": "a",
    f"{_OPEN}spreadsheetml/2006/main": "x",
    f"{_STRICT}spreadsheetml/main": "x",
    f"{_OPEN}markup-compatibility/2006": "mc",
}
_CORE = "docProps/core.xml"
_MOST_RELATIONS = 100_000
_LONGEST_TAG = 40


def element_name(name: str) -> str:
    """An element's name with the usual prefix of its namespace (`a:t`); "" where the namespace is none of Office's."""
    namespace, _, local = name.rpartition("\n")
    prefix = _PREFIXES.get(namespace)
    return f"{prefix}:{local}" if prefix else ""


def relation_id(attributes: Mapping[str, str]) -> str:
    """The relation that an element names in its attribute `r:id`."""
    return next((value for key, value in attributes.items() if key.endswith("/relationships\nid")), "")


@dataclass(frozen=True)
class Relation:
    """What a part points to.

    Attributes:
        kind: The last word of its type: `slide`, `hyperlink`.
        target: Name of the part; an address where it lies outside; "" where it leads nowhere.
    """

    kind: str
    target: str


def read_relations(archive: Archive, part: str) -> dict[str, Relation]:
    """The relations of a part, by their ids, in the file's order."""
    folder, file = posixpath.split(part)
    data = archive.read(posixpath.join(folder, "_rels", f"{file}.rels"))
    return {} if data is None else dict(_Relations(Path(archive.name), data, part))


class _Relations(XmlReader[tuple[str, Relation]]):
    def __init__(self, path: Path, data: bytes, part: str) -> None:
        super().__init__(path, namespaces=True, data=data)
        self._part = part
        self._n_relations = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if not name.endswith("\nRelationship") or self._n_relations >= _MOST_RELATIONS:
            return
        self._n_relations += 1
        target = attributes.get("Target", "")
        if attributes.get("TargetMode") != "External":
            target = resolve_part(self._part, target) or ""
        kind = attributes.get("Type", "").rpartition("/")[2]
        self.units.append((attributes.get("Id", ""), Relation(kind, target)))

    def end(self, name: str) -> None:
        self.check_depth(-1)


def language_of_properties(archive: Archive, part: str = _CORE) -> str | None:
    """The language that a document's properties declare (`dc:language`)."""
    data = archive.read(part)
    return None if data is None else next((tag for tag in _Properties(Path(archive.name), data)), None)


class _Properties(XmlReader[str]):
    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if name.endswith("/dc/elements/1.1/\nlanguage"):
            self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if name.endswith("/dc/elements/1.1/\nlanguage"):
            tag = self.collected().strip()
            if 0 < len(tag) <= _LONGEST_TAG:
                self.units.append(tag)
