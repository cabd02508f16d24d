"""What a page is once it has been read: typed blocks of text, and what the page says about itself."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["Block", "BlockKind", "Document", "Joint", "MtNotice", "PageMetadata"]


class BlockKind(StrEnum):
    """The role that a block plays on its page."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTE = "quote"
    LIST_ITEM = "list_item"
    LINK = "link"
    CAPTION = "caption"


@dataclass(frozen=True)
class Block:
    """A piece of content: what one would select as one paragraph.

    Attributes:
        kind: Its role on the page.
        text: Plain text without mark-up, never empty; runs of white space are one space, no-break spaces are kept.
        line: Line in the file where it starts, counted from 1; None where a file has no lines (PDF).
        page: Page where it starts, counted from 1; None where a file has no pages.
        level: Depth of a title or heading (1 to 6) or of a list item (1 and up); 0 for all else.
        links: Addresses that the block links to, in order, each once.
        anchor: What marks the place where it begins alike in all versions of the document, whatever their language: the
            time code of a cue, the cell of a sheet, the number of a slide; "" where the format has nothing of the kind.
    """

    kind: BlockKind
    text: str
    line: int | None
    page: int | None
    level: int = 0
    links: tuple[str, ...] = ()
    anchor: str = ""


@dataclass(frozen=True)
class MtNotice:
    """The page's own statement that it is a machine translation.

    Attributes:
        service: Name of the translation service: "eTranslation", "DeepL" ...; "" when not named.
        text: The notice as plain text; "" when only a language tag says so.
        language: Tag of the language that the page was translated into, where the notice tells.
        terms_url: Address of the conditions of use.
        original_url: Address of the page in its source language.
        grade: What the notice says of the translation's quality, in its own words: "average".
    """

    service: str
    text: str
    language: str | None
    terms_url: str | None
    original_url: str | None
    grade: str | None = None


@dataclass(frozen=True)
class PageMetadata:
    """What a page says about itself; never part of its content, never scored.

    Attributes:
        notice: Its machine-translation notice.
        credits: Credits at the foot of the page (photographs, authors); credits inside the page are captions.
        source_url: Address that the page says it was taken from.
        copyright: The copyright line, for instance "© European Union, 2025".
        licence: Name of the licence as the page writes it.
        rights: Sentences about reuse and other rights.
        generated_on: Date of generation exactly as written: "05/04/2025" may be April or May, so it is not interpreted.
        declared_language: Language that the file declares (`lang` in HTML, /Lang in PDF), as a BCP 47 tag.
    """

    notice: MtNotice | None = None
    credits: tuple[str, ...] = ()
    source_url: str | None = None
    copyright: str | None = None
    licence: str | None = None
    rights: tuple[str, ...] = ()
    generated_on: str | None = None
    declared_language: str | None = None


@dataclass(frozen=True)
class Joint:
    """A place where inline mark-up begins or ends between two words, and no space stands: `the<b>text</b>`.

    Attributes:
        left: The word before it, with the mark after the word, if there is one.
        right: The word after it.
        closing: Whether mark-up ends there and none begins; then an ending may follow (`<a>Kohesio</a>ban`).
    """

    left: str
    right: str
    closing: bool = False


@dataclass(frozen=True)
class Document:
    """A page that has been read.

    Attributes:
        name: The file's name, or what the caller called it.
        blocks: Its content in reading order; at least one block.
        metadata: What the page says about itself.
        warnings: What the reader should know: content left out, encodings guessed, and the like.
        joints: Where words touch at inline mark-up, as far as the format tells.
    """

    name: str
    blocks: tuple[Block, ...]
    metadata: PageMetadata
    warnings: tuple[str, ...] = ()
    joints: tuple[Joint, ...] = ()

    @property
    def text(self) -> str:
        """The content as plain text, one block a paragraph."""
        return "\n\n".join(block.text for block in self.blocks)
