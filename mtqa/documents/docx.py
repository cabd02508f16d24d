"""Word documents (.docx): paragraphs with the roles that their styles give them.

Text that was deleted or is hidden, fields' instructions, tables of contents, headers and footers are left out; text
boxes are read once. A DOCX is an archive of XML, so both kinds of bombs are looked out for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.documents.archives import Archive
from mtqa.documents.assembly import assemble
from mtqa.documents.document import BlockKind, Document
from mtqa.documents.drafts import Draft, Link, clean
from mtqa.documents.office_parts import language_of_properties, read_relations
from mtqa.files import XmlReader

__all__ = ["parse_docx"]

_MAIN = "word/document.xml"
_STYLES = "word/styles.xml"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml")
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_HEADING = re.compile(r"heading ([1-9])")
_LIST = re.compile(r"list (?:bullet|number)(?: ([2-9]))?")
_STYLE_KINDS = {
    "title": BlockKind.TITLE,
    "quote": BlockKind.QUOTE,
    "intense quote": BlockKind.QUOTE,
    "caption": BlockKind.CAPTION,
}
_CHARACTERS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "\u2011", "ptab": " "}


def parse_docx(data: bytes, name: str) -> Document:
    """The document in a Word file.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is no Word document, damaged, encrypted, without text, or unpacks to an absurd size.
    """
    archive = Archive(data, name, "Word document", ".docx")
    body = archive.need(_MAIN)
    styles = _Styles(Path(name), archive.read(_STYLES))
    links = {key: to.target for key, to in read_relations(archive, _MAIN).items() if to.kind == "hyperlink"}
    drafts: list[Draft] = []
    left_out = 0
    for part in (body, *(archive.read(note) for note in _NOTES)):
        if part is not None:
            walk = _Walk(Path(name), part, styles.kinds, links)
            drafts += list(walk)
            left_out += walk.contents_lines
    warnings = ["The table of contents was left out."] if left_out else []
    declared = language_of_properties(archive) or styles.language
    return assemble(name, drafts, declared_language=declared, warnings=warnings)


def _local(name: str) -> str:
    """Name of an element of Word's own namespaces; "mc:..." for compatibility; "" for others."""
    namespace, _, local = name.rpartition("\n")
    if namespace in (_WORD, _STRICT):
        return local
    return f"mc:{local}" if namespace == _COMPATIBILITY else ""


def _value(attributes: Mapping[str, str], key: str = "val") -> str:
    return attributes.get(f"{_WORD}\n{key}") or attributes.get(f"{_STRICT}\n{key}") or ""


class _Styles(XmlReader[None]):
    """What the paragraph styles mean: `kinds` gives role and level by the style's id; `language` is the default one."""

    def __init__(self, path: Path, data: bytes | None) -> None:
        super().__init__(path, namespaces=True, data=data or b"<none/>")
        self.kinds: dict[str, tuple[BlockKind | None, int, bool]] = {}
        self.language: str | None = None
        self._style = ""
        self._in_defaults = False
        for _ in self:
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        local = _local(name)
        if local == "docDefaults":
            self._in_defaults = True
        elif local == "lang" and self._in_defaults:
            self.language = _value(attributes)[:40] or None
        elif local == "style":
            self._style = _value(attributes, "styleId")
        elif local == "name" and self._style and len(self.kinds) < 10_000:
            called = _value(attributes).lower()
            heading = _HEADING.fullmatch(called)
            if heading:
                self.kinds[self._style] = (BlockKind.HEADING, min(6, int(heading[1])), False)
            elif called in _STYLE_KINDS:
                kind = _STYLE_KINDS[called]
                self.kinds[self._style] = (kind, int(kind is BlockKind.TITLE), False)
            elif item := _LIST.fullmatch(called):
                self.kinds[self._style] = (BlockKind.LIST_ITEM, int(item[1] or 1), False)
            elif called.startswith("toc "):
                self.kinds[self._style] = (None, 0, True)

    def end(self, name: str) -> None:
        self.check_depth(-1)
        local = _local(name)
        if local == "style":
            self._style = ""
        elif local == "docDefaults":
            self._in_defaults = False


@dataclass
class _Paragraph:
    line: int
    kind: BlockKind | None = None
    level: int = 0
    is_contents: bool = False
    text: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    linked: int = 0
    in_link: str | None = None
    link_text: list[str] = field(default_factory=list)


class _Walk(XmlReader[Draft]):
    """The paragraphs of a part. Those inside text boxes come before the paragraph that holds them."""

    def __init__(
        self,
        path: Path,
        data: bytes,
        kinds: Mapping[str, tuple[BlockKind | None, int, bool]],
        targets: Mapping[str, str],
    ) -> None:
        super().__init__(path, namespaces=True, data=data)
        self.contents_lines = 0
        self._kinds = kinds
        self._targets = targets
        self._open_paragraphs: list[_Paragraph] = []
        self._skipped = 0
        self._hidden_run = False
        self._in_text = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        local = _local(name)
        if self._skipped or local in ("mc:Fallback", "del", "moveFrom", "sectPr", "separator"):
            self._skipped += 1
            return
        if local == "p":
            self._open_paragraphs.append(_Paragraph(self.line))
            return
        if not self._open_paragraphs:
            return
        paragraph = self._open_paragraphs[-1]
        if local == "pStyle":
            paragraph.kind, paragraph.level, paragraph.is_contents = self._kinds.get(
                _value(attributes), (None, 0, False)
            )
        elif local == "ilvl" and paragraph.kind is None:
            depth = _value(attributes)
            paragraph.kind = BlockKind.LIST_ITEM
            paragraph.level = min(9, int(depth) + 1) if depth.isdecimal() and len(depth) < 3 else 1
        elif local == "r":
            self._hidden_run = False
        elif local == "vanish":
            self._hidden_run = _value(attributes) not in ("0", "false", "off")
        elif local == "hyperlink":
            identifier = next((value for key, value in attributes.items() if key.endswith("\nid")), "")
            paragraph.in_link = self._targets.get(identifier, "")
            paragraph.link_text = []
        elif local == "t" and not self._hidden_run:
            self._in_text = True
            self.collect()
        elif local in _CHARACTERS and not self._hidden_run:
            self._add(paragraph, _CHARACTERS[local])
        elif local == "sym" and not self._hidden_run:
            self._add(paragraph, _symbol(_value(attributes, "char")))

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if self._skipped:
            self._skipped -= 1
            return
        local = _local(name)
        if not self._open_paragraphs:
            return
        paragraph = self._open_paragraphs[-1]
        if local == "t" and self._in_text:
            self._in_text = False
            self._add(paragraph, self.collected())
        elif local == "hyperlink" and paragraph.in_link is not None:
            label = clean("".join(paragraph.link_text))
            if paragraph.in_link.startswith(("http://", "https://")) and label:
                paragraph.links.append(Link(label, paragraph.in_link))
                paragraph.linked += len("".join(paragraph.link_text).strip())
            paragraph.in_link = None
        elif local == "p":
            self._open_paragraphs.pop()
            self._finish(paragraph)

    def _add(self, paragraph: _Paragraph, text: str) -> None:
        paragraph.text.append(text)
        if paragraph.in_link is not None:
            paragraph.link_text.append(text)

    def _finish(self, paragraph: _Paragraph) -> None:
        text = clean("".join(paragraph.text))
        if not text:
            return
        if paragraph.is_contents:
            self.contents_lines += 1
            return
        self.units.append(
            Draft(
                text,
                paragraph.kind,
                None,
                level=paragraph.level,
                links=tuple(paragraph.links),
                linked=bool(paragraph.links) and paragraph.linked >= len(text),
            )
        )

    def begun(self) -> int:
        return sum(len(paragraph.text) for paragraph in self._open_paragraphs) // 10


def _symbol(code: str) -> str:
    """A character of a symbol font; those in the private area are bullets and ornaments that no font here can tell."""
    try:
        character = chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""
    return "" if "\ue000" <= character <= "\uf8ff" or "\ud800" <= character <= "\udfff" else character
