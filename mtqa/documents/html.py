"""HTML pages: the content of `<main>` (else `<article>`, else `<body>`), block by block.

Generic extractors drop headings, leads and link lists, which would then look like omissions of the translation, so the
page is walked with rules of our own. What is not shown (hidden elements, scripts) or belongs to the site and not to the
page (navigation, breadcrumbs, language switchers, cookie banners, share buttons) is left out; `html_rules` says which.
The walk does not recurse.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from mtqa.documents.assembly import assemble
from mtqa.documents.document import BlockKind, Document, Joint, PageMetadata
from mtqa.documents.drafts import Draft, Link, check_count, clean
from mtqa.documents.html_lines import HtmlLine, blocks_of_lines, take_bullet
from mtqa.documents.html_page import HtmlPage
from mtqa.documents.html_rules import (
    BLOCK_TAGS,
    BREAK_TAGS,
    SKIPPED_TAGS,
    Place,
    check_nesting,
    is_banner,
    is_hidden,
    is_message,
    is_notice_box,
    is_site_furniture,
    place_of,
)
from mtqa.documents.inlines import Piece, join_pieces
from mtqa.documents.notices import find_notice

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["fragment_drafts", "parse_html", "read_html"]

_SNIPPET = 40
_TEXT_START = re.compile(r"[^\s&<>][^&<>\u00a0\n\r]*")
_LONGEST_ATTRIBUTE = 4000
_MOST_NODES = 1000
_LONGEST_NOTICE = 2500
_LONGEST_WORD = 60
_MOST_JOINTS = 2000
_LAST_WORD = re.compile(r"\w(?:[\w'’-]*\w)?[:,;)»”.]?$")
_FIRST_WORD = re.compile(r"[.«„“(]?\w[\w'’-]*")
_SHIFTED = frozenset(("sub", "sup"))
_ROOTS = "main, article, [role=main], .ecl-page-header"


def parse_html(html: str, name: str) -> Document:
    """The document in an HTML page.

    Args:
        html: The whole page.
        name: What to call the document.

    Raises:
        MtqaError: when there is no content, or when tags are nested or left open beyond all reason.
    """
    page = read_html(html, name)
    document = assemble(
        name,
        page.drafts,
        apart=page.apart,
        declared_language=page.language,
        declared=page.declared,
        warnings=page.warnings,
    )
    return replace(document, joints=page.joints)


def read_html(html: str, name: str) -> HtmlPage:
    """The drafts of a page, which may be none.

    Raises:
        MtqaError: when tags are nested or left open beyond all reason.
    """
    from selectolax.lexbor import LexborHTMLParser

    check_nesting(html, name)
    tree = LexborHTMLParser(html)
    walk = _Walk(_content_roots(tree), name)
    if tree.body is not None:
        walk.run(tree.body)
    blocks = walk.content
    if not any(block.draft.kind is BlockKind.HEADING and block.draft.level == 1 for block in blocks):
        title = _outer_title(tree, walk.outer_titles)
        blocks = [title, *blocks] if title is not None else blocks
    code = walk.code_blocks
    return HtmlPage(
        drafts=tuple(_located(blocks, html)),
        apart=tuple(block.draft for block in walk.apart),
        language=_language(tree),
        declared=_declared(tree),
        warnings=(f"Code is not scored: {code} code block(s) were left out.",) if code else (),
        joints=tuple(dict.fromkeys(walk.joints)),
    )


def fragment_drafts(html: str, line: int | None) -> list[Draft]:
    """The blocks that a piece of HTML shows; all are given the line where the piece begins."""
    from selectolax.lexbor import LexborHTMLParser

    check_nesting(html, "")
    body = LexborHTMLParser(html).body
    if body is None:
        return []
    walk = _Walk({body.mem_id}, "")
    walk.run(body)
    return [replace(block.draft, line=line) for block in walk.content]


@dataclass(frozen=True)
class _Found:
    """A draft and the beginning of its first piece of text, by which its line in the file is looked up."""

    draft: Draft
    snippet: str = ""


def _attributes(node: LexborNode) -> dict[str, str]:
    return {key: (value or "")[:_LONGEST_ATTRIBUTE] for key, value in node.attributes.items()}


def _content_roots(tree: LexborHTMLParser) -> set[int]:
    """Identities of the elements that hold the page's content."""
    body = tree.body
    if body is None:
        return set()
    main = tree.css_first("main") or tree.css_first("[role=main]")
    if main is None:
        articles = tree.css("article")
        main = articles[0] if len(articles) == 1 else body
    # On some Europa pages the page's title and lead stand before <main>.
    return {main.mem_id, *(header.mem_id for header in tree.css(".ecl-page-header"))}


def _language(tree: LexborHTMLParser) -> str | None:
    for node in (tree.root, tree.body):
        declared = _attributes(node).get("lang", "").strip() if node is not None else ""
        if declared:
            return declared
    return None


def _declared(tree: LexborHTMLParser) -> PageMetadata:
    """What the page's head says about it."""
    canonical = tree.css_first("link[rel=canonical]")
    address = _attributes(canonical).get("href", "").strip() if canonical is not None else ""
    return PageMetadata(source_url=address if address.startswith(("http://", "https://")) else None)


def _outer_title(tree: LexborHTMLParser, candidates: Sequence[_Found]) -> _Found | None:
    """The first top heading outside the content that `<title>` begins with: that is the page's, not the site's name."""
    node = tree.css_first("head > title")
    title = clean(node.text()) if node is not None else ""
    return next((candidate for candidate in candidates if not title or title.startswith(candidate.draft.text)), None)


def _located(blocks: Sequence[_Found], html: str) -> list[Draft]:
    """The drafts with the lines where their text was found, reading on from one to the next."""
    drafts = []
    position = counted = max(html.find("<body"), 0)
    line = 1 + html.count("\n", 0, counted)
    for block in blocks:
        start = _find_text(html, block.snippet, position) if block.snippet else -1
        if start < 0:
            drafts.append(block.draft)
            continue
        line += html.count("\n", counted, start)
        counted = start
        position = start + len(block.snippet)
        drafts.append(replace(block.draft, line=line))
    return drafts


def _find_text(html: str, snippet: str, position: int) -> int:
    """Where a text node begins with the snippet; -1 when it is not found nearby."""
    end = min(len(html), position + 200_000)
    for _ in range(20):
        start = html.find(snippet, position, end)
        if start < 0 or html[max(0, start - 200) : start].rstrip()[-1:] in (">", ";", ""):
            return start
        position = start + 1
    return -1


def _descendants(node: LexborNode) -> Iterator[LexborNode]:
    """The first nodes below a node, in document order; enough to look into a box, few enough to do it often."""
    todo = [node]
    for _ in range(_MOST_NODES):
        if not todo:
            return
        current = todo.pop()
        yield current
        child = current.last_child if current is node or current.tag not in SKIPPED_TAGS else None
        while child is not None and len(todo) < 2 * _MOST_NODES:
            todo.append(child)
            child = child.prev


def _has(node: LexborNode, *tags: str) -> bool:
    return any(below.tag in tags for below in _descendants(node))


def _flat(node: LexborNode) -> Draft:
    """The text and the links of a small box as one draft; empty when the box is not small."""
    texts: list[str] = []
    links: list[Link] = []
    size = 0
    for below in _descendants(node):
        if below.is_text_node and (below.parent is None or below.parent.tag not in SKIPPED_TAGS):
            texts.append(below.text_content or "")
            size += len(texts[-1])
            if size > _LONGEST_NOTICE:
                return Draft("")
        elif below.tag == "a":
            links.append(Link(clean(below.text()), _attributes(below).get("href", "").strip()))
        elif below.tag in BLOCK_TAGS or below.tag in BREAK_TAGS:
            texts.append(" ")
    return Draft(clean("".join(texts)), BlockKind.PARAGRAPH, links=tuple(link for link in links if link.url))


class _Walk:
    """One pass over the tree, in document order."""

    def __init__(self, roots: set[int], name: str) -> None:
        self._name = name
        self.content: list[_Found] = []
        self.apart: list[_Found] = []
        self.outer_titles: list[_Found] = []
        self.code_blocks = 0
        self.joints: list[Joint] = []
        self._before: LexborNode | None = None
        self._roots = roots
        self._lines: list[HtmlLine] = [HtmlLine()]
        self._breaks = 0

    def run(self, body: LexborNode) -> None:
        """Collect the blocks under `body`."""
        kept = self._kept(body)
        # What is to be done: nodes to enter, and places of blocks to end once their children are done.
        todo: list[tuple[LexborNode | None, Place]] = [(body, Place())]
        while todo:
            node, place = todo.pop()
            if node is None:
                self._flush(place)
            elif node.is_text_node:
                self._note_joint(node, place)
                self._add(node.text_content or "", place)
            elif node.is_element_node:
                inner = self._enter(node, place, keep=node.mem_id in kept)
                if inner is None:
                    continue
                if node.tag in BLOCK_TAGS:
                    self._flush(place)
                    todo.append((None, inner))
                child = node.last_child
                while child is not None:
                    todo.append((child, inner))
                    child = child.prev
        self._flush(Place())

    def _kept(self, body: LexborNode) -> set[int]:
        """Identities of the content roots and of all elements around them: these are never skipped."""
        kept = {body.mem_id}
        for root in body.css(_ROOTS):
            node: LexborNode | None = root if root.mem_id in self._roots else None
            while node is not None and node.mem_id not in kept:
                kept.add(node.mem_id)
                node = node.parent
        return kept

    def _enter(self, node: LexborNode, place: Place, *, keep: bool) -> Place | None:
        """Where the children of an element are; None when they are to be left out."""
        tag = node.tag or ""
        if tag in BREAK_TAGS:
            self._break(place)
            return None
        attributes = _attributes(node)
        if keep:
            inside = node.mem_id in self._roots
            return place_of(tag, attributes, replace(place, content=place.content or inside))
        if tag in SKIPPED_TAGS or is_hidden(attributes):
            return None
        if tag == "pre" and _has(node, "code"):
            self.code_blocks += place.content
            return None
        if attributes and self._set_apart(node, attributes, place):
            return None
        if (tag == "footer" and place.kind is not BlockKind.QUOTE) or attributes.get("role") == "contentinfo":
            return Place()
        if is_site_furniture(attributes):
            return None
        if not place.inner and is_banner(tag, attributes):
            own = tag == "header" and "role" not in attributes and _has(node, "h1") and not _has(node, "nav")
            if not own:
                return replace(place_of(tag, attributes, place), content=False, banner=True)
        return place_of(tag, attributes, place)

    def _set_apart(self, node: LexborNode, attributes: dict[str, str], place: Place) -> bool:
        """Put a box with a machine-translation notice apart, if the element is one."""
        named = is_notice_box(attributes)
        if not named and not is_message(attributes):
            return False
        flat = _flat(node)
        if not flat.text or not (named or find_notice(flat.text, flat.links)):
            return False
        self._flush(place)
        self.apart.append(_Found(flat))
        return True

    def _add(self, text: str, place: Place) -> None:
        line = self._lines[-1]
        if text.strip():
            if not line.snippet:
                match = _TEXT_START.search(text)
                line.snippet = match[0][:_SNIPPET].rstrip() if match else ""
            self._breaks = 0
            line.bold = place.bold and line.bold is not False
            line.pieces.append(Piece(text, place.url))
        elif line.pieces:
            line.pieces.append(Piece(" ", place.url))

    def _note_joint(self, node: LexborNode, place: Place) -> None:
        """Remember where the words of two runs of text touch and mark-up begins or ends between them."""
        before, self._before = self._before, node
        pieces = self._lines[-1].pieces
        if before is None or not pieces or not place.content or len(self.joints) >= _MOST_JOINTS:
            return
        left = _LAST_WORD.search(pieces[-1].text[-_LONGEST_WORD:])
        right = _FIRST_WORD.match((node.text_content or "")[:_LONGEST_WORD])
        outer, inner = before.parent, node.parent
        if left is None or right is None or outer is None or inner is None or outer.mem_id == inner.mem_id:
            return
        if not _SHIFTED.isdisjoint((outer.tag, inner.tag)):
            return
        above = outer.parent
        closing = any(node.mem_id == inner.mem_id for node in (above, above and above.parent) if node is not None)
        self.joints.append(Joint(left[0], right[0], closing))

    def _break(self, place: Place) -> None:
        """A line break; two in a row end the paragraph."""
        self._breaks += 1
        if self._breaks > 1:
            self._flush(place)
        else:
            self._lines[-1].pieces.append(Piece(" ", place.url))
            self._lines.append(HtmlLine())

    def _flush(self, place: Place) -> None:
        """End what is being collected."""
        lines, self._lines, self._breaks = self._lines, [HtmlLine()], 0
        if place.kind in (BlockKind.HEADING, BlockKind.CAPTION):
            self._add_block(lines, place)
            return
        for group in blocks_of_lines(lines):
            is_item = place.kind in (None, BlockKind.PARAGRAPH) and take_bullet(group)
            self._add_block(group, replace(place, kind=BlockKind.LIST_ITEM, level=1) if is_item else place)

    def _add_block(self, lines: Sequence[HtmlLine], place: Place) -> None:
        pieces = [piece for line in lines for piece in line.pieces]
        snippet = next((line.snippet for line in lines if line.snippet), "")
        if not snippet and not any(piece.text.strip() for piece in pieces):
            return
        inline = join_pieces(pieces)
        if not inline.text:
            return
        heading = place.kind is BlockKind.HEADING
        draft = Draft(
            inline.text,
            place.kind,
            level=place.level if heading or place.kind is BlockKind.LIST_ITEM else 0,
            links=inline.links,
            linked=inline.linked and not heading,
        )
        check_count(len(self.content) + len(self.apart), self._name)
        if place.content:
            self.content.append(_Found(draft, snippet))
        elif heading and place.level == 1 and not place.banner:
            self.outer_titles.append(_Found(draft, snippet))
        else:
            self.apart.append(_Found(draft, snippet))
