"""What the styles of an OpenDocument file mean: roles of paragraphs, what is hidden, the default language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mtqa.documents.document import BlockKind
from mtqa.files import XmlReader

__all__ = ["CONTENTS", "Role", "Styles", "element_name", "named"]

_NAMESPACE = re.compile(r"urn:oasis:names:tc:opendocument:xmlns:(\w+?)(?:-\w+)*:1\.0")
_OTHER = {"http://www.w3.org/1999/xlink": "xlink", "http://purl.org/dc/elements/1.1/": "dc"}
_SHORT = {"xsl": "fo", "drawing": "draw"}
_MOST_STYLES = 20_000
_LONGEST_CHAIN = 20
_HEADING = re.compile(r"heading ?(\d{1,2})")
_NAMES = {
    "title": BlockKind.TITLE,
    "quotations": BlockKind.QUOTE,
    "block text": BlockKind.QUOTE,
    "caption": BlockKind.CAPTION,
    "illustration": BlockKind.CAPTION,
    "figure": BlockKind.CAPTION,
    "drawing": BlockKind.CAPTION,
    "table": BlockKind.CAPTION,
}
CONTENTS = "contents"
"""Beginning of the names of styles for tables of contents."""


def element_name(name: str) -> str:
    """An element's or attribute's name with the usual prefix of its namespace (`text:p`); "" for foreign ones."""
    namespace, _, local = name.rpartition("\n")
    matched = _NAMESPACE.fullmatch(namespace)
    if matched:
        return f"{_SHORT.get(matched[1], matched[1])}:{local}"
    return f"{_OTHER[namespace]}:{local}" if namespace in _OTHER else ""


def named(attributes: Mapping[str, str]) -> dict[str, str]:
    """Attributes by their names with the usual prefixes."""
    return {element_name(key): value for key, value in attributes.items()}


@dataclass(frozen=True)
class Role:
    """What a style makes of a paragraph.

    Attributes:
        kind: Its role; None for a plain paragraph.
        level: Depth of a heading.
        contents: Whether it is a line of a table of contents.
    """

    kind: BlockKind | None = None
    level: int = 0
    contents: bool = False


@dataclass
class _Style:
    called: str
    parent: str
    level: str
    hidden: bool = False


class Styles:
    """The styles of a document.

    Args:
        path: The file, for messages.
    """

    def __init__(self, path: Path) -> None:
        self.language: str | None = None
        self._path = path
        self._styles: dict[tuple[str, str], _Style] = {}
        self._roles: dict[str, Role] = {}

    def read(self, data: bytes | None) -> None:
        """Read a part that declares styles."""
        if data is not None:
            reader = _Reader(self._path, data, self._styles)
            self.language = self.language or reader.language

    def is_hidden(self, family: str, style: str) -> bool:
        """Whether what has a style is not shown."""
        found = self._styles.get((family, style))
        return found is not None and found.hidden

    def role(self, style: str) -> Role:
        """What a style makes of a paragraph, itself or through those that it is derived from."""
        role = self._roles.get(style)
        if role is None:
            role = self._roles[style] = self._find_role(style)
        return role

    def _find_role(self, style: str) -> Role:
        for _ in range(_LONGEST_CHAIN):
            found = self._styles.get(("paragraph", style))
            called = (found.called if found is not None else style).replace("_20_", " ").lower()
            heading = _HEADING.fullmatch(called)
            level = heading[1] if heading else found.level if found is not None else ""
            if level.isdecimal() and int(level[:2]) > 0:
                return Role(BlockKind.HEADING, min(6, int(level[:2])))
            if called in _NAMES:
                return Role(_NAMES[called], int(called == "title"))
            if called.startswith(CONTENTS):
                return Role(contents=True)
            if found is None or not found.parent:
                break
            style = found.parent
        return Role()


class _Reader(XmlReader[None]):
    def __init__(self, path: Path, data: bytes, styles: dict[tuple[str, str], _Style]) -> None:
        super().__init__(path, namespaces=True, data=data)
        self.language: str | None = None
        self._styles = styles
        self._style: _Style | None = None
        self._default = False
        for _ in self:
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        element = element_name(name)
        if not element.startswith("style:"):
            return
        about = named(attributes)
        if element == "style:style" and len(self._styles) < _MOST_STYLES:
            called = about.get("style:name", "")
            self._style = _Style(
                about.get("style:display-name", called),
                about.get("style:parent-style-name", ""),
                about.get("style:default-outline-level", ""),
            )
            self._styles[about.get("style:family", ""), called] = self._style
        elif element == "style:default-style":
            self._default = about.get("style:family") == "paragraph"
        elif element == "style:text-properties":
            if self._style is not None and about.get("text:display") == "none":
                self._style.hidden = True
            elif self._default:
                self._declare(about.get("fo:language", "none"), about.get("fo:country", "none"))
        elif element == "style:table-properties" and self._style is not None:
            self._style.hidden = self._style.hidden or about.get("table:display") == "false"
        elif element == "style:drawing-page-properties" and self._style is not None:
            self._style.hidden = about.get("presentation:visibility") == "hidden"

    def _declare(self, language: str, country: str) -> None:
        if language.isalpha() and language not in ("none", "zxx"):
            self.language = f"{language}-{country}"[:40] if country.isalnum() and country != "none" else language[:40]

    def end(self, name: str) -> None:
        self.check_depth(-1)
        element = element_name(name)
        if element == "style:style":
            self._style = None
        elif element == "style:default-style":
            self._default = False
