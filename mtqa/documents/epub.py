"""EPUB books (.epub): the chapters in the order in which they are read, each as an HTML page.

Nothing is unpacked to the disk, and what a book points to outside itself is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from mtqa.documents.archives import Archive, resolve_part
from mtqa.documents.assembly import assemble
from mtqa.documents.decoding import decode_html
from mtqa.documents.document import Document, Joint
from mtqa.documents.drafts import Draft, check_count
from mtqa.documents.html import read_html
from mtqa.documents.html_page import HtmlPage
from mtqa.errors import MtqaError
from mtqa.files import XmlReader

__all__ = ["parse_epub"]

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_OPF = "http://www.idpf.org/2007/opf\n"
_PAGES = ("application/xhtml+xml", "text/html", "application/html+xml")
_MOST_CHAPTERS = 5000
_MOST_JOINTS = 2000
_SELF_CLOSED = re.compile(r"""<([A-Za-z][\w:-]*)((?:[^<>"'/]|/(?!>)|"[^"<>]*"|'[^'<>]*')*)/>""")
_VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)
_NOTE_MARK = re.compile(
    r"""<a\b(?=[^<>]{0,500}\b(?:epub:type|role)\s*=\s*["'](?:doc-)?(?:noteref|backlink)\b)[^<>]*>(?:(?!</a>).){0,200}</a>""",
    re.DOTALL | re.IGNORECASE,
)
"""What stands in the text for a note, and what leads back from the note."""
_SECTION = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def parse_epub(data: bytes, name: str) -> Document:
    """The document in an EPUB book.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is no book, damaged, protected, without text, points outside itself, or unpacks to an absurd
            size.
    """
    archive = Archive(data, name, "EPUB book", ".epub")
    path = Path(name)
    place = next(iter(_Container(path, archive.need(_CONTAINER))), None)
    package = _Package(path, archive.need(_inside("", place or "", name)))
    protected = _protected(archive)
    drafts: list[Draft] = []
    apart: list[Draft] = []
    joints: list[Joint] = []
    warnings: dict[str, None] = {}
    for part in package.chapters(_inside("", place or "", name), name):
        if part in protected:
            raise MtqaError("the EPUB book is protected against copying", "Give a book without protection.", path=name)
        page = _read_chapter(archive, part)
        drafts += [replace(draft, line=None) for draft in page.drafts]
        apart += page.apart
        joints += page.joints[: _MOST_JOINTS - len(joints)]
        warnings |= dict.fromkeys(page.warnings)
        check_count(len(drafts) + len(apart), name)
    document = assemble(name, drafts, apart=apart, declared_language=package.language, warnings=tuple(warnings))
    return replace(document, joints=tuple(dict.fromkeys(joints)))


def _inside(base: str, target: str, name: str) -> str:
    """A part that the book points to."""
    part = resolve_part(base, target)
    if part is None:
        raise MtqaError(
            f"the EPUB book points to '{target[:80]}', which is not in it", "This is no ordinary book.", path=name
        )
    return part


def _read_chapter(archive: Archive, part: str) -> HtmlPage:
    data = archive.read(part)
    if data is None:
        raise MtqaError(
            f"the chapter {part[:80]} is not in the EPUB book", "Save or download it again.", path=archive.name
        )
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    try:
        html = data.decode(encoding) if encoding else decode_html(data, Path(archive.name))[0]
    except UnicodeDecodeError:
        raise MtqaError(f"the chapter {part[:80]} is damaged", "Save the book again.", path=archive.name) from None
    return read_html(_as_html(html), archive.name)


def _as_html(xhtml: str) -> str:
    """XHTML as parsers of HTML understand it: there, `<a/>` begins an element that nothing ends."""
    opened = _SECTION.sub(lambda matched: matched[1].replace("&", "&amp;").replace("<", "&lt;"), xhtml)
    opened = _NOTE_MARK.sub("", opened)
    return _SELF_CLOSED.sub(
        lambda matched: matched[0] if matched[1].lower() in _VOID else f"<{matched[1]}{matched[2]}></{matched[1]}>",
        opened,
    )


def _protected(archive: Archive) -> frozenset[str]:
    """Parts that are encrypted; that fonts are is usual."""
    data = archive.read(_ENCRYPTION)
    return frozenset() if data is None else frozenset(_Encryption(Path(archive.name), data))


class _Encryption(XmlReader[str]):
    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if name.endswith("\nCipherReference"):
            self.units.append(resolve_part("", attributes.get("URI", "")) or "")

    def end(self, name: str) -> None:
        self.check_depth(-1)


class _Container(XmlReader[str]):
    """Where the package is described."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if name.endswith("\nrootfile"):
            self.units.append(attributes.get("full-path", ""))

    def end(self, name: str) -> None:
        self.check_depth(-1)


@dataclass(frozen=True)
class _Item:
    target: str
    is_page: bool
    is_contents: bool


class _Package(XmlReader[None]):
    """What a book consists of: its language, its files, and the order in which they are read."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)
        self.language: str | None = None
        self._items: dict[str, _Item] = {}
        self._spine: list[str] = []
        for _ in self:
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if name == f"{_OPF}item" and len(self._items) < 2 * _MOST_CHAPTERS:
            self._items[attributes.get("id", "")] = _Item(
                attributes.get("href", ""),
                attributes.get("media-type", "") in _PAGES,
                "nav" in attributes.get("properties", "").split(),
            )
        elif name == f"{_OPF}itemref":
            self._spine.append(attributes.get("idref", ""))
            if len(self._spine) > _MOST_CHAPTERS:
                raise self.fail(f"the book has more than {_MOST_CHAPTERS} chapters")
        elif name.endswith("/dc/elements/1.1/\nlanguage"):
            self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if name.endswith("/dc/elements/1.1/\nlanguage"):
            tag = self.collected().strip()[:40]
            self.language = self.language or (tag if tag and tag != "und" else None)

    def chapters(self, package: str, name: str) -> Iterator[str]:
        """The parts with text in reading order, without the book's own table of contents."""
        for key in dict.fromkeys(self._spine):
            item = self._items.get(key)
            if item is not None and item.is_page and not item.is_contents:
                yield _inside(package, item.target, name)
