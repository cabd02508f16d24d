"""One pass over the content of an OpenDocument file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from mtqa.documents.document import BlockKind
from mtqa.documents.drafts import Draft, Link, check_count, clean
from mtqa.documents.opendocument_styles import Role, Styles, element_name, named
from mtqa.documents.sheet_cells import SheetCells
from mtqa.files import LONGEST_SEGMENT, XmlReader

__all__ = ["Walk"]

_SKIPPED = {
    "text:tracked-changes",
    "office:annotation",
    "office:annotation-end",
    "text:note-citation",
    "text:hidden-text",
    "text:ruby-text",
    "text:page-number",
    "office:forms",
    "office:settings",
    "office:automatic-styles",
    "office:scripts",
    "presentation:date-time",
    "presentation:footer",
    "presentation:header",
    "presentation:footer-decl",
    "presentation:header-decl",
    "presentation:date-time-decl",
    "svg:title",
    "svg:desc",
    "table:tracked-changes",
    "table:content-validations",
    "style:master-page",
}
_FORMULAS = "http://www.w3.org/1998/Math/MathML\n"
_INDEXES = {
    "text:table-of-content",
    "text:illustration-index",
    "text:table-index",
    "text:object-index",
    "text:user-index",
    "text:alphabetical-index",
}
_FOOTERS = ("header", "footer", "date-time", "page-number", "page", "handout")
_BLANKS = {"text:tab": " ", "text:line-break": "\n"}
_MOST_SPACES = 1000


@dataclass
class _Paragraph:
    role: Role
    in_note: bool
    text: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    linked: int = 0
    address: str | None = None
    label: list[str] = field(default_factory=list)


@dataclass
class _Cell:
    place: str
    shown: bool
    texts: list[str] = field(default_factory=list)


class Walk(XmlReader[None]):
    """The paragraphs of a document.

    Attributes:
        kind: `text`, `presentation`, `spreadsheet`, `drawing`, or what else the body is.
        drafts: The content in order.
        notes: Footnotes and endnotes.
        footers: What stands in the footers of slides.
    """

    def __init__(self, path: Path, data: bytes, styles: Styles) -> None:
        super().__init__(path, namespaces=True, data=data)
        self.kind = ""
        self.drafts: list[Draft] = []
        self.notes: list[Draft] = []
        self.footers: list[Draft] = []
        self._styles = styles
        self._skipped = 0
        self._contents_lines = self._hidden_slides = self._hidden_sheets = 0
        self._unfinished: list[_Paragraph] = []
        self._in_notes = 0
        self._lists = 0
        self._item_begins = False
        self._page = self._sheet = self._row = self._column = 0
        self._frame = ""
        self._in_speech = False
        self._cells: SheetCells | None = None
        self._cell: _Cell | None = None
        self._hidden_row = False
        self.parser.CharacterDataHandler = self._characters
        for _ in self:
            pass
        if self._page:
            self.drafts = [_with_total(draft, self._page) for draft in self.drafts]

    def warnings(self) -> list[str]:
        """What was left out."""
        told = ["The table of contents was left out."] if self._contents_lines else []
        told += [f"{self._hidden_slides} hidden slide(s) were left out."] if self._hidden_slides else []
        return told + ([f"{self._hidden_sheets} hidden sheet(s) were left out."] if self._hidden_sheets else [])

    # Elements ---------------------------------------------------------------------------------------------------------

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.check_depth(1)
        element = element_name(name)
        if self._skipped or element in _SKIPPED or name.startswith(_FORMULAS):
            self._skipped += 1
            return
        about = named(attributes)
        if element in _INDEXES or self._is_hidden(element, about):
            self._contents_lines += element in _INDEXES
            self._skipped += 1
        elif element in ("text:p", "text:h"):
            self._begin_paragraph(element, about)
        elif element.startswith("table:"):
            self._start_table(element, about)
        elif element.startswith(("draw:", "presentation:")):
            self._start_drawing(element, about)
        elif element == "text:list":
            self._lists += 1
        elif element == "text:list-item":
            self._item_begins = True
        elif element == "text:note-body":
            self._in_notes += 1
        elif self._unfinished:
            self._start_inside(element, about, self._unfinished[-1])
        elif not self.kind and element.startswith("office:") and element.count(":") == 1:
            self._note_kind(element)

    def _note_kind(self, element: str) -> None:
        if element not in ("office:document-content", "office:body", "office:font-face-decls", "office:document"):
            self.kind = element.removeprefix("office:")

    def _is_hidden(self, element: str, about: Mapping[str, str]) -> bool:
        if element == "text:span":
            return self._styles.is_hidden("text", about.get("text:style-name", ""))
        if element == "text:hidden-paragraph" or (element == "text:section" and about.get("text:display") == "none"):
            return True
        if element == "table:table" and self._styles.is_hidden("table", about.get("table:style-name", "")):
            self._hidden_sheets += 1
            self._sheet += 1
            return True
        if element == "draw:page" and self._styles.is_hidden("drawing-page", about.get("draw:style-name", "")):
            self._hidden_slides += 1
            self._page += 1
            return True
        return element == "draw:frame" and about.get("presentation:placeholder") == "true"

    def _begin_paragraph(self, element: str, about: Mapping[str, str]) -> None:
        role = self._styles.role(about.get("text:style-name", ""))
        level = about.get("text:outline-level", "1")
        if element == "text:h":
            role = Role(BlockKind.HEADING, min(6, int(level)) if level in set("123456789") else 1)
        elif self._lists and role.kind is None and not role.contents:
            role = Role(BlockKind.LIST_ITEM, min(9, self._lists)) if self._item_begins else role
        self._item_begins = False
        if self._styles.is_hidden("paragraph", about.get("text:style-name", "")):
            self._skipped += 1
            return
        self._unfinished.append(_Paragraph(role, self._in_notes > 0))

    def _start_inside(self, element: str, about: Mapping[str, str], paragraph: _Paragraph) -> None:
        if element == "text:s":
            count = about.get("text:c", "1")
            self._add(" " * min(_MOST_SPACES, int(count)) if count.isdecimal() and len(count) < 8 else " ")
        elif element in _BLANKS:
            self._add(_BLANKS[element])
        elif element == "text:a":
            paragraph.address, paragraph.label = about.get("xlink:href", ""), []

    def _start_table(self, element: str, about: Mapping[str, str]) -> None:
        if self.kind != "spreadsheet":
            return
        if element == "table:table" and self._cells is None:
            self._sheet += 1
            self._row = self._column = 0
            self._cells = SheetCells(self.path)
        elif element == "table:table-row":
            self._row += _count(about.get("table:number-rows-repeated", "1"))
            self._column = 0
            self._hidden_row = about.get("table:visibility") in ("collapse", "filter")
        elif element in ("table:table-cell", "table:covered-table-cell"):
            self._column += _count(about.get("table:number-columns-repeated", "1"))
            is_text = about.get("office:value-type", "string") == "string" and "table:formula" not in about
            shown = is_text and not self._hidden_row and element == "table:table-cell"
            self._cell = _Cell(f"row {self._row} column {self._column}", shown)

    def _start_drawing(self, element: str, about: Mapping[str, str]) -> None:
        if element == "draw:page":
            self._page += 1
        elif element == "presentation:notes":
            self._in_speech = True
        elif element in ("draw:frame", "draw:custom-shape"):
            self._frame = about.get("presentation:class", "")

    def end(self, name: str) -> None:
        self.check_depth(-1)
        if self._skipped:
            self._skipped -= 1
            return
        element = element_name(name)
        if element in ("text:p", "text:h") and self._unfinished:
            self._finish(self._unfinished.pop())
        elif element == "text:a" and self._unfinished:
            self._end_link(self._unfinished[-1])
        elif element == "text:note-body":
            self._in_notes -= 1
        elif element == "text:list":
            self._lists -= 1
        elif element == "presentation:notes":
            self._in_speech = False
        elif element in ("draw:frame", "draw:custom-shape"):
            self._frame = ""
        elif element in ("table:table-cell", "table:covered-table-cell") and self._cell is not None:
            self._end_cell(self._cell)
        elif element == "table:table" and self._cells is not None:
            self.drafts += self._cells.drafts(self._sheet)
            self._cells = None

    # Text -------------------------------------------------------------------------------------------------------------

    def _characters(self, text: str) -> None:
        if self._unfinished and not self._skipped:
            self._add(text)

    def _add(self, text: str) -> None:
        paragraph = self._unfinished[-1]
        paragraph.text.append(text)
        if paragraph.address is not None:
            paragraph.label.append(text)

    def begun(self) -> int:
        return sum(len(paragraph.text) for paragraph in self._unfinished) // 10

    def _end_link(self, paragraph: _Paragraph) -> None:
        label = clean("".join(paragraph.label))
        if paragraph.address is not None and paragraph.address.startswith(("http://", "https://")) and label:
            paragraph.links.append(Link(label, paragraph.address))
            paragraph.linked += len(label)
        paragraph.address = None

    def _end_cell(self, cell: _Cell) -> None:
        self._cell = None
        if self._cells is not None and cell.shown:
            self._cells.add(cell.place, "\n".join(cell.texts))

    def _finish(self, paragraph: _Paragraph) -> None:
        joined = "".join(paragraph.text)
        if len(joined) > LONGEST_SEGMENT:
            raise self.fail(f"a paragraph of {len(joined):,} characters")
        if self._cell is not None:
            self._cell.texts.append(joined)
            return
        text = clean(joined)
        if not text:
            return
        if paragraph.role.contents:
            self._contents_lines += 1
            return
        linked = bool(paragraph.links) and paragraph.linked >= len(text)
        draft = Draft(
            text, paragraph.role.kind, level=paragraph.role.level, links=tuple(paragraph.links), linked=linked
        )
        check_count(len(self.drafts) + len(self.notes), str(self.path))
        if self.kind in ("presentation", "drawing"):
            self._add_to_slide(draft)
        else:
            (self.notes if paragraph.in_note else self.drafts).append(draft)

    def _add_to_slide(self, draft: Draft) -> None:
        if self._frame in _FOOTERS:
            self.footers.append(replace(draft, kind=BlockKind.PARAGRAPH, level=0))
            return
        first = not self.drafts or self.drafts[-1].page != self._page
        kind, level = draft.kind, draft.level
        if self._in_speech or kind is None:
            kind, level = BlockKind.PARAGRAPH, 0
        if self._frame == "title" and not self._in_speech:
            kind, level = BlockKind.HEADING, 1 if self._page == 1 else 2
        anchor = f"slide {self._page}" if first else ""
        self.drafts.append(replace(draft, kind=kind, level=level, page=self._page, anchor=anchor))


def _with_total(draft: Draft, slides: int) -> Draft:
    return replace(draft, anchor=f"{draft.anchor} of {slides}") if draft.anchor else draft


def _count(repeated: str) -> int:
    return int(repeated) if repeated.isdecimal() and len(repeated) < 8 else 1
