"""PowerPoint presentations (.pptx): slide by slide, the title, what stands on the slide, and the speaker's notes.

Slides that are hidden, fields for date and slide number, and the texts of layouts that nobody filled in are left out;
footers are kept apart.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from mtqa.documents.archives import Archive
from mtqa.documents.assembly import assemble
from mtqa.documents.document import BlockKind, Document
from mtqa.documents.drafts import Draft, Link, check_count, clean
from mtqa.documents.office_parts import Relation, element_name, language_of_properties, read_relations, relation_id
from mtqa.files import LONGEST_SEGMENT, XmlReader

__all__ = ["parse_pptx"]

_MAIN = "ppt/presentation.xml"
_TITLES = ("title", "ctrTitle")
_FOOTERS = ("ftr", "hdr")
_LEFT_OUT = ("dt", "sldNum", "sldImg")
_FIELDS = ("slidenum", "datetime")
_LISTED = ("body", "obj", "")
"""Placeholders whose paragraphs have bullets unless they say otherwise."""


def parse_pptx(data: bytes, name: str) -> Document:
    """The document in a PowerPoint file.

    Args:
        data: The whole file.
        name: What to call the document.

    Raises:
        MtqaError: when it is no presentation, damaged, encrypted, without text, or unpacks to an absurd size.
    """
    archive = Archive(data, name, "PowerPoint presentation", ".pptx")
    relations = read_relations(archive, _MAIN)
    order = list(_Order(Path(name), archive.need(_MAIN)))
    parts = [to.target for key in order if (to := relations.get(key)) is not None and to.kind == "slide"]
    deck = _Deck()
    for number, part in enumerate(parts, start=1):
        _read_slide(archive, part, f"slide {number} of {len(parts)}", number, deck)
        check_count(len(deck.drafts), name)
    spoken = deck.languages.most_common(1)
    declared = language_of_properties(archive) or (spoken[0][0] if spoken else None)
    warnings = [f"{deck.hidden} hidden slide(s) were left out."] if deck.hidden else []
    return assemble(name, deck.drafts, apart=deck.footers, declared_language=declared, warnings=warnings)


@dataclass
class _Deck:
    """What has been read so far."""

    drafts: list[Draft] = field(default_factory=list)
    footers: list[Draft] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)
    hidden: int = 0


def _read_slide(archive: Archive, part: str, anchor: str, number: int, deck: _Deck) -> None:
    data = archive.read(part)
    if data is None:
        return
    path, relations = Path(archive.name), read_relations(archive, part)
    slide = _Shapes(path, data, relations, deck.languages)
    if slide.hidden:
        deck.hidden += 1
        return
    drafts = [*slide.titles, *slide.drafts]
    for to in relations.values():
        if to.kind == "diagramData" and (diagram := archive.read(to.target)) is not None:
            drafts += _Shapes(path, diagram, {}, deck.languages).drafts
    for to in relations.values():
        if to.kind == "notesSlide" and (notes := archive.read(to.target)) is not None:
            drafts += _Shapes(path, notes, read_relations(archive, to.target), deck.languages, notes=True).drafts
    if drafts:
        drafts[0] = _with(drafts[0], anchor)
    deck.drafts += [_with(draft, draft.anchor, page=number) for draft in drafts]
    deck.footers += [footer for footer in slide.footers if footer not in deck.footers[-20:]]


def _with(draft: Draft, anchor: str, page: int | None = None) -> Draft:
    return Draft(
        draft.text, draft.kind, page=page, level=draft.level, links=draft.links, linked=draft.linked, anchor=anchor
    )


def _is_covered(cell: dict[str, str]) -> bool:
    """Whether a cell is merged into the one on its left or above it, and its own text not shown."""
    return any(cell.get(name) in ("1", "true") for name in ("hMerge", "vMerge"))


class _Order(XmlReader[str]):
    """The relations of the slides, in their order."""

    def __init__(self, path: Path, data: bytes) -> None:
        super().__init__(path, namespaces=True, data=data)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        if element_name(name) == "p:sldId":
            self.units.append(relation_id(attributes))

    def end(self, name: str) -> None:
        self.check_depth(-1)


@dataclass
class _Paragraph:
    text: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    linked: int = 0
    level: int = 0
    bulleted: bool | None = None


class _Shapes(XmlReader[None]):
    """The paragraphs of a slide, of its notes or of a diagram on it, in the order of the file.

    Args:
        path: The presentation.
        data: The part.
        relations: Of the part.
        languages: Counts the characters in each language that the text is marked as.
        notes: Whether these are notes: of them only the body counts.
    """

    def __init__(
        self,
        path: Path,
        data: bytes,
        relations: dict[str, Relation],
        languages: Counter[str],
        *,
        notes: bool = False,
    ) -> None:
        super().__init__(path, namespaces=True, data=data)
        self.titles: list[Draft] = []
        self.drafts: list[Draft] = []
        self.footers: list[Draft] = []
        self.hidden = False
        self._relations = relations
        self._languages = languages
        self._notes = notes
        self._placeholder: str | None = None
        self._paragraph: _Paragraph | None = None
        self._language = ""
        self._address = ""
        self._field = False
        self._skipped = 0
        for _ in self:
            pass

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        element = element_name(name)
        if self._skipped or element == "mc:Fallback" or (element == "a:tc" and _is_covered(attributes)):
            self._skipped += 1
        elif element == "p:sld":
            self.hidden = attributes.get("show") in ("0", "false")
        elif element in ("p:sp", "p:graphicFrame"):
            self._placeholder = None
        elif element == "p:ph":
            self._placeholder = attributes.get("type", "")
        elif element == "a:p":
            self._paragraph = _Paragraph()
        elif self._paragraph is not None:
            self._start_inside(element, attributes, self._paragraph)

    def _start_inside(self, element: str, attributes: dict[str, str], paragraph: _Paragraph) -> None:
        if element == "a:pPr":
            level = attributes.get("lvl", "0")
            paragraph.level = int(level) if level in set("012345678") else 0
        elif element in ("a:buChar", "a:buAutoNum", "a:buBlip", "a:buNone"):
            paragraph.bulleted = element != "a:buNone"
        elif element in ("a:r", "a:fld"):
            self._language = self._address = ""
            self._field = attributes.get("type", "").lower().startswith(_FIELDS)
        elif element == "a:rPr":
            self._language = attributes.get("lang", "")[:40]
        elif element == "a:hlinkClick":
            to = self._relations.get(relation_id(attributes))
            self._address = to.target if to is not None and to.kind == "hyperlink" else ""
        elif element == "a:br":
            paragraph.text.append(" ")
        elif element == "a:t":
            self.collect()

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if self._skipped:
            self._skipped -= 1
            return
        element, paragraph = element_name(name), self._paragraph
        if paragraph is None:
            return
        if element == "a:t":
            self._add(self.collected(), paragraph)
        elif element in ("a:r", "a:fld"):
            self._field = False
        elif element == "a:p":
            self._paragraph = None
            self._finish(paragraph)

    def _add(self, text: str, paragraph: _Paragraph) -> None:
        if self._field:
            return
        paragraph.text.append(text.replace("\v", " "))
        if self._language and len(self._languages) < 1000:
            self._languages[self._language] += len(text)
        if self._address.startswith(("http://", "https://")) and clean(text):
            paragraph.links.append(Link(clean(text), self._address))
            paragraph.linked += len(text.strip())

    def begun(self) -> int:
        return 0 if self._paragraph is None else len(self._paragraph.text) // 10

    def _finish(self, paragraph: _Paragraph) -> None:
        joined = "".join(paragraph.text)
        if len(joined) > LONGEST_SEGMENT:
            raise self.fail(f"a paragraph of {len(joined):,} characters")
        text, place = clean(joined), self._placeholder
        if not text or place in _LEFT_OUT or (self._notes and place != "body"):
            return
        if place in _FOOTERS:
            self.footers.append(Draft(text, BlockKind.PARAGRAPH))
            return
        linked = bool(paragraph.links) and paragraph.linked >= len(text)
        kind, level = (BlockKind.PARAGRAPH, 0) if self._notes else self._role(paragraph)
        if linked and kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            kind, level = BlockKind.LINK, 0
        draft = Draft(text, kind, level=level, links=tuple(paragraph.links), linked=linked)
        (self.titles if place in _TITLES else self.drafts).append(draft)
        check_count(len(self.drafts), str(self.path))

    def _role(self, paragraph: _Paragraph) -> tuple[BlockKind, int]:
        """The kind and the depth of a paragraph on a slide."""
        if self._placeholder == "ctrTitle":
            return BlockKind.HEADING, 1
        if self._placeholder == "title":
            return BlockKind.HEADING, 2
        listed = self._placeholder in _LISTED if paragraph.bulleted is None else paragraph.bulleted
        return (BlockKind.LIST_ITEM, paragraph.level + 1) if listed else (BlockKind.PARAGRAPH, 0)
