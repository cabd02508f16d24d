"""Plain text and Markdown: paragraphs, headings, quotations, lists, tables and images, with their line numbers.

Read as CommonMark with tables, except where plain text would suffer: indented text is text and no code, bullets such as
"•" count as bullets, and "12. maijā ..." alone is a paragraph that begins with a number, not the item of a list.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from mtqa.documents.assembly import assemble
from mtqa.documents.document import BlockKind, Document
from mtqa.documents.drafts import Draft, check_count, clean
from mtqa.documents.inlines import Inline, read_inline, without_mark_up
from mtqa.errors import MtqaError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

__all__ = ["parse_text"]

_DEEPEST = 100
_MOST_LINES = 200_000
_LONGEST_INLINE = 200_000
_MOST_MARKS = 20_000
_MARKS = re.compile(r"[\[\]*_`<>!&\\~]")
_BULLET = re.compile(r"^([ \t]*)[•▪◦●○■□‣⁃∙][ \t]+")
_BLOCK_MARK = re.compile(r"[ \t]*(?:[-*+>#|]|\d{1,9}[.)])[ \t]|[ \t]*(?:```|~~~|<)")
_WIDEST_WRAP = 130
_FRONT_MATTER_LINES = 200
_FRONT_MATTER_LINE = re.compile(r"[\w.-]+[ \t]*[:=]|[ \t]|[-#\[\]{}]")
_FRONT_MATTER_VALUE = re.compile(r"(title|lang|language)[ \t]*[:=][ \t]*(.+)", re.IGNORECASE)
_LONGEST_SETEXT = 200
_BLOCK_NAMES = r"(?:ul|ol|li|p|div|dl|dt|dd|table|tr|td|th|hr|blockquote)(?![\w-])[^<>]{0,300}"
_HTML_BLOCK = re.compile(rf"(</?{_BLOCK_NAMES}>)", re.IGNORECASE)
_HTML_TAG = re.compile(r"<(/?)(\w+)[^<>]*>")


def parse_text(text: str, name: str) -> Document:
    """The document in a text or Markdown file.

    Args:
        text: The whole file; lines end in `\\n` or `\\r\\n`.
        name: What to call the document.

    Raises:
        MtqaError: when there is no content, more than 200,000 lines, or lists in lists fifty deep.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if len(lines) > _MOST_LINES:
        raise MtqaError(f"the file has {len(lines):,} lines, too many for a page", "Give one page per file.", path=name)
    front = _take_front_matter(lines)
    lines = [_BULLET.sub(r"\1- ", line) for line in lines]
    reader = _Reader(name, line_by_line=_is_line_by_line(lines))
    drafts = reader.read("\n".join(lines))
    if front.title and not any(draft.kind is BlockKind.HEADING and draft.level == 1 for draft in drafts):
        drafts.insert(0, Draft(clean(front.title), BlockKind.TITLE, line=front.title_line, level=1))
    return assemble(name, drafts, declared_language=front.language, warnings=reader.warnings())


@dataclass
class _FrontMatter:
    title: str | None = None
    title_line: int | None = None
    language: str | None = None


def _take_front_matter(lines: list[str]) -> _FrontMatter:
    """Read the YAML or TOML block at the head of a Markdown file, and blank its lines."""
    front = _FrontMatter()
    fence = lines[0].rstrip() if lines else ""
    if fence not in ("---", "+++"):
        return front
    closing = next((i for i, line in enumerate(lines[1:_FRONT_MATTER_LINES], 1) if line.rstrip() == fence), None)
    if closing is None or closing == 1:
        return front
    body = lines[1:closing]
    if not all(not line.strip() or _FRONT_MATTER_LINE.match(line) for line in body):
        return front
    for number, line in enumerate(body, 2):
        match = _FRONT_MATTER_VALUE.fullmatch(line.strip())
        if match is None:
            continue
        value = match[2].strip().strip("\"'")
        if match[1].lower() == "title":
            front.title, front.title_line = value, number
        else:
            front.language = value
    lines[: closing + 1] = [""] * (closing + 1)
    return front


def _is_line_by_line(lines: Sequence[str]) -> bool:
    """Whether every line is a paragraph: no blank lines between them, no mark-up, and no sign of wrapping."""
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    last = next((i for i in range(len(lines) - 1, -1, -1) if lines[i].strip()), -1)
    body = lines[first : last + 1]
    if len(body) < 3 or any(not line.strip() or _BLOCK_MARK.match(line) for line in body):
        return False
    width = max(len(line) for line in body)
    if width > _WIDEST_WRAP:
        return True
    # A line was wrapped when the next line's first word would not have fitted any more.
    wrapped = sum(
        len(line.rstrip()) + 1 + len(following.split(maxsplit=1)[0]) > width for line, following in pairwise(body)
    )
    return wrapped < 0.7 * (len(body) - 1)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable("table").disable("code")
    parser.core.ruler.enableOnly(["normalize", "block"])
    # Addresses are kept as they are written, not percent-encoded anew.
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


@dataclass
class _Context:
    """Where the token stream is: in what lists, whether in a quotation."""

    quotes: int = 0
    lists: list[_List] = field(default_factory=list)
    heading: Token | None = None
    cell: bool = False


@dataclass
class _List:
    """A list that is open; `marker` is what its item began with, to be put back where the list is a sham."""

    sham: bool
    marker: str = ""


class _Reader:
    """One pass over the tokens of a file."""

    def __init__(self, name: str, *, line_by_line: bool) -> None:
        self._name = name
        self._line_by_line = line_by_line
        self._parser = _parser()
        self._references: dict[str, object] = {}
        self._code_blocks = 0
        self._unread = 0

    def warnings(self) -> list[str]:
        messages = []
        if self._code_blocks:
            messages.append(f"Code is not scored: {self._code_blocks} code block(s) were left out.")
        if self._unread:
            messages.append(f"The mark-up inside {self._unread} very long paragraph(s) was not interpreted.")
        return messages

    def read(self, text: str) -> list[Draft]:
        tokens = self._parser.parse(text, self._references)
        if any(token.level >= _DEEPEST - 1 for token in tokens):
            # The parser skips what is nested deeper.
            raise MtqaError("lists or quotations are nested too deeply", "Flatten them.", path=self._name)
        check_count(sum(token.type in ("inline", "html_block") and bool(token.content) for token in tokens), self._name)
        sham = _sham_lists(tokens)
        context = _Context()
        drafts: list[Draft] = []
        for index, token in enumerate(tokens):
            match token.type:
                case "blockquote_open":
                    context.quotes += 1
                case "blockquote_close":
                    context.quotes -= 1
                case "bullet_list_open" | "ordered_list_open":
                    context.lists.append(_List(index in sham))
                case "bullet_list_close" | "ordered_list_close":
                    context.lists.pop()
                case "list_item_open":
                    context.lists[-1].marker = token.info + token.markup if token.info else ""
                case "heading_open":
                    context.heading = token
                case "heading_close":
                    context.heading = None
                case "th_open" | "td_open":
                    context.cell = True
                case "th_close" | "td_close":
                    context.cell = False
                case "fence" | "code_block":
                    self._code_blocks += 1
                case "html_block":
                    drafts += _html_drafts(token)
                case "inline":
                    drafts += self._inline(token, context)
        return drafts

    def _inline(self, token: Token, context: _Context) -> list[Draft]:
        line = token.map[0] + 1 if token.map else None
        if not self._line_by_line and _HTML_BLOCK.search(token.content) and "`" not in token.content:
            return self._blocks_inside(token.content, context, line)
        pieces = token.content.split("\n") if self._line_by_line else [token.content]
        drafts = []
        for offset, piece in enumerate(pieces):
            inline = self._interpret(piece)
            number = None if line is None else line + offset
            if inline.text:
                drafts.append(_draft(inline, context, number))
            drafts += [Draft(caption, BlockKind.CAPTION, line=number) for caption in inline.captions]
        if context.lists:
            context.lists[-1].marker = ""
        return drafts

    def _blocks_inside(self, content: str, context: _Context, line: int | None) -> list[Draft]:
        """The blocks that HTML makes inside a paragraph or a cell, where Markdown has no lists of its own."""
        drafts: list[Draft] = []
        in_item = False
        for piece in _HTML_BLOCK.split(content):
            tag = _HTML_TAG.fullmatch(piece)
            if tag is not None:
                in_item = tag[2].lower() == "li" and not tag[1]
                continue
            inline = self._interpret(piece)
            if inline.text:
                draft = _draft(inline, context, line)
                drafts.append(replace(draft, kind=BlockKind.LIST_ITEM, level=1) if in_item else draft)
            drafts += [Draft(caption, BlockKind.CAPTION, line=line) for caption in inline.captions]
        return drafts

    def _interpret(self, content: str) -> Inline:
        if len(content) > _LONGEST_INLINE or len(_MARKS.findall(content)) > _MOST_MARKS:
            self._unread += 1
            return without_mark_up(content)
        tokens: list[Token] = []
        self._parser.inline.parse(content, self._parser, self._references, tokens)
        return read_inline(tokens)


def _sham_lists(tokens: Sequence[Token]) -> set[int]:
    """Indices of ordered lists that are none: paragraphs that happen to begin with a number ("12. maijā notika ...").

    A list has two items at least, numbered one after the other (or all alike, as Markdown allows), and from 1 unless
    its items begin with capitals.
    """
    sham: set[int] = set()
    open_lists: list[_Numbers] = []
    for index, token in enumerate(tokens):
        if token.type in ("ordered_list_open", "bullet_list_open"):
            open_lists.append(_Numbers(index))
        elif token.type == "list_item_open" and token.info:
            open_lists[-1].numbers.append(int(token.info))
        elif token.type == "inline" and open_lists:
            open_lists[-1].small_letters += token.content[:1].islower()
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            closed = open_lists.pop()
            if token.type == "ordered_list_close" and closed.is_sham():
                sham.add(closed.index)
    return sham


@dataclass
class _Numbers:
    """What the items of one list begin with."""

    index: int
    numbers: list[int] = field(default_factory=list)
    small_letters: int = 0

    def is_sham(self) -> bool:
        steps = {after - before for before, after in pairwise(self.numbers)}
        in_order = len(self.numbers) > 1 and steps in ({0}, {1})
        return not in_order or (self.numbers[0] > 1 and self.small_letters > 0)


def _draft(inline: Inline, context: _Context, line: int | None) -> Draft:
    """The draft of one run of text, with the kind that its surroundings give it."""
    kind: BlockKind | None = None
    level = 0
    text = inline.text
    if context.heading is not None:
        setext = context.heading.markup in ("=", "-")
        if not (setext and len(text) > _LONGEST_SETEXT):
            kind, level = BlockKind.HEADING, int(context.heading.tag[1:])
    elif context.cell:
        kind = BlockKind.PARAGRAPH
    elif context.quotes:
        kind = BlockKind.QUOTE
    elif context.lists and context.lists[-1].sham:
        text = f"{context.lists[-1].marker} {text}".strip()
    elif context.lists:
        kind, level = BlockKind.LIST_ITEM, sum(not around.sham for around in context.lists)
    return Draft(
        text, kind, line=line, level=level, links=inline.links, linked=inline.linked and kind is not BlockKind.HEADING
    )


def _html_drafts(token: Token) -> list[Draft]:
    """What a block of raw HTML in Markdown shows; a comment shows nothing."""
    from mtqa.documents.html import fragment_drafts

    line = token.map[0] + 1 if token.map else None
    return fragment_drafts(token.content, line)
